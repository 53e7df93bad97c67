"""Draws a fill that was not accepted yet over the photo."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.pyramid import DisplayPyramid, holds
from core.selection.region import Region


class ProposalItem(QGraphicsItem):
    """A piece of picture at its place in photo px; nothing until :meth:`set_piece`."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(3)
        self._pyramid: DisplayPyramid | None = None
        self._rect = QRectF()

    def pixel_at(self, at: QPointF) -> np.ndarray | None:
        """The values that are drawn at ``at`` (photo px); None beside the piece."""
        if self._pyramid is None or not holds(self._rect, at):
            return None
        return self._pyramid.pixel(int(at.x() - self._rect.left()), int(at.y() - self._rect.top()))

    def set_piece(self, array: np.ndarray | None, region: Region | None = None, icc: bytes | None = None) -> None:
        """``array`` (h, w, 3 or 4) with the profile ``icc`` is the picture of ``region``; None clears."""
        self.prepareGeometryChange()
        self._pyramid, self._rect = None, QRectF()
        if array is not None and region is not None:
            self._pyramid = DisplayPyramid(array, icc)
            self._rect = QRectF(region.left, region.top, region.width, region.height)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._pyramid is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
        painter.drawImage(self._rect, self._pyramid.image(self._pyramid.level_for(scale)))
