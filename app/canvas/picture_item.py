"""Draws the re-made picture, or for comparison the original or a plain stretch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.pyramid import Pyramid
from app.placement import Placement
from app.theme import theme
from core.image_io import Photo
from core.selection.region import Region

Showing = Literal["result", "original", "stretch"]
TILE = 8  # screen px of a checkerboard square


class PictureItem(QGraphicsItem):
    """One picture in photo px. While a handle is ahead of the newest frame, that frame is bent to fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # exposedRect: draw only that part
        self._photo: Pyramid | None = None
        self._frame: Pyramid | None = None
        self._frame_placement: Placement | None = None
        self._placement: Placement | None = None
        self._showing: Showing = "result"
        self._transparent = False
        self._icc: bytes | None = None

    def set_photo(self, array: np.ndarray | None, placement: Placement | None, icc: bytes | None = None) -> None:
        """``icc`` is the profile of ``array`` and of the frames to come; None for sRGB."""
        self.prepareGeometryChange()
        self._photo, self._icc = None if array is None else Pyramid(array, icc), icc
        self._frame = self._frame_placement = None
        self._placement = placement
        self._transparent = array is not None and array.shape[2] == 4
        self.update()

    def show_photo(self, photo: Photo | None, placement: Placement | None, region: Region | None = None) -> None:
        """Draw ``photo``; where only ``region`` of it is new, the rest is not made anew."""
        if photo is None:
            self.set_photo(None, placement)
            return
        array = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
        if region is None or self._photo is None:
            self.set_photo(array, placement, photo.icc)
        else:
            self.patch_photo(region, lambda part: array[part.slices], array)
            self._frame = self._frame_placement = None
            self.update()

    def patch_photo(
        self, region: Region, read: Callable[[Region], np.ndarray], array: np.ndarray | None = None
    ) -> None:
        """Show other pixels in ``region`` of the photo, see :meth:`app.canvas.pyramid.Pyramid.patch`."""
        if self._photo is not None and not region.empty:
            self._photo.patch(region, read, array)
            self.update(QRectF(region.left, region.top, region.width, region.height).adjusted(-1, -1, 1, 1))

    def take_photo(self, other: PictureItem) -> None:
        """Draw the photo and the canvas of ``other``, of the same memory."""
        self.prepareGeometryChange()
        self._photo, self._placement, self._transparent = other._photo, other._placement, other._transparent

    def set_placement(self, placement: Placement) -> None:
        self.prepareGeometryChange()
        self._placement = placement
        self.update()

    def set_frame(self, array: np.ndarray, placement: Placement) -> None:
        """``array`` is a drawing of ``placement`` at any resolution."""
        self._frame, self._frame_placement = Pyramid(array, self._icc), placement
        self.update()

    def set_showing(self, showing: Showing) -> None:
        if showing != self._showing:
            self.prepareGeometryChange()
            self._showing = showing
            self.update()

    @property
    def showing(self) -> Showing:
        return self._showing

    def boundingRect(self) -> QRectF:
        if self._photo is None or self._placement is None:
            return QRectF()
        if self._showing == "original":
            return QRectF(0, 0, self._photo.width, self._photo.height)
        return canvas_rect(self._placement)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._photo is None or self._placement is None:
            return
        rect = self.boundingRect()
        if self._transparent or (self._placement.geometry.quad is not None and self._showing != "original"):
            self._paint_checkerboard(painter, rect & option.exposedRect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._showing == "result" and self._frame is not None and self._frame_placement is not None:
            self._paint_frame(painter, self._frame_placement)
        elif self._showing == "original" or self._placement.geometry.quad is None:
            self._paint_into(painter, self._photo, rect)
        else:
            self._paint_bent(painter, self._photo, _corners_of(self._photo))

    def _paint_frame(self, painter: QPainter, drawn: Placement) -> None:
        before, now = drawn.geometry, self._placement.geometry
        if before == now or (before.quad is None and now.quad is None):
            self._paint_into(painter, self._frame, canvas_rect(self._placement))
            return
        # The frame shows another quad: bend it so that its corners fall on the handles until its successor comes.
        kx, ky = self._frame.width / before.width, self._frame.height / before.height
        self._paint_bent(painter, self._frame, _polygon((x * kx, y * ky) for x, y in before.corners))

    def _paint_into(self, painter: QPainter, pyramid: Pyramid, rect: QRectF) -> None:
        share = max(rect.width() / pyramid.width, rect.height() / pyramid.height)
        painter.drawImage(rect, pyramid.image(pyramid.level_for(share * _screen_scale(painter))))

    def _paint_bent(self, painter: QPainter, pyramid: Pyramid, corners: QPolygonF) -> None:
        """Draw so that ``corners``, in the picture's px, fall on the canvas's corners; nothing beside them."""
        target = _polygon(self._placement.corners)
        bend = QTransform.quadToQuad(corners, target)
        if bend is None:
            return
        whole = QRectF(0, 0, pyramid.width, pyramid.height)
        bounds = bend.mapRect(whole)
        share = max(bounds.width() / pyramid.width, bounds.height() / pyramid.height)
        image = pyramid.image(pyramid.level_for(share * _screen_scale(painter)))
        painter.save()
        inside = QPainterPath()
        inside.addPolygon(target)
        painter.setClipPath(inside, Qt.ClipOperation.IntersectClip)
        painter.setTransform(bend, True)
        painter.drawImage(whole, image)
        painter.restore()

    def _paint_checkerboard(self, painter: QPainter, rect: QRectF) -> None:
        world = painter.worldTransform()
        brush = QBrush(checkerboard(theme().is_dark))
        brush.setTransform(QTransform.fromScale(1 / world.m11(), 1 / world.m22()))
        painter.fillRect(rect, brush)


def canvas_rect(placement: Placement) -> QRectF:
    """The canvas in photo px."""
    return QRectF(*placement.origin, placement.geometry.width, placement.geometry.height)


def checkerboard(dark: bool) -> QPixmap:
    """What lies under transparent pixels."""
    first, second = ("#4a4a4a", "#5a5a5a") if dark else ("#ffffff", "#e2e2e2")
    pixmap = QPixmap(2 * TILE, 2 * TILE)
    pixmap.fill(QColor(first))
    painter = QPainter(pixmap)
    painter.fillRect(0, 0, TILE, TILE, QColor(second))
    painter.fillRect(TILE, TILE, TILE, TILE, QColor(second))
    painter.end()
    return pixmap


def _polygon(points: Iterable[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _corners_of(pyramid: Pyramid) -> QPolygonF:
    w, h = pyramid.width, pyramid.height
    return _polygon([(0, 0), (w, 0), (w, h), (0, h)])


def _screen_scale(painter: QPainter) -> float:
    """Screen px per photo px."""
    return painter.worldTransform().m11() * painter.device().devicePixelRatioF()
