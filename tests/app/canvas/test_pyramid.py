import numpy as np
import pytest

from app.canvas.pyramid import Pyramid
from app.qt_image import from_qimage
from tests.app.pictures import discs


@pytest.mark.parametrize(("scale", "level"), [(2.0, 0), (1.0, 0), (0.51, 0), (0.5, 1), (0.26, 1), (0.25, 2)])
def test_level_keeps_at_least_the_detail_of_the_screen(scale, level):
    assert Pyramid(np.zeros((1024, 2048, 3), np.uint8)).level_for(scale) == level


def test_small_pictures_are_not_shrunk_away():
    assert Pyramid(np.zeros((100, 4000, 3), np.uint8)).level_for(0.01) == 0


def test_levels_halve_and_average():
    picture = discs(256, 128)
    pyramid = Pyramid(picture)
    assert (from_qimage(pyramid.image(0)) == picture).all()
    half = from_qimage(pyramid.image(1))
    assert half.shape == (64, 128, 3)
    boxes = picture.reshape(64, 2, 128, 2, 3).mean((1, 3))
    assert np.abs(half - boxes).max() <= 1
