"""Blocks placed freely in the plane: where a homography or a layout wants them, nudged until they fit together.

The plane counterpart of :mod:`core.patterns.line_offsets`. The four covers overlap by half a block; blocks of one cover
do not touch, so the best nudge of all its blocks given the other covers is found at once, cover after cover, in
shrinking steps (iterated conditional modes, Besag 1986).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

SourceOf = Callable[[np.ndarray], np.ndarray]
"""Takes canvas points, float (..., 2) as (x, y), to photo points."""

STRIDE = 4  # px between the pixels at which covers are compared
STEPS = (6, 3)  # px of the nudges that are tried, from a standing start
STEADY_STEPS = (2,)  # when the previous frame's nudges are the start
MAX_NUDGE = 0.25  # of a block
NUDGE_COST = 0.2  # grey levels per px away from the wanted place
TRUNCATION = 60  # grey levels; a cut avoids what differs more


@dataclass(frozen=True)
class BlockCover:
    """One cover of the canvas by blocks that do not overlap.

    Attributes:
        y_index, x_index: block row of each line (H,), block column of each column (W,).
        top, bottom, left, right: int (m, n), visible part of each block, canvas px; bottom and right are past it.
        wanted: int (m, n, 2), shift (source minus canvas, y and x) that the block should have.
    """

    y_index: np.ndarray
    x_index: np.ndarray
    top: np.ndarray
    bottom: np.ndarray
    left: np.ndarray
    right: np.ndarray
    wanted: np.ndarray

    @classmethod
    def make(cls, visible: np.ndarray, block: int, p: int, q: int, source_of: SourceOf) -> BlockCover:
        """The cover with phase (p, q) half blocks.

        Args:
            visible: bool (H, W), canvas pixels that belong to the picture. A block at its border is anchored at the
                middle of its visible part, so that corners stay corners.
            source_of: where the middle of a block should come from.
        """
        height, width = visible.shape
        y, x = np.arange(height), np.arange(width)
        y_index, x_index = (y + p * block // 2) // block, (x + q * block // 2) // block
        y_starts, x_starts = np.flatnonzero(np.diff(y_index, prepend=-1)), np.flatnonzero(np.diff(x_index, prepend=-1))
        per_row = np.logical_or.reduceat(visible, x_starts, 1)  # (H, blocks across)
        per_column = np.logical_or.reduceat(visible, y_starts, 0)  # (blocks down, W)
        top = np.minimum.reduceat(np.where(per_row, y[:, None], height), y_starts, 0)
        bottom = np.maximum.reduceat(np.where(per_row, y[:, None] + 1, 0), y_starts, 0)
        left = np.minimum.reduceat(np.where(per_column, x, width), x_starts, 1)
        right = np.maximum.reduceat(np.where(per_column, x + 1, 0), x_starts, 1)
        anchor = np.stack([(left + right) / 2, (top + bottom) / 2], -1)
        shift = np.round(source_of(anchor) - anchor).astype(np.int64)[..., ::-1]
        return cls(y_index, x_index, top, bottom, left, right, shift)

    def shifts(self, nudge: np.ndarray, source: tuple[int, int]) -> np.ndarray:
        """Shifts (..., m, n, 2) with ``nudge`` added, kept where the visible part lies inside the source (h, w)."""
        wanted = self.wanted + nudge
        y = np.clip(wanted[..., 0], -self.top, np.maximum(source[0] - self.bottom, -self.top))
        x = np.clip(wanted[..., 1], -self.left, np.maximum(source[1] - self.right, -self.left))
        return np.stack([y, x], -1)

    def lines(
        self, shifts: np.ndarray, source: tuple[int, int], y: np.ndarray, x: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Source rows and columns (..., len(y), len(x)) of the canvas lines y and columns x."""
        cell = (..., self.y_index[y][:, None], self.x_index[x])
        rows = np.clip(shifts[..., 0][cell] + y[:, None], 0, source[0] - 1)
        columns = np.clip(shifts[..., 1][cell] + x, 0, source[1] - 1)
        return rows, columns


