"""What the small generator starts from on one canvas: a drawn frame, where it comes from, and what it must leave alone.

For things the frame is the warp of :mod:`core.retarget`, for patterns copies of the photo (:mod:`core.patches`). Beside
it lie blocks of the photo at native scale, each centred where the frame shows that place: material to take from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import cv2
import numpy as np
import torch

from core.geometry import CanvasGeometry
from core.ingan.patch_losses import Region
from core.ingan.transforms import Window, resample
from core.patches import CandidateMaps
from core.retarget.retargeter import Retargeter
from core.retarget.stretched import TOO_FAR

FURTHEST = 8.0  # stretch that is told apart; seams between copies are steps
SURROUNDING = 9  # px around the subject that stay as they are, too
SUBJECT = 1 / 3  # saliency from which nothing is changed
FINE, SEEN = 1.2, 4.0  # px and grey levels: finer and stronger detail is grain
LIVELY, AROUND = (0.3, 0.5), 15  # share of px with grain from which a place may be changed, and over how many px
BLOCK = 40  # px, side of the blocks of native material
PHASES = ((0, 0), (0, 1), (1, 0), (1, 1))  # of four covers with blocks, half a block apart (y, x)


def to_signed(pixels: np.ndarray) -> torch.Tensor:
    """uint8 (h, w, 3) -> float32 (1, 3, h, w) in -1..1."""
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float() / 127.5 - 1


@dataclass(frozen=True)
class Start:
    """All of one canvas (H, W), or a window of it.

    Attributes:
        frame: (1, 3, H, W) in -1..1.
        grid: (1, H, W, 2), (x, y) of the photo that each pixel shows, in -1..1 from edge to edge.
        stretch: (1, 2, H, W), log of how many px of the photo lie under one px (x, y).
        free: (1, 1, H, W) in 0..1, how far each pixel may be changed.
        copies: (4, 3, H, W) in -1..1, covers with native blocks.
        inner: (1, 4, H, W) in 0..1, 1 in the middle of a block and 0 where it ends.
    """

    frame: torch.Tensor
    grid: torch.Tensor
    stretch: torch.Tensor
    free: torch.Tensor
    copies: torch.Tensor
    inner: torch.Tensor

    @property
    def shape(self) -> tuple[int, int]:
        return self.frame.shape[2], self.frame.shape[3]

    def window(self, window: Window) -> Start:
        """The same for a part of the canvas (views, no copy)."""
        top, left, height, width = window
        y, x = slice(top, top + height), slice(left, left + width)
        planes = (each[:, :, y, x] for each in (self.frame, self.stretch, self.free, self.copies, self.inner))
        frame, stretch, free, copies, inner = planes
        return Start(frame, self.grid[:, y, x], stretch, free, copies, inner)

    def to(self, device: torch.device) -> Start:
        return Start(*(getattr(self, each.name).to(device) for each in fields(self)))


def warped_start(things: Retargeter, geometry: CanvasGeometry) -> Start:
    """The warped frame of a canvas, at the size at which ``things`` finds grain.

    The subject is left alone, and so is what has no fine detail: a sky or a blurred background shows every stroke, and
    looks no better for patches at native scale. Nor is what the warp stretches so widely that too little grain is left:
    grown from that, grass looks woven.
    """
    height, width = things.grain_size
    canvas = geometry.at_source_size(width, height)
    frame, (x, y) = things.frame(canvas, things.warp(geometry))
    alone = cv2.resize(things.left_alone, (width, height), interpolation=cv2.INTER_LINEAR)
    alone = cv2.dilate(alone, np.ones((SURROUNDING, SURROUNDING), np.uint8))
    free = (1 - np.clip(alone / SUBJECT, 0, 1)) * _lively(things.grain_photo)
    at_x, at_y = (np.asarray(each, np.float32) - np.float32(0.5) for each in (x, y))
    free = cv2.remap(free, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    widest = np.log(np.clip(_steps(x, y), 1 / FURTHEST, FURTHEST)).min(0)
    free *= 1 - np.clip((-widest - TOO_FAR[0]) / (TOO_FAR[1] - TOO_FAR[0]), 0, 1)
    return make_start(to_signed(things.grain_photo), to_signed(frame), x, y, free)


def _lively(photo: np.ndarray) -> np.ndarray:
    """float32 (h, w) in 0..1: how much of a texture lies around each pixel of a uint8 photo (h, w, 3)."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), FINE)) > SEEN
    share = cv2.GaussianBlur(cv2.blur(fine.astype(np.float32), (AROUND, AROUND)), (0, 0), 3)
    return np.asarray(np.clip((share - LIVELY[0]) / (LIVELY[1] - LIVELY[0]), 0, 1), np.float32)


