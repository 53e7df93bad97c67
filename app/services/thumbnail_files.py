"""Thumbnails kept on the disk from run to run, in the user's cache folder: so many bytes and no more."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from pathlib import Path

from PySide6.QtGui import QImage, QImageReader

LIMIT = 96 << 20  # bytes, of all of them; some thousands
KEPT_SHARE = 0.75  # of the limit, when the oldest are thrown away
LOOK_AFTER = 200  # files written, until it is looked how many bytes there are
QUALITY = 88  # of JPEG

Stamp = tuple[int, int]
"""Time of the last change in ns, and size in bytes, of a picture file: another stamp means another picture."""


def stamp_of(path: Path) -> Stamp | None:
    """None where there is no such file, or none that can be looked at."""
    with contextlib.suppress(OSError, ValueError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    return None


class ThumbnailFiles:
    """Small pictures by path, stamp and side of what they show. A disk that refuses only costs time. Any thread.

    Args:
        folder: made when something is kept; the user's cache folder by default.
    """

    def __init__(self, folder: Path | None = None, limit: int = LIMIT) -> None:
        self._folder, self._limit = folder, limit
        self._written = 0
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        if self._folder is None:
            from platformdirs import user_cache_path

            self._folder = user_cache_path("Regrain", appauthor=False) / "thumbnails"
        return self._folder

    def read(self, path: Path, stamp: Stamp, side: int) -> QImage | None:
        """The thumbnail of ``path`` as it was at ``stamp``, or None."""
        file = self._file(path, stamp, side)
        with contextlib.suppress(OSError):
            # By its path: bytes are decoded with the interpreter's lock held, and the window would stand still.
            image = QImageReader(str(file)).read()
            if not image.isNull():
                os.utime(file)  # what was looked at lately is thrown away last
                return image
        return None

    def write(self, path: Path, stamp: Stamp, side: int, image: QImage) -> None:
        file = self._file(path, stamp, side)
        part = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            image.save(str(part), *(("PNG",) if image.hasAlphaChannel() else ("JPEG", QUALITY)))
            os.replace(part, file)  # nobody reads half of one
            with self._lock:
                self._written += 1
                due = self._written % LOOK_AFTER == 1
            if due:
                self._throw_away()

    def forget(self) -> None:
        """Delete all of them."""
        self._throw_away(down_to=0)

    def _file(self, path: Path, stamp: Stamp, side: int) -> Path:
        """Its name tells nothing of the picture's, and the old picture's thumbnail is not found once it has changed."""
        told = "\0".join((os.fspath(path.absolute()), *map(str, stamp), str(side)))
        return self.folder / f"{hashlib.sha256(os.fsencode(told)).hexdigest()[:40]}.thumb"

    def _throw_away(self, down_to: int | None = None) -> None:
        """Delete the oldest where they are more than ``down_to`` bytes; by default, more than the limit."""
        files: list[tuple[float, int, str]] = []
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):  # another editor is tidying up as well
                    found = entry.stat()
                    files.append((found.st_mtime, found.st_size, entry.path))
        left = sum(size for _, size, _ in files)
        if left <= (self._limit if down_to is None else down_to):
            return
        wanted = KEPT_SHARE * self._limit if down_to is None else down_to
        for _, size, name in sorted(files):
            if left <= wanted:
                break
            with contextlib.suppress(OSError):
                Path(name).unlink()
                left -= size
