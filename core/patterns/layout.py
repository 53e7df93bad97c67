"""Where the parts of a picture go when its canvas changes: smooth parts give way, distinct ones keep their size.

A grid over the photo is laid onto the new canvas. Each cell would like to keep its native size, important cells very
much so; the sides of the canvas hold the outline. After Wang, Tai, Sorkine, Lee, "Optimized Scale-and-Stretch for Image
Resizing", SIGGRAPH Asia 2008, with native scale in place of a free uniform one, which makes the problem linear and the
axes independent. What this leaves stretched or squeezed, refining fills with the photo's grain.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numba
import numpy as np

from core.patterns.maps import CandidateMaps

CELLS = 22  # along the long side: fine enough for an object of a tenth of the picture, solved in milliseconds
EVEN = 0.02  # weight of an even stretch everywhere: what a picture without objects gets
UPRIGHT = 0.12  # weight against shear in unimportant cells
IMPORTANT = 30.0
"""Weight of native size in the most important cells; with 6 objects drift by a few per cent, and refining cuts them."""


THINNEST = 0.3
"""Of its native length: what a cell that has to give way would like to keep. With less so little is left between
objects that refining loses some of them; with more the rest squeezes them."""

SPARSE = 4  # px between the canvas pixels at which the map is inverted first


@dataclass(frozen=True)
class Layout:
    """A smooth map between canvas and photo.

    Attributes:
        source_x, source_y: float32 (H, W): for every canvas pixel centre the photo point (px) that lies there.
        shape: (h, w) of the photo.
    """

    source_x: np.ndarray
    source_y: np.ndarray
    shape: tuple[int, int]

    def maps(self) -> CandidateMaps:
        """One candidate that copies the nearest pixel."""
        rows = np.clip(np.rint(self.source_y - 0.5), 0, self.shape[0] - 1).astype(np.int32)
        columns = np.clip(np.rint(self.source_x - 0.5), 0, self.shape[1] - 1).astype(np.int32)
        return CandidateMaps(rows[None], columns[None], np.ones((1, *rows.shape), np.float32), self.shape)


def solve_grid(
    weights: np.ndarray, height: int, width: int, new_height: int, new_width: int
) -> np.ndarray:
    """Canvas position of every grid vertex.

    Args:
        weights: float (rows, columns) importance 0..1 of each cell.
        height, width: photo, px; new_height, new_width: canvas, px.

    Returns:
        float64 (rows + 1, columns + 1, 2) as (x, y); monotone along both axes.
    """
    rows, columns = weights.shape
    cell_x, cell_y = width / columns, height / rows
    keep = IMPORTANT * weights**2
    x = _solve_axis(keep, cell_x, new_width / width, new_width)
    y = _solve_axis(keep.T, cell_y, new_height / height, new_height).T
    return np.stack([x, y], -1)


def _solve_axis(keep: np.ndarray, cell: float, stretch: float, extent: float) -> np.ndarray:
    """Positions along the second axis of ``keep`` (rows, columns) for all vertices (rows + 1, columns + 1).

    Least squares over the edges: along the axis, cells want their native length (weight ``keep``) and an even share of
    the canvas (weight EVEN); across it, neighbours want the same position (no shear). Minimised again with stiffer
    weights for edges that came out shorter than a quarter of native: they cannot vanish or fold.
    """
    rows, columns = keep.shape
    if extent == round(cell * columns):  # as long as it was: every wish comes true
        return np.tile(np.linspace(0.0, extent, columns + 1), (rows + 1, 1))
    along = _edge_importance(keep)  # (rows + 1, columns): horizontal edges touch the cells above and below
    across = _edge_importance(keep.T).T  # (rows, columns + 1)
    minimum = np.zeros_like(along)
    goal = np.full_like(along, cell)
    positions = np.zeros((rows + 1, columns + 1))
    for _ in range(4):
        weight = along + EVEN + minimum
        wish = (along * goal + EVEN * cell * stretch + minimum * THINNEST * cell) / weight
        positions = _least_squares(weight, wish, across + UPRIGHT, float(extent))
        lengths = np.diff(positions, axis=1)
        short = lengths < 0.25 * min(cell, cell * stretch)
        if not short.any():
            break
        minimum[short] = 4 * max(1.0, float(along.max()))
    # What is still folded (an impossible wish) is ironed flat.
    positions = np.maximum.accumulate(positions, axis=1)
    return np.clip(positions * (extent / np.maximum(positions[:, -1:], 1e-6)), 0, extent)


def layout(importance: np.ndarray, new_height: int, new_width: int) -> Layout:
    """Lay a photo with this ``importance`` (float32 (h, w), 0..1) onto a canvas.

    Returns:
        the inverse map, sampled at every canvas pixel.
    """
    height, width = importance.shape
    long = max(height, width)
    rows, columns = max(2, round(CELLS * height / long)), max(2, round(CELLS * width / long))
    cells = cv2.resize(importance, (columns, rows), interpolation=cv2.INTER_AREA)
    vertices = solve_grid(cells, height, width, new_height, new_width)
    return _inverse(vertices, height, width, new_height, new_width)


def _inverse(vertices: np.ndarray, height: int, width: int, new_height: int, new_width: int) -> Layout:
    """Invert the forward grid at every canvas pixel.

    Newton steps per axis: the map is near-separable, so that treating each axis by itself converges in a few rounds.
    """
    rows, columns = vertices.shape[0] - 1, vertices.shape[1] - 1
    forward = vertices.astype(np.float32)
    slopes = np.gradient(forward[..., 0], axis=1), np.gradient(forward[..., 1], axis=0)

    def settled(sparse: int, x: np.ndarray, y: np.ndarray, rounds: int) -> tuple[np.ndarray, np.ndarray]:
        """Newton rounds at every ``sparse``-th pixel from the grid positions x, y."""
        want_x, want_y = _centres(new_width, x.shape[1], sparse), _centres(new_height, x.shape[0], sparse)[:, None]
        for _ in range(rounds):
            found = cv2.remap(forward, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            slope_x = np.maximum(_sampled(slopes[0], x, y), 1e-3)
            slope_y = np.maximum(_sampled(slopes[1], x, y), 1e-3)
            x = np.clip(x + 0.8 * (want_x - found[..., 0]) / slope_x, 0, columns).astype(np.float32)
            y = np.clip(y + 0.8 * (want_y - found[..., 1]) / slope_y, 0, rows).astype(np.float32)
        return x, y

    few = -(-new_height // SPARSE), -(-new_width // SPARSE)
    start_x = np.tile((_centres(new_width, few[1], SPARSE) * (columns / new_width)).astype(np.float32), (few[0], 1))
    start_y = np.tile((_centres(new_height, few[0], SPARSE) * (rows / new_height)).astype(np.float32), (few[1], 1)).T
    x, y = settled(SPARSE, start_x, np.ascontiguousarray(start_y), 12)
    size = few[1] * SPARSE, few[0] * SPARSE
    x, y = (cv2.resize(each, size, interpolation=cv2.INTER_LINEAR)[:new_height, :new_width] for each in (x, y))
    source_x, source_y = settled(1, np.ascontiguousarray(x), np.ascontiguousarray(y), 2)
    # Where the grid is crowded the rounds may not have settled; a map that folds back would show things twice.
    source_x, source_y = np.maximum.accumulate(source_x, axis=1), np.maximum.accumulate(source_y, axis=0)
    return Layout(source_x * np.float32(width / columns), source_y * np.float32(height / rows), (height, width))


def _centres(length: int, count: int, sparse: int) -> np.ndarray:
    """Canvas px of the middles of ``count`` cells of ``sparse`` px."""
    return np.minimum((np.arange(count) + 0.5) * sparse, length)


def _sampled(values: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _edge_importance(values: np.ndarray) -> np.ndarray:
    """(n, m) cell values -> (n + 1, m) values of the edges between them: the larger neighbour's."""
    padded = np.pad(values, ((1, 1), (0, 0)), mode="edge")
    return np.maximum(padded[:-1], padded[1:])


