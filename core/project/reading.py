"""Entries out of a project file, also of one from hands that wish harm.

Entries are read by fixed names; every one has a limit that is known before it is read. Regrain writes them as they are,
but a file that was unpacked and packed again is read, too: deflated, in any order, within one folder, with folders' own
entries and with what desktops put beside files.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import IO, Any

import numpy as np

from core.checkpoint import reason
from core.errors import GeometryError, ImageError, ProjectError
from core.project.pictures import decode_png, png_limit

FORMAT = "regrain-project"
VERSION = 3
PLANE = re.compile(r"[a-z][a-z0-9_]{0,31}")

_JSON_LIMIT = 1 << 20  # bytes of project.json
_MOST_ENTRIES = 200  # of any kind
_UNPACKED_FREE, _UNPACKED_TIMES = 32 << 20, 20  # bytes to which a file may unpack, and times its own size beyond them
_BESIDE = re.compile(r"(__MACOSX/.*|(.*/)?(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)|(.*/)?)", re.IGNORECASE)


class ProjectReader:
    """An open project file; inside its block every failure becomes one ProjectError with a sentence.

    Args:
        path: the file.
        entries: names that it may hold, beside planes.

    Attributes:
        manifest: what is in project.json.
    """

    def __init__(self, path: Path, entries: Collection[str]) -> None:
        self._path, self._known = path, entries
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self.manifest: dict[str, Any] = {}

    def __enter__(self) -> ProjectReader:
        try:
            self._file = zipfile.ZipFile(self._path)
        except BaseException as error:
            raise self._explained(error) from error
        try:
            self._check_names()
            self.manifest = self._read_manifest()
        except BaseException as error:
            self._file.close()
            raise self._explained(error) from error
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._file.close()
        if error is not None:
            raise self._explained(error) from error

    def _explained(self, error: BaseException) -> BaseException:
        import cv2

        name = self._path.name
        if isinstance(error, ProjectError) or not isinstance(error, Exception):
            return error
        if isinstance(error, FileNotFoundError):
            return ProjectError("There is no file {0}.", self._path)
        if isinstance(error, MemoryError):
            return ProjectError("There is not enough memory to open {0}.", name)
        if isinstance(error, OSError) and error.strerror:
            return ProjectError("{0} cannot be opened: {1}.", self._path, reason(error), details=repr(error))
        expected = (
            zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError,
            RuntimeError, OSError, EOFError, cv2.error, GeometryError, ImageError,
        )  # fmt: skip
        if isinstance(error, expected):
            return ProjectError(
                "{0} is damaged or is not a Regrain project, and cannot be opened.", name, details=repr(error)
            )
        return error

    def _check_names(self) -> None:
        listed = self._file.infolist()
        if len(listed) > _MOST_ENTRIES:
            raise ValueError("too many entries")
        found = [info for info in listed if not _BESIDE.fullmatch(info.filename)]
        folder = next((info.filename[:-len("project.json")] for info in found
                       if re.fullmatch(r"([^/\\]+/)?project\.json", info.filename)), "")  # fmt: skip
        for info in found:
            name = info.filename.removeprefix(folder)
            if name not in self._known and not re.fullmatch(rf"planes/{PLANE.pattern}\.png", name):
                raise ValueError(f"an entry that no project has: {name!r}")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError(f"{name} is compressed in an unusual way")
            if name in self._entries:
                raise ValueError(f"two entries are named {name}")
            self._entries[name] = info
        # What is large in a project has been compressed before; zipfile gives no entry more than it says it holds.
        most = _UNPACKED_FREE + _UNPACKED_TIMES * self._path.stat().st_size
        if sum(info.file_size for info in self._entries.values()) > most:
            raise ValueError("it would unpack to far more than it is")

    def _read_manifest(self) -> dict[str, Any]:
        manifest = json.loads(self.read("project.json", _JSON_LIMIT))
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise ValueError("another format")
        version = manifest["version"]
        if not isinstance(version, int) or version < 1:
            raise ValueError("no version")
        if version > VERSION:
            raise ProjectError("{0} was written by a newer Regrain; please update.", self._path.name)
        return manifest

    def has(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str, limit: int) -> bytes:
        """The content of an entry; zipfile checks its sum on the way."""
        info = self._entries[name]
        if info.file_size > limit:
            raise ValueError(f"{name} is larger than it can be")
        with self._file.open(info) as entry:
            data = entry.read(limit + 1)  # the size above is only what the file says
            if len(data) > limit or entry.read(1):
                raise ValueError(f"{name} is larger than it can be")
        return data

    def open(self, name: str) -> IO[bytes]:
        """An entry that is read piece by piece; what reads it limits the pieces. Its sum is checked at its end."""
        return self._file.open(self._entries[name])

    def copy(self, name: str, to: Path, limit: int) -> None:
        left = limit
        with self._file.open(self._entries[name]) as entry, open(to, "wb") as out:
            while chunk := entry.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    raise ValueError(f"{name} is larger than it can be")
                out.write(chunk)

    def picture(self, name: str, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        """A PNG entry, which must have ``shape`` and ``dtype``; nothing else is decoded."""
        return decode_png(self.read(name, png_limit(shape, dtype)), shape, dtype, name)
