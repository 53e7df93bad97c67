"""The edges of :mod:`core.edges` and :mod:`core.edgeconnect.published` for a batch, on any device.

The same arithmetic as there, OpenCV's integer gradients and sectors included, though in single precision. One more
thing differs: lines grow from strong into weak pixels for :data:`REACH` pixels only and not to their end, since asking
whether anything still grows would make the device wait for the processor in every step.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F

from core.edges import GRADIENT_SCALE, HIGH, LOW

REACH = 64
_TAN_22 = 13573  # tan(22.5 degrees) in units of 1 / 2^15


def canny(
    grey: torch.Tensor, sigma: float, mask: torch.Tensor | None = None, *, scikit: bool = False
) -> torch.Tensor:
    """Edge maps after Canny.

    Args:
        grey: float (B, 1, H, W) in 0..1.
        sigma: standard deviation of the Gaussian, px; 0 for none.
        mask: float (B, 1, H, W), 1 = hole: it neither makes edges nor leaks into its surroundings.
        scikit: as scikit-image draws them, not OpenCV.

    Returns:
        bool (B, 1, H, W).
    """
    with torch.autocast(grey.device.type, enabled=False):
        known = torch.ones_like(grey) if mask is None else 1 - mask
        smooth = grey.float() * known
        if sigma > 0:
            smooth = _blurred(smooth, sigma) / _blurred(known, sigma).clamp(min=1e-6)
        inside = -F.max_pool2d(-F.pad(known, (1, 1, 1, 1)), 3, stride=1) > 0
        dx, dy = _gradients(smooth)
        if scikit:
            strength = dx.square() + dy.square()
            ridge = inside & (strength >= LOW**2) & _largest_along(strength.sqrt(), dx, dy)
            lines = ridge & (strength >= HIGH**2)
        else:
            whole = ((g * GRADIENT_SCALE).clamp(-32767, 32767).long() for g in (dx, dy))
            dx, dy = (torch.where(inside, g, 0) for g in whole)
            strength = dx.square() + dy.square()
            ridge = inside & (strength > math.floor(LOW * GRADIENT_SCALE) ** 2) & _largest_across(strength, dx, dy)
            lines = ridge & (strength > math.floor(HIGH * GRADIENT_SCALE) ** 2)
        weak, grown = ridge.float(), lines.float()
        for _ in range(REACH):
            grown = F.max_pool2d(grown, 3, stride=1, padding=1) * weak
        return grown > 0


def _blurred(plane: torch.Tensor, sigma: float) -> torch.Tensor:
    radius = math.ceil(4 * sigma)
    at = torch.arange(-radius, radius + 1, device=plane.device, dtype=torch.float32)
    taps = torch.exp(-at.square() / (2 * sigma * sigma))
    taps = taps / taps.sum()
    plane = F.conv2d(plane, taps[None, None, :, None], padding=(radius, 0))
    return F.conv2d(plane, taps[None, None, None, :], padding=(0, radius))


def _gradients(plane: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Sobel's derivatives across and down."""
    padded = F.pad(plane, (1, 1, 1, 1), mode="replicate")
    rows = padded[..., :-2, :] + 2 * padded[..., 1:-1, :] + padded[..., 2:, :]
    columns = padded[..., :-2] + 2 * padded[..., 1:-1] + padded[..., 2:]
    return rows[..., 2:] - rows[..., :-2], columns[..., 2:, :] - columns[..., :-2, :]


def _neighbours(plane: torch.Tensor) -> Callable[[int, int], torch.Tensor]:
    """A function of (down, right) in -1..1 that gives the plane so shifted; zeros come in."""
    height, width = plane.shape[-2:]
    padded = F.pad(plane, (1, 1, 1, 1))
    return lambda down, right: padded[..., 1 + down : 1 + down + height, 1 + right : 1 + right + width]


def _largest_across(strength: torch.Tensor, dx: torch.Tensor, dy: torch.Tensor) -> torch.Tensor:
    """Where the gradient is the largest of three pixels in its own direction, of four (OpenCV), bool."""
    at = _neighbours(strength)
    x, y = dx.abs(), dy.abs() << 15
    low = x * _TAN_22
    high = low + (x << 16)  # tan(67.5 degrees) = tan(22.5 degrees) + 2
    level = (strength > at(0, -1)) & (strength >= at(0, 1))
    upright = (strength > at(-1, 0)) & (strength >= at(1, 0))
    falling = (strength > at(-1, -1)) & (strength > at(1, 1))
    rising = (strength > at(-1, 1)) & (strength > at(1, -1))
    slanted = torch.where((dx ^ dy) < 0, rising, falling)
    return torch.where(y < low, level, torch.where(y > high, upright, slanted))


def _largest_along(strength: torch.Tensor, dx: torch.Tensor, dy: torch.Tensor) -> torch.Tensor:
    """Where the gradient is no weaker than on both sides along its direction, interpolated (scikit-image), bool."""
    at = _neighbours(strength)
    u, v = dx.abs(), dy.abs()
    steep = v > u
    share = torch.where(steep, u, v) / torch.maximum(u, v).clamp(min=1e-12)
    falls = ((dx >= 0) == (dy >= 0)) | (u == 0) | (v == 0)

    def side(sign: int) -> torch.Tensor:
        corner = torch.where(falls, at(sign, sign), at(sign, -sign))
        beside = torch.where(falls, at(0, sign), at(0, -sign))
        return corner * share + torch.where(steep, at(sign, 0), beside) * (1 - share)

    return (strength >= side(1)) & (strength >= side(-1))
