"""Joining candidates into one picture: soft choice between copies, and wider joins for the low frequencies.

A narrow transition keeps detail crisp but lets a step in brightness show as a band, most of all in skies. As in Burt
and Adelson ("A multiresolution spline", ACM TOG 1983) each frequency band should be joined over a distance in
proportion to its wavelength. Candidates are copies, so the low band of each is a copy of the blurred source: no pyramid
is built per frame.
"""

from __future__ import annotations

import torch

SHARPNESS = 12.0
"""Softmax temperature of the seam distance; step 0 of the guided generator uses the same."""

LOW_BAND_SIGMA = 6.0
"""Blur that makes the low band, px at working size: wavelengths above about 40 px get the wide transition."""

LOW_POWER = 0.3
"""Exponent that widens the weights for the low band."""


def seam_weights(seam: torch.Tensor, sharpness: float = SHARPNESS) -> torch.Tensor:
    """Weights of the untrained prior, (1, K, H, W) summing to 1 over K, from seam distances (K, H, W) in 0..1."""
    return torch.softmax(sharpness * seam[None], 1)


def widened(weights: torch.Tensor) -> torch.Tensor:
    """Weights (1, K, H, W) with transitions about three times as wide, for the low band."""
    raised = weights.clamp_min(1e-8) ** LOW_POWER
    return raised / raised.sum(1, keepdim=True)


def narrowed(weights: torch.Tensor) -> torch.Tensor:
    """Weights (1, K, H, W) with transitions a third as wide, for detail finer than the working size.

    The sum over K is kept; it is below 1 where copies do not explain a picture.
    """
    cubes = weights**3
    return cubes * (weights.sum(1, keepdim=True) / cubes.sum(1, keepdim=True).clamp_min(1e-12))


def mix(weights: torch.Tensor, candidates: torch.Tensor) -> torch.Tensor:
    """Weighted sum of candidates (K, C, H, W) with weights (1, K, H, W): (1, C, H, W)."""
    return (weights[0, :, None] * candidates).sum(0, keepdim=True)


def low_band_correction(weights: torch.Tensor, low: torch.Tensor) -> torch.Tensor:
    """What to add to a narrow blend so that its low band is joined over a wide transition.

    Args:
        weights: (1, K, H, W), the narrow weights.
        low: (K, C, H, W), the same candidates copied from the blurred source.

    Returns:
        (1, C, H, W), zero wherever the candidates agree.
    """
    return ((widened(weights) - weights)[0, :, None] * low).sum(0, keepdim=True)
