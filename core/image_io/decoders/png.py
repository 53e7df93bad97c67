"""PNG at every depth and colour type, through libpng; what is cut off is mended first (PNG 3rd edition, W3C 2025)."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from core.errors import ImageError
from core.image_io.colour_tags import png_tags
from core.image_io.decoded import Decoded
from core.image_io.decoders.opened import DAMAGED, FIRST_FRAME, Opened, lay_plain
from core.image_io.orientation import orientation_of

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIXELS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_LONGEST_TEXT = 1 << 20  # bytes; what Pillow takes. Longer ones hold no EXIF
_LONGEST_PROFILE = 1 << 25  # bytes, unpacked
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# Adam7: first column and row of each pass, its steps, and the grid (across, down) that is known once it is through.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_KNOWN = ((8, 8), (4, 8), (4, 4), (2, 4), (2, 2), (1, 2), (1, 1))


@dataclass(frozen=True)
class _Header:
    width: int
    height: int
    depth: int
    kind: int
    interlaced: bool

    def row_bytes(self, width: int) -> int:
        """Of a row of ``width`` px, with its filter's byte."""
        return 1 + (width * self.depth * _CHANNELS[self.kind] + 7) // 8

    def passes(self) -> list[tuple[int, int, int]]:
        """(columns, rows, bytes in each row) of every pass, 0 where it has no pixels; one if nothing is interlaced."""
        if not self.interlaced:
            return [(self.width, self.height, self.row_bytes(self.width))]
        sizes = ((-(-(self.width - x) // across), -(-(self.height - y) // down)) for x, y, across, down in _PASSES)
        return [(w, h, self.row_bytes(w)) if w > 0 < h else (0, 0, 0) for w, h in sizes]


def open_png(data: bytes, name: str) -> Opened:
    """A PNG file, or the still picture of an animated one."""
    header = _header(data)
    if header is None:
        raise ImageError("{0} is damaged or cut off and cannot be opened.", name, details="no valid IHDR")
    image = _metadata(data)
    return Opened(header.width, header.height, lambda: _decode(data, header, image), image)


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(type, start of the body, its end) of each chunk; the last one of a cut file ends with the file."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, at + 8, min(at + 8 + length, len(data))
        at += 12 + length


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk as it lies in a file."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _header(data: bytes) -> _Header | None:
    if len(data) < 29 or data[12:16] != b"IHDR":
        return None
    width, height, depth, kind, _, _, interlace = struct.unpack_from(">IIBBBBB", data, 16)
    if not width or not height or depth not in _DEPTHS.get(kind, ()) or interlace > 1:
        return None
    return _Header(width, height, depth, kind, interlace == 1)


def _metadata(data: bytes) -> Image.Image | None:
    """A picture of one pixel with the file's EXIF and short texts, for Pillow to find the metadata in.

    Pillow would decode the whole picture to reach an eXIf chunk behind it, and refuses files with long texts.
    """
    kept = [chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))]
    for kind, start, end in chunks(data):
        if kind in (b"eXIf", b"pHYs") or (kind in _TEXTS and _is_short(kind, data[start:end])):
            kept.append(chunk(kind, data[start:end]))
    kept += [chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b"")]
    try:
        return Image.open(io.BytesIO(SIGNATURE + b"".join(kept)), formats=["PNG"])
    except Exception:  # a broken text must not cost the picture
        return None


def _is_short(kind: bytes, body: bytes) -> bool:
    if len(body) > _LONGEST_TEXT:
        return False
    _, _, rest = body.partition(b"\0")
    if kind == b"tEXt":
        return True
    if kind == b"iTXt":
        if rest[:1] != b"\1":
            return True
        rest = rest[2:].split(b"\0", 2)[-1]
    else:
        rest = rest[1:]
    return len(inflate(rest, _LONGEST_TEXT + 1)) <= _LONGEST_TEXT


def _decode(data: bytes, header: _Header, image: Image.Image | None) -> Decoded:
    import imagecodecs

    if header.interlaced:
        decoded = _unpacked(data, header)
    else:
        try:
            decoded = _split(imagecodecs.png_decode(_only_pixels(data)))
        except (RuntimeError, ValueError):
            decoded = _unpacked(data, header)
    animated = any(
        kind == b"acTL" and end - start >= 4 and int.from_bytes(data[start : start + 4], "big") > 1
        for kind, start, end in chunks(data)
    )
    return replace(
        decoded,
        icc=_profile(data),
        tags=png_tags(data),
        orientation=1 if image is None else orientation_of(image),
        notes=(*decoded.notes, FIRST_FRAME) if animated else decoded.notes,
    )


