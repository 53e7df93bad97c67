"""Where to cut between two overlapping covers of blocks: the path that is seen least.

Minimum error boundary cut of Efros and Freeman ("Image quilting", SIGGRAPH 2001), for all overlaps of a picture at once
and on bands of a few lines, which keeps it in vectorised numpy at a few milliseconds.
"""

from __future__ import annotations

import cv2
import numpy as np

BAND = 4  # lines that share one cut position
REACH = 3  # positions a cut may move from one band to the next
MARGIN = 3  # positions at either end of an overlap where a cut is not placed
STRAIGHT_COST = 0.25  # per position moved, in mean absolute grey levels


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
    overlaps, bands = -(-width // half), -(-height // BAND)
    smooth = cv2.blur(difference, (3, 3))
    padded = np.pad(smooth, ((0, bands * BAND - height), (0, overlaps * half - width)), mode="edge")
    cost = padded.reshape(bands, BAND, overlaps, half).mean(1)
    cuts = _cheapest_paths(cost) + 0.5
    lines = _spread(cuts.astype(np.float32), height)[:, :, None]  # (H, overlaps, 1)
    position = np.arange(half, dtype=np.float32) + 0.5
    rising = np.where(position < lines, 0.5 * position / lines, 1 - 0.5 * (half - position) / (half - lines))
    rising[:, 1::2] = 1 - rising[:, 1::2]  # the cover that starts at 0 rises in the even overlaps
    first = rising.reshape(height, overlaps * half)[:, :width]
    return np.stack([first, 1 - first])


def _cheapest_paths(cost: np.ndarray) -> np.ndarray:
    """cost (bands, overlaps, positions) -> position of the cheapest cut, (bands, overlaps)."""
    bands, overlaps, positions = cost.shape
    margin = min(MARGIN, (positions - 1) // 2)
    inner = cost[:, :, margin : positions - margin]
    size = inner.shape[2]
    moves = np.arange(-REACH, REACH + 1)
    effort = (STRAIGHT_COST * np.abs(moves)).astype(np.float32)
    total = inner[0]
    steps = np.empty((bands, overlaps, size), np.int8)
    padded = np.full((overlaps, size + 2 * REACH), np.inf, np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(moves), axis=1)
    for band in range(1, bands):
        padded[:, REACH : REACH + size] = total
        reached = windows + effort
        best = reached.argmin(2)
        steps[band] = best
        total = np.take_along_axis(reached, best[:, :, None], 2)[:, :, 0] + inner[band]
    path = np.empty((bands, overlaps), np.int64)
    path[-1] = total.argmin(1)
    every = np.arange(overlaps)
    for band in range(bands - 1, 0, -1):
        path[band - 1] = path[band] + steps[band, every, path[band]] - REACH
    return path + margin


def _spread(cuts: np.ndarray, height: int) -> np.ndarray:
    """Band positions (bands, overlaps) -> one per line (height, overlaps), linear between band centres."""
    bands = len(cuts)
    place = np.clip((np.arange(height) + 0.5) / BAND - 0.5, 0, bands - 1)
    below = np.minimum(place.astype(np.int64), max(bands - 2, 0))
    share = (place - below).astype(np.float32)[:, None]
    return cuts[below] * (1 - share) + cuts[np.minimum(below + 1, bands - 1)] * share
