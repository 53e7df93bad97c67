"""A map of the result over the canvas, and the legend that says how to read it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QGraphicsItem, QHBoxLayout, QLabel, QStyleOptionGraphicsItem, QWidget

from app.canvas.picture_item import canvas_rect
from app.model.placement import Placement
from app.platform.qt_image import to_qimage

OPACITY = 0.85
MARGIN = 12  # px between the legend and the canvas's corner


class MapItem(QGraphicsItem):
    """A picture stretched over a placement's canvas; nothing until :meth:`set_map`."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(1)
        self.setOpacity(OPACITY)
        self._image: QImage | None = None
        self._rect = QRectF()

    def set_map(self, array: np.ndarray | None, placement: Placement | None = None) -> None:
        """uint8 (h, w, 3) over ``placement``; None clears."""
        self.prepareGeometryChange()
        self._image, self._rect = None, QRectF()
        if array is not None and placement is not None:
            self._image, self._rect = to_qimage(array), canvas_rect(placement)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._rect, self._image)


class MapLegend(QFrame):
    """A swatch and one sentence in the lower left corner of ``parent``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("map_legend")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self._over = parent
        self._swatch, self._words = QLabel(), QLabel()
        row = QHBoxLayout(self)
        row.addWidget(self._swatch)
        row.addWidget(self._words)
        parent.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def say(self, swatch: np.ndarray, words: str) -> None:
        """Show ``words`` beside ``swatch``, uint8 (h, w, 3)."""
        self._swatch.setPixmap(QPixmap.fromImage(to_qimage(swatch)))
        self._words.setText(words)
        self.setAccessibleName(words)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.move(MARGIN, self._over.height() - self.height() - MARGIN)
