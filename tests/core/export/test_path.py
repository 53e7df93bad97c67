"""The way of an animation through its keyframes, frame by frame."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.errors import GeometryError
from core.export import Keyframe, animation_path, closed, round_trip, tour
from core.geometry import CanvasGeometry

OWN = CanvasGeometry.identity(120, 80)
WIDE = CanvasGeometry(120, 80, 240, 80)


def test_the_way_is_smooth_and_meets_its_keys():
    path = animation_path(tour(400, 300), 24.1, 10)
    assert len(path) == 241
    assert path[0] == path[-1] == CanvasGeometry.identity(400, 300)
    widths = [g.width for g in path]
    assert max(widths) == 760
    assert min(widths) == 240
    assert np.abs(np.diff(np.log(widths))).max() < 0.05
    assert {g.height for g in path} >= {300, 450, 180}


def test_it_rests_at_the_ends_as_long_as_it_is_told():
    path = animation_path(round_trip(WIDE), 10.1, 10)
    assert path[0] == path[3] == OWN
    assert path[50] == WIDE
    assert path[25].width not in (120, 240)
    restless = animation_path(round_trip(WIDE), 10.1, 10, rest=0.0)
    assert restless[5] != OWN
    assert path[4] == OWN


def test_linear_keeps_its_speed_and_smooth_does_not():
    def speeds(easing):
        path = animation_path([Keyframe(OWN), Keyframe(CanvasGeometry(120, 80, 1200, 80))], 4.1, 10, easing, rest=0.0)
        return np.diff(np.log([g.width for g in path]))

    assert np.ptp(speeds("linear")) < 0.012  # widths are whole pixels
    assert speeds("smooth")[20] > 4 * speeds("smooth")[0]


def test_a_key_has_its_own_seconds_hold_and_easing():
    keys = [Keyframe(OWN, hold=1.0), Keyframe(WIDE, 3.0, "linear"), Keyframe(OWN, hold=2.0)]
    path = animation_path(keys, 4.0, 10, rest=0.0)
    assert len(path) == 80  # 1 s, 3 s, half of the 4 s, 2 s
    assert set(path[:10]) == {OWN}
    assert path[11] != OWN
    assert max(range(80), key=lambda i: path[i].width) in (39, 40)
    assert set(path[60:]) == {OWN}
    assert path[25].width == pytest.approx(120 * 2**0.5, abs=4)


def test_a_closed_way_ends_where_it_began():
    keys = [Keyframe(OWN, 2.0, hold=3.0), Keyframe(WIDE)]
    assert closed(keys) == [*keys, replace(keys[0], hold=0.0)]
    assert closed(round_trip(WIDE)) == round_trip(WIDE)


def test_quads_move_their_corners():
    quad = ((20.0, 0.0), (120.0, 10.0), (110.0, 80.0), (0.0, 70.0))
    bent = CanvasGeometry.from_quad(120, 80, quad)
    path = animation_path([Keyframe(OWN), Keyframe(bent)], 2.1, 10)
    assert path[-1] == bent
    lefts = [g.corners[0][0] for g in path]
    assert all(a <= b for a, b in pairwise(lefts))


def test_a_way_needs_two_ends():
    with pytest.raises(ValueError, match="two keys"):
        animation_path([Keyframe(OWN)], 1, 10)


def test_a_way_that_folds_the_picture_is_refused():
    turned = ((120.0, 80.0), (0.0, 80.0), (0.0, 0.0), (120.0, 0.0))
    upside_down = CanvasGeometry(120, 80, 120, 80, turned)
    with pytest.raises(GeometryError):
        animation_path([Keyframe(OWN), Keyframe(upside_down)], 1.1, 10)
