"""EXIF blocks and the directories of TIFF files: read as they are, cleaned, and written with every type kept.

Sources: TIFF revision 6.0 (1992), section 2; EXIF 2.32 (CIPA DC-008, 2019), 4.5 and 4.6. Maker notes hold offsets of
their own, which count from the block's beginning in many cameras; a note therefore stays where it was in the block.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

DESCRIPTION, ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 270, 274, 282, 283, 296
SOFTWARE, ARTIST, COPYRIGHT = 305, 315, 33432
EXIF_IFD, GPS_IFD, INTEROP_IFD = 34665, 34853, 40965
MAKER_NOTE, PIXEL_X, PIXEL_Y = 37500, 40962, 40963
XMP, IPTC, PHOTOSHOP, ICC = 700, 33723, 34377, 34675
PREFIX = b"Exif\0\0"
MOST_BYTES = 32 << 20  # of all values of a file; a camera's have some ten thousand, with XMP and profiles in TIFF more

ASCII, SHORT, LONG, RATIONAL, UNDEFINED, IFD = 2, 3, 4, 5, 7, 13
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}  # bytes
_UNITS = {3: 2, 8: 2, 4: 4, 5: 4, 9: 4, 10: 4, 11: 4, 13: 4, 12: 8}  # bytes that are swapped between byte orders
_MOST_ENTRIES = 1000
_INCH, _CENTIMETRE = 2, 3

# Of no meaning in another file: how a TIFF file lies on the disk, and blocks that are carried in places of their own or
# not at all (other pages, Photoshop's layers, padding).
_STRUCTURE = frozenset((
    *range(254, 260), *range(262, 267), 273, *range(277, 282), 284, *range(288, 294), 297, 300, 317,
    *range(320, 329), *range(330, 348), 351, *range(512, 522), 559, XMP, IPTC, PHOTOSHOP, ICC, 37724, 59932,
))  # fmt: skip
# A TIFF file's first directory holds much besides: of it goes on what EXIF names for its own first directory.
_OF_TIFF = frozenset((
    269, DESCRIPTION, 271, 272, ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT, SOFTWARE, 306, ARTIST, 316,
    18246, 18249, COPYRIGHT, *range(40091, 40096),
))  # fmt: skip
_PLACES = frozenset((37396, 41492))  # where in the old picture the subject was
_OF_PIXELS = frozenset((301, 318, 319, 529, 530, 531, 532))  # how a JPEG's samples become colours; wrong in a TIFF
# A JPEG inside of a value: a preview. Some makers spoil the first of its bytes.
_PREVIEW = re.compile(rb"\xd8\xff[\xc0-\xc4\xdb\xe0-\xef\xfe]")


@dataclass(frozen=True)
class Entry:
    """One field of a directory.

    Attributes:
        kind: TIFF's field type. count: how many values. value: their bytes, in the block's byte order.
        at: where ``value`` lay in the block it was read from; None for a new one.
    """

    kind: int
    count: int
    value: bytes
    at: int | None = None


Directory = dict[int, Entry]


@dataclass(frozen=True)
class Exif:
    """The directories that EXIF knows, without pointers to each other.

    Attributes:
        order: "<" or ">", byte order of all values.
        main: IFD0. details: the Exif IFD. gps, interop: the directories of these names.
    """

    order: str
    main: Directory = field(default_factory=dict)
    details: Directory = field(default_factory=dict)
    gps: Directory = field(default_factory=dict)
    interop: Directory = field(default_factory=dict)

    @property
    def orientation(self) -> int:
        """1..8; 1 where it is not said."""
        value = self.number(ORIENTATION)
        return int(value) if value is not None and value in range(1, 9) else 1

    def number(self, tag: int) -> float | None:
        """The first value of a number in IFD0."""
        entry = self.main.get(tag)
        if entry is None:
            return None
        try:
            if entry.kind in (SHORT, LONG):
                return float(struct.unpack_from(self.order + ("H" if entry.kind == SHORT else "I"), entry.value)[0])
            if entry.kind == RATIONAL:
                above, below = struct.unpack_from(self.order + "II", entry.value)
                return above / below if below else None
        except struct.error:
            return None
        return None

    def resolution(self) -> tuple[float, float] | None:
        """(x, y) in dots an inch, where it is said (EXIF's default unit is the inch)."""
        x, y, unit = (self.number(tag) for tag in (X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT))
        if x is None or unit not in (None, _INCH, _CENTIMETRE):
            return None
        factor = 2.54 if unit == _CENTIMETRE else 1.0
        return x * factor, (x if y is None else y) * factor

    def with_resolution(self, dpi: tuple[float, float]) -> Exif:
        """The same, saying ``dpi`` dots an inch; nothing changes where it says so already."""
        known = self.resolution()
        if known is not None and all(abs(a - b) <= 0.005 * b for a, b in zip(known, dpi, strict=True)):
            return self
        parts = [Fraction(value).limit_denominator(10_000) for value in dpi]
        x, y = (self._rational(part.numerator, part.denominator) for part in parts)
        unit = Entry(SHORT, 1, struct.pack(self.order + "H", _INCH))
        return replace(self, main=self.main | {X_RESOLUTION: x, Y_RESOLUTION: y, RESOLUTION_UNIT: unit})

    def with_size(self, width: int, height: int) -> Exif:
        """The same with its record of the picture's size, where it has one, set to ``width`` x ``height`` px."""
        if PIXEL_X not in self.details and PIXEL_Y not in self.details:
            return self
        x, y = (Entry(LONG, 1, struct.pack(self.order + "I", value)) for value in (width, height))
        return replace(self, details=self.details | {PIXEL_X: x, PIXEL_Y: y})

    def with_text(self, tag: int, text: str) -> Exif:
        """The same with ``text`` in IFD0 (UTF-8, as programs write what ASCII cannot say)."""
        value = text.encode("utf-8", "replace") + b"\0"
        return replace(self, main=self.main | {tag: Entry(ASCII, len(value), value)})

    def _rational(self, above: int, below: int) -> Entry:
        return Entry(RATIONAL, 1, struct.pack(self.order + "II", above, below))

    def without_maker_note(self) -> Exif:
        return replace(self, details={tag: entry for tag, entry in self.details.items() if tag != MAKER_NOTE})

    def cleaned(self) -> Exif:
        """What another picture may carry on: upright, without previews, and without how the old file was stored."""
        main = {tag: entry for tag, entry in self.main.items() if tag not in _STRUCTURE}
        main[ORIENTATION] = Entry(SHORT, 1, struct.pack(self.order + "H", 1))
        details = {tag: entry for tag, entry in self.details.items() if tag not in _PLACES}
        return Exif(self.order, *(map(_without_previews, (main, details, self.gps, self.interop))))

    def in_order(self, order: str) -> Exif:
        """The same values in the byte order ``order``."""
        if order == self.order:
            return self
        return Exif(order, *(map(_swapped, (self.main, self.details, self.gps, self.interop))))

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing but which way is up and how large a dot is."""
        said = self.main.keys() - {ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT}
        return not (said or self.details or self.gps)

    def to_bytes(self) -> bytes:
        """A TIFF structure, to be put behind :data:`PREFIX` in a JPEG file."""
        note = self.details.get(MAKER_NOTE)
        fixed = note if note is not None and 8 <= (note.at or 0) <= 0xFFFF and len(note.value) > 4 else None
        layout = _Layout(self.order, 8, fixed)
        first = layout.directory(self.main, self._pointers())
        mark = b"II" if self.order == "<" else b"MM"
        return mark + struct.pack(self.order + "HI", 42, first) + layout.joined()

    def _pointers(self) -> _Pointers:
        inner: _Pointers = {INTEROP_IFD: (self.interop, {})} if self.interop else {}
        pointers: _Pointers = {EXIF_IFD: (self.details, inner)} if self.details or inner else {}
        return pointers | ({GPS_IFD: (self.gps, {})} if self.gps else {})


_Pointers = dict[int, tuple[Directory, "_Pointers"]]


class _Layout:
    """Where the parts of a block go: one after the other from ``start``, around one value that stays where it was."""

    def __init__(self, order: str, start: int, fixed: Entry | None = None) -> None:
        self._order, self._start, self._end, self._fixed = order, start, start, fixed
        self._parts: list[tuple[int, bytes]] = []
        if fixed is not None:
            self._parts.append((fixed.at or 0, fixed.value))

    def _place(self, size: int) -> int:
        at = self._end + self._end % 2
        if self._fixed is not None and self._fixed.at is not None:
            until = self._fixed.at + len(self._fixed.value)
            if at < until and at + size > self._fixed.at:
                at = until + until % 2
        self._end = at + size
        return at

    def _put(self, value: bytes) -> int:
        at = self._place(len(value))
        self._parts.append((at, value))
        return at

    def directory(self, entries: Directory, pointers: _Pointers, raw: dict[int, bytes] | None = None) -> int:
        """Lay out a directory and what it points to; returns where it begins.

        Args:
            raw: tag -> the 12 bytes of entries whose values are elsewhere already.
        """
        raw = raw or {}
        count = len(entries.keys() | pointers.keys() | raw.keys())
        begins = self._place(2 + 12 * count + 4)
        rows = dict(raw)
        for tag, entry in entries.items():
            if len(entry.value) <= 4:
                value = entry.value.ljust(4, b"\0")
            elif entry is self._fixed:
                value = struct.pack(self._order + "I", entry.at)
            else:
                value = struct.pack(self._order + "I", self._put(entry.value))
            rows[tag] = struct.pack(self._order + "HHI", tag, entry.kind, entry.count) + value
        for tag, (inner, further) in pointers.items():
            rows[tag] = struct.pack(self._order + "HHII", tag, LONG, 1, self.directory(inner, further))
        table = b"".join(rows[tag] for tag in sorted(rows))
        self._parts.append((begins, struct.pack(self._order + "H", count) + table + bytes(4)))
        return begins

    def joined(self) -> bytes:
        """The bytes from the start on."""
        block = bytearray(max(at + len(part) for at, part in self._parts) - self._start)
        for at, part in self._parts:
            block[at - self._start : at - self._start + len(part)] = part
        return bytes(block)


def read_exif(data: bytes) -> Exif:
    """The directories of an EXIF block, with or without :data:`PREFIX`, or of a TIFF file's first page.

    Entries that are broken are left out; what is not a TIFF structure at all has none.
    """
    data = data.removeprefix(PREFIX)
    order = {b"II": "<", b"MM": ">"}.get(bytes(data[:2]))
    if order is None or len(data) < 8:
        return Exif("<")
    big = struct.unpack_from(order + "H", data, 2)[0] == 43  # BigTIFF
    try:
        first = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)[0]
    except struct.error:
        return Exif(order)
    reader = _Reader(data, order, big)
    main = reader.directory(first)
    details = reader.directory(_target(main, EXIF_IFD, order))
    gps = reader.directory(_target(main, GPS_IFD, order))
    interop = reader.directory(_target(details, INTEROP_IFD, order))
    for directory in (main, details):
        for tag in (EXIF_IFD, GPS_IFD, INTEROP_IFD):
            directory.pop(tag, None)
    return Exif(order, main, details, gps, interop)


def of_tiff_file(exif: Exif) -> Exif:
    """What of a TIFF file's directories (:func:`read_exif`) is EXIF, and not the file's own matter.

    A maker's note has no place to keep here: its offsets, if they count from the file's beginning, are lost.
    """
    main = {tag: entry for tag, entry in exif.main.items() if tag in _OF_TIFF}
    return replace(exif, main=main, details={tag: replace(entry, at=None) for tag, entry in exif.details.items()})


class _Reader:
    def __init__(self, data: bytes, order: str, big: bool) -> None:
        self._data, self._order, self._big = data, order, big
        self._left = MOST_BYTES

    def directory(self, at: int) -> Directory:
        found: Directory = {}
        data, order = self._data, self._order
        head, row, inline = ("Q", 20, 8) if self._big else ("H", 12, 4)
        if at < 8:
            return found
        try:
            count = struct.unpack_from(order + head, data, at)[0]
        except struct.error:
            return found
        at += struct.calcsize(order + head)
        for number in range(min(count, _MOST_ENTRIES)):
            place = at + number * row
            if place + row > len(data):
                break
            tag, kind, values = struct.unpack_from(order + ("HHQ" if self._big else "HHI"), data, place)
            size = _SIZES.get(kind, 0) * values
            where = place + row - inline
            if size > inline:
                where = struct.unpack_from(order + ("Q" if self._big else "I"), data, where)[0]
            if tag in found or not 0 < size <= self._left or where + size > len(data):
                continue
            self._left -= size
            found[tag] = Entry(kind, values, bytes(data[where : where + size]), where)
        return found


def _target(directory: Directory, tag: int, order: str) -> int:
    entry = directory.get(tag)
    if entry is None or entry.kind not in (LONG, IFD):
        return 0
    return int(struct.unpack_from(order + "I", entry.value)[0])


def _without_previews(directory: Directory) -> Directory:
    return {tag: entry for tag, entry in directory.items() if not _PREVIEW.search(entry.value)}


def _swapped(directory: Directory) -> Directory:
    def swap(entry: Entry) -> Entry:
        unit = _UNITS.get(entry.kind, 1)
        return entry if unit == 1 else replace(entry, value=np.frombuffer(entry.value, f"u{unit}").byteswap().tobytes())

    return {tag: swap(entry) for tag, entry in directory.items()}


def tags_appended(file: bytes | memoryview, exif: Exif, more: Directory) -> tuple[bytes, bytes]:
    """Give the first page of a TIFF file further tags: its first directory is written anew at the end.

    Args:
        file: a classic little-endian TIFF file with one page.
        exif: with byte order "<".
        more: further entries of the directory; they go before those of ``exif``.

    Returns:
        What takes the place of the file's first eight bytes, and what is to follow the file's last.

    Raises:
        ValueError: another kind of file.
    """
    if file[:4] != b"II*\0" or exif.order != "<":
        raise ValueError("not a little-endian TIFF file")
    at = struct.unpack_from("<I", file, 4)[0]
    count = struct.unpack_from("<H", file, at)[0]
    rows = (bytes(file[place : place + 12]) for place in range(at + 2, at + 2 + 12 * count, 12))
    raw = {struct.unpack_from("<H", row)[0]: row for row in rows}
    start = len(file) + len(file) % 2
    layout = _Layout("<", start)
    main = {tag: entry for tag, entry in exif.main.items() if tag not in _OF_PIXELS} | more
    first = layout.directory(main, exif._pointers(), {tag: row for tag, row in raw.items() if tag not in main})
    return b"II*\0" + struct.pack("<I", first), bytes(start - len(file)) + layout.joined()
