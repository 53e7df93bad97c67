"""From a picture drawn small to the same picture at another size, made of the photo's own pixels at that size.

The small picture is kept as it is wherever its candidates cannot explain it; the rest is copied from the large photo:

    large = upsample(small - sum_k v_k * small copy_k) + sum_k v_k * large copy_k

with v the blending weights, narrowed so that fine detail is never averaged. Everything is done tile by tile, so memory
stays bounded by the photo and the result.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from core.patches.blend import mix, narrowed
from core.patches.maps import CandidateMaps

TILE = 384
"""Side of a tile, px."""

_NEGLIGIBLE = 2e-3


def unexplained(drawn: torch.Tensor, weights: torch.Tensor, candidates: torch.Tensor) -> torch.Tensor:
    """Part of a small picture (1, 3, H, W) that copies of the small photo (K, 3, H, W) do not give: (1, 3, H, W)."""
    return drawn - mix(narrowed(weights), candidates)


def enlarge(
    photo: np.ndarray,
    maps: CandidateMaps,
    weights: np.ndarray,
    rest: np.ndarray,
    shape: tuple[int, int],
    between_tiles: Callable[[int, int], None] = lambda done, total: None,
) -> np.ndarray:
    """Carry a small result over to the size of ``photo``.

    Args:
        photo: (h, w, C) uint8 or uint16, C = 3 or 4 (RGB, alpha).
        maps: candidates of the small picture (H, W).
        weights: float32 (K, H, W), blending weights; sums below 1 leave the rest to ``rest``.
        rest: float32 (H, W, 3) in units of the full value range, from :func:`unexplained`.
        shape: (height, width) of the result.
        between_tiles: called with tiles done and in all before each tile; may raise to stop.

    Returns:
        (height, width, C), the photo's dtype.
    """
    height, width = shape
    small_height, small_width = maps.shape
    top = float(np.iinfo(photo.dtype).max)
    result = np.empty((height, width, photo.shape[2]), photo.dtype)
    scale_y, scale_x = height / small_height, width / small_width
    planes = np.concatenate([weights, rest.transpose(2, 0, 1)])
    tiles = [(y, x) for y in range(0, height, TILE) for x in range(0, width, TILE)]
    for done, (y0, x0) in enumerate(tiles):
        between_tiles(done, len(tiles))
        y = np.arange(y0, min(y0 + TILE, height))
        x = np.arange(x0, min(x0 + TILE, width))
        near_y = np.minimum(((y + 0.5) / scale_y).astype(np.int64), small_height - 1)
        near_x = np.minimum(((x + 0.5) / scale_x).astype(np.int64), small_width - 1)
        smooth = _interpolate(planes, (y + 0.5) / scale_y - 0.5, (x + 0.5) / scale_x - 0.5)
        share = narrowed(torch.from_numpy(smooth[None, : len(weights)]))[0].numpy()
        total = np.zeros((len(y), len(x), photo.shape[2]), np.float32)
        total[..., :3] = smooth[len(weights) :].transpose(1, 2, 0) * top
        covered = np.zeros((len(y), len(x)), np.float32)
        for k, part in enumerate(share):
            if part.max() < _NEGLIGIBLE:
                continue
            rows, columns = _large_source(maps, k, near_y, near_x, y, x, (scale_y, scale_x), photo.shape[:2])
            total += part[..., None] * photo[rows, columns]
            covered += part
        if photo.shape[2] == 4:  # alpha is only copied: where copies explain little, take their mean
            total[..., 3] /= np.maximum(covered, 1e-3)
        result[y0 : y0 + len(y), x0 : x0 + len(x)] = np.clip(np.rint(total), 0, top)
    return result


def _large_source(
    maps: CandidateMaps,
    k: int,
    near_y: np.ndarray,
    near_x: np.ndarray,
    y: np.ndarray,
    x: np.ndarray,
    scale: tuple[float, float],
    photo_shape: tuple[int, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """Source rows and columns in the large photo for the output lines y, x of a tile: the small shift, scaled."""
    (h, w), (small_h, small_w) = photo_shape[:2], maps.source_shape
    cell = np.ix_(near_y, near_x)
    rows, columns = maps.rows[k][cell] * (h / small_h), maps.columns[k][cell] * (w / small_w)
    rows = np.rint(rows - (near_y * scale[0])[:, None] + y[:, None]).astype(np.int32)
    columns = np.rint(columns - near_x * scale[1] + x).astype(np.int32)
    return np.clip(rows, 0, h - 1), np.clip(columns, 0, w - 1)


def _interpolate(planes: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Bilinear samples of planes (C, H, W) at the grid y x x, edges held: (C, len(y), len(x)).

    Two small matrix products: exact, and faster than a general remap for a tile.
    """
    first_y, across_y = _hat_matrix(y, planes.shape[1])
    first_x, across_x = _hat_matrix(x, planes.shape[2])
    part = planes[:, first_y : first_y + across_y.shape[1], first_x : first_x + across_x.shape[1]]
    return across_y @ (part @ across_x.T)


def _hat_matrix(positions: np.ndarray, size: int) -> tuple[int, np.ndarray]:
    """First line used, and float32 (len(positions), lines used) linear interpolation weights."""
    place = np.clip(positions, 0, size - 1)
    below = np.minimum(place.astype(np.int64), max(size - 2, 0))
    above = np.minimum(below + 1, size - 1)
    first = int(below[0])
    matrix = np.zeros((len(place), int(above[-1]) - first + 1), np.float32)
    every = np.arange(len(place))
    share = (place - below).astype(np.float32)
    matrix[every, below - first] += 1 - share
    matrix[every, above - first] += share
    return first, matrix
