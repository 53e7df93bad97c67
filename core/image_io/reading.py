"""Files to pixels: whatever the file holds comes out upright, in RGB, at the depth it was stored with."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import numpy as np
from PIL import Image

from core.checkpoint import reason
from core.errors import ImageError
from core.image_io import heif
from core.image_io.metadata import clean_exif, is_rgb_profile, orientation_of, to_srgb, upright
from core.image_io.photo import Photo, to_8_bit

READABLE_SUFFIXES = (
    ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif", ".jp2", ".ppm", ".pgm", ".tga",
    *heif.SUFFIXES,
)  # fmt: skip
MIN_SIDE = 16  # px; below this there is not one patch to learn from
MAX_PIXELS = 200_000_000  # px; the largest phone sensors. 600 MB once decoded to 8-bit RGB

# Only formats whose decoder works on bytes in memory: Pillow's EPS reader, for one, starts another program.
Image.init()
_WANTED = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "DIB", "GIF", "AVIF", "JPEG2000", "PPM", "TGA")
_FORMATS = [name for name in _WANTED if name in Image.OPEN]  # a Pillow built without AVIF still opens the others
# Pillow's own limit (89 million pixels, a warning) refuses photos that exist. _open checks MAX_PIXELS before decoding.
Image.MAX_IMAGE_PIXELS = None

_logger = logging.getLogger(__name__)


def load_photo(path: Path | str) -> Photo:
    """Open a picture.

    Camera rotation is applied. CMYK, Lab and grey files become RGB through their own profile; RGB keeps its profile.
    16-bit PNG and TIFF files stay 16-bit. Of an animation the first frame is taken, and ``note`` says so.

    Raises:
        ImageError: no such file, no permission, not a picture, damaged, smaller than 16 px or larger than 200 MP.
    """
    path = Path(path)
    image, data = _open(path, MIN_SIDE)
    try:
        return _decode(image, data, path)
    except MemoryError as error:
        raise ImageError(f"There is not enough memory to open {path.name}.") from error
    except ImageError:
        raise
    except Exception as error:  # every decoder has failures of its own; to the user they are one
        raise ImageError(f"{path.name} is damaged or cut off and cannot be opened.", details=repr(error)) from error


def load_gray(path: Path | str) -> np.ndarray:
    """Open a picture as luminance: uint8 (h, w), upright, transparent parts black.

    Meant for edge maps: any size from 1 px is taken and no profile is applied.

    Raises:
        ImageError: as :func:`load_photo`.
    """

    import cv2

    path = Path(path)
    image, data = _open(path, 1)
    try:
        image.load()
        deep = _deep_pixels(image, data)
        if deep is not None:
            pixels, alpha, orientation = deep
            gray = cv2.cvtColor(to_8_bit(pixels), cv2.COLOR_RGB2GRAY)
            opaque = None if alpha is None else to_8_bit(alpha)
        else:
            orientation = orientation_of(image)
            opaque = np.asarray(image.convert("RGBA"))[..., 3] if image.has_transparency_data else None
            gray = np.asarray(image.convert("RGB").convert("L"))
    except MemoryError as error:
        raise ImageError(f"There is not enough memory to open {path.name}.") from error
    except Exception as error:
        raise ImageError(f"{path.name} is damaged or cut off and cannot be opened.", details=repr(error)) from error
    if opaque is not None:
        gray = (gray.astype(np.uint16) * opaque // 255).astype(np.uint8)
    return upright(gray, orientation)


def _open(path: Path, min_side: int) -> tuple[Image.Image, bytes]:
    """Read the file and its header; the pixels are decoded later."""
    try:
        if path.exists() and not path.is_file():
            raise ImageError(f"{path} is not a picture file.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ImageError(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        raise ImageError(f"{path} cannot be opened: {reason(error)}.", details=repr(error)) from error
    except MemoryError as error:
        raise ImageError(f"There is not enough memory to open {path.name}.") from error
    if not data:
        raise ImageError(f"{path.name} is empty.")
    formats = _FORMATS
    if heif.is_heif(data):
        heif.join_pillow(path.name)
        formats = [heif.FORMAT]
    try:
        image = Image.open(io.BytesIO(data), formats=formats)
    except Exception as error:
        raise ImageError(
            f"{path.name} is not a picture that Regrain can read (JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC).",
            details=repr(error),
        ) from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        limit = MAX_PIXELS // 1_000_000
        raise ImageError(f"{path.name} has {width} x {height} px; Regrain opens pictures of up to {limit} megapixels.")
    if min(width, height) < min_side:
        raise ImageError(
            f"{path.name} is only {width} x {height} px; a photo needs at least {MIN_SIDE} px in each direction."
        )
    return image, data


def _decode(image: Image.Image, data: bytes, path: Path) -> Photo:
    note = _frames_note(image)
    icc = image.info.get("icc_profile")
    exif = clean_exif(image)
    image.load()
    deep = _deep_pixels(image, data)
    if deep is not None:
        pixels, alpha, orientation = deep
        icc = icc if is_rgb_profile(icc) else None
    else:
        orientation = orientation_of(image)
        if image.mode in ("I", "F"):
            raise ImageError(
                f"{path.name} stores 32 bits per channel; please save it with 8 or 16 bits and open that copy."
            )
        if image.mode in ("CMYK", "LAB", "L") and icc:
            converted = to_srgb(image, icc)
            icc = None
        elif image.has_transparency_data:
            converted = image.convert("RGBA")
        else:
            converted = image.convert("RGB")
        icc = icc if is_rgb_profile(icc) else None
        array = np.array(converted)
        pixels, alpha = (array[..., :3], array[..., 3]) if array.shape[2] == 4 else (array, None)
    if alpha is not None and alpha.min() == np.iinfo(alpha.dtype).max:
        alpha = None  # an alpha channel that hides nothing would only make every result bigger
    return Photo(
        upright(pixels, orientation), None if alpha is None else upright(alpha, orientation), icc, exif, path, note
    )


def _frames_note(image: Image.Image) -> str:
    if image.format == "MPO" or getattr(image, "n_frames", 1) < 2:
        return ""  # MPO: a phone's JPEG whose further frames are a depth map or a preview
    if image.format == "TIFF":
        return "Only the first page of this file was opened."
    if image.format == heif.FORMAT:
        return "Only the main picture of this file was opened."
    return "Only the first frame of this animation was opened."


def _deep_pixels(image: Image.Image, data: bytes) -> tuple[np.ndarray, np.ndarray | None, int] | None:
    """(pixels uint16 (h, w, 3), alpha or None, EXIF orientation) of a 16-bit PNG or TIFF; None for any other file.

    Pillow rounds colour channels to 8 bits, so it only finds out here that the file is whole and how deep it is.
    """
    if image.format == "PNG" and data[24] == 16:
        return *_split(_by_opencv(data)), orientation_of(image)
    if image.format == "TIFF" and image.mode in ("RGB", "RGBA", "L", "LA", "I;16", "I;16B", "I;16L", "I;16N"):
        return _deep_tiff(data)
    return None


def _deep_tiff(data: bytes) -> tuple[np.ndarray, np.ndarray | None, int] | None:
    import tifffile

    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages[0]
        if not isinstance(page, tifffile.TiffPage) or page.bitspersample != 16 or page.dtype != np.uint16:
            return None
        tag = page.tags.get("Orientation")
        orientation = int(tag.value) if tag is not None else 1
        try:
            array = page.asarray()
            if page.planarconfig == 2 and array.ndim == 3:
                array = np.moveaxis(array, 0, -1)
        except ValueError as error:  # LZW and other codecs that tifffile takes from another package
            _logger.info("tifffile: %s", error)
            array = _by_opencv(data)
        if page.photometric == tifffile.PHOTOMETRIC.MINISWHITE:
            array = 65535 - array
        premultiplied = bool(page.extrasamples) and page.extrasamples[0] == tifffile.EXTRASAMPLE.ASSOCALPHA
    pixels, alpha = _split(array)
    if alpha is not None and premultiplied:
        opaque = np.maximum(alpha, 1)[..., None].astype(np.float32)
        pixels = np.clip(pixels * (65535 / opaque) + 0.5, 0, 65535).astype(np.uint16)
    return pixels, alpha, orientation


def _by_opencv(data: bytes) -> np.ndarray:
    """uint16 grey (h, w), RGB or RGBA (h, w, c), as stored: neither rotated nor converted."""

    import cv2

    array = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if array is None or array.dtype != np.uint16:
        raise ValueError("OpenCV could not decode 16 bits")
    return array if array.ndim == 2 else array[..., [2, 1, 0, 3][: array.shape[2]]]


def _split(array: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Grey, grey + alpha, RGB or RGBA to (RGB, alpha or None)."""
    if array.ndim == 2:
        array = array[..., None]
    color, alpha = array, None
    if array.shape[2] in (2, 4):
        color, alpha = array[..., :-1], array[..., -1]
    if color.shape[2] == 1:
        color = np.repeat(color, 3, axis=2)
    return color[..., :3], alpha


