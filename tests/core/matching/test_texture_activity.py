"""What is much smoother than the surroundings of a hole is no source for its fill."""

import numpy as np
import pytest

from core.matching.completion import CompletionSettings, complete
from core.matching.texture_activity import textured_enough


def meadow(dtype=np.uint8) -> np.ndarray:
    """Lively grass on the left, bare ground of the same mean on the right."""
    grain = np.random.default_rng(2).normal(0, 25, (80, 120, 1))
    grain[:, 80:] = 0
    picture = np.clip(np.full((80, 120, 3), (90, 120, 60)) + grain, 0, 255)
    return (picture * (257 if dtype == np.uint16 else 1)).astype(dtype)


def hole(left: int) -> np.ndarray:
    mask = np.zeros((80, 120), bool)
    mask[30:55, left : left + 25] = True
    return mask


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_bare_ground_is_no_source_for_a_hole_in_a_meadow(dtype) -> None:
    mask = hole(30)
    allowed = textured_enough(meadow(dtype), mask, ~mask)
    assert allowed[:, :70][~mask[:, :70]].all()
    assert not allowed[:, 95:].any()


def test_a_hole_beside_bare_ground_may_take_all() -> None:
    mask = hole(65)  # a part of its rim is bare
    assert textured_enough(meadow(), mask, ~mask).all()


def test_all_stays_where_hardly_anything_would_be_left() -> None:
    picture, mask = meadow(), hole(30)
    usable = ~mask
    usable[:, :80] = False
    usable[30:55, 26:30] = True  # a strip of grass beside the hole, and the bare ground
    assert textured_enough(picture, mask, usable).all()


def test_a_flat_guess_does_not_make_a_bare_spot() -> None:
    picture, mask = meadow(), hole(30)
    guess = np.where(mask[..., None], np.uint8((90, 120, 60)), picture)
    settings = CompletionSettings(start_thickness=12.0, guess_weight=0.3)
    bare = complete(picture, mask, guess, settings, usable=~mask)
    lively = complete(picture, mask, guess, settings, usable=~mask & textured_enough(picture, mask, ~mask))
    assert lively[mask].std() > 0.8 * picture[:, :80].std(axis=(0, 1)).mean()
    assert lively[mask].std() > bare[mask].std()
