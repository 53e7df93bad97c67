"""Selecting an object by scribbling on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from app.canvas.tool import Pointer
from app.mask import Mask
from app.tools.mask_tool import RoundTool, mode_of
from app.workers.failures import explain
from app.workers.job import Job
from core.control import ProgressCallback
from core.selection import shapes
from core.selection.brush import Brush, Coverage
from core.selection.region import Region
from core.selection.smart import smart_select

RIM = 3  # px by which an object is selected beyond its outline, so that no halo of it stays


@dataclass(frozen=True, eq=False)
class Scribble:
    """A stroke that says what belongs to the object, or what does not.

    Attributes:
        taking: it belongs to the object.
        region: the part of the photo that it covers, and ``pixels``, uint8 (h, w), how far.
        trail: its points, and ``width`` its width, photo px.
    """

    taking: bool
    region: Region
    pixels: np.ndarray
    trail: list[QPointF]
    width: float


class SmartTool(RoundTool):
    """Selects the object under a scribble. More scribbles add to it; with Alt they say what does not belong to it.

    A scribble that adds takes nothing away of what is selected already, and one with Alt adds nothing. Until the
    object is found, the scribble is seen; Esc or Undo gives it up, and so does any other change of the mask.
    """

    name = "tool_smart"

    def __init__(self, *args: object, **names: object) -> None:
        super().__init__(*args, **names)
        self._base: np.ndarray | None = None  # the mask before the first scribble on this object
        self._done: list[Scribble] = []  # on this object, and in the mask
        self._waiting: list[Scribble] = []  # what is not in the mask yet
        self._trail: list[QPointF] = []  # of the stroke under way
        self._taking = True
        self._own_change = False
        self._job: Job | None = None
        self._mask.changed.connect(self._on_mask_changed)

    def paint_on(self, mask: Mask) -> None:
        if mask is not self._mask:
            self._forget()
            self._mask.changed.disconnect(self._on_mask_changed)
            mask.changed.connect(self._on_mask_changed)
        super().paint_on(mask)

    def _on_mask_changed(self, _region: Region) -> None:
        if not self._own_change:
            self._forget()

    def _forget(self) -> None:
        """The next scribble begins another object."""
        self._drop_stroke()
        self._stop()
        self._base, self._done, self._waiting = None, [], []
        self._canvas.viewport().update()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = None

    # -- scribbling -----------------------------------------------------------------------------------------------

    def _begin(self, pointer: Pointer) -> Coverage:
        self._session.filling.discard()
        self._stop()  # what is waiting is looked for together with this one
        self._taking = mode_of(pointer.modifiers) != "subtract"
        self._trail = []
        return Coverage(self._mask.pixels.shape, Brush(self._settings.size, 1.0))

    def _extend(self, pointer: Pointer) -> None:
        self._stroke.move_to(pointer.scene.x(), pointer.scene.y(), pointer.pressure)
        self._trail.append(pointer.scene)
        self._canvas.viewport().update()

    def _end(self, stroke: Coverage) -> None:
        trail, self._trail = self._trail, []
        region = stroke.dirty
        if not region.empty:
            pixels = stroke.painted[region.slices].copy()
            self._waiting.append(Scribble(self._taking, region, pixels, trail, self._settings.size))
        self._search()

    def cancel(self) -> bool:
        if not self._drop_stroke():
            return False
        self._search()  # for those before it
        return True

    def _drop_stroke(self) -> bool:
        if self._stroke is None:
            return False
        self._stroke, self._trail = None, []
        self._mask.painting = False
        self._canvas.viewport().update()
        return True

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
        """Look for what the scribbles that wait are on."""
        if not self._waiting or self._document.photo is None:
            return
        if self._base is None:
            self._base = self._mask.pixels.copy()
        job = self._session.start_aside(self.tr("Selecting"), self._work())
        job.succeeded.connect(self._on_selected)
        job.cancelled.connect(self._on_cancelled)
        job.failed.connect(self._on_failed)
        self._job = job

    def _work(self) -> Callable[[Callable[[], bool], ProgressCallback], np.ndarray]:
        photo, base, mask = self._document.photo, self._base, self._mask.pixels.copy()
        done, waiting = tuple(self._done), tuple(self._waiting)

        def work(cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> np.ndarray:
            image, inside, outside = photo.rgb8(), np.zeros_like(mask), np.zeros_like(mask)
            for scribble in done:
                _lay(scribble, inside, outside)
            after = mask
            for scribble in waiting:
                _lay(scribble, inside, outside)
                change = _add if scribble.taking else _take_away
                after = change(image, base, after, inside, outside, scribble.region, cancelled)
            return after

        return work

    def _on_selected(self, after: np.ndarray) -> None:
        self._job = None
        self._done += self._waiting
        self._waiting = []
        self._canvas.viewport().update()
        self._own_change = True
        self._replace(after, self.tr("Smart select"))
        self._own_change = False

    def _on_cancelled(self) -> None:
        self._job, self._waiting = None, []
        self._canvas.viewport().update()

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._forget()
        self._document.report_error(*explain(error, self.tr("Selecting the object")))

    # -- how it looks ---------------------------------------------------------------------------------------------

    def paint_over(self, painter: QPainter) -> None:
        for scribble in self._waiting:
            self._paint_trail(painter, scribble.trail, scribble.width, scribble.taking)
        if self._trail:
            self._paint_trail(painter, self._trail, self._settings.size, self._taking)
        super().paint_over(painter)

    def _paint_trail(self, painter: QPainter, trail: list[QPointF], width: float, taking: bool) -> None:
        to_view = self._canvas.viewportTransform()
        colour = QColor("#4fbcae" if taking else "#f28b82")
        colour.setAlpha(140)
        pen = QPen(colour, max(2.0, width * self._canvas.transform().m11()))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        points = [to_view.map(p) for p in trail]
        painter.drawPolyline(QPolygonF(points if len(points) > 1 else points * 2))


def _lay(scribble: Scribble, inside: np.ndarray, outside: np.ndarray) -> None:
    """Put ``scribble`` into the masks of all of them: the newest word counts."""
    mine, other = (inside, outside) if scribble.taking else (outside, inside)
    index = scribble.region.slices
    np.maximum(mine[index], scribble.pixels, out=mine[index])
    np.minimum(other[index], 255 - scribble.pixels, out=other[index])


def _add(
    image: np.ndarray, _base: np.ndarray, mask: np.ndarray, inside: np.ndarray, outside: np.ndarray, stroke: Region,
    cancelled: Callable[[], bool],
) -> np.ndarray:  # fmt: skip
    """``mask`` and the object under the newest scribble, whose box is ``stroke``."""
    found = smart_select(image, inside, outside, stroke, cancelled)
    return shapes.combine(shapes.combine(mask, _rimmed(found), "add"), outside, "subtract")


def _take_away(
    image: np.ndarray, base: np.ndarray, mask: np.ndarray, inside: np.ndarray, outside: np.ndarray, stroke: Region,
    cancelled: Callable[[], bool],
) -> np.ndarray:  # fmt: skip
    """``mask`` without what the newest scribble, whose box is ``stroke``, tells apart from the object: what hangs
    together with the scribble. Of ``base``, what was selected before there was an object, only what lies under it."""
    whole = stroke.united(Region.of_nonzero(inside))  # as much as was looked at before
    if not inside.any():  # there is nothing to be told apart from: the thing under the scribble goes
        return shapes.combine(mask, smart_select(image, outside, None, stroke, cancelled), "subtract")
    kept = np.maximum(_rimmed(smart_select(image, inside, outside, whole, cancelled)), base)
    gone = np.maximum(np.minimum(mask, 255 - kept), outside)
    return shapes.combine(mask, np.where(shapes.touching(gone > 0, outside > 127), gone, 0), "subtract")


def _rimmed(found: np.ndarray) -> np.ndarray:
    bounds = Region.of_nonzero(found).grown(RIM + 1).clipped(found.shape[1], found.shape[0])
    if not bounds.empty:
        found[bounds.slices] = shapes.grow(found[bounds.slices], RIM)
    return found
