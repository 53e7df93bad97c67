"""Selecting by rectangle, by lasso, by colour, and by pointing at an object."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.canvas.tool import Pointer
from app.mask import Mask
from app.tools.mask_tool import MaskTool, RoundTool, mode_of
from app.workers.failures import explain
from app.workers.job import Job
from core.control import ProgressCallback
from core.selection import shapes
from core.selection.brush import Brush, Stroke
from core.selection.region import Region

CLICK = 3.0  # screen px; a shorter drag is a click
SMART_RIM = 3  # px by which an object is selected beyond its outline, so that no halo of it stays


class ShapeTool(MaskTool):
    """A rectangle ("tool_rectangle") or a free outline ("tool_lasso"). Shift adds, Alt subtracts; a click clears."""

    def __init__(self, *args: object, lasso: bool = False, **names: object) -> None:
        super().__init__(*args, **names)
        self.name = "tool_lasso" if lasso else "tool_rectangle"
        self._lasso = lasso
        self._points: list[QPointF] = []  # photo px
        self._mode: shapes.Mode = "replace"

    def pressed(self, pointer: Pointer) -> bool:
        if not self._usable:
            return False
        self._session.filling.discard()
        self._mode = mode_of(pointer.modifiers)
        self._points = [pointer.scene]
        self._mask.painting = True
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
            self._mask.painting = False
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


class FloodTool(MaskTool):
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


class SmartTool(RoundTool):
    """Selects the object under a scribble; more scribbles refine it, with Alt they say what does not belong to it."""

    name = "tool_smart"

    def __init__(self, *args: object, **names: object) -> None:
        super().__init__(*args, **names)
        self._base: np.ndarray | None = None  # the mask before the first scribble on this object
        self._inside: np.ndarray | None = None
        self._outside: np.ndarray | None = None
        self._stroke: Stroke | None = None
        self._trail: list[QPointF] = []
        self._taking = True
        self._own_change = False
        self._job: Job | None = None
        self._mask.changed.connect(self._on_mask_changed)

    def paint_on(self, mask: Mask) -> None:
        if mask is not self._mask:
            self._mask.changed.disconnect(self._on_mask_changed)
            mask.changed.connect(self._on_mask_changed)
            self._forget()
        super().paint_on(mask)

    def _on_mask_changed(self, _region: Region) -> None:
        if not self._own_change:
            self._forget()

    def _forget(self) -> None:
        self._base = self._inside = self._outside = None
        if self._job is not None:
            self._job.abandon()
            self._job = None

    def pressed(self, pointer: Pointer) -> bool:
        if not self._usable:
            return False
        self._session.filling.discard()
        if self._base is None:
            self._base = self._mask.pixels.copy()
            self._inside, self._outside = np.zeros_like(self._base), np.zeros_like(self._base)
        self._taking = mode_of(pointer.modifiers) != "subtract"
        self._stroke = Stroke(self._inside if self._taking else self._outside, Brush(self._settings.size, 1.0))
        self._trail = []
        self._extend(pointer)
        return True

    def moved(self, pointer: Pointer) -> None:
        self._note_pointer(pointer)
        if self._stroke is not None:
            self._extend(pointer)

    def _extend(self, pointer: Pointer) -> None:
        self._stroke.move_to(pointer.scene.x(), pointer.scene.y(), pointer.pressure)
        self._trail.append(pointer.scene)
        self._canvas.viewport().update()

    def released(self, pointer: Pointer) -> None:
        if self._stroke is None:
            return
        self._stroke = None
        other = self._outside if self._taking else self._inside
        np.minimum(other, 255 - (self._inside if self._taking else self._outside), out=other)  # the newest word counts
        if self._job is not None:
            self._job.abandon()
        job = self._session.start_aside(self.tr("Selecting"), self._work())
        job.succeeded.connect(self._on_selected)
        job.failed.connect(self._on_failed)
        self._job = job

    def _work(self) -> Callable[[Callable[[], bool], ProgressCallback], np.ndarray]:
        pixels = self._document.photo.rgb8()
        base, inside, outside = self._base.copy(), self._inside.copy(), self._outside.copy()

        def work(_cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> np.ndarray:
            if not inside.any():  # only taken away so far: what is under the scribble goes
                return shapes.combine(base, shapes.smart_select(pixels, outside), "subtract")
            found = shapes.smart_select(pixels, inside, outside)
            bounds = Region.of_nonzero(found).grown(SMART_RIM + 1).clipped(found.shape[1], found.shape[0])
            found[bounds.slices] = shapes.grow(found[bounds.slices], SMART_RIM)
            return shapes.combine(shapes.combine(base, found, "add"), outside, "subtract")

        return work

    def _on_selected(self, after: np.ndarray) -> None:
        self._job = None
        self._trail = []
        self._canvas.viewport().update()
        if self._base is None or after.shape != self._mask.pixels.shape or self._mask.painting:
            return
        self._own_change = True
        self._replace(after, self.tr("Smart select"))
        self._own_change = False

    def _on_failed(self, error: BaseException) -> None:
        self._forget()
        self._trail = []
        self._document.report_error(*explain(error, self.tr("Selecting the object")))

    def cancel(self) -> bool:
        if self._stroke is None:
            return False
        self._stroke.cancel()
        self._stroke = None
        self._trail = []
        self._canvas.viewport().update()
        return True

    def paint_over(self, painter: QPainter) -> None:
        if self._trail:
            to_view = self._canvas.viewportTransform()
            colour = QColor("#4fbcae" if self._taking else "#f28b82")
            colour.setAlpha(140)
            pen = QPen(colour, max(2.0, 2 * self._radius))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            points = [to_view.map(p) for p in self._trail]
            painter.drawPolyline(QPolygonF(points if len(points) > 1 else points * 2))
        super().paint_over(painter)
