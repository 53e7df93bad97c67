"""Pixels to files: as much of the depth, transparency, profile and EXIF as the format holds, and never half a file."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.checkpoint import reason, replacing
from core.errors import ImageError
from core.image_io.colour import to_srgb
from core.image_io.metadata import exif_for_size
from core.image_io.photo import Photo, to_8_bit

WRITABLE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")
_LONGEST_SIDE = {".jpg": 65_500, ".jpeg": 65_500, ".webp": 16_383}  # px, limits of the formats
_DESCRIPTIVE_TAGS = (270, 271, 272, 305, 306, 315, 33432)  # description, make, model, software, date, artist, copyright


def save_photo(photo: Photo, path: Path | str, quality: int = 92) -> None:
    """Write ``photo`` in the format that the suffix of ``path`` names.

    PNG and TIFF keep 16 bits and transparency, WebP keeps transparency; where the format cannot, pixels are rounded to
    8 bits and laid on white. Profile and EXIF are kept (in TIFF only who made it, when and with what; BMP has no place
    for any, so its pixels become sRGB). The file appears whole or not at all, and an old file stays until then.

    Args:
        quality: 1..100 for JPEG (always 4:4:4) and WebP (100: lossless).

    Raises:
        ImageError: unknown suffix, a picture too large for the format, or the disk refuses (full, read-only).
    """
    path = Path(path)
    data = encode_photo(photo, path.suffix, quality)
    try:
        with replacing(path) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise ImageError(
            f"{path} could not be saved: {reason(error)}. What was there before is unchanged.", details=repr(error)
        ) from error


def encode_photo(photo: Photo, suffix: str, quality: int = 92) -> bytes:
    """The file that :func:`save_photo` would write, in memory (also gives its size before saving).

    Raises:
        ImageError: unknown suffix, or a picture too large for the format.
    """

    import cv2

    suffix = suffix.lower()
    if suffix not in WRITABLE_SUFFIXES:
        known = ", ".join(WRITABLE_SUFFIXES)
        named = f"“{suffix}” files" if suffix else "a file without a suffix"
        raise ImageError(f"Regrain cannot write {named}; use one of {known}.")
    longest = _LONGEST_SIDE.get(suffix)
    if longest is not None and max(photo.width, photo.height) > longest:
        raise ImageError(
            f"{photo.width} x {photo.height} px is too large for {suffix}, which holds sides of up to {longest} px; "
            "use PNG or TIFF."
        )
    quality = min(max(int(quality), 1), 100)
    exif = exif_for_size(photo.exif, photo.width, photo.height)
    deep = photo.pixels.dtype == np.uint16
    try:
        if deep and suffix == ".png":
            return _deep_png(photo, exif)
        if suffix in (".tif", ".tiff"):
            return _tiff(photo, exif)
        return _shallow(photo, suffix, quality, exif)
    except MemoryError as error:
        raise ImageError("There is not enough memory to save a picture this large.") from error
    except (OSError, ValueError, RuntimeError, struct.error, cv2.error) as error:
        raise ImageError(f"The picture could not be written as {suffix}.", details=repr(error)) from error


def _shallow(photo: Photo, suffix: str, quality: int, exif: bytes | None) -> bytes:
    """8 bits a channel, through Pillow."""
    options: dict[str, Any] = {}
    if exif is not None:
        options["exif"] = exif
    if photo.icc is not None:
        options["icc_profile"] = photo.icc
    if suffix in (".jpg", ".jpeg"):
        image = Image.fromarray(_on_white(photo))
        options |= {"format": "JPEG", "quality": quality, "subsampling": 0, "optimize": True}
    elif suffix == ".bmp":
        image = Image.fromarray(to_srgb(_on_white(photo), photo.icc))
        options = {"format": "BMP"}
    else:
        image = Image.fromarray(_with_alpha(photo))
        if suffix == ".png":
            options |= {"format": "PNG", "compress_level": 2}  # 4 takes twice as long for .5 % less of a photo
        else:
            options |= {"format": "WEBP", "quality": quality, "lossless": quality == 100, "exact": True}
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


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


def _deep_png(photo: Photo, exif: bytes | None) -> bytes:
    """16 bits a channel: OpenCV's encoder, plus the iCCP and eXIf chunks that it leaves out (PNG 3rd edition)."""

    import cv2

    bgr = photo.pixels[..., ::-1] if photo.alpha is None else np.dstack([photo.pixels[..., ::-1], photo.alpha])
    done, encoded = cv2.imencode(".png", np.ascontiguousarray(bgr))
    if not done:
        raise ValueError("PNG encoder refused")
    data = encoded.tobytes()
    extra = b""
    if photo.icc is not None:
        extra += _png_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(photo.icc))
    if exif is not None:
        extra += _png_chunk(b"eXIf", exif.removeprefix(b"Exif\0\0"))
    header_end = 8 + 25  # signature; IHDR is always 25 bytes long and first
    return data[:header_end] + extra + data[header_end:]


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _tiff(photo: Photo, exif: bytes | None) -> bytes:
    """8 or 16 bits a channel; of EXIF the descriptive tags are kept, as TIFF tags."""

    import tifffile

    described = Image.Exif()
    if exif is not None:
        described.load(exif)
    tags = [
        (tag, "s", 0, str(described[tag]), True) for tag in _DESCRIPTIVE_TAGS if described.get(tag) and tag != 305
    ]
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
        software=str(described.get(305) or "Regrain"),
        metadata=None,
        extratags=tags,
    )
    return buffer.getvalue()
