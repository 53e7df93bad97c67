"""Names of files: any bytes that a system allows, shown in sentences, cut to what fits, and kept in texts."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

LONGEST_NAME = 255  # bytes of one name on ext4, XFS, Btrfs, and UTF-16 units on NTFS and APFS

# Control characters, line and paragraph separators, marks that turn the direction of writing, and lone surrogates,
# which stand for bytes that are not UTF-8 (PEP 383).
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_URL = "file://"


def printable(text: str | Path) -> str:
    """``text`` in one line that any terminal, log or window takes: what cannot be shown is escaped, such as ``\\n``.

    A byte that is not UTF-8 becomes ``\\xe9``. What is printable stays as it is, backslashes too: the result is for
    eyes, not for opening a file.
    """
    return _ODD.sub(lambda found: _escaped(found[0]), str(text))


def _escaped(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def fitted(stem: str, rest: str, limit: int = LONGEST_NAME) -> str:
    """``stem`` + ``rest`` as a file name of at most ``limit`` bytes; the end of ``stem`` is what gives way."""
    room = limit - len(os.fsencode(rest))
    while stem and len(os.fsencode(stem)) > room:
        stem = stem[:-1]
    return stem + rest


def as_line(path: Path) -> str:
    """``path`` as one line of plain text, for lists and settings; :func:`from_line` gives it back.

    It is the path itself, or a file URL (RFC 8089) where that would not survive: bytes that are not UTF-8, newlines.
    """
    text = str(path)
    if not _ODD.search(text) and not text.startswith(_URL):
        return text
    return _URL + quote_from_bytes(os.fsencode(text))


def from_line(line: str) -> Path:
    """The path that :func:`as_line` wrote, or that a file URL names."""
    if line.startswith(_URL):
        return Path(os.fsdecode(unquote_to_bytes(line.removeprefix(_URL))))
    return Path(line)
