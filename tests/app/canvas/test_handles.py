import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.canvas.handles import (
    CORNERS,
    Handle,
    handle_points,
    handles,
    hit_test,
    move_corner,
    neighbour,
    resize,
    resized_to,
    side_range,
    straightened,
)
from app.model.placement import Placement
from core.geometry import CanvasGeometry, check_quad

START = Placement.identity(400, 200)
moves = st.floats(-2000, 2000, allow_nan=False)
all_handles = st.sampled_from(list(Handle))


def edges(placement: Placement) -> tuple[float, float, float, float]:
    (x, y), g = placement.origin, placement.geometry
    return x, y, x + g.width, y + g.height


def test_dragging_a_side_moves_only_that_side():
    assert edges(resize(START, Handle.RIGHT, 60, 33)) == (0, 0, 460, 200)
    assert edges(resize(START, Handle.LEFT, 60, 33)) == (60, 0, 400, 200)
    assert edges(resize(START, Handle.TOP, 60, -33)) == (0, -33, 400, 200)
    assert edges(resize(START, Handle.BOTTOM, 60, -33)) == (0, 0, 400, 167)


def test_dragging_a_corner_keeps_the_opposite_one():
    assert edges(resize(START, Handle.TOP_LEFT, -40, 20)) == (-40, 20, 400, 200)
    assert edges(resize(START, Handle.BOTTOM_RIGHT, -40, 20)) == (0, 0, 360, 220)


def test_from_the_centre_the_middle_stays():
    assert edges(resize(START, Handle.RIGHT, 50, 0, centre=True)) == (-50, 0, 450, 200)
    assert edges(resize(START, Handle.TOP_LEFT, 50, 20, centre=True)) == (50, 20, 350, 180)


def test_lock_keeps_the_aspect_on_sides_and_corners():
    side = resize(START, Handle.RIGHT, 100, 0, lock=True)
    assert (side.geometry.width, side.geometry.height) == (500, 250)
    assert side.origin == (0, -25)  # the side grows evenly up and down
    corner = resize(START, Handle.BOTTOM_RIGHT, 100, 0, lock=True)
    assert corner.geometry.width / corner.geometry.height == pytest.approx(2, abs=0.02)
    assert corner.geometry.width > 400


@given(all_handles, moves, moves, st.booleans(), st.booleans())
def test_size_stays_in_range_whatever_is_dragged(handle, dx, dy, lock, centre):
    g = resize(START, handle, dx, dy, lock=lock, centre=centre).geometry
    assert side_range(400)[0] <= g.width <= side_range(400)[1]
    assert side_range(200)[0] <= g.height <= side_range(200)[1]
    if lock:
        assert g.width / g.height == pytest.approx(2, rel=0.03)


@given(all_handles, moves, moves)
def test_opposite_side_stays_in_place_even_at_the_limits(handle, dx, dy):
    left, top, right, bottom = edges(resize(START, handle, dx, dy))
    sx, sy = handle.value
    assert (right if sx < 0 else left) == (400 if sx < 0 else 0)
    assert (bottom if sy < 0 else top) == (200 if sy < 0 else 0)


def test_resizing_scales_a_quad_along():
    bent, _ = move_corner(START, Handle.TOP_RIGHT, -100, 50)
    wide = resize(bent, Handle.RIGHT, bent.geometry.width, 0)
    for (x, y), (wide_x, wide_y) in zip(bent.geometry.quad, wide.geometry.quad):
        assert (wide_x, wide_y) == (pytest.approx(2 * x), pytest.approx(y))


def test_moving_a_corner_inwards_keeps_the_others_where_they_were():
    bent, reached = move_corner(START, Handle.TOP_LEFT, 30, 40)
    assert reached
    assert bent.corners == ((30, 40), (400, 0), (400, 200), (0, 200))


def test_moving_a_corner_outwards_grows_the_canvas_around_it():
    bent, reached = move_corner(START, Handle.TOP_LEFT, -30, -40)
    assert reached
    assert bent.origin == (-30, -40)
    assert (bent.geometry.width, bent.geometry.height) == (430, 240)
    assert bent.corners[2] == (400, 200)


@given(st.sampled_from(CORNERS), moves, moves)
@example(Handle.TOP_RIGHT, 3 / 256, 0.0)  # a hundredth of a pixel is one on any side, however long
def test_a_corner_never_makes_an_illegal_quad(handle, dx, dy):
    bent, reached = move_corner(START, handle, dx, dy)
    check_quad(bent.geometry.corners)
    for side, source in ((bent.geometry.width, 400), (bent.geometry.height, 200)):
        assert side_range(source)[0] <= side <= side_range(source)[1]
    at, asked = bent.corners[handle.corner_index], START.corners[handle.corner_index]
    if reached:
        assert at == pytest.approx((asked[0] + dx, asked[1] + dy), abs=0.011)  # geometry snaps within 0.01 px
    for index, corner in enumerate(bent.corners):
        if index != handle.corner_index:
            assert corner == pytest.approx(START.corners[index], abs=0.011)


def test_a_refused_corner_goes_as_far_as_it_can():
    bent, reached = move_corner(START, Handle.TOP_LEFT, 800, 400)  # across the opposite corner
    assert not reached
    x, y = bent.corners[0]
    assert 100 < x < 200
    assert y == pytest.approx(x / 2)  # on the way, not beside it


def test_straightening_takes_the_quad_and_keeps_the_canvas():
    bent, _ = move_corner(START, Handle.TOP_LEFT, -30, -40)
    flat = straightened(bent)
    assert flat.geometry.quad is None
    assert edges(flat) == edges(bent)


def test_numbers_set_the_size_from_the_top_left():
    assert edges(resized_to(START, 640, 90)) == (0, 0, 640, 90)
    assert resized_to(START, 1e9, 0).geometry.width == side_range(400)[1]


def test_hit_test_takes_the_nearest_within_reach():
    points = handle_points(START, "resize")
    assert hit_test(points, (398, 102)) is Handle.RIGHT
    assert hit_test(points, (409, 209)) is Handle.BOTTOM_RIGHT
    assert hit_test(points, (300, 150)) is None
    assert hit_test(points, (0, -14.1)) is None


def test_corners_win_over_sides_on_a_canvas_that_is_small_on_screen():
    points = {h: (x / 25, y / 25) for h, (x, y) in handle_points(START, "resize").items()}  # 16 x 8 px on screen
    assert hit_test(points, (13, 4)).is_corner


def test_handles_lie_on_the_canvas_or_on_the_quad():
    bent, _ = move_corner(START, Handle.TOP_LEFT, 30, 40)
    assert handle_points(bent, "perspective")[Handle.TOP_LEFT] == (30, 40)
    assert handle_points(bent, "resize")[Handle.TOP_LEFT] == (0, 0)
    assert len(handle_points(bent, "resize")) == 8


def test_next_handle_goes_round():
    for mode in ("resize", "perspective"):
        seen, current = [], None
        for _ in handles(mode):
            current = neighbour(current, mode, 1)
            seen.append(current)
        assert len(set(seen)) == len(handles(mode))
        assert neighbour(current, mode, 1) is seen[0]
        assert neighbour(seen[1], mode, -1) is seen[0]


def test_a_tiny_photo_can_still_be_resized():
    tiny = Placement(CanvasGeometry.identity(16, 16))
    assert math.isfinite(resize(tiny, Handle.RIGHT, -500, 0).geometry.width)
    assert resize(tiny, Handle.RIGHT, -500, 0).geometry.width == side_range(16)[0] == 3
