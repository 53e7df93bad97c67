"""The actions of training: start, pause, stop, forget; and whether what was learnt draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget

from app.actions import plain, set_tip
from app.services.session import Session
from app.theme.theme import icon
from app.widgets.basics import question


class TrainingActions(QObject):
    """Gives the session's training to the menus, and keeps their words up to date.

    Args:
        start: begins a training with what the panel is set to.
    """

    def __init__(self, window: QWidget, session: Session, start: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._session, self._document, self._start = window, session, session.document, start
        self._actions: Mapping[str, QAction] = {}

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Keep the window's actions up to date from now on."""
        self._actions = actions
        self._document.photoReplaced.connect(self.refresh)
        self._document.trainingStateChanged.connect(self._on_state)
        self._on_state(self._document.training_state)

    def toggle(self) -> None:
        """Start, pause or resume, whichever is next."""
        state = self._document.training_state
        if state == "running":
            self._session.training.pause()
        elif state == "paused":
            self._session.training.resume()
        elif state != "stopping":
            self._start()

    def forget_model(self) -> None:
        """Delete what was learnt from the open photo, once the user has said so."""
        box = question(
            self._window, self.tr("Delete what was learnt from this photo?"),
            self.tr("It will be drawn from the photo alone again. This cannot be undone."),
        )  # fmt: skip
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        if box.clickedButton() is delete:
            self._session.weights.forget_model()
            self.refresh()

    def draw_with_patches(self, patches: bool) -> None:
        self._session.frames.set_engine("patches" if patches else "auto")

    @Slot()
    def refresh(self) -> None:
        """There may be a model to forget, or none any more."""
        own = self._session.weights.has_own_model
        self._actions["forget_model"].setEnabled(not self._document.training_active and own)

    @Slot(str)
    def _on_state(self, state: str) -> None:
        texts = {"running": self.tr("&Pause training"), "paused": self.tr("&Go on training")}
        icons = {"running": "pause", "paused": "resume"}
        toggle = self._actions["train"]
        toggle.setText(texts.get(state, self.tr("&Start training")))
        toggle.setIcon(icon(icons.get(state, "train")))
        toggle.setEnabled(self._document.photo is not None and state != "stopping")
        set_tip(toggle, plain(toggle.text()))
        self._actions["train_stop"].setEnabled(state in ("running", "paused"))
        self.refresh()