def align_covers(
    covers: list[BlockCover], pixels: np.ndarray, block: int, start: list[np.ndarray] | None = None
) -> list[np.ndarray]:
    """Nudge the blocks of four covers so that they agree where they overlap.

    Args:
        covers: phases (0, 0), (0, 1), (1, 0), (1, 1).
        pixels: uint8 (h, w, 3), the source.
        start: nudges of the previous frame of a drag; blocks then keep close to them.

    Returns:
        int (m, n, 2) for each cover, px.
    """
    smooth = cv2.blur(pixels, (3, 3))
    y = np.arange(STRIDE // 2, len(covers[0].y_index), STRIDE)
    x = np.arange(STRIDE // 2, len(covers[0].x_index), STRIDE)
    if len(y) == 0 or len(x) == 0:
        return [np.zeros_like(cover.wanted) for cover in covers]
    nudges = [_carried_over(cover.wanted.shape, start[c] if start else None) for c, cover in enumerate(covers)]
    pictures = [_copy(smooth, cover, nudge, y, x) for cover, nudge in zip(covers, nudges)]
    limit = int(block * MAX_NUDGE)
    for step in STEADY_STEPS if start else STEPS:
        tries = np.array([(dy, dx) for dy in (0, -step, step) for dx in (0, -step, step)])
        for c, cover in enumerate(covers):
            options = np.clip(nudges[c] + tries[:, None, None], -limit, limit)
            copies = _copy(smooth, cover, options, y, x)
            cost = NUDGE_COST * np.abs(options).sum(-1).astype(np.float32)
            for other in (c ^ 1, c ^ 2):  # the covers that differ in one phase
                cost += _misfit(copies, pictures[other], cover, y, x)
            best = cost.argmin(0)
            nudges[c] = np.take_along_axis(options, best[None, ..., None], 0)[0]
            pictures[c] = _copy(smooth, cover, nudges[c], y, x)
    return nudges


def _carried_over(shape: tuple[int, ...], previous: np.ndarray | None) -> np.ndarray:
    """Nudges of the last frame for a grid that may have grown or shrunk at its far end."""
    nudge = np.zeros(shape, np.int64)
    if previous is not None:
        rows, columns = min(shape[0], previous.shape[0]), min(shape[1], previous.shape[1])
        nudge[:rows, :columns] = previous[:rows, :columns]
    return nudge


def _copy(pixels: np.ndarray, cover: BlockCover, nudge: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    source = pixels.shape[0], pixels.shape[1]
    rows, columns = cover.lines(cover.shifts(nudge, source), source, y, x)
    return pixels[rows, columns]


def _misfit(copies: np.ndarray, other: np.ndarray, cover: BlockCover, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Mean truncated difference over each block: copies (O, y, x, 3), other (y, x, 3) -> float32 (O, m, n)."""
    options = len(copies)
    spread = np.broadcast_to(other, copies.shape).reshape(options * len(y), len(x), 3)
    difference = cv2.absdiff(copies.reshape(spread.shape), np.ascontiguousarray(spread)).max(2)
    difference = np.minimum(difference, TRUNCATION).reshape(options, len(y), len(x)).astype(np.float32)
    y_index, x_index = cover.y_index[y], cover.x_index[x]
    y_starts, x_starts = np.flatnonzero(np.diff(y_index, prepend=-1)), np.flatnonzero(np.diff(x_index, prepend=-1))
    sums = np.add.reduceat(np.add.reduceat(difference, y_starts, 1), x_starts, 2)
    area = np.diff([*y_starts, len(y)])[:, None] * np.diff([*x_starts, len(x)])
    result = np.zeros((options, *cover.wanted.shape[:2]), np.float32)
    result[:, y_index[y_starts][:, None], x_index[x_starts]] = sums / area  # blocks without a sample stay at 0
    return result
