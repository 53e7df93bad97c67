"""Keys in tooltips, as the user has set them and as the platform writes them."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

MODIFIER = re.compile(r"\b(Ctrl|Shift|Alt)\b(\+?)")
NATIVE = QKeySequence.SequenceFormat.NativeText


def native(keys: str) -> str:
    """``keys`` in Qt's portable form ("Shift+C") as the platform writes them."""
    return QKeySequence(keys, QKeySequence.SequenceFormat.PortableText).toString(NATIVE)


def native_words(text: str) -> str:
    """``text`` with the modifiers in it, "Ctrl", "Shift" and "Alt", as the platform writes them."""

    def written(found: re.Match[str]) -> str:
        before = native(f"{found[1]}+A").removesuffix("A")
        return before if found[2] else before.rstrip("+")

    return MODIFIER.sub(written, text)


def with_key(words: str, action: QAction) -> str:
    """``words`` with the first key of ``action`` in brackets, if it has any."""
    key = action.shortcut().toString(NATIVE)
    return f"{words} ({key})" if key else words


class KeyTip(QObject):
    """Tooltip of ``widget``: words, and the key that does the same.

    The action is looked for once the widget is shown, among those of the windows around it: parts of a window are made
    before its actions are.
    """

    def __init__(self, widget: QWidget, words: str, action: str) -> None:
        super().__init__(widget)
        self._widget, self._words, self._name = widget, words, action
        self._action: QAction | None = None
        widget.installEventFilter(self)
        self._show()

    def say(self, words: str) -> None:
        """Other words, the same key."""
        self._words = words
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._action is None:
            self._action = self._found()
            if self._action is not None:
                self._action.changed.connect(self._show)
                self._show()
        return False

    def _found(self) -> QAction | None:
        around: QObject | None = self._widget
        while around is not None:
            found = around.findChild(QAction, self._name, Qt.FindChildOption.FindDirectChildrenOnly)
            if found is not None:
                return found
            around = around.parent()
        return None

    def _show(self) -> None:
        self._widget.setToolTip(self._words if self._action is None else with_key(self._words, self._action))
