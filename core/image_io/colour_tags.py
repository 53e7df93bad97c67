"""What a file says of its colours beside an ICC profile: chunks of PNG, boxes of AVIF and HEIF, EXIF of cameras."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from core.image_io.decoded import ColourTags

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UNIT = 100_000  # gAMA and cHRM store hundred-thousandths
_EXIF_IFD, _INTEROP_IFD, _COLOUR_SPACE = 0x8769, 0xA005, 0xA001
_UNCALIBRATED, _ADOBE_BY_CUSTOM = 0xFFFF, 2  # values of ColorSpace; the second is in no standard, but in cameras
_ADOBE_RGB = ColourTags(256 / 563, (0.3127, 0.329, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06))  # Adobe RGB (1998), 4.3


def png_tags(data: bytes) -> ColourTags:
    """The chunks gAMA, cHRM, cICP and sRGB of a PNG file (PNG, third edition, 11.3.2); nothing where it is damaged.

    Only what comes before the pixels counts, and only chunks whose check sum holds. Never raises.
    """
    found = dict(_png_chunks(data))
    gamma, chromaticities, cicp = found.get(b"gAMA", b""), found.get(b"cHRM", b""), found.get(b"cICP", b"")
    return ColourTags(
        gamma=int.from_bytes(gamma, "big") / _UNIT if len(gamma) == 4 else None,
        chromaticities=tuple(v / _UNIT for v in struct.unpack(">8i", chromaticities))
        if len(chromaticities) == 32
        else None,
        cicp=(cicp[0], cicp[1], cicp[2], cicp[3]) if len(cicp) == 4 else None,
        srgb=len(found.get(b"sRGB", b"")) == 1,
    )


def nclx_tags(data: bytes) -> ColourTags:
    """The nclx colours of an AVIF or HEIF file's main picture (ISO/IEC 23008-12, 6.5.5); nothing where there are none.

    Nothing, too, where the main picture has an ICC profile: that goes first (ISO/IEC 23000-22, 7.3.6.4), and nclx then
    only tells the decoder how to make RGB of it. Full range is always given, since decoders widen samples when they
    make RGB. Never raises.
    """
    meta = next((body for kind, body in _boxes(data) if kind == b"meta"), b"")[4:]
    inside = dict(_boxes(meta))
    described = list(_boxes(inside.get(b"iprp", b"")))
    properties = [p for kind, body in described if kind == b"ipco" for p in _boxes(body)]
    mine = _properties_of(_main_item(inside.get(b"pitm", b"")), [body for kind, body in described if kind == b"ipma"])
    own = [properties[index - 1] for index in mine if 0 < index <= len(properties)]
    # A main picture made of tiles may leave its colours to the tiles.
    colours = [body for kind, body in own if kind == b"colr"] or [body for kind, body in properties if kind == b"colr"]
    if any(body[:4] in (b"prof", b"rICC") for body in colours):
        return ColourTags()
    for body in colours:
        if body[:4] == b"nclx" and len(body) >= 10:
            primaries, transfer, matrix = struct.unpack(">3H", body[4:10])
            return ColourTags(cicp=(primaries, transfer, matrix, 1))
    return ColourTags()


def exif_tags(image: Image.Image) -> ColourTags:
    """The colours of a camera set to Adobe RGB, which many mark in EXIF alone (DCF 2.0, 4.5: interoperability "R03").

    Nothing for all others, and where EXIF is broken. Never raises.

    Args:
        image: opened by Pillow; its pixels are not looked at.
    """
    try:
        exif = image.getexif()
        space = exif.get_ifd(_EXIF_IFD).get(_COLOUR_SPACE)
        index = str(exif.get_ifd(_INTEROP_IFD).get(1, ""))
    except Exception:  # EXIF is written by every camera in its own way
        return ColourTags()
    marked = space == _UNCALIBRATED and index.rstrip("\0 ") == "R03"
    return _ADOBE_RGB if marked or space == _ADOBE_BY_CUSTOM else ColourTags()


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, content) of the small chunks before the pixels."""
    if not data.startswith(_PNG_SIGNATURE):
        return
    at = len(_PNG_SIGNATURE)
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind in (b"IDAT", b"IEND"):
            return
        if length <= 32 and at + 12 + length <= len(data):
            body, check = data[at + 8 : at + 8 + length], data[at + 8 + length : at + 12 + length]
            if zlib.crc32(kind + body) == int.from_bytes(check, "big"):
                yield kind, body
        at += 12 + length


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, content) of boxes that follow one another (ISO/IEC 14496-12, 4.2), as far as they hold together."""
    at = 0
    while at + 8 <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head or at + size > len(data):
            if kind == b"mdat":
                return
            size = len(data) - at  # a file that is cut off
        yield kind, data[at + head : at + size]
        at += size


def _main_item(pitm: bytes) -> int:
    """The number of the main picture; 0 where it is not told."""
    return int.from_bytes(pitm[4 : 8 if pitm[:1] != b"\0" else 6], "big")


def _properties_of(item: int, tables: list[bytes]) -> list[int]:
    """Places, counted from 1, of an item's properties (ItemPropertyAssociation, ISO/IEC 23008-12, 9.3.1)."""
    for table in tables:
        wide_items, wide_places = table[:1] not in (b"\0", b""), bool(table[3:4]) and bool(table[3] & 1)
        at = 8
        for _ in range(int.from_bytes(table[4:8], "big")):
            number = int.from_bytes(table[at : at + (4 if wide_items else 2)], "big")
            at += 4 if wide_items else 2
            if at >= len(table):
                break
            count, step = table[at], 2 if wide_places else 1
            places = table[at + 1 : at + 1 + count * step]
            if number == item:
                mask = 0x7FFF if wide_places else 0x7F  # the highest bit says whether a reader must know it
                return [int.from_bytes(places[k : k + step], "big") & mask for k in range(0, len(places), step)]
            at += 1 + count * step
    return []
