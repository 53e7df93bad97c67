"""Keeps a handle that is dragged to the window's edge in sight: the view zooms out, or scrolls along."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer

from app.canvas.handles import HIT_RADIUS
from app.canvas.view import EDGE, CanvasView

TICK_MS = 25
FASTEST = 48.0  # screen px beyond the edge at which the view moves fastest; a scroll's step in a tick is a half of it
ZOOM_OUT = 0.025  # share of the zoom that is lost in a tick then


class AutoScroll(QObject):
    """While a handle is dragged, takes the pointer for no farther than the edge of the canvas widget, and moves the
    view for as long as it is beyond: a fitted view zooms out about the side that stays, another one scrolls.

    Args:
        follow: called when the view has moved under the pointer; the handle is to follow it.
    """

    def __init__(self, canvas: CanvasView, follow: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._canvas, self._follow = canvas, follow
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._ways = (0, 0)
        self._room = QRectF()
        self._fixed = self._at = self._handle = QPointF()
        self._moved = False

    def begin(self, at: QPointF, fixed: QPointF, ways: tuple[int, int]) -> None:
        """A handle was pressed.

        Args:
            at: where, px of the canvas widget.
            fixed: what stays in place, photo px.
            ways: signs of the directions, x and y, in which the handle leads outwards.
        """
        room = QRectF(self._canvas.viewport().rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        self._room = room.united(QRectF(at, at).adjusted(-0.5, -0.5, 0.5, 0.5))  # a press must not move anything
        self._at, self._fixed, self._ways, self._moved = at, fixed, ways, False

    def scene(self, at: QPointF) -> QPointF:
        """Where in the photo the handle is dragged to by a pointer at ``at``, px of the canvas widget."""
        self._at = at
        return self._canvas.to_scene(at - self._beyond(at))

    def watch(self, handle: QPointF) -> None:
        """The handle lies at ``handle`` now, photo px: the view moves while that is at the edge, the pointer beyond."""
        self._handle = handle
        if self._wanted().isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def end(self) -> None:
        """The drag is over; a view that zoomed out fits what there is now."""
        self._timer.stop()
        if self._moved and self._canvas.is_fitted:
            self._canvas.fit()

    def _beyond(self, at: QPointF) -> QPointF:
        """How far ``at`` is beyond the edge, px, outwards."""
        room, (x, y) = self._room, self._ways
        across = max(0.0, at.x() - room.right()) if x > 0 else min(0.0, at.x() - room.left()) if x < 0 else 0.0
        down = max(0.0, at.y() - room.bottom()) if y > 0 else min(0.0, at.y() - room.top()) if y < 0 else 0.0
        return QPointF(across, down)

    def _wanted(self) -> QPointF:
        """How far to reach beyond the edge: nothing where the canvas, as large as it can be, has not come to it."""
        beyond, handle, room = self._beyond(self._at), self._canvas.viewportTransform().map(self._handle), self._room
        x_free = room.left() + HIT_RADIUS < handle.x() < room.right() - HIT_RADIUS  # so far from it it was pressed
        y_free = room.top() + HIT_RADIUS < handle.y() < room.bottom() - HIT_RADIUS
        return QPointF(0.0 if x_free else beyond.x(), 0.0 if y_free else beyond.y())

    def _on_tick(self) -> None:
        wanted = self._wanted()
        across, down = (max(-FASTEST, min(FASTEST, part)) for part in (wanted.x(), wanted.y()))
        if not across and not down:
            self._timer.stop()
            return
        self._moved = True
        if self._canvas.is_fitted:
            loss = ZOOM_OUT * max(abs(across), abs(down)) / FASTEST
            self._canvas.shrink(1 - max(loss, 0.002), self._fixed)
        else:
            self._canvas.scroll_by(across / 2, down / 2)
        self._follow()
