"""Which way is up: EXIF orientation."""

from __future__ import annotations

import numpy as np
from PIL import Image

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
