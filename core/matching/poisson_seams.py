"""Poisson blending of seams: steps in brightness along joints and the rim of a fill, out where the ground is even.

A fill copies pieces of one sky from places that differ by a few grey levels, from each other and from the sky around
the hole. The picture should go on over a joint as its sources do: a smooth correction, nought at the rim, makes it so
(Perez, Gangnet, Blake, "Poisson Image Editing", SIGGRAPH 2003, on the correction instead of the colours). Where there
is texture or an edge nothing is corrected: there a difference is not seen, or belongs.
"""

from __future__ import annotations

import cv2
import numba
import numpy as np

from core.matching import nnf

EVEN = 7.0  # grey levels from pixel to pixel up to which ground counts as even
STEP = 28.0  # grey levels; a larger difference is an edge, not a step
SMALLEST = 24  # px, side of the coarsest level
COARSE_SWEEPS, SWEEPS = 200, 24
RELAXATION = 1.7  # of successive over-relaxation
SPARSE = 0.5  # share of a hole's box up to which the boxes of its parts are worth a solution each

_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


@_kernel
def step_trust(steep, step, even, largest):  # type: ignore[no-untyped-def]  # numba infers
    """How far a difference across a seam is taken for a step in tone that is to go, 0..1; what hardly is one gives 0.

    For kernels. All in grey levels: ``steep``, how much either side changes from pixel to pixel there; ``step``, the
    difference; ``even``, up to where ground is even; ``largest``, from where a difference is an edge.
    """
    trust = np.exp(-((steep / even) ** 2) - (step / largest) ** 2)
    return trust if trust >= 0.02 else 0.0


def blend_seams(picture: np.ndarray, hole: np.ndarray, match: np.ndarray) -> np.ndarray:
    """Take steps out of a filled hole.

    Args:
        picture: uint8 or uint16 (h, w, 3), filled.
        hole: bool (h, w).
        match: int32 (rows, columns, 2), where each patch was copied from, in ``picture`` itself.

    Returns:
        the same, different in the hole only, and there by less than a few grey levels from one pixel to the next.
    """
    rows, columns = nnf.centre_sources(match, hole.shape[0], hole.shape[1], picture.shape)
    top = float(np.iinfo(picture.dtype).max)
    unit = np.float32(255 / top)
    result = picture
    for box, part in _apart(hole):
        wanted = np.zeros((2, *part.shape, 3), np.float32)
        if not _steps(picture, unit, hole, rows, columns, (box[0].start, box[1].start), wanted):
            continue
        correction = solve_poisson(wanted, part)
        result = picture.copy() if result is picture else result
        values = picture[box][part] + correction[part] / unit
        result[box][part] = np.clip(values + 0.5, 0, top).astype(picture.dtype)
    return result


def _apart(hole: np.ndarray) -> list[tuple[tuple[slice, slice], np.ndarray]]:
    """Boxes a pixel larger than a hole's parts, each with bool (h, w) of what of it is hole. Parts that do not touch
    have corrections of their own; in one box thin ones that lie far apart would take gigabytes."""
    y, x = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    if not len(y):
        return []
    whole = slice(max(0, y[0] - 1), y[-1] + 2), slice(max(0, x[0] - 1), x[-1] + 2)
    part = np.ascontiguousarray(hole[whole])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=4)
    if stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].astype(np.int64).prod(1).sum() > SPARSE * part.size:
        return [(whole, part)]
    found = []
    for label, (left, above, wide, high, _) in enumerate(stats[1:], 1):
        rows, columns = slice(max(0, above - 1), above + high + 1), slice(max(0, left - 1), left + wide + 1)
        own = labels[rows, columns] == label
        first = rows.start + whole[0].start, columns.start + whole[1].start
        found.append(((slice(first[0], first[0] + own.shape[0]), slice(first[1], first[1] + own.shape[1])), own))
    return found


