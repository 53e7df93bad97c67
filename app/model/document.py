"""The state of one picture. Panels and tools read it through signals and change it only through commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.model.mask import Mask
from app.model.mask_commands import FillCommand
from app.model.photo_commands import PhotoState
from app.model.placement import Placement
from app.platform.sample_titles import sample_title
from core.geometry import CanvasGeometry
from core.image_io import Photo, Sample, photo_fingerprint
from core.ingan.messages import Drawing, Marks, RenderResult, Style, TrainEvent
from core.names import printable
from core.selection.region import Region

if TYPE_CHECKING:
    from core.retarget.subject import Subject

TrainingState = Literal["idle", "running", "paused", "stopping", "done", "failed"]


class Document(QObject):
    """One open photo, the geometry that it is re-made at, the newest frame and how training stands.

    Lives in the main thread. Before a photo is open, ``photo`` and ``geometry`` are None.

    Signals:
        photoLeaving: another photo (or none) is about to be open; what is painted over this one is still there.
        photoChanged: another photo (or none) is open; geometry, result and model were reset before it was emitted.
        photoEdited(Region or None): the open photo has other pixels of the same size (an accepted fill, or its
            undo), in that region or in any.
        photoReplaced: another photo, of any size, is in the place of the open one (the applied size, a crop, or their
            undo); the history goes on. What is painted, the placement and the subject are the new photo's already;
            the signals of these follow, and a result of None.
        geometryChanged(CanvasGeometry): also while a handle is being dragged (see ``interacting``).
        resultChanged(RenderResult or None): the canvas has a new frame; ``result_placement`` is what it was drawn for.
        trainingEvent(TrainEvent): at most ten a second.
        trainingStateChanged(str): a TrainingState. "stopping": saving after stop() or before closing;
            "idle": never trained or stopped; "done": reached its planned end.
        modelChanged: ``model`` changed: which trained generator draws, or none.
        statusMessage(str): a sentence for the status bar.
        errorOccurred(str, str, str): a plain sentence, technical details, and what it is about (see ``report_error``);
            the work is kept.
        dirtyChanged(bool): whether there are changes that were neither saved nor exported yet.
        projectChanged: the picture is kept in another project file than before, or in none.
        interactingChanged(bool): a drag began or ended.
        marksChanged: other regions are kept, removed or let go while the canvas is reshaped.
        styleChanged(str): one of ``core.ingan.messages.Style``.
        subjectChanged: the photo's subject was found, or is not known any more.
    """

    photoLeaving = Signal()
    photoChanged = Signal()
    photoEdited = Signal(object)
    photoReplaced = Signal()
    geometryChanged = Signal(object)
    resultChanged = Signal(object)
    trainingEvent = Signal(object)
    trainingStateChanged = Signal(str)
    modelChanged = Signal()
    statusMessage = Signal(str)
    errorOccurred = Signal(str, str, str)
    dirtyChanged = Signal(bool)
    projectChanged = Signal()
    interactingChanged = Signal(bool)
    marksChanged = Signal()
    styleChanged = Signal(str)
    subjectChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(500)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self.mask = Mask(self)
        self.source = Mask(self, "source")  # where a fill takes from; empty: from everywhere
        self.protect = Mask(self, "protect")  # 255 where the picture is kept whole while the canvas is reshaped
        self.remove = Mask(self, "remove")  # 255 where it is left out then
        self.release = Mask(self, "release")  # 255 where it may give way, whatever it is taken for
        self._marks: Marks | None = None
        for mask in self.marking:
            mask.changed.connect(self._on_marks_changed)
        self._style: Style = "auto"
        self._subject: Subject | None = None
        self.edges = Mask(self, "edges")  # the user's own; its values are those of core.edge_editing.user_edges
        self.retouching = False  # a stroke on the photo's own pixels is under way, and no step of the history yet
        self._photo: Photo | None = None
        self._original_fingerprint = ""
        self._fingerprint: str | None = ""  # None until it is asked for
        self._sample: Sample | None = None
        self._project_path: Path | None = None
        self._placement: Placement | None = None
        self._result: RenderResult | None = None
        self._result_placement: Placement | None = None
        self._training_state: TrainingState = "idle"
        self._events: list[TrainEvent] = []
        self._model: Drawing | None = None
        self._interacting = False

    # -- reading ------------------------------------------------------------------------------------------------

    @property
    def photo(self) -> Photo | None:
        return self._photo

    @property
    def open_photo(self) -> Photo:
        """The photo, for what is done only while one is open.

        Raises:
            ValueError: none is.
        """
        if self._photo is None:
            raise ValueError("no photo is open")
        return self._photo

    @property
    def fingerprint(self) -> str:
        """Content hash of the photo's pixels; names its model file. "" without a photo."""
        if self._fingerprint is None:  # a large photo takes a while, and a stroke is not to wait for it
            self._fingerprint = photo_fingerprint(self.open_photo.pixels)
        return self._fingerprint

    @property
    def original_fingerprint(self) -> str:
        """Content hash of the photo as it was opened, before any fill."""
        return self._original_fingerprint

    @property
    def project_path(self) -> Path | None:
        """The project file that the picture was opened from or saved to."""
        return self._project_path

    @property
    def edited(self) -> bool:
        """Whether the photo's pixels differ from those that were opened."""
        return self.fingerprint != self._original_fingerprint

    @property
    def sample(self) -> Sample | None:
        """The bundled sample that is open, if it is one."""
        return self._sample

    @property
    def title(self) -> str:
        """What to call the picture: the project's, the sample's or the file's name, or "Pasted picture"; else ""."""
        if self._photo is None:
            return ""
        if self._project_path is not None:
            return printable(self._project_path.name)
        if self._sample is not None:
            return sample_title(self._sample)
        return printable(self._photo.path.name) if self._photo.path is not None else self.tr("Pasted picture")

    @property
    def placement(self) -> Placement | None:
        return self._placement

    @property
    def geometry(self) -> CanvasGeometry | None:
        return None if self._placement is None else self._placement.geometry

    @property
    def result(self) -> RenderResult | None:
        """The newest frame. Its size may be a preview's; see RenderResult."""
        return self._result

    @property
    def result_placement(self) -> Placement | None:
        """The placement that ``result`` was drawn for; a step behind ``placement`` while a handle moves."""
        return self._result_placement

    @property
    def marks(self) -> Marks | None:
        """What is protected, removed and let go while the canvas is reshaped, as requests carry it; None where nothing
        is. A stroke counts once it has ended."""
        return self._marks

    @property
    def marking(self) -> tuple[Mask, Mask, Mask]:
        """The three masks that :attr:`marks` is made of: protect, remove, release."""
        return self.protect, self.remove, self.release

    @property
    def style(self) -> Style:
        """Whether things are kept or a pattern is repeated while the canvas is reshaped."""
        return self._style

    @property
    def subject(self) -> Subject | None:
        """What a network takes for the photo's subject; None while that is not known."""
        return self._subject

    @property
    def training_state(self) -> TrainingState:
        return self._training_state

    @property
    def training_active(self) -> bool:
        """Whether a training job exists: running, paused or about to stop."""
        return self._training_state in ("running", "paused", "stopping")

    @property
    def events(self) -> Sequence[TrainEvent]:
        """Training events of this photo since it was opened, oldest first (thinned beyond some thousands)."""
        return self._events

    @property
    def model(self) -> Drawing | None:
        """What would draw with engine "auto"; None without a trained model."""
        return self._model

    @property
    def model_step(self) -> int:
        return 0 if self._model is None else self._model.step

    @property
    def dirty(self) -> bool:
        return self._photo is not None and not self.undo_stack.isClean()

    @property
    def interacting(self) -> bool:
        """Whether a handle is being dragged right now."""
        return self._interacting

    @property
    def busy(self) -> bool:
        """Whether a drag or a stroke is under way, so that the history must wait."""
        return self._interacting or self.retouching or any(mask.painting for mask in self._planes)

    # -- changing: for commands, tools and the session -----------------------------------------------------------

    def set_photo(
        self,
        photo: Photo,
        fingerprint: str,
        sample: Sample | None = None,
        original: str = "",
        project: Path | None = None,
    ) -> None:
        """Open ``photo`` at its own size with an empty history.

        Args:
            original: fingerprint that it had before it was edited, where a project says so.
            project: the project file that it comes from.
        """
        self._reset()
        self._photo, self._fingerprint, self._sample = photo, fingerprint, sample
        self._original_fingerprint, self._project_path = original or fingerprint, project
        for plane in self._planes:
            plane.reset(photo.height, photo.width)
        self._placement = Placement.identity(photo.width, photo.height)
        self._announce_photo()

    def close_photo(self) -> None:
        """Back to the state before any photo was open."""
        self._reset()
        self._announce_photo()

    def edit_photo(self, pixels: np.ndarray, alpha: np.ndarray | None, region: Region | None = None) -> None:
        """Give the photo other pixels of the same size. Undoable changes go through commands.

        Args:
            region: where they differ, if that is known: less has to be drawn anew.
        """
        if self._photo is None:
            return
        self._photo = self._photo.with_pixels(pixels, alpha)
        self._fingerprint = None
        known, self._subject = self._subject, None  # it was another photo's
        self.photoEdited.emit(region)
        if known is not None:
            self.subjectChanged.emit()

    def accept_fill(self, pixels: np.ndarray, alpha: np.ndarray | None, region: Region, text: str) -> None:
        """Make a fill of ``region`` a step of the history, see :meth:`.mask_commands.FillCommand.of_part`."""
        self.undo_stack.push(FillCommand.of_part(self, pixels, alpha, region, text))

    def exchange_photo(self, state: PhotoState) -> PhotoState:
        """Put ``state`` in the place of the open photo and return what was there. Undoable changes go through
        :class:`app.model.photo_commands.ReplacePhotoCommand`.

        Raises:
            ValueError: no photo is open.
        """
        if self._photo is None or self._placement is None:
            raise ValueError("there is no photo that could be replaced")
        self.photoLeaving.emit()
        painted = {plane.name: plane.pixels for plane in self._planes if not plane.empty}
        before = PhotoState(self._photo, self.fingerprint, self._placement, painted, self._subject)
        self._photo, self._fingerprint, self._placement = state.photo, state.fingerprint, state.placement
        self._subject, self._marks = state.subject, None
        self._result = self._result_placement = None
        self._events = []
        self._model = None
        shape = state.photo.pixels.shape[:2]
        for plane in self._planes:
            pixels = state.planes.get(plane.name)
            plane.pixels = np.zeros(shape, np.uint8) if pixels is None else pixels.copy()
            plane.painting = False
        self.photoReplaced.emit()
        self.resultChanged.emit(None)
        for plane in self._planes:
            plane.touch(Region.whole(plane.pixels))
        self.marksChanged.emit()
        self.subjectChanged.emit()
        self.modelChanged.emit()
        self.geometryChanged.emit(self._placement.geometry)
        return before

    def set_placement(self, placement: Placement) -> None:
        """Move the canvas. Undoable changes go through :class:`app.model.commands.ReshapeCommand` instead."""
        if self._photo is None or placement == self._placement:
            return
        self._placement = placement
        self.geometryChanged.emit(placement.geometry)

    def set_style(self, style: Style) -> None:
        """Undoable changes go through :class:`app.model.commands.StyleCommand` instead."""
        if style != self._style:
            self._style = style
            self.styleChanged.emit(style)

    def set_subject(self, subject: Subject | None) -> None:
        """Tell what the open photo's subject is. Not in the middle of a drag: the picture would jump in the hand."""
        if subject is not self._subject:
            self._subject = subject
            self.subjectChanged.emit()

    def set_interacting(self, active: bool) -> None:
        if active != self._interacting:
            self._interacting = active
            self.interactingChanged.emit(active)

    def set_result(self, result: RenderResult, placement: Placement) -> None:
        self._result, self._result_placement = result, placement
        self.resultChanged.emit(result)

    def set_training_state(self, state: TrainingState) -> None:
        if state != self._training_state:
            self._training_state = state
            self.trainingStateChanged.emit(state)

    def add_event(self, event: TrainEvent) -> None:
        self._events.append(event)
        if len(self._events) > 6000:  # ten minutes at 10 Hz; longer runs keep every other old one
            self._events[:4000] = self._events[:4000:2]
        self.trainingEvent.emit(event)

    def recall(self, events: Iterable[TrainEvent]) -> None:
        """Report what an earlier training of this photo measured."""
        for event in events:
            self.add_event(event)

    def clear_events(self) -> None:
        """Forget what was reported: a training that begins tells what came before it."""
        self._events.clear()

    def set_model(self, model: Drawing | None) -> None:
        if model != self._model:
            self._model = model
            self.modelChanged.emit()

    def mark_saved(self) -> None:
        """What is on the canvas was saved or exported: nothing is lost by closing now."""
        self.undo_stack.setClean()

    def set_project_path(self, path: Path) -> None:
        self._project_path = path
        self.projectChanged.emit()

    def report_error(self, sentence: str, details: str = "", about: str = "") -> None:
        """Tell the user.

        Args:
            about: "saving", "training" or "drawing": told until that has worked. Else until the next step is done.
        """
        self.errorOccurred.emit(sentence, details, about)

    @property
    def _planes(self) -> tuple[Mask, ...]:
        """All that is painted over the photo."""
        return self.mask, self.source, self.edges, *self.marking

    def _reset(self) -> None:
        self.photoLeaving.emit()
        self.undo_stack.clear()
        self._photo, self._fingerprint, self._sample, self._placement = None, "", None, None
        self._original_fingerprint, self._project_path = "", None
        for plane in self._planes:
            plane.reset()
        self.retouching = False
        self.set_style("auto")
        self.set_subject(None)
        self._result = self._result_placement = None
        self._events = []
        self._model = None
        self.set_interacting(False)

    def _announce_photo(self) -> None:
        self.set_training_state("idle")
        self.photoChanged.emit()
        self.modelChanged.emit()
        self.resultChanged.emit(None)
        if self._placement is not None:
            self.geometryChanged.emit(self._placement.geometry)
        self.dirtyChanged.emit(False)

    def _on_marks_changed(self, _region: object) -> None:
        if any(mask.painting for mask in self.marking):  # full-size masks are not made anew at every move
            return
        protect, remove, release = (None if mask.empty else mask.pixels > 127 for mask in self.marking)
        had, has = self._marks is not None, not all(mask.empty for mask in self.marking)
        if had or has:
            self._marks = Marks(protect, remove, release) if has else None
            self.marksChanged.emit()

    def _on_clean_changed(self, _clean: bool) -> None:
        self.dirtyChanged.emit(self.dirty)
