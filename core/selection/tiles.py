"""What one edit changed in an array, kept tile by tile: the unit of undo for masks, edges and pixels."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.selection.region import Region

TILE = 128


@dataclass(frozen=True)
class _Tile:
    region: Region
    before: bytes
    after: bytes


class TileDelta:
    """The difference between two states of an array, able to go both ways.

    Only tiles that differ are stored, compressed; their cost in memory is :attr:`nbytes`.
    """

    def __init__(self, before: np.ndarray, after: np.ndarray, within: Region | None = None) -> None:
        """Compare two arrays (h, w[, channels]) of one shape and dtype; ``within`` bounds where they can differ."""
        if before.shape != after.shape or before.dtype != after.dtype:
            raise ValueError("before and after must be arrays of one shape and type")
        self._dtype, self._channels = before.dtype, before.shape[2:]
        height, width = before.shape[:2]
        area = (within or Region.whole(before)).clipped(width, height)
        self._tiles = list(self._changed_tiles(before, after, area)) if not area.empty else []

    @staticmethod
    def _changed_tiles(before: np.ndarray, after: np.ndarray, area: Region) -> Iterator[_Tile]:
        height, width = before.shape[:2]
        for top in range(area.top // TILE * TILE, area.bottom, TILE):
            for left in range(area.left // TILE * TILE, area.right, TILE):
                region = Region(left, top, left + TILE, top + TILE).clipped(width, height)
                old, new = before[region.slices], after[region.slices]
                if not np.array_equal(old, new):
                    yield _Tile(region, zlib.compress(old.tobytes(), 1), zlib.compress(new.tobytes(), 1))

    @property
    def nbytes(self) -> int:
        return sum(len(tile.before) + len(tile.after) for tile in self._tiles)

    @property
    def region(self) -> Region:
        """Bounding box of what differs; empty when nothing does."""
        united = Region(0, 0, 0, 0)
        for tile in self._tiles:
            united = united.united(tile.region)
        return united

    def apply(self, array: np.ndarray) -> Region:
        """Write the later state into ``array``; returns what changed."""
        return self._write(array, later=True)

    def revert(self, array: np.ndarray) -> Region:
        """Write the earlier state into ``array``; returns what changed."""
        return self._write(array, later=False)

    def _write(self, array: np.ndarray, *, later: bool) -> Region:
        for tile in self._tiles:
            data = zlib.decompress(tile.after if later else tile.before)
            shape = (tile.region.height, tile.region.width, *self._channels)
            array[tile.region.slices] = np.frombuffer(data, self._dtype).reshape(shape)
        return self.region