@numba.njit(cache=True, nogil=True)
def _least_squares(weight, wish, upright, extent):  # type: ignore[no-untyped-def]  # numba infers
    """Positions of the vertices of a grid, float64 (rows + 1, columns + 1), by banded Cholesky factorisation.

    Minimises weight * (p[j + 1] - p[j] - wish)^2 along each line, upright * (difference between lines)^2, and holds the
    first vertex of each line at 0 and the last at ``extent``. Dense solvers start threads that wait for busy cores.
    """
    lines, columns = weight.shape[0], weight.shape[1] + 1
    count, width = lines * columns, columns
    band = np.zeros((count, width + 1))  # band[i, d] is the matrix at (i, i - d)
    right = np.zeros(count)
    for i in range(lines):
        for j in range(columns):
            at = i * columns + j
            if j + 1 < columns:
                w = weight[i, j]
                band[at, 0] += w
                band[at + 1, 0] += w
                band[at + 1, 1] -= w
                right[at] -= w * wish[i, j]
                right[at + 1] += w * wish[i, j]
            else:
                band[at, 0] += 1e4
                right[at] += 1e4 * extent
            if j == 0:
                band[at, 0] += 1e4
            if i + 1 < lines:
                w = upright[i, j]
                band[at, 0] += w
                band[at + columns, 0] += w
                band[at + columns, width] -= w
    for i in range(count):
        for d in range(min(width, i), -1, -1):
            j = i - d
            total = band[i, d]
            for k in range(max(0, i - width), j):
                total -= band[i, i - k] * band[j, j - k] if j - k <= width else 0.0
            band[i, d] = np.sqrt(total) if d == 0 else total / band[j, 0]
        for k in range(max(0, i - width), i):
            right[i] -= band[i, i - k] * right[k]
        right[i] /= band[i, 0]
    for i in range(count - 1, -1, -1):
        for k in range(i + 1, min(count, i + width + 1)):
            right[i] -= band[k, k - i] * right[k]
        right[i] /= band[i, 0]
    return right.reshape(lines, columns)