def _only_pixels(data: bytes) -> bytes:
    """The file without what is not needed to decode it; libpng grumbles about the rest on the console."""
    found = list(chunks(data))
    if all(kind in _PIXELS for kind, _, _ in found):
        return data
    view = memoryview(data)
    return b"".join([SIGNATURE, *(view[start - 8 : end + 4] for kind, start, end in found if kind in _PIXELS)])


def _split(array: np.ndarray) -> Decoded:
    """libpng's expanded samples: grey (h, w), or grey and alpha, RGB, RGBA (h, w, c)."""
    if array.ndim == 2:
        array = array[..., None]
    alpha = array[..., -1] if array.shape[2] in (2, 4) else None
    colour = array if alpha is None else array[..., :-1]
    return Decoded(colour, "grey" if colour.shape[2] == 1 else "rgb", alpha)


def _profile(data: bytes) -> bytes | None:
    for kind, start, end in chunks(data):
        if kind == b"iCCP":
            _, _, rest = data[start:end].partition(b"\0")
            unpacked = inflate(rest[1:], _LONGEST_PROFILE)
            return unpacked or None
        if kind == b"IDAT":
            break
    return None


def inflate(packed: bytes, longest: int) -> bytes:
    """What can be unpacked of a zlib stream, up to ``longest`` bytes; less where it is damaged."""
    stream, out = zlib.decompressobj(), bytearray()
    at, step = 0, 1 << 16
    while at < len(packed) and len(out) < longest and not stream.eof:
        before = stream.copy()
        try:
            out += stream.decompress(packed[at : at + step], longest - len(out))
            at += step
        except zlib.error:  # this call gave nothing back: again, in smaller bites, up to the damage
            if step == 1:
                break
            stream, step = before, step // 16
    return bytes(out)


def _unpacked(data: bytes, header: _Header) -> Decoded:
    """The picture by its passes, each unpacked and packed again as a file of its own; what is missing is opaque grey.

    For interlaced files, of which libpng as it is wrapped grumbles, and for damaged ones: of a damaged interlaced file
    the passes that are whole are shown, coarse.
    """
    sizes = header.passes()
    expected = sum(rows * length for _, rows, length in sizes)
    raw = inflate(b"".join(data[s:e] for kind, s, e in chunks(data) if kind == b"IDAT"), expected)
    others = [chunk(kind, data[s:e]) for kind, s, e in chunks(data) if kind in (b"PLTE", b"tRNS")]
    if not header.interlaced:
        known = _whole_rows(raw, 0, *sizes[0][1:])
        if not known:
            raise ValueError("no row of the picture can be unpacked")
        decoded = _split(_repacked(raw, 0, known, header, sizes[0], others))
        lay_plain(decoded, np.arange(header.height) >= known)
        return replace(decoded, notes=(DAMAGED,))
    array, at, through = np.zeros(0), 0, 0
    for (x, y, across, down), size in zip(_PASSES, sizes, strict=True):
        if _whole_rows(raw, at, *size[1:]) < size[1]:
            break
        if size[1]:
            part = _repacked(raw, at, size[1], header, size, others)
            if not through:
                array = np.zeros((header.height, header.width, *part.shape[2:]), part.dtype)
            array[y::down, x::across] = part
        at += size[1] * size[2]
        through += 1
    if not through:
        raise ValueError("not even the first pass is whole")
    if through == len(_PASSES):
        return _split(array)
    across, down = _KNOWN[through - 1]
    coarse = array[::down, ::across].repeat(down, axis=0).repeat(across, axis=1)
    return replace(_split(np.ascontiguousarray(coarse[: header.height, : header.width])), notes=(DAMAGED,))


def _whole_rows(raw: bytes, at: int, rows: int, length: int) -> int:
    """How many of a pass's ``rows`` are there; a filter that does not exist is where the damage begins."""
    if not rows:
        return 0
    filters = raw[at : at + rows * length : length]
    count = min(max(len(raw) - at, 0) // length, rows)
    return next((row for row in range(count) if filters[row] > 4), count)


def _repacked(
    raw: bytes, at: int, known: int, header: _Header, size: tuple[int, int, int], others: list[bytes]
) -> np.ndarray:
    """A pass as libpng decodes it; zeros in the rows that are not ``known``. ``others``: palette and transparency."""
    import imagecodecs

    columns, rows, length = size
    packed = zlib.compress(raw[at : at + known * length] + bytes((rows - known) * length), 1)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, header.depth, header.kind, 0, 0, 0))
    parts = [SIGNATURE, head, *others, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    return np.array(imagecodecs.png_decode(b"".join(parts)))
