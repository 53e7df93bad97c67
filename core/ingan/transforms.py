"""The geometric transform inside the network, and the random geometries that it is trained on.

A resize is the special case of a homography that needs no perspective, so both are one bilinear sampling of the feature
map. Canvas coordinates count pixel edges: the middle of the first pixel is 0.5.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import torch
from torch.nn import functional as F

from core.errors import GeometryError
from core.geometry import CanvasGeometry, as_quad
from core.ingan.presets import TrainSettings

GOLDEN = 0.6180339887498949
SMALLEST_SIDE = 32
"""Output sides below this are drawn larger and cropped, px; the deepest level then still holds 4 x 4 values."""

Window = tuple[int, int, int, int]
"""Part of an output canvas: top, left, height, width, px."""


def round_up(value: int, multiple: int) -> int:
    """The next multiple of ``multiple`` from ``value`` on."""
    return -(-value // multiple) * multiple


def sampling_grid(geometry: CanvasGeometry, window: Window, stride: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """Where each output position of a window comes from.

    Args:
        geometry: its source is the picture whose features will be sampled.
        window: may reach past the canvas; sides must be multiples of ``stride``.
        stride: output px per position (2 samples at half resolution).

    Returns:
        grid (1, rows, columns, 2) in the -1..1 coordinates of ``grid_sample`` (``align_corners=False``), and log2 of
        the local magnification along y and x, (1, 2, rows, columns).
    """
    top, left, height, width = window
    v = (top + (np.arange(height // stride) + 0.5) * stride)[:, None]
    u = (left + (np.arange(width // stride) + 0.5) * stride)[None]
    if geometry.quad is None:
        matrix = np.diag([1 / geometry.scale[0], 1 / geometry.scale[1], 1.0])
    else:
        matrix = geometry.inverse_homography / geometry.inverse_homography[2, 2]
    depth = matrix[2, 0] * u + matrix[2, 1] * v + matrix[2, 2]
    depth = np.where(np.abs(depth) < 1e-3, 1e-3, depth)
    # Beyond the quad the plane may run to its horizon; positions there are mirrored back into the picture.
    source_w, source_h = geometry.source_width, geometry.source_height
    x = np.clip((matrix[0, 0] * u + matrix[0, 1] * v + matrix[0, 2]) / depth, -source_w, 2 * source_w)
    y = np.clip((matrix[1, 0] * u + matrix[1, 1] * v + matrix[1, 2]) / depth, -source_h, 2 * source_h)
    along_y = np.abs((matrix[1, 1] - y * matrix[2, 1]) / depth)
    along_x = np.abs((matrix[0, 0] - x * matrix[2, 0]) / depth)
    grid = np.stack(np.broadcast_arrays(2 * x / source_w - 1, 2 * y / source_h - 1), -1)
    scales = -np.log2(np.clip(np.stack(np.broadcast_arrays(along_y, along_x)), 1 / 8, 8))
    return torch.from_numpy(grid.astype(np.float32))[None], torch.from_numpy(scales.astype(np.float32))[None]


def resample(features: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    """Bilinear samples (1, C, rows, columns) of a feature map (1, C, h, w); mirrored outside of it.

    Inside the picture a grid of a plain resize gives what ``interpolate(mode="bilinear")`` gives.
    """
    # The published code bends by grid_sample as torch had it then, with corners aligned and zeros outside. Counted from
    # pixel edges, a canvas that is not bent is the resize itself; with aligned corners it lies up to half a pixel away.
    grid = grid.to(features.device, torch.float32)
    return F.grid_sample(features.float(), grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def inverse_geometry(geometry: CanvasGeometry) -> CanvasGeometry:
    """The canvas that takes the output of ``geometry`` back to the input.

    Raises:
        GeometryError: part of the output lies beyond the horizon of a strong perspective.
    """
    quad = None
    if geometry.quad is not None:
        w, h = float(geometry.width), float(geometry.height)
        corners = np.array([[[0, 0], [w, 0], [w, h], [0, h]]])
        back = cv2.perspectiveTransform(corners, geometry.inverse_homography)[0]
        quad = as_quad(back)
    return CanvasGeometry(geometry.width, geometry.height, geometry.source_width, geometry.source_height, quad)


def curriculum(step: int, settings: TrainSettings) -> float:
    """Share 0..1 of the full range of geometries that is in use at ``step``."""
    return min(1.0, (step + 1) / max(1, settings.curriculum_steps))


def scale_range(step: int, settings: TrainSettings) -> tuple[float, float]:
    """Smallest and largest scale of an axis at ``step``; grows linearly from 1 (paper, section 3.4)."""
    share = curriculum(step, settings)
    return 1 - (1 - settings.smallest) * share, 1 + (settings.largest - 1) * share


def random_geometry(
    width: int, height: int, step: int, settings: TrainSettings, rng: np.random.Generator
) -> CanvasGeometry:
    """A canvas to train on at ``step`` for a ``width`` x ``height`` px source: the same size, a resize, or a bend."""
    kind = rng.random()
    if kind < settings.identity_share:
        return CanvasGeometry.identity(width, height)
    low, high = scale_range(step, settings)
    if settings.log_sizes:
        scales = np.exp(rng.uniform(math.log(low), math.log(high), 2))
    else:
        scales = rng.uniform(low, high, 2)
    smallest = min(SMALLEST_SIDE, width, height)
    sides = [
        round_up(max(smallest, round(side * s)), settings.size_multiple) for side, s in zip((width, height), scales)
    ]
    if kind < settings.identity_share + settings.homography_share:
        return random_bend(width, height, sides[0], sides[1], settings.homography * curriculum(step, settings), rng)
    return CanvasGeometry(width, height, sides[0], sides[1])


def spread_geometry(
    width: int, height: int, number: int, step: int, settings: TrainSettings, rng: np.random.Generator
) -> CanvasGeometry:
    """Canvas number ``number`` (from 0) of a training: random, but three of four as handles make them most often.

    One axis, the other, or both alike, at scales that fill their range evenly however many there are (multiples of
    the golden ratio).
    """
    geometry = random_geometry(width, height, step, settings, rng)
    family, turn = number % 4, number // 4
    if not settings.spread or family == 3 or geometry.quad is not None:
        return geometry
    low, high = (math.log(scale) for scale in scale_range(step, settings))
    scale = math.exp(low + (high - low) * ((0.5 + turn * GOLDEN) % 1))
    smallest = min(SMALLEST_SIDE, width, height)
    sides = [max(smallest, round(side * scale)) for side in (width, height)]
    return CanvasGeometry(width, height, sides[0] if family != 1 else width, sides[1] if family != 0 else height)


def random_bend(
    width: int, height: int, out_width: int, out_height: int, amount: float, rng: np.random.Generator
) -> CanvasGeometry:
    """A canvas of ``out_width`` x ``out_height`` px whose corners moved inwards by up to ``amount`` of the sides."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
    for _ in range(8):
        moved = corners + rng.uniform(0, 1, (4, 2)) * amount * (1 - 2 * corners)
        quad = as_quad((x * out_width, y * out_height) for x, y in moved)
        try:
            geometry = CanvasGeometry(width, height, out_width, out_height, quad)
            inverse_geometry(geometry)
            return geometry
        except GeometryError:
            continue
    return CanvasGeometry(width, height, out_width, out_height)


def random_window(geometry: CanvasGeometry, side: int, rng: np.random.Generator, multiple: int = 8) -> Window:
    """A part of the canvas, at most ``side`` px a side (0: all of it), that lies almost wholly inside the quad."""
    if side == 0:
        return 0, 0, geometry.height, geometry.width
    height, width = min(side, geometry.height), min(side, geometry.width)
    covered = geometry.coverage() if geometry.quad is not None else None
    best, best_share = (0, 0, height, width), -1.0
    for _ in range(8):
        top = int(rng.integers(0, (geometry.height - height) // multiple + 1)) * multiple
        left = int(rng.integers(0, (geometry.width - width) // multiple + 1)) * multiple
        if covered is None:
            return top, left, height, width
        share = float(covered[top : top + height, left : left + width].mean())
        if share > best_share:
            best, best_share = (top, left, height, width), share
        if share > 0.9:
            break
    return best
