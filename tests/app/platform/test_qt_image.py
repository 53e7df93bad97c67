import gc

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.platform.qt_image import from_qimage, to_qimage
from tests.app.pictures import discs


@pytest.mark.parametrize("width", [5, 6, 7, 8])  # rows of a QImage are padded to four bytes
def test_pixels_survive_both_ways(width):
    picture = discs(width, 9)
    assert (from_qimage(to_qimage(picture)) == picture).all()


def test_alpha_survives_where_it_can_be_told():
    picture = np.dstack([discs(8, 4), np.full((4, 8), 255, np.uint8)])
    picture[:2, :, 3] = 0
    back = from_qimage(to_qimage(picture))
    assert (back[..., 3] == picture[..., 3]).all()
    assert (back[2:] == picture[2:]).all()


def test_sixteen_bits_are_rounded_to_eight():
    image = to_qimage(np.full((2, 3, 3), 257 * 100 + 129, np.uint16))
    assert QColor(image.pixel(1, 1)).red() == 101


def test_gray_becomes_gray():
    image = to_qimage(np.arange(12, dtype=np.uint8).reshape(3, 4))
    assert image.format() == QImage.Format.Format_Grayscale8
    assert QColor(image.pixel(3, 2)).red() == 11


def test_results_own_their_memory():
    picture = discs(64, 64)
    image = to_qimage(picture)
    array = from_qimage(image)
    before = array.copy()
    picture[:] = 0
    assert QColor(image.pixel(20, 20)).value() > 0
    del image
    gc.collect()
    np.full((256, 256, 4), 7, np.uint8)
    assert (array == before).all()
    assert array.flags.owndata


def test_slices_and_strides_are_followed():
    picture = discs(40, 30)[:, ::2]
    assert (from_qimage(to_qimage(picture)) == picture).all()
