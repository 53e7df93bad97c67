"""The multi-scale patch discriminator: one small fully convolutional network for each scale of a pyramid."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from core.ingan.networks import SLOPE, initialise, picture_norm


def pyramid_sides(side: int, factor: float, smallest: int) -> list[int]:
    """Short sides of the scales, from ``side`` down by ``factor`` while at least ``smallest`` px remain."""
    sides = [side]
    while round(side / factor ** len(sides)) >= smallest:
        sides.append(round(side / factor ** len(sides)))
    return sides


def scale_weights(step: int, count: int, factor: float, balance_step: int, last: float = -1.0) -> list[float]:
    """Weights of the scales, finest first, summing to 1: f^n with f = factor^((balance_step - step) / balance_step).

    Coarse scales count first, all count the same at ``balance_step``, fine ones count later (paper's supplement).

    Args:
        count: of the scales that judge.
        last: where the exponent, which falls from 1, stops; the published schedule ends at -2.
    """
    # The published code divides by the sum over all scales that a canvas of this size would have, although there are
    # networks for 9 alone: a canvas of 576 px (11 scales) cannot look more real than 0.50 at step 0 and 0.82 at the
    # balance step, and a real crop beside it neither. Among those that judge, 1 stays in reach.
    f = factor ** max(last, (balance_step - step) / balance_step)
    weights = [f**n for n in range(count)]
    return [w / sum(weights) for w in weights]


def _patch_network(channels: int, normalised: bool) -> nn.Sequential:
    layers: list[nn.Module] = []
    for inputs, outputs, stride in ((3, channels, 1), (channels, 2 * channels, 2), (2 * channels, 2 * channels, 1)):
        layers.append(spectral_norm(nn.Conv2d(inputs, outputs, 3, stride)))
        if normalised:
            layers.append(picture_norm(outputs))
        layers.append(nn.LeakyReLU(SLOPE))
    return nn.Sequential(*layers, spectral_norm(nn.Conv2d(2 * channels, 1, 1)), nn.Sigmoid())


class MultiScaleDiscriminator(nn.Module):
    """Says for every patch at every scale how real it looks.

    Args:
        channels: of the first convolution. factor, smallest: of the pyramid. base: side, px, of the pictures that the
            number of networks is derived from. normalised: batch norm.
        antialias: blur before each reduction; the published pyramid takes its samples as they are.
        gain: of :func:`core.ingan.networks.initialise`; 0 leaves torch's initialisation.
    """

    def __init__(
        self,
        channels: int = 64,
        factor: float = 1.4,
        smallest: int = 13,
        base: int = 256,
        *,
        normalised: bool = True,
        antialias: bool = True,
        gain: float = 0.0,
    ) -> None:
        super().__init__()
        self.factor, self.smallest, self.antialias = factor, smallest, antialias
        self.scales = nn.ModuleList(
            _patch_network(channels, normalised) for _ in pyramid_sides(base, factor, smallest)
        )
        if gain > 0:
            initialise(self, gain)

    def judges(self, picture: torch.Tensor) -> int:
        """How many scales a picture (1, 3, H, W) is large enough for."""
        return min(len(self.scales), len(pyramid_sides(min(picture.shape[2:]), self.factor, self.smallest)))

    def forward(self, picture: torch.Tensor, weights: Sequence[float]) -> torch.Tensor:
        """Weighted mean of the maps of all scales, resized to the finest map.

        Args:
            picture: (1, 3, H, W) in -1..1, at least ``smallest`` px a side.
            weights: finest first, one for each network that judges; those of scales that the picture is too small for
                are shared among the others.

        Returns:
            (1, 1, H', W') in 0..1, 1 is real.
        """
        count = min(self.judges(picture), len(weights))
        total: torch.Tensor | None = None
        for level, network in enumerate(list(self.scales)[:count]):
            sides = [max(self.smallest, round(side / self.factor**level)) for side in picture.shape[2:]]
            scaled = (
                F.interpolate(picture, size=sides, mode="bilinear", align_corners=False, antialias=self.antialias)
                if level
                else picture
            )
            judged = network(scaled).float()
            if total is None:
                total = judged * (weights[0] / sum(weights[:count]))
            else:
                judged = F.interpolate(judged, size=total.shape[2:], mode="bilinear", align_corners=False)
                total = total + judged * (weights[level] / sum(weights[:count]))
        assert total is not None
        return total
