"""Joining candidates into one picture: soft choice between copies, and wider joins for the low frequencies.

A narrow transition keeps detail crisp but lets a step in brightness show as a band, most of all in skies. As in Burt
and Adelson ("A multiresolution spline", ACM TOG 1983) each frequency band should be joined over a distance in
proportion to its wavelength. Candidates are copies, so the low band of each is a copy of the blurred source: no pyramid
is built per frame.
"""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch.nn import functional as F

from core.patches.maps import CandidateMaps

SHARPNESS = 12.0
"""Softmax temperature of the seam distance; step 0 of the guided generator uses the same."""

LOW_BAND_SIGMA = 6.0
"""Blur that makes the low band, px at working size: wavelengths above about 40 px get the wide transition."""

WIDE_SIGMA = 8.0
"""Blur across the joints of the low band, px."""

STEP = 4
"""The low band is joined on a copy this many times smaller; nothing finer is in it."""


def seam_weights(seam: torch.Tensor, sharpness: float = SHARPNESS) -> torch.Tensor:
    """Weights of the untrained prior, (1, K, H, W) summing to 1 over K, from seam distances (K, H, W) in 0..1."""
    return torch.softmax(sharpness * seam[None], 1)


def narrowed(weights: torch.Tensor) -> torch.Tensor:
    """Weights (1, K, H, W) with transitions a third as wide, for detail finer than the working size.

    The sum over K is kept; it is below 1 where copies do not explain a picture.
    """
    cubes = weights**3
    return cubes * (weights.sum(1, keepdim=True) / cubes.sum(1, keepdim=True).clamp_min(1e-12))


def mix(weights: torch.Tensor, candidates: torch.Tensor) -> torch.Tensor:
    """Weighted sum of candidates (K, C, H, W) with weights (1, K, H, W): (1, C, H, W)."""
    return (weights[0, :, None] * candidates).sum(0, keepdim=True)


def low_bands(pixels: np.ndarray) -> np.ndarray:
    """What :func:`low_band_correction` joins: a uint8 photo (h, w, 3) blurred once and twice, float32 (h, w, 6)."""
    once = cv2.GaussianBlur(pixels, (0, 0), LOW_BAND_SIGMA, borderType=cv2.BORDER_REFLECT).astype(np.float32)
    twice = cv2.GaussianBlur(once, (0, 0), WIDE_SIGMA, borderType=cv2.BORDER_REFLECT)
    return np.dstack([once, twice])


def low_band_correction(weights: torch.Tensor, maps: CandidateMaps, low: torch.Tensor) -> torch.Tensor:
    """What to add to a narrow blend so that its low band is joined over a wide transition.

    The low band is copied like the picture and blurred once more. Inside a piece that is the same as a copy of the
    twice blurred photo, so their difference lives at the joints alone.

    Args:
        weights: (1, K, H, W), the narrow weights.
        maps: the candidates (H, W) that they weigh.
        low: (1, 6, h, w) from :func:`low_bands`, in the units of the picture.

    Returns:
        (1, 3, H, W), zero far from every joint.
    """
    height, width = maps.shape
    cut = (slice(None), slice(min(STEP // 2, height - 1), None, STEP), slice(min(STEP // 2, width - 1), None, STEP))
    few = CandidateMaps(maps.rows[cut], maps.columns[cut], maps.seam[cut], maps.source_shape)
    once, twice = low.split(3, 1)
    smooth = _blurred(mix(weights[:, *cut], few.gather(once).to(weights.dtype)), WIDE_SIGMA / STEP)
    smooth = F.interpolate(smooth, (height, width), mode="bilinear", align_corners=False)
    return smooth - mix(weights, maps.gather(twice).to(weights.dtype))


def _blurred(picture: torch.Tensor, sigma: float) -> torch.Tensor:
    reach = round(3 * sigma)
    place = torch.arange(-reach, reach + 1, device=picture.device, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (place / sigma) ** 2)
    kernel = (kernel / kernel.sum()).to(picture.dtype)
    channels = picture.shape[1]
    padded = F.pad(picture, (reach, reach, reach, reach), mode="replicate")
    across = F.conv2d(padded, kernel.view(1, 1, 1, -1).expand(channels, 1, 1, -1), groups=channels)
    return F.conv2d(across, kernel.view(1, 1, -1, 1).expand(channels, 1, -1, 1), groups=channels)
