"""Losses on whole pictures and windows. Pictures are (1, 3, H, W) in -1..1."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from core.patches import CandidateMaps
from core.patches.blend import mix, seam_weights

PATCH = 7
LAYOUT_SIDE, LAYOUT_STRIDE = 32, 8  # px


def lsgan_discriminator(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """Mao et al., "Least Squares Generative Adversarial Networks", ICCV 2017, eq. 2 with targets 1 and 0."""
    return 0.5 * ((real - 1) ** 2).mean() + 0.5 * (fake**2).mean()


def lsgan_generator(fake: torch.Tensor) -> torch.Tensor:
    """The generator's side: target 1."""
    return ((fake - 1) ** 2).mean()


def reconstruction(back: torch.Tensor, source: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the input and the output mapped back to it (paper, eq. 4)."""
    return (back - source).abs().mean()


def jumps(maps: CandidateMaps) -> np.ndarray:
    """float32 (K, H, W): 1 on both sides of the places where a candidate goes on elsewhere in the source."""
    broken = np.zeros(maps.seam.shape, np.float32)
    for axis, lines in ((1, maps.rows), (2, maps.columns)):
        cut = (np.diff(lines, axis=axis) != 1) & (np.diff(lines, axis=axis) != 0)
        first, second = [slice(None)] * 3, [slice(None)] * 3
        first[axis], second[axis] = slice(None, -1), slice(1, None)
        broken[tuple(first)][cut] = 1
        broken[tuple(second)][cut] = 1
    return broken


def copy_one(picture: torch.Tensor, candidates: torch.Tensor, maps: CandidateMaps, levels: int = 2) -> torch.Tensor:
    """Each patch should be a pure copy of ONE candidate, away from that candidate's own jumps.

    Args:
        candidates: (K, 3, H, W) and their maps for the same window.
    """
    broken = torch.from_numpy(jumps(maps)).to(picture.device)[None]
    total = picture.new_zeros(())
    for level in range(levels):
        if level:
            picture, candidates = F.avg_pool2d(picture, 2), F.avg_pool2d(candidates, 2)
            broken = F.max_pool2d(broken, 2)
        if min(picture.shape[2:]) < PATCH:
            break
        error = ((picture - candidates) ** 2).mean(1)[None]
        cost = F.avg_pool2d(error, PATCH, 1) + 4 * F.max_pool2d(broken, PATCH, 1)
        best = cost.amin(1)
        usable = (best < 4).float()
        total = total + (best * usable).sum() / usable.sum().clamp_min(1)
    return total


def layout(picture: torch.Tensor, candidates: torch.Tensor, maps: CandidateMaps) -> torch.Tensor:
    """Low-resolution colours should stay where the untrained prior has them."""
    if min(picture.shape[2:]) < LAYOUT_SIDE:
        return picture.new_zeros(())
    with torch.no_grad():
        prior = mix(seam_weights(torch.from_numpy(maps.seam).to(picture.device)), candidates)
        wanted = F.avg_pool2d(prior, LAYOUT_SIDE, LAYOUT_STRIDE)
    return (F.avg_pool2d(picture, LAYOUT_SIDE, LAYOUT_STRIDE) - wanted).abs().mean()
