"""What one edit changed in an array, kept tile by tile: the unit of undo for masks, edges and pixels."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.selection.region import Region

TILE = 128

_COUNT = struct.Struct("<I")
_ENTRY = struct.Struct("<6I")  # left, top, right, bottom, bytes before, bytes after


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

    @classmethod
    def of_part(cls, before: np.ndarray, part: np.ndarray, at: Region) -> TileDelta:
        """``before``, (h, w[, channels]), and the same with ``part`` at the region ``at``; copies little."""
        height, width = before.shape[:2]
        left, top = at.left // TILE * TILE, at.top // TILE * TILE
        box = Region(left, top, -(-at.right // TILE) * TILE, -(-at.bottom // TILE) * TILE).clipped(width, height)
        after = before[box.slices].copy()
        after[at.top - top : at.bottom - top, at.left - left : at.right - left] = part
        delta = cls(before[box.slices], after)
        for index, tile in enumerate(delta._tiles):
            r = tile.region
            moved = Region(r.left + left, r.top + top, r.right + left, r.bottom + top)
            delta._tiles[index] = _Tile(moved, tile.before, tile.after)
        return delta

    @staticmethod
    def _changed_tiles(before: np.ndarray, after: np.ndarray, area: Region) -> Iterator[_Tile]:
        height, width = before.shape[:2]
        for top in range(area.top // TILE * TILE, area.bottom, TILE):
            for left in range(area.left // TILE * TILE, area.right, TILE):
                region = Region(left, top, left + TILE, top + TILE).clipped(width, height)
                old, new = before[region.slices], after[region.slices]
                if not np.array_equal(old, new):
                    yield _Tile(region, zlib.compress(old.tobytes(), 1), zlib.compress(new.tobytes(), 1))

    @cached_property
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

    # -- files ----------------------------------------------------------------------------------------------------

    @property
    def stored(self) -> int:
        """Length of :meth:`to_bytes`."""
        return _COUNT.size + len(self._tiles) * _ENTRY.size + self.nbytes

    def to_bytes(self) -> bytes:
        """The tiles as they lie in memory: how many, one entry each, then the compressed pixels; little-endian."""
        parts = [_COUNT.pack(len(self._tiles))]
        for tile in self._tiles:
            r = tile.region
            parts.append(_ENTRY.pack(r.left, r.top, r.right, r.bottom, len(tile.before), len(tile.after)))
        for tile in self._tiles:
            parts += tile.before, tile.after
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes, shape: tuple[int, ...], dtype: np.dtype) -> TileDelta:
        """Read :meth:`to_bytes` for arrays of ``shape`` and ``dtype``.

        Every tile is checked to lie inside the array and to hold exactly its pixels, without ever decompressing more
        than that: the bytes may come from a file that somebody else made.

        Raises:
            ValueError: the bytes are cut off, or are not tiles of such an array.
        """
        delta = cls.__new__(cls)
        delta._dtype, delta._channels, delta._tiles = np.dtype(dtype), tuple(shape[2:]), []
        itemsize = delta._dtype.itemsize * int(np.prod(delta._channels, dtype=np.int64))
        try:
            (count,) = _COUNT.unpack_from(data)
            start = _COUNT.size + count * _ENTRY.size
            if start > len(data):
                raise ValueError("the table of tiles is cut off")
            for index in range(count):
                *corners, before, after = _ENTRY.unpack_from(data, _COUNT.size + index * _ENTRY.size)
                region = Region(*corners)
                if region.empty or max(region.width, region.height) > TILE or region != region.clipped(*shape[1::-1]):
                    raise ValueError(f"no tile of this array: {region}")
                pieces = data[start : start + before], data[start + before : start + before + after]
                for piece in pieces:
                    _check_piece(piece, region.width * region.height * itemsize)
                delta._tiles.append(_Tile(region, *pieces))
                start += before + after
        except (struct.error, zlib.error) as error:
            raise ValueError(f"damaged tiles: {error}") from error
        return delta

    def _write(self, array: np.ndarray, *, later: bool) -> Region:
        for tile in self._tiles:
            data = zlib.decompress(tile.after if later else tile.before)
            shape = (tile.region.height, tile.region.width, *self._channels)
            array[tile.region.slices] = np.frombuffer(data, self._dtype).reshape(shape)
        return self.region


def _check_piece(piece: bytes, size: int) -> None:
    """Raise ValueError unless ``piece`` decompresses to exactly ``size`` bytes."""
    stream = zlib.decompressobj()
    if len(stream.decompress(piece, size + 1)) != size or not stream.eof:
        raise ValueError("a tile does not hold its pixels")
