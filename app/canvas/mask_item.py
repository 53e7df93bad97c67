"""Draws the mask as a coloured veil, tile by tile; a stroke makes only the tiles anew that it touched."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.model.mask import Mask
from app.platform.qt_image import coloured, tinted
from core.selection.region import Region

TILE = 256  # px
CONTOUR = 1000  # px of the photo's long side for each px of the contour's thickness: seen when the photo is fitted

LIGHT, DARK = 254, 255  # codes of the contour's lines


class MaskItem(QGraphicsItem):
    """Shows :class:`app.model.mask.Mask` over the photo; changes nothing.

    Args:
        contour: draw a light line inside its edge and a dark one outside, which are seen where the photo has the
            veil's own colour.
    """

    def __init__(self, mask: Mask, contour: bool = False) -> None:
        super().__init__()
        self._contour = contour
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # exposedRect: draw only that part
        self.setZValue(4)
        self._mask = mask
        self._tiles: dict[tuple[int, int], QImage | None] = {}  # None: nothing selected there
        self._colour, self._opacity = (255, 60, 60), 0.5
        self._size = (0, 0)
        mask.changed.connect(self._on_changed)

    def set_tint(self, colour: QColor, opacity: float) -> None:
        self._colour, self._opacity = (colour.red(), colour.green(), colour.blue()), opacity
        self._tiles.clear()
        self.update()

    def _on_changed(self, region: Region) -> None:
        height, width = self._mask.pixels.shape
        size = (width, height)
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
            self._tiles.clear()
        if region.empty:
            return
        region = region.grown(self._thickness).clipped(*self._size)
        for row in range(region.top // TILE, (region.bottom - 1) // TILE + 1):
            for column in range(region.left // TILE, (region.right - 1) // TILE + 1):
                self._tiles.pop((row, column), None)
        self.update(QRectF(region.left - 1, region.top - 1, region.width + 2, region.height + 2))

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._size)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._mask.empty:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        exposed = (option.exposedRect & self.boundingRect()).toAlignedRect()
        for row in range(max(0, exposed.top()) // TILE, max(0, exposed.bottom()) // TILE + 1):
            for column in range(max(0, exposed.left()) // TILE, max(0, exposed.right()) // TILE + 1):
                image = self._tile(row, column)
                if image is not None:
                    painter.drawImage(QPointF(column * TILE, row * TILE), image)

    @property
    def _thickness(self) -> int:
        """Of each of the contour's two lines, photo px; 0 without a contour."""
        return max(1, round(max(self._size) / CONTOUR)) if self._contour else 0

    def _tile(self, row: int, column: int) -> QImage | None:
        if (row, column) not in self._tiles:
            reach, top, left = self._thickness, row * TILE, column * TILE
            above, before = min(reach, top), min(reach, left)  # what the contour has to know around the tile
            part = self._mask.pixels[top - above : top + TILE + reach, left - before : left + TILE + reach]
            inside = (slice(above, above + TILE), slice(before, before + TILE))
            self._tiles[row, column] = None if not part.any() else self._veil(part, inside)
        return self._tiles[row, column]

    def _veil(self, part: np.ndarray, inside: tuple[slice, slice]) -> QImage:
        """``part`` of the mask as it looks at ``inside`` of it."""
        import cv2

        if not self._contour:
            return tinted(part[inside], self._colour, self._opacity)
        kernel = np.ones((2 * self._thickness + 1,) * 2, np.uint8)
        chosen = (part >= 128).astype(np.uint8)
        codes = (part.astype(np.uint16) * (LIGHT - 1) // 255).astype(np.uint8)
        codes[(chosen == 1) & (cv2.erode(chosen, kernel) == 0)] = LIGHT
        codes[(chosen == 0) & (cv2.dilate(chosen, kernel) == 1)] = DARK
        return coloured(np.ascontiguousarray(codes[inside]), self._table())

    def _table(self) -> np.ndarray:
        """Premultiplied colours of the veil's degrees, then of the contour's light and dark line."""
        alpha = np.arange(LIGHT, dtype=np.float32) * (255 / (LIGHT - 1)) * self._opacity
        red, green, blue = (np.round(alpha * (part / 255)).astype(np.uint32) for part in self._colour)
        veil = (np.round(alpha).astype(np.uint32) << 24) | (red << 16) | (green << 8) | blue
        return np.concatenate([veil, np.array([0xE6E6E6E6, 0x99000000], np.uint32)])
