"""Where everything goes: an axis-aligned warp that keeps what matters at its own size and shape.

Panozzo, Weber, Sorkine, "Robust Image Retargeting via Axis-Aligned Deformation", Eurographics 2012: the unknowns are
the heights of the rows and the widths of the columns of a grid, so nothing folds, level and upright lines stay
straight, and the problem is a small convex one. Here cells want their native size, or at least one even scale, in
place of the paper's similarity to the scaled photo, and rows and columns at the border may be cropped.

All positions are fractions of a side, so that one warp serves every resolution: a frame of a drag, the canvas at rest,
100 % and the exported file have one layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numba
import numpy as np

CELLS = 40  # along the long side
IMPORTANT = 900.0  # weight of the most important cell's wishes; importance counts to the fourth power
STRETCH = 0.1  # weight of an even stretch everywhere
SMOOTH = 0.05  # weight of neighbours being alike
SAME_SCALE = (0.3, 100.0)
"""Weight of one even scale against that of native size, for a canvas that grows and for one that shrinks: a subject
that no longer fits is to get evenly smaller, not narrower."""
SHRINKING = 0.85  # of a side, from which the second of them holds in full
THINNEST = 0.22  # of native size (of the canvas's scale where that is less): what gives way inside keeps so much
WIDEST = (10.0, 3.5)
"""Of native size, for a canvas that grows and for one that shrinks: beside a subject that got smaller the rest need not
be stretched beyond recognition."""
CROPPED = 0.55  # of native size: rows and columns at the border that would become thinner are cut off in part instead
AROUND = (0.01, 0.06)
"""How far what matters counts beyond itself, shares of the long side, for a canvas that grows and for one that shrinks:
growth needs all the ground there is between things, and what is squeezed needs some air."""
RIM = 0.05  # of what the weightiest row or column weighs: from the border up to it, they may vanish
HOLDING = 1.2  # times that: rows and columns so wide stand, and what lies behind them is not cropped for
SMALLEST = 1e-4  # of a side


@dataclass(frozen=True)
class AxisMap:
    """A monotone, smooth map along one axis.

    Attributes:
        canvas: increasing knots in 0..1 of the canvas's side, from 0 to 1.
        source: increasing positions of the photo there, in 0..1 of its side; starts above 0 or ends below 1 where the
            photo is cropped.
    """

    canvas: np.ndarray
    source: np.ndarray

    @classmethod
    def even(cls) -> AxisMap:
        return cls(np.array([0.0, 1.0]), np.array([0.0, 1.0]))

    @cached_property
    def _slopes(self) -> np.ndarray:
        return _monotone_slopes(self.canvas, self.source)

    def at(self, places: np.ndarray) -> np.ndarray:
        """Photo positions (0..1) of canvas places (0..1; beyond them the map goes on evenly)."""
        return _interpolated(self.canvas, self.source, self._slopes, np.asarray(places, np.float64).ravel()).reshape(
            np.shape(places)
        )

    def centres(self, count: int) -> np.ndarray:
        """Photo positions (0..1) of the centres of ``count`` pixels across the canvas."""
        return self.at((np.arange(count) + 0.5) / count)

    def stretch(self, count: int, canvas_side: float, source_side: float) -> np.ndarray:
        """How many canvas px a photo px covers around each of ``count`` places across the canvas: 1 is native size."""
        edges = self.at(np.arange(count + 1) / count)
        return (canvas_side / count) / np.maximum(np.diff(edges) * source_side, 1e-9)


@dataclass(frozen=True)
class Warp:
    """The two maps: ``rows`` down, ``columns`` across."""

    rows: AxisMap
    columns: AxisMap

    @classmethod
    def even(cls) -> Warp:
        """A plain stretch."""
        return cls(AxisMap.even(), AxisMap.even())


@dataclass(frozen=True)
class Rim:
    """Of ``count`` rows or columns, those before ``first`` and from ``last`` on hardly matter, and may vanish over the
    border."""

    count: int
    first: int
    last: int


class WarpSolver:
    """Solves the warps of one photo. May be used from any thread.

    Args:
        importance: float (h, w) in 0..1 of a copy of the photo at any size, see :mod:`core.retarget.importance`.
    """

    def __init__(self, importance: np.ndarray) -> None:
        height, width = importance.shape
        longest = max(height, width)
        rows, columns = (min(side, max(4, round(CELLS * side / longest))) for side in (height, width))
        self._weights = []
        for share in AROUND:
            reach = 2 * round(share * longest / 2) + 1
            widened = cv2.dilate(importance.astype(np.float32), np.ones((reach, reach), np.uint8))
            cells = cv2.resize(widened**2, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float64)
            self._weights.append(np.ascontiguousarray(IMPORTANT * cells**2))
        self._rims = _rim(self._weights[1].sum(1)), _rim(self._weights[1].sum(0))

    def solve(self, scale_y: float, scale_x: float) -> Warp:
        """The warp onto a canvas that is so many times as high and as wide as the photo; under 2 ms."""
        rows = self._weights[0].shape[0]
        scale_y, scale_x = max(scale_y, 1e-3), max(scale_x, 1e-3)
        shrunk = float(np.clip(np.log(min(scale_y, scale_x)) / np.log(SHRINKING), 0, 1))
        weights = self._weights[0] * (1 - shrunk) + self._weights[1] * shrunk
        same = SAME_SCALE[0] * (SAME_SCALE[1] / SAME_SCALE[0]) ** shrunk
        widest = WIDEST[0] * (WIDEST[1] / WIDEST[0]) ** shrunk
        low = np.concatenate([self._thinnest(rim, scale) for rim, scale in zip(self._rims, (scale_y, scale_x))])
        sizes = _solve(weights, scale_y, scale_x, same, low, max(widest, 2 * scale_y, 2 * scale_x))
        return Warp(_axis_map(sizes[:rows], scale_y, self._rims[0]), _axis_map(sizes[rows:], scale_x, self._rims[1]))

    @staticmethod
    def _thinnest(rim: Rim, scale: float) -> np.ndarray:
        low = np.zeros(rim.count)
        low[rim.first : rim.last] = THINNEST * min(1.0, scale)
        return low


def _rim(matters: np.ndarray) -> Rim:
    """``matters``: (n,), what the cells of each row or column weigh together."""
    found = np.flatnonzero(matters > RIM * matters.max(initial=0))
    return Rim(len(matters), int(found[0]), int(found[-1]) + 1) if len(found) else Rim(len(matters), 0, len(matters))


def _axis_map(sizes: np.ndarray, scale: float, rim: Rim) -> AxisMap:
    """The map of cells with these sizes (1 is native), cropped at the border where they would be too thin.

    Thin cells grow to :data:`CROPPED` and push what lies before them over the border. Those inside do so only as far as
    all before them are thin too, and a wider cell ends that little by little (:data:`HOLDING`); those of the rim, by
    what is wide there becoming thinner first. So the crop follows the sizes without a jump.
    """
    count = len(sizes)
    sizes = np.maximum(sizes, 0)
    sizes = sizes * (count * scale / max(float(sizes.sum()), 1e-9))
    least = CROPPED * min(1.0, scale)
    thin = np.clip((HOLDING * least - sizes) / ((HOLDING - 1) * least), 0, 1)
    missing = np.maximum(least - sizes, 0)
    missing[: rim.first] = missing[rim.last :] = 0
    before, behind = np.cumprod(thin) * missing, np.cumprod(thin[::-1])[::-1] * missing
    edges = np.concatenate([[0.0], np.cumsum(sizes + before + behind)])
    start, end = float(before.sum()), float(edges[-1] - behind.sum())
    line = least * np.arange(count + 1)
    first, last = edges[: rim.first + 1] - line[: rim.first + 1], edges[rim.last :] - line[rim.last :]
    edges[: rim.first + 1] = np.minimum.accumulate(first[::-1])[::-1] + line[: rim.first + 1]
    edges[rim.last :] = np.maximum.accumulate(last) + line[rim.last :]
    tiny, inner = SMALLEST * count * scale, edges[1:-1]
    inside = np.flatnonzero((np.diff(edges)[:-1] > tiny) & (inner > start + tiny) & (inner < end - tiny)) + 1
    canvas = np.concatenate([[start], edges[inside], [end]]) - start
    shown = np.interp([start, end], edges, np.arange(count + 1))
    return AxisMap(canvas / canvas[-1], np.concatenate([shown[:1], inside, shown[1:]]) / count)


_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


@_kernel
def _solve(weights, scale_y, scale_x, same, low, widest):  # type: ignore[no-untyped-def]  # numba infers
    """Sizes of all rows, then all columns.

    Minimises w (r - 1)^2 + w (c - 1)^2 + same w (r - c)^2 over the cells, and a little for an even stretch and for
    likeness of neighbours, with the sums of r and of c given and each within ``low`` and ``widest``. Bounds by block
    principal pivoting (Portugal, Judice, Vicente, "A comparison of block pivoting and interior-point algorithms for
    linear least squares problems with nonnegative variables", 1994): cells at a bound are fixed, the rest is solved,
    and cells change sides until none wants to. The solution is unique, so it moves continuously with the canvas.
    """
    rows, columns = weights.shape
    count = rows + columns
    matrix, right = np.zeros((count, count)), np.zeros(count)
    for i in range(rows):
        for j in range(columns):
            w, both = weights[i, j], same * weights[i, j]
            matrix[i, i] += w + both
            matrix[rows + j, rows + j] += w + both
            matrix[i, rows + j] -= both
            matrix[rows + j, i] -= both
            right[i] += w
            right[rows + j] += w
    share = STRETCH * rows * columns / count / 10
    high = np.full(count, widest)
    for axis in range(2):
        start, length, across = (0, rows, columns) if axis == 0 else (rows, columns, rows)
        scale = scale_y if axis == 0 else scale_x
        for k in range(length):
            matrix[start + k, start + k] += share * across + 1e-9
            right[start + k] += share * across * scale
        for k in range(length - 1):
            w, a = SMOOTH * across, start + k
            matrix[a, a] += w
            matrix[a + 1, a + 1] += w
            matrix[a, a + 1] -= w
            matrix[a + 1, a] -= w
    side = np.zeros(count, np.int64)  # -1 at its lower bound, 1 at its upper one
    found = np.empty(count)
    before, patience = count + 1, 3
    for _ in range(60):
        free = np.flatnonzero(side == 0)
        for k in range(count):
            if side[k] != 0:
                found[k] = low[k] if side[k] < 0 else high[k]
        lines = np.zeros(2)
        _solve_free(matrix, right, free, side, found, rows, columns, scale_y, scale_x, lines)
        wrong, last = 0, -1
        flips = np.zeros(count, np.int64)
        for k in range(count):
            if side[k] == 0:
                if found[k] < low[k] - 1e-9:
                    flips[k] = -1
                elif found[k] > high[k] + 1e-9:
                    flips[k] = 1
                else:
                    continue
            else:
                slope = lines[0 if k < rows else 1] - right[k]
                for m in range(count):
                    slope += matrix[k, m] * found[m]
                if slope * side[k] > 1e-9:
                    flips[k] = 2
                else:
                    continue
            wrong += 1
            last = k
        if wrong == 0:
            break
        if wrong < before:
            before, patience = wrong, 3
        else:
            patience -= 1
        for k in range(count):
            if flips[k] != 0 and (patience > 0 or k == last):  # one at a time cannot go round in circles
                side[k] = 0 if flips[k] == 2 else flips[k]
    for k in range(count):
        found[k] = min(max(found[k], low[k]), high[k])
    return found


@_kernel
def _solve_free(matrix, right, free, side, found, rows, columns, scale_y, scale_x, lines):  # type: ignore[no-untyped-def]
    """Solve for the free sizes, with the two sums as constraints, by Cholesky; ``lines`` gets their multipliers."""
    size = len(free)
    if size == 0:
        return
    lower = np.zeros((size, size))
    values = np.zeros((size, 3))  # right side, and the two constraints
    goal = np.array([rows * scale_y, columns * scale_x])
    for k in range(len(side)):
        if side[k] != 0:
            goal[0 if k < rows else 1] -= found[k]
    held = np.zeros(2, np.int64)
    for a in range(size):
        k = free[a]
        values[a, 0] = right[k]
        for m in range(len(side)):
            if side[m] != 0:
                values[a, 0] -= matrix[k, m] * found[m]
        axis = 0 if k < rows else 1
        values[a, 1 + axis] = 1.0
        held[axis] += 1
        for b in range(a + 1):
            lower[a, b] = matrix[k, free[b]]
    for a in range(size):
        for b in range(a + 1):
            total = lower[a, b]
            for m in range(b):
                total -= lower[a, m] * lower[b, m]
            lower[a, b] = np.sqrt(max(total, 1e-12)) if a == b else total / lower[b, b]
    for column in range(3):
        for a in range(size):
            total = values[a, column]
            for m in range(a):
                total -= lower[a, m] * values[m, column]
            values[a, column] = total / lower[a, a]
        for a in range(size - 1, -1, -1):
            total = values[a, column]
            for m in range(a + 1, size):
                total -= lower[m, a] * values[m, column]
            values[a, column] = total / lower[a, a]
    # Multipliers from the 2 x 2 system that makes both sums right.
    sums, system = np.zeros(2), np.zeros((2, 2))
    for a in range(size):
        axis = 0 if free[a] < rows else 1
        sums[axis] += values[a, 0]
        system[axis, 0] += values[a, 1]
        system[axis, 1] += values[a, 2]
    for axis in range(2):
        if held[axis] == 0:
            system[axis, 0] = system[axis, 1] = 0.0
            system[axis, axis] = 1.0
            goal[axis] = sums[axis] = 0.0
    excess0, excess1 = sums[0] - goal[0], sums[1] - goal[1]
    determinant = system[0, 0] * system[1, 1] - system[0, 1] * system[1, 0]
    lines[0] = (excess0 * system[1, 1] - system[0, 1] * excess1) / determinant
    lines[1] = (system[0, 0] * excess1 - excess0 * system[1, 0]) / determinant
    for a in range(size):
        found[free[a]] = values[a, 0] - lines[0] * values[a, 1] - lines[1] * values[a, 2]


@_kernel
def _monotone_slopes(x, y):  # type: ignore[no-untyped-def]
    """Slopes at the knots of a monotone cubic (Fritsch, Butland, "A method for constructing local monotone piecewise
    cubic interpolants", SIAM J. Sci. Stat. Comput. 1984)."""
    count = len(x)
    step, rise = np.diff(x), np.diff(y) / np.diff(x)
    slopes = np.empty(count)
    if count == 2:
        slopes[:] = rise[0]
        return slopes
    for k in range(1, count - 1):
        a, b = rise[k - 1], rise[k]
        if a * b <= 0:
            slopes[k] = 0.0
            continue
        first, second = 2 * step[k] + step[k - 1], step[k] + 2 * step[k - 1]
        slopes[k] = (first + second) / (first / a + second / b)
    slopes[0], slopes[-1] = rise[0], rise[-1]
    return slopes


@_kernel
def _interpolated(x, y, slopes, places):  # type: ignore[no-untyped-def]
    """Cubic Hermite interpolation; beyond the ends straight on."""
    result = np.empty(len(places))
    cell, last = 0, len(x) - 2
    for i in range(len(places)):
        place = places[i]
        while cell < last and place > x[cell + 1]:
            cell += 1
        while cell > 0 and place < x[cell]:
            cell -= 1
        if place <= x[0]:
            result[i] = y[0] + (place - x[0]) * slopes[0]
        elif place >= x[-1]:
            result[i] = y[-1] + (place - x[-1]) * slopes[-1]
        else:
            step = x[cell + 1] - x[cell]
            t = (place - x[cell]) / step
            a, b = (1 + 2 * t) * (1 - t) ** 2, t * (1 - t) ** 2
            c, d = t * t * (3 - 2 * t), t * t * (t - 1)
            result[i] = a * y[cell] + b * step * slopes[cell] + c * y[cell + 1] + d * step * slopes[cell + 1]
    return result
