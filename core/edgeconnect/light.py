"""The light pair: EdgeConnect's two stages with a body that learns fast and runs quickly on a processor.

What differs from the published networks, and why (figures of the ablation stand in resources/weights/README.md): the
network gets a smooth first fill of the hole as an input and predicts a residual over it, works at half and a quarter of
the resolution (pixel-unshuffle), has no normalisation (residual branches start small instead), and mixes dilations so
that the middle of a large hole sees its border.

Conventions as in :mod:`core.edgeconnect.networks`.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from core.edgeconnect.diffusion import push_pull

STRIDE = 8  # unshuffle and two stride-2 levels
DILATIONS = (1, 2, 4, 8)


class _Residual(nn.Module):
    """x + 0.2-initialised conv3(act(conv3_dilated(x)))."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        with torch.no_grad():
            self.second.weight.mul_(0.2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.leaky_relu(self.first(x), 0.1))


class LightBody(nn.Module):
    """U-shaped body at 1/2, 1/4 and 1/8 resolution: (B, inputs, H, W) -> (B, outputs, H, W).

    Args:
        width: channels per full-resolution pixel: 2 width at 1/2, 4 width at 1/4, 6 width at 1/8.
        blocks: residual blocks at 1/4 (half before, half after the coarse level).
        coarse: residual blocks at 1/8, dilations 1, 2, 4, 8 in turn.
    """

    def __init__(self, inputs: int, outputs: int, width: int, blocks: int, coarse: int) -> None:
        super().__init__()
        half, quarter, eighth = 2 * width, 4 * width, 6 * width
        self.enter = nn.Conv2d(4 * inputs, half, 3, padding=1)
        self.down = nn.Conv2d(half, quarter, 4, stride=2, padding=1)
        self.before = nn.Sequential(*[_Residual(quarter, DILATIONS[i % 2]) for i in range(blocks // 2)])
        self.down_coarse = nn.Conv2d(quarter, eighth, 4, stride=2, padding=1)
        self.coarse = nn.Sequential(*[_Residual(eighth, DILATIONS[i % 4]) for i in range(coarse)])
        self.up_coarse = nn.Conv2d(eighth, 4 * quarter, 1)
        self.after = nn.Sequential(*[_Residual(quarter, DILATIONS[i % 2]) for i in range(blocks - blocks // 2)])
        self.up = nn.Conv2d(quarter, 4 * half, 1)
        self.join = nn.Conv2d(2 * half, half, 3, padding=1)
        self.leave = nn.Conv2d(half, 4 * outputs, 3, padding=1)
        with torch.no_grad():
            self.leave.weight.mul_(0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[-2:]
        x = F.pad(x, (0, -width % STRIDE, 0, -height % STRIDE), mode="reflect")
        skip = F.leaky_relu(self.enter(F.pixel_unshuffle(x, 2)), 0.1)
        fine = self.before(F.leaky_relu(self.down(skip), 0.1))
        coarse = self.coarse(F.leaky_relu(self.down_coarse(fine), 0.1))
        fine = self.after(fine + F.pixel_shuffle(self.up_coarse(coarse), 2))
        joined = torch.cat([skip, F.pixel_shuffle(self.up(fine), 2)], 1)
        x = self.leave(F.leaky_relu(self.join(joined), 0.1))
        return F.pixel_shuffle(x, 2)[..., :height, :width]


class LightEdgeGenerator(nn.Module):
    """Stage 1: grey photo with hole, edge map with hole, mask -> logits of the edge map (B, 1, H, W)."""

    def __init__(self, width: int = 24, blocks: int = 4, coarse: int = 8) -> None:
        super().__init__()
        self.body = LightBody(3, 1, width, blocks, coarse)
        with torch.no_grad():
            self.body.leave.get_parameter("bias").fill_(-2.0)  # edges are rare: start there

    def forward(self, grey: torch.Tensor, edges: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        fill = push_pull(grey, mask).to(grey.dtype)
        return self.body(torch.cat([2 * fill - 1, edges * (1 - mask), mask], 1)).float()

    @torch.no_grad()
    def begin_from(self, completion: LightCompletion) -> None:
        """Start from a trained completion network of the same width, all but the last layer.

        It has learned without edges, too, and then has to carry lines on by itself: an edge network that starts from
        nothing stays at "somewhere here" for long.
        """
        own, given = self.body.state_dict(), completion.body.state_dict()
        for name, value in given.items():
            if name == "enter.weight":
                # Unshuffled channels lie as (plane, pixel of the 2x2 block); grey counts for the three colours.
                planes = value.unflatten(1, (5, 4))
                grey = planes[:, :3].sum(1, keepdim=True)
                own[name].copy_(torch.cat([grey, planes[:, 3:]], 1).flatten(1, 2))
            elif not name.startswith("leave."):
                own[name].copy_(value)


class LightCompletion(nn.Module):
    """Stage 2: photo with hole and full edge map -> photo (B, 3, H, W) in 0..1, unchanged outside of the hole."""

    def __init__(self, width: int = 24, blocks: int = 4, coarse: int = 8) -> None:
        super().__init__()
        self.body = LightBody(5, 3, width, blocks, coarse)

    def forward(self, image: torch.Tensor, edges: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        fill = push_pull(image, mask)
        x = torch.cat([2 * fill.to(image.dtype) - 1, edges, mask], 1)
        filled = fill + self.body(x).float()
        # Straight-through clamp: colours out of range are cut, yet their gradient still pulls them back.
        filled = filled + (filled.clamp(0, 1) - filled).detach()
        return image * (1 - mask) + filled * mask
