"""What a photo's border cuts off, carried outwards along its own lines: a mirror image in which lines keep their slope.

Where a shoulder, a roof or a table is cut by the border no other part of the photo goes on as it does, so that no copy
fits. A mirror image does fit, but turns every slanted line back. Here each pixel beyond the border shows what lies as
far inside of it on the same streamline, whose slope is that of the structure tensor along the border (Bigün and
Granlund, "Optimal Orientation Detection of Linear Symmetry", ICCV 1987).
"""

from __future__ import annotations

import cv2
import numpy as np

from core.extend.candidates import blurred

REACH = 0.08  # of the photo's side: so many columns say which way the lines go
ALONG = 0.012  # of the border's length: over so much of it slopes are averaged
SLOPE_SIGMA = 1.0  # px, of the derivatives
EVEN = 4.0  # squared grey levels by which a pixel has to change for its slope to count
STEEPEST = 1.5
NEAREST = 0.8  # of what it says of the last column the first of these columns says


def border_slopes(photo: np.ndarray) -> np.ndarray:
    """How lines run over the right border: rows that they fall by for each column, float32 (h,), positive downwards.

    Where nothing has a direction it is near 0, so that what is carried there is a plain mirror image.

    Args:
        photo: uint8 (h, w, 3).
    """
    height, width = photo.shape[:2]
    reach = min(width, max(8, round(REACH * width)))
    near = blurred(photo.astype(np.float32), SLOPE_SIGMA)[:, -reach:]
    down, across = np.gradient(near, axis=0), np.gradient(near, axis=1)
    weight = np.linspace(1 - NEAREST, 1, reach)[None, :, None]
    sigma = max(1.0, ALONG * height)
    mixed = _averaged((weight * across * down).sum((1, 2)), sigma)
    steep = _averaged((weight * down * down).sum((1, 2)), sigma)
    return np.clip(-mixed / (steep + EVEN * reach), -STEEPEST, STEEPEST).astype(np.float32)


def _averaged(values: np.ndarray, sigma: float) -> np.ndarray:
    reach = int(3 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), "valid")


def streamline_places(slopes: np.ndarray, lines: slice, columns: slice, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Which place of a photo each pixel beyond its right border shows.

    Args:
        slopes: float32 (h,), see :func:`border_slopes`, of a photo of ``width`` columns.
        lines, columns: of the canvas, counted from the photo's top left; ``columns`` begin at ``width`` or later.

    Returns:
        rows float32 (lines, columns), columns int (columns,); both may lie outside the photo.
    """
    height = len(slopes)
    at = np.arange(height, dtype=np.float64)
    wanted = np.arange(lines.start, lines.stop, dtype=np.float64)
    rows = np.empty((len(wanted), columns.stop - columns.start), np.float32)
    for number, column in enumerate(range(columns.start, columns.stop)):
        away = column - width + 0.5
        # Where streamlines would cross the outer one ends: there is one to each pixel.
        reached = np.maximum.accumulate(at + slopes * away) + 1e-6 * at
        begins = np.interp(wanted, reached, at)
        begins += np.minimum(wanted - reached[0], 0) + np.maximum(wanted - reached[-1], 0)
        rows[:, number] = begins - np.interp(begins, at, slopes) * away
    return rows, 2 * width - 1 - np.arange(columns.start, columns.stop)


def carried(photo: np.ndarray, slopes: np.ndarray, lines: slice, columns: slice) -> np.ndarray:
    """What the streamlines bring to these pixels beyond the right border of a photo, like ``photo``.

    Args:
        photo: uint8 or uint16 (h, w, C).
        slopes, lines, columns: see :func:`streamline_places`.
    """
    height, width = photo.shape[:2]
    rows, across = streamline_places(slopes, lines, columns, width)
    first, last = (int(np.clip(end, 0, height - 1)) for end in (rows.min() - 2, rows.max() + 3))
    near = max(0, int(across[-1]))
    seen = np.ascontiguousarray(photo[first : last + 1, near:])  # all of a large photo would be copied here
    at = np.broadcast_to((across - near).astype(np.float32), rows.shape)
    return cv2.remap(seen, np.ascontiguousarray(at), rows - first, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
