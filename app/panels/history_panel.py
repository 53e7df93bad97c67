"""The steps that can be undone, newest last; a click goes back or forward to that point."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QUndoView, QVBoxLayout, QWidget

from app.theme.theme import icon, space
from app.widgets.basics import label


class HistoryPanel(QWidget):
    """Lists ``undo_stack``. The current step is highlighted; later ones are those that redo would bring back."""

    def __init__(self, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stack = undo_stack
        self.view = QUndoView(undo_stack)
        self.view.setEmptyLabel(self.tr("Photo as opened"))
        self.view.setMinimumHeight(space(10))
        self.view.setAccessibleName(self.tr("History"))
        words = self.tr("Every change becomes a step here. Click a step to go back to it.")
        self.hint = label(words, "caption", wrap=True)
        self.undo_button = QPushButton(icon("undo"), self.tr("Undo"))
        self.redo_button = QPushButton(icon("redo"), self.tr("Redo"))
        self.undo_button.clicked.connect(undo_stack.undo)
        self.redo_button.clicked.connect(undo_stack.redo)

        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.undo_button, 1)
        buttons.addWidget(self.redo_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(2), space(3), space(3))
        column.setSpacing(space(2))
        column.addWidget(self.view, 1)
        column.addWidget(self.hint)
        column.addLayout(buttons)

        for signal in (undo_stack.canUndoChanged, undo_stack.canRedoChanged, undo_stack.indexChanged):
            signal.connect(self._update)
        self._update()

    def _update(self, _what: object = None) -> None:
        self.undo_button.setEnabled(self._stack.canUndo())
        self.redo_button.setEnabled(self._stack.canRedo())
        self.hint.setVisible(self._stack.count() == 0)