@_kernel
def _steps(picture, unit, hole, rows, columns, origin, wanted):  # type: ignore[no-untyped-def]  # numba infers
    """Gradient of the correction between each pixel and the next, down (0) and across (1); whether there is any."""
    height, width = hole.shape
    found = False
    for axis in range(2):
        dy, dx = (1, 0) if axis == 0 else (0, 1)
        for i in range(wanted.shape[1]):
            for j in range(wanted.shape[2]):
                y, x = i + origin[0], j + origin[1]
                v, u = y + dy, x + dx
                if v >= height or u >= width or not (hole[y, x] or hole[v, u]):
                    continue
                if (
                    hole[y, x] and hole[v, u]
                    and rows[v, u] - rows[y, x] == dy and columns[v, u] - columns[y, x] == dx
                ):  # fmt: skip
                    continue
                steep, step = np.float32(0), np.float32(0)
                for c in range(3):
                    slope, count = np.float32(0), np.float32(0)
                    if hole[y, x]:
                        a, b = rows[y, x], columns[y, x]
                        if a + dy < height and b + dx < width:
                            slope += unit * (np.float32(picture[a + dy, b + dx, c]) - np.float32(picture[a, b, c]))
                            count += 1
                            steep = max(steep, abs(slope))
                    if hole[v, u]:
                        a, b = rows[v, u], columns[v, u]
                        if a - dy >= 0 and b - dx >= 0:
                            other = unit * (np.float32(picture[a, b, c]) - np.float32(picture[a - dy, b - dx, c]))
                            slope += other
                            count += 1
                            steep = max(steep, abs(other))
                    if count:
                        slope /= count
                    jump = unit * (np.float32(picture[v, u, c]) - np.float32(picture[y, x, c])) - slope
                    step = max(step, abs(jump))
                    wanted[axis, i, j, c] = -jump
                trust = step_trust(steep, step, EVEN, STEP)
                found |= trust > 0
                for c in range(3):
                    wanted[axis, i, j, c] *= trust
    return found


def solve_poisson(wanted: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """float32 (h, w, 3) whose gradient is nearest to ``wanted``, (2, h, w, 3) down and across, in the hole, 0 outside;
    from coarse to fine."""
    height, width = hole.shape
    if min(height, width) < 2 * SMALLEST:
        return _relaxed(np.zeros((height, width, 3), np.float32), wanted, hole, COARSE_SWEEPS)
    even = np.pad(wanted, ((0, 0), (0, height % 2), (0, width % 2), (0, 0)))
    # Between two coarse pixels lie two fine steps; each coarse pixel has two rows of them.
    down = 0.5 * (even[0, :, ::2] + even[0, :, 1::2])
    down = down[::2] * 0.5 + down[1::2] + 0.5 * np.roll(down[::2], -1, 0)
    across = 0.5 * (even[1, ::2] + even[1, 1::2])
    across = across[:, ::2] * 0.5 + across[:, 1::2] + 0.5 * np.roll(across[:, ::2], -1, 1)
    share = np.pad(hole, ((0, height % 2), (0, width % 2)))
    coarse_hole = share[::2, ::2] & share[1::2, ::2] & share[::2, 1::2] & share[1::2, 1::2]
    coarse = solve_poisson(np.stack([down, across]), coarse_hole)
    start = cv2.resize(coarse, (2 * coarse.shape[1], 2 * coarse.shape[0]), interpolation=cv2.INTER_LINEAR)
    start = np.ascontiguousarray(start[:height, :width]) * hole[..., None]
    return _relaxed(start, wanted, hole, SWEEPS)


def _relaxed(values: np.ndarray, wanted: np.ndarray, hole: np.ndarray, sweeps: int) -> np.ndarray:
    _relax(values, np.ascontiguousarray(wanted), np.ascontiguousarray(hole), sweeps, np.float32(RELAXATION))
    return values


@_kernel
def _relax(values, wanted, hole, sweeps, relaxation):  # type: ignore[no-untyped-def]
    height, width = hole.shape
    for _ in range(sweeps):
        for y in range(height):
            for x in range(width):
                if not hole[y, x]:
                    continue
                for c in range(3):
                    total, count = np.float32(0), np.float32(0)
                    if y > 0:
                        total += values[y - 1, x, c] + wanted[0, y - 1, x, c]
                        count += 1
                    if y + 1 < height:
                        total += values[y + 1, x, c] - wanted[0, y, x, c]
                        count += 1
                    if x > 0:
                        total += values[y, x - 1, c] + wanted[1, y, x - 1, c]
                        count += 1
                    if x + 1 < width:
                        total += values[y, x + 1, c] - wanted[1, y, x, c]
                        count += 1
                    if count:
                        values[y, x, c] += relaxation * (total / count - values[y, x, c])
