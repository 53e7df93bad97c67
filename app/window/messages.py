"""What the strip over the canvas says, and until when: an error goes when what it was about has come right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

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
OPENED = "opened"  # what is said of the file that is open; goes with it


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
        self._notes: tuple[Sentence, ...] = ()  # of the picture opened last
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
        self._notes = ()
        self._banner.hide()

    @Slot(object)
    def _on_noted(self, notes: tuple[Sentence, ...]) -> None:
        """What a picture lacks is said until it is closed: whoever misses it works on half a photo."""
        self._notes = notes
        self._banner.say(" ".join(map(said, notes)), self._kind_of_notes, about=OPENED)

    @property
    def _kind_of_notes(self) -> Kind:
        return "warning" if DAMAGED in self._notes else "info"

    @Slot(object)
    def _on_saved_model(self, model: Drawing) -> None:
        drawn = self.tr("You trained on this photo before; {0} draws what it draws better.").format(drawn_by(model))
        nothing = self.tr("You trained on this photo before; nothing was gained by it so far.")
        words, noted = drawn if model.step > 0 else nothing, self._banner.said_about(OPENED)
        self._banner.say(
            f"{noted} {words}" if noted else words, self._kind_of_notes if noted else "info",
            self.tr("Go on training"), self._train, "training",
        )  # fmt: skip

    @Slot(str)
    def _on_training_state(self, state: TrainingState) -> None:
        """Training that was started in another way takes the offer back, whose button would pause it; not the notes."""
        if state != "running":
            return
        offered = self._banner.said_about("training")
        if self._notes and offered.startswith(" ".join(map(said, self._notes))):
            self._on_noted(self._notes)
        else:
            self._banner.settle("training")

    @Slot(object)
    def _on_files_left(self, left: Sequence[Path]) -> None:
        names = ", ".join(printable(path.name) for path in left[:NAMED])
        words = self.tr("One photo is edited at a time. %n more were dropped: {0}", "", len(left)).format(names)
        self._banner.say(
            words + ("…" if len(left) > NAMED else "."), button=self.tr("Open the next"),
            action=partial(self._open_next, list(left)), about="opening",
        )  # fmt: skip

    def _open_next(self, left: list[Path]) -> None:
        if self._projects.may_leave(partial(self._open_next, left)):
            self._opener.open_first(left)
