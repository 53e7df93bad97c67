"""Shifts of overlapping blocks along one axis, aligned by dynamic programming.

Along an axis the output is covered twice by blocks of ``block`` lines, the second cover half a block later. Each block
copies consecutive source lines. Its centre follows a layout (for example the plain stretch) and may leave it by up to
half a block where neighbouring blocks then agree on some line in their overlap: a one-dimensional shift map (compare
Pritch, Kav-Venaki, Peleg, "Shift-map image editing", ICCV 2009) solved exactly by the Viterbi algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MAX_DEVIATION = 0.5  # of a block: elements that repeat at up to a block find their period
DEVIATION_STEP = 2  # lines
DEVIATION_COST = 0.0015  # per line away from the layout; mismatch is in the -1..1 range of pixel values
HYSTERESIS_COST = 0.01  # per line away from the previous frame's deviation
DISPLACED_COST = 0.004  # per line that something important is away from its place
FAR = 32.0  # lines; it does not get worse than that
CUT_MARGIN = 2  # lines at each end of an overlap where no cut is placed


@dataclass(frozen=True)
class LineOffsets:
    """Solution along one axis.

    Attributes:
        lines: int32 (2, n), source line of each output line for the covers that start at 0 and half a block earlier.
        deviations: int32 (blocks,), lines by which each block left its layout; block j starts at (j - 1) half blocks.
        shifts: int32 (blocks,), source line minus output line inside each block.
    """

    lines: np.ndarray
    deviations: np.ndarray
    shifts: np.ndarray


def line_mismatch(pixels: np.ndarray, axis: int, radius: int = 3) -> np.ndarray:
    """How badly each pair of source lines would fit together.

    Args:
        pixels: float32 (h, w, 3) in -1..1.
        axis: 0 compares rows, 1 columns.
        radius: lines on either side that are compared along.

    Returns:
        float32 (n, n), root mean square difference averaged over 2 * radius + 1 consecutive pairs; 0 on the diagonal.
    """
    lines = np.moveaxis(pixels, axis, 0)[:, ::2].reshape(pixels.shape[axis], -1)
    norms = np.einsum("ij,ij->i", lines, lines)
    squared = np.maximum(norms[:, None] + norms[None] - 2 * lines @ lines.T, 0) / max(1, lines.shape[1])
    distance = np.sqrt(squared)
    np.fill_diagonal(distance, 0)
    size = len(distance)
    padded = np.pad(distance, radius, mode="edge")
    total = np.zeros_like(distance)
    for shift in range(2 * radius + 1):  # along the diagonal: line i + t beside line j + t
        total += padded[shift : shift + size, shift : shift + size]
    return (total / (2 * radius + 1)).astype(np.float32)


def align_blocks(
    target: int,
    source: int,
    block: int,
    mismatch: np.ndarray,
    layout: np.ndarray | None = None,
    previous: LineOffsets | None = None,
    keep: np.ndarray | None = None,
) -> LineOffsets:
    """Choose the shift of every block along one axis.

    Args:
        target, source: lines of the output and of the source.
        block: lines of a block, even.
        mismatch: (source, source) from :func:`line_mismatch`.
        layout: float (target,), source position that each output line should come from, rising; None for a stretch.
        previous: the last frame's solution; its deviations are kept unless another choice is clearly better.
        keep: float (source,), importance of each line: showing an important one away from its place in the layout, or
            another one in its place, costs.
    """
    half = block // 2
    starts = np.arange(-half, target, half)
    count = len(starts)
    low, high = np.maximum(starts, 0), np.minimum(starts + block, target)
    if target == source and layout is None:
        return _assemble(np.zeros(count, np.int64), np.zeros(count, np.int64), low, high, target, source)
    centre = (low + high) / 2
    reach = np.minimum((high - low) / 2, source / 2)
    wanted = centre * source / target if layout is None else np.interp(centre, np.arange(target) + 0.5, layout + 0.5)
    base = np.round(np.clip(wanted, reach, source - reach) - centre).astype(np.int64)

    limit = int(block * MAX_DEVIATION) // DEVIATION_STEP * DEVIATION_STEP
    options = np.arange(-limit, limit + 1, DEVIATION_STEP)
    shifts = np.clip(base[:, None] + options, -low[:, None], np.maximum(source - high, -low)[:, None])
    deviations = shifts - base[:, None]
    unary = DEVIATION_COST * np.abs(deviations).astype(np.float32)
    if previous is not None:
        known = np.zeros(count, np.int64)
        shared = min(count, len(previous.deviations))
        known[:shared] = previous.deviations[:shared]
        unary = unary + HYSTERESIS_COST * np.abs(deviations - known[:, None])
    if keep is not None and layout is not None:
        unary = unary + _displacement(low, high, shifts, layout, keep)
    middle = len(options) // 2
    for end in (0, -1):  # the borders of the picture stay where the layout puts them
        unary[end, np.arange(len(options)) != middle] = 1e6

    pairwise = _overlap_cost(low, high, shifts, half, source, mismatch)
    choice = _viterbi(unary, pairwise)
    picked = shifts[np.arange(count), choice]
    return _assemble(picked, picked - base, low, high, target, source)


def _displacement(
    low: np.ndarray, high: np.ndarray, shifts: np.ndarray, layout: np.ndarray, keep: np.ndarray
) -> np.ndarray:
    """float32 (blocks, options): mean over a block's lines of distance to the layout times importance."""
    offsets = np.arange(int((high - low).max()))
    lines = low[:, None] + offsets
    inside = lines < high[:, None]
    lines = np.minimum(lines, len(layout) - 1)
    right = layout[lines]
    shown = np.clip(lines[:, None] + shifts[..., None], 0, len(keep) - 1)
    away = np.minimum(np.abs(shown - right[:, None]), FAR)
    cost = away * (keep[shown] + keep[np.clip(np.rint(right).astype(np.int64), 0, len(keep) - 1)][:, None])
    return (DISPLACED_COST * (cost * inside[:, None]).sum(-1) / inside.sum(1)[:, None]).astype(np.float32)


