"""Draws over the photo how much of it is kept while the canvas is reshaped."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.platform.qt_image import coloured

GONE, KEPT = (16, 18, 24, 0.58), (56, 214, 190, 0.36)  # RGB and opacity of a veil over what gives way, and what stays
# What counts less than the first gives way, and what counts as much as the second is kept by and large: the cloth of a
# person must not look half gone because the face counts more.
LEAST, MOST = 0.08, 0.5
DIMMING = 2.0  # exponent


class KeepItem(QGraphicsItem):
    """What gives way is darkened, what is kept is tinted: both are seen on photos of any colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(3.2)  # under the user's own marks
        self._image: QImage | None = None
        self._size = (0, 0)

    @property
    def image(self) -> QImage | None:
        """The veil, at the size of its map."""
        return self._image

    def set_map(self, kept: np.ndarray | None, width: int = 0, height: int = 0) -> None:
        """Show ``kept``, float (h, w) in 0..1, over a photo of ``width`` x ``height`` px; None shows nothing."""
        if (width, height) != self._size:
            self.prepareGeometryChange()
            self._size = width, height
        self._image = None if kept is None else coloured((np.clip(kept, 0, 1) * 255 + 0.5).astype(np.uint8), _TABLE)
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._size)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.boundingRect(), self._image)


def _table() -> np.ndarray:
    """Premultiplied colours of the map's 256 degrees; uint32."""
    share = np.clip((np.linspace(0, 1, 256)[:, None] - LEAST) / (MOST - LEAST), 0, 1)
    kept = share * share * (3 - 2 * share)
    gone, stays = (np.array((*(part * veil[3] for part in veil[:3]), 255 * veil[3])) for veil in (GONE, KEPT))
    red, green, blue, alpha = np.round(gone * (1 - kept) ** DIMMING + stays * kept).astype(np.uint32).T
    return (alpha << 24) | (red << 16) | (green << 8) | blue


_TABLE = _table()
