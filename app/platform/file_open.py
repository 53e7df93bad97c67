"""Files that the system asks a running editor to open, as macOS does on a double click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent

from app.platform.paths import local_path


class FileOpenFilter(QObject):
    """To be installed on the application; hands each file to ``open_path``."""

    def __init__(self, open_path: Callable[[Path], None], parent: QObject) -> None:
        super().__init__(parent)
        self._open_path = open_path

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent) and event.file():
            self._open_path(local_path(event.url()))
            return True
        return super().eventFilter(watched, event)
