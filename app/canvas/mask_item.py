"""Draws the mask as a coloured veil, tile by tile; a stroke makes only the tiles anew that it touched."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.mask import Mask
from app.qt_image import tinted
from core.selection.region import Region

TILE = 256  # px


class MaskItem(QGraphicsItem):
    """Shows :class:`app.mask.Mask` over the photo; changes nothing."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
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
        pixels = self._mask.pixels
        size = (0, 0) if pixels is None else (pixels.shape[1], pixels.shape[0])
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
            self._tiles.clear()
        if region.empty:
            return
        for row in range(region.top // TILE, (region.bottom - 1) // TILE + 1):
            for column in range(region.left // TILE, (region.right - 1) // TILE + 1):
                self._tiles.pop((row, column), None)
        self.update(QRectF(region.left - 1, region.top - 1, region.width + 2, region.height + 2))

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._size)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._mask.pixels is None or self._mask.empty:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        exposed = (option.exposedRect & self.boundingRect()).toAlignedRect()
        for row in range(max(0, exposed.top()) // TILE, max(0, exposed.bottom()) // TILE + 1):
            for column in range(max(0, exposed.left()) // TILE, max(0, exposed.right()) // TILE + 1):
                image = self._tile(row, column)
                if image is not None:
                    painter.drawImage(QPointF(column * TILE, row * TILE), image)

    def _tile(self, row: int, column: int) -> QImage | None:
        if (row, column) not in self._tiles:
            part = self._mask.pixels[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]
            self._tiles[row, column] = tinted(part, self._colour, self._opacity) if part.any() else None
        return self._tiles[row, column]
