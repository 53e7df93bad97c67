"""Finds what draws a photo: its model on the shelf, a sample's bundled one, or what drew it before it was replaced."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.model.document import Document
from app.project.models import ModelShelf, read_model
from app.services.failures import explain
from app.services.job import Job
from app.services.jobs import Jobs
from core.errors import CheckpointError
from core.image_io import Photo, Sample
from core.ingan.messages import TrainEvent

if TYPE_CHECKING:
    from core.ingan.model import Snapshot


@dataclass(frozen=True, eq=False)
class Kept:
    """What drew a photo that was replaced.

    Attributes:
        learnt_from: fingerprint of the photo that was learnt.
        events: what its training measured.
    """

    learnt_from: str
    snapshot: Snapshot
    events: Sequence[TrainEvent]


class ModelLoader(QObject):
    """Reads the model of one photo at a time, beside the window.

    A photo that was replaced (by the applied size, by a crop) can come back with an undo. What drew it then is kept
    until another is opened: it may have been learnt before an edit, and the shelf knows it by the name of that time.

    Args:
        jobs: where the reading runs.

    Signals:
        read(LoadedModel): the model that was asked for last.
    """

    read = Signal(object)

    def __init__(self, document: Document, shelf: ModelShelf, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._shelf, self._jobs = document, shelf, jobs
        self._job: Job | None = None
        self._file: Path | None = None
        self._replaced: dict[str, Kept] = {}

    def load(self, photo: Photo, fingerprint: str, sample: Sample | None) -> None:
        """Read the model of ``photo``; without one, that of ``sample``."""
        self.abandon()
        own = self._file = self._shelf.newest(fingerprint)
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
        self.read.emit(value)

    @Slot(object)
    def _on_unreadable(self, error: BaseException) -> None:
        self._job = None
        sentence, details = explain(error, self.tr("Loading this photo’s model"))
        if isinstance(error, CheckpointError) and self._file is not None:
            with contextlib.suppress(OSError):
                self._shelf.set_aside(self._file)
            sentence = self.tr("This photo’s saved model cannot be read. It was set aside; training starts anew.")
        self._document.report_error(sentence, details)

    # -- photos that were replaced ----------------------------------------------------------------------------------

    def keep(self, fingerprint: str, learnt_from: str, snapshot: Snapshot | None, events: Sequence[TrainEvent]) -> None:
        """Remember what draws the photo that is about to be replaced."""
        if snapshot is not None:
            self._replaced[fingerprint] = Kept(learnt_from, snapshot, events)

    def kept(self, fingerprint: str) -> Kept | None:
        """What drew a photo that came back; None where it had none."""
        return self._replaced.get(fingerprint)

    def forget(self) -> None:
        """Another photo is being opened, or the weights are to go: none of those kept comes back."""
        self._replaced.clear()
