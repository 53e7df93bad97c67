"""Paths between Qt and the disk. Qt's texts are Unicode, names of files are bytes, and some are not UTF-8."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from PySide6.QtCore import QUrl

_UNKNOWN = "\ufffd"  # Unicode's replacement character, as Qt shows a byte that is not UTF-8


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder; False where the system cannot even look for a name such as this."""
    with suppress(OSError):
        return path.is_dir()
    return False


def is_there(path: Path) -> bool:
    """Whether there is anything at ``path``; False as in :func:`is_folder`."""
    with suppress(OSError):
        return path.exists()
    return False


def shown(path: Path | str) -> str:
    """``path`` for a field that can be edited, or for a file dialog; :func:`chosen` takes it back.

    Sentences have :func:`core.names.printable` instead.
    """
    return re.sub("[\ud800-\udfff]", _UNKNOWN, str(path))


def chosen(text: str) -> Path:
    """The path that a field or a dialog names; where a name has bytes that Qt cannot tell, the one on the disk."""
    path = Path(text).expanduser()
    if _UNKNOWN not in text or is_there(path):
        return path
    found = Path(path.anchor)
    for part in path.parts[1:] if path.anchor else path.parts:
        name = part
        if _UNKNOWN in part and not is_there(found / part):
            with suppress(OSError):
                name = next((other for other in sorted(os.listdir(found)) if shown(other) == part), part)
        found /= name
    return found


def local_path(url: QUrl) -> Path:
    """The file that a dropped or handed over ``url`` names, byte for byte."""
    if sys.platform == "win32":
        return Path(url.toLocalFile())
    return Path(os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))))


def file_url(path: Path) -> QUrl:
    """A URL of ``path`` for the system's other programs."""
    if sys.platform == "win32":
        return QUrl.fromLocalFile(str(path))
    return QUrl.fromEncoded(b"file://" + quote_from_bytes(os.fsencode(path)).encode())
