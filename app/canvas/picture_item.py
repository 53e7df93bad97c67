"""Draws the re-made picture, or for comparison the original or a plain stretch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.proposal_item import ProposalItem
from app.canvas.pyramid import DisplayPyramid, holds
from app.model.placement import Placement
from app.theme.theme import theme
from core.image_io import Photo
from core.selection.region import Region

Showing = Literal["result", "original", "stretch"]
Drawn = Literal["result", "original", "stretch", "photo"]
"""What :class:`PictureItem` draws: "photo" is the photo as it is now at its own size, "original" as it was opened."""
TILE = 8  # screen px of a checkerboard square


class PictureItem(QGraphicsItem):
    """One picture in photo px. While a handle is ahead of the newest frame, that frame is bent to fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # exposedRect: draw only that part
        self._photo: DisplayPyramid | None = None
        self._opened: DisplayPyramid | None = None
        self.proposal: ProposalItem | None = None
        self._frame: DisplayPyramid | None = None
        self._frame_placement: Placement | None = None
        self._placement: Placement | None = None
        self._showing: Drawn = "result"
        self._transparent = False
        self._icc: bytes | None = None

    def set_photo(self, photo: Photo | None, placement: Placement | None, region: Region | None = None) -> None:
        """Draw ``photo`` as it is now. The first one since :meth:`forget_photo` is what it is compared with.

        Args:
            region: where it differs from what is drawn, if that is known: the rest is not made anew.
        """
        array = None
        if photo is not None:
            array = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
        if array is not None and region is not None and self._photo is not None:
            self.patch_photo(region, lambda part: array[part.slices], array)
        else:
            self.prepareGeometryChange()
            self._icc = None if photo is None else photo.icc
            self._photo = None if array is None else DisplayPyramid(array, self._icc)
            self._opened = self._photo if self._opened is None else self._opened.bare()
        self._frame = self._frame_placement = None
        self._placement = placement
        self._transparent = array is not None and array.shape[2] == 4
        self.update()

    def patch_photo(
        self, region: Region, read: Callable[[Region], np.ndarray], array: np.ndarray | None = None
    ) -> None:
        """Show other pixels in ``region`` of the photo, see :meth:`app.canvas.pyramid.DisplayPyramid.patch`."""
        if self._photo is None or region.empty:
            return
        if self._opened is self._photo:  # which is to stay as it is
            self._opened = self._photo.bare()
        self._photo.patch(region, read, array)
        self.update(QRectF(region.left, region.top, region.width, region.height).adjusted(-1, -1, 1, 1))

    def forget_photo(self) -> None:
        """Another photo is about to be opened."""
        self._opened = None

    def set_proposal(self, proposal: ProposalItem | None) -> None:
        """A fill lies over the photo and is judged; None: no more."""
        if proposal is not self.proposal:
            self.proposal = proposal
            self.update()

    @property
    def now(self) -> DisplayPyramid | None:
        """The photo as it is, without a fill that was not accepted."""
        return self._photo

    @property
    def before(self) -> DisplayPyramid | None:
        """What the picture is compared with: the photo as it was opened. While a fill is judged, and where the photo
        has another size by now, the photo as it is without that fill."""
        opened, now = self._opened, self._photo
        if opened is None or now is None or self.proposal is not None:
            return now
        return opened if (opened.width, opened.height) == (now.width, now.height) else now

    def take_photo(self, other: PictureItem) -> None:
        """Draw what ``other`` is compared with on its canvas, of the same memory."""
        self.prepareGeometryChange()
        self._photo, self._placement, self._transparent = other.before, other._placement, other._transparent

    def set_placement(self, placement: Placement | None) -> None:
        self.prepareGeometryChange()
        self._placement = placement
        self.update()

    def set_frame(self, array: np.ndarray, placement: Placement) -> None:
        """``array`` is a drawing of ``placement`` at any resolution."""
        self._frame, self._frame_placement = DisplayPyramid(array, self._icc), placement
        self.update()

    def set_showing(self, showing: Drawn) -> None:
        if showing != self._showing:
            self.prepareGeometryChange()
            self._showing = showing
            self.update()

    @property
    def showing(self) -> Drawn:
        return self._showing

    def boundingRect(self) -> QRectF:
        if self._photo is None or self._placement is None:
            return QRectF()
        if self._showing in ("original", "photo"):
            return QRectF(0, 0, self._photo.width, self._photo.height)
        return canvas_rect(self._placement)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._photo is None or self._placement is None:
            return
        rect = self.boundingRect()
        if self._transparent or (self._placement.geometry.quad is not None and not self._at_own_size):
            self._paint_checkerboard(painter, rect & option.exposedRect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pyramid, corners = self._drawn(self._photo, self._placement)
        if corners is None:
            self._paint_into(painter, pyramid, rect)
        else:
            self._paint_bent(painter, pyramid, corners, _polygon(self._placement.corners))

    @property
    def _at_own_size(self) -> bool:
        return self._showing in ("original", "photo")

    def _drawn(self, photo: DisplayPyramid, placement: Placement) -> tuple[DisplayPyramid, QPolygonF | None]:
        """What is drawn, and which corners in its px fall on the canvas's; None: all of it fills the rectangle."""
        quad = placement.geometry.quad
        if self._showing == "result" and self._frame is not None and self._frame_placement is not None:
            before, now = self._frame_placement.geometry, placement.geometry
            if before == now or (before.quad is None and quad is None):
                return self._frame, None
            # The frame shows another quad: its corners fall on the handles until its successor comes.
            kx, ky = self._frame.width / before.width, self._frame.height / before.height
            return self._frame, _polygon((x * kx, y * ky) for x, y in before.corners)
        if self._at_own_size or quad is None:
            return (self.before or photo) if self._showing == "original" else photo, None
        return photo, _corners_of(photo)

    def pixel_at(self, at: QPointF) -> tuple[int, int, np.ndarray] | None:
        """What is drawn at ``at`` (photo px): x and y, px of the picture that is shown, and its values there, in the
        units of its own depth, opacity last where it has any. None beside the picture."""
        rect = self.boundingRect()
        if self._photo is None or self._placement is None or not holds(rect, at):
            return None
        pyramid, corners = self._drawn(self._photo, self._placement)
        inside = QPointF((at.x() - rect.left()) / rect.width() * pyramid.width,
                         (at.y() - rect.top()) / rect.height() * pyramid.height)  # fmt: skip
        if corners is not None:
            target = _polygon(self._placement.corners)
            bend = _bend(target, corners)
            if bend is None or not target.containsPoint(at, Qt.FillRule.OddEvenFill):
                return None
            inside = bend.map(at)
            if not holds(QRectF(0, 0, pyramid.width, pyramid.height), inside):
                return None
        values = pyramid.pixel(int(inside.x()), int(inside.y()))
        return int(at.x() - rect.left()), int(at.y() - rect.top()), values

    def _paint_into(self, painter: QPainter, pyramid: DisplayPyramid, rect: QRectF) -> None:
        share = max(rect.width() / pyramid.width, rect.height() / pyramid.height)
        painter.drawImage(rect, pyramid.image(pyramid.level_for(share * _screen_scale(painter))))

    def _paint_bent(self, painter: QPainter, pyramid: DisplayPyramid, corners: QPolygonF, target: QPolygonF) -> None:
        """Draw so that ``corners``, in the picture's px, fall on ``target``, the canvas's; nothing beside them."""
        bend = _bend(corners, target)
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


def _bend(corners: QPolygonF, target: QPolygonF) -> QTransform | None:
    """The homography that takes the four ``corners`` to ``target``; None where there is none."""
    bend = QTransform.quadToQuad(corners, target)
    return bend if isinstance(bend, QTransform) else None


def _corners_of(pyramid: DisplayPyramid) -> QPolygonF:
    w, h = pyramid.width, pyramid.height
    return _polygon([(0, 0), (w, 0), (w, h), (0, h)])


def _screen_scale(painter: QPainter) -> float:
    """Screen px per photo px."""
    return painter.worldTransform().m11() * painter.device().devicePixelRatioF()
