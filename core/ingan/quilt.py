"""A canvas covered with blocks of the photo at native scale, sewn together where they meet.

Efros and Freeman, "Image Quilting for Texture Synthesis and Transfer", SIGGRAPH 2001: every block is taken from where
it fits its neighbours best, here near the place that the canvas shows at its middle, and cut along the path where the
two differ least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from core.patterns.seams import cheapest_path

BLOCK = 40  # px, side of a block
OVERLAP = 10  # px that it shares with its neighbours
REACH = 14  # px, how far from its place a block may be taken
STRAIGHT = 0.2  # a cut's step aside costs so much of the mean difference
FORBIDDEN = 40.0  # how much more a block of nothing but forbidden pixels costs than a mean one
FAR = 0.5  # the same for one as far away as may be


@dataclass(frozen=True)
class Cover:
    """Of a canvas (H, W).

    Attributes:
        rows, columns: int64 (H, W), the photo's pixel that each one shows.
        inner: float32 (H, W) in 0..1, 0 at joints and 1 in the middle of a block.
    """

    rows: np.ndarray
    columns: np.ndarray
    inner: np.ndarray


def quilt(photo: np.ndarray, x: np.ndarray, y: np.ndarray, forbidden: np.ndarray) -> Cover:
    """Cover a canvas.

    Args:
        photo: float32 (h, w, 3).
        x, y: float (H, W), px of the photo that each pixel of the canvas shows.
        forbidden: float32 (h, w) in 0..1, what should not be shown: a subject would stand there a second time.
    """
    height, width = x.shape
    edges = [[0, *range(BLOCK, side - OVERLAP, BLOCK), side] for side in (height, width)]
    made = np.zeros((height, width, 3), np.float32)
    rows, columns = np.zeros((2, height, width), np.int64)
    block = np.full((height, width), -1, np.int32)
    number = 0
    for top, bottom in zip(edges[0], edges[0][1:]):
        for left, right in zip(edges[1], edges[1][1:]):
            up, before = min(OVERLAP, top), min(OVERLAP, left)
            area = slice(top - up, bottom), slice(left - before, right)
            middle = (top + bottom) // 2, (left + right) // 2
            size = bottom - top + up, right - left + before
            at = [round(float(places[middle])) - (here - start) for places, here, start in
                  zip((y, x), middle, (top - up, left - before))]  # fmt: skip
            row, column = _best(photo, forbidden, at, size, made[area], up, before)
            wanted_rows = np.clip(row + np.arange(size[0]), 0, photo.shape[0] - 1)
            wanted_columns = np.clip(column + np.arange(size[1]), 0, photo.shape[1] - 1)
            piece = photo[np.ix_(wanted_rows, wanted_columns)]
            own = _own(((piece - made[area]) ** 2).sum(-1), up, before)
            made[area][own] = piece[own]
            rows[area][own] = np.broadcast_to(wanted_rows[:, None], size)[own]
            columns[area][own] = np.broadcast_to(wanted_columns[None], size)[own]
            block[area][own] = number
            number += 1
    joint = np.zeros((height, width), np.uint8)
    joint[1:] |= block[1:] != block[:-1]
    joint[:, 1:] |= block[:, 1:] != block[:, :-1]
    far = cv2.distanceTransform(1 - joint, cv2.DIST_L1, 3) if joint.any() else np.full(joint.shape, BLOCK, np.float32)
    return Cover(rows, columns, np.clip(far * (2 / BLOCK), 0, 1).astype(np.float32))


def _best(
    photo: np.ndarray,
    forbidden: np.ndarray,
    at: Sequence[int],
    size: tuple[int, int],
    made: np.ndarray,
    up: int,
    before: int,
) -> tuple[int, int]:
    """Top left corner, px of the photo, of the block of a size that fits best to what is made above and before it."""
    lows = [min(max(0, place - REACH), max(0, side - length)) for place, side, length in zip(at, photo.shape, size)]
    highs = [
        min(max(low, place + REACH), max(0, side - length))
        for low, place, side, length in zip(lows, at, photo.shape, size)
    ]
    window = photo[lows[0] : highs[0] + size[0], lows[1] : highs[1] + size[1]]
    if window.shape[0] < size[0] or window.shape[1] < size[1]:  # the photo is smaller than a block
        return lows[0], lows[1]
    cost = np.zeros((window.shape[0] - size[0] + 1, window.shape[1] - size[1] + 1), np.float32)
    if up:
        cost += cv2.matchTemplate(window[: cost.shape[0] - 1 + up], made[:up], cv2.TM_SQDIFF)
    if before:
        cost += cv2.matchTemplate(window[:, : cost.shape[1] - 1 + before], made[:, :before], cv2.TM_SQDIFF)
    usual = float(cost.mean()) or 1.0
    apart = np.ogrid[: cost.shape[0], : cost.shape[1]]
    away = sum(((each + low - place) / REACH) ** 2 for each, low, place in zip(apart, lows, at))
    cost += FAR * usual * np.minimum(away, 1).astype(np.float32)
    sums = cv2.integral(forbidden[lows[0] : highs[0] + size[0], lows[1] : highs[1] + size[1]])
    total = sums[size[0] :, size[1] :] - sums[: -size[0], size[1] :] - sums[size[0] :, : -size[1]]
    total += sums[: -size[0], : -size[1]]
    cost += (FORBIDDEN * usual / (size[0] * size[1])) * total.astype(np.float32)
    row, column = np.unravel_index(int(cost.argmin()), cost.shape)
    return lows[0] + int(row), lows[1] + int(column)


def _own(apart: np.ndarray, up: int, before: int) -> np.ndarray:
    """bool: which pixels a block shows itself, right of and below the cuts through what it shares.

    Args:
        apart: float32 (H, W), squared difference to what is made.
    """
    own = np.ones(apart.shape, bool)
    if up:
        strip = np.ascontiguousarray(apart[:up].T)
        own &= np.arange(apart.shape[0])[:, None] >= cheapest_path(strip, STRAIGHT * float(strip.mean()))[None]
    if before:
        strip = np.ascontiguousarray(apart[:, :before])
        own &= np.arange(apart.shape[1])[None] >= cheapest_path(strip, STRAIGHT * float(strip.mean()))[:, None]
    return own
