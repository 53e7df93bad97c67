"""Drawing and erasing edges: pencil, straight line, curve, eraser. Each stroke is one step of the history."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from app.canvas.edge_item import USER
from app.canvas.tool import Pointer
from app.tools.edge_options import EdgeOptions
from app.tools.edge_settings import EdgeSettings
from app.tools.mask_tool import MaskTool
from app.tools.pixel_tool import RoundTip
from app.tools.tool import ToolContext
from core.edge_editing.user_edges import EdgeErasing, EdgeStroke, line_width, smooth_curve

SHIFT = Qt.KeyboardModifier.ShiftModifier
SNAP = math.pi / 12  # a straight line drawn with Shift has an angle that is a multiple of this
SAME_PLACE = 6.0  # screen px; a click so near to the last point of a curve ends it


class EdgeTool(MaskTool):
    """Base of the tools that change the user's edges; a fill that is shown stays and is made anew after a stroke."""

    task = "edges"
    _settings: EdgeSettings

    def __init__(self, context: ToolContext, settings: EdgeSettings) -> None:
        super().__init__(context, settings)
        self._mask = self._document.edges
        self._options: EdgeOptions | None = None

    def options(self) -> EdgeOptions:
        if self._options is None:
            self._options = EdgeOptions(self._settings, self.name)
        return self._options

    def leave_to_panel(self, seen: bool) -> None:
        self.options().leave_to_panel(seen)

    def key_pressed(self, event: QKeyEvent) -> bool:
        if self._mask.painting and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_V):
            return True  # not in the middle of a stroke
        return super().key_pressed(event)

    def _after_change(self) -> None:
        filling = self._session.filling
        if self._settings.redraw and not filling.active and not (self._mask.empty and self._document.mask.empty):
            filling.fill()

    def _draw(self, points: np.ndarray, text: str) -> None:
        """Draw along ``points`` (n, 2) as a step of the history."""
        stroke = EdgeStroke(self._mask.pixels, self._line_width)
        for x, y in points:
            stroke.move_to(float(x), float(y))
        self._commit(stroke.before, stroke.dirty, text)

    @property
    def _line_width(self) -> float:
        height, width = self._mask.pixels.shape
        return line_width(height, width)

    def _paint_line(self, painter: QPainter, points: list[QPointF]) -> None:
        """A line that is not drawn yet; ``points`` in photo px."""
        to_view = self._canvas.viewportTransform()
        line = QPolygonF([to_view.map(point) for point in points])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(1.5, self._line_width * self._canvas.transform().m11())
        solid, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        rim = max(1.0, width / 2)
        for colour, wide in ((QColor("#e6e6e6"), width + 4 * rim), (QColor("#101010"), width + 2 * rim), (USER, width)):
            painter.setPen(QPen(colour, wide, solid, cap, join))
            painter.drawPolyline(line)


class EdgePencil(EdgeTool):
    """Draws freely; Shift-click draws a straight line from where the last one ended."""

    name = "tool_edge_pencil"

    def __init__(self, context: ToolContext, settings: EdgeSettings) -> None:
        super().__init__(context, settings)
        self._stroke: EdgeStroke | None = None  # what is being drawn
        self._last: QPointF | None = None  # where the last line ended
        self._towards: QPointF | None = None
        self._document.photoChanged.connect(self._forget_last)
        self._document.photoReplaced.connect(self._forget_last)

    def _forget_last(self) -> None:
        self._last = self._towards = None

    def pressed(self, pointer: Pointer) -> bool:
        if not self._usable:
            return False
        self._stroke = stroke = EdgeStroke(self._mask.pixels, self._line_width)
        self._hold(True)
        if pointer.modifiers & SHIFT and self._last is not None:
            self._extend(stroke, self._last)
        self._towards = None
        self._extend(stroke, pointer.scene)
        return True

    def moved(self, pointer: Pointer) -> None:
        if self._stroke is not None:
            self._extend(self._stroke, pointer.scene)
            return
        towards = pointer.scene if pointer.modifiers & SHIFT and self._last is not None else None
        if towards != self._towards:
            self._towards = towards
            self._canvas.viewport().update()

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if not modifiers & SHIFT and self._towards is not None:
            self.left()

    def left(self) -> None:
        self._towards = None
        self._canvas.viewport().update()

    def _extend(self, stroke: EdgeStroke, place: QPointF) -> None:
        self._mask.touch(stroke.move_to(place.x(), place.y()))

    def released(self, pointer: Pointer) -> None:
        if self._stroke is None:
            return
        stroke, self._stroke, self._last = self._stroke, None, pointer.scene
        self._hold(False)
        self._commit(stroke.before, stroke.dirty, self.tr("Draw an edge"))

    def cancel(self) -> bool:
        if self._stroke is None:
            return False
        stroke, self._stroke = self._stroke, None
        self._hold(False)
        self._mask.touch(stroke.cancel())
        return True

    def paint_over(self, painter: QPainter) -> None:
        if self._towards is not None and self._last is not None:
            self._paint_line(painter, [self._last, self._towards])


