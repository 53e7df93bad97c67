"""Canny edges with a Gaussian sigma, and with a hole that makes no edges."""

from __future__ import annotations

import math

import cv2
import numba
import numpy as np

DEFAULT_SIGMA = 2.0
# Hysteresis thresholds on the gradient of a 0..1 picture under the 1-2-1 Sobel operator (scikit-image's defaults).
LOW, HIGH = 0.1, 0.2
GRADIENT_SCALE = 7000.0  # float gradients (|g| < 4.5) to the int16 that cv2.Canny takes


def canny(grey: np.ndarray, sigma: float = DEFAULT_SIGMA, hole: np.ndarray | None = None) -> np.ndarray:
    """Edge map after Canny (1986), as the labels of the paper's edge generator are made (section 4.1, sigma 2).

    Args:
        grey: uint8, uint16 or float 0..1 (h, w).
        sigma: standard deviation of the Gaussian, px; 0 for none.
        hole: bool (h, w), True where the picture is unknown: it neither makes edges nor leaks into its surroundings.

    Returns:
        bool (h, w). Pixels on the picture's border and beside the hole are never edges.
    """
    image: np.ndarray = grey.astype(np.float32)
    if np.issubdtype(grey.dtype, np.integer):
        image /= float(np.iinfo(grey.dtype).max)
    known = np.ones(image.shape, np.float32) if hole is None else (~hole).astype(np.float32)
    image = image * known
    if sigma > 0:
        # Normalised convolution: the weights of unknown pixels and of those beyond the border go to the known ones.
        size = 2 * math.ceil(4 * sigma) + 1
        weight = cv2.GaussianBlur(known, (size, size), sigma, borderType=cv2.BORDER_CONSTANT)
        image = cv2.GaussianBlur(image, (size, size), sigma, borderType=cv2.BORDER_CONSTANT) / np.maximum(weight, 1e-6)
    gradients = [cv2.Sobel(image, cv2.CV_32F, *order, borderType=cv2.BORDER_REFLECT) for order in ((1, 0), (0, 1))]
    dx, dy = (np.clip(g * GRADIENT_SCALE, -32767, 32767).astype(np.int16) for g in gradients)
    inside = cv2.erode(known, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    # Without gradients where nothing is known, hysteresis cannot run through the hole.
    dx[~inside] = 0
    dy[~inside] = 0
    return (cv2.Canny(dx, dy, LOW * GRADIENT_SCALE, HIGH * GRADIENT_SCALE, L2gradient=True) > 0) & inside


def to_grey(pixels: np.ndarray) -> np.ndarray:
    """Luma (Rec. 601) of RGB uint8 or uint16 (h, w, 3), same dtype."""
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def thin(edges: np.ndarray) -> np.ndarray:
    """Lines of any width made one pixel wide, still connected (Zhang and Suen, "A fast parallel algorithm for thinning
    digital patterns", 1984). bool (h, w) -> bool (h, w)."""
    thinned = np.zeros(edges.shape, bool)
    rows, columns = np.flatnonzero(edges.any(1)), np.flatnonzero(edges.any(0))
    if not len(rows):
        return thinned
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    lines = np.pad(edges[box], 1).astype(np.uint8)
    while _thin_pass(lines, False) + _thin_pass(lines, True):
        pass
    thinned[box] = lines[1:-1, 1:-1] > 0
    return thinned


@numba.njit(cache=True, nogil=True)
def _thin_pass(lines, odd):  # type: ignore[no-untyped-def]  # numba infers
    """Take one layer off from two sides, in place; returns how many pixels went. ``lines`` has a border of zeros."""
    height, width = lines.shape
    going = np.zeros(lines.shape, np.uint8)
    count = 0
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            if lines[y, x] == 0:
                continue
            n, ne, e, se = lines[y - 1, x], lines[y - 1, x + 1], lines[y, x + 1], lines[y + 1, x + 1]
            s, sw, w, nw = lines[y + 1, x], lines[y + 1, x - 1], lines[y, x - 1], lines[y - 1, x - 1]
            around = n + ne + e + se + s + sw + w + nw
            if around < 2 or around > 6:
                continue
            turns = (n < ne) + (ne < e) + (e < se) + (se < s) + (s < sw) + (sw < w) + (w < nw) + (nw < n)
            if turns != 1:
                continue
            if (n * e * w + n * s * w if odd else n * e * s + e * s * w) == 0:
                going[y, x] = 1
                count += 1
    if count:
        for y in range(1, height - 1):
            for x in range(1, width - 1):
                if going[y, x]:
                    lines[y, x] = 0
    return count


def lines_from(probability: np.ndarray, threshold: float) -> np.ndarray:
    """An edge map out of stage 1's probabilities (h, w): what exceeds ``threshold``, thinned to lines. bool (h, w)."""
    return thin(probability > threshold)


def resize_edges(edges: np.ndarray, width: int, height: int) -> np.ndarray:
    """An edge map at another size, its lines one pixel wide again. bool (h, w) -> bool (height, width)."""
    if edges.shape == (height, width):
        return edges
    scale = min(1.0, width / edges.shape[1], height / edges.shape[0])
    share = cv2.resize(edges.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return thin(share > 0.35 * scale) if edges.any() else np.zeros((height, width), bool)
