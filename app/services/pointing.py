"""Finds the object under the pointer, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.model.document import Document
from app.services.job import Job
from core.control import ProgressCallback
from core.image_io import Photo

if TYPE_CHECKING:
    from app.services.session import Session
    from core.selection.clicks import ClickedObject
    from core.selection.object_at import Found, ObjectFinder
    from core.selection.shapes import CombineMode

REST_MS = 60  # for which the pointer has to stay about where it is, before anything is looked for


@dataclass(frozen=True, eq=False)
class PointerQuery:
    """What a pointer at (x, y), photo px, asks for; see :func:`core.selection.clicks.find_target`. ``mask`` is not
    changed in place, and is the same array until another one is selected."""

    x: float
    y: float
    mode: CombineMode
    clicked: tuple[ClickedObject, ...]
    mask: np.ndarray


@dataclass(frozen=True, eq=False)
class Shown:
    """The object that a click would mean, with the outlines that its selection would have, (n, 2) as (x, y), photo px;
    none where a click would change nothing."""

    query: PointerQuery
    found: Found
    outlines: list[np.ndarray] = field(repr=False)


class Pointing(QObject):
    """The latest question wins; one that is under way is given up for it. Nothing here waits.

    Signals:
        shownChanged: ``shown`` changed.
    """

    shownChanged = Signal()

    def __init__(self, document: Document, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._finder: ObjectFinder | None = None
        self._photo: Photo | None = None  # that the finder knows
        self.shown: Shown | None = None
        self._query: PointerQuery | None = None
        self._answered: PointerQuery | None = None
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._start)
        document.photoLeaving.connect(self.forget)
        document.photoEdited.connect(self.forget)

    def finder(self) -> ObjectFinder:
        """Of the open photo; to be called in the main thread, and used in any.

        Raises:
            ValueError: no photo is open.
        """
        from core.selection.object_at import ObjectFinder

        photo = self._document.photo
        if photo is None:
            raise ValueError("there is no photo to find objects in")
        if self._finder is None or self._photo is not photo:
            self._photo, self._finder = photo, ObjectFinder(photo.pixels)
        return self._finder

    def ask(self, query: PointerQuery) -> None:
        """Look for what is meant once the pointer rests; what is shown stays while the pointer is on it."""
        self._query = query
        if self.meant(query) is None:
            self._show(None)
        if self.shown is not None and (self.shown.query.x, self.shown.query.y) == (query.x, query.y):
            self._answered = query
            return
        if self._job is not None:
            self._job.cancel()
        self._timer.start()

    def pause(self) -> None:
        """Look for nothing more until the next question; what is shown stays."""
        self._query = self._answered = None
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def drop(self) -> None:
        """The pointer asks for nothing any more."""
        self.pause()
        self._show(None)

    @Slot()
    def forget(self) -> None:
        """The photo has other pixels, or another one is about to be open."""
        self.drop()
        self._finder = self._photo = None

    def meant(self, query: PointerQuery) -> Found | None:
        """What is shown, if a click as ``query`` would take it."""
        if self.shown is None:
            return None
        found, shown = self.shown.found, self.shown.query
        same = shown.mode == query.mode and shown.clicked == query.clicked and shown.mask is query.mask
        return found if same and found.holds(query.x, query.y) else None

    def _show(self, shown: Shown | None) -> None:
        if shown is not self.shown:
            self.shown = shown
            self.shownChanged.emit()

    # -- looking --------------------------------------------------------------------------------------------------

    @Slot()
    def _start(self) -> None:
        if self._job is not None or self._query is None or self._document.photo is None:
            return  # the job that was given up starts the next one when it ends
        query, finder = self._query, self.finder()

        def work(cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> Shown | None:
            from core.selection.clicks import find_target, outline_of, selects

            found = find_target(finder, query.x, query.y, query.mode, query.clicked, query.mask, cancelled)
            if found is None:
                return None
            known = query.mode != "subtract" and selects(query.mask, found)
            return Shown(query, found, [] if known else outline_of(found))

        self._job = self._session.jobs.start_quietly("", work)
        self._job.succeeded.connect(lambda shown: self._on_answer(query, shown))
        self._job.failed.connect(lambda _error: self._on_answer(query, None))  # a click will say what is wrong
        self._job.finished.connect(self._on_finished)

    def _on_answer(self, query: PointerQuery, shown: Shown | None) -> None:
        self._answered = query
        if self._query is query:
            self._show(shown)

    @Slot()
    def _on_finished(self) -> None:
        self._job = None
        if self._query is not self._answered and not self._timer.isActive():
            self._start()
