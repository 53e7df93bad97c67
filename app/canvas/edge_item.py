"""Draws the edges that were found over a photo that it dims."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.platform.qt_image import coloured
from core.selection.region import Region

# Told apart with any kind of colour vision (after Okabe and Ito, "Color Universal Design"), and by lightness too.
KNOWN, PREDICTED, USER = QColor("#f4f5f7"), QColor("#38b6f5"), QColor("#ffa51f")
DIM = 0.55  # how dark the photo gets
COARSEST = 0.7  # screen px per px of the map below which lines would break up: a coarser level is drawn


class Code(IntEnum):
    """What is at a place; where a coarser level has room for one only, the larger one."""

    PHOTO = 0
    OPEN = 1  # a hole or its fill, not dimmed
    KNOWN = 2
    PREDICTED = 3


def _table() -> np.ndarray:
    return np.array([round(255 * DIM) << 24, 0, KNOWN.rgba(), PREDICTED.rgba()], np.uint32)


class EdgeItem(QGraphicsItem):
    """Shows a map of codes stretched over the photo; changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(4.5)
        self._codes: np.ndarray | None = None
        self._size = (0, 0)  # of the photo
        self._levels: dict[int, QImage] = {}

    @property
    def codes(self) -> np.ndarray | None:
        """uint8 (h, w) of :class:`Code`, as it is shown."""
        return self._codes

    def set_codes(self, codes: np.ndarray | None, width: int = 0, height: int = 0) -> None:
        """``codes`` uint8 (h, w) cover the photo of ``width`` x ``height`` px; None shows nothing."""
        if (width, height) != self._size:
            self.prepareGeometryChange()
            self._size = (width, height)
        self._codes = codes
        self._levels.clear()
        self.update()

    def set_part(self, codes: np.ndarray, region: Region) -> None:
        """Change the codes in ``region`` of the map."""
        if self._codes is None or region.empty:
            return
        self._codes[region.slices] = codes
        whole = self._levels.get(0)
        self._levels.clear()
        if whole is not None:
            painter = QPainter(whole)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(region.left, region.top, coloured(codes, _table()))
            painter.end()
            self._levels[0] = whole
        sx, sy = self._size[0] / self._codes.shape[1], self._size[1] / self._codes.shape[0]
        self.update(
            QRectF(region.left * sx, region.top * sy, region.width * sx, region.height * sy).adjusted(-2, -2, 2, 2)
        )

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._size)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._codes is None:
            return
        scale = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
        scale *= self._size[0] / self._codes.shape[1]
        level = 0
        while scale * 2**level < COARSEST and min(self._codes.shape) >> level > 8:
            level += 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.boundingRect(), self._level(self._codes, level))

    def _level(self, codes: np.ndarray, level: int) -> QImage:
        if level not in self._levels:
            self._levels[level] = coloured(_coarser(codes, level), _table())
        return self._levels[level]


def _coarser(codes: np.ndarray, level: int) -> np.ndarray:
    """``codes`` at a half of the size, ``level`` times; the largest code of each four stays."""
    for _ in range(level):
        codes = np.pad(codes, ((0, codes.shape[0] % 2), (0, codes.shape[1] % 2)), mode="edge")
        codes = np.maximum.reduce([codes[0::2, 0::2], codes[1::2, 0::2], codes[0::2, 1::2], codes[1::2, 1::2]])
    return codes
