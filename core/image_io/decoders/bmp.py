"""BMP files whose channels lie under bit masks of any width (Pillow knows the usual masks only)."""

from __future__ import annotations

import struct

import numpy as np

from core.errors import ImageError
from core.image_io.decoded import Decoded
from core.image_io.decoders.opened import DAMAGED, Opened, lay_plain, whole_depth

_BITFIELDS = (3, 6)  # compression, in the headers of Windows 3 and later


def has_masks(data: bytes) -> bool:
    """Whether a file's bytes begin as a BMP file of 16, 32 or 64 bits does that names its masks or has to."""
    if data[:2] != b"BM" or len(data) < 54:
        return False
    size, bits, compression = _fields(data)[0], *_fields(data)[3:]
    return size >= 40 and (bits == 64 or (bits in (16, 32) and compression in _BITFIELDS))


def _fields(data: bytes) -> tuple[int, int, int, int, int]:
    """Length of the header, width, height (below 0: rows from the top), bits and compression."""
    size, width, height, _, bits, compression = struct.unpack_from("<IiiHHI", data, 14)
    return size, width, height, bits, compression


def open_masked(data: bytes, name: str) -> Opened:
    """A BMP file for which :func:`has_masks` holds."""
    _, width, height, bits, _ = _fields(data)
    if bits == 64:
        raise ImageError("{0} is a BMP file of 64 bits per pixel, which Regrain does not read.", name)
    if width <= 0 or not height:
        raise ImageError("{0} is damaged or cut off and cannot be opened.", name, details=f"{width} x {height}")
    return Opened(width, abs(height), lambda: _decode(data))


def _decode(data: bytes) -> Decoded:
    size, width, height, bits, compression = _fields(data)
    masks = list(struct.unpack_from("<4I", data + bytes(4), 54))
    if size < 56 and compression == 3:
        masks[3] = 0  # the alpha mask came with the third version of the header
    start = int.from_bytes(data[10:14], "little")
    dtype = np.dtype(f"<u{bits // 8}")
    stride = (width * bits // 8 + 3) // 4 * 4
    rows = min(max(len(data) - start, 0) // stride, abs(height))
    if not rows:
        raise ValueError("no whole row")
    body = np.frombuffer(data, np.uint8, rows * stride, start).reshape(rows, stride)[:, : width * dtype.itemsize]
    words = np.zeros((abs(height), width), dtype)
    words[:rows] = np.ascontiguousarray(body).view(dtype)
    present = [mask for mask in masks if mask]
    deep = any(_width(mask) > 8 for mask in present)
    channels = [_channel(words, mask, deep) for mask in masks[:3]]
    alpha = _channel(words, masks[3], deep) if masks[3] else None
    decoded = Decoded(np.dstack(channels), "rgb", alpha, notes=(DAMAGED,) if rows < abs(height) else ())
    lay_plain(decoded, np.arange(abs(height)) >= rows)
    if height < 0:
        return decoded
    return Decoded(decoded.samples[::-1], "rgb", None if alpha is None else alpha[::-1], notes=decoded.notes)


def _width(mask: int) -> int:
    """Bits of a mask, from its lowest to its highest."""
    return (mask >> _shift(mask)).bit_length() if mask else 0


def _shift(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _channel(words: np.ndarray, mask: int, deep: bool) -> np.ndarray:
    """The channel under ``mask``, uint8, or uint16 where some channel is ``deep``; 0 without a mask."""
    if not mask:
        return np.zeros(words.shape, np.uint16 if deep else np.uint8)
    values = (words & words.dtype.type(mask)) >> _shift(mask)
    scaled = whole_depth(values, _width(mask))
    return scaled.astype(np.uint16) * 257 if deep and scaled.dtype == np.uint8 else scaled
