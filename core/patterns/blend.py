"""Joining candidates into one picture: soft choice between copies, and wider joins for the low frequencies.

A narrow transition keeps detail crisp but lets a step in brightness show as a band, most of all in skies. As in Burt
and Adelson ("A multiresolution spline", ACM TOG 1983) each frequency band should be joined over a distance in
proportion to its wavelength. Candidates are copies, so the low band of each is a copy of the blurred source: no pyramid
is built per frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numba
import numpy as np
import torch

from core.patterns.maps import CandidateMaps

SHARPNESS = 12.0
"""Softmax temperature of the seam distance."""

LOW_BAND_SIGMA = 6.0
"""Blur that makes the low band, px at working size: wavelengths above about 40 px get the wide transition."""

WIDE_SIGMA = 8.0
"""Blur across the joints of the low band, px."""

STEP = 4
"""The low band is joined on a copy this many times smaller; nothing finer is in it."""


def seam_weights(seam: torch.Tensor, sharpness: float = SHARPNESS) -> torch.Tensor:
    """Weights of the untrained prior, (1, K, H, W) summing to 1 over K, from seam distances (K, H, W) in 0..1."""
    return torch.softmax(sharpness * seam[None], 1)


def sharpened(weights: torch.Tensor) -> torch.Tensor:
    """Weights (1, K, H, W) with transitions a third as wide, for detail finer than the working size.

    The sum over K is kept; it is below 1 where copies do not explain a picture.
    """
    cubes = weights**3
    return cubes * (weights.sum(1, keepdim=True) / cubes.sum(1, keepdim=True).clamp_min(1e-12))


def mix(weights: torch.Tensor, candidates: torch.Tensor) -> torch.Tensor:
    """Weighted sum of candidates (K, C, H, W) with weights (1, K, H, W): (1, C, H, W)."""
    return (weights[0, :, None] * candidates).sum(0, keepdim=True)


def low_bands(pixels: np.ndarray) -> np.ndarray:
    """What is joined over a wide transition: a uint8 photo (h, w, 3) blurred once and twice, float32 (h, w, 6)."""
    once = cv2.GaussianBlur(pixels, (0, 0), LOW_BAND_SIGMA, borderType=cv2.BORDER_REFLECT).astype(np.float32)
    twice = cv2.GaussianBlur(once, (0, 0), WIDE_SIGMA, borderType=cv2.BORDER_REFLECT)
    return np.dstack([once, twice])


def copied_bands(pixels: np.ndarray) -> np.ndarray:
    """What :func:`blend_copies` copies from: a uint8 photo (h, w, 3) and its :func:`low_bands`, float32 (h, w, 9) in
    -1..1."""
    return np.dstack([pixels, low_bands(pixels)]) / np.float32(127.5) - np.float32(1)


def _sparse(height: int, width: int) -> tuple[slice, slice, slice]:
    """Cuts every :data:`STEP`-th line and column out of planes (K, H, W)."""
    return (slice(None), slice(min(STEP // 2, height - 1), None, STEP), slice(min(STEP // 2, width - 1), None, STEP))


@dataclass(frozen=True)
class Blend:
    """A picture at working size and what a larger one is made from, see :mod:`core.patterns.transfer`.

    Attributes:
        weights: float32 (K, H, W), sum 1 over K.
        rest: float32 (3, H, W), what copies with sharpened weights do not give.
        picture: float32 (3, H, W) in -1..1.
    """

    weights: np.ndarray
    rest: np.ndarray
    picture: np.ndarray


def blend_copies(maps: CandidateMaps, bands: np.ndarray) -> Blend:
    """The picture of copies: :func:`seam_weights`, :func:`mix` and the wide join of the low band, in one compiled pass.

    Live frames are small, and one pass over their pixels costs less than starting each of those operations does.

    Args:
        bands: from :func:`copied_bands`.
    """
    count, height, width = maps.seam.shape
    weights = np.empty((count, height, width), np.float32)
    _soften(maps.seam, np.float32(SHARPNESS), weights)
    smooth = np.ascontiguousarray(_wide_band(weights, maps, bands[..., 3:6]))
    rest, picture = np.empty((3, height, width), np.float32), np.empty((3, height, width), np.float32)
    _blend(bands, maps.rows, maps.columns, weights, smooth, rest, picture)
    return Blend(weights, rest, picture)


def _wide_band(weights: np.ndarray, maps: CandidateMaps, once: np.ndarray) -> np.ndarray:
    """float32 (H, W, 3): the low band copied with ``weights`` and blurred across the joints."""
    height, width = maps.shape
    cut = _sparse(height, width)
    few = np.empty((*weights[cut].shape[1:], 3), np.float32)
    _mix_copies(once, maps.rows[cut], maps.columns[cut], weights[cut], few)
    sigma = WIDE_SIGMA / STEP
    reach = round(3 * sigma)
    few = cv2.GaussianBlur(few, (2 * reach + 1,) * 2, sigma, borderType=cv2.BORDER_REPLICATE)
    return cv2.resize(few, (width, height), interpolation=cv2.INTER_LINEAR)


_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


@_kernel
def _soften(seam, sharpness, weights):  # type: ignore[no-untyped-def]  # numba infers
    count, height, width = seam.shape
    for y in range(height):
        for x in range(width):
            top, alike = seam[0, y, x], True
            for k in range(1, count):
                alike = alike and seam[k, y, x] == top
                top = max(top, seam[k, y, x])
            if alike:
                for k in range(count):
                    weights[k, y, x] = np.float32(1 / count)
                continue
            total = np.float32(0)
            for k in range(count):
                weight = np.exp(sharpness * (seam[k, y, x] - top))
                weights[k, y, x] = weight
                total += weight
            for k in range(count):
                weights[k, y, x] /= total


@_kernel
def _mix_copies(picture, rows, columns, weights, mixed):  # type: ignore[no-untyped-def]
    count, height, width = weights.shape
    for y in range(height):
        for x in range(width):
            for c in range(3):
                total = np.float32(0)
                for k in range(count):
                    total += weights[k, y, x] * picture[rows[k, y, x], columns[k, y, x], c]
                mixed[y, x, c] = total


@_kernel
def _blend(bands, rows, columns, weights, smooth, rest, picture):  # type: ignore[no-untyped-def]
    count, height, width = weights.shape
    for y in range(height):
        for x in range(width):
            row, column, alike = rows[0, y, x], columns[0, y, x], True
            cubes = np.float32(0)
            for k in range(count):
                alike = alike and rows[k, y, x] == row and columns[k, y, x] == column
                cubes += weights[k, y, x] ** 3
            if alike:  # most pixels: they lie inside a piece
                pixel = bands[row, column]
                for c in range(3):
                    rest[c, y, x] = smooth[y, x, c] - pixel[6 + c]
                    picture[c, y, x] = pixel[c] + rest[c, y, x]
                continue
            for c in range(3):
                rest[c, y, x] = picture[c, y, x] = smooth[y, x, c]
            for k in range(count):
                pixel, weight = bands[rows[k, y, x], columns[k, y, x]], weights[k, y, x]
                narrow = weight**3 / cubes
                for c in range(3):
                    low = weight * pixel[6 + c]
                    picture[c, y, x] += weight * pixel[c] - low
                    rest[c, y, x] += (weight - narrow) * pixel[c] - low
