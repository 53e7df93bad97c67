import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.matching.completion import CompletionSettings, complete


@pytest.fixture(scope="module")
def stripes():
    """Bricks: structure that a blur destroys and copying restores."""
    image = np.full((120, 160, 3), (170, 80, 60), np.uint8)
    for row in range(0, 120, 15):
        image[row : row + 3] = 220
        for column in range((row // 15 % 2) * 15, 160, 30):
            image[row : row + 15, column : column + 3] = 220
    noise = np.random.default_rng(0).normal(0, 6, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def hole():
    mask = np.zeros((120, 160), bool)
    mask[45:80, 60:100] = True
    return mask


def blur_guess(image, hole):
    return cv2.inpaint(image, hole.astype(np.uint8) * 255, 5, cv2.INPAINT_TELEA)


def error(a, b, hole):
    return np.abs(a[hole].astype(float) - b[hole]).mean()


def test_fills_with_structure_and_grain_and_touches_nothing_else(stripes, hole):
    guess = blur_guess(stripes, hole)
    filled = complete(stripes, hole, guess)
    assert np.array_equal(filled[~hole], stripes[~hole])
    assert error(filled, stripes, hole) < 0.7 * error(guess, stripes, hole)
    grain = lambda image: cv2.Laplacian(image, cv2.CV_32F)[50:75, 65:95].std()  # noqa: E731
    assert grain(filled) > 0.7 * grain(stripes) > 1.5 * grain(guess)
    assert np.array_equal(filled, complete(stripes, hole, guess, threads=1))
    assert not np.array_equal(filled, complete(stripes, hole, guess, seed=9))


def test_sixteen_bits_are_copied_not_rounded_to_eight(stripes, hole):
    deep = stripes.astype(np.uint16) * 257 + np.random.default_rng(1).integers(0, 200, stripes.shape).astype(np.uint16)
    filled = complete(deep, hole, blur_guess(stripes, hole).astype(np.uint16) * 257)
    assert filled.dtype == np.uint16
    assert np.array_equal(filled[~hole], deep[~hole])
    assert (filled[hole] % 257 != 0).mean() > 0.5


def test_only_usable_pixels_are_copied(stripes, hole):
    image = stripes.copy()
    image[:, 120:] = (0, 0, 255)
    usable = np.ones_like(hole)
    usable[:, 110:] = False
    guess = blur_guess(image, hole)
    filled = complete(image, hole, guess, usable=usable)
    assert (filled[hole][:, 2] < 252).all()


@pytest.mark.parametrize("shape", [(1, 1), (6, 40), (7, 7), (9, 9), (40, 8)])
def test_tiny_pictures_return_the_guess_or_a_fill(shape):
    image = np.full((*shape, 3), 90, np.uint8)
    mask = np.zeros(shape, bool)
    mask[: shape[0] // 2 + 1, : shape[1] // 2 + 1] = True
    filled = complete(image, mask, np.full_like(image, 90))
    assert (filled == 90).all()


def test_all_hole_none_and_cancel(stripes, hole):
    guess = blur_guess(stripes, hole)
    assert np.array_equal(complete(stripes, np.ones_like(hole), guess), guess)
    assert np.array_equal(complete(stripes, np.zeros_like(hole), guess), stripes)

    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        complete(stripes, hole, guess, CompletionSettings(rounds=2), checkpoint=stop)
