"""What the strip over the canvas says, and until when: an error goes when what it was about has come right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.canvas.banner import Banner, Kind
from app.dialogs.error_dialog import ErrorDialog
from app.model.document import Document, TrainingState
from app.services.projects import Projects
from app.services.sentences import drawn_by, said
from app.services.session import Session
from app.window.opening import Opener
from core.image_io import DAMAGED
from core.ingan.messages import Drawing
from core.names import printable
from core.sentence import Sentence

NAMED = 3  # files that are named where some were left
_OPENED = "opened"  # what is said of the file that is open; goes with it
_Topic = Literal["lacking", "left", "trained"]  # in the order in which it is said; the first button stands there


@dataclass(frozen=True)
class _Remark:
    words: str
    kind: Kind = "info"
    button: str = ""
    action: Callable[[], None] | None = None


class Messages(QObject):
    """Errors of the document, and offers that follow from what was opened.

    An error that is about nothing in particular goes with the next step of the history or the next job: whoever goes
    on has read it. What is about saving, training or drawing stays until that has worked.
    """

    def __init__(
        self, window: QWidget, banner: Banner, session: Session, projects: Projects, opener: Opener, *,
        train: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._banner, self._projects, self._opener = window, banner, projects, opener
        self._document: Document = session.document
        self._train = train
        self._remarks: dict[_Topic, _Remark] = {}  # on the picture opened last
        document = self._document
        document.errorOccurred.connect(self.show_error)
        document.photoChanged.connect(self._on_photo_changed)
        document.trainingStateChanged.connect(self._on_training_state)
        document.resultChanged.connect(lambda result: banner.settle("drawing") if result is not None else None)
        projects.saved.connect(lambda _path: banner.settle("saving"))
        for gone_on in (document.undo_stack.indexChanged, session.jobs.jobStarted):
            gone_on.connect(lambda _what: banner.settle(""))
        session.opening.noted.connect(self._on_noted)
        session.weights.savedModelFound.connect(self._on_saved_model)
        opener.filesLeft.connect(self._on_files_left)

    @Slot(str, str, str)
    def show_error(self, sentence: str, details: str, about: str = "") -> None:
        """Say what failed over the canvas, or on the start page in a dialog."""
        if self._document.photo is None:
            self._show_details(sentence, details)
            return
        self._banner.say(
            sentence, "error", self.tr("Details") if details else "", partial(self._show_details, sentence, details),
            about,
        )  # fmt: skip

    def _show_details(self, sentence: str, details: str) -> None:
        ErrorDialog(sentence, details, self._window).open()

    @Slot()
    def _on_photo_changed(self) -> None:
        self._remarks.clear()
        self._banner.hide()

    def _remark(self, topic: _Topic, remark: _Remark | None) -> None:
        """Say this too of the picture that was opened, or no longer. What was closed is not said again with it."""
        if not self._banner.said_about(_OPENED):
            self._remarks.clear()
        self._remarks.pop(topic, None)
        if remark is not None:
            self._remarks[topic] = remark
        remarks = [self._remarks[one] for one in get_args(_Topic) if one in self._remarks]
        if not remarks:
            self._banner.settle(_OPENED)
            return
        kind: Kind = "warning" if any(one.kind == "warning" for one in remarks) else "info"
        offer = next((one for one in remarks if one.button), remarks[0])
        self._banner.say(" ".join(one.words for one in remarks), kind, offer.button, offer.action, _OPENED)

    @Slot(object)
    def _on_noted(self, notes: tuple[Sentence, ...]) -> None:
        """What a picture lacks is said until it is closed: whoever misses it works on half a photo."""
        self._remark("lacking", _Remark(" ".join(map(said, notes)), "warning" if DAMAGED in notes else "info"))

    @Slot(object)
    def _on_saved_model(self, model: Drawing) -> None:
        drawn = self.tr("You trained on this photo before; {0} draws what it draws better.").format(drawn_by(model))
        nothing = self.tr("You trained on this photo before; nothing was gained by it so far.")
        words = drawn if model.step > 0 else nothing
        self._remark("trained", _Remark(words, "info", self.tr("Go on training"), self._train))

    @Slot(str)
    def _on_training_state(self, state: TrainingState) -> None:
        """Training that was started in another way takes the offer back, whose button would pause it."""
        if state == "running":
            self._banner.settle("training")
            if "trained" in self._remarks:
                self._remark("trained", None)

    @Slot(object)
    def _on_files_left(self, left: Sequence[Path]) -> None:
        names = ", ".join(printable(path.name) for path in left[:NAMED])
        words = self.tr("One photo is edited at a time. %n more were dropped: {0}", "", len(left)).format(names)
        words += "…" if len(left) > NAMED else "."
        self._remark("left", _Remark(words, "info", self.tr("Open the next"), partial(self._open_next, list(left))))

    def _open_next(self, left: list[Path]) -> None:
        if self._projects.may_leave(partial(self._open_next, left)):
            self._opener.open_first(left)
