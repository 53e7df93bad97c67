"""Selecting by shape or by colour; and changing a selection as a whole."""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.selection.region import Region

CombineMode = Literal["replace", "add", "subtract"]
MAX_SUPERSAMPLED = 4_000_000  # px of a lasso's box up to which its rim is antialiased


def combine(mask: np.ndarray, shape: np.ndarray, mode: CombineMode) -> np.ndarray:
    """A new uint8 mask: ``shape`` replacing, joined to, or cut out of ``mask``."""
    if mode == "replace":
        return shape.copy()
    if mode == "add":
        return np.maximum(mask, shape)
    return np.minimum(mask, 255 - shape)


def rectangle(height: int, width: int, region: Region) -> np.ndarray:
    mask = np.zeros((height, width), np.uint8)
    clipped = region.clipped(width, height)
    if not clipped.empty:
        mask[clipped.slices] = 255
    return mask


def polygon(height: int, width: int, points: np.ndarray) -> np.ndarray:
    """Lasso: the inside (even-odd) of the closed outline ``points`` (n, 2) as (x, y), antialiased."""

    import cv2

    mask = np.zeros((height, width), np.uint8)
    if len(points) < 3:
        return mask
    outline = np.asarray(points, np.float64)
    box = Region.around(outline, 1).clipped(width, height)
    if box.empty:
        return mask
    # OpenCV's own antialiasing fattens an outline by half a pixel, so the inside is drawn larger and averaged down.
    factor = 4 if box.width * box.height <= MAX_SUPERSAMPLED else 1
    large = np.zeros((box.height * factor, box.width * factor), np.uint8)
    fixed = np.round(((outline - (box.left, box.top)) * factor - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(large, [fixed], 255, shift=4)
    mask[box.slices] = cv2.resize(large, (box.width, box.height), interpolation=cv2.INTER_AREA)
    return mask


def flood(image: np.ndarray, x: int, y: int, tolerance: int = 24, contiguous: bool = True) -> np.ndarray:
    """Pixels whose colour is near that of pixel (x, y).

    Args:
        image: uint8 (h, w, 3).
        tolerance: largest difference in any channel, 0..255.
        contiguous: only those connected to (x, y) through such pixels.
    """

    import cv2

    height, width = image.shape[:2]
    if not (0 <= x < width and 0 <= y < height):
        return np.zeros((height, width), np.uint8)
    if not contiguous:
        seed = image[y, x].astype(np.int16)
        return np.where((np.abs(image.astype(np.int16) - seed) <= tolerance).all(-1), 255, 0).astype(np.uint8)
    framed = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (255 << 8)
    spread = (tolerance,) * 3
    cv2.floodFill(np.ascontiguousarray(image), framed, (x, y), (0, 0, 0), spread, spread, flags)
    return framed[1:-1, 1:-1].copy()


def grow(mask: np.ndarray, pixels: int) -> np.ndarray:
    """Grow (positive) or shrink (negative ``pixels``) the selection by a round element."""

    import cv2

    if pixels == 0 or not mask.any():
        return mask.copy()
    if pixels > 0:
        return cv2.dilate(mask, _disk(pixels))
    return cv2.erode(mask, _disk(-pixels), borderType=cv2.BORDER_CONSTANT, borderValue=255)


def feather(mask: np.ndarray, radius: float) -> np.ndarray:
    """Soften the selection's edge over about ``radius`` px to each side."""

    import cv2

    if radius <= 0 or not mask.any():
        return mask.copy()
    return cv2.GaussianBlur(mask, (0, 0), radius / 2, borderType=cv2.BORDER_REPLICATE)


def invert(mask: np.ndarray) -> np.ndarray:
    return 255 - mask


def _disk(radius: int) -> np.ndarray:
    import cv2

    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def touching(found: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """The connected parts of ``found``, bool (h, w), that hold one of ``seeds``, bool (h, w)."""

    import cv2

    count, parts = cv2.connectedComponents(found.astype(np.uint8), connectivity=8)
    wanted = np.zeros(count, bool)
    wanted[parts[seeds & found]] = True
    return wanted[parts]
