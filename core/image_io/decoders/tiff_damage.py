"""What is left of a damaged TIFF file, strip by strip and tile by tile."""

from __future__ import annotations

import zlib
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from core.image_io.decoders.png import inflate

if TYPE_CHECKING:
    import tifffile

_NONE, _LZW, _DEFLATE = (1,), (5,), (8, 32946)  # compressions of which the beginning can be unpacked without the end
_WITH_TABLES = (6, 7, 34892, 33007)  # JPEG


def salvaged(page: tifffile.TiffPage, data: bytes) -> tuple[np.ndarray, np.ndarray | None]:
    """What can be decoded of ``page`` of the file ``data``, zeros elsewhere.

    Returns:
        The samples as tifffile shapes them (planes, 1, h, w, samples), and bool (h, w), True where some plane is not
        known; None if all is.

    Raises:
        ValueError: nothing can be decoded.
        NotImplementedError: a layout that tifffile does not decode.
    """
    array = np.zeros(page.shaped, page.dtype)
    missing = np.zeros(page.shaped[2:4], bool)
    seen = False
    tables: dict[str, Any] = {}
    if page.compression in _WITH_TABLES:
        tables = {"jpegtables": page.jpegtables, "jpegheader": page.jpegheader}
    for index in range(prod(page.chunked)):
        _, (plane, _, top, left, _), (_, height, width, _) = page.decode(None, index, **tables)
        room = array[plane, 0, top : top + height, left : left + width]
        values, known = _segment(page, _body(page, data, index), index, height, width, tables)
        if values is not None:
            room[...] = values[0, : room.shape[0], : room.shape[1]]
            seen = True
        missing[top + known : top + height, left : left + width] = True
    if not seen:
        raise ValueError("no strip or tile can be decoded")
    return array, missing if missing.any() else None


def _body(page: tifffile.TiffPage, data: bytes, index: int) -> bytes:
    """The bytes of a strip or tile that are there."""
    if index >= min(len(page.dataoffsets), len(page.databytecounts)):
        return b""
    start = page.dataoffsets[index]
    return data[start : start + page.databytecounts[index]]


def _segment(
    page: tifffile.TiffPage, body: bytes, index: int, height: int, width: int, tables: dict[str, Any]
) -> tuple[np.ndarray | None, int]:
    """(samples (1, height, width, samples), how many rows of them are known) of a strip or tile."""
    if not body:
        return None, 0
    try:
        return page.decode(body, index, **tables)[0], height
    except NotImplementedError:
        raise
    except Exception:  # whatever the codec says of the damage
        length = (width * page.shaped[4] * int(page.bitspersample) + 7) // 8
        repacked, rows = _filled(page, body, length, height)
    if not rows:
        return None, 0
    try:
        return page.decode(repacked, index, **tables)[0], rows
    except Exception:  # as above
        return None, 0


def _filled(page: tifffile.TiffPage, body: bytes, length: int, height: int) -> tuple[bytes, int]:
    """(``body`` with zeros for the rows of ``length`` bytes that are missing, how many are not)."""
    import imagecodecs

    needed, kind = length * height, int(page.compression)
    if page.fillorder == 2 and kind not in _NONE:
        return b"", 0
    begun = body
    if kind in _DEFLATE:
        begun = inflate(body, needed)
    elif kind in _LZW:
        begun = bytes(imagecodecs.lzw_decode(body, out=needed))
    elif kind not in _NONE:
        return b"", 0
    rows = min(len(begun) // length, height)
    whole = begun[: rows * length] + bytes(needed - rows * length)
    if kind in _DEFLATE:
        return zlib.compress(whole, 1), rows
    return (bytes(imagecodecs.lzw_encode(whole)) if kind in _LZW else whole), rows
