"""Draws the frame of a crop over the photo: a veil on what goes, thirds, handles, the line to straighten by."""

from __future__ import annotations

import functools
import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from app.canvas.crop_frame import CropFrame
from app.canvas.handles import Handle
from app.theme.theme import RADIUS, font, icon_pixmap, theme

_OUTSIDE_SHADE = QColor(0, 0, 0, 150)
DARK, LIGHT = QColor(0, 0, 0, 130), QColor(255, 255, 255, 235)
GRID = QColor(255, 255, 255, 120)
THIRDS, FINE = 3, 12  # parts of a side; the fine grid is for judging what is level
FINEST = 12  # screen px between its lines; it would hide a smaller frame
RIM = 1.5  # screen px by which the veil covers the jagged edge of a turned photo
ARM, THICK = 18.0, 3.0  # screen px of a corner's arms and of a side's bar
CURSOR = 24  # screen px


def paint_crop(
    painter: QPainter, to_view: QTransform, frame: CropFrame, lively: Handle | None, *, fine: bool = False
) -> None:
    """``frame`` in px of the canvas widget.

    Args:
        lively: the handle that is held or under the pointer.
        fine: draw the fine grid.
    """
    rect = view_rect(to_view, frame)
    photo = QPainterPath()
    photo.addPolygon(QPolygonF([to_view.map(corner) for corner in photo_corners(frame, RIM / to_view.m11())]))
    photo.closeSubpath()
    kept = QPainterPath()
    kept.addRect(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(photo.subtracted(kept), _OUTSIDE_SHADE)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    parts = FINE if fine and min(rect.width(), rect.height()) > FINE * FINEST else THIRDS
    for colour, shift in ((QColor(0, 0, 0, 70), 1.0), (GRID, 0.0)):
        painter.setPen(QPen(colour, 1))
        for part in range(1, parts):
            x, y = rect.left() + rect.width() * part / parts + shift, rect.top() + rect.height() * part / parts + shift
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
    for colour, width in ((DARK, 3.0), (LIGHT, 1.0)):
        painter.setPen(QPen(colour, width))
        painter.drawRect(rect)
    for handle in Handle:
        _paint_handle(painter, rect, handle, handle is lively)


def _paint_handle(painter: QPainter, rect: QRectF, handle: Handle, lively: bool) -> None:
    """A corner's two arms, or a bar in the middle of a side; they lie outside of the line, and hide nothing."""
    sx, sy = handle.value
    at = QPointF(rect.center().x() + sx * rect.width() / 2, rect.center().y() + sy * rect.height() / 2)
    at += QPointF(sx, sy) * (THICK / 2)
    arm_x, arm_y = min(ARM, rect.width() / 3), min(ARM, rect.height() / 3)
    if handle.is_corner:
        points = [at - QPointF(sx * arm_x, 0), at, at - QPointF(0, sy * arm_y)]
    else:
        half = QPointF(arm_x / 2, 0) if sy else QPointF(0, arm_y / 2)
        points = [at - half, at + half]
    line = QColor(theme().tokens.accent) if lively else LIGHT
    for colour, width in ((DARK, THICK + 2), (line, THICK)):
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if handle.is_corner else Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))


def paint_level(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """The line that is to become level or upright, px of the canvas widget."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 190), 4.0), (LIGHT, 1.75)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(start, end)
        for place in (start, end):
            painter.drawEllipse(place, 4, 4)


def paint_badge(painter: QPainter, text: str, at: QPointF) -> None:
    """Words beside the pointer, kept within the window; px of the canvas widget."""
    tokens = theme().tokens
    painter.setFont(font("caption"))
    metrics = QFontMetricsF(painter.font())
    rect = QRectF(0, 0, metrics.horizontalAdvance(text) + 16, metrics.height() + 8)
    rect.moveTopLeft(at + QPointF(18, 18))
    window = QRectF(painter.viewport()).adjusted(4, 4, -4, -4)
    if rect.right() > window.right():
        rect.moveRight(at.x() - 12)
    if rect.bottom() > window.bottom():
        rect.moveBottom(at.y() - 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.surface))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    painter.setPen(QColor(tokens.text))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def view_rect(to_view: QTransform, frame: CropFrame) -> QRectF:
    return to_view.mapRect(QRectF(*frame.rect))


def photo_corners(frame: CropFrame, rim: float = 0.0) -> list[QPointF]:
    """The corners of the turned photo, in the frame's axes, clockwise from what was the top left; ``rim`` px beyond."""
    (w, h), angle = frame.photo, math.radians(frame.angle)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = w / 2 + rim, h / 2 + rim
    corners = ((-x, -y), (x, -y), (x, y), (-x, y))
    return [QPointF(w / 2 + cos * x - sin * y, h / 2 + sin * x + cos * y) for x, y in corners]


@functools.cache
def turn_cursor() -> QCursor:
    """A bent arrow with two heads, seen on any ground."""
    pixmap = QPixmap(CURSOR, CURSOR)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        painter.drawPixmap(dx, dy, icon_pixmap("turn", "#000000", CURSOR, CURSOR))
    painter.drawPixmap(0, 0, icon_pixmap("turn", "#ffffff", CURSOR, CURSOR))
    painter.end()
    return QCursor(pixmap)
