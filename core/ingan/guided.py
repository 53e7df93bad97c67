"""The guided generator: InGAN given native-scale copies of the photo to choose from.

A plain generator needs hours to learn to draw the photo's detail. Here it chooses, pixel by pixel, between K candidates
(the warped and re-grained frame, whose pieces of grain may join in several ways, see :mod:`core.retarget.compose`; for
patterns the copies that the patch prior offers, see :mod:`core.patches.prior`) and adds a bounded correction, so that
it starts as good as they are and every training step can go into joints. Everything else is InGAN: features of the
photo, the geometric transform inside the network, a U-Net with skips and residual blocks, one pass for any size.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from core.geometry import CanvasGeometry
from core.ingan.networks import SLOPE
from core.ingan.transforms import Window, resample, round_up, sampling_grid
from core.patches import CandidateMaps
from core.patches.blend import SHARPNESS, low_band_correction, mix

FOLD = 2  # pictures enter and leave at half resolution with four times the channels
LARGEST_DELTA = 0.5  # of the -1..1 range
LOGIT_GAIN = 2.0
DELTA_GAIN = 0.05
"""Adam moves every weight of the last convolution alike from the first step on; smaller gains keep those first steps,
whose directions are mostly noise, from spoiling a picture that is already good."""

CONFLICT, SHARE = 0.1, 0.5
"""A correction may reach half of what copies differ by beyond a twentieth of the range. Where they agree that well the
ground is even, every stroke on it shows, and measured distances gain nothing by it."""

JOINT_FROM, JOINT_WIDTH = 0.85, 0.35
"""Seam distances of the best candidate between which the correction fades in; it is 0.5 on a cut between two."""


@dataclass(frozen=True)
class Choice:
    """What a picture is made of: weights (1, K, H, W), delta (1, 3, H, W), candidates (K, 3, H, W), and how near
    each pixel is to a seam, (1, 1, H, W) in 0..1."""

    weights: torch.Tensor
    delta: torch.Tensor
    candidates: torch.Tensor
    joint: torch.Tensor


@dataclass(frozen=True)
class Composition(Choice):
    """A drawn window with its parts."""

    picture: torch.Tensor


def conflict(candidates: torch.Tensor) -> torch.Tensor:
    """How far a correction may go where copies (K, 3, H, W) disagree, (1, 1, H, W) in 0..:data:`LARGEST_DELTA`."""
    spread = (candidates.amax(0) - candidates.amin(0)).mean(0)[None, None]
    return (SHARE * (spread - CONFLICT)).clamp(0, LARGEST_DELTA)


def joints(seam: torch.Tensor) -> torch.Tensor:
    """How near each pixel is to a cut, (1, 1, H, W): 1 on it, 0 well inside a copy, from seam distances (K, H, W).

    Inside a copy every patch is the photo's own, and nothing that a network adds could be better. Corrections are
    allowed at the joints alone: training cannot spoil what is right, and spends every step where something is wrong.
    """
    return ((JOINT_FROM - seam.amax(0)) / JOINT_WIDTH).clamp(0, 1)[None, None]


def smooth(x: torch.Tensor) -> torch.Tensor:
    """Mean of the 3 x 3 pixels around each, of those that are there: ``avg_pool2d`` with ``count_include_pad=False``,
    which takes four times as long on a processor."""
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
    nn.init.zeros_(conv.bias)  # type: ignore[arg-type]
    return conv


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        last = _conv(channels, channels)
        with torch.no_grad():
            last.weight.mul_(0.3)
        self.body = nn.Sequential(_conv(channels, channels), nn.LeakyReLU(SLOPE), last)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


class GuidedGenerator(nn.Module):
    """Chooses between candidates. The last convolution starts at zero: untrained, it draws what the prior draws.

    Args:
        base: channels of the finest level (at half resolution); deeper ones have twice, three times ... as many.
        residual_blocks: at the deepest level.
        levels: strided convolutions.
    """

    CANDIDATES = 4
    sharpness: torch.Tensor

    def __init__(self, base: int = 32, residual_blocks: int = 4, levels: int = 2) -> None:
        super().__init__()
        count, cell = self.CANDIDATES, FOLD * FOLD
        widths = [base * (level + 1) for level in range(levels + 1)]
        self.multiple = FOLD * 2**levels
        self.encoder = nn.Sequential(
            _conv(3 * cell, base, 5), nn.LeakyReLU(SLOPE), _conv(base, base), nn.LeakyReLU(SLOPE)
        )
        self.enter = nn.Sequential(_conv(base + 2 + count * 4 * cell, base), nn.LeakyReLU(SLOPE))
        self.down = nn.ModuleList(
            nn.Sequential(_conv(a, b, stride=2), nn.LeakyReLU(SLOPE))
            for a, b in itertools.pairwise(widths)
        )
        self.middle = nn.Sequential(*(_Residual(widths[-1]) for _ in range(residual_blocks)))
        self.up = nn.ModuleList(
            nn.Sequential(_conv(b, a), nn.LeakyReLU(SLOPE)) for a, b in zip(widths[-2::-1], widths[:0:-1], strict=True)
        )
        self.last = _conv(base, (count + 3) * cell)
        nn.init.zeros_(self.last.weight)
        # Grows during training, so that soft blends become cuts; part of the weights because it changes the picture.
        self.register_buffer("sharpness", torch.ones(()))

    def encode(self, image: torch.Tensor) -> torch.Tensor:
        """Features of the photo (1, 3, h, w) in -1..1 at half resolution; the same for every canvas."""
        even = (0, image.shape[3] % FOLD, 0, image.shape[2] % FOLD)
        features: torch.Tensor = self.encoder(F.pixel_unshuffle(F.pad(image, even, mode="replicate"), FOLD))
        return features

    def compose(
        self,
        image: torch.Tensor,
        geometry: CanvasGeometry,
        maps: CandidateMaps,
        window: Window | None = None,
        low: torch.Tensor | None = None,
        features: torch.Tensor | None = None,
    ) -> Composition:
        """Draw the canvas or a part of it.

        Args:
            image: (1, 3, h, w) in -1..1, the geometry's source.
            maps: candidates for the WHOLE canvas.
            window: the part to draw; None draws all.
            low: (1, 6, h, w) from :func:`core.patches.blend.low_bands`: joins low frequencies over a wider transition,
                as the renderer does.
            features: of ``image`` from :meth:`encode`, to save making them anew.
        """
        window = window or (0, 0, geometry.height, geometry.width)
        made = self.choose(image, geometry, maps, window, features)
        picture = mix(made.weights, made.candidates) + made.delta
        if low is not None:
            picture = picture + low_band_correction(made.weights, maps.window(*window), low)
        return Composition(made.weights, made.delta, made.candidates, made.joint, picture)

    def choose(
        self,
        image: torch.Tensor,
        geometry: CanvasGeometry,
        maps: CandidateMaps,
        window: Window | None = None,
        features: torch.Tensor | None = None,
    ) -> Choice:
        """The parts of :meth:`compose`, which mixes them."""
        window = window or (0, 0, geometry.height, geometry.width)
        top, left, height, width = window
        part = maps.window(top, left, height, width)
        candidates = part.gather(image)
        seam = torch.from_numpy(part.seam).to(image.device, image.dtype)
        count = seam.shape[0]
        # Reflection padding needs two values a side at the deepest level.
        full_height, full_width = (round_up(max(side, 2 * self.multiple), self.multiple) for side in (height, width))
        pad = (0, full_width - width, 0, full_height - height)

        def folded(x: torch.Tensor) -> torch.Tensor:
            x = x.reshape(1, -1, *x.shape[-2:])
            return F.pixel_unshuffle(F.pad(x, pad, mode="replicate"), FOLD)

        grid, scales = sampling_grid(geometry, (top, left, full_height, full_width), FOLD)
        stretched = resample(self.encode(image) if features is None else features, grid)
        x = torch.cat([stretched, scales.to(image.device), folded(candidates), folded(seam)], 1)
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
        drawn = smooth(drawn)  # no checks of folded pixels
        logits = SHARPNESS * seam[None] + LOGIT_GAIN * drawn[:, :count]
        weights = torch.softmax(self.sharpness * logits, 1)
        joint = joints(seam)
        room = joint * conflict(candidates)
        delta = room * torch.tanh(DELTA_GAIN / LARGEST_DELTA * drawn[:, count:])
        return Choice(weights, delta, candidates, joint)

    def mix(
        self, image: torch.Tensor, geometry: CanvasGeometry, maps: CandidateMaps
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(weights (1, K, H, W) that sum to 1 over the candidates, delta (1, 3, H, W)) of the whole canvas."""
        composition = self.compose(image, geometry, maps)
        return composition.weights, composition.delta

    def forward(
        self, image: torch.Tensor, geometry: CanvasGeometry, maps: CandidateMaps | None = None
    ) -> torch.Tensor:
        """(1, 3, h, w) in -1..1 -> (1, 3, H, W), without the low band correction.

        Raises:
            ValueError: there are no candidates to choose from.
        """
        if maps is None:
            raise ValueError("the guided generator needs candidate maps")
        return self.compose(image, geometry, maps).picture
