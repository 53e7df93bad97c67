import numpy as np
import pytest

from app.canvas.pyramid import DisplayPyramid
from app.platform.qt_image import from_qimage
from core.selection.region import Region
from tests.app.pictures import discs


@pytest.mark.parametrize(("scale", "level"), [(2.0, 0), (1.0, 0), (0.51, 0), (0.5, 1), (0.26, 1), (0.25, 2)])
def test_level_keeps_at_least_the_detail_of_the_screen(scale, level):
    assert DisplayPyramid(np.zeros((1024, 2048, 3), np.uint8)).level_for(scale) == level


def test_small_pictures_are_not_shrunk_away():
    assert DisplayPyramid(np.zeros((100, 4000, 3), np.uint8)).level_for(0.01) == 0


def test_levels_halve_and_average():
    picture = discs(256, 128)
    pyramid = DisplayPyramid(picture)
    assert (from_qimage(pyramid.image(0)) == picture).all()
    half = from_qimage(pyramid.image(1))
    assert half.shape == (64, 128, 3)
    boxes = picture.reshape(64, 2, 128, 2, 3).mean((1, 3))
    assert np.abs(half - boxes).max() <= 1


@pytest.mark.parametrize("size", [(256, 128), (251, 133)])
@pytest.mark.parametrize("channels", [3, 4])
def test_a_patch_changes_every_level_that_was_drawn_as_if_all_were_made_anew(size, channels):
    before = np.dstack([discs(*size), np.full(size[::-1], 255, np.uint8)])[..., :channels]
    after = before.copy()
    after[40:71, 33:90, :3] = 255 - after[40:71, 33:90, :3]
    pyramid, fresh = DisplayPyramid(before), DisplayPyramid(after)
    for level in (0, 1):
        pyramid.image(level)
    region = Region(33, 40, 90, 71)
    pyramid.patch(region, lambda part: after[part.slices])
    for level, most in ((0, 0), (1, 24)):  # where a side is odd, a pixel is not quite two
        apart = np.abs(from_qimage(pyramid.image(level)).astype(int) - from_qimage(fresh.image(level)))
        assert apart.max() <= (1 if size == (256, 128) and level else most)
    pyramid.patch(region, lambda part: before[part.slices], before)
    assert (from_qimage(pyramid.image(0)) == from_qimage(DisplayPyramid(before).image(0))).all()
