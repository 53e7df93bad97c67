"""Looks for the subject of the open photo, beside the window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.model.document import Document
from app.services.failures import explain
from app.services.job import Job
from core.control import ProgressCallback
from core.image_io import Photo

if TYPE_CHECKING:
    from core.retarget.subject import Subject

EDIT_MS = 300  # of quiet after the photo's pixels were edited


class SubjectFinder(QObject):
    """Keeps ``document.subject`` up to date with ``document.photo``.

    One photo is looked at at a time. What is found of a photo that was left meanwhile is dropped; what is found in the
    middle of a drag waits for its end, or the picture would jump in the user's hand. Without a subject everything
    works, a little worse: a failure is only a word in the status bar.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._job: Job | None = None
        self._looked_at: Photo | None = None  # the photo that the job looks at, or whose subject is known
        self._held: Subject | None = None
        self._closed = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)
        document.photoChanged.connect(self._on_photo_changed)
        document.photoEdited.connect(self._on_photo_edited)
        document.photoReplaced.connect(self._on_photo_replaced)
        document.interactingChanged.connect(self._give)

    @property
    def busy(self) -> bool:
        """Whether a subject is looked for, or found and held back."""
        return self._timer.isActive() or self._job is not None or self._held is not None

    def close(self) -> None:
        """Look no more, and wait for the thread."""
        self._closed = True
        self._timer.stop()
        if self._job is not None:
            self._job.abandon()
            self._job.wait()

    @Slot()
    def _on_photo_changed(self) -> None:
        self._held = None
        self._timer.start(0)

    @Slot()
    def _on_photo_edited(self) -> None:
        self._held = None
        self._timer.start(EDIT_MS)

    @Slot()
    def _on_photo_replaced(self) -> None:
        if self._document.subject is None:
            self._on_photo_changed()
        else:  # it was found before, and came back with the photo
            self._timer.stop()
            if self._job is not None:
                self._job.abandon()  # what it finds is the other photo's
            self._held, self._looked_at = None, self._document.photo

    @Slot()
    def _look(self) -> None:
        photo = self._document.photo
        if self._closed or self._job is not None or photo is None or photo is self._looked_at:
            return  # where a job is under way, its end looks again

        def work(_cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> Subject:
            from core.retarget.subject import find_subject

            return find_subject(photo.pixels, photo.alpha)

        self._looked_at = photo
        job = self._job = Job("", work, self)
        job.succeeded.connect(self._on_found)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)
        job.start()

    @Slot(object)
    def _on_found(self, subject: Subject) -> None:
        self._held = subject
        self._give()

    @Slot()
    def _give(self, _active: bool = False) -> None:
        if self._held is not None and not self._document.interacting:
            subject, self._held = self._held, None
            if self._looked_at is self._document.photo:  # another photo's opening ends a drag, too
                self._document.set_subject(subject)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        if self._looked_at is self._document.photo:
            logging.getLogger("regrain").warning("%s\n%s", *explain(error, self.tr("Looking for the subject")))
            self._document.statusMessage.emit(
                self.tr("The subject of the photo could not be found; what has detail is kept in its place.")
            )

    @Slot()
    def _on_finished(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        if self._looked_at is not self._document.photo and not self._timer.isActive():
            self._look()
