"""Pixels to files: as much of depth, transparency, profile and metadata as the format holds, and never half a file."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.checkpoint import atomic_replace, reason
from core.errors import ImageError
from core.image_io.colour import to_srgb
from core.image_io.embedding import jpeg_options, png_chunks_of, tiff_with_metadata, webp_options
from core.image_io.photo import Photo, to_8_bit
from core.image_io.suffixes import WRITABLE_SUFFIXES, WRITTEN_AS
from core.sentence import Sentence

_LONGEST_SIDE = {"JPEG": 65_500, "WEBP": 16_383}  # px, limits of the formats

_OPTIMISED = 50_000_000  # px up to which a JPEG gets the best Huffman tables: to find them takes 6 bytes a pixel

Pieces = list[bytes | memoryview]
"""A file in parts, one after the other: what is put into an encoded picture need not copy it."""


def save_photo(photo: Photo, path: Path | str, quality: int = 92) -> None:
    """Write ``photo`` in the format that the suffix of ``path`` names.

    PNG and TIFF keep 16 bits and transparency, WebP keeps transparency; where the format cannot, pixels are rounded to
    8 bits and laid on white. Profile, EXIF, XMP, IPTC, texts and resolution are kept where the format has a place for
    them (:mod:`core.image_io.embedding` says where; BMP has one for the resolution only, so pixels become sRGB). The
    file appears whole or not at all, and an old file stays until then. A symbolic link is written through.

    Args:
        quality: 1..100 for JPEG (always 4:4:4) and WebP (100: lossless).

    Raises:
        ImageError: unknown suffix, a picture too large for the format, or the disk refuses (full, read-only).
    """
    path = Path(path)
    pieces = _encoded(photo, path.suffix, quality)
    try:
        with atomic_replace(path) as temporary, open(temporary, "wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise ImageError(
            "{0} could not be saved: {1}. What was there before is unchanged.", path, reason(error), details=repr(error)
        ) from error


def encode_photo(photo: Photo, suffix: str, quality: int = 92) -> bytes:
    """The file that :func:`save_photo` would write, in memory (also gives its size before saving).

    Raises:
        ImageError: unknown suffix, or a picture too large for the format.
    """
    return b"".join(_encoded(photo, suffix, quality))


def _encoded(photo: Photo, suffix: str, quality: int) -> Pieces:

    import cv2

    suffix = suffix.lower()
    form = WRITTEN_AS.get(suffix)
    if form is None:
        known = ", ".join(WRITABLE_SUFFIXES)
        named = Sentence("“{0}” files", suffix) if suffix else Sentence("a file without a suffix")
        raise ImageError("Regrain cannot write {0}; use one of {1}.", named, known)
    longest = _LONGEST_SIDE.get(form)
    if longest is not None and max(photo.width, photo.height) > longest:
        raise ImageError(
            "{0} x {1} px is too large for {2}, which holds sides of up to {3} px; use PNG or TIFF.",
            photo.width,
            photo.height,
            suffix,
            longest,
        )
    quality = min(max(int(quality), 1), 100)
    try:
        if form == "PNG":
            return _png(photo)
        if form == "TIFF":
            return _tiff(photo)
        if form == "JPEG":
            best = photo.width * photo.height <= _OPTIMISED
            options = {"quality": quality, "subsampling": 0, "optimize": best} | jpeg_options(photo)
            return _by_pillow(_on_white(photo), form, options)
        if form == "WEBP":
            options = {"quality": quality, "lossless": quality == 100, "exact": True} | webp_options(photo)
            return _by_pillow(_with_alpha(photo), form, options)
        options = {} if photo.metadata.dpi is None else {"dpi": photo.metadata.dpi}
        return _by_pillow(to_srgb(_on_white(photo), photo.icc), form, options)
    except MemoryError as error:
        raise ImageError("There is not enough memory to save a picture this large.") from error
    except (OSError, ValueError, RuntimeError, struct.error, cv2.error) as error:
        raise ImageError("The picture could not be written as {0}.", suffix, details=repr(error)) from error


def _by_pillow(pixels: np.ndarray, form: str, options: dict[str, Any]) -> Pieces:
    """``pixels`` uint8 (h, w, 3 or 4)."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format=form, **options)
    return [buffer.getbuffer()]


def _with_alpha(photo: Photo) -> np.ndarray:
    """uint8 (h, w, 3), or (h, w, 4) where there is transparency."""
    pixels = to_8_bit(photo.pixels)
    return pixels if photo.alpha is None else np.dstack([pixels, to_8_bit(photo.alpha)])


def _on_white(photo: Photo) -> np.ndarray:
    """uint8 (h, w, 3): the picture laid on white paper."""
    pixels = to_8_bit(photo.pixels)
    if photo.alpha is None:
        return pixels
    alpha = to_8_bit(photo.alpha)[..., None].astype(np.uint16)
    return ((pixels * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _png(photo: Photo) -> Pieces:
    """8 bits a channel by Pillow, 16 by OpenCV; both leave out the chunks of metadata, which are put in here."""
    data = _deep_png(photo) if photo.pixels.dtype == np.uint16 else _by_pillow(
        _with_alpha(photo), "PNG", {"compress_level": 2}  # 4 takes twice as long for .5 % less of a photo
    )[0]  # fmt: skip
    header_end = 8 + 25  # signature; IHDR is always 25 bytes long and first
    return [data[:header_end], *png_chunks_of(photo), data[header_end:]]


def _deep_png(photo: Photo) -> memoryview:
    import cv2

    bgr = photo.pixels[..., ::-1] if photo.alpha is None else np.dstack([photo.pixels[..., ::-1], photo.alpha])
    done, encoded = cv2.imencode(".png", np.ascontiguousarray(bgr))
    if not done:
        raise ValueError("PNG encoder refused")
    return encoded.data


def _tiff(photo: Photo) -> Pieces:
    """8 or 16 bits a channel, deflated."""

    import tifffile

    pixels = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
    buffer = io.BytesIO()
    tifffile.imwrite(
        buffer,
        pixels,
        photometric="rgb",
        extrasamples=None if photo.alpha is None else ["unassalpha"],
        compression="zlib",
        predictor=True,
        iccprofile=photo.icc,
        software="Regrain",
        metadata=None,
        byteorder="<",
    )
    return tiff_with_metadata(buffer.getbuffer(), photo)
