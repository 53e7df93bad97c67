"""What a border cuts off, carried outwards along its own lines."""

import cv2
import numpy as np

from core.extend.extend import Margins, extend
from core.extend.streamlines import border_slopes, carried, streamline_places
from core.retarget.subject import Subject

SIZE = HEIGHT, WIDTH = 120, 100


def stripes(slope, width=WIDTH):
    """Lines that fall by ``slope`` rows for each column."""
    y, x = np.mgrid[:HEIGHT, :width]
    wave = 128 + 100 * np.sin((y - slope * x) / 4)
    return np.repeat(wave[..., None], 3, 2).astype(np.uint8)


def test_slopes_are_those_of_the_lines():
    for slope in (-0.8, 0.0, 0.5):
        np.testing.assert_allclose(border_slopes(stripes(slope))[10:-10], slope, atol=0.1)


def test_what_has_no_direction_is_mirrored():
    noise = np.random.default_rng(0).integers(0, 256, (*SIZE, 3), dtype=np.uint8)
    assert np.abs(border_slopes(noise)).mean() < 0.2
    plain = carried(noise, np.zeros(HEIGHT, np.float32), slice(0, HEIGHT), slice(WIDTH, WIDTH + 30))
    np.testing.assert_array_equal(plain, noise[:, : -31:-1])


def test_lines_go_on_as_they_were():
    for slope in (-0.8, 0.5):
        whole = stripes(slope, WIDTH + 20).astype(int)
        new = carried(stripes(slope), border_slopes(stripes(slope)), slice(0, HEIGHT), slice(WIDTH, WIDTH + 20))
        assert np.abs(new[25:-25] - whole[25:-25, WIDTH:]).mean() < 12
        mirrored = stripes(slope)[:, : -21:-1].astype(int)
        assert np.abs(mirrored[25:-25] - whole[25:-25, WIDTH:]).mean() > 40


def test_streamlines_that_would_cross_keep_their_order():
    slopes = np.linspace(1.5, -1.5, HEIGHT).astype(np.float32)
    away = slice(WIDTH, WIDTH + 90)
    rows, columns = streamline_places(slopes, slice(0, HEIGHT), away, WIDTH)
    assert np.isfinite(rows).all()
    assert (np.diff(rows[:, :20], axis=0) > 0).all()
    assert (columns[0], columns[-1]) == (WIDTH - 1, WIDTH - 90)


def test_a_shoulder_that_only_the_border_shows_goes_on_without_a_step():
    dice = np.random.default_rng(1)
    ground = cv2.GaussianBlur(dice.integers(60, 120, (200, 200, 3)).astype(np.uint8), (0, 0), 3)
    ground[..., 0] //= 3
    hair, sleeve = np.zeros((200, 200), np.uint8), np.zeros((200, 200), np.uint8)
    cv2.fillPoly(hair, [np.array([[100, 20], [150, 30], [185, 120], [199, 180], [199, 199], [60, 199], [60, 50]])], 1)
    cv2.fillPoly(sleeve, [np.array([[176, 98], [199, 118], [199, 176]])], 1)
    strands = cv2.GaussianBlur(dice.integers(0, 60, (1, 200, 3)).astype(np.uint8), (3, 1), 0).repeat(200, 0)
    photo = np.where(hair[..., None] > 0, strands, ground)
    photo = np.where(sleeve[..., None] > 0, np.uint8([245, 150, 200]), photo).astype(np.uint8)
    body = np.maximum(hair, sleeve).astype(np.float32)
    made = extend(photo, Margins(right=40), subject=Subject(body)).image.astype(int)
    step = np.abs(made[122:172, 201] - made[122:172, 198]).mean()
    assert step < 12
