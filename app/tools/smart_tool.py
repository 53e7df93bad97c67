"""Selecting an object by a click, or by scribbling on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen, QPolygonF

from app.canvas.tool import Pointer
from app.model.mask import Mask
from app.services.failures import explain
from app.services.job import Job
from app.services.pointing import PointerQuery, Pointing
from app.tools.mask_settings import MaskSettings
from app.tools.mask_tool import SelectionTool, mode_of
from app.tools.pixel_tool import RoundTip
from app.tools.smart_steps import Click, Scribble, Selected, advance
from app.tools.tool import ToolContext
from core.control import ProgressCallback
from core.image_io import Photo
from core.selection.brush import Brush, Coverage
from core.selection.region import Region
from core.selection.shapes import CombineMode

CLICK = 5.0  # px of the screen that a hand may shake in a click
MARK = 9.0  # px of the screen, the dot where a click is still worked on
TAKING, GIVING = "#4fbcae", "#f28b82"


class SmartTool(RoundTip[Coverage], SelectionTool):
    """Selects the object under a click alone, or with Shift as well, or takes it away with Alt; shows beforehand which
    one that is. A scribble adds the object under it; with Alt it says what does not belong to it.

    What adds takes nothing away of what is selected already, and with Alt nothing is added. Until the object is found,
    the click or the scribble is seen; Esc or Undo gives it up, and so does any other change of the mask.
    """

    name = "tool_smart"

    def __init__(self, context: ToolContext, settings: MaskSettings) -> None:
        super().__init__(context, settings)
        self._selected: Selected | None = None  # what scribbles and clicks made of the mask, while nothing else did
        self._waiting: list[Scribble | Click] = []  # what is not in the mask yet
        self._trail: list[QPointF] = []  # of the stroke under way
        self._from: QPointF | None = None  # where it began, px of the canvas widget, while it may be a click
        self._taking = True
        self._own_change = False
        self._job: Job | None = None
        self._mask.changed.connect(self._on_mask_changed)
        self._seen: np.ndarray | None = None  # the mask, for a thread
        self._pointer: Pointer | None = None
        self._pointing = Pointing(self._document, self._session, self)
        self._pointing.shownChanged.connect(lambda: self._canvas.viewport().update())

    def paint_on(self, mask: Mask) -> None:
        if mask is not self._mask:
            self._forget()
            self._seen = None
            self._mask.changed.disconnect(self._on_mask_changed)
            mask.changed.connect(self._on_mask_changed)
        super().paint_on(mask)

    def deactivate(self) -> None:
        super().deactivate()
        self._pointing.drop()

    def _on_mask_changed(self, _region: Region) -> None:
        self._seen = None
        if not self._own_change:
            self._forget()

    def _forget(self) -> None:
        """The next scribble begins another object."""
        super().cancel()  # those before it are not looked for
        self._stop()
        self._pointing.drop()
        self._selected, self._waiting = None, []
        self._canvas.viewport().update()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = None

    # -- pointing -------------------------------------------------------------------------------------------------

    def _query(self, pointer: Pointer, mode: CombineMode) -> PointerQuery:
        if self._seen is None:
            self._seen = self._mask.pixels.copy()
        clicked = () if self._selected is None else self._selected.clicked
        return PointerQuery(pointer.scene.x(), pointer.scene.y(), mode, clicked, self._seen)

    def _point(self, pointer: Pointer) -> None:
        """Show what a click at ``pointer`` would take."""
        self._pointer = pointer
        if not self._usable or self._waiting or self._session.filling.active:
            self._pointing.drop()
        else:
            self._pointing.ask(self._query(pointer, mode_of(pointer.modifiers)))

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._stroke is None and self._at is not None and self._pointer is not None:
            self._point(replace(self._pointer, modifiers=modifiers))

    def left(self) -> None:
        super().left()
        self._pointing.drop()

    # -- clicking and scribbling ----------------------------------------------------------------------------------

    def _begin(self, pointer: Pointer) -> Coverage:
        self._session.filling.discard()
        self._pointing.pause()
        self._stop()  # what is waiting is looked for together with this one
        self._taking = mode_of(pointer.modifiers) != "subtract"
        self._trail, self._from = [], pointer.view
        return Coverage(self._mask.pixels.shape, Brush(self._settings.size, 1.0))

    def moved(self, pointer: Pointer) -> None:
        self._note_pointer(pointer)
        if self._stroke is None:
            self._point(pointer)
            return
        if self._from is not None:
            way = pointer.view - self._from
            if max(abs(way.x()), abs(way.y())) <= CLICK:
                return
            self._from = None
            self._pointing.drop()
        self._extend(self._stroke, pointer)

    def released(self, pointer: Pointer) -> None:
        self._pointer = pointer
        super().released(pointer)

    def _extend(self, stroke: Coverage, pointer: Pointer) -> None:
        stroke.move_to(pointer.scene.x(), pointer.scene.y(), pointer.pressure)
        self._trail.append(pointer.scene)
        self._canvas.viewport().update()

    def _end(self, stroke: Coverage) -> None:
        trail, self._trail = self._trail, []
        region = stroke.dirty
        if not region.empty:
            pixels = stroke.painted[region.slices].copy()
            scribble = Scribble(self._taking, region, pixels, trail, self._settings.size)
            clicked = None if self._from is None else self._pointer
            self._waiting.append(scribble if clicked is None else self._click(clicked, scribble))
        self._pointing.drop()
        self._search()

    def _click(self, pointer: Pointer, dot: Scribble) -> Click:
        mode = mode_of(pointer.modifiers) if self._taking else "subtract"
        at = replace(pointer, scene=dot.trail[0])
        found = None if self._waiting else self._pointing.meant(self._query(at, mode))
        return Click(mode, dot, found, self._settings.roomy)

    def cancel(self) -> bool:
        if not super().cancel():
            return False
        self._search()  # for those before it
        return True

    def _give_up(self, stroke: Coverage) -> None:
        self._trail = []
        self._canvas.viewport().update()

    def take_back(self) -> bool:
        if not self._waiting:
            return False
        self._stop()
        self._waiting = []
        self._canvas.viewport().update()
        return True

    def key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self.take_back():
            return True
        return super().key_pressed(event)

    def fill_or_accept(self) -> None:
        if self._waiting:
            self._document.statusMessage.emit(self.tr("Still selecting; Esc cancels."))
        else:
            super().fill_or_accept()

    # -- finding --------------------------------------------------------------------------------------------------

    def _search(self) -> None:
        """Look for what the scribbles and clicks that wait are on."""
        photo = self._document.photo
        if not self._waiting or photo is None:
            return
        if self._selected is None:
            pixels = self._mask.pixels.copy()
            self._selected = Selected(pixels, pixels)
        job = self._session.jobs.start_aside(self.tr("Selecting"), self._work(photo, self._selected))
        job.succeeded.connect(self._on_selected)
        job.cancelled.connect(self._on_cancelled)
        job.failed.connect(self._on_failed)
        self._job = job

    def _work(self, photo: Photo, state: Selected) -> Callable[[Callable[[], bool], ProgressCallback], Selected]:
        finder, steps = self._pointing.finder(), tuple(self._waiting)

        def work(cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> Selected:
            return advance(state, steps, photo, finder, cancelled)

        return work

    def _on_selected(self, after: Selected) -> None:
        self._job = None
        self._selected, self._waiting = replace(after, missed=False), []
        self._canvas.viewport().update()
        self._own_change = True
        self._replace(after.mask, self.tr("Smart select"))
        self._own_change = False
        if after.missed:
            self._document.statusMessage.emit(self.tr("Nothing stands out here; scribble over what you mean."))

    def _on_cancelled(self) -> None:
        self._job, self._waiting = None, []
        self._canvas.viewport().update()

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._forget()
        self._document.report_error(*explain(error, self.tr("Selecting the object")))

    # -- how it looks ---------------------------------------------------------------------------------------------

    def paint_over(self, painter: QPainter) -> None:
        self._paint_shown(painter)
        for step in self._waiting:
            if isinstance(step, Click):
                self._paint_trail(painter, [step.at], MARK / self._canvas.transform().m11(), step.dot.taking)
            else:
                self._paint_trail(painter, step.trail, step.width, step.taking)
        if self._trail and self._from is None:
            self._paint_trail(painter, self._trail, self._settings.size, self._taking)
        super().paint_over(painter)

    def _paint_shown(self, painter: QPainter) -> None:
        """The object that a click would take."""
        shown = self._pointing.shown
        if shown is None:
            return
        to_view, path = self._canvas.viewportTransform(), QPainterPath()
        for outline in shown.outlines:
            path.addPolygon(to_view.map(QPolygonF([QPointF(x, y) for x, y in outline])))
            path.closeSubpath()
        colour = QColor(GIVING if shown.query.mode == "subtract" else TAKING)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colour)
        veil.setAlpha(70)
        painter.fillPath(path, veil)
        for pen in (QPen(QColor("#b0000000"), 3.0), QPen(colour, 1.6)):
            painter.strokePath(path, pen)

    def _paint_trail(self, painter: QPainter, trail: list[QPointF], width: float, taking: bool) -> None:
        to_view = self._canvas.viewportTransform()
        colour = QColor(TAKING if taking else GIVING)
        colour.setAlpha(140)
        pen = QPen(colour, max(2.0, width * self._canvas.transform().m11()))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        points = [to_view.map(p) for p in trail]
        painter.drawPolyline(QPolygonF(points if len(points) > 1 else points * 2))
