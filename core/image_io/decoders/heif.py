"""AVIF, and HEIC from phone cameras: 8 bits through Pillow, 10 and 12 bits at their own depth (ISO/IEC 23008-12)."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np

from core.image_io.colour_tags import nclx_tags
from core.image_io.decoded import Decoded
from core.image_io.decoders import pillow
from core.image_io.decoders.opened import Opened, whole_depth
from core.image_io.heif import FORMAT, join_pillow

_AVIF_BRANDS = {b"avif", b"avis"}


def is_avif(data: bytes) -> bool:
    """Whether a file's bytes begin as AVIF does."""
    length = min(int.from_bytes(data[:4], "big"), 512)
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, length, 4)}
    return data[4:8] == b"ftyp" and bool(brands & _AVIF_BRANDS)


def open_heif(data: bytes, name: str) -> Opened:
    """A HEIC or HEIF file.

    Raises:
        ImageError: the library is not there, or the file is damaged.
    """
    join_pillow(name)
    opened = pillow.open_by_pillow(data, name, FORMAT)
    image = opened.image
    assert image is not None  # Pillow opened it
    bits = int(image.info.get("bit_depth", 8))

    def decode() -> Decoded:
        decoded = opened.decode()
        if bits > 8:
            decoded = _in_depth(decoded, _deep_heif(data), bits)
        return replace(decoded, tags=nclx_tags(data))

    return replace(opened, decode=decode)


def _deep_heif(data: bytes) -> np.ndarray:
    from pi_heif import open_heif as read

    return np.asarray(read(io.BytesIO(data), convert_hdr_to_8bit=False, hdr_to_16bit=False))


def open_avif(data: bytes, name: str) -> Opened:
    """An AVIF file.

    Raises:
        ImageError: damaged.
    """
    opened = pillow.open_by_pillow(data, name, "AVIF")
    bits = _avif_bits(data)

    def decode() -> Decoded:
        decoded = opened.decode()
        if bits > 8:
            import imagecodecs

            decoded = _in_depth(decoded, np.asarray(imagecodecs.avif_decode(data, index=0)), bits)
        return replace(decoded, tags=nclx_tags(data))

    return replace(opened, decode=decode)


def _avif_bits(data: bytes) -> int:
    """Bits of a channel by the av1C box (AV1 in ISOBMFF, 2.3.3)."""
    at = data.find(b"av1C")
    if at < 0 or at + 7 > len(data) or not data[at + 6] & 64:
        return 8
    return 12 if data[at + 6] & 32 else 10


def _in_depth(shallow: Decoded, deep: np.ndarray, bits: int) -> Decoded:
    """``shallow`` (8 bits) with the samples of ``deep``, integers of ``bits`` bits; itself where they do not fit."""
    if deep.ndim == 2:
        deep = deep[..., None]
    if deep.dtype != np.uint16 or deep.shape[:2] != shallow.samples.shape[:2] or deep.shape[2] > 4:
        return shallow
    deep = whole_depth(deep, bits)
    alpha = deep[..., -1] if deep.shape[2] in (2, 4) else None
    colour = deep if alpha is None else deep[..., :-1]
    return replace(shallow, samples=colour, model="grey" if colour.shape[2] == 1 else "rgb", alpha=alpha)
