"""Losses on whole pictures and windows. Pictures are (1, 3, H, W) in -1..1."""

from __future__ import annotations

import torch
from torch.nn import functional as F

LAYOUT_CELL = 16  # px


def lsgan_discriminator(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """Mao et al., "Least Squares Generative Adversarial Networks", ICCV 2017, eq. 2 with targets 1 and 0."""
    return 0.5 * ((real - 1) ** 2).mean() + 0.5 * (fake**2).mean()


def lsgan_generator(fake: torch.Tensor) -> torch.Tensor:
    """The generator's side: target 1."""
    return ((fake - 1) ** 2).mean()


def reconstruction(back: torch.Tensor, source: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the input and the output mapped back to it (paper, eq. 4)."""
    return (back - source).abs().mean()


def layout(picture: torch.Tensor, start: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the mean colours of cells: what lies where, and in which light, is the warp's."""
    cell = min(LAYOUT_CELL, *picture.shape[2:])
    return (F.avg_pool2d(picture, cell) - F.avg_pool2d(start, cell)).abs().mean()
