"""Whole copies beside each other: the photo's own pixels, one cut where two overlap, hidden where they agree."""

import numpy as np
import pytest

from core.geometry import CanvasGeometry
from core.patterns import PatchPrior
from core.patterns.repeats import repeats
from tests.core.pictures import pebbles

PHOTO = pebbles(60, 90)
SIZES = [(60, 140), (60, 40), (100, 90), (35, 90), (90, 135), (30, 45), (60, 91), (60, 300), (200, 20), (1, 1)]


def jumps(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """bool (H, W - 1): neighbours in a line that are none in the photo."""
    return (np.diff(columns, axis=1) != 1) | (np.diff(rows, axis=1) != 0)


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_every_pixel_is_one_of_the_photo(height: int, width: int) -> None:
    rows, columns = repeats(PHOTO, height, width)
    assert rows.shape == columns.shape == (height, width)
    assert rows.min() >= 0
    assert rows.max() < 60
    assert columns.min() >= 0
    assert columns.max() < 90


@pytest.mark.parametrize(("width", "cuts"), [(140, 1), (91, 1), (60, 1), (170, 2), (90, 0)])
def test_a_line_is_cut_as_seldom_as_can_be(width: int, cuts: int) -> None:
    rows, columns = repeats(PHOTO, 60, width)
    assert (jumps(rows, columns).sum(1) <= cuts).all()
    assert (columns[:, 0] == 0).all()
    assert (columns[:, -1] == 89).all()


def test_all_of_the_photo_is_there_where_there_is_room() -> None:
    for height, width in ((60, 140), (100, 90), (90, 135)):
        rows, columns = repeats(PHOTO, height, width)
        shown = np.zeros((60, 90), bool)
        shown[rows, columns] = True
        assert shown.mean() > 0.95


@pytest.mark.parametrize("period", [15, 18])
def test_what_repeats_is_cut_without_a_trace(period: int) -> None:
    """Pebbles from a tile: a canvas that is longer by some tiles can be made without any joint at all."""
    tile = pebbles(60, period, 3)
    photo = np.tile(tile, (1, 90 // period, 1))
    for width in (90 + period, 90 + 3 * period, 90 - 2 * period):
        picture = photo[repeats(photo, 60, width)]
        np.testing.assert_array_equal(picture, np.tile(tile, (1, width // period, 1)))


def test_the_cut_avoids_what_differs() -> None:
    """A red spot that only one of two overlapping copies has is shown whole or not at all."""
    photo = np.full((60, 90, 3), 120, np.uint8)
    photo[20:40, 40:52] = (250, 20, 20)
    for width in (120, 75, 100):
        red = photo[repeats(photo, 60, width)][..., 0] > 200
        assert red.sum() % (20 * 12) == 0


def test_a_texture_is_laid_with_copies_and_is_the_same_in_every_frame() -> None:
    photo = pebbles(96, 128)
    prior = PatchPrior(photo)
    canvas = CanvasGeometry(128, 96, 190, 96)
    first = prior.candidates(canvas)
    again = prior.candidates(canvas, prior.candidates(CanvasGeometry(128, 96, 189, 96)).state)
    np.testing.assert_array_equal(first.columns, again.columns)
    assert prior.refined(first) is first
    rows, columns = repeats(photo, 96, 190)
    inside = first.seam[0] > 0.9
    assert inside.mean() > 0.8
    np.testing.assert_array_equal(first.columns[0][inside], columns[inside])
    np.testing.assert_array_equal(first.rows[0][inside], rows[inside])