def _overlap_cost(
    low: np.ndarray, high: np.ndarray, shifts: np.ndarray, half: int, source: int, mismatch: np.ndarray
) -> np.ndarray:
    """(blocks - 1, options, options): mismatch at the best line to change from block j to j + 1."""
    lines = low[1:, None] + np.arange(half)
    valid = lines < np.minimum(high[:-1], high[1:])[:, None]
    inner = valid & (lines >= low[1:, None] + CUT_MARGIN) & (lines < high[:-1, None] - CUT_MARGIN)
    valid = np.where(inner.any(1, keepdims=True), inner, valid)
    before = np.clip(lines[:, None] + shifts[:-1, :, None], 0, source - 1)
    after = np.clip(lines[:, None] + shifts[1:, :, None], 0, source - 1)
    cost = mismatch[before[:, :, None], after[:, None]]
    return np.where(valid[:, None, None], cost, np.inf).min(-1)


def _viterbi(unary: np.ndarray, pairwise: np.ndarray) -> np.ndarray:
    """Cheapest chain of options: unary (n, O), pairwise (n - 1, O, O) -> int64 (n,)."""
    cost = unary[0]
    back = []
    for own, pair in zip(unary[1:], pairwise):
        total = cost[:, None] + pair
        best = total.argmin(0)
        back.append(best)
        cost = total[best, np.arange(len(best))] + own
    chain = [int(cost.argmin())]
    for best in reversed(back):
        chain.append(int(best[chain[-1]]))
    return np.array(chain[::-1])


def _assemble(
    shifts: np.ndarray, deviations: np.ndarray, low: np.ndarray, high: np.ndarray, target: int, source: int
) -> LineOffsets:
    lines = np.zeros((2, target), np.int64)
    for j, (begin, end) in enumerate(zip(low, high)):
        lines[(j + 1) % 2, begin:end] = np.arange(begin, end) + shifts[j]
    return LineOffsets(
        np.clip(lines, 0, source - 1).astype(np.int32), deviations.astype(np.int32), shifts.astype(np.int32)
    )
