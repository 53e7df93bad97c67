"""The published EdgeConnect networks: edge generator G1, completion network G2 and the PatchGAN discriminators.

Nazeri et al., "EdgeConnect: Generative Image Inpainting with Adversarial Edge Learning" (arXiv 1901.00212), section 3
and the architecture table in its appendix. The modules are named so that a state dict of the published weight files
fits as it is (see :mod:`core.edgeconnect.weights`).

Conventions: images are float (B, 3, H, W) in 0..1, grey and edge maps (B, 1, H, W) in 0..1, masks (B, 1, H, W) with
1 = hole.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm as add_spectral_norm

PUBLISHED_WIDTH = 64
STRIDE = 4  # two stride-2 levels: sides must be multiples of this


def _maybe_normalised(module: nn.Module, spectral: bool) -> nn.Module:
    return add_spectral_norm(module) if spectral else module


class ResidualBlock(nn.Module):
    """x + IN(conv3(ReLU(IN(conv3_dilated(x))))), reflection padded; ``dilation`` 2 in the paper.

    The convolutions have no bias under spectral norm; the instance norm behind them takes any bias away again.
    """

    def __init__(self, channels: int, dilation: int, spectral: bool) -> None:
        super().__init__()
        first = nn.Conv2d(channels, channels, 3, dilation=dilation, bias=not spectral)
        second = nn.Conv2d(channels, channels, 3, bias=not spectral)
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(dilation),
            _maybe_normalised(first, spectral),
            nn.InstanceNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.ReflectionPad2d(1),
            _maybe_normalised(second, spectral),
            nn.InstanceNorm2d(channels),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv_block(x)


class _Body(nn.Module):
    """7x7 conv, two stride-2 levels (width, 2 width, 4 width), dilated residual blocks, two upsamplings, 7x7 conv."""

    def __init__(self, inputs: int, outputs: int, width: int, blocks: int, spectral: bool) -> None:
        super().__init__()
        w = width
        self.encoder = nn.Sequential(
            nn.ReflectionPad2d(3),
            _maybe_normalised(nn.Conv2d(inputs, w, 7), spectral),
            nn.InstanceNorm2d(w),
            nn.ReLU(inplace=True),
            _maybe_normalised(nn.Conv2d(w, 2 * w, 4, stride=2, padding=1), spectral),
            nn.InstanceNorm2d(2 * w),
            nn.ReLU(inplace=True),
            _maybe_normalised(nn.Conv2d(2 * w, 4 * w, 4, stride=2, padding=1), spectral),
            nn.InstanceNorm2d(4 * w),
            nn.ReLU(inplace=True),
        )
        self.middle = nn.Sequential(*[ResidualBlock(4 * w, 2, spectral) for _ in range(blocks)])
        self.decoder = nn.Sequential(
            _maybe_normalised(nn.ConvTranspose2d(4 * w, 2 * w, 4, stride=2, padding=1), spectral),
            nn.InstanceNorm2d(2 * w),
            nn.ReLU(inplace=True),
            _maybe_normalised(nn.ConvTranspose2d(2 * w, w, 4, stride=2, padding=1), spectral),
            nn.InstanceNorm2d(w),
            nn.ReLU(inplace=True),
            nn.ReflectionPad2d(3),
            nn.Conv2d(w, outputs, 7),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.normal_(_raw_weight(module), 0.0, 0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def _run(self, x: torch.Tensor) -> torch.Tensor:
        """Any size from 16 px up: pads by reflection to a multiple of 4 and crops back."""
        height, width = x.shape[-2:]
        x = F.pad(x, (0, -width % STRIDE, 0, -height % STRIDE), mode="reflect")
        x = self.decoder(self.middle(self.encoder(x)))
        return x[..., :height, :width]


def _raw_weight(module: nn.Module) -> torch.Tensor:
    """The weight that an optimiser sees, under spectral norm or not."""
    parametrized = nn.utils.parametrize.is_parametrized(module, "weight")
    return module.get_parameter("parametrizations.weight.original" if parametrized else "weight")


class EdgeGenerator(_Body):
    """G1 (paper, eq. 1): grey photo with hole, edge map with hole, mask -> edge map.

    Args:
        width: channels after the first convolution, 64 as published.
        spectral: True for training; weights for use are folded and need it no more.
    """

    def __init__(self, width: int = PUBLISHED_WIDTH, blocks: int = 8, spectral: bool = True) -> None:
        super().__init__(3, 1, width, blocks, spectral)

    def forward(self, grey: torch.Tensor, edges: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits (B, 1, H, W); their sigmoid is the edge probability. The hole of ``grey`` is made white and that of
        ``edges`` black here, so callers may pass whole pictures."""
        grey = grey * (1 - mask) + mask
        return self._run(torch.cat([grey, edges * (1 - mask), mask], 1))


class CompletionGenerator(_Body):
    """G2 (paper, eq. 5): photo with hole and full edge map -> photo. No spectral norm."""

    def __init__(self, width: int = PUBLISHED_WIDTH, blocks: int = 8) -> None:
        super().__init__(4, 3, width, blocks, spectral=False)

    def forward(self, image: torch.Tensor, edges: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """(B, 3, H, W) in 0..1. The hole of ``image`` is made white here; ``edges`` is used inside the hole too."""
        image = image * (1 - mask) + mask
        return (torch.tanh(self._run(torch.cat([image, edges], 1))) + 1) / 2


class PatchDiscriminator(nn.Module):
    """70x70 PatchGAN with spectral norm (paper, section 3): five 4x4 convolutions, the first three with stride 2.

    Args:
        inputs: channels: 3 for the completion stage, 2 (grey, edges) for the edge stage.
    """

    def __init__(self, inputs: int, width: int = PUBLISHED_WIDTH) -> None:
        super().__init__()
        sizes = [inputs, width, 2 * width, 4 * width, 8 * width, 1]
        strides = [2, 2, 2, 1, 1]
        for number, (a, b, stride) in enumerate(zip(sizes[:-1], sizes[1:], strides, strict=True), 1):
            last = number == len(strides)
            conv = nn.Conv2d(a, b, 4, stride=stride, padding=1, bias=last)
            nn.init.normal_(conv.weight, 0.0, 0.02)
            layers: list[nn.Module] = [add_spectral_norm(conv)]
            if not last:
                layers.append(nn.LeakyReLU(0.2, inplace=False))
            setattr(self, f"conv{number}", nn.Sequential(*layers))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """(patch logits (B, 1, h, w), activations of all five layers for feature matching)."""
        activations = []
        for number in range(1, 6):
            x = getattr(self, f"conv{number}")(x)
            activations.append(x)
        return x, activations


def parameter_count(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())
