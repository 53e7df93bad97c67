"""What travels beside the pixels from a file to the next: EXIF, XMP, IPTC, texts and the resolution."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from core.image_io import iptc, xmp
from core.image_io.exif import IPTC, PHOTOSHOP, PREFIX, XMP, Exif, of_tiff_file, read_exif

Texts = tuple[tuple[str, str], ...]
MOST_TEXT = 4 << 20  # characters of all texts of a file
_MOST_TEXTS = 500
COMMENT = "Comment"  # PNG's keyword for what JPEG and GIF call so
PNG_XMP = "XML:com.adobe.xmp"
# Texts that speak of the old file's pixels: whole blocks in hexadecimal digits, which may hold thumbnails, and what
# programs note of size, rotation and previews.
_RAW = "Raw profile type "
_OF_THE_FILE = re.compile(r"(Raw profile type|Thumb::|exif:|tiff:|png:|jpeg:|icc:|photoshop:)", re.IGNORECASE)
_JP2_UUIDS = {
    bytes.fromhex("be7acfcb97a942e89c71999491e3afac"): "xmp",  # XMP part 3, 1.1.4
    b"JpgTiffExif->JP2": "exif",
}


@dataclass(frozen=True)
class Metadata:
    """Metadata of a photo, fit for another picture: nothing in it says how the old one was stored, lay or looked.

    Attributes:
        exif: EXIF block ("Exif\\0\\0" and a TIFF structure), upright, without a thumbnail or previews.
        xmp: XMP packet, UTF-8.
        iptc: IPTC-IIM datasets.
        text: (keyword, text) as in PNG's text chunks; "Comment" is JPEG's and GIF's comment.
        dpi: dots an inch, (x, y).
    """

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    text: Texts = ()
    dpi: tuple[float, float] | None = None


NOTHING = Metadata()


@dataclass
class _Found:
    """What lies in a file, before it is cleaned."""

    exif: Exif | None = None
    xmp: bytes | None = None
    extended: bytes | None = None
    iptc: bytes | None = None
    text: list[tuple[str, str]] | None = None
    dpi: tuple[float, float] | None = None


def read_metadata(image: Image.Image | None, data: bytes) -> Metadata:
    """What the picture file ``data`` holds beside its pixels.

    Damage costs what is damaged and nothing else; no error is raised.

    Args:
        image: the file opened by Pillow, for formats whose metadata it finds by itself (AVIF, HEIF, BMP, GIF, JPEG
            2000); where it is None, Pillow is asked here.
    """
    try:
        found = _find(image, data)
    except Exception:  # every camera and program writes in its own way; a bad block must not cost the picture
        return NOTHING
    exif = (found.exif or Exif("<")).cleaned()
    dpi = found.dpi or exif.resolution()
    if dpi is not None and not all(1 <= value <= 100_000 for value in dpi):
        dpi = None
    if dpi is not None and found.exif is not None and found.exif.orientation >= 5:
        dpi = dpi[::-1]
    if dpi is not None and exif.resolution() is not None:
        exif = exif.with_resolution(dpi)
    return Metadata(
        None if exif.is_empty else PREFIX + exif.to_bytes(),
        xmp.clean_xmp(found.xmp, found.extended),
        iptc.clean_iptc(found.iptc),
        clean_text(found.text or []),
        dpi,
    )


def clean_text(text: list[tuple[str, str]]) -> Texts:
    """``text`` without what is no keyword of PNG, speaks of the old file, or is too much."""
    kept: list[tuple[str, str]] = []
    left = MOST_TEXT
    for keyword, words in text[:_MOST_TEXTS]:
        keyword = keyword.strip()
        latin = keyword.isprintable() and 1 <= len(keyword) <= 79 and max(keyword) <= "\xff"
        if not latin or keyword == PNG_XMP or _OF_THE_FILE.match(keyword) or len(words) > left:
            continue
        left -= len(words)
        kept.append((keyword, words.replace("\0", "")))
    return tuple(kept)


def _find(image: Image.Image | None, data: bytes) -> _Found:
    if data[:2] == b"\xff\xd8":
        return _in_jpeg(data)
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return _in_png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _in_webp(data)
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _in_tiff(data)
    return _by_pillow(image, data)


def _in_jpeg(data: bytes) -> _Found:
    """ITU-T T.81, annex B; JFIF 1.02; EXIF 2.32, 4.7."""
    found, at = _Found(), 2
    exif: Exif | None = None
    packets: list[bytes] = []
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker in (0xD9, 0xDA):  # the end, or the first scan
            break
        size = struct.unpack_from(">H", data, at + 2)[0]
        body = data[at + 4 : at + 2 + size]
        if marker == 0xE0 and body[:5] == b"JFIF\0" and len(body) >= 12:
            unit, x, y = struct.unpack_from(">BHH", body, 7)
            if unit in (1, 2) and min(x, y) > 1:
                factor = 2.54 if unit == 2 else 1.0
                found.dpi = x * factor, y * factor
        elif marker == 0xE1 and body[:6] == PREFIX and exif is None:
            exif = read_exif(body)
        elif marker == 0xE1:
            packets.append(body)
        elif marker == 0xED and body.startswith(iptc.PHOTOSHOP):
            found.iptc = (found.iptc or b"") + body.removeprefix(iptc.PHOTOSHOP)
        elif marker == 0xFE and found.text is None:
            found.text = [(COMMENT, _decoded(body))]
        at += 2 + size
    found.exif = exif
    found.xmp, found.extended = xmp.from_segments(packets)
    found.iptc = None if found.iptc is None else iptc.from_photoshop(found.iptc)
    return found


def _whole(dpi: float) -> float:
    """``dpi``, known from whole dots a metre: the whole number that it may have been, or itself."""
    nearest = float(round(dpi))
    return nearest if abs(dpi - nearest) <= 0.0254 / 2 else dpi


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, content) of a PNG's chunks up to where it ends or is damaged; pixels are passed over."""
    at = 8
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + size > len(data) or kind == b"IEND":
            return
        if kind not in (b"IDAT", b"fdAT"):
            yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size


