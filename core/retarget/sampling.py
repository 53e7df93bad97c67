"""The warped picture: quickly, from the photo's pyramid, for a frame of a drag; filtered, for one that stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numba
import numpy as np

from core.geometry import CanvasGeometry
from core.retarget.warp import Warp

SMALLEST_LEVEL = 256  # px, short side of the smallest copy of the photo
BAND = 128  # rows between two looks at whether somebody wants to stop
HIDDEN = 0.02  # of full opacity: below it a pixel's colour is seen nowhere
FEW_COLOURS, FEW_GREYS = 64, 32
PALETTE, FLAT = 256, 0.5
"""A picture with no more colours than the first is drawn, and gets no others; so is one with no more than a palette and
so large a share of pixels like their left neighbours (a photo in one tone has as few colours, but not in areas)."""
SAMPLES = 4096  # pixels that are looked at before all are counted


def virtual_size(geometry: CanvasGeometry) -> tuple[float, float]:
    """(height, width) of the canvas that the warp is solved for: a quad's mean sides, or the canvas's own, px."""
    if geometry.quad is None:
        return float(geometry.height), float(geometry.width)
    points = np.asarray(geometry.quad, np.float64)
    top, right, bottom, left = np.linalg.norm(np.roll(points, -1, 0) - points, axis=1)
    return (left + right) / 2, (top + bottom) / 2


@dataclass(frozen=True)
class Pyramid:
    """A photo and its halvings.

    Attributes:
        levels: (h, w, C) uint8 or uint16, the photo first; C is 3, or 4 with alpha.
        drawn: whether it has so few colours that a mixture of two would be seen (pixel art, line art).
    """

    levels: Sequence[np.ndarray]
    drawn: bool

    @classmethod
    def of(cls, photo: np.ndarray) -> Pyramid:
        """The pyramid of (h, w, 3) or (h, w, 4). Colours that nobody sees are replaced by their nearest visible ones,
        so that no filter can bring them to light."""
        levels = [_without_hidden_colours(photo)]
        while min(levels[-1].shape[:2]) >= 2 * SMALLEST_LEVEL:
            height, width = levels[-1].shape[:2]
            levels.append(cv2.resize(levels[-1], (-(-width // 2), -(-height // 2)), interpolation=cv2.INTER_AREA))
        return cls(levels, _is_drawn(photo))

    @property
    def photo(self) -> np.ndarray:
        return self.levels[0]

    def at(self, height: int, width: int) -> np.ndarray:
        """The photo at a size up to its own."""
        if self.photo.shape[:2] == (height, width):
            return self.photo
        level = next(each for each in reversed(self.levels) if each.shape[0] >= height and each.shape[1] >= width)
        return cv2.resize(level, (width, height), interpolation=cv2.INTER_AREA)

    def finest_needed(self, pixels_per_photo_pixel: float) -> np.ndarray:
        """The smallest level that still has as many pixels as a picture at this scale can show."""
        needed = pixels_per_photo_pixel * self.photo.shape[1]
        return next((each for each in reversed(self.levels) if each.shape[1] >= needed), self.photo)


def sample_quickly(pyramid: Pyramid, warp: Warp, geometry: CanvasGeometry) -> np.ndarray:
    """One remap from the photo's pyramid, for a frame that moves.

    Args:
        geometry: the canvas in the pixels to draw; its source size says how large the photo is at that scale.

    Returns:
        (H, W, C), the photo's dtype.
    """
    if pyramid.drawn:
        return _nearest(pyramid.photo, warp, geometry)
    x, y = _places(warp, geometry)
    level = pyramid.finest_needed(_density(warp, geometry, pyramid))
    height, width = level.shape[:2]
    x, y = (x * width - 0.5).astype(np.float32), (y * height - 0.5).astype(np.float32)
    if geometry.quad is None:
        size = geometry.height, geometry.width
        x, y = np.ascontiguousarray(np.broadcast_to(x, size)), np.ascontiguousarray(np.broadcast_to(y[:, None], size))
    return cv2.remap(level, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def sample(
    pyramid: Pyramid,
    warp: Warp,
    geometry: CanvasGeometry,
    threads: int = 2,
    between_bands: Callable[[int, int], None] = lambda done, total: None,
) -> np.ndarray:
    """The same picture filtered for a frame that stays: cubic (Keys, "Cubic convolution interpolation for digital image
    processing", 1981) where it grows, and as wide as its pixels where it shrinks, row by row in bounded memory.

    Args:
        between_bands: called with bands done and in all; may raise to stop.
    """
    if pyramid.drawn:
        return _nearest(pyramid.photo, warp, geometry)
    if geometry.quad is not None:
        return _sample_bent(pyramid, warp, geometry, between_bands)
    level = pyramid.finest_needed(_density(warp, geometry, pyramid))
    height, width = geometry.height, geometry.width
    down = _filter(warp.rows.at(np.arange(height + 1) / height) * level.shape[0], level.shape[0])
    across = _filter(warp.columns.at(np.arange(width + 1) / width) * level.shape[1], level.shape[1])
    result = np.empty((height, width, level.shape[2]), level.dtype)
    flat = np.ascontiguousarray(level).reshape(level.shape[0], -1)
    top = float(np.iinfo(level.dtype).max)
    bands = range(0, height, BAND)
    with ThreadPoolExecutor(max(1, threads)) as pool:
        draw = partial(_filter_rows, flat, down[0], down[1], down[2], across[0], across[1], across[2], top)
        jobs = [pool.submit(draw, y, result[y : y + BAND]) for y in bands]
        try:
            for done, job in enumerate(jobs):
                between_bands(done, len(jobs))
                job.result()
        except BaseException:
            for job in jobs:
                job.cancel()
            raise
    return result


def source_places(warp: Warp, geometry: CanvasGeometry) -> tuple[np.ndarray, np.ndarray]:
    """(x, y), float32 (H, W) each: photo position of every canvas pixel's centre, in the geometry's source px."""
    x, y = _places(warp, geometry)
    size = geometry.height, geometry.width
    if geometry.quad is None:
        x, y = np.broadcast_to(x, size), np.broadcast_to(y[:, None], size)
    return (x * geometry.source_width).astype(np.float32), (y * geometry.source_height).astype(np.float32)


def _places(warp: Warp, geometry: CanvasGeometry) -> tuple[np.ndarray, np.ndarray]:
    """Photo positions in 0..1: of columns (W,) and rows (H,), or of all pixels (H, W) under a quad."""
    if geometry.quad is None:
        return warp.columns.centres(geometry.width), warp.rows.centres(geometry.height)
    across, down = np.meshgrid(np.arange(geometry.width) + 0.5, np.arange(geometry.height) + 0.5)
    m = geometry.inverse_homography
    w = m[2, 0] * across + m[2, 1] * down + m[2, 2]
    w = np.where(np.abs(w) < 1e-9, 1e-9, w)
    u = (m[0, 0] * across + m[0, 1] * down + m[0, 2]) / w / geometry.source_width
    v = (m[1, 0] * across + m[1, 1] * down + m[1, 2]) / w / geometry.source_height
    return warp.columns.at(np.clip(u, -0.5, 1.5)), warp.rows.at(np.clip(v, -0.5, 1.5))


def _density(warp: Warp, geometry: CanvasGeometry, pyramid: Pyramid) -> float:
    """Canvas px for a px of the full photo where the picture is stretched most, but for rare extremes."""
    height, width = virtual_size(geometry)
    photo_height, photo_width = pyramid.photo.shape[:2]
    stretch = [warp.rows.stretch(32, height, photo_height), warp.columns.stretch(32, width, photo_width)]
    return float(max(np.percentile(each, 75) for each in stretch))


def _nearest(photo: np.ndarray, warp: Warp, geometry: CanvasGeometry) -> np.ndarray:
    x, y = _places(warp, geometry)
    columns = np.clip((x * photo.shape[1]).astype(np.int64), 0, photo.shape[1] - 1)
    rows = np.clip((y * photo.shape[0]).astype(np.int64), 0, photo.shape[0] - 1)
    return photo[rows[:, None], columns] if geometry.quad is None else photo[rows, columns]


def _sample_bent(
    pyramid: Pyramid, warp: Warp, geometry: CanvasGeometry, between_bands: Callable[[int, int], None]
) -> np.ndarray:
    """Cubic remap, band by band."""
    level = pyramid.finest_needed(_density(warp, geometry, pyramid))
    result = np.empty((geometry.height, geometry.width, level.shape[2]), level.dtype)
    across = np.arange(geometry.width, dtype=np.float64)[None] + 0.5
    m = geometry.inverse_homography
    for y in range(0, geometry.height, BAND):
        between_bands(y // BAND, -(-geometry.height // BAND))
        down = np.arange(y, min(y + BAND, geometry.height), dtype=np.float64)[:, None] + 0.5
        w = m[2, 0] * across + m[2, 1] * down + m[2, 2]
        w = np.where(np.abs(w) < 1e-9, 1e-9, w)
        u = (m[0, 0] * across + m[0, 1] * down + m[0, 2]) / w / geometry.source_width
        v = (m[1, 0] * across + m[1, 1] * down + m[1, 2]) / w / geometry.source_height
        sx = warp.columns.at(np.clip(u, -0.5, 1.5)) * level.shape[1] - 0.5
        sy = warp.rows.at(np.clip(v, -0.5, 1.5)) * level.shape[0] - 0.5
        result[y : y + BAND] = cv2.remap(
            level, sx.astype(np.float32), sy.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ).reshape(-1, geometry.width, level.shape[2])
    return result


def _without_hidden_colours(photo: np.ndarray) -> np.ndarray:
    """The photo (h, w, C) with the nearest visible colours where it is see-through."""
    if photo.shape[2] == 3:
        return photo
    hidden = photo[..., 3] <= HIDDEN * np.iinfo(photo.dtype).max
    if not hidden.any() or hidden.all():
        return photo
    _, labels = cv2.distanceTransformWithLabels(
        hidden.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    visible = np.zeros((int(labels.max()) + 1, 3), photo.dtype)
    visible[labels[~hidden]] = photo[..., :3][~hidden]
    result = photo.copy()
    result[hidden, :3] = visible[labels[hidden]]
    return result


def _is_drawn(photo: np.ndarray) -> bool:
    """Whether the photo has few colours, in areas."""
    colours = photo.reshape(-1, photo.shape[2])
    few = colours[np.random.default_rng(0).integers(0, len(colours), min(SAMPLES, len(colours)))]
    grey = bool((few[:, 0] == few[:, 1]).all() and (few[:, 0] == few[:, 2]).all())
    most = FEW_GREYS if grey else FEW_COLOURS
    height, width = photo.shape[:2]
    bands = [photo[top : top + BAND] for top in range(0, height, BAND)]
    if not grey and width > 1:
        alike = sum(int((band[:, 1:] == band[:, :-1]).all(2).sum()) for band in bands)
        most = PALETTE if alike / (height * (width - 1)) >= FLAT else most
    if len(np.unique(few, axis=0)) > most:
        return False
    found = np.zeros(0, np.uint64)
    for band in bands:
        packed = np.zeros(band.shape[:2], np.uint64)
        for channel in range(band.shape[2]):
            packed = packed << np.uint64(16) | band[..., channel].astype(np.uint64)
        found = np.union1d(found, packed)
        if len(found) > most:
            return False
    return True


_kernel = numba.njit(cache=True, nogil=True, fastmath=True, error_model="numpy")


@_kernel
def _filter(edges, size):  # type: ignore[no-untyped-def]  # numba infers
    """For each output line: first source line, number of taps, weights (lines, taps). ``edges`` are in source px."""
    count = len(edges) - 1
    most = 0
    for i in range(count):
        wide = max(1.0, edges[i + 1] - edges[i])
        most = max(most, int(np.ceil(4 * wide)) + 2)
    first, taps = np.empty(count, np.int64), np.empty(count, np.int64)
    weights = np.zeros((count, most), np.float32)
    for i in range(count):
        middle = (edges[i] + edges[i + 1]) / 2 - 0.5
        wide = max(1.0, edges[i + 1] - edges[i])
        start, end = int(np.ceil(middle - 2 * wide)), int(np.floor(middle + 2 * wide))
        low, high = min(max(start, 0), size - 1), min(max(end, 0), size - 1)
        first[i], taps[i] = low, high - low + 1
        total = 0.0
        for k in range(start, end + 1):
            t = abs(k - middle) / wide
            if t < 1:
                w = 1.5 * t * t * t - 2.5 * t * t + 1
            elif t < 2:
                w = -0.5 * t * t * t + 2.5 * t * t - 4 * t + 2
            else:
                w = 0.0
            weights[i, min(max(k, low), high) - low] += w
            total += w
        for k in range(taps[i]):
            weights[i, k] /= total
    return first, taps, weights


@_kernel
def _filter_rows(source, y_first, y_taps, y_weights, x_first, x_taps, x_weights, top, start, band):  # type: ignore[no-untyped-def]
    """Draw the rows from ``start`` on: source (h, w * C) to band (rows, W, C)."""
    rows, width, channels = band.shape
    line = np.empty(source.shape[1], np.float32)
    for j in range(rows):
        y = start + j
        line[:] = 0
        for k in range(y_taps[y]):
            w, row = y_weights[y, k], source[y_first[y] + k]
            for i in range(len(line)):
                line[i] += w * row[i]
        for x in range(width):
            at = x_first[x] * channels
            for c in range(channels):
                total = np.float32(0.5)
                for k in range(x_taps[x]):
                    total += x_weights[x, k] * line[at + k * channels + c]
                band[j, x, c] = min(max(total, np.float32(0)), np.float32(top))
