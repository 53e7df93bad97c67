"""Steps along the joints of a fill."""

import numpy as np
import pytest

from core.matching import nnf
from core.matching.poisson_seams import blend_seams

HEIGHT, WIDTH = 60, 100


def scene(dtype=np.uint8, lift: int = 10):
    """A smooth sky; the hole in its middle copied from a place ``lift`` levels lighter. Picture, hole, field, truth."""
    unit = np.iinfo(dtype).max // 255
    truth = np.linspace(80, 120, HEIGHT)[:, None, None] + np.zeros((HEIGHT, WIDTH, 3))
    truth[:, 55:] += lift
    hole = np.zeros((HEIGHT, WIDTH), bool)
    hole[15:45, 10:40] = True
    picture = truth.copy()
    picture[15:45, 10:40] = truth[15:45, 60:90]
    rows, columns = nnf.patch_count(HEIGHT, WIDTH)
    y, x = np.mgrid[:rows, :columns]
    match = np.stack([y, np.minimum(x + 50, columns - 1)], -1).astype(np.int32)
    return (picture * unit).astype(dtype), hole, match, truth * unit


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_sky_copied_from_a_lighter_place_is_level_with_its_surroundings(dtype):
    picture, hole, match, truth = scene(dtype)
    result = blend_seams(picture, hole, match)
    unit = np.iinfo(dtype).max // 255
    before = np.abs(picture[hole] - truth[hole]).mean() / unit
    after = np.abs(result[hole] - truth[hole]).mean() / unit
    assert before > 9
    assert after < 2
    assert result.dtype == dtype
    assert np.array_equal(result[~hole], picture[~hole])


def test_an_edge_at_the_rim_stays():
    picture, hole, match, _ = scene(lift=90)
    assert np.abs(blend_seams(picture, hole, match).astype(int) - picture)[hole].max() <= 2


def test_texture_is_left_alone():
    picture, hole, match, _ = scene()
    noisy = np.random.default_rng(0).normal(picture, 40).clip(0, 255).astype(np.uint8)
    changed = np.abs(blend_seams(noisy, hole, match).astype(int) - noisy)[hole]
    assert changed.mean() < 3


def test_a_hole_at_the_border_and_none_at_all():
    picture, hole, match, _ = scene()
    hole[:] = False
    assert np.array_equal(blend_seams(picture, hole, match), picture)
    hole[:, :30] = True
    result = blend_seams(picture, hole, match)
    assert np.array_equal(result[~hole], picture[~hole])


def test_holes_that_lie_apart_are_level_each_as_if_it_were_alone():
    picture, hole, *_ = scene()
    canvas, field = np.tile(picture, (6, 6, 1)), np.zeros((*nnf.patch_count(6 * HEIGHT, 6 * WIDTH), 2), np.int32)
    field[:] = np.stack(np.mgrid[: field.shape[0], : field.shape[1]], -1)
    field[..., 1] = np.minimum(field[..., 1] + 50, field.shape[1] - 1)
    first, last = np.zeros(canvas.shape[:2], bool), np.zeros(canvas.shape[:2], bool)
    first[:HEIGHT, :WIDTH] = hole
    last[-HEIGHT:, 4 * WIDTH : 5 * WIDTH] = hole
    both = blend_seams(canvas, first | last, field)
    for one in (first, last):
        alone = blend_seams(canvas, one, field)
        assert np.abs(alone[one].astype(int) - canvas[one]).mean() > 2
        assert np.array_equal(both[one], alone[one])
    assert np.array_equal(both[~(first | last)], canvas[~(first | last)])
