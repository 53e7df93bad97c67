"""Grey and edges as the published program has them: its networks have learned on these.

It takes both from scikit-image: the luma of its ``rgb2gray`` and its ``feature.canny`` with sigma 2 and the default
thresholds (Canny, "A Computational Approach to Edge Detection", PAMI 1986). Written anew from what their documentation
says they do, in double precision and in an order of summation that keeps ties, so that the maps are the same to the
pixel.
"""

from __future__ import annotations

import cv2
import numba
import numpy as np

RED, GREEN, BLUE = 0.2125, 0.7154, 0.0721  # luma of Rec. 709, as scikit-image rounds it
LOW, HIGH = 0.1, 0.2  # hysteresis thresholds on the gradient under a 1-2-1 Sobel operator that is not normalised
TRUNCATE = 4.0  # sigmas at which the Gaussian ends

_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


def luma(pixels: np.ndarray) -> np.ndarray:
    """Grey of RGB (h, w, 3), float 0..1 as made of 8 or 16 bits, or these themselves: float64 (h, w) in 0..1."""
    top = np.iinfo(pixels.dtype).max if np.issubdtype(pixels.dtype, np.integer) else 1
    grey = np.zeros(pixels.shape[:2])
    for channel, weight in enumerate((RED, GREEN, BLUE)):
        # 16 bits hold 8 bits exactly, so this undoes the rounding of single precision.
        grey += weight * (np.round(pixels[..., channel].astype(np.float64) * (65535 / top)) / 65535)
    return grey


def canny(grey: np.ndarray, sigma: float, hole: np.ndarray) -> np.ndarray:
    """Edges of what is known.

    Args:
        grey: float64 (h, w) in 0..1.
        sigma: standard deviation of the Gaussian, px; 0 for none.
        hole: bool (h, w), True where the picture is unknown.

    Returns:
        bool (h, w). Pixels on the picture's border and beside the hole are never edges.
    """
    known = ~hole
    smooth = np.where(known, grey, 0.0)
    if sigma > 0:
        taps = _gaussian(sigma)
        # What lies in the hole or beyond the border counts nothing: divided by the weight of the known pixels.
        smooth = _smoothed(smooth, taps) / (_smoothed(known.astype(np.float64), taps) + np.finfo(np.float64).eps)
    down, across = _sobel(smooth, 0), _sobel(smooth, 1)
    strength = np.sqrt(down * down + across * across)
    inside = cv2.erode(known.astype(np.uint8), np.ones((3, 3)), borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    ridges = _ridges(down, across, strength, inside, LOW)
    _, labels = cv2.connectedComponents(ridges.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    strong = np.zeros(int(labels.max()) + 1, bool)
    strong[labels[ridges & (strength >= HIGH)]] = True
    edges: np.ndarray = strong[labels]
    return edges


def _gaussian(sigma: float) -> np.ndarray:
    """The middle of a normalised Gaussian kernel and one side of it, float64."""
    reach = int(TRUNCATE * sigma + 0.5)
    weights = np.exp(-0.5 / (sigma * sigma) * np.arange(-reach, reach + 1) ** 2)
    return (weights / weights.sum())[reach:]


def _smoothed(plane: np.ndarray, taps: np.ndarray) -> np.ndarray:
    rows = _convolved(plane, taps)
    return np.ascontiguousarray(_convolved(np.ascontiguousarray(rows.T), taps).T)


@_kernel
def _convolved(plane, taps):  # type: ignore[no-untyped-def]  # numba infers
    """Columns of ``plane`` under a symmetric kernel, nothing beyond the border. The two sides of the kernel are added
    before they are weighted: what is symmetric stays so to the last bit."""
    height, width = plane.shape
    result = np.empty_like(plane)
    for y in range(height):
        for x in range(width):
            result[y, x] = plane[y, x] * taps[0]
        for offset in range(len(taps) - 1, 0, -1):
            for x in range(width):
                before = plane[y - offset, x] if y >= offset else 0.0
                after = plane[y + offset, x] if y + offset < height else 0.0
                result[y, x] += (before + after) * taps[offset]
    return result


def _sobel(plane: np.ndarray, axis: int) -> np.ndarray:
    """Differences along ``axis``, weighted 1-2-1 across it; mirrored beyond the border. float64."""
    turned = np.moveaxis(np.pad(plane, 1, mode="symmetric"), axis, 0)
    slope = turned[2:] - turned[:-2]
    summed = 2 * slope[:, 1:-1] + (slope[:, :-2] + slope[:, 2:])
    return np.ascontiguousarray(np.moveaxis(summed, 0, axis))


@_kernel
def _ridges(down, across, strength, inside, least):  # type: ignore[no-untyped-def]
    """Where the gradient is at least ``least`` and no weaker than on both sides along its direction, where it is
    interpolated between the two nearest of the eight neighbours."""
    height, width = strength.shape
    found = np.zeros(strength.shape, np.bool_)
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            here = strength[y, x]
            if not inside[y, x] or here < least:
                continue
            v, u = abs(down[y, x]), abs(across[y, x])
            lean = 1 if (down[y, x] >= 0) == (across[y, x] >= 0) or v == 0 or u == 0 else -1
            if v > u:
                share, dy, dx = u / v, 1, 0
            else:
                share, dy, dx = v / u, 0, lean
            ahead = strength[y + 1, x + lean] * share + strength[y + dy, x + dx] * (1 - share)
            behind = strength[y - 1, x - lean] * share + strength[y - dy, x - dx] * (1 - share)
            found[y, x] = here >= ahead and here >= behind
    return found
