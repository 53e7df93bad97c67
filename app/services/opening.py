"""Which photo is open: read from a file, pasted, closed, edited or replaced."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.model.document import Document
from app.platform.qt_image import prepare_screen
from app.project.files import OpenedProject, open_project
from app.project.models import ModelShelf
from app.project.state import restore
from app.services.failures import explain
from app.services.frames import FrameScheduler
from app.services.job import Job
from app.services.jobs import Jobs
from app.services.training import Training
from app.services.weights import TrainedModel, Weights
from core.control import ProgressCallback
from core.image_io import Photo, Sample, list_samples, load_photo, photo_fingerprint
from core.names import printable
from core.project.files import ModelNote, is_project


class Opening(QObject):
    """Opens photos and projects in the background, and tells all that draws and learns that the photo is another.

    Attributes:
        may_replace: asked, with what to do once the answer is yes, before a photo that was read replaces the open one.

    Signals:
        reading(str): the name of a file that is being read; "" when that has ended, well or not.
        opened(Path): a photo or a project was opened from a file (not for pasted or recovered pictures).
        recovered(Path): the autosaved copy at that path was opened.
        noted(tuple of Sentence): what of the file just opened is not as it was saved.
    """

    reading = Signal(str)
    opened = Signal(object)
    recovered = Signal(object)
    noted = Signal(object)

    def __init__(
        self, document: Document, shelf: ModelShelf, jobs: Jobs, weights: Weights, training: Training,
        frames: FrameScheduler, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._shelf, self._jobs = document, shelf, jobs
        self._weights, self._training, self._frames = weights, training, frames
        self._job: Job | None = None
        self.may_replace: Callable[[Callable[[], None]], bool] = lambda _then: True
        document.photoEdited.connect(self._on_photo_edited)
        document.photoReplaced.connect(self._on_photo_replaced)

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self._job is not None

    def open_path(self, path: Path, *, recovered: bool = False) -> None:
        """Read a photo or project in the background and make it the document's. A failure changes nothing.

        Args:
            recovered: it is an autosaved copy.
        """
        self._call_off()
        path = Path(path)

        def work(_cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> tuple[Photo, str] | OpenedProject:
            if recovered or is_project(path):
                return open_project(path, self._shelf, recovered)
            photo = load_photo(path)
            prepare_screen(photo.icc)
            return photo, photo_fingerprint(photo.pixels)

        job = self._job = self._jobs.start_quietly(self.tr("Opening {0}").format(printable(path.name)), work)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_unreadable)
        self.reading.emit(printable(path.name))

    def open_photo(self, photo: Photo, sample: Sample | None = None) -> None:
        """Make a decoded picture (pasted, or read by ``open_path``) the document's."""
        self._call_off()
        self._take_photo(photo, photo_fingerprint(photo.pixels), sample)

    def close_photo(self) -> None:
        """Back to the start page."""
        self._call_off()
        self._leave_photo()
        self._document.close_photo()

    def _call_off(self) -> None:
        """What is asked for last is what opens."""
        if self._job is not None:
            self._job.abandon()
            self._job = None
            self.reading.emit("")

    @Slot(object)
    def _on_read(self, value: tuple[Photo, str] | OpenedProject) -> None:
        self._job = None
        self.reading.emit("")
        self._open_read(value)

    def _open_read(self, value: tuple[Photo, str] | OpenedProject) -> None:
        if self._job is not None or not self.may_replace(partial(self._open_read, value)):
            return  # another was asked for meanwhile, or the open one is to stay
        if isinstance(value, OpenedProject):
            self._take_project(value)
            return
        photo, fingerprint = value
        sample = next((s for s in list_samples() if photo.path is not None and s.path == photo.path.resolve()), None)
        self._take_photo(photo, fingerprint, sample)
        self.opened.emit(photo.path)
        if photo.notes:
            self.noted.emit(photo.notes)

    @Slot(object)
    def _on_unreadable(self, error: BaseException) -> None:
        self._job = None
        self.reading.emit("")
        self._document.report_error(*explain(error, self.tr("Opening the picture")))

    # -- another photo --------------------------------------------------------------------------------------------

    def _leave_photo(self) -> None:
        self._training.retire()
        self._weights.leave_photo()
        self._frames.leave_photo()

    def _take_photo(self, photo: Photo, fingerprint: str, sample: Sample | None) -> None:
        self._leave_photo()
        self._weights.forget_replaced()
        self._frames.set_photo(photo)
        self._document.set_photo(photo, fingerprint, sample)
        self._weights.load(photo, sample)

    def _take_project(self, opened: OpenedProject) -> None:
        self._leave_photo()
        self._weights.forget_replaced()
        project, model = opened.project, opened.project.model
        self._frames.set_photo(project.photo)
        restore(self._document, project, opened.fingerprint)
        if opened.note is not None:
            self.noted.emit((opened.note,))
        if opened.snapshot is not None:
            found = TrainedModel(opened.snapshot, model or ModelNote(""))
            self._weights.use_found(found, opened.history, told=True)
        else:
            # A filled sample goes on with its bundled model; an applied size or a crop made another photo of it.
            same = not self._document.edited or (model is not None and model.fingerprint == project.original)
            self._weights.load(project.photo, self._document.sample if same else None)
        if project.autosaved:
            self._document.undo_stack.resetClean()
            self.recovered.emit(opened.path)
        else:
            self.opened.emit(opened.path)

    @Slot()
    def _on_photo_edited(self) -> None:
        """Draw the edited photo, still with what was learnt: a filled hole does not change the photo's grain."""
        photo, newest = self._document.photo, self._weights.newest
        if photo is None:
            return
        if self._training.retire(told=True):
            self._document.set_training_state("idle")
        self._frames.set_photo(photo)
        self._weights.use(newest)

    @Slot()
    def _on_photo_replaced(self) -> None:
        """Draw the other photo with what was learnt from it, never with what was learnt from the one before."""
        document, photo = self._document, self._document.photo
        if photo is None:
            return
        self._training.retire(told=True)
        self._leave_photo()
        document.set_training_state("idle")
        self._frames.set_photo(photo)
        if not self._weights.restore_replaced():
            self._weights.load(photo, None if document.edited else document.sample)
