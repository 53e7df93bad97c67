"""From a picture drawn small to the same picture at another size, made of the photo's own pixels at that size.

The small picture is kept as it is wherever its candidates cannot explain it; the rest is copied from the large photo:

    large = upsample(small - sum_k v_k * small copy_k) + sum_k v_k * large copy_k

with v the blending weights, sharpened so that fine detail is never averaged. Everything is done tile by tile, so memory
stays bounded by the photo and the result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numba
import numpy as np
import torch

from core.patterns.blend import mix, seam_weights, sharpened
from core.patterns.maps import CandidateMaps

TILE = 512
"""Side of a tile, px: between tiles a caller can stop or show progress."""


def residual(drawn: torch.Tensor, weights: torch.Tensor, candidates: torch.Tensor) -> torch.Tensor:
    """Part of a small picture (1, 3, H, W) that copies of the small photo (K, 3, H, W) do not give: (1, 3, H, W)."""
    return drawn - mix(sharpened(weights), candidates)


def enlarge(
    photo: np.ndarray,
    maps: CandidateMaps,
    weights: np.ndarray,
    rest: np.ndarray,
    shape: tuple[int, int],
    between_tiles: Callable[[int, int], None] = lambda done, total: None,
    threads: int = 2,
) -> np.ndarray:
    """Carry a small result over to the size of ``photo``.

    Args:
        photo: (h, w, C) uint8 or uint16, C = 3 or 4 (RGB, alpha).
        maps: candidates of the small picture (H, W).
        weights: float32 (K, H, W), blending weights; sums below 1 leave the rest to ``rest``.
        rest: float32 (H, W, 3) in units of the full value range, from :func:`residual`.
        shape: (height, width) of the result.
        between_tiles: called with tiles begun and in all before each tile; may raise to stop.
        threads: that draw tiles.

    Returns:
        (height, width, C), the photo's dtype.
    """
    height, width = shape
    result = np.empty((height, width, photo.shape[2]), photo.dtype)
    sources = np.ascontiguousarray(maps.rows, np.int32), np.ascontiguousarray(maps.columns, np.int32)
    planes = np.ascontiguousarray(weights, np.float32), np.ascontiguousarray(rest, np.float32)
    fit = (
        height / maps.shape[0],
        width / maps.shape[1],
        photo.shape[0] / maps.source_shape[0],
        photo.shape[1] / maps.source_shape[1],
    )
    alike = np.empty(maps.shape, np.bool_)
    _find_alike(*sources, alike)
    sums = planes[0].sum(0)
    photo, top = np.ascontiguousarray(photo), np.float32(np.iinfo(photo.dtype).max)
    tiles = [(y, x) for y in range(0, height, TILE) for x in range(0, width, TILE)]

    def draw(y: int, x: int) -> None:
        _fill(photo, *sources, *planes, sums, alike, fit, top, y, x, result[y : y + TILE, x : x + TILE])

    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(max(1, threads)) as pool:
        for begun, tile in enumerate(tiles):
            between_tiles(begun, len(tiles))
            waiting.append(pool.submit(draw, *tile))
            if len(waiting) > threads:
                waiting.popleft().result()
        for each in waiting:
            each.result()
    return result


class Enlarger:
    """The same, tile by tile, for one picture of copies whose candidates weigh as :func:`seam_weights` says.

    Args:
        photo, maps, shape: as in :func:`enlarge`.
        rest: float32 (H, W, 3) in units of the full value range, added to the copies.
        weights: float32 (K, H, W) in place of those.
    """

    def __init__(
        self,
        photo: np.ndarray,
        maps: CandidateMaps,
        rest: np.ndarray,
        shape: tuple[int, int],
        weights: np.ndarray | None = None,
    ) -> None:
        self._photo = np.ascontiguousarray(photo)
        self._sources = np.ascontiguousarray(maps.rows, np.int32), np.ascontiguousarray(maps.columns, np.int32)
        if weights is None:
            weights = seam_weights(torch.from_numpy(np.ascontiguousarray(maps.seam)))[0].numpy()
        self._planes = np.ascontiguousarray(weights, np.float32), np.ascontiguousarray(rest, np.float32)
        self._fit = (
            shape[0] / maps.shape[0],
            shape[1] / maps.shape[1],
            photo.shape[0] / maps.source_shape[0],
            photo.shape[1] / maps.source_shape[1],
        )
        self._alike = np.empty(maps.shape, np.bool_)
        _find_alike(*self._sources, self._alike)
        self._sums = weights.sum(0)

    def tile(self, y: int, x: int, height: int, width: int) -> np.ndarray:
        """(height, width, C), the photo's dtype: the tile whose corner is (y, x)."""
        tile = np.empty((height, width, self._photo.shape[2]), self._photo.dtype)
        top = np.float32(np.iinfo(tile.dtype).max)
        _fill(self._photo, *self._sources, *self._planes, self._sums, self._alike, self._fit, top, y, x, tile)
        return tile


