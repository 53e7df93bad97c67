"""Finds what draws a photo: its model on the shelf, or a sample's bundled one."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.model.document import Document
from app.project.models import ModelShelf, read_model
from app.services.failures import explain
from app.services.job import Job
from app.services.jobs import Jobs
from core.errors import CheckpointError
from core.image_io import Photo, Sample
from core.project.files import ModelNote


class ModelLoader(QObject):
    """Reads the model of one photo at a time, beside the window.

    Args:
        jobs: where the reading runs.

    Signals:
        read(LoadedModel, ModelNote): the model that was asked for last, and what it is; without a preset if it is no
            file of the shelf.
    """

    read = Signal(object, object)

    def __init__(self, document: Document, shelf: ModelShelf, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._shelf, self._jobs = document, shelf, jobs
        self._job: Job | None = None
        self._file: Path | None = None
        self._note = ModelNote("")

    @property
    def being_read(self) -> ModelNote | None:
        """What is under way; None for nothing."""
        return None if self._job is None else self._note

    def load(self, photo: Photo, fingerprint: str, sample: Sample | None) -> None:
        """Read the model of ``photo``; without one, that of ``sample``."""
        self.abandon()
        own = self._file = self._shelf.newest(fingerprint)
        self._note = ModelNote(fingerprint, "" if own is None else own.stem.removeprefix(f"{fingerprint}-"))
        job = self._job = self._jobs.start_quietly(
            self.tr("Loading the model"), lambda _cancelled, _on_progress: read_model(photo, own, sample)
        )
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_unreadable)

    def abandon(self) -> None:
        """What is being read is not wanted any more."""
        if self._job is not None:
            self._job.abandon()
            self._job = None

    @Slot(object)
    def _on_read(self, value: object) -> None:
        self._job = None
        self.read.emit(value, self._note)

    @Slot(object)
    def _on_unreadable(self, error: BaseException) -> None:
        self._job = None
        sentence, details = explain(error, self.tr("Loading this photo’s model"))
        if isinstance(error, CheckpointError) and self._file is not None:
            with contextlib.suppress(OSError):
                self._shelf.set_aside(self._file)
            sentence = self.tr("This photo’s saved model cannot be read. It was set aside; training starts anew.")
        self._document.report_error(sentence, details)
