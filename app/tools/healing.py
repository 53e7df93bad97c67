"""Strokes on the photo's pixels on their way into the photo: shown at once, healed in the background, one by one."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer

from app.canvas.view import CanvasView
from app.model.document import Document
from app.model.retouch_command import RetouchCommand
from app.services.failures import explain
from app.services.job import Job
from app.services.session import Session
from core.control import ProgressCallback
from core.retouch.spot import SpotStroke
from core.retouch.stamp import StampStroke
from core.selection.region import Region
from core.selection.tiles import TileDelta

LATER_MS = 40  # until a healed stroke is tried again to be put into a photo that is being painted on

Healable = StampStroke | SpotStroke


class Healing(QObject):
    """Lives in the main thread. A stroke that has ended waits here until it is healed; each becomes one step.

    The next stroke may begin at once. A stroke is healed of the photo as the one before has left it.
    """

    def __init__(self, canvas: CanvasView, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas, self._document, self._session = canvas, document, session
        self._waiting: list[Healable] = []  # the first one is worked on
        self._job: Job | None = None
        self._done: np.ndarray | None = None  # the first one, healed, while a stroke keeps it from the photo
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self._put_in)
        document.photoLeaving.connect(self._drop)
        document.photoEdited.connect(self._on_photo_edited)

    # -- what is seen ---------------------------------------------------------------------------------------------

    def seen(self, region: Region, *strokes: Healable) -> np.ndarray:
        """The photo in ``region`` with those that wait and with ``strokes``; and its transparency, if it has one."""
        photo = self._document.open_photo
        pixels = photo.pixels[region.slices]
        for stroke in (*self._waiting, *strokes):
            pixels = stroke.picture(region, pixels)
        return pixels if photo.alpha is None else np.dstack([pixels, photo.alpha[region.slices]])

    def show(self, region: Region, *strokes: Healable) -> None:
        """Show ``region`` as it is now, with those that wait and with ``strokes``."""
        if self._document.photo is not None:
            self._canvas.picture.patch_photo(region, lambda part: self.seen(part, *strokes))

    # -- strokes that have ended ----------------------------------------------------------------------------------

    def commit(self, stroke: Healable, painted: np.ndarray, text: str) -> None:
        """Make ``painted``, the picture of where ``stroke`` is, a step of the history."""
        delta = TileDelta.of_part(self._document.open_photo.pixels, painted, stroke.dirty)
        if delta.region.empty:
            self.show(stroke.dirty)
        else:
            self._document.undo_stack.push(RetouchCommand(self._document, delta, text))

    def add(self, stroke: Healable) -> None:
        """Heal ``stroke`` as soon as those before it are."""
        self._waiting.append(stroke)
        if len(self._waiting) == 1:
            self._work()

    def take_back(self) -> bool:
        """Give up the newest stroke that waits. Returns whether there was one."""
        if not self._waiting:
            return False
        stroke = self._waiting.pop()
        if not self._waiting:
            self._stop()
        self.show(stroke.dirty)
        return True

    def flush(self) -> None:
        """The photo is about to be left or saved: put in at once what does not take long."""
        while self._waiting and isinstance(self._waiting[0], StampStroke) and not self._document.busy:
            self._stop()
            self._done = _toned(self._waiting[0])
            self._put_in()

    def _drop(self) -> None:
        self._waiting.clear()
        self._stop()

    def _stop(self) -> None:
        self._done = None
        self._later.stop()
        if self._job is not None:
            self._job.abandon()
            self._job = None

    def _work(self) -> None:
        if self._job is not None or self._done is not None or not self._waiting:
            return
        stroke, photo = self._waiting[0], self._document.open_photo
        stroke.pixels, stroke.alpha = photo.pixels, photo.alpha
        own = copy(stroke)  # the thread's; the photo may change meanwhile
        if isinstance(own, StampStroke):
            job = self._session.jobs.start_quietly("", lambda _cancelled, _progress: _toned(own))
        else:
            job = self._session.jobs.start_aside(self.tr("Healing"), partial(self._healed, own))
        job.succeeded.connect(self._on_healed)
        job.cancelled.connect(self._give_up)
        job.failed.connect(self._on_failed)
        self._job = job

    def _healed(
        self, stroke: SpotStroke, cancelled: Callable[[], bool], on_progress: ProgressCallback
    ) -> np.ndarray:
        filling = self._session.filling

        def stopped() -> bool:
            filling.yield_cores()
            return cancelled()

        return stroke.healed(filling.inpainter(), stopped, on_progress)

    def _on_healed(self, painted: np.ndarray) -> None:
        self._job, self._done = None, painted
        self._put_in()

    def _put_in(self) -> None:
        if self._done is None:
            return
        if self._document.busy:
            self._later.start()
            return
        stroke, painted = self._waiting.pop(0), self._done
        self._done = None
        self.commit(stroke, painted, self.tr("Heal"))
        self._work()

    def _give_up(self) -> None:
        self._job = None
        if self._waiting:
            self.show(self._waiting.pop(0).dirty)
        self._work()

    def _on_failed(self, error: BaseException) -> None:
        self._give_up()
        self._document.report_error(*explain(error, self.tr("Healing")))

    def _on_photo_edited(self, _region: Region | None) -> None:
        """What waits is healed of other pixels now."""
        if not self._waiting:
            return
        self._stop()
        photo = self._document.open_photo
        for stroke in self._waiting:
            stroke.pixels, stroke.alpha = photo.pixels, photo.alpha
            self.show(stroke.dirty)
        self._work()


def _toned(stroke: StampStroke) -> np.ndarray:
    stroke.find_tone()
    return stroke.picture(stroke.dirty)
