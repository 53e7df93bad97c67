"""Which weights draw the open photo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


class Weights(QObject):
    """The one object that knows the current weights: fixed ones, those that a training has published, or none.

    What else holds weights follows this one: the render thread loads them before it draws, and tells the document
    (``modelChanged``) once it draws with them.

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
        self._fixed: Snapshot | None = None
        self._source: SnapshotSource | None = None
        self._learnt_from = ""
        self._loader = ModelLoader(document, shelf, jobs, self)
        self._loader.read.connect(self._on_read)
        document.photoLeaving.connect(self._keep)

    # -- what draws -----------------------------------------------------------------------------------------------

    @property
    def fixed(self) -> Snapshot | None:
        """The weights that draw, or that do until the training under way has published some."""
        return self._fixed

    @property
    def source(self) -> SnapshotSource | None:
        """Where newer weights come from while training goes on."""
        return self._source

    @property
    def learnt_from(self) -> str:
        """Fingerprint of the photo whose model draws; "" without one. A photo that was edited since has another."""
        return self._learnt_from

    @property
    def newest(self) -> Snapshot | None:
        """The weights that draw, or newer ones of the training under way."""
        return (None if self._source is None else self._source(-1)) or self._fixed

    def use(self, snapshot: Snapshot | None) -> None:
        """Draw with these, or from the photo alone."""
        self._fixed, self._source = snapshot, None
        self.replaced.emit()

    def follow(self, source: SnapshotSource, learnt_from: str) -> None:
        """Draw with the newest weights of a training that begins."""
        self._source, self._learnt_from = source, learnt_from
        self.followedChanged.emit()

    def unfollow(self) -> None:
        """The training has ended: what it has published last draws from now on, or else what drew before."""
        published = None if self._source is None else self._source(-1)
        if published is not None:
            self.use(published)
        else:
            self._source = None
            self.followedChanged.emit()

    def leave_photo(self) -> None:
        """Another photo is to be drawn: nothing is known of it yet."""
        self._loader.abandon()
        self._fixed = self._source = None

    # -- models of the photo --------------------------------------------------------------------------------------

    def load(self, photo: Photo, sample: Sample | None) -> None:
        """Look for a model of ``photo``, or else of ``sample``, and draw with it once it is read."""
        self._learnt_from = self._document.fingerprint
        self._loader.load(photo, self._learnt_from, sample)

    def cancel_loading(self) -> None:
        """A model that is being read is not wanted any more."""
        self._loader.abandon()

    def use_found(
        self, snapshot: Snapshot, learnt_from: str, events: Iterable[TrainEvent], told: bool = False
    ) -> None:
        """Draw with the model of an earlier training.

        Args:
            learnt_from: fingerprint of the photo that was learnt.
            events: what that training measured.
            told: the user is told of it (``savedModelFound``).
        """
        self._learnt_from = learnt_from
        self.use(snapshot)
        self._document.recall(events)
        if told:
            self.savedModelFound.emit(snapshot.drawing)

    @Slot(object)
    def _on_read(self, value: LoadedModel) -> None:
        snapshot, own, history = value
        if snapshot is None or self._source is not None:
            return
        self.use_found(snapshot, self._learnt_from, history, told=own)

    @property
    def has_own_model(self) -> bool:
        """Whether the open photo was trained on this computer."""
        return self._document.photo is not None and self._shelf.newest(self._document.fingerprint) is not None

    def learnt(self) -> ModelAttachment | None:
        """What draws the picture and has to go into its project; None while nothing was learnt."""
        snapshot = self.newest
        file = self._shelf.newest(self._learnt_from) if self._learnt_from else None
        if file is not None:
            preset = file.stem.removeprefix(f"{self._learnt_from}-")
            return ModelAttachment(ModelNote(self._learnt_from, preset), file)
        return None if snapshot is None else ModelAttachment(ModelNote(self._learnt_from), snapshot)

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
        self._loader.keep(self._document.fingerprint, self._learnt_from, self.newest, self._document.events)

    def restore_replaced(self) -> bool:
        """Draw the open photo, which took another's place, with what drew it before; else alone. Whether it had any."""
        kept = self._loader.kept(self._document.fingerprint)
        if kept is None:
            self.use(None)
            return False
        self.use_found(kept.snapshot, kept.learnt_from, kept.events)
        return True

    def forget_replaced(self) -> None:
        """None of the photos that were replaced comes back."""
        self._loader.forget()
