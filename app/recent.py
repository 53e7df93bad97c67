"""The photos and projects opened lately, remembered between runs."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSettings

from core.names import as_line, from_line

KEY = "recent"
KEPT = 10


def recent_files(settings: QSettings) -> list[Path]:
    """Newest first; files that are gone are left out."""
    stored = settings.value(KEY, [])
    names = [stored] if isinstance(stored, str) else list(stored or [])
    return [path for path in map(from_line, names) if _is_file(path)]


def _is_file(path: Path) -> bool:
    with suppress(OSError):  # a name that the system cannot even look for
        return path.is_file()
    return False


def remember(settings: QSettings, path: Path) -> None:
    names = [as_line(p) for p in recent_files(settings)]
    newest = as_line(Path(path).resolve())
    settings.setValue(KEY, [newest, *(n for n in names if n != newest)][:KEPT])


def forget(settings: QSettings) -> None:
    settings.remove(KEY)
