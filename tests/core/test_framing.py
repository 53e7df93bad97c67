"""Crops, turns, mirror images: exact where pixels only move; sharp, without empty corners where they are sampled."""

import numpy as np
import pytest

from core.errors import GeometryError
from core.framing import Crop, Mirror, Turn, contains, from_facts, largest_crop, straightening_angle, to_facts
from core.image_io import list_samples, load_photo


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return load_photo(list_samples()[0].path).rgb8()


def deep(photo: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """16 bits whose lower ones say something, and a transparency that differs from pixel to pixel."""
    rng = np.random.default_rng(0)
    pixels = photo.astype(np.uint16) * 257 ^ rng.integers(0, 200, photo.shape, np.uint16)
    return pixels, rng.integers(0, 65536, photo.shape[:2], np.uint16)


def test_turns_and_mirror_images_keep_every_bit_and_come_back(photo):
    pixels, alpha = deep(photo)
    for there, back in ((Turn(1), Turn(3)), (Turn(2), Turn(2)), (Mirror(True),) * 2, (Mirror(False),) * 2):
        moved = there.picture(pixels, alpha)
        assert moved[0].shape[1::-1] == there.size(*pixels.shape[1::-1])
        assert moved[0].dtype == np.uint16
        assert not np.array_equal(moved[0], pixels)
        again = back.picture(*moved)
        assert np.array_equal(again[0], pixels)
        assert np.array_equal(again[1], alpha)
    clockwise, _ = Turn(1).picture(pixels, None)
    assert np.array_equal(clockwise[0, -1], pixels[0, 0])  # the top left corner goes to the top right
    assert np.array_equal(Mirror(True).plane(alpha)[:, 0], alpha[:, -1])


def test_a_crop_keeps_the_photos_own_pixels(photo):
    pixels, alpha = deep(photo)
    kept, clear = Crop(30, 20, 101, 77).picture(pixels, alpha)
    assert np.array_equal(kept, pixels[20:97, 30:131])
    assert np.array_equal(clear, alpha[20:97, 30:131])
    assert not np.shares_memory(kept, pixels)


def straight(array: np.ndarray, angle: float) -> Crop:
    height, width = array.shape[:2]
    w, h = (int(side) for side in largest_crop(width, height, angle))
    return Crop((width - w) / 2, (height - h) / 2, w, h, angle)


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / ((one.astype(float) - other) ** 2).mean()))


def test_a_straightened_photo_stays_sharp(photo):
    """There and back, what is in both is nearly as it was: far nearer than with a linear filter (about 30 dB)."""
    there, _ = straight(photo, 4.3).picture(photo, None)
    back, _ = straight(there, -4.3).picture(there, None)
    height, width = photo.shape[:2]
    top, left = (height - back.shape[0]) / 2, (width - back.shape[1]) / 2
    if top % 1 or left % 1:
        plain = Crop(left, top, back.shape[1], back.shape[0], 1e-9).picture(photo, None)[0]  # by half a pixel
    else:
        plain = photo[int(top) :, int(left) :][: back.shape[0], : back.shape[1]]
    assert psnr(back[8:-8, 8:-8], plain[8:-8, 8:-8]) > 38


def test_straightening_turns_the_photo_clockwise_and_shows_no_corner(photo):
    bright = np.full_like(photo, 200)
    bright[:, photo.shape[1] // 2 - 2 : photo.shape[1] // 2 + 2] = 90  # upright
    turned, _ = straight(bright, 10).picture(bright, None)
    assert turned.min() >= 60  # nothing black came in from outside; the filter may overshoot a little
    row_up, row_down = (np.argmin(turned[row, :, 0]) for row in (5, -5))
    assert row_up > row_down  # what is up goes to the right


def test_blocks_join_without_a_seam(monkeypatch, photo):
    crop = straight(photo, -7)
    whole, _ = crop.picture(photo, None)
    monkeypatch.setattr("core.framing._TILE", 64)
    blocks, _ = crop.picture(photo, None)
    apart = np.abs(whole.astype(int) - blocks)
    assert np.percentile(apart, 99.5) <= 4  # OpenCV rounds places to a 32nd of a pixel
    assert apart[:, 60:68].mean() < 1.5 * apart.mean() + 0.1


def test_colours_that_nobody_sees_do_not_come_to_light():
    pixels = np.full((80, 80, 3), (0, 200, 0), np.uint8)
    alpha = np.zeros((80, 80), np.uint8)
    alpha[20:60, 20:60] = 255
    pixels[20:60, 20:60] = (250, 250, 250)
    turned, clear = straight(pixels, 20).picture(pixels, alpha)
    assert (turned[clear > 8] > 235).all()
    assert {0, 255} <= set(clear.ravel().tolist())


def test_planes_of_codes_get_no_new_ones():
    plane = np.zeros((90, 120), np.uint8)
    plane[30:50, 20:90], plane[60:64, :] = 255, 64
    crop = straight(plane, 12)
    assert set(np.unique(crop.plane(plane, blend=False))) == {0, 64, 255}
    assert len(np.unique(crop.plane(plane))) > 3


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (1000, 90), (64, 64)])
def test_the_largest_rectangle_fits_and_none_that_is_larger(size):
    for angle in (-45, -30, -3, 0, 0.5, 8, 44, 45):
        w, h = largest_crop(*size, angle)
        rect = ((size[0] - w) / 2, (size[1] - h) / 2, w, h)
        assert contains(*size, rect, angle, 1e-6)
        for aspect in np.geomspace(0.05, 20, 400):
            across, down = largest_crop(*size, angle, aspect)
            assert across * down <= w * h * (1 + 1e-9)
            assert contains(*size, ((size[0] - across) / 2, (size[1] - down) / 2, across, down), angle, 1e-6)
    assert largest_crop(*size, 0) == pytest.approx(size)


def test_a_drawn_line_says_how_far_the_photo_leans():
    assert straightening_angle((0, 0), (100, 10)) == pytest.approx(5.71, abs=0.01)
    assert straightening_angle((100, 10), (0, 0)) == pytest.approx(5.71, abs=0.01)
    assert straightening_angle((0, 0), (-10, 100)) == pytest.approx(5.71, abs=0.01)
    assert straightening_angle((0, 0), (10, 100)) == pytest.approx(-5.71, abs=0.01)


@pytest.mark.parametrize(
    "crop", [(0, 0, 0, 5), (0.5, 0, 5, 5), (float("nan"), 0, 5, 5), (0, 0, 5, 5, 46), (0, 0, 5, 5, float("nan"))]
)
def test_impossible_crops_are_refused(crop):
    with pytest.raises(GeometryError):
        Crop(*crop)


def test_a_crop_beyond_the_photo_is_refused(photo):
    height, width = photo.shape[:2]
    for crop in (Crop(1, 0, width, height), Crop(-1, 0, 5, 5), Crop(0, 0, width, height, 2)):
        with pytest.raises(GeometryError, match="beyond"):
            crop.picture(photo, None)


def test_turns_are_written_down_and_read_and_nothing_else_is():
    for framing in (Turn(1), Turn(2), Turn(3), Mirror(True), Mirror(False)):
        assert from_facts(to_facts(framing)) == framing
        assert framing.inverse.size(*framing.size(7, 5)) == (7, 5)
    for odd in ({}, {"quarters": 4}, {"quarters": True}, {"quarters": "1"}, {"upright": 1}):
        with pytest.raises(ValueError, match="neither"):
            from_facts(odd)