class EdgeLine(EdgeTool):
    """Drag from one end to the other; with Shift in steps of 15 degrees."""

    name = "tool_edge_line"

    def __init__(self, context: ToolContext, settings: EdgeSettings) -> None:
        super().__init__(context, settings)
        self._ends: tuple[QPointF, QPointF] | None = None

    def pressed(self, pointer: Pointer) -> bool:
        if not self._usable:
            return False
        self._ends = pointer.scene, pointer.scene
        self._hold(True)
        return True

    def moved(self, pointer: Pointer) -> None:
        if self._ends is not None:
            start, _ = self._ends
            self._ends = start, self._snapped(start, pointer)
            self._canvas.viewport().update()

    def _snapped(self, start: QPointF, pointer: Pointer) -> QPointF:
        """Where a line from ``start`` to ``pointer`` ends."""
        end = pointer.scene
        if not pointer.modifiers & SHIFT:
            return end
        across, down = end.x() - start.x(), end.y() - start.y()
        angle = round(math.atan2(down, across) / SNAP) * SNAP
        length = across * math.cos(angle) + down * math.sin(angle)
        return QPointF(start.x() + length * math.cos(angle), start.y() + length * math.sin(angle))

    def released(self, pointer: Pointer) -> None:
        if self._ends is None:
            return
        start, _ = self._ends
        end = self._snapped(start, pointer)
        self.cancel()
        if math.hypot(end.x() - start.x(), end.y() - start.y()) * self._canvas.transform().m11() >= 2:
            self._draw(np.array([(start.x(), start.y()), (end.x(), end.y())]), self.tr("Draw a straight edge"))

    def cancel(self) -> bool:
        had = self._ends is not None
        self._ends = None
        if had:
            self._hold(False)
            self._canvas.viewport().update()
        return had

    def paint_over(self, painter: QPainter) -> None:
        if self._ends is not None:
            self._paint_line(painter, list(self._ends))


class EdgeCurve(EdgeTool):
    """Click points that a smooth curve runs through; Enter, a double click or a click on the last point ends it."""

    name = "tool_edge_curve"

    def __init__(self, context: ToolContext, settings: EdgeSettings) -> None:
        super().__init__(context, settings)
        self._points: list[QPointF] = []
        self._towards: QPointF | None = None

    def pressed(self, pointer: Pointer) -> bool:
        if not self._usable:
            return False
        if self._points:
            apart = pointer.scene - self._points[-1]
            if math.hypot(apart.x(), apart.y()) * self._canvas.transform().m11() < SAME_PLACE:
                self.finish()
                return True
        self._hold(True)
        self._points.append(pointer.scene)
        self._towards = pointer.scene
        self._canvas.viewport().update()
        return True

    def moved(self, pointer: Pointer) -> None:
        if self._points:
            self._towards = pointer.scene
            self._canvas.viewport().update()

    def key_pressed(self, event: QKeyEvent) -> bool:
        if self._points and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
            return True
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.take_back():
            return True
        return super().key_pressed(event)

    def take_back(self) -> bool:
        if not self._points:
            return False
        self._points.pop()
        if not self._points:
            self._hold(False)
        self._canvas.viewport().update()
        return True

    def finish(self) -> None:
        points = np.array([(p.x(), p.y()) for p in self._points])
        self.cancel()
        if len(points) > 1:
            self._draw(smooth_curve(points), self.tr("Draw a curved edge"))

    def cancel(self) -> bool:
        had = bool(self._points)
        self._points, self._towards = [], None
        if had:
            self._hold(False)
            self._canvas.viewport().update()
        return had

    def paint_over(self, painter: QPainter) -> None:
        if not self._points:
            return
        places = [*self._points, self._towards] if self._towards is not None else self._points
        curve = smooth_curve(np.array([(p.x(), p.y()) for p in places]))
        self._paint_line(painter, [QPointF(x, y) for x, y in curve])
        to_view = self._canvas.viewportTransform()
        painter.setPen(QPen(QColor("#c0000000"), 1))
        painter.setBrush(QColor("#ffffff"))
        for point in self._points:
            painter.drawEllipse(to_view.map(point), 3.5, 3.5)


class EdgeEraser(RoundTip[EdgeErasing], EdgeTool):
    """Takes the user's lines away, and marks edges that were found as not there."""

    name = "tool_edge_eraser"

    def __init__(
        self, context: ToolContext, settings: EdgeSettings, near_edges: Callable[[], np.ndarray | None]
    ) -> None:
        super().__init__(context, settings)
        self._near_edges = near_edges

    def _begin(self, pointer: Pointer) -> EdgeErasing:
        return EdgeErasing(self._mask.pixels, self._settings.size, self._near_edges())

    def _extend(self, stroke: EdgeErasing, pointer: Pointer) -> None:
        self._mask.touch(stroke.move_to(pointer.scene.x(), pointer.scene.y()))

    def _end(self, stroke: EdgeErasing) -> None:
        self._commit(stroke.before, stroke.dirty, self.tr("Erase edges"))

    def _give_up(self, stroke: EdgeErasing) -> None:
        self._mask.touch(stroke.cancel())
