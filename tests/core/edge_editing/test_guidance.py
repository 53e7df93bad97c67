"""Edges of a user's own: drawing them, and what they mean for hole and lines."""

import numpy as np
import pytest

from core.edge_editing.guidance import guide, working_grey
from core.edge_editing.user_edges import DRAWN, ERASED, EdgeErasing, EdgeStroke, line_width, pooled, smooth_curve
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, InpaintRequest
from core.edges import canny, resize_edges
from tests.core.edgeconnect.conftest import CPU

HEIGHT, WIDTH, HORIZON = 120, 160, 60


@pytest.fixture
def picture():
    picture = np.full((HEIGHT, WIDTH, 3), (110, 180, 230), np.uint8)
    picture[HORIZON:] = (30, 60, 70)
    return picture


@pytest.fixture
def plane():
    return np.zeros((HEIGHT, WIDTH), np.uint8)


@pytest.fixture
def mask():
    return np.zeros((HEIGHT, WIDTH), np.uint8)


def draw(plane, *points, width=2.0):
    stroke = EdgeStroke(plane, width)
    for x, y in points:
        stroke.move_to(x, y)
    return stroke


def erase(plane, picture, *points, width=10.0):
    near = pooled(canny(working_grey(picture, 1.0)), plane.shape)
    near = near | np.roll(near, 2, 0) | np.roll(near, -2, 0)
    stroke = EdgeErasing(plane, width, near)
    for x, y in points:
        stroke.move_to(x, y)


def guided(picture, mask, plane, **changes):
    return guide(picture, mask, plane, **{"scale": 1.0, "sigma": 2.0, "reach": 8.0, **changes})


def test_a_stroke_has_two_values_only_and_can_be_taken_back(plane):
    stroke = draw(plane, (20, 20), (60, 40), (100, 20), width=3.0)
    assert set(np.unique(plane)) == {0, DRAWN}
    assert (plane[18:23, 20] == DRAWN).any()
    stroke.cancel()
    assert not plane.any()


def test_the_eraser_takes_lines_and_marks_edges_but_nothing_else(plane, picture):
    draw(plane, (20, 30), (140, 30))
    erase(plane, picture, (80, 20), (80, 100))
    assert not plane[28:33, 77:83].any()
    assert (plane[30, 30:70] == DRAWN).all()
    assert (plane[HORIZON - 1 : HORIZON + 1, 78:83] == ERASED).any()
    assert not plane[70:, :].any()


def test_a_curve_runs_through_its_points():
    points = np.array([(10, 10), (40, 50), (90, 40), (90, 40), (120, 90)], float)
    curve = smooth_curve(points, step=2.0)
    assert np.hypot(*np.diff(curve, axis=0).T).max() < 4
    for point in points:
        assert np.hypot(*(curve - point).T).min() < 1e-9
    assert len(smooth_curve(points[:2])) == 2


def test_lines_are_seen_on_photos_of_any_size():
    assert line_width(100, 160) == 2.0
    assert line_width(3000, 4000) > 6
    large = np.zeros((1500, 2000), np.uint8)
    draw(large, (100, 700), (1900, 720), width=line_width(1500, 2000))
    assert resize_edges(pooled(large, (750, 1000)), 500, 375).any(0)[40:470].all()


def test_no_edges_no_strip(picture, mask, plane):
    mask[40:80, 60:100] = 255
    guidance = guided(picture, mask, plane)
    assert np.array_equal(guidance.weight, mask)
    assert not guidance.given.edited.any()


def test_a_line_in_a_hole_steers_and_its_overshoot_edits_nothing(picture, mask, plane):
    mask[30:90, 50:110] = 255
    draw(plane, (46, 50), (114, 50))
    guidance = guided(picture, mask, plane)
    assert np.array_equal(guidance.weight, mask)
    assert guidance.given.lines[48:53, 52:108].any(0).all()
    assert guidance.given.edited[50, 80]
    assert not guidance.given.edited[70, 80]
    assert not guidance.given.edited[mask == 0].any()


def test_a_line_far_from_any_hole_makes_a_strip_that_ends_with_it(picture, mask, plane):
    draw(plane, (60, 25), (100, 25))
    guidance = guided(picture, mask, plane)
    hole = guidance.weight > 0
    assert hole[19:31, 65:95].all()
    assert not hole[:, :56].any()
    assert not hole[:, 104:].any()
    assert not hole[36:].any()
    assert guidance.given.edited[hole].all()
    assert guidance.given.lines[23:28, 62:98].any(0).all()


def test_a_line_that_nearly_reaches_the_border_parts_the_strip_up_to_it(picture, mask, plane):
    draw(plane, (4, 25), (155, 26))
    guidance = guided(picture, mask, plane)
    assert (guidance.weight[25] > 0).all()
    assert guidance.given.lines[22:30].any(0)[1:-1].all()


def test_an_edge_moved_remakes_what_lies_between(picture, mask, plane):
    erase(plane, picture, (0, HORIZON), (WIDTH, HORIZON))
    draw(plane, (0, 25), (WIDTH - 1, 25))
    guidance = guided(picture, mask, plane, reach=6.0)
    hole = guidance.weight > 0
    assert hole[24:62, 5:155].all()
    assert not hole[:16].any()
    assert not hole[72:].any()
    lines = guidance.given.lines & hole
    assert lines[23:28].any(0)[2:-2].all()
    assert not lines[30:].any()  # the old horizon is not in the map


