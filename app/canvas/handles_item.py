"""Draws the handles, the canvas's outline and the size while a handle moves, at the same size at every zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.handles import Handle, HandleMode, handle_points
from app.canvas.picture_item import canvas_rect
from app.model.placement import Placement
from app.theme.theme import RADIUS, font, theme

GLYPH = 5.0  # screen px, half the side of a corner's square
REACH = 64.0  # screen px that anything drawn here may reach beyond the canvas


class HandlesItem(QGraphicsItem):
    """Shows what :mod:`app.canvas.handles` computes; decides nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self._placement: Placement | None = None
        self._mode: HandleMode = "resize"
        self._zoom = 1.0
        self._hovered: Handle | None = None
        self._focused: Handle | None = None
        self._dragged: Handle | None = None
        self._refused = False
        self._badge = ""
        self._enabled = True

    def set_enabled(self, enabled: bool) -> None:
        """Without handles only the outline is drawn, for tools that do not reshape."""
        self._enabled = enabled
        self.update()

    def set_placement(self, placement: Placement | None) -> None:
        self.prepareGeometryChange()
        self._placement = placement
        self.update()

    def set_mode(self, mode: HandleMode) -> None:
        self._mode = mode
        self.update()

    def set_zoom(self, zoom: float) -> None:
        self.prepareGeometryChange()
        self._zoom = zoom

    def set_hovered(self, handle: Handle | None) -> None:
        if handle != self._hovered:
            self._hovered = handle
            self.update()

    def set_focused(self, handle: Handle | None) -> None:
        if handle != self._focused:
            self._focused = handle
            self.update()

    def set_drag(self, handle: Handle | None, badge: str = "", *, refused: bool = False) -> None:
        """While ``handle`` is dragged, ``badge`` is written beside it; in the danger colour when ``refused``."""
        self._dragged, self._badge, self._refused = handle, badge, refused
        self.update()

    def boundingRect(self) -> QRectF:
        if self._placement is None:
            return QRectF()
        g = self._placement.geometry
        reach = REACH * 3 / max(self._zoom, 1e-6)
        photo = QRectF(0, 0, g.source_width, g.source_height)
        return canvas_rect(self._placement).united(photo).adjusted(-reach, -reach, reach, reach)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._placement is None:
            return
        world = painter.worldTransform()
        painter.save()
        painter.setWorldTransform(QTransform())  # from here in screen px, so that glyphs ignore the zoom
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._dragged is not None:
            self._paint_original_size(painter, world, self._placement)
        self._paint_outline(painter, world, self._placement)
        if not self._enabled:
            painter.restore()
            return
        points = {h: world.map(QPointF(*p)) for h, p in handle_points(self._placement, self._mode).items()}
        for handle, point in points.items():
            self._paint_handle(painter, handle, point)
        if self._dragged is not None and self._badge:
            self._paint_badge(painter, self._dragged, points[self._dragged])
        painter.restore()

    def _paint_original_size(self, painter: QPainter, world: QTransform, placement: Placement) -> None:
        g = placement.geometry
        rect = world.mapRect(QRectF(0, 0, g.source_width, g.source_height))
        for colour, offset in (("#000000", 0), ("#ffffff", 4)):
            pen = QPen(QColor(colour), 1)
            pen.setDashPattern([4, 4])
            pen.setDashOffset(offset)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)

    def _paint_outline(self, painter: QPainter, world: QTransform, placement: Placement) -> None:
        if self._mode == "perspective":
            shape = QPolygonF([world.map(QPointF(*p)) for p in placement.corners])
        else:
            shape = QPolygonF(world.mapRect(canvas_rect(placement)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shade = QColor(0, 0, 0, 110)
        for pen in (QPen(shade, 3), QPen(self._line_colour(), 1)):
            painter.setPen(pen)
            painter.drawPolygon(shape)

    def _line_colour(self) -> QColor:
        return QColor(theme().tokens.danger if self._refused else "#ffffff")

    def _paint_handle(self, painter: QPainter, handle: Handle, at: QPointF) -> None:
        tokens = theme().tokens
        lively = handle in (self._hovered, self._dragged)
        refused = self._refused and handle == self._dragged
        fill = QColor(tokens.danger if refused else tokens.accent if lively or handle == self._focused else "#ffffff")
        grow = 1.5 if lively else 0.0
        painter.setPen(QPen(QColor(0, 0, 0, 170), 1.25))
        painter.setBrush(QBrush(fill))
        if self._mode == "perspective":
            painter.drawEllipse(at, GLYPH + 1.5 + grow, GLYPH + 1.5 + grow)
        elif handle.is_corner:
            painter.drawRoundedRect(_box(at, GLYPH + grow, GLYPH + grow), 2, 2)
        else:
            along, across = 9.0 + grow, 3.0 + grow / 2
            half = (along, across) if handle.value[0] == 0 else (across, along)
            painter.drawRoundedRect(_box(at, *half), 3, 3)
        if handle == self._focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor("#ffffff"), 2))
            painter.drawEllipse(at, 13, 13)
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.drawEllipse(at, 14, 14)

    def _paint_badge(self, painter: QPainter, handle: Handle, at: QPointF) -> None:
        tokens = theme().tokens
        painter.setFont(font("caption"))
        metrics = QFontMetricsF(painter.font())
        width, height = metrics.horizontalAdvance(self._badge) + 16, metrics.height() + 8
        dx, dy = handle.value if self._mode == "resize" else (0, 0)
        rect = QRectF(0, 0, width, height)
        # inwards of the handle, so that it stays on screen when the handle is dragged to the window's edge
        rect.moveCenter(at - QPointF(dx * (width / 2 + 20), dy * (height / 2 + 20)))
        if self._mode == "perspective":
            rect.moveTop(at.y() + 20)
        window = QRectF(painter.viewport()).adjusted(4, 4, -4, -4)
        rect.moveLeft(max(window.left(), min(rect.left(), window.right() - width)))
        rect.moveTop(max(window.top(), min(rect.top(), window.bottom() - height)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        painter.setPen(QColor(tokens.danger if self._refused else tokens.text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._badge)


def _box(centre: QPointF, half_width: float, half_height: float) -> QRectF:
    return QRectF(centre.x() - half_width, centre.y() - half_height, 2 * half_width, 2 * half_height)
