"""Maps to look at: exact copies are dark and coloured by their place, alien and missing parts are hot."""

import numpy as np

from core.matching.match_maps import CORNERS, draw_match_map, heat_map, source_colours
from tests.core.pictures import pebbles


def test_corners_have_their_colours_and_the_middle_their_mean() -> None:
    rows, columns = np.indices((21, 31))
    colours = source_colours(rows, columns, (21, 31))
    assert np.array_equal(colours[[0, 0, -1, -1], [0, -1, 0, -1]], CORNERS.reshape(4, 3).astype(np.uint8))
    assert np.abs(colours[10, 15] - CORNERS.mean((0, 1))).max() <= 1


def test_a_crop_is_coloured_by_where_it_was_cut() -> None:
    photo = pebbles(80, 100)
    found = draw_match_map("sources", photo[20:70, 30:90], photo)
    rows, columns = np.indices((50, 60))
    wanted = source_colours(rows + 20, columns + 30, (80, 100))
    assert np.median(np.abs(found.astype(int) - wanted)) <= 1


def test_an_alien_square_is_hot_and_the_rest_is_not() -> None:
    photo = pebbles(80, 100)
    result = photo.copy()
    result[30:50, 40:60] = np.indices((20, 20)).sum(0)[..., None] % 2 * 255
    found = draw_match_map("coherence", result, photo).astype(int).sum(2)
    assert found[36:44, 46:54].min() > found[:20].max() + 100


def test_what_is_missing_is_hot_in_the_photos_frame() -> None:
    photo = pebbles(80, 100)
    found = draw_match_map("completeness", photo[:, :50], photo).astype(int).sum(2)
    assert found.shape == (80, 100)
    assert np.median(found[10:70, 65:90]) > np.median(found[10:70, 5:40]) + 60


def test_large_photos_are_shrunk_and_tiny_ones_give_one_dark_pixel() -> None:
    photo = np.zeros((300, 512, 3), np.uint8)
    assert draw_match_map("coherence", photo[:, :256], photo).shape == (150, 128, 3)
    assert draw_match_map("sources", photo[:4, :4], photo[:4, :4]).shape == (1, 1, 3)
    assert heat_map(np.array([[0.0, 2.0]])).sum(2)[0, 1] > 500
