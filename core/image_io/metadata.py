"""What gives pixels their meaning: which way is up, and colour profiles."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

ORIENTATION = 0x0112


def orientation_of(image: Image.Image) -> int:
    """EXIF orientation 1..8 that is still to be applied to ``image`` (1: none). Broken EXIF counts as none."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:  # EXIF is written by every camera in its own way; a bad block must not cost the picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(array: np.ndarray, orientation: int) -> np.ndarray:
    """``array`` (h, w[, c]) with EXIF ``orientation`` applied, C-contiguous (EXIF 2.32, tag 0x0112)."""
    if orientation in (5, 6, 7, 8):
        array = array.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    return np.ascontiguousarray(array)


def is_rgb_profile(icc: bytes | None) -> bool:
    """Whether ``icc`` is an ICC profile for RGB pixels (ICC.1:2022, 7.2: signature "acsp", data colour space)."""
    return icc is not None and len(icc) >= 128 and icc[36:40] == b"acsp" and icc[16:20] == b"RGB "


def to_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """``image`` (CMYK, Lab or grey) as sRGB through its profile; by Pillow's formula where the profile is broken."""
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(icc)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        converted = None
    return converted if converted is not None else image.convert("RGB")
