"""A line to type a path into, with a button that asks for it; and one that goes along with another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.theme.theme import icon, space


class PathField(QWidget):
    """``edit`` holds the path; ``browse`` is what the button ``words`` does."""

    def __init__(self, words: str, browse: Callable[[], None]) -> None:
        super().__init__()
        self.edit = QLineEdit()
        button = QPushButton(icon("folder"), words, autoDefault=False)
        button.clicked.connect(browse)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space(2))
        inner.addWidget(self.edit, 1)
        inner.addWidget(button)


class ProposedFolder:
    """Proposes a folder for results beside the photos, and again when the photos are others, until the user names one.

    Args:
        photos, results: the fields. What ``results`` holds now is the user's own unless it is what is proposed.
    """

    NAME = "Regrain"

    def __init__(self, photos: QLineEdit, results: QLineEdit) -> None:
        self._photos, self._results = photos, results
        self._proposed = self._beside()
        if not results.text():
            results.setText(self._proposed)

    def follow(self) -> None:
        if self._results.text() == self._proposed:
            self._proposed = self._beside()
            self._results.setText(self._proposed)

    def _beside(self) -> str:
        photos = self._photos.text().strip()
        return str(Path(photos) / self.NAME) if photos else ""
