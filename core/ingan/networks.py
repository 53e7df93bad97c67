"""The paper's generator.

Shocher, Bagon, Isola, Irani, "InGAN: Capturing and Retargeting the 'DNA' of a Natural Image", ICCV 2019, section 3.3
and supplement: a convolution, the geometric transform of its features, and a U-Net with residual blocks.
"""

from __future__ import annotations

import itertools
from typing import ClassVar

import torch
from torch import nn
from torch.nn.functional import interpolate, max_pool2d
from torch.nn.utils.parametrizations import spectral_norm
from torch.nn.utils.parametrize import is_parametrized, remove_parametrizations

from core.geometry import CanvasGeometry
from core.ingan.start import Start
from core.ingan.transforms import SMALLEST_SIDE, resample, round_up, sampling_grid

SLOPE = 0.2


def picture_norm(channels: int) -> nn.Module:
    """Batch normalisation by the present picture's own statistics, while training and while rendering.

    A batch is one picture of any size, so averages over training mix statistics of many sizes and belong to none of
    them; the published method renders with the picture's own statistics too. Keeping no averages makes a frame depend
    on nothing but weights, photo and geometry, and rendering changes no buffer.
    """
    return nn.BatchNorm2d(channels, track_running_stats=False)


def initialise(network: nn.Module, gain: float) -> None:
    """Start as the published method does: Xavier-normal convolutions, norms N(1, 0.02), biases 0.

    Spectral norm divides the size of its weights away, but a step of Adam is as long whatever their size: small weights
    turn quickly, torch's own hardly at all (in 200 steps of the published code by 38 degrees, with torch's by 2).

    Args:
        network: changed in place; with spectral norm or without.
        gain: of Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
    """
    for layer in list(network.modules()):
        if isinstance(layer, nn.Conv2d):
            normalised = is_parametrized(layer, "weight")
            if normalised:
                remove_parametrizations(layer, "weight", leave_parametrized=False)
            nn.init.xavier_normal_(layer.weight, gain)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
            if normalised:  # anew: its estimate of the largest singular value was made of the weights before
                spectral_norm(layer)
        elif isinstance(layer, nn.BatchNorm2d):  # which the published code means to do, but asks for another name
            nn.init.normal_(layer.weight, 1.0, 0.02)
            nn.init.zeros_(layer.bias)


def conv_block(inputs: int, outputs: int, kernel: int, *, normalised: bool, activation: bool = True) -> nn.Sequential:
    """Reflection-padded convolution with spectral norm, batch norm and LeakyReLU; keeps height and width."""
    conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, padding_mode="reflect")
    layers: list[nn.Module] = [spectral_norm(conv)]
    if normalised:
        layers.append(picture_norm(outputs))
    if activation:
        layers.append(nn.LeakyReLU(SLOPE))
    return nn.Sequential(*layers)


class Generator(nn.Module):
    """What the generators of this package have in common: ``generator(image (1, 3, h, w) in -1..1, geometry, start)``
    gives (1, 3, H, W).

    Attributes:
        needs_start: whether a canvas is drawn from a :class:`core.ingan.start.Start`, which it corrects; else whole
            frames are drawn from the photo alone.
    """

    needs_start: ClassVar[bool]

    def encode(self, image: torch.Tensor) -> torch.Tensor:
        """Features of the photo that :meth:`mix` takes; of a generator that needs a start.

        Raises:
            TypeError: this one draws whole frames.
        """
        raise TypeError(f"{type(self).__name__} draws whole frames")

    def mix(
        self, image: torch.Tensor, start: Start, features: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The frame and the share of the start's copies in it; of a generator that needs a start.

        Raises:
            TypeError: this one draws whole frames.
        """
        raise TypeError(f"{type(self).__name__} draws whole frames")


class BottleneckBlock(nn.Module):
    """Residual block: 1x1 to a quarter of the channels, 3x3, 1x1 back."""

    def __init__(self, channels: int, *, normalised: bool) -> None:
        super().__init__()
        quarter = channels // 4
        self.body = nn.Sequential(
            conv_block(channels, quarter, 1, normalised=normalised),
            conv_block(quarter, quarter, 3, normalised=normalised),
            conv_block(quarter, channels, 1, normalised=normalised, activation=False),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


class PaperGenerator(Generator):
    """Maps a photo to any size or quad in one pass.

    Args:
        base: channels of the finest level (64 in the paper: 64-128-256-512).
        residual_blocks: at the deepest level (6).
        levels: poolings (3).
        normalised: batch norm (the paper has it).
        gain: of :func:`initialise` (0.01); 0 leaves torch's initialisation.
    """

    needs_start = False

    def __init__(
        self,
        base: int = 64,
        residual_blocks: int = 6,
        levels: int = 3,
        *,
        normalised: bool = True,
        gain: float = 0.0,
    ) -> None:
        super().__init__()
        widths = [base * 2**level for level in range(levels + 1)]
        self.multiple = 2**levels
        self.head = conv_block(3, base, 7, normalised=normalised)
        self.down = nn.ModuleList(
            conv_block(a, b, 3, normalised=normalised) for a, b in itertools.pairwise(widths)
        )
        self.middle = nn.Sequential(
            *(BottleneckBlock(widths[-1], normalised=normalised) for _ in range(residual_blocks))
        )
        self.up = nn.ModuleList(
            conv_block(b, a, 3, normalised=normalised)
            for a, b in zip(widths[-2::-1], widths[:0:-1], strict=True)
        )
        self.tail = nn.Conv2d(base, 3, 7, padding=3, padding_mode="reflect")
        if gain > 0:
            initialise(self, gain)

    def forward(
        self, image: torch.Tensor, geometry: CanvasGeometry, start: Start | None = None
    ) -> torch.Tensor:
        """(1, 3, h, w) in -1..1 -> (1, 3, H, W) in -1..1 on the geometry's canvas; no ``start`` is needed."""
        height, width = (
            round_up(max(SMALLEST_SIDE, side), self.multiple) for side in (geometry.height, geometry.width)
        )
        grid, _ = sampling_grid(geometry, (0, 0, height, width))
        x = resample(self.head(image), grid)
        skips = []
        for block in self.down:
            skips.append(x)
            x = max_pool2d(block(x), 2)
        x = self.middle(x)
        for block, skip in zip(self.up, reversed(skips), strict=True):
            x = block(interpolate(x, scale_factor=2, mode="nearest")) + skip
        return torch.tanh(self.tail(x).float())[:, :, : geometry.height, : geometry.width]