def _in_png(data: bytes) -> _Found:
    """PNG specification, third edition, 11.3.3 and 11.3.4."""
    found = _Found(text=[])
    assert found.text is not None
    for kind, body in png_chunks(data):
        if kind == b"pHYs" and len(body) == 9 and body[8] == 1:  # the unit is the metre
            x, y = struct.unpack(">II", body[:8])
            found.dpi = _whole(x * 0.0254), _whole(y * 0.0254)
        elif kind == b"eXIf":
            found.exif = read_exif(body)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            pair = _png_text(kind, body)
            if pair is None:
                continue
            if pair[0] == PNG_XMP:
                found.xmp = pair[1].encode("utf-8")
            elif pair[0].startswith(_RAW):
                _take_raw(found, pair[0].removeprefix(_RAW), pair[1])
            else:
                found.text.append(pair)
    return found


def _take_raw(found: _Found, kind: str, text: str) -> None:
    """A block in hexadecimal digits behind a line with its name and one with its length, as ImageMagick writes it."""
    block = bytes.fromhex("".join(text.split()[2:]))
    if kind in ("exif", "APP1") and block.startswith(PREFIX):
        found.exif = found.exif or read_exif(block)
    elif kind in ("xmp", "APP1"):
        found.xmp = found.xmp or block[block.find(b"<") :]
    elif kind == "iptc":
        found.iptc = iptc.from_photoshop(block.removeprefix(iptc.PHOTOSHOP))


def _png_text(kind: bytes, body: bytes) -> tuple[str, str] | None:
    keyword, _, rest = body.partition(b"\0")
    name = keyword.decode("latin-1")
    most = xmp.MOST_BYTES if name == PNG_XMP else MOST_TEXT
    try:
        if kind in (b"tEXt", b"zTXt"):
            text = rest if kind == b"tEXt" else _inflated(rest[1:], most)
            return name, _decoded(text) if name == PNG_XMP else text.decode("latin-1")
        packed, rest = rest[0], rest[2:]
        _language, _, rest = rest.partition(b"\0")
        _translated, _, rest = rest.partition(b"\0")
        return name, (_inflated(rest, most) if packed else rest).decode("utf-8", "replace")
    except (ValueError, IndexError, zlib.error):
        return None


def _inflated(data: bytes, most: int) -> bytes:
    """Raises ValueError where it would grow beyond ``most`` bytes."""
    inflater = zlib.decompressobj()
    text = inflater.decompress(data, most)
    if inflater.unconsumed_tail:
        raise ValueError("too long a text")
    return text


def _in_webp(data: bytes) -> _Found:
    """RFC 9649, 2.7."""
    found, at = _Found(), 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        if kind == b"EXIF":
            found.exif = read_exif(data[at + 8 : at + 8 + size])
        elif kind == b"XMP ":
            found.xmp = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return found


def _in_tiff(data: bytes) -> _Found:
    """TIFF 6.0; XMP part 3, 1.1.5."""
    whole = read_exif(data)
    values = {tag: whole.main[tag].value for tag in (XMP, IPTC, PHOTOSHOP) if tag in whole.main}
    blocks = values.get(PHOTOSHOP)
    own = values.get(IPTC) or (None if blocks is None else iptc.from_photoshop(blocks))
    exif = of_tiff_file(whole)
    return _Found(exif=exif, xmp=values.get(XMP), iptc=own, dpi=exif.resolution())


def _by_pillow(image: Image.Image | None, data: bytes) -> _Found:
    if image is None:
        image = Image.open(io.BytesIO(data))
    info = image.info
    dpi = info.get("dpi")
    found = _Found(dpi=None if dpi is None else (_whole(float(dpi[0])), _whole(float(dpi[1]))))
    found.xmp = _bytes(info.get("xmp"))
    block = _bytes(info.get("exif"))
    if data[4:8] == b"jP  ":
        boxes = dict(_jp2_uuids(data))
        block, found.xmp = boxes.get("exif", block), boxes.get("xmp", found.xmp)
    found.exif = None if block is None else read_exif(block)
    comment = info.get("comment")
    if comment:
        found.text = [(COMMENT, comment if isinstance(comment, str) else _decoded(comment))]
    return found


def _jp2_uuids(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The UUID boxes of a JPEG 2000 file that are of use (ISO/IEC 15444-1, I.4 and I.7.2)."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1 and at + 16 <= len(data):
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        if size == 0:
            size = len(data) - at
        if size < head:
            return
        name = _JP2_UUIDS.get(data[at + head : at + head + 16]) if kind == b"uuid" else None
        if name is not None:
            yield name, data[at + head + 16 : at + size]
        at += size


def _bytes(value: object) -> bytes | None:
    return value.encode("utf-8") if isinstance(value, str) else value if isinstance(value, bytes) else None


def _decoded(text: bytes) -> str:
    text = text.rstrip(b"\0")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")
