"""Painting a mask with a round brush."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from core.selection.region import Region

MIN_DIAMETER, MAX_DIAMETER = 1.0, 500.0
MAX_PIECES = 8  # straight pieces of a curve between two mouse events


@dataclass(frozen=True)
class Brush:
    """A round brush.

    Attributes:
        diameter: px of the picture, 1 to 500.
        hardness: 0..1, share of the radius that is fully opaque; the rest falls off smoothly.
        erase: take away from the mask instead of adding.
    """

    diameter: float = 40.0
    hardness: float = 0.8
    erase: bool = False

    def coverage(self, distance: np.ndarray, pressure: float = 1.0) -> np.ndarray:
        """float32 0..1 at ``distance`` (px) from the stroke's spine.

        The rim is antialiased over one pixel at least, so that a hard brush of 1 px still draws a line that is there.
        """
        radius = max(0.5, self.diameter * pressure / 2)
        soft = max(1.0, radius * (1 - self.hardness))
        ramp = np.clip((radius + 0.5 - distance) / soft, 0, 1, dtype=np.float32)
        return ramp if soft <= 1.0 else ramp * ramp * (3 - 2 * ramp)


class Coverage:
    """How far one stroke covers a picture, collected from press to release.

    Going over a place twice within a stroke does not build up (the behaviour of the brushes people know).

    Args:
        shape: of the picture, (h, w, ...), px.
    """

    def __init__(self, shape: tuple[int, ...], brush: Brush) -> None:
        self._coverage = np.zeros(shape[:2], np.uint8)
        self._brush = brush
        self._points: list[tuple[float, float, float]] = []
        self.dirty = Region(0, 0, 0, 0)

    @property
    def painted(self) -> np.ndarray:
        """uint8 (h, w), how far the stroke covers the picture so far."""
        return self._coverage

    def move_to(self, x: float, y: float, pressure: float = 1.0) -> Region:
        """Extend the stroke to (x, y), px in pixel-edge coordinates. Returns what changed."""
        self._points.append((x, y, max(0.05, min(1.0, pressure))))
        changed = Region(0, 0, 0, 0)
        for start, end in self._pieces():
            changed = changed.united(self._paint_piece(start, end))
        self.dirty = self.dirty.united(changed)
        return changed

    def _pieces(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Straight pieces from the last point to the newest, along a Catmull-Rom curve through the last ones."""
        points = np.array(self._points[-4:], np.float64)
        if len(points) == 1:
            return [(points[0], points[0])]
        # Pieces longer than a tenth of the brush would show as corners; shorter ones only cost time.
        pieces = int(np.hypot(*(points[-1] - points[-2])[:2]) / max(3.0, self._brush.diameter / 10)) + 1
        if len(points) == 2 or pieces == 1:
            return [(points[-2], points[-1])]
        p0, p1, p2 = points[-3], points[-2], points[-1]
        tangent = (p2 - p0) / 2
        t = np.linspace(0, 1, min(pieces, MAX_PIECES) + 1)[:, None]
        # Cubic Hermite from p1 to p2: the tangent at the newest point is not known yet, so it is the chord.
        curve = (
            (2 * t**3 - 3 * t**2 + 1) * p1
            + (t**3 - 2 * t**2 + t) * tangent
            + (-2 * t**3 + 3 * t**2) * p2
            + (t**3 - t**2) * (p2 - p1)
        )
        return list(itertools.pairwise(curve))

    def _paint_piece(self, start: np.ndarray, end: np.ndarray) -> Region:
        height, width = self._coverage.shape
        pressure = float((start[2] + end[2]) / 2)
        reach = self._brush.diameter * pressure / 2 + 1.5
        region = Region.around(np.stack([start[:2], end[:2]]), reach).clipped(width, height)
        if region.empty:
            return Region(0, 0, 0, 0)
        distance = segment_distance(region, start[:2], end[:2])
        painted = (self._brush.coverage(distance, pressure) * 255 + 0.5).astype(np.uint8)
        index = region.slices
        np.maximum(self._coverage[index], painted, out=self._coverage[index])
        return region


class Stroke(Coverage):
    """One stroke being painted into a mask: its coverage joined with the mask as it was at the press.

    Args:
        mask: uint8 (h, w), painted in place.
    """

    def __init__(self, mask: np.ndarray, brush: Brush) -> None:
        super().__init__(mask.shape, brush)
        self._mask = mask
        self._before = mask.copy()

    @property
    def before(self) -> np.ndarray:
        """The mask as it was at the press."""
        return self._before

    def cancel(self) -> Region:
        """Put the mask back as it was. Returns what changed."""
        index = self.dirty.slices
        self._mask[index] = self._before[index]
        return self.dirty

    def _paint_piece(self, start: np.ndarray, end: np.ndarray) -> Region:
        index = (region := super()._paint_piece(start, end)).slices
        if self._brush.erase:
            self._mask[index] = np.minimum(self._before[index], 255 - self._coverage[index])
        else:
            self._mask[index] = np.maximum(self._before[index], self._coverage[index])
        return region


def segment_distance(region: Region, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """float32 (h, w): distance of each pixel centre of ``region`` to the segment ``start``-``end`` as (x, y), px."""
    x = np.arange(region.left, region.right, dtype=np.float32)[None] + np.float32(0.5 - start[0])
    y = np.arange(region.top, region.bottom, dtype=np.float32)[:, None] + np.float32(0.5 - start[1])
    dx, dy = (end - start).astype(np.float32)
    length = float(dx * dx + dy * dy)
    along = np.clip((x * dx + y * dy) / length, 0, 1) if length > 0 else np.float32(0)
    return np.hypot(x - along * dx, y - along * dy)
