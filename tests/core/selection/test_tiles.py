import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.selection.region import Region
from core.selection.tiles import TileDelta


@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from([(), (3,)]), st.integers(0, 2**31))
def test_deltas_go_both_ways_exactly(height, width, channels, seed):
    rng = np.random.default_rng(seed)
    before = rng.integers(0, 65536, (height, width, *channels), np.uint16)
    after = before.copy()
    top, left = rng.integers(height), rng.integers(width)
    after[top : top + 40, left : left + 50] //= 2
    delta = TileDelta(before, after)
    work = before.copy()
    delta.apply(work)
    assert np.array_equal(work, after)
    delta.revert(work)
    assert np.array_equal(work, before)
    at = Region(left, top, left + 50, top + 40).clipped(width, height)
    assert TileDelta.of_part(before, after[at.slices], at).to_bytes() == delta.to_bytes()


def test_only_what_changed_is_kept():
    before = np.zeros((2000, 3000), np.uint8)
    after = before.copy()
    after[700:720, 900:960] = 255
    delta = TileDelta(before, after, within=Region(890, 690, 980, 740))
    assert delta.nbytes < 2000
    assert delta.region.width <= 256
    nothing = TileDelta(before, before)
    assert nothing.nbytes == 0
    assert nothing.region.empty
