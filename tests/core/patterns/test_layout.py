import numpy as np
import pytest

from core.matching.distinctness import importance
from core.patterns.layout import layout, solve_grid


@pytest.fixture(scope="module")
def scene():
    """A speckled pole in an even sky."""
    image = np.full((120, 180, 3), (150, 190, 230), np.uint8)
    image = np.clip(image + np.random.default_rng(0).normal(0, 2, image.shape), 0, 255).astype(np.uint8)
    pole = np.random.default_rng(1).integers(0, 120, (70, 22, 3)).astype(np.uint8)
    image[30:100, 80:102] = pole
    return image


def slopes(result):
    """Photo px per canvas px along each axis."""
    return np.gradient(result.source_x, axis=1), np.gradient(result.source_y, axis=0)


@pytest.mark.parametrize("size", [(120, 90), (120, 270), (120, 360), (60, 180), (180, 180), (180, 270)])
def test_layout_is_a_monotone_map_onto_the_whole_photo(scene, size):
    result = layout(importance(scene), *size)
    assert result.source_x.shape == size
    assert (np.diff(result.source_x, axis=1) >= -1e-3).all()
    assert (np.diff(result.source_y, axis=0) >= -1e-3).all()
    assert result.source_x[:, 0].max() < 3
    assert result.source_x[:, -1].min() > 177
    assert result.source_y[0].max() < 3
    assert result.source_y[-1].min() > 117


def test_the_object_keeps_its_size_where_the_sky_can_give(scene):
    wide = layout(importance(scene), 120, 360)
    along, _ = slopes(wide)
    on_object = (wide.source_x > 84) & (wide.source_x < 98) & (wide.source_y > 40) & (wide.source_y < 90)
    assert 0.85 < along[on_object].mean() < 1.1  # an even stretch has 0.5
    tall = layout(importance(scene), 180, 180)
    _, down = slopes(tall)
    on_object = (tall.source_x > 84) & (tall.source_x < 98) & (tall.source_y > 40) & (tall.source_y < 90)
    assert 0.85 < down[on_object].mean() < 1.1  # an even stretch has 0.67


def test_no_importance_is_an_even_stretch():
    grid = solve_grid(np.zeros((8, 12)), 80, 120, 160, 180)
    np.testing.assert_allclose(grid[..., 0], np.broadcast_to(np.linspace(0, 180, 13), (9, 13)), atol=0.5)
    np.testing.assert_allclose(grid[..., 1], np.broadcast_to(np.linspace(0, 160, 9)[:, None], (9, 13)), atol=0.5)


def test_all_protected_and_too_small_is_even_too():
    result = layout(np.ones((60, 90), np.float32), 60, 30)
    along, _ = slopes(result)
    assert along[:, 4:-4].min() > 2.4
    assert along[:, 4:-4].max() < 3.7
