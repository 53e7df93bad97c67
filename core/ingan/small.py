"""A small InGAN that learns in minutes on a processor: its geometric transform is the warp of :mod:`core.retarget`.

As in the paper, features of the photo are transformed to the canvas inside the network and a U-Net with residual blocks
draws the picture in one pass. Two things differ. The transform keeps the subject and lets the rest give way, instead of
stretching all alike. And the picture is the transformed photo, mixed with native blocks of it and corrected. Layout and
grain are there from the first step on, and training goes into what neither has: joints that do not show, detail where
the blocks do not fit, as much of each as the photo has.
"""

from __future__ import annotations

import itertools
import math

import torch
from torch import nn
from torch.nn import functional as F

from core.geometry import CanvasGeometry
from core.ingan.networks import SLOPE, Generator
from core.ingan.start import Start
from core.ingan.transforms import resample, round_up

FOLD = 2  # pictures enter and leave at half resolution with four times the channels
LAST = 0.3  # a residual block's first share
MIX_GAIN = 2.0  # how much sooner copies are mixed than colours corrected
MIXED = 0.9  # share of copies at first


def smooth(x: torch.Tensor) -> torch.Tensor:
    """Mean of the 3 x 3 pixels around each, of those that are there: ``avg_pool2d`` with ``count_include_pad=False``,
    which takes four times as long on a processor. Shares of copies show no checks of folded pixels then."""
    for axis in (-1, -2):
        if (length := x.shape[axis]) > 1:
            total = F.pad(x, (1, 1) if axis == -1 else (0, 0, 1, 1))
            total = sum((total.narrow(axis, start, length) for start in (1, 2)), total.narrow(axis, 0, length))
            share = torch.full((length,), 1 / 3, device=x.device)
            share[0] = share[-1] = 1 / 2
            x = total * (share if axis == -1 else share[:, None])
    return x


def _conv(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Conv2d:
    conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, padding_mode="reflect")
    nn.init.kaiming_normal_(conv.weight, a=SLOPE)
    nn.init.zeros_(conv.get_parameter("bias"))
    return conv


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        last = _conv(channels, channels)
        with torch.no_grad():
            last.weight.mul_(LAST)
        self.body = nn.Sequential(_conv(channels, channels), nn.LeakyReLU(SLOPE), last)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


class SmallGenerator(Generator):
    """Draws a canvas from its :class:`Start`. With its last convolution at zero it draws the start's frame; fresh, its
    weights there are zero, and a bias mixes most of the copies in where they fit.

    Without norms: a few steps on windows have no statistics to go by, and a frame in parts is the same as a whole one.

    Args:
        base: channels of the finest level (at half resolution); deeper ones have twice, three times ... as many.
        residual_blocks: at the deepest level.
        levels: strided convolutions.
    """

    needs_start = True

    def __init__(self, base: int = 32, residual_blocks: int = 4, levels: int = 2) -> None:
        super().__init__()
        cell = FOLD * FOLD
        widths = [base * (level + 1) for level in range(levels + 1)]
        self.multiple = FOLD * 2**levels
        self.encoder = nn.Sequential(
            _conv(3 * cell, base, 5), nn.LeakyReLU(SLOPE), _conv(base, base), nn.LeakyReLU(SLOPE)
        )
        self.enter = nn.Sequential(_conv(base + 8 * cell + 3, base), nn.LeakyReLU(SLOPE))
        self.down = nn.ModuleList(
            nn.Sequential(_conv(a, b, stride=2), nn.LeakyReLU(SLOPE)) for a, b in itertools.pairwise(widths)
        )
        self.middle = nn.Sequential(*(_Residual(widths[-1]) for _ in range(residual_blocks)))
        self.up = nn.ModuleList(
            nn.Sequential(_conv(b, a), nn.LeakyReLU(SLOPE)) for a, b in zip(widths[-2::-1], widths[:0:-1], strict=True)
        )
        self.last = _conv(base, 4 * cell)
        nn.init.zeros_(self.last.weight)
        with torch.no_grad():
            self.last.get_parameter("bias")[:cell] = math.atanh(MIXED) / MIX_GAIN

    def encode(self, image: torch.Tensor) -> torch.Tensor:
        """Features of a picture (1, 3, h, w) in -1..1 at half resolution; of the photo the same for every canvas."""
        even = (0, image.shape[3] % FOLD, 0, image.shape[2] % FOLD)
        features: torch.Tensor = self.encoder(F.pixel_unshuffle(F.pad(image, even, mode="replicate"), FOLD))
        return features

    def forward(
        self,
        image: torch.Tensor,
        geometry: CanvasGeometry | None,
        start: Start | None,
        features: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Draw a start, or a window of one.

        Args:
            image: (1, 3, h, w) in -1..1, what ``start.grid`` points into.
            geometry: not needed; for the paper's generator.
            features: of ``image`` from :meth:`encode`, to save making them anew.

        Returns:
            (1, 3, H, W) float32, about -1..1.

        Raises:
            ValueError: there is no start.
        """
        if start is None:
            raise ValueError("this generator needs a frame to start from")
        return self.mix(image, start, features)[0]

    def mix(
        self, image: torch.Tensor, start: Start, features: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The picture as :meth:`forward` gives it, and the share of the copies in it, (1, 1, H, W), about 0..1."""
        height, width = start.shape
        # Reflection padding needs two values a side at the deepest level.
        full_height, full_width = (round_up(max(side, 2 * self.multiple), self.multiple) for side in (height, width))
        pad = (0, full_width - width, 0, full_height - height)

        def padded(x: torch.Tensor) -> torch.Tensor:
            return F.pad(x, pad, mode="replicate")

        places = F.avg_pool2d(padded(start.grid.permute(0, 3, 1, 2)), FOLD).permute(0, 2, 3, 1)
        about = F.avg_pool2d(padded(torch.cat([start.stretch, start.free], 1)), FOLD)
        transformed = resample(self.encode(image) if features is None else features, places)
        more = start.copies - start.frame
        seen = torch.cat([start.frame, more, start.inner, start.fit], 1)
        x = torch.cat([transformed, F.pixel_unshuffle(padded(seen), FOLD), about], 1)
        # In the precision of the convolutions at once: the widest tensor of all is padded next.
        kind = x.device.type
        dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else x.dtype
        x = self.enter(x.to(dtype, memory_format=torch.channels_last))
        skips = []
        for block in self.down:
            skips.append(x)
            x = block(x)
        x = self.middle(x)
        for block, skip in zip(self.up, reversed(skips), strict=True):
            x = block(F.interpolate(x, scale_factor=2, mode="nearest")) + skip
        drawn = F.pixel_shuffle(self.last(x), FOLD)[:, :, :height, :width].float()
        shares = torch.tanh(MIX_GAIN * smooth(drawn[:, :1])) * start.fit * start.free
        return start.frame + shares * more + start.free * torch.tanh(drawn[:, 1:]), shares
