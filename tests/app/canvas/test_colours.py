"""What the window shows of a photo with a wide gamut, while its pixels and profile stay."""

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColorSpace, QGuiApplication

from app.canvas.handles import Handle
from app.platform.qt_image import from_qimage, to_qimage
from app.services.thumbnails import read_thumbnail
from core.geometry import CanvasGeometry
from core.image_io import Photo, photo_fingerprint, save_photo
from core.project.files import Project, write_project
from tests.core.image_io.profiles import ADOBE, P3, by_qt

GREEN = (60, 200, 70)


def photo(colour=GREEN, icc=P3, width=160, height=112):
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:] = colour
    pixels[:2] = 0, 0, 0  # something else to be found at the edge
    return Photo(pixels, icc=icc)


def seen(icc=P3):
    """What ``GREEN`` looks like on a screen of sRGB."""
    return by_qt(np.full((1, 1, 3), GREEN, np.uint8), icc)[0, 0].astype(int)


def middle(driver):
    """RGB in the middle of the canvas, as painted."""
    shot = from_qimage(driver.canvas.viewport().grab().toImage())
    scale = shot.shape[0] / driver.canvas.viewport().height()
    left, right = driver.at(Handle.LEFT), driver.at(Handle.RIGHT)
    return shot[int(left.y() * scale), int((left.x() + right.x()) / 2 * scale), :3].astype(int)


def test_a_photo_of_a_wide_gamut_looks_right_and_keeps_its_pixels(driver, tmp_path):
    assert np.abs(seen() - GREEN).max() > 15
    save_photo(photo(), tmp_path / "p3.png")
    driver.open(tmp_path / "p3.png")
    assert np.abs(middle(driver) - seen()).max() <= 1
    driver.drag(Handle.RIGHT, 60, 0)  # a frame that was drawn, while the handle moves and at rest
    driver.settle()
    assert driver.frame.shape[1] > 160
    assert np.abs(driver.frame[60, 80].astype(int) - GREEN).max() <= 1  # the result is the photo's
    assert np.abs(middle(driver) - seen()).max() <= 1
    driver.window.copy_picture()
    driver.wait(lambda: not QGuiApplication.clipboard().image().isNull())
    copied = from_qimage(QGuiApplication.clipboard().image())
    assert np.abs(copied[60, 80, :3].astype(int) - seen()).max() <= 1


def test_thumbnails_and_previews_are_in_srgb(tmp_path):
    save_photo(photo(width=1024, height=700), tmp_path / "a.jpg", quality=100)
    save_photo(photo(icc=ADOBE), tmp_path / "b.png")
    for name, icc in (("a.jpg", P3), ("b.png", ADOBE)):
        small = from_qimage(read_thumbnail(tmp_path / name))
        assert np.abs(small[small.shape[0] // 2, 50, :3].astype(int) - seen(icc)).max() <= 3
    made = photo()
    canvas = CanvasGeometry(made.width, made.height, made.width, made.height)
    write_project(tmp_path / "c.regrain", Project(made, photo_fingerprint(made.pixels), canvas, preview=made.pixels))
    small = from_qimage(read_thumbnail(tmp_path / "c.regrain"))
    assert np.abs(small[60, 50, :3].astype(int) - seen()).max() <= 3


def test_a_pasted_picture_keeps_the_profile_that_it_came_with(driver):
    image = to_qimage(photo().pixels)
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    data = QMimeData()
    data.setImageData(image)
    driver.window.opener.open_mime(data)
    driver.wait(lambda: driver.document.photo.icc is not None)
    driver.settle()
    assert QColorSpace.fromIccProfile(driver.document.photo.icc) == QColorSpace(QColorSpace.NamedColorSpace.DisplayP3)
    assert np.abs(middle(driver) - seen()).max() <= 1
