"""Selecting by rectangle, by lasso and by colour."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.canvas.tool import Pointer
from app.tools.mask_settings import MaskSettings
from app.tools.mask_tool import SelectionTool, mode_of
from app.tools.tool import ToolContext
from core.selection import shapes
from core.selection.region import Region

CLICK = 3.0  # screen px; a shorter drag is a click


class ShapeTool(SelectionTool):
    """A rectangle ("tool_rectangle") or a free outline ("tool_lasso"). Shift adds, Alt subtracts; a click clears."""

    def __init__(self, context: ToolContext, settings: MaskSettings, *, lasso: bool = False) -> None:
        super().__init__(context, settings)
        self.name = "tool_lasso" if lasso else "tool_rectangle"
        self._lasso = lasso
        self._points: list[QPointF] = []  # photo px
        self._mode: shapes.CombineMode = "replace"

    def pressed(self, pointer: Pointer) -> bool:
        if not self._usable:
            return False
        self._session.filling.discard()
        self._mode = mode_of(pointer.modifiers)
        self._points = [pointer.scene]
        self._hold(True)
        return True

    def moved(self, pointer: Pointer) -> None:
        if self._points:
            self._points = [*self._points, pointer.scene] if self._lasso else [self._points[0], pointer.scene]
            self._canvas.viewport().update()

    def released(self, pointer: Pointer) -> None:
        if not self._points:
            return
        points = np.array([(p.x(), p.y()) for p in [*self._points, pointer.scene]], np.float64)
        mode = self._mode
        self.cancel()
        height, width = self._mask.pixels.shape
        if np.ptp(points, 0).max() * self._canvas.transform().m11() < CLICK:
            shape = np.zeros((height, width), np.uint8)
        elif self._lasso:
            shape = shapes.polygon(height, width, points)
        else:
            low, high = np.round(points[[0, -1]].min(0)), np.round(points[[0, -1]].max(0))
            region = Region(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
            shape = shapes.rectangle(height, width, region)
        text = self.tr("Lasso") if self._lasso else self.tr("Rectangle")
        self._replace(shapes.combine(self._mask.pixels, shape, mode), text)

    def cancel(self) -> bool:
        had = bool(self._points)
        self._points = []
        if had:
            self._hold(False)
            self._canvas.viewport().update()
        return had

    def paint_over(self, painter: QPainter) -> None:
        if len(self._points) < 2:
            return
        to_view = self._canvas.viewportTransform()
        points = [to_view.map(p) for p in self._points]
        if not self._lasso:
            a, b = points[0], points[-1]
            points = [a, QPointF(b.x(), a.y()), b, QPointF(a.x(), b.y())]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._lasso)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, offset in (("#000000", 0), ("#ffffff", 4)):
            pen = QPen(QColor(colour), 1)
            pen.setDashPattern([4, 4])
            pen.setDashOffset(offset)
            painter.setPen(pen)
            painter.drawPolygon(QPolygonF(points))


class FloodTool(SelectionTool):
    """Selects the pixels whose colour is like the one clicked at. Shift adds, Alt subtracts."""

    name = "tool_flood"

    def pressed(self, pointer: Pointer) -> bool:
        photo = self._document.photo
        x, y = int(np.floor(pointer.scene.x())), int(np.floor(pointer.scene.y()))
        if photo is None or not (0 <= x < photo.width and 0 <= y < photo.height):
            return False
        self._session.filling.discard()
        found = shapes.flood(photo.rgb8(), x, y, self._settings.tolerance, self._settings.contiguous)
        self._replace(shapes.combine(self._mask.pixels, found, mode_of(pointer.modifiers)), self.tr("Select by colour"))
        return True
