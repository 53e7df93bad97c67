"""JPEG 2000 through OpenJPEG, at the depth it was stored with (ITU-T T.800; the boxes of JP2 are its annex I)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from core.errors import ImageError
from core.image_io.decoded import ColourModel, Decoded
from core.image_io.decoders.opened import Opened, whole_depth, without_premultiplication

_JP2 = b"\0\0\0\x0cjP  \r\n\x87\n"
_CODESTREAM = b"\xff\x4f\xff\x51"
_CMYK, _CIELAB = 12, 14  # enumerated colour spaces; of sYCC (18) OpenJPEG's wrapper makes RGB


@dataclass
class _Header:
    width: int = 0
    height: int = 0
    bits: int = 8  # of the channel that has most
    signed: bool = False
    same: bool = True  # whether all channels have these bits
    channels: int = 1
    space: int | None = None
    icc: bytes | None = None
    alpha: dict[int, int] = field(default_factory=dict)  # channel: 1 opacity, 2 premultiplied
    palette_bits: int | None = None


def is_jpeg2000(data: bytes) -> bool:
    """Whether a file's bytes begin as a JP2 file or as a bare codestream does."""
    return data.startswith((_JP2, _CODESTREAM))


def open_jpeg2000(data: bytes, name: str) -> Opened:
    """A JP2, JPX or J2K file."""
    header = _header(data)
    if header is None or header.width <= 0 or header.height <= 0:
        raise ImageError("{0} is damaged or cut off and cannot be opened.", name, details="no valid JPEG 2000 header")
    return Opened(header.width, header.height, lambda: _decode(data, header, name))


def area(data: bytes, start: int) -> int:
    """Pixels of the bare codestream at ``start``; 0 where there is none."""
    header = _size(data, start, _Header())
    return 0 if header is None else header.width * header.height


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, start of the content, its end) of each box."""
    while start + 8 <= end:
        length, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if length == 1 and start + 16 <= end:
            length, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        if length == 0:
            length = end - start
        if length < head:
            return
        yield kind, start + head, min(start + length, end)
        start += length


def _header(data: bytes) -> _Header | None:
    header = _Header()
    if data.startswith(_CODESTREAM):
        return _size(data, 0, header)
    found = None
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"jp2h":
            for inner, a, b in _boxes(data, start, end):
                _describe(inner, data[a:b], header)
        if kind == b"jp2c" and found is None:
            found = _size(data, start, header)
    return found


def _describe(kind: bytes, body: bytes, header: _Header) -> None:
    if kind == b"colr" and len(body) >= 3 and header.space is None and header.icc is None:
        if body[0] == 1 and len(body) >= 7:
            header.space = int.from_bytes(body[3:7], "big")
        elif body[0] in (2, 3):
            header.icc = body[3:]
    elif kind == b"cdef" and len(body) >= 2:
        for at in range(2, len(body) - 5, 6):
            channel, purpose, _ = struct.unpack_from(">HHH", body, at)
            if purpose in (1, 2):
                header.alpha[channel] = purpose
    elif kind == b"pclr" and len(body) >= 4 and body[2]:
        header.palette_bits = (body[3] & 127) + 1


def _size(data: bytes, at: int, header: _Header) -> _Header | None:
    """What the marker SIZ says (T.800, A.5.1)."""
    if data[at : at + 4] != _CODESTREAM or at + 42 > len(data):
        return None
    right, bottom, left, top = struct.unpack_from(">4I", data, at + 8)
    (channels,) = struct.unpack_from(">H", data, at + 40)
    depths = [data[i] for i in range(at + 42, min(at + 42 + 3 * channels, len(data)), 3)]
    if not depths:
        return None
    header.width, header.height = right - left, bottom - top
    header.bits, header.signed = (max(depths) & 127) + 1, bool(depths[0] & 128)
    header.same, header.channels = len(set(depths)) == 1, channels
    if header.palette_bits is not None:
        header.bits, header.signed, header.same = header.palette_bits, False, True
    return header


def _decode(data: bytes, header: _Header, name: str) -> Decoded:
    import imagecodecs

    if header.channels > 5:
        raise ImageError("{0} is a JPEG 2000 file of {1} channels, which Regrain does not read.", name, header.channels)
    if not header.same:
        raise ImageError(
            "{0} is a JPEG 2000 file with channels of different depths, which Regrain does not read.", name
        )
    array = np.asarray(imagecodecs.jpeg2k_decode(data))
    if array.ndim == 2:
        array = array[..., None]
    if array.ndim != 3 or array.dtype.kind not in "ui" or array.shape[2] > 5:
        raise ValueError(f"{array.shape} {array.dtype}")
    if array.dtype.kind == "i":
        array = (array.astype(np.int64) + (1 << (header.bits - 1))).astype(np.uint32)
    array = whole_depth(array, header.bits)
    return _picture(array, header)


def _picture(array: np.ndarray, header: _Header) -> Decoded:
    count = array.shape[2]
    colours = 4 if header.space == _CMYK and count >= 4 else 3 if count >= 3 else 1
    alpha = array[..., colours] if count > colours else None
    colour = np.ascontiguousarray(array[..., :colours])
    if alpha is not None and header.alpha.get(colours) == 2:
        colour = without_premultiplication(colour, alpha)
    model: ColourModel
    model = "cmyk" if colours == 4 else "grey" if colours == 1 else "lab" if header.space == _CIELAB else "rgb"
    return Decoded(colour, model, None if alpha is None else np.ascontiguousarray(alpha), header.icc)
