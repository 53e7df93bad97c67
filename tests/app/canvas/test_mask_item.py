"""The veil over the mask: seen on every colour, whole across tiles, gone without a rest."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from app.canvas.mask_item import TILE, MaskItem
from app.model.mask import Mask
from app.platform.qt_image import from_qimage
from core.selection.region import Region

SIDE = 2 * TILE
VEIL = (255, 60, 60)


def painted(item: MaskItem) -> np.ndarray:
    """What ``item`` makes of a picture that has the veil's own colour."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(*VEIL))
    option = QStyleOptionGraphicsItem()
    option.exposedRect = QRectF(0, 0, SIDE, SIDE)
    painter = QPainter(image)
    item.paint(painter, option)
    painter.end()
    return from_qimage(image)[..., :3].astype(int)


def choose(mask: Mask, region: Region, value: int) -> None:
    mask.pixels[region.slices] = value
    mask.touch(region)


def test_a_mask_on_a_thing_of_its_own_colour_is_seen_by_its_contour(qapp):
    mask = Mask()
    mask.reset(SIDE, SIDE)
    plain, lined = MaskItem(mask), MaskItem(mask, contour=True)
    for item in (plain, lined):
        item.set_tint(QColor(*VEIL), 0.5)
    mask.touch(Region(0, 0, SIDE, SIDE))
    choose(mask, Region(100, 100, TILE + 60, 200), 255)

    assert np.abs(painted(plain) - VEIL).max() <= 2
    seen = np.abs(painted(lined) - VEIL).max(axis=2) > 60
    assert seen[150, 99:101].all()  # a dark line outside, a light one inside
    assert not seen[150, 104:TILE + 56].any()  # and none where two tiles meet
    assert seen[99, TILE - 20 : TILE + 20].all()

    choose(mask, Region(100, 100, TILE + 60, 200), 0)
    assert not np.abs(painted(lined) - VEIL).any()


def test_a_contour_reaches_into_the_tile_beside(qapp):
    mask = Mask()
    mask.reset(SIDE, SIDE)
    item = MaskItem(mask, contour=True)
    mask.touch(Region(0, 0, SIDE, SIDE))
    choose(mask, Region(TILE + 40, 40, TILE + 80, 80), 255)
    painted(item)
    choose(mask, Region(40, 40, TILE, 80), 255)  # up to the tile's edge
    assert (painted(item)[60, TILE] < 150).all()