def test_a_stray_mark_of_the_eraser_leaves_no_island(picture, mask, plane):
    """What lies between the old line and the new one goes, also where the eraser took a wave on its way."""
    erase(plane, picture, (0, HORIZON), (WIDTH, HORIZON))
    plane[66:68, 60:64] = plane[66:68, 100:104] = ERASED
    draw(plane, (0, 100), (WIDTH - 1, 100))
    guidance = guided(picture, mask, plane, reach=5.0)
    assert (guidance.weight[58:102, 3:-3] > 0).all()


def test_other_edges_go_on_through_the_strip(picture, mask, plane):
    picture[:, 70:90] = (200, 40, 40)
    draw(plane, (40, 25), (120, 25))
    guidance = guided(picture, mask, plane, reach=12.0)
    assert guidance.kept[15:20, 67:93].any()
    assert guidance.given.lines[14:20, 68:72].any()
    mask[:] = 0
    erase(plane, picture, (70, 10), (70, 50))
    guidance = guided(picture, mask, plane, reach=12.0)
    assert not (guidance.given.lines & (guidance.weight > 0))[16:22, 67:73].any()


def test_the_horizon_moves(picture, mask, plane):
    """End to end with the bundled networks: sky below, where sea was."""
    erase(plane, picture, (0, HORIZON), (WIDTH, HORIZON))
    draw(plane, (2, 80), (WIDTH - 3, 80))
    guidance = guided(picture, mask, plane, reach=6.0)
    hole = guidance.weight > 0
    result = Inpainter(None, CPU).fill(
        InpaintRequest(
            picture, hole, given=guidance.given, blend=EXACT
        )
    )
    assert np.array_equal(guidance.given.copyable, hole)
    assert result.image.shape == picture.shape
    assert np.array_equal(result.image[~hole], picture[~hole])
    blue = result.image[..., 2].astype(int)
    assert (blue[62:74, 4:-4] > 190).mean() > 0.97
    assert (blue[86:] < 90).all()


def test_a_mask_lends_nothing(picture, mask, plane):
    mask[30:90, 50:110] = 255
    draw(plane, (46, 50), (114, 50))
    assert not guided(picture, mask, plane).given.copyable.any()


def roof(rng):
    """A snowy edge (white, 6 px) over a dark grained wall, under a bright grained background."""
    picture = np.full((HEIGHT, WIDTH, 3), (150, 140, 90), np.float32)
    picture[HORIZON:] = (60, 35, 25)
    picture += rng.normal(0, 12, picture.shape)
    picture[HORIZON : HORIZON + 6] = (245, 245, 250)
    return picture.clip(0, 255).astype(np.uint8)


def moved_roof(rows, mask, plane):
    picture = roof(np.random.default_rng(2))
    draw(plane, (0, HORIZON + rows), (WIDTH - 1, HORIZON + rows))
    eraser = np.zeros_like(plane)
    eraser[HORIZON - 3 : HORIZON + 2] = ERASED
    plane[(plane == 0) & (eraser > 0)] = ERASED
    return picture, guided(picture, mask, plane)


def test_what_lies_along_a_moved_line_goes_with_it(mask, plane):
    _, guidance = moved_roof(-20, mask, plane)
    assert guidance.given.colours is not None
    assert (guidance.given.init_mode[HORIZON - 17 : HORIZON, 10:-10] > 0).all()
    assert (guidance.given.colours[HORIZON - 17, 10:-10] > 200).all()  # the snow is at the new edge
    assert (guidance.given.colours[HORIZON, 10:-10] < 140).all()  # and wall where the edge was


def test_the_side_that_loses_ground_keeps_its_pixels(mask, plane):
    _, guidance = moved_roof(-20, mask, plane)
    assert not guidance.weight[: HORIZON - 25].any()
    assert (guidance.weight[HORIZON - 16 : HORIZON + 1, 10:-10] > 0).all()


def test_even_ground_behind_a_line_is_not_stretched(picture, mask, plane):
    erase(plane, picture, (0, HORIZON), (WIDTH, HORIZON))
    draw(plane, (0, 80), (WIDTH - 1, 80))
    assert guided(picture, mask, plane).given.colours is None


def test_a_moved_roof_is_filled_with_what_it_brings(mask, plane):
    picture, guidance = moved_roof(-20, mask, plane)
    request = InpaintRequest(
        picture, guidance.weight > 0, given=guidance.given, blend=EXACT,
    )  # fmt: skip
    filled = Inpainter(None, CPU).fill(request).image
    assert filled[HORIZON - 18 : HORIZON - 14, 20:-20].mean() > 190
    assert filled[HORIZON - 4 : HORIZON + 4, 20:-20].mean() < 110
    assert np.array_equal(filled[: HORIZON - 25], picture[: HORIZON - 25])
    stays = guidance.given.init_mode == 2
    assert np.array_equal(filled[stays], guidance.given.colours[stays])
