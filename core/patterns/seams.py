"""Where to cut between two overlapping covers of blocks: the path that is seen least.

Minimum error boundary cut of Efros and Freeman ("Image quilting", SIGGRAPH 2001), for all overlaps of a picture at once
and on bands of a few lines. Compiled, because it runs four times in every frame of a drag.
"""

from __future__ import annotations

import cv2
import numba
import numpy as np

BAND = 4  # lines that share one cut position
REACH = 3  # positions a cut may move from one band to the next
MARGIN = 3  # positions at either end of an overlap where a cut is not placed
STRAIGHT_COST = 0.25  # per position moved, in mean absolute grey levels


def visible_difference(
    pixels: np.ndarray, one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """float32 (H, W): mean absolute difference, in grey levels, of two pictures copied from ``pixels``.

    Args:
        pixels: uint8 (h, w, 3).
        one, other: source rows and columns, int32 (H, W), of every pixel of the two; may be broadcast views.
    """
    difference = np.empty(one[0].shape, np.float32)
    _difference(pixels, *one, *other, difference)
    return difference


def cover_seams(difference: np.ndarray, half: int) -> np.ndarray:
    """Distance to the next seam along x for two covers of blocks that alternate every ``half`` columns.

    Args:
        difference: float32 (H, W), visible difference between the two covers, in grey levels.
        half: half a block, px; overlap i spans columns [i * half, (i + 1) * half).

    Returns:
        float32 (2, H, W) in 0..1 for the covers that start at 0 and half a block earlier; they sum to 1, and
        cross 0.5 on the cheapest path from top to bottom of each overlap.
    """
    height, width = difference.shape
    smooth = cv2.blur(difference, (3, 3))
    cost = np.zeros((-(-height // BAND), -(-width // half), half), np.float32)
    _bands(smooth, cost)
    seam = np.empty((2, height, width), np.float32)
    _spread(_cheapest_paths(cost), half, seam)
    return seam


_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


@_kernel
def _difference(  # type: ignore[no-untyped-def]  # numba infers
    pixels, rows, columns, other_rows, other_columns, difference
):
    third = np.float32(1 / 3)
    for y in range(difference.shape[0]):
        for x in range(difference.shape[1]):
            a = pixels[rows[y, x], columns[y, x]]
            b = pixels[other_rows[y, x], other_columns[y, x]]
            total = np.int32(0)
            for c in range(3):
                total += abs(np.int32(a[c]) - np.int32(b[c]))
            difference[y, x] = total * third


@_kernel
def _bands(smooth, cost):  # type: ignore[no-untyped-def]
    """Mean over the lines of each band; past the picture its last line and column go on."""
    height, width = smooth.shape
    bands, overlaps, half = cost.shape
    share = np.float32(1 / BAND)
    for y in range(bands * BAND):
        line, band = min(y, height - 1), cost[y // BAND]
        for overlap in range(overlaps):
            for x in range(half):
                band[overlap, x] += smooth[line, min(overlap * half + x, width - 1)] * share


@_kernel
def cheapest_path(cost, straight):  # type: ignore[no-untyped-def]
    """The cheapest cut from the first line of ``cost`` float32 (h, n) to the last, int64 (h,).

    It moves by up to :data:`REACH` positions from one line to the next, each of which costs ``straight``.
    """
    height, width = cost.shape
    total, before = cost[0].copy(), np.empty(width, np.float32)
    steps = np.zeros((height, width), np.int8)
    for y in range(1, height):
        before, total = total, before
        for x in range(width):
            least, step = np.float32(np.inf), 0
            for move in range(max(-REACH, -x), min(REACH, width - 1 - x) + 1):
                reached = before[x + move] + np.float32(straight * abs(move))
                if reached < least:
                    least, step = reached, move
            total[x] = least + cost[y, x]
            steps[y, x] = step
    cut = np.empty(height, np.int64)
    x = int(total.argmin())
    for y in range(height - 1, -1, -1):
        cut[y] = x
        x += steps[y, x]
    return cut


@_kernel
def _cheapest_paths(cost):  # type: ignore[no-untyped-def]
    """cost (bands, overlaps, positions) -> position of the cheapest cut, int64 (bands, overlaps)."""
    bands, overlaps, positions = cost.shape
    margin = min(MARGIN, (positions - 1) // 2)
    size = positions - 2 * margin
    path = np.empty((bands, overlaps), np.int64)
    for overlap in range(overlaps):
        path[:, overlap] = margin + cheapest_path(cost[:, overlap, margin : margin + size], STRAIGHT_COST)
    return path


@_kernel
def _spread(path, half, seam):  # type: ignore[no-untyped-def]
    """Fill ``seam``: cuts run straight between band centres; the cover that starts at 0 rises in even overlaps."""
    bands, overlaps = path.shape
    _, height, width = seam.shape
    for y in range(height):
        place = min(max((y + 0.5) / BAND - 0.5, 0.0), bands - 1.0)
        low = min(int(place), max(bands - 2, 0))
        share = np.float32(place - low)
        for overlap in range(overlaps):
            cut = path[low, overlap] * (1 - share) + path[min(low + 1, bands - 1), overlap] * share + np.float32(0.5)
            rise, fall = np.float32(0.5 / cut), np.float32(0.5 / (half - cut))
            for x in range(overlap * half, min((overlap + 1) * half, width)):
                position = np.float32(x - overlap * half) + np.float32(0.5)
                rising = position * rise if position < cut else np.float32(1) - (half - position) * fall
                first = np.float32(1 - rising if overlap % 2 else rising)
                seam[0, y, x] = first
                seam[1, y, x] = np.float32(1) - first
