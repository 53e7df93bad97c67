"""Edges that a user draws and takes away: one plane over the photo, and the strokes that change it."""

from __future__ import annotations

import numpy as np

from core.selection.brush import Brush, Stroke, segment_distance
from core.selection.region import Region

DRAWN = 255  # an edge runs here
ERASED = 64  # no edge runs here, whatever the photo or stage 1 says
WORKING_SIDE = 1024  # px, longest side of a photo at which its edges are looked for and edited


class EdgeStroke(Stroke):
    """A stroke of the pencil, being drawn into the plane of the user's edges.

    Args:
        plane: uint8 (h, w) of 0, ERASED and DRAWN, changed in place.
        width: of the line, px.
    """

    def __init__(self, plane: np.ndarray, width: float) -> None:
        super().__init__(plane, Brush(width, 1.0))

    def _paint_piece(self, start: np.ndarray, end: np.ndarray) -> Region:
        # The width does not follow the pressure of a pen: a line is thinned before it is used.
        radius = max(0.75, self._brush.diameter / 2)
        height, width = self._mask.shape
        region = Region.around(np.stack([start[:2], end[:2]]), radius + 1.5).clipped(width, height)
        if region.empty:
            return region
        touched = segment_distance(region, start[:2], end[:2]) <= radius
        self._mark(region, touched)
        return region

    def _mark(self, region: Region, touched: np.ndarray) -> None:
        self._mask[region.slices][touched] = DRAWN


class EdgeErasing(EdgeStroke):
    """A stroke of the edge eraser: the user's own lines go, and edges that were found are marked as not there.

    Args:
        near_edges: bool (h', w'), where an edge was found, within some px of it; of any size, it is stretched over the
            plane. Elsewhere the eraser leaves no mark, so that only edges are ever edited.
    """

    def __init__(self, plane: np.ndarray, width: float, near_edges: np.ndarray | None) -> None:
        super().__init__(plane, width)
        self._near = near_edges

    def _mark(self, region: Region, touched: np.ndarray) -> None:
        index = region.slices
        before, now = self._before[index], self._mask[index]
        now[touched & (before == DRAWN)] = 0
        if self._near is None:
            return
        height, width = self._mask.shape
        rows = (np.arange(region.top, region.bottom) * self._near.shape[0]) // height
        columns = (np.arange(region.left, region.right) * self._near.shape[1]) // width
        now[touched & (before == 0) & self._near[np.ix_(rows, columns)]] = ERASED


def working_scale(height: int, width: int) -> float:
    """Scale at which the edges of a photo of this size are shown and edited."""
    return min(1.0, WORKING_SIDE / max(height, width))


def pooled(plane: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """bool of ``shape``, at most as large: where any of the elements beneath is set (of 256 at most)."""

    import cv2

    set_there = plane > 0
    if plane.shape == tuple(shape):
        return set_there
    share = cv2.resize(set_there.view(np.uint8) * 255, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    found: np.ndarray = share > 0
    return found


def line_width(height: int, width: int) -> float:
    """Px of a pencil line on a photo of this size: seen when the whole photo is."""
    return max(2.0, max(height, width) / 640)


def smooth_curve(points: np.ndarray, step: float = 4.0) -> np.ndarray:
    """A curve through ``points`` (Catmull and Rom, "A class of local interpolating splines", 1974).

    Args:
        points: float (n, 2) as (x, y), px.
        step: largest distance between two points of the result, px.

    Returns:
        float (m, 2); ``points`` themselves where there are fewer than three.
    """
    points = np.asarray(points, np.float64)
    keep = np.ones(len(points), bool)
    keep[1:] = np.hypot(*np.diff(points, axis=0).T) > 1e-6
    points = points[keep]
    if len(points) < 3:
        return points
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    parts = [points[:1]]
    for p0, p1, p2, p3 in zip(ends[:-3], ends[1:-2], ends[2:-1], ends[3:], strict=True):
        count = max(1, int(np.ceil(np.hypot(*(p2 - p1)) / step)))
        t = (np.arange(1, count + 1) / count)[:, None]
        parts.append(
            0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
        )
    return np.concatenate(parts)
