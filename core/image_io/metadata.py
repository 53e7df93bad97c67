"""What travels with pixels: EXIF (orientation reset, no stale thumbnail)."""

from __future__ import annotations

import numpy as np
from PIL import Image

ORIENTATION = 0x0112
EXIF_IFD = 0x8769
PIXEL_X, PIXEL_Y = 0xA002, 0xA003

# Tags that describe how a TIFF file lies on the disk (or hold other blocks); of no meaning in another file.
_STRUCTURE = {254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325,
              330, 338, 339, 347, 700, 33723, 34377, 34675}  # fmt: skip


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


def clean_exif(image: Image.Image) -> bytes | None:
    """The EXIF block of an opened file with its orientation reset, or None where there is none worth keeping.

    The embedded thumbnail is left out: it would show the old picture, and what the user has removed from it.
    """
    try:
        found = image.getexif()
        exif = Image.Exif()
        for tag, value in found.items():
            if tag not in _STRUCTURE and tag != ORIENTATION:
                exif[tag] = found.get_ifd(tag) if tag in (EXIF_IFD, 0x8825) else value
        if not len(exif):
            return None
        exif[ORIENTATION] = 1
        return exif.tobytes()
    except Exception:  # see orientation_of
        return None


def exif_for_size(exif: bytes | None, width: int, height: int) -> bytes | None:
    """``exif`` with its own record of the picture's size, where it has one, set to ``width`` x ``height`` px."""
    if exif is None:
        return None
    try:
        block = Image.Exif()
        block.load(exif)
        details = block.get_ifd(EXIF_IFD)
        if PIXEL_X in details or PIXEL_Y in details:
            details[PIXEL_X], details[PIXEL_Y] = width, height
        block[ORIENTATION] = 1
        return block.tobytes()
    except Exception:  # see orientation_of
        return None