@numba.njit(cache=True, nogil=True)
def _find_alike(rows, columns, alike):  # type: ignore[no-untyped-def]  # numba infers
    """Set ``alike`` where all candidates copy the same pixel: nearly everywhere, since pieces are large."""
    for y in range(alike.shape[0]):
        for x in range(alike.shape[1]):
            same = True
            for k in range(1, rows.shape[0]):
                same = same and rows[k, y, x] == rows[0, y, x] and columns[k, y, x] == columns[0, y, x]
            alike[y, x] = same


@numba.njit(cache=True, nogil=True)
def _places(first, count, fit, size):  # type: ignore[no-untyped-def]
    """For ``count`` lines from ``first``: the two lines of the small picture beside each, the share of the second, and
    the one it lies in."""
    low, high = np.empty(count, np.int64), np.empty(count, np.int64)
    share, cell = np.empty(count, np.float32), np.empty(count, np.int64)
    for i in range(count):
        at = min(max((first + i + 0.5) / fit - 0.5, 0.0), size - 1.0)
        low[i] = int(at)
        high[i] = min(low[i] + 1, size - 1)
        share[i] = at - low[i]
        cell[i] = min(int((first + i + 0.5) / fit), size - 1)
    return low, high, share, cell


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _fill(  # type: ignore[no-untyped-def]
    photo, rows, columns, weights, rest, sums, alike, fit, top, first_y, first_x, tile
):
    """Draw the tile whose corner is (first_y, first_x); compiled, because it runs for every pixel of an export.

    Args:
        sums: weights added over the candidates. alike: from :func:`_find_alike`.
        fit: pixels of the result to one of the small picture (y, x), and of the photo to one of its small copy (y, x).
    """
    count, small_height, small_width = weights.shape
    channels = photo.shape[2]
    share = np.empty(count, np.float32)
    total = np.empty(channels, np.float32)
    lines = _places(first_y, tile.shape[0], fit[0], small_height)
    across = _places(first_x, tile.shape[1], fit[1], small_width)
    for j in range(tile.shape[0]):
        y, y0, y1, below, cell_y = first_y + j, lines[0][j], lines[1][j], lines[2][j], lines[3][j]
        for i in range(tile.shape[1]):
            x, x0, x1, right, cell_x = first_x + i, across[0][i], across[1][i], across[2][i], across[3][i]
            a, b = (1 - below) * (1 - right), (1 - below) * right
            c, d = below * (1 - right), below * right
            for z in range(channels):
                total[z] = 0
            for z in range(3):
                step = a * rest[y0, x0, z] + b * rest[y0, x1, z] + c * rest[y1, x0, z] + d * rest[y1, x1, z]
                total[z] = step * top
            whole = a * sums[y0, x0] + b * sums[y0, x1] + c * sums[y1, x0] + d * sums[y1, x1]
            several = not alike[cell_y, cell_x]
            scale = np.float32(1)
            if several:
                cubes = np.float32(0)
                for k in range(count):
                    plane = weights[k]
                    w = a * plane[y0, x0] + b * plane[y0, x1] + c * plane[y1, x0] + d * plane[y1, x1]
                    share[k] = w * w * w  # see sharpened()
                    cubes += share[k]
                scale = whole / max(cubes, np.float32(1e-12))
            covered = np.float32(0)
            for k in range(count if several else 1):
                w = share[k] * scale if several else whole
                if w < 1e-4:
                    continue
                # the small shift, scaled
                sy = int(np.rint(rows[k, cell_y, cell_x] * fit[2] - cell_y * fit[0] + y))
                sx = int(np.rint(columns[k, cell_y, cell_x] * fit[3] - cell_x * fit[1] + x))
                sy = min(max(sy, 0), photo.shape[0] - 1)
                sx = min(max(sx, 0), photo.shape[1] - 1)
                for z in range(channels):
                    total[z] += w * photo[sy, sx, z]
                covered += w
            if channels == 4:  # alpha is only copied: where copies explain little, take their mean
                total[3] /= max(covered, np.float32(1e-3))
            for z in range(channels):
                tile[j, i, z] = min(max(np.rint(total[z]), np.float32(0)), top)
