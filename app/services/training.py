"""Training on the open photo: starting, steering, ending."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.model.document import Document, TrainingState
from app.project.models import ModelShelf
from app.services.failures import explain
from app.services.sentences import said
from app.services.training_thread import TrainingPlan, TrainingThread
from app.services.weights import Weights
from core.ingan.messages import TrainEvent
from core.project.files import ModelNote


class Training(QObject):
    """One training at a time, on a thread of its own. Lives in the main thread; no method but ``wait`` blocks.

    The window hears of it through the document (``trainingEvent``, ``trainingStateChanged``).

    Signals:
        published: there are newer weights to draw with.
        rested: it was paused, and leaves the cores to others.
    """

    published = Signal()
    rested = Signal()

    def __init__(
        self, document: Document, shelf: ModelShelf, weights: Weights, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._shelf, self._weights = document, shelf, weights
        self._thread: TrainingThread | None = None
        self._retired: list[TrainingThread] = []  # asked to stop for another photo, still saving
        document.geometryChanged.connect(self._show_canvas)
        document.interactingChanged.connect(self._show_canvas)

    def can_continue(self, preset: str) -> bool:
        """Whether ``start(preset)`` would go on from earlier training of this photo."""
        return self._document.photo is not None and self._shelf.path(self._document.fingerprint, preset).is_file()

    def start(
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
        if photo is None or self._thread is not None:
            return
        self._weights.cancel_loading()
        fingerprint = self._document.fingerprint
        further = self._shelf.further(fingerprint, preset)
        if further:
            words = self.tr("Training also learns from %n more photos.", "", len(further))
            self._document.statusMessage.emit(words)
        plan = TrainingPlan(
            photo, self._shelf.path(fingerprint, preset), preset, device, minutes, steps,
            None if self._document.edited else self._document.sample, further,
            self._document.style, self._document.subject,
        )  # fmt: skip
        thread = self._thread = TrainingThread(plan.build, tuple(self._retired))
        thread.measured.connect(self._on_measured)
        thread.failed.connect(self._on_failed)
        thread.completed.connect(self._on_completed)
        self._show_canvas()
        self._document.clear_events()
        self._document.set_training_state("running")
        self._weights.follow(thread.newest, ModelNote(fingerprint, preset))
        thread.start()

    def pause(self) -> None:
        """Pause after the current step; the trainer saves a checkpoint."""
        if self._thread is not None and self._document.training_state == "running":
            self._thread.control.pause()
            self._document.set_training_state("paused")
            self.rested.emit()

    def resume(self) -> None:
        if self._thread is not None and self._document.training_state == "paused":
            self._thread.control.resume()
            self._document.set_training_state("running")

    def stop(self) -> None:
        """End training after the current step; the trainer saves, the state becomes "stopping" and then "idle"."""
        if self._thread is not None:
            self._thread.control.stop()
            self._document.set_training_state("stopping")

    def yield_cores(self, seconds: float = 1.0) -> None:
        """Leave the processor to something else for so long. May be called from any thread."""
        thread = self._thread
        if thread is not None:
            thread.control.yield_cores(seconds)

    def retire(self, told: bool = False) -> bool:
        """Let a training save and end by itself: a running QThread must never be dropped. Whether there was one."""
        thread, self._thread = self._thread, None
        if thread is None:
            return False
        thread.control.stop()
        self._retired = [t for t in self._retired if t.isRunning()]
        self._retired.append(thread)
        if told:
            self._document.statusMessage.emit(self.tr("The photo changed; start training again to learn from it."))
        return True

    def wait(self) -> None:
        """Block until those that were retired have saved."""
        for thread in self._retired:
            thread.wait()

    @Slot()
    def _show_canvas(self) -> None:
        """Let a running training look for the best picture of the canvas that is on the screen."""
        if self._thread is not None and not self._document.interacting:
            self._thread.focus_on(self._document.geometry)

    @Slot(object)
    def _on_measured(self, event: TrainEvent) -> None:
        if self.sender() is not self._thread:
            return
        self._document.add_event(event)
        if event.note is not None:
            self._document.statusMessage.emit(said(event.note))
        if event.published:
            self.published.emit()

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        if self.sender() is self._thread:
            self._end("failed")
            self._document.report_error(*explain(error, self.tr("Training")), "training")

    @Slot(bool)
    def _on_completed(self, to_the_end: bool) -> None:
        if self.sender() is self._thread:
            self._end("done" if to_the_end else "idle")

    def _end(self, state: TrainingState) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
        self._weights.unfollow()
        self._document.set_training_state(state)
