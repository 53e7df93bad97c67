"""Where each format keeps a photo's profile and metadata.

| | JPEG | PNG | WebP | TIFF |
|---|---|---|---|---|
| profile | APP2 | iCCP | ICCP | 34675 |
| EXIF | APP1 | eXIf | EXIF | tags and directories |
| XMP | APP1, extended | iTXt | XMP | 700 |
| IPTC | APP13 | | | 33723 |
| texts | comment; EXIF | tEXt, zTXt, iTXt | EXIF | EXIF |
| resolution | JFIF, EXIF | pHYs, EXIF | EXIF | 282, 283 |

Of texts only PNG keeps all. For the others description, author, copyright and software go into EXIF, where it does not
say them itself.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

from core.image_io import xmp
from core.image_io.exif import (
    ARTIST,
    COPYRIGHT,
    DESCRIPTION,
    IPTC,
    ORIENTATION,
    PREFIX,
    SOFTWARE,
    UNDEFINED,
    XMP,
    Directory,
    Entry,
    Exif,
    read_exif,
    tags_appended,
)
from core.image_io.iptc import PHOTOSHOP, to_photoshop
from core.image_io.metadata import COMMENT, PNG_XMP, Metadata
from core.image_io.photo import Photo

_SEGMENT = 65_533  # bytes that fit into one segment of a JPEG
_PROFILE = 255 * (_SEGMENT - 14)  # bytes of a profile in all segments it may have
_BYTE = 1  # TIFF's field type
_AS_EXIF = (("Description", DESCRIPTION), ("Title", DESCRIPTION), ("Author", ARTIST), ("Copyright", COPYRIGHT),
            ("Software", SOFTWARE))  # fmt: skip
_SMALL = 1000  # characters of a text that is not worth deflating


def _exif(photo: Photo) -> Exif:
    """The photo's EXIF, of its present size and resolution."""
    exif = read_exif(photo.metadata.exif or b"").with_size(photo.width, photo.height)
    if photo.metadata.dpi is not None and exif.resolution() is not None:
        exif = exif.with_resolution(photo.metadata.dpi)
    return exif


def _with_texts(exif: Exif, metadata: Metadata) -> Exif:
    """``exif`` with what only PNG has places for."""
    texts = {keyword.casefold(): text for keyword, text in reversed(metadata.text)}
    for keyword, tag in _AS_EXIF:
        text = texts.get(keyword.casefold(), "").strip()
        if text and tag not in exif.main and len(text) <= 10_000:
            exif = exif.with_text(tag, text)
    return exif


def _block(exif: Exif) -> bytes | None:
    return None if exif.is_empty else PREFIX + exif.to_bytes()


def jpeg_options(photo: Photo) -> dict[str, Any]:
    """For Pillow's JPEG encoder."""
    metadata = photo.metadata
    options: dict[str, Any] = {}
    exif = _with_texts(_exif(photo), metadata)
    for block in (_block(exif), _block(exif.without_maker_note())):
        if block is not None and len(block) <= _SEGMENT:
            options["exif"] = block
            break
    if photo.icc is not None and len(photo.icc) <= _PROFILE:
        options["icc_profile"] = photo.icc
    if metadata.dpi is not None and all(0.5 <= value < 65_535 for value in metadata.dpi):
        options["dpi"] = metadata.dpi
    comment = dict(reversed(metadata.text)).get(COMMENT, "").encode("utf-8", "replace")
    if 0 < len(comment) <= _SEGMENT:
        options["comment"] = comment
    extra = b""
    for body in () if metadata.xmp is None else xmp.to_segments(metadata.xmp):
        extra += b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    if metadata.iptc is not None:
        body = PHOTOSHOP + to_photoshop(metadata.iptc)
        extra += b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
    return options | ({"extra": extra} if extra else {})


def webp_options(photo: Photo) -> dict[str, Any]:
    """For Pillow's WebP encoder."""
    metadata = photo.metadata
    exif = _with_texts(_exif(photo), metadata)
    if metadata.dpi is not None:
        exif = exif.with_resolution(metadata.dpi)
    block = PREFIX + exif.to_bytes() if exif.main or exif.details or exif.gps else None
    options = {"exif": block, "icc_profile": photo.icc, "xmp": metadata.xmp}
    return {key: value for key, value in options.items() if value is not None}


def png_chunks_of(photo: Photo) -> list[bytes]:
    """The chunks that go between IHDR and the pixels (PNG specification, third edition, 5.6)."""
    metadata, exif = photo.metadata, _block(_exif(photo))
    chunks = []
    if photo.icc is not None:
        chunks.append(_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(photo.icc)))
    if metadata.dpi is not None:
        x, y = (min(max(round(value / 0.0254), 1), 2**31 - 1) for value in metadata.dpi)
        chunks.append(_chunk(b"pHYs", struct.pack(">IIB", x, y, 1)))
    if exif is not None:
        chunks.append(_chunk(b"eXIf", exif.removeprefix(PREFIX)))
    if metadata.xmp is not None:
        chunks.append(_text(PNG_XMP, metadata.xmp.decode("utf-8", "replace"), unicode=True))
    return chunks + [_text(keyword, text) for keyword, text in metadata.text]


def _text(keyword: str, text: str, unicode: bool = False) -> bytes:
    name = keyword.encode("latin-1", "replace") + b"\0"
    long = len(text) > _SMALL
    try:
        plain = None if unicode else text.encode("latin-1")
    except UnicodeEncodeError:
        plain = None
    if plain is not None:
        return _chunk(b"zTXt", name + b"\0" + zlib.compress(plain)) if long else _chunk(b"tEXt", name + plain)
    encoded = text.encode("utf-8", "replace")
    return _chunk(b"iTXt", name + bytes((long, 0, 0, 0)) + (zlib.compress(encoded) if long else encoded))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def tiff_with_metadata(file: memoryview, photo: Photo) -> list[bytes | memoryview]:
    """``file``, a TIFF file of the photo's pixels and profile, in pieces with the photo's metadata added."""
    metadata = photo.metadata
    exif = _with_texts(_exif(photo), metadata).in_order("<")
    if metadata.dpi is not None:
        exif = exif.with_resolution(metadata.dpi)
    main = {tag: entry for tag, entry in exif.main.items() if tag != ORIENTATION}
    more: Directory = {}
    for tag, kind, value in ((XMP, _BYTE, metadata.xmp), (IPTC, UNDEFINED, metadata.iptc)):
        if value is not None:
            more[tag] = Entry(kind, len(value), value)
    exif = Exif("<", main, exif.details, exif.gps, exif.interop)
    if not (more or main or exif.details or exif.gps):
        return [file]
    head, tail = tags_appended(file, exif, more)
    return [head, file[len(head) :], tail]