def copied_start(image: torch.Tensor, maps: CandidateMaps, picture: np.ndarray) -> Start:
    """Copies of the photo (1, 3, h, w), blended at their joints to ``picture`` (3, H, W). All of it may be changed."""
    nearest = maps.seam.argmax(0)[None]
    y, x = (np.take_along_axis(lines, nearest, 0)[0] + 0.5 for lines in (maps.rows, maps.columns))
    return make_start(image.cpu(), torch.from_numpy(picture)[None], x, y, np.ones(maps.shape, np.float32))


def make_start(image: torch.Tensor, frame: torch.Tensor, x: np.ndarray, y: np.ndarray, free: np.ndarray) -> Start:
    """A start of any kind.

    Args:
        image: (1, 3, h, w), the photo. frame: (1, 3, H, W).
        x, y: float (H, W), px of the photo that the frame shows at each pixel's centre.
        free: float (H, W).
    """
    height, width = image.shape[2:]
    grid = np.stack([2 * x / width - 1, 2 * y / height - 1], -1).astype(np.float32)
    stretch = np.log(np.clip(_steps(x, y), 1 / FURTHEST, FURTHEST)).astype(np.float32)
    rows, columns, inner = _blocks(x, y, (height, width))
    copies = image[0][:, torch.from_numpy(rows), torch.from_numpy(columns)].transpose(0, 1)
    planes = (grid, stretch, free.astype(np.float32)[None], inner)
    grid_, stretch_, free_, inner_ = (torch.from_numpy(each)[None].to(frame.device) for each in planes)
    return Start(frame, grid_, stretch_, free_, copies, inner_)


def start_back(picture: torch.Tensor, part: Start, source: tuple[int, int]) -> tuple[Start, Region]:
    """The way back from a drawn window of a warped canvas (without a quad) to the part of the photo that it shows.

    Args:
        picture: (1, 3, H, W), what was drawn from ``part``; gradients pass.
        source: (h, w) of the photo.

    Returns:
        a start, and the part of the photo that it is to give: top, bottom, left, right, px.
    """
    height, width = part.shape
    lines = part.grid[0, :, 0, 1].cpu().numpy(), part.grid[0, 0, :, 0].cpu().numpy()
    places, sides = [], []
    for line, side in zip(lines, source):
        at = (line.astype(np.float64) + 1) / 2 * side
        first, last = max(0, math.ceil(at[0] - 0.5)), min(side, math.floor(at[-1] - 0.5) + 1)
        places.append(np.interp(np.arange(first, last) + 0.5, at, np.arange(len(at)) + 0.5))
        sides += [first, max(first, last)]
    y, x = np.meshgrid(*places, indexing="ij")
    grid = torch.from_numpy(np.stack([2 * x / width - 1, 2 * y / height - 1], -1).astype(np.float32))[None]
    start = make_start(picture, resample(picture, grid), x, y, np.ones(x.shape, np.float32))
    return start, (sides[0], sides[1], sides[2], sides[3])


def _steps(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(2, H, W): px of the photo from each pixel to the next, along (x, y)."""
    return np.stack([np.hypot(_step(each, 0), _step(each, 1)) for each in (x, y)])


def _step(values: np.ndarray, axis: int) -> np.ndarray:
    return np.gradient(values, axis=axis) if values.shape[axis] > 1 else np.ones_like(values)


def _blocks(x: np.ndarray, y: np.ndarray, source: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, columns (int64) and inner (float32) of four covers, each (4, H, W)."""
    height, width = x.shape
    rows, columns = np.empty((2, 4, height, width), np.int64)
    inner = np.empty((4, height, width), np.float32)
    for k, phases in enumerate(PHASES):
        lines = [(np.arange(n) + 0.5, phase) for n, phase in zip((height, width), phases)]
        middles = [(np.floor(at / BLOCK - phase / 2) + 0.5 + phase / 2) * BLOCK for at, phase in lines]
        v, u = (np.clip(middle.astype(int), 0, n - 1) for middle, n in zip(middles, (height, width)))
        (down, _), (across, _) = lines
        from_v, from_u = (down - middles[0])[:, None], (across - middles[1])[None]
        for made, places, offset, side in ((rows, y, from_v, source[0]), (columns, x, from_u, source[1])):
            half = min(BLOCK, side) / 2
            centre = np.clip(places[np.ix_(v, u)], half, side - half)
            made[k] = np.clip(np.floor(centre + offset), 0, side - 1)
        inner[k] = 1 - 2 * np.maximum(np.abs(from_v), np.abs(from_u)) / BLOCK
    return rows, columns, inner
