"""Where the parts of a picture go when its canvas changes: smooth parts give way, distinct ones keep their size.

A grid over the photo is laid onto the new canvas. Each cell would like to keep its native size, important cells very
much so; the sides of the canvas hold the outline. After Wang, Tai, Sorkine, Lee, "Optimized Scale-and-Stretch for Image
Resizing", SIGGRAPH Asia 2008, with native scale in place of a free uniform one, which makes the problem linear and the
axes independent. What this leaves stretched or squeezed, mending fills with the photo's grain.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.patches.maps import CandidateMaps

CELLS = 22  # along the long side: fine enough for an object of a tenth of the picture, solved in milliseconds
EVEN = 0.02  # weight of an even stretch everywhere: what a picture without objects gets
UPRIGHT = 0.12  # weight against shear in unimportant cells
IMPORTANT = 30.0
"""Weight of native size in the most important cells; with 6 objects drift by a few per cent, and mending cuts them."""


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


def solve_grid(weights: np.ndarray, height: int, width: int, new_height: int, new_width: int) -> np.ndarray:
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
    along = _edge_importance(keep)  # (rows + 1, columns): horizontal edges touch the cells above and below
    across = _edge_importance(keep.T).T  # (rows, columns + 1)
    index = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    minimum = np.zeros_like(along)
    goal = np.full_like(along, cell)
    positions = np.zeros((rows + 1, columns + 1))
    for _ in range(4):
        weight = along + EVEN + minimum
        wish = (along * goal + EVEN * cell * stretch + minimum * 0.3 * cell) / weight
        matrix = np.zeros((index.size, index.size))
        right = np.zeros(index.size)
        _add_edges(matrix, right, index[:, :-1].ravel(), index[:, 1:].ravel(), weight.ravel(), wish.ravel())
        upright = (across + UPRIGHT).ravel()
        _add_edges(matrix, right, index[:-1].ravel(), index[1:].ravel(), upright, np.zeros_like(upright))
        for vertices, value in ((index[:, 0], 0.0), (index[:, -1], extent)):
            matrix[vertices, vertices] += 1e4
            right[vertices] += 1e4 * value
        positions = np.linalg.solve(matrix, right).reshape(rows + 1, columns + 1)
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
    u = (np.arange(new_width) + 0.5) / new_width
    v = (np.arange(new_height) + 0.5) / new_height
    source_x = np.broadcast_to(u * columns, (new_height, new_width)).astype(np.float32).copy()
    source_y = np.broadcast_to(v[:, None] * rows, (new_height, new_width)).astype(np.float32).copy()
    want_x = np.broadcast_to((np.arange(new_width) + 0.5), (new_height, new_width))
    want_y = np.broadcast_to((np.arange(new_height) + 0.5)[:, None], (new_height, new_width))
    forward = vertices.astype(np.float32)
    for _ in range(12):
        found = cv2.remap(forward, source_x, source_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        slope_x = np.maximum(_slope(forward[..., 0], 1, source_x, source_y), 1e-3)
        slope_y = np.maximum(_slope(forward[..., 1], 0, source_x, source_y), 1e-3)
        source_x += 0.8 * (want_x - found[..., 0]) / slope_x
        source_y += 0.8 * (want_y - found[..., 1]) / slope_y
        np.clip(source_x, 0, columns, out=source_x)
        np.clip(source_y, 0, rows, out=source_y)
    # Where the grid is crowded the rounds may not have settled; a map that folds back would show things twice.
    source_x, source_y = np.maximum.accumulate(source_x, axis=1), np.maximum.accumulate(source_y, axis=0)
    return Layout(source_x * np.float32(width / columns), source_y * np.float32(height / rows), (height, width))


def _slope(positions: np.ndarray, axis: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return cv2.remap(np.gradient(positions, axis=axis), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _edge_importance(values: np.ndarray) -> np.ndarray:
    """(n, m) cell values -> (n + 1, m) values of the edges between them: the larger neighbour's."""
    padded = np.pad(values, ((1, 1), (0, 0)), mode="edge")
    return np.maximum(padded[:-1], padded[1:])


def _add_edges(
    matrix: np.ndarray, right: np.ndarray, a: np.ndarray, b: np.ndarray, weight: np.ndarray, length: np.ndarray
) -> None:
    """Add weight * (p[b] - p[a] - length)^2 to the normal equations; an edge list names each pair once."""
    np.add.at(matrix, (a, a), weight)
    np.add.at(matrix, (b, b), weight)
    np.add.at(matrix, (a, b), -weight)
    np.add.at(matrix, (b, a), -weight)
    np.add.at(right, b, weight * length)
    np.add.at(right, a, -weight * length)
