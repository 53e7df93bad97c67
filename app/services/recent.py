"""The photos and projects opened lately, remembered between runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from core.names import as_line, from_line

KEY = "recent"
KEPT = 14


def recent_files(settings: QSettings) -> list[Path]:
    """Newest first, also what is not there now: its disk may be plugged in again. Nothing is looked for."""
    return [from_line(name) for name in _names(settings)]


def _names(settings: QSettings) -> list[str]:
    stored = settings.value(KEY, [])
    if isinstance(stored, str):
        return [stored]
    return [str(name) for name in stored] if isinstance(stored, (list, tuple)) else []


def remember(settings: QSettings, path: Path) -> None:
    newest = as_line(Path(path).resolve())
    settings.setValue(KEY, [newest, *(n for n in _names(settings) if n != newest)][:KEPT])


def forget(settings: QSettings, path: Path | None = None) -> None:
    """Take ``path`` off the list, or everything."""
    if path is None:
        settings.remove(KEY)
    else:
        settings.setValue(KEY, [name for name in _names(settings) if from_line(name) != path])
