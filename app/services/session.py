"""The services of one document that draw, fill, train, open and export, made and connected."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.model.document import Document
from app.project.models import ModelShelf
from app.services.exporting import Exporting
from app.services.failures import explain
from app.services.filling import Filling
from app.services.frames import FrameScheduler
from app.services.jobs import Jobs
from app.services.opening import Opening
from app.services.render_thread import RenderThread
from app.services.training import Training
from app.services.weights import Weights


class Session(QObject):
    """Lives in the main thread; nothing of it blocks but ``shutdown``. What comes of it reaches the window through
    the document.

    Args:
        models_folder: where trained models are kept; the user's data folder by default.

    Attributes:
        shelf: the files of trained models.
        jobs: what runs in the background, and what of it the status bar shows.
        weights: decides which weights draw.
        training: learns from the open photo.
        frames: keeps the canvas drawn.
        filling: fills the mask.
        opening: which photo is open.
        exporting: draws for files.
    """

    def __init__(self, document: Document, models_folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.shelf = ModelShelf(models_folder)
        self.jobs = Jobs(self)
        self.weights = Weights(document, self.shelf, self.jobs, self)
        self.training = Training(document, self.shelf, self.weights, self)
        self.frames = FrameScheduler(document, self.weights, RenderThread(), self.training.yield_cores, self)
        self.filling = Filling(document, self.training.yield_cores, self)
        self.opening = Opening(document, self.shelf, self.jobs, self.weights, self.training, self.frames, self)
        self.exporting = Exporting(document, self.jobs, self.weights, self.frames, self.training.yield_cores, self)

        self.training.published.connect(self.frames.note_published)
        self.training.rested.connect(self.frames.request_settled)
        self.frames.failed.connect(self._on_drawing_failed)
        self.filling.jobStarted.connect(self.jobs.jobStarted)

    @property
    def document(self) -> Document:
        return self._document

    def start(self) -> None:
        """Start the render thread; it loads the heavy libraries while the start page is being looked at."""
        self.frames.start()

    def shutdown(self) -> None:
        """End every thread and wait for it. Training saves a checkpoint first. Call once, before the last exit."""
        self.jobs.abandon()
        self.training.retire()
        self.training.wait()
        self.jobs.wait()
        self.filling.close()
        self.frames.close()

    @Slot(object)
    def _on_drawing_failed(self, error: BaseException) -> None:
        self._document.report_error(*explain(error, self.tr("Drawing the picture")), "drawing")
