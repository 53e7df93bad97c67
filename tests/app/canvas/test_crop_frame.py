"""The frame of a crop stays inside of the photo, whatever is done to it, and keeps an aspect that is asked for."""

import numpy as np
import pytest

from app.canvas.crop_frame import CropFrame
from app.canvas.handles import Handle
from core.framing import contains


def inside(frame: CropFrame) -> bool:
    whole = frame.angle or all(float(part).is_integer() for part in frame.rect)
    return whole and min(frame.size) >= 1 and contains(*frame.photo, frame.rect, frame.angle, 1e-3)


@pytest.mark.parametrize("angle", [0.0, 3.0, -20.0, 45.0])
def test_whatever_is_done_the_frame_stays_inside(angle):
    rng = np.random.default_rng(1)
    frame = CropFrame.whole(300, 200, angle)
    handles = tuple(Handle)
    reached = set()
    for _ in range(300):
        dx, dy = rng.normal(0, 60, 2)
        match rng.integers(5):
            case 0:
                frame = frame.moved(dx, dy)
            case 1:
                frame = frame.dragged(handles[rng.integers(8)], dx, dy, None, bool(rng.integers(2)))
            case 2:
                frame = frame.with_aspect(float(np.exp(rng.normal(0, 0.5))))
                aspect = frame.rect[2] / frame.rect[3]
                frame = frame.dragged(handles[rng.integers(8)], dx, dy, aspect, bool(rng.integers(2)))
            case 3:
                frame = frame.with_size(*rng.integers(1, 500, 2))
            case 4:
                frame = frame.turned(angle + (0 if angle == 0 else rng.normal(0, 5)))
        assert inside(frame)
        reached.add(frame.size)
    assert len(reached) > 150


def test_a_handle_beyond_the_photo_takes_the_frame_to_its_edge():
    frame = CropFrame.whole(300, 200).with_size(100, 60)
    assert frame.rect == (100, 70, 100, 60)
    assert frame.dragged(Handle.TOP_LEFT, -500, -20).rect == (0, 50, 200, 80)
    assert frame.dragged(Handle.RIGHT, 30.4, 99).rect == (100, 70, 130, 60)
    assert frame.dragged(Handle.RIGHT, 30, 0, centre=True).rect == (70, 70, 160, 60)
    assert frame.dragged(Handle.LEFT, 500, 0).rect == (199, 70, 1, 60)
    assert frame.moved(1000, -3).rect == (200, 67, 100, 60)


def test_an_aspect_is_kept_until_the_photo_ends():
    frame = CropFrame.whole(300, 200).with_aspect(1.5).with_size(90, 60)
    for handle in Handle:
        dragged = frame.dragged(handle, 40 * handle.value[0], 40 * handle.value[1], 1.5)
        assert dragged.size[0] > 90
        assert dragged.size[0] / dragged.size[1] == pytest.approx(1.5, abs=0.03)
    assert frame.dragged(Handle.BOTTOM_RIGHT, 900, 900, 1.5).rect[:2] == frame.rect[:2]
    assert frame.dragged(Handle.BOTTOM_RIGHT, 900, 900, 1.5).size == (195, 130)


def test_an_aspect_there_and_back_does_not_shrink_the_frame():
    frame = CropFrame.whole(300, 200).with_size(120, 80)
    there = frame.with_aspect(1.0)
    assert there.size == (97, 97)
    assert there.with_aspect(1.5).size == pytest.approx((120, 80), abs=2)


def test_turning_there_and_back_brings_the_frame_back():
    frame = CropFrame.whole(300, 200).with_size(280, 190)
    turned = frame.turned(12)
    assert inside(turned)
    assert turned.size[0] < 270
    assert turned.turned(-8).turned(0).rect == frame.rect


def test_a_frame_that_nobody_chose_is_as_large_as_can_be_at_each_angle():
    frame = CropFrame.whole(300, 200)
    assert frame.keeps_all
    assert not frame.turned(4).keeps_all
    assert frame.turned(4).turned(0).keeps_all
    assert frame.turned(4, 1.5).size[0] / frame.turned(4, 1.5).size[1] == pytest.approx(1.5, abs=0.02)
