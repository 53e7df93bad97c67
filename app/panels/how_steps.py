"""How a tool is used, in numbered lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout

from app.theme.theme import space
from app.widgets.basics import label
from app.widgets.key_tips import with_key

LINES = 3


class HowSteps(QGridLayout):
    """Three lines with their numbers; their words are set by :meth:`say`."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(space(2))
        self.setVerticalSpacing(space(1))
        self.setColumnStretch(1, 1)
        self.lines = tuple(label("", wrap=True) for _ in range(LINES))
        for number, words in enumerate(self.lines):
            self.addWidget(label(str(number + 1), "heading"), number, 0, Qt.AlignmentFlag.AlignTop)
            self.addWidget(words, number, 1)

    def say(self, texts: Sequence[str]) -> None:
        for words, text in zip(self.lines, texts, strict=True):
            words.setText(text)


def key_of(action: QAction) -> str:
    """The key that ``action`` has now, in brackets and as the platform writes it, to stand behind words; "" without."""
    return with_key("", action)
