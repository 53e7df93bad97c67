"""Which weights draw the open photo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.model.document import Document
from app.project.files import ModelAttachment
from app.project.models import LoadedModel, ModelShelf
from app.services.failures import explain
from app.services.jobs import Jobs
from app.services.model_loader import ModelLoader
from core.image_io import Photo, Sample
from core.ingan.messages import TrainEvent
from core.project.files import ModelNote

if TYPE_CHECKING:
    from core.ingan.model import Snapshot

SnapshotSource = Callable[[int], "Snapshot | None"]
"""Called with the step of the last weights taken (-1: none); newer ones or None, without waiting for training."""


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """Weights, and where they come from: an edit gives the open photo another fingerprint, and they draw it still.

    Attributes:
        note: which training they are of. With a preset it names the file on the shelf that holds that training.
    """

    snapshot: Snapshot
    note: ModelNote


@dataclass(frozen=True, eq=False)
class _Followed:
    """A training under way."""

    source: SnapshotSource
    note: ModelNote

    def newest(self) -> TrainedModel | None:
        """What it has published last; None before anything is."""
        snapshot = self.source(-1)
        return None if snapshot is None else TrainedModel(snapshot, self.note)


class Weights(QObject):
    """The one object that decides which weights are current: fixed ones, those that a training has published, or none.

    What else holds weights follows this one: the render thread loads them before it draws, and tells the document
    (``modelChanged``) once it draws with them.

    A photo that was replaced (by the applied size, by a crop) can come back with an undo. What drew it then is kept
    until another is opened: it may have been trained before an edit, and the shelf knows it by the name of that time.

    Signals:
        replaced: other fixed weights draw, or none; no training is followed.
        followedChanged: a training is followed, or has ended without anything to draw with.
        savedModelFound(Drawing): the photo just opened was trained before; that model draws already, and
            training goes on from it.
    """

    replaced = Signal()
    followedChanged = Signal()
    savedModelFound = Signal(object)

    def __init__(self, document: Document, shelf: ModelShelf, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._shelf = document, shelf
        self._fixed: TrainedModel | None = None
        self._followed: _Followed | None = None
        self._kept: dict[str, tuple[TrainedModel, Sequence[TrainEvent]]] = {}  # by fingerprint of the replaced photo
        self._loader = ModelLoader(document, shelf, jobs, self)
        self._loader.read.connect(self._on_read)
        document.photoLeaving.connect(self._keep)

    # -- what draws -----------------------------------------------------------------------------------------------

    @property
    def fixed(self) -> TrainedModel | None:
        """What draws, or does until the training under way has published something."""
        return self._fixed

    @property
    def source(self) -> SnapshotSource | None:
        """Where newer weights come from while training goes on."""
        return None if self._followed is None else self._followed.source

    @property
    def newest(self) -> TrainedModel | None:
        """What draws, or newer weights of the training under way."""
        return (None if self._followed is None else self._followed.newest()) or self._fixed

    @property
    def model_fingerprint(self) -> str:
        """Fingerprint of the photo that what draws was trained on; "" without a model, or where it is not known."""
        newest = self.newest
        return "" if newest is None else newest.note.fingerprint

    def use(self, model: TrainedModel | None) -> None:
        """Draw with this, or from the photo alone."""
        self._fixed, self._followed = model, None
        self.replaced.emit()

    def follow(self, source: SnapshotSource, note: ModelNote) -> None:
        """Draw with the newest weights of a training that begins; ``note`` names it."""
        self._followed = _Followed(source, note)
        self.followedChanged.emit()

    def unfollow(self) -> None:
        """The training has ended: what it has published last draws from now on, or else what drew before."""
        published = None if self._followed is None else self._followed.newest()
        if published is not None:
            self.use(published)
        else:
            self._followed = None
            self.followedChanged.emit()

    def leave_photo(self) -> None:
        """Another photo is to be drawn: nothing is known of it yet."""
        self._loader.abandon()
        self._fixed = self._followed = None

    # -- models of the photo --------------------------------------------------------------------------------------

    def load(self, photo: Photo, sample: Sample | None) -> None:
        """Look for a model of ``photo``, or else of ``sample``, and draw with it once it is read."""
        self._loader.load(photo, self._document.fingerprint, sample)

    def cancel_loading(self) -> None:
        """A model that is being read is not wanted any more."""
        self._loader.abandon()

    def use_found(self, model: TrainedModel, events: Iterable[TrainEvent], told: bool = False) -> None:
        """Draw with the model of an earlier training.

        Args:
            events: what that training measured.
            told: the user is told of it (``savedModelFound``).
        """
        self.use(model)
        self._document.recall(events)
        if told:
            self.savedModelFound.emit(model.snapshot.drawing)

    @Slot(object, object)
    def _on_read(self, value: LoadedModel, note: ModelNote) -> None:
        snapshot, own, history = value
        if snapshot is None or self._followed is not None:
            return
        self.use_found(TrainedModel(snapshot, note), history, told=own)

    @property
    def has_own_model(self) -> bool:
        """Whether the open photo was trained on this computer."""
        return self._document.photo is not None and self._shelf.newest(self._document.fingerprint) is not None

    def attachment(self) -> ModelAttachment | None:
        """What goes into the picture's project: the model that draws, or that is being read to; None without one.

        It is the file of its training where there is one, so that training can go on.
        """
        model = self.newest
        if model is None:
            return None if self._loader.being_read is None else self._from_shelf(self._loader.being_read)
        return self._from_shelf(model.note) or ModelAttachment(ModelNote(model.note.fingerprint), model.snapshot)

    def _from_shelf(self, note: ModelNote) -> ModelAttachment | None:
        file = self._shelf.path(note.fingerprint, note.preset)
        return ModelAttachment(note, file) if note.preset and file.is_file() else None

    def forget_model(self) -> None:
        """Delete the own models of the open photo and draw from it alone again. Not while training is active."""
        if self._document.photo is None or self._document.training_active:
            return
        try:
            self._shelf.forget(self._document.fingerprint)
        except OSError as error:
            self._document.report_error(*explain(error, self.tr("Deleting the model")))
            return
        self.forget_replaced()
        self.use(None)

    # -- photos that were replaced --------------------------------------------------------------------------------

    @Slot()
    def _keep(self) -> None:
        """The photo may be about to be replaced, and come back with an undo. A photo that is left has none any more."""
        newest = self.newest
        if newest is not None:
            self._kept[self._document.fingerprint] = newest, self._document.events

    def restore_replaced(self) -> bool:
        """Draw the open photo, which took another's place, with what drew it before; else alone. Whether it had any."""
        kept = self._kept.get(self._document.fingerprint)
        if kept is None:
            self.use(None)
            return False
        self.use_found(*kept)
        return True

    def forget_replaced(self) -> None:
        """None of the photos that were replaced comes back."""
        self._kept.clear()
