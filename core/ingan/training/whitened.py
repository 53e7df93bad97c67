"""The small generator's discriminator: it looks at whitened patches, so that it learns in minutes.

One small patch network for each scale of a pyramid, as in the paper. Of raw colours such a network learns nothing in a
few hundred steps (measured: its loss stays at chance, also beside frames that never change): nearly all that it sees
is tone, in which drawn and real patches do not differ. So its first layer is fixed: the principal components of the
photo's own patches, each divided by its deviation, and their sizes. Fine grain, or a lack of it, is then as plain as
tone.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from core.ingan.networks import SLOPE

PATCH = 7
COMPONENTS = 32
SCALES = 3
NOISE = 2 / 255  # of pictures in -1..1: components weaker than that are not raised to the strength of others
CLIP = 4.0  # deviations
TYPICAL = 0.8  # mean size of a normally distributed component
SMALLEST = PATCH + 2
FIRST_SHARE = 0.3  # of the last layer

Judged = list[tuple[torch.Tensor, torch.Tensor]]
"""For each scale, finest first: the map (1, 1, h, w), 1 is real, and how much of it counts (1, 1, h, w), 0..1."""


class WhitenedDiscriminator(nn.Module):
    """Says for every patch at every scale how real it looks.

    Args:
        image: (1, 3, h, w) in -1..1, whose patches are whitened.
        channels: half of those of the layers that learn.
    """

    def __init__(self, image: torch.Tensor, channels: int = 24) -> None:
        super().__init__()
        self.scales = nn.ModuleList()
        for level in range(SCALES):
            if level:
                image = F.avg_pool2d(image, 2)
            if min(image.shape[2:]) < SMALLEST:
                break
            kernels, offsets = whitening(image)
            self.register_buffer(f"kernels_{level}", kernels)
            self.register_buffer(f"offsets_{level}", offsets)
            layers = nn.Conv2d(2 * COMPONENTS, 2 * channels, 1), nn.Conv2d(2 * channels, 2 * channels, 3, 2)
            for layer in layers:
                nn.init.kaiming_normal_(layer.weight, a=SLOPE)
                nn.init.zeros_(layer.get_parameter("bias"))
            last = nn.Conv2d(2 * channels, 1, 1)
            with torch.no_grad():
                last.weight.mul_(FIRST_SHARE)
                last.get_parameter("bias").fill_(0.5)
            self.scales.append(nn.Sequential(layers[0], nn.LeakyReLU(SLOPE), layers[1], nn.LeakyReLU(SLOPE), last))

    def forward(self, picture: torch.Tensor, free: torch.Tensor) -> Judged:
        """Judge a picture (1, 3, H, W) in -1..1 where ``free`` (1, 1, H, W) in 0..1 says that it counts."""
        found: Judged = []
        for level, network in enumerate(self.scales):
            if level:
                if min(picture.shape[2:]) < 2 * SMALLEST:
                    break
                picture, free = F.avg_pool2d(picture, 2), F.avg_pool2d(free, 2)
            short = [max(0, SMALLEST - side) for side in picture.shape[2:]]
            if any(short):
                picture, free = (F.pad(x, (0, short[1], 0, short[0]), mode="replicate") for x in (picture, free))
            picture = picture.contiguous(memory_format=torch.channels_last)
            kernels, offsets = self.get_buffer(f"kernels_{level}"), self.get_buffer(f"offsets_{level}")
            seen = F.conv2d(picture, kernels, offsets).clamp(-CLIP, CLIP)
            judged = network(torch.cat([seen, seen.abs() - TYPICAL], 1)).float()
            found.append((judged, F.interpolate(free, size=judged.shape[2:], mode="area")))
        return found


def lsgan(judged: Judged, target: float) -> torch.Tensor:
    """Mean square distance to a target (Mao et al., "Least Squares Generative Adversarial Networks", ICCV 2017) of what
    counts, a mean over the scales."""
    losses = [((real - target) ** 2 * counts).sum() / counts.sum().clamp(min=1) for real, counts in judged]
    return torch.stack(losses).mean()


def whitening(image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Kernels (COMPONENTS, 3, 7, 7) and offsets (COMPONENTS,) of a convolution that gives the principal components of
    the patches of a picture (1, 3, h, w), each with mean 0 and deviation 1 (less where they are as weak as noise)."""
    patches = F.unfold(image.cpu(), PATCH)[0].T
    mean = patches.mean(0)
    patches = patches - mean
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    values, vectors = values.flip(0)[:COMPONENTS], vectors.flip(1)[:, :COMPONENTS]
    kernels = (vectors / (values.clamp(min=0) + NOISE**2 / 3).sqrt()).T
    return kernels.reshape(COMPONENTS, 3, PATCH, PATCH).contiguous(), -(kernels @ mean)
