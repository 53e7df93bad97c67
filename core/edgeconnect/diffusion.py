"""A first fill of a hole by diffusion: colours flow in from its border, coarse to fine ("push-pull").

Gortler et al., "The Lumigraph" (1996), section 3.4: a pyramid of weighted averages of the known pixels is built (pull),
then each level's unknown pixels are taken from the coarser one (push). One pass, no iteration, any device.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

_TAPS = (1.0, 4.0, 6.0, 4.0, 1.0)  # binomial, the Gaussian pyramid's kernel


def push_pull(image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Fill holes smoothly.

    Args:
        image: float (B, C, H, W); what lies inside the hole is ignored.
        mask: float (B, 1, H, W), 1 = hole.

    Returns:
        (B, C, H, W) float32: ``image`` outside, the smooth fill inside. A picture that is all hole becomes 0.
    """
    # Mixed precision would turn smooth fills into visible steps of bf16.
    with torch.autocast(image.device.type, enabled=False):
        return _push_pull(image.float(), mask.float())


def _push_pull(image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    known = 1 - mask
    colour = image * known
    taps = torch.tensor(_TAPS, device=image.device) / sum(_TAPS)
    kernel = (taps[:, None] * taps[None, :])[None, None]
    pyramid = [(colour, known)]
    while max(pyramid[-1][0].shape[-2:]) > 1:
        colour, weight = pyramid[-1]
        stacked = torch.cat([colour, weight], 1)
        channels = stacked.shape[1]
        padded = F.pad(stacked, (2, 2, 2, 2))
        stacked = F.conv2d(padded, kernel.expand(channels, 1, 5, 5), stride=2, groups=channels)
        colour, weight = stacked[:, :-1], stacked[:, -1:]
        # Weights saturate at 1, so that one pixel that knows its colour is not diluted level after level.
        full = weight.clamp(min=1e-8)
        saturated = (2 * weight).clamp(max=1)
        pyramid.append((colour / full * saturated, saturated))
    fill = pyramid[-1][0] / pyramid[-1][1].clamp(min=1e-8)
    for colour, weight in reversed(pyramid[:-1]):
        coarse = F.interpolate(fill, size=colour.shape[-2:], mode="bilinear", align_corners=False)
        fill = colour + (1 - weight) * coarse
    return fill
