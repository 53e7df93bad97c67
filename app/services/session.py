"""The session steers the threads that open, train, render and export for one document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.model.document import Document
from app.platform.qt_image import prepare_screen
from app.project.files import Learnt, OpenedProject, open_project
from app.project.models import LoadedModel, ModelShelf
from app.project.state import give_state
from app.services.failures import explain
from app.services.filling import Filling
from app.services.frames import FrameScheduler
from app.services.job import Job, Work
from app.services.model_loader import ModelLoader
from app.services.render_options import ExportRenderer, RenderOptions, RenderWork
from app.services.sentences import translated_notes
from app.services.training_thread import TrainingPlan, TrainingThread
from core.control import Progress, ProgressCallback
from core.image_io import Photo, Sample, list_samples, load_photo, photo_fingerprint, save_photo
from core.ingan.messages import Engine, RenderRequest, TrainEvent
from core.names import printable
from core.project import ModelNote, is_project

if TYPE_CHECKING:
    from core.ingan.model import Snapshot


class Session(QObject):
    """Opens photos, trains, keeps the canvas drawn, exports. Lives in the main thread; no method blocks but shutdown.

    Progress of training reaches the window through the document (``trainingEvent``, ``trainingStateChanged``,
    ``modelChanged``); frames as ``document.resultChanged``; failures as ``document.errorOccurred``.

    Args:
        models_folder: where trained models are kept; the user's data folder by default.

    Attributes:
        shelf: the files of trained models.
        filling: fills the mask.
        may_replace: asked, with what to do once the answer is yes, before a photo that was read replaces the open one.

    Signals:
        opening(str): the name of a file that is being read; "" when that has ended, well or not.
        opened(Path): a photo or a project was opened from a file (not for pasted or recovered pictures).
        recovered(Path): the autosaved copy at that path was opened.
        savedModelFound(str label, int step): the photo just opened was trained before; that model draws already, and
            ``start_training`` goes on from it.
        jobStarted(Job): an export began; follow it for progress.
    """

    opening = Signal(str)
    opened = Signal(object)
    recovered = Signal(object)
    savedModelFound = Signal(str, int)
    jobStarted = Signal(object)

    def __init__(self, document: Document, models_folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.shelf = ModelShelf(models_folder)
        self._snapshot: Snapshot | None = None
        self._learnt_from = ""  # fingerprint of the photo that was learnt; an edited one has another
        self._training: TrainingThread | None = None
        self._retired: list[TrainingThread] = []  # asked to stop for another photo, still saving
        self._jobs: list[Job] = []
        self._opening_job: Job | None = None
        self.may_replace: Callable[[Callable[[], None]], bool] = lambda _then: True
        self._loader = ModelLoader(document, self.shelf, self._run, self)
        self._loader.read.connect(self._on_model_read)

        self._frames = FrameScheduler(document, self)
        self._frames.failed.connect(self._on_render_failed)
        self.filling = Filling(document, self._yield_cores, self)
        self.filling.jobStarted.connect(self.jobStarted)
        document.photoEdited.connect(self._on_photo_edited)
        document.photoLeaving.connect(self._keep_model)
        document.photoReplaced.connect(self._on_photo_replaced)
        document.geometryChanged.connect(self._show_canvas_to_training)
        document.interactingChanged.connect(self._show_canvas_to_training)

    @property
    def document(self) -> Document:
        return self._document

    def start(self) -> None:
        """Start the render thread; it loads the heavy libraries while the start page is being looked at."""
        self._frames.start()

    def shutdown(self) -> None:
        """End every thread and wait for it. Training saves a checkpoint first. Call once, before the last exit."""
        for job in self._jobs:
            job.abandon()
        self._retire()
        for thread in self._retired:
            thread.wait()
        for job in self._jobs:
            job.wait()
        self.filling.close()
        self._frames.close()

    # -- opening --------------------------------------------------------------------------------------------------

    def open_path(self, path: Path, *, recovered: bool = False) -> None:
        """Read a photo or project in the background and make it the document's. A failure changes nothing.

        Args:
            recovered: it is an autosaved copy.
        """
        self._call_off_opening()
        path = Path(path)

        def work(_cancelled: Callable[[], bool], _on_progress: ProgressCallback) -> tuple[Photo, str] | OpenedProject:
            if recovered or is_project(path):
                return open_project(path, self.shelf, recovered)
            photo = load_photo(path)
            prepare_screen(photo.icc)
            return photo, photo_fingerprint(photo.pixels)

        job = Job(self.tr("Opening {0}").format(printable(path.name)), work, self)
        self._opening_job = job
        job.succeeded.connect(self._on_photo_read)
        job.failed.connect(self._on_photo_unreadable)
        self._run(job)
        self.opening.emit(printable(path.name))

    def open_photo(self, photo: Photo, sample: Sample | None = None) -> None:
        """Make a decoded picture (pasted, or read by ``open_path``) the document's."""
        self._call_off_opening()
        self._take_photo(photo, photo_fingerprint(photo.pixels), sample)

    def close_photo(self) -> None:
        """Back to the start page."""
        self._call_off_opening()
        self._leave_photo()
        self._document.close_photo()

    def _call_off_opening(self) -> None:
        """What is asked for last is what opens."""
        if self._opening_job is not None:
            self._opening_job.abandon()
            self._opening_job = None
            self.opening.emit("")

    @Slot(object)
    def _on_photo_read(self, value: tuple[Photo, str] | OpenedProject) -> None:
        self._opening_job = None
        self.opening.emit("")
        self._open_read(value)

    def _open_read(self, value: tuple[Photo, str] | OpenedProject) -> None:
        if self._opening_job is not None or not self.may_replace(partial(self._open_read, value)):
            return  # another was asked for meanwhile, or the open one is to stay
        if isinstance(value, OpenedProject):
            self._take_project(value)
            return
        photo, fingerprint = value
        sample = next((s for s in list_samples() if photo.path is not None and s.path == photo.path.resolve()), None)
        self._take_photo(photo, fingerprint, sample)
        self.opened.emit(photo.path)
        if photo.note:
            self._document.statusMessage.emit(translated_notes(photo.note))

    @Slot(object)
    def _on_photo_unreadable(self, error: BaseException) -> None:
        self._opening_job = None
        self.opening.emit("")
        self._document.report_error(*explain(error, self.tr("Opening the picture")))

    def _leave_photo(self) -> None:
        self._retire()
        self._loader.abandon()
        self._snapshot = None
        self._frames.leave_photo()

    @Slot()
    def _keep_model(self) -> None:
        """The photo may be about to be replaced, and come back with an undo. A photo that is left has none any more."""
        self._loader.keep(self._document.fingerprint, self._learnt_from, self._newest, self._document.events)

    @Slot()
    def _on_photo_replaced(self) -> None:
        """Draw the other photo with what was learnt from it, never with what was learnt from the one before."""
        document = self._document
        self._retire(told=True)
        self._leave_photo()
        document.set_training_state("idle")
        self._frames.set_photo(document.photo)
        kept = self._loader.kept(document.fingerprint)
        self._use(None if kept is None else kept.snapshot)
        if kept is None:
            self._load_model(document.photo, None if document.edited else document.sample)
            return
        self._learnt_from = kept.learnt_from
        document.recall(kept.events)

    @Slot()
    def _on_photo_edited(self) -> None:
        """Draw the edited photo, still with what was learnt: a filled hole does not change the photo's grain."""
        self._snapshot = self._newest
        if self._retire(told=True):
            self._document.set_training_state("idle")
        self._frames.set_photo(self._document.photo)
        self._frames.use(self._snapshot)

    def _yield_cores(self) -> None:
        if self._training is not None:
            self._training.control.yield_cores(1.0)

    @property
    def _newest(self) -> Snapshot | None:
        """The weights that draw, or newer ones of the training under way."""
        return (None if self._training is None else self._training.newest(-1)) or self._snapshot

    def _take_photo(self, photo: Photo, fingerprint: str, sample: Sample | None) -> None:
        self._leave_photo()
        self._loader.forget()
        self._frames.set_photo(photo)
        self._document.set_photo(photo, fingerprint, sample)
        self._load_model(photo, sample)

    def _take_project(self, opened: OpenedProject) -> None:
        self._leave_photo()
        self._loader.forget()
        project = opened.project
        self._frames.set_photo(project.photo)
        give_state(self._document, project, opened.fingerprint)
        if opened.snapshot is not None:
            self._learnt_from = project.model.fingerprint
            self._use(opened.snapshot)
            self._document.recall(opened.history)
            self.savedModelFound.emit(opened.snapshot.label, opened.snapshot.step)
        else:
            # A filled sample goes on with its bundled model; an applied size or a crop made another photo of it.
            same = not self._document.edited or (project.model or ModelNote("")).fingerprint == project.original
            self._load_model(project.photo, self._document.sample if same else None)
        if project.autosaved:
            self._document.undo_stack.resetClean()
            self.recovered.emit(opened.path)
        else:
            self.opened.emit(opened.path)
        if opened.note:
            self._document.statusMessage.emit(opened.note)

    # -- the photo's model ----------------------------------------------------------------------------------------

    @property
    def has_own_model(self) -> bool:
        """Whether the open photo was trained on this computer."""
        return self._document.photo is not None and self.shelf.newest(self._document.fingerprint) is not None

    @property
    def learnt_from(self) -> str:
        """Fingerprint of the photo whose model draws; "" without one."""
        return self._learnt_from

    def learnt(self) -> Learnt | None:
        """What draws the picture and has to go into its project; None while nothing was learnt."""
        snapshot = self._newest
        file = self.shelf.newest(self._learnt_from) if self._learnt_from else None
        if file is not None:
            return Learnt(ModelNote(self._learnt_from, file.stem.removeprefix(f"{self._learnt_from}-")), file, None)
        return None if snapshot is None else Learnt(ModelNote(self._learnt_from), None, snapshot)

    def can_continue(self, preset: str) -> bool:
        """Whether ``start_training(preset)`` would go on from earlier training of this photo."""
        return self._document.photo is not None and self.shelf.path(self._document.fingerprint, preset).is_file()

    def _load_model(self, photo: Photo, sample: Sample | None) -> None:
        self._learnt_from = self._document.fingerprint
        self._loader.load(photo, self._learnt_from, sample)

    @Slot(object)
    def _on_model_read(self, value: LoadedModel) -> None:
        snapshot, own, history = value
        if snapshot is None or self._training is not None:
            return
        self._use(snapshot)
        self._document.recall(history)
        if own:
            self.savedModelFound.emit(snapshot.label, snapshot.step)

    def forget_model(self) -> None:
        """Delete the own models of the open photo and draw from it alone again. Not while training is active."""
        if self._document.photo is None or self._document.training_active:
            return
        try:
            self.shelf.forget(self._document.fingerprint)
        except OSError as error:
            self._document.report_error(*explain(error, self.tr("Deleting the model")))
            return
        self._loader.forget()
        self._use(None)

    def _use(self, snapshot: Snapshot | None) -> None:
        self._snapshot = snapshot
        self._frames.use(snapshot)

    # -- training -------------------------------------------------------------------------------------------------

    def start_training(
        self, preset: str = "quick", device: str = "auto", minutes: float | None = None, steps: int | None = None
    ) -> None:
        """Train on the open photo, and on those that were named as more of its texture (``shelf.note_further``).

        Goes on from the photo's saved model of this preset, or from a sample's bundled one.

        Args:
            preset: a key of ``core.ingan.presets.PRESETS``.
            device: one of ``core.device.DEVICE_NAMES``.
            minutes, steps: how long; None takes the preset's own length.
        """
        photo = self._document.photo
        if photo is None or self._training is not None:
            return
        self._loader.abandon()
        fingerprint = self._document.fingerprint
        further = self.shelf.further(fingerprint, preset)
        if further:
            words = self.tr("Training also learns from %n more photos.", "", len(further))
            self._document.statusMessage.emit(words)
        plan = TrainingPlan(
            photo, self.shelf.path(fingerprint, preset), preset, device, minutes, steps,
            None if self._document.edited else self._document.sample, further,
            self._document.style, self._document.subject,
        )  # fmt: skip
        thread = TrainingThread(plan.build, tuple(self._retired))
        thread.measured.connect(self._on_event)
        thread.failed.connect(self._on_training_failed)
        thread.completed.connect(self._on_training_completed)
        self._training, self._learnt_from = thread, self._document.fingerprint
        self._show_canvas_to_training()
        self._document.clear_events()
        self._document.set_training_state("running")
        self._frames.follow(thread)
        thread.start()

    def pause(self) -> None:
        """Pause after the current step; the trainer saves a checkpoint."""
        if self._training is not None and self._document.training_state == "running":
            self._training.control.pause()
            self._document.set_training_state("paused")
            self._frames.request_settled()

    def resume(self) -> None:
        if self._training is not None and self._document.training_state == "paused":
            self._training.control.resume()
            self._document.set_training_state("running")

    def stop(self) -> None:
        """End training after the current step; the trainer saves, the state becomes "stopping" and then "idle"."""
        if self._training is not None:
            self._training.control.stop()
            self._document.set_training_state("stopping")

    @Slot()
    def _show_canvas_to_training(self) -> None:
        """Let a running training look for the best picture of the canvas that is on the screen."""
        if self._training is not None and not self._document.interacting:
            self._training.look_at(self._document.geometry)

    @Slot(object)
    def _on_event(self, event: TrainEvent) -> None:
        if self.sender() is not self._training:
            return
        self._document.add_event(event)
        if event.note:
            self._document.statusMessage.emit(event.note)
        if event.published:
            self._frames.note_published()

    @Slot(object)
    def _on_training_failed(self, error: BaseException) -> None:
        if self.sender() is self._training:
            self._end_training("failed")
            self._document.report_error(*explain(error, self.tr("Training")), "training")

    @Slot(bool)
    def _on_training_completed(self, to_the_end: bool) -> None:
        if self.sender() is self._training:
            self._end_training("done" if to_the_end else "idle")

    def _end_training(self, state: str) -> None:
        thread, self._training = self._training, None
        thread.wait()
        newest = thread.newest(-1)
        if newest is not None:
            self._use(newest)
        else:
            self._frames.follow(None)
        self._document.set_training_state(state)

    def _retire(self, told: bool = False) -> bool:
        """Let a training save and end by itself: a running QThread must never be dropped. Whether there was one."""
        thread, self._training = self._training, None
        if thread is None:
            return False
        thread.control.stop()
        self._retired = [t for t in self._retired if t.isRunning()]
        self._retired.append(thread)
        if told:
            self._document.statusMessage.emit(self.tr("The photo changed; start training again to learn from it."))
        return True

    # -- drawing --------------------------------------------------------------------------------------------------

    @property
    def engine(self) -> Engine:
        return self._frames.engine

    def set_engine(self, engine: Engine) -> None:
        """Draw with the trained generator ("auto") or force "patches" or "stretch", for comparison."""
        self._frames.set_engine(engine)

    @property
    def drawn(self) -> bool:
        """Whether the picture on the screen is finished: nothing better of it is drawn or about to be."""
        return self._frames.finished

    def set_drag_budget(self, seconds: float) -> None:
        """How long a frame may take while a handle moves: longer is sharper, shorter smoother."""
        self._frames.set_drag_budget(seconds)

    def set_display_side(self, pixels: int) -> None:
        """Tell how long the canvas's long side is on the screen, in device px: a settled frame needs no more."""
        self._frames.set_display_side(pixels)

    def request_render(self) -> None:
        """Draw the document's geometry again. Changes of the document are drawn without being asked for."""
        self._frames.request()

    @Slot(object)
    def _on_render_failed(self, error: BaseException) -> None:
        self._document.report_error(*explain(error, self.tr("Drawing the picture")), "drawing")

    # -- exporting ------------------------------------------------------------------------------------------------

    def export_picture(self, path: Path, quality: int = 92) -> Job | None:
        """Draw the present geometry at its exact size from the full photo and write it to ``path``."""
        photo, geometry = self._document.photo, self._document.geometry
        if photo is None or geometry is None:
            return None
        request = RenderRequest(geometry, None, self.engine, refine=True)  # as it is shown at rest

        def work(renderer: ExportRenderer, cancelled: Callable[[], bool], on_progress: ProgressCallback) -> Path:
            result = renderer.render(request, cancelled, on_progress)
            save_photo(photo.with_pixels(result.image), path, quality)
            return path

        job = self.start_job(self.tr("Exporting {0}").format(printable(Path(path).name)), work)
        index = self._document.undo_stack.index()
        job.succeeded.connect(lambda _path: self._on_exported(photo, index))
        return job

    def start_aside(self, title: str, work: Work) -> Job:
        """Run ``work`` in the background and show it in the status bar. Connect to the job before returning to Qt."""
        job = self.start_quietly(title, work)
        self.jobStarted.emit(job)
        return job

    def start_quietly(self, title: str, work: Work) -> Job:
        """As :meth:`start_aside`, without a word in the status bar."""
        job = Job(title, work, self)
        self._run(job)
        return job

    def start_job(self, title: str, work: RenderWork) -> Job:
        """Run an export (picture, collage, animation) in the background, with the newest weights.

        Connect to the returned job before the event loop runs again. Its failures are not reported elsewhere.

        Raises:
            ValueError: no photo is open.
        """
        photo = self._document.photo
        if photo is None:
            raise ValueError("start_job needs an open photo")
        training, options, snapshot = self._training, RenderOptions.of(self._document), self._newest
        adopted = self._frames.adopted

        def whole(cancelled: Callable[[], bool], on_progress: ProgressCallback) -> object:
            def yield_cores(progress: Progress) -> None:
                if training is not None:
                    training.control.yield_cores(1.0)
                on_progress(progress)

            return work(ExportRenderer(photo, options, snapshot, adopted), cancelled, yield_cores)

        job = Job(title, whole, self)
        self._run(job)
        self.jobStarted.emit(job)
        return job

    def _on_exported(self, photo: Photo, index: int) -> None:
        kept_elsewhere = self._document.project_path is not None  # an exported picture is no saved project
        if self._document.photo is photo and self._document.undo_stack.index() == index and not kept_elsewhere:
            self._document.mark_saved()

    def _run(self, job: Job) -> None:
        self._jobs.append(job)
        job.finished.connect(self._on_job_finished)
        job.start()

    @Slot()
    def _on_job_finished(self) -> None:
        job = self.sender()
        if job in self._jobs:
            self._jobs.remove(job)
            job.deleteLater()
