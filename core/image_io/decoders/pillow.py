"""What Pillow reads right: JPEG, WebP, GIF, BMP, TGA, and AVIF and HEIF at 8 bits."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import Literal

import numpy as np
from PIL import Image

from core.errors import ImageError
from core.image_io.colour_tags import exif_tags
from core.image_io.decoded import ColourTags, Decoded
from core.image_io.decoders.opened import DAMAGED, FIRST_FRAME, FIRST_PAGE, MAIN_PICTURE, Opened, whole_depth
from core.image_io.orientation import orientation_of

# Only formats whose decoder works on bytes in memory: Pillow's EPS reader, for one, starts another program.
Image.init()
_WANTED = ("JPEG", "WEBP", "BMP", "DIB", "GIF", "TGA")
_FORMATS = [name for name in _WANTED if name in Image.OPEN]
# Pillow's own limit (89 million pixels, a warning) refuses photos that exist; the size is checked before decoding.
Image.MAX_IMAGE_PIXELS = None

_BAND = 1 << 22  # px
_STARTS = (b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")
_FRAMES = {"TIFF": (FIRST_PAGE,), "HEIF": (MAIN_PICTURE,), "MPO": ()}  # MPO: a JPEG whose other frames are a depth map


def open_by_pillow(data: bytes, name: str, format_name: str = "") -> Opened:
    """A file of one of Pillow's formats.

    Args:
        format_name: of the only format to try; any that is read through Pillow where it is empty.

    Raises:
        ImageError: no picture, or a header too damaged to read.
    """
    try:
        image = Image.open(io.BytesIO(data), formats=[format_name] if format_name else _FORMATS)
    except Exception as error:
        if data.startswith(b"\xff\xd8\xff") and _deep_jpeg(data):
            return _open_deep_jpeg(data)
        if format_name or data.startswith(_STARTS) or data[8:12] == b"WEBP":
            raise ImageError("{0} is damaged or cut off and cannot be opened.", name, details=repr(error)) from error
        raise ImageError(
            "{0} is not a picture that Regrain can read (JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC).",
            name,
            details=repr(error),
        ) from error
    return opened(image, data, name)


def opened(image: Image.Image, data: bytes, name: str) -> Opened:
    """``image``, which Pillow has opened from ``data``, to be decoded by Pillow."""
    return Opened(*image.size, lambda: _decode(image, data), image)


def _decode(image: Image.Image, data: bytes) -> Decoded:
    notes = _FRAMES.get(image.format or "", (FIRST_FRAME,)) if getattr(image, "n_frames", 1) > 1 else ()
    icc = image.info.get("icc_profile")
    try:
        image.load()
        whole = image
    except OSError:
        mended = _mended(image, data)
        if mended is None:
            raise
        whole, notes = mended, (DAMAGED, *notes)
    # Afterwards: Pillow turns a TIFF when it loads it, and says so only then.
    orientation = orientation_of(image)
    decoded = _samples(whole)
    if whole is not image and _is_nothing(decoded.samples):
        raise ValueError("nothing of the picture is left")
    icc = icc if isinstance(icc, bytes) and icc else None
    tags = exif_tags(image) if image.format in ("JPEG", "MPO") else ColourTags()
    return replace(decoded, icc=icc, tags=tags, orientation=orientation, notes=notes)


def _is_nothing(samples: np.ndarray) -> bool:
    """Whether a mended picture is plain but for its first blocks, which libjpeg makes of the end it was given."""
    last = samples[-1, -1]
    return bool((samples[16:] == last).all() and (samples[:16, -1] == last).all())


def _samples(image: Image.Image) -> Decoded:
    if image.mode == "CMYK":
        return Decoded(_array(image, "CMYK"), "cmyk")
    if image.mode == "LAB":
        signed = _array(image, "LAB")  # a and b, as Pillow hands them out
        return Decoded(signed ^ np.array([0, 128, 128], np.uint8), "lab")
    if image.has_transparency_data:
        if image.mode in ("LA", "La"):
            array = _array(image, "LA")
            return Decoded(array[..., :1], "grey", array[..., 1])
        array = _array(image, "RGBA")
        return Decoded(array[..., :3], "rgb", array[..., 3])
    if image.mode in ("1", "L"):
        return Decoded(_array(image, "L"), "grey")
    if image.mode.startswith(("I", "F")):
        raise ValueError(f"mode {image.mode}")
    return Decoded(_array(image, "RGB"), "rgb")


def _array(image: Image.Image, mode: str) -> np.ndarray:
    """uint8 (h, w, c) of ``image`` in ``mode``, band by band: at once, Pillow makes three copies on the way."""
    width, height = image.size
    array = np.empty((height, width, len(Image.new(mode, (1, 1)).getbands())), np.uint8)
    rows = max(_BAND // width, 1)
    for top in range(0, height, rows):
        band = image.crop((0, top, width, min(top + rows, height)))
        array[top : top + rows] = np.asarray(band.convert(mode)).reshape(-1, width, array.shape[2])
    return array


def _mended(image: Image.Image, data: bytes) -> Image.Image | None:
    """The picture of a file that is cut off, loaded from the file with an end put to it; None where that is not known.

    libjpeg makes what is missing grey (128). BMP and TGA get grey bytes, GIF the first colour of its palette.
    """
    if image.format in ("JPEG", "MPO"):
        longer = data + b"\xff\xd9"
    elif image.format in ("BMP", "DIB", "TGA"):
        longer = data + b"\x80" * (4 * image.width * image.height)
    elif image.format == "GIF":
        longer = _gif_with_an_end(data, image.width * image.height)
    else:
        return None
    mended = Image.open(io.BytesIO(longer), formats=["JPEG" if image.format == "MPO" else image.format])
    mended.load()
    return mended


def _gif_with_an_end(data: bytes, pixels: int) -> bytes:
    """A cut GIF, its last block filled and followed by blocks of zeros.

    Whatever the width of the LZW codes has grown to, zeros are the code of the first colour (GIF89a, appendix F).
    """
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 128 else 0)
    while at < len(data):
        if data[at] == 0x2C and at + 10 < len(data):
            local = data[at + 9]
            at += 11 + (3 << ((local & 7) + 1) if local & 128 else 0)
        elif data[at] == 0x21:
            at += 2
        else:
            raise ValueError("the file ends where no picture has begun")
        while at < len(data) and data[at]:
            at += 1 + data[at]
        at += 1
    missing = max(at - 1 - len(data), 0)
    zeros = (b"\xff" + bytes(255)) * (pixels * 3 // 2 // 255 + 2)
    return data + bytes(missing) + zeros + b"\0;"


# -- JPEG at 12 and 16 bits --------------------------------------------------------------------------------------------


def frame(data: bytes, start: int = 0) -> tuple[int, int, int, int] | None:
    """(bits, height, width, channels) of the frame header of a JPEG file at ``start`` (ITU-T T.81, B.2.2), if any."""
    at = start + 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return struct.unpack_from(">BHHB", data, at + 4)
        at += 1 if kind == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4])
    return None


def _deep_jpeg(data: bytes) -> bool:
    found = frame(data)
    return found is not None and found[0] > 8 and found[3] in (1, 3)


def _open_deep_jpeg(data: bytes) -> Opened:
    found = frame(data)
    assert found is not None  # _deep_jpeg
    bits, height, width, channels = found
    model: Literal["grey", "rgb"] = "grey" if channels == 1 else "rgb"

    def decode() -> Decoded:
        import imagecodecs

        array = np.asarray(imagecodecs.jpeg_decode(data, bitspersample=bits))
        return Decoded(whole_depth(array.reshape(height, width, channels), bits), model)

    return Opened(width, height, decode)
