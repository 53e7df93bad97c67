"""Integer rectangles in image pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Region:
    """Half-open rectangle [left, right) x [top, bottom) in pixels; empty when a side is not positive."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def whole(cls, array: np.ndarray) -> Region:
        return cls(0, 0, array.shape[1], array.shape[0])

    @classmethod
    def around(cls, points: np.ndarray, margin: float) -> Region:
        """Smallest region that holds all ``points`` (n, 2) as (x, y), grown by ``margin`` px."""
        low, high = np.floor(points.min(0) - margin), np.ceil(points.max(0) + margin)
        return cls(int(low[0]), int(low[1]), int(high[0]), int(high[1]))

    @classmethod
    def of_nonzero(cls, array: np.ndarray) -> Region:
        """Bounding box of the nonzero elements; empty when there are none."""
        rows, columns = np.flatnonzero(array.any(1)), np.flatnonzero(array.any(0))
        if not len(rows):
            return cls(0, 0, 0, 0)
        return cls(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)

    @property
    def width(self) -> int:
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        return max(0, self.bottom - self.top)

    @property
    def empty(self) -> bool:
        return self.width == 0 or self.height == 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of an array (rows first)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def clipped(self, width: int, height: int) -> Region:
        return Region(max(0, self.left), max(0, self.top), min(width, self.right), min(height, self.bottom))

    def grown(self, margin: int) -> Region:
        return Region(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def united(self, other: Region) -> Region:
        if self.empty:
            return other
        if other.empty:
            return self
        return Region(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )
