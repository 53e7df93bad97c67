"""What the small generator starts from on one canvas: a drawn frame, where it comes from, and what it must leave alone.

For things the frame is the warp of :mod:`core.retarget`, for patterns copies of the photo (:mod:`core.patterns`).
Beside it lie blocks of the photo at native scale (:mod:`core.ingan.quilt`): material to take from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import cv2
import numpy as np
import torch

from core.geometry import CanvasGeometry
from core.ingan.quilt import quilt
from core.ingan.transforms import Window, resample
from core.patterns import CandidateMaps
from core.retarget.retargeter import Retargeter
from core.retarget.stretched import TOO_FAR

SourceRegion = tuple[int, int, int, int]
"""Part of the source picture: top, bottom, left, right, px."""

FURTHEST = 8.0  # stretch that is told apart; seams between copies are steps
SURROUNDING = 9  # px around the subject that stay as they are, too
SUBJECT = 1 / 3  # saliency from which nothing is changed
FINE, SEEN = 1.2, 4.0  # px and grey levels: finer and stronger detail is grain
COARSE, OTHER = 6.0, (0.12, 0.25)  # px, and in -1..1: copies whose coarse tone is farther away show other things
LIVELY, AROUND = (0.3, 0.5), 15  # share of px with grain from which a place may be changed, and over how many px


def to_signed(pixels: np.ndarray) -> torch.Tensor:
    """uint8 (h, w, 3) -> float32 (1, 3, h, w) in -1..1."""
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float() / 127.5 - 1


def to_pixels(picture: torch.Tensor) -> np.ndarray:
    """(1, 3, H, W) in -1..1 -> uint8 (H, W, 3)."""
    scaled = ((picture[0].detach().float() + 1) * 127.5).round().clamp(0, 255)
    return np.ascontiguousarray(scaled.byte().permute(1, 2, 0).cpu().numpy())


@dataclass(frozen=True)
class Start:
    """All of one canvas (H, W), or a window of it.

    Attributes:
        frame: (1, 3, H, W) in -1..1.
        grid: (1, H, W, 2), (x, y) of the photo that each pixel shows, in -1..1 from edge to edge.
        stretch: (1, 2, H, W), log of how many px of the photo lie under one px (x, y).
        free: (1, 1, H, W) in 0..1, how far each pixel may be changed.
        copies: (1, 3, H, W) in -1..1, native blocks.
        inner: (1, 1, H, W) in 0..1, 1 in the middle of a block and 0 where it ends.
        origin: (1, 2, H, W) int64, row and column of the photo that each pixel of the copies is.
        fit: (1, 1, H, W) in 0..1, how well the copies have the frame's tone; elsewhere they would break outlines.
    """

    frame: torch.Tensor
    grid: torch.Tensor
    stretch: torch.Tensor
    free: torch.Tensor
    copies: torch.Tensor
    inner: torch.Tensor
    fit: torch.Tensor
    origin: torch.Tensor

    @property
    def shape(self) -> tuple[int, int]:
        return self.frame.shape[2], self.frame.shape[3]

    def window(self, window: Window) -> Start:
        """The same for a part of the canvas (views, no copy)."""
        top, left, height, width = window
        y, x = slice(top, top + height), slice(left, left + width)
        planes = self.frame, self.stretch, self.free, self.copies, self.inner, self.fit, self.origin
        frame, *others = (each[:, :, y, x] for each in planes)
        return Start(frame, self.grid[:, y, x], *others)

    def to(self, device: torch.device) -> Start:
        return Start(*(getattr(self, each.name).to(device) for each in fields(self)))


def warped_start(retargeter: Retargeter, geometry: CanvasGeometry) -> Start:
    """The warped frame of a canvas, at the size at which ``retargeter`` finds grain.

    The subject is left alone, and so is what has no fine detail: a sky or a blurred background shows every stroke, and
    looks no better for patches at native scale. Nor is what the warp stretches so widely that too little grain is left:
    grown from that, grass looks woven.
    """
    height, width = retargeter.grain_size
    canvas = geometry.at_source_size(width, height)
    frame, (x, y) = retargeter.frame(canvas, retargeter.warp(geometry))
    alone = cv2.resize(retargeter.saliency, (width, height), interpolation=cv2.INTER_LINEAR)
    alone = cv2.dilate(alone, np.ones((SURROUNDING, SURROUNDING), np.uint8))
    subject = np.clip(alone / SUBJECT, 0, 1)
    free = (1 - subject) * _texture(retargeter.grain_photo)
    at_x, at_y = (np.asarray(each, np.float32) - np.float32(0.5) for each in (x, y))
    free = cv2.remap(free, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    widest = np.log(np.clip(_steps(x, y), 1 / FURTHEST, FURTHEST)).min(0)
    free *= 1 - np.clip((-widest - TOO_FAR[0]) / (TOO_FAR[1] - TOO_FAR[0]), 0, 1)
    return make_start(to_signed(retargeter.grain_photo), to_signed(frame), x, y, free, subject)


def _texture(photo: np.ndarray) -> np.ndarray:
    """float32 (h, w) in 0..1: how much of a texture lies around each pixel of a uint8 photo (h, w, 3)."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), FINE)) > SEEN
    share = cv2.GaussianBlur(cv2.blur(fine.astype(np.float32), (AROUND, AROUND)), (0, 0), 3)
    return np.asarray(np.clip((share - LIVELY[0]) / (LIVELY[1] - LIVELY[0]), 0, 1), np.float32)


def copied_start(image: torch.Tensor, maps: CandidateMaps, picture: np.ndarray) -> Start:
    """Copies of the photo (1, 3, h, w), blended at their joints to ``picture`` (3, H, W). All of it may be changed, but
    it is native already."""
    nearest = maps.seam.argmax(0)[None]
    y, x = (np.take_along_axis(lines, nearest, 0)[0] + 0.5 for lines in (maps.rows, maps.columns))
    return make_start(image.cpu(), torch.from_numpy(picture)[None], x, y, np.ones(maps.shape, np.float32))


def make_start(
    image: torch.Tensor,
    frame: torch.Tensor,
    x: np.ndarray,
    y: np.ndarray,
    free: np.ndarray,
    subject: np.ndarray | None = None,
) -> Start:
    """A start of any kind.

    Args:
        image: (1, 3, h, w), the photo. frame: (1, 3, H, W).
        x, y: float (H, W), px of the photo that the frame shows at each pixel's centre.
        free: float (H, W).
        subject: float (h, w) in 0..1, of the photo: not to be copied. None: no copies at all are to be shown.
    """
    height, width = image.shape[2:]
    grid = np.stack([2 * x / width - 1, 2 * y / height - 1], -1).astype(np.float32)
    stretch = np.log(np.clip(_steps(x, y), 1 / FURTHEST, FURTHEST)).astype(np.float32)
    copies, inner, fit = frame, *np.zeros((2, *x.shape), np.float32)
    origin = np.zeros((2, *x.shape), np.int64)
    if subject is not None:
        photo = np.ascontiguousarray(image[0].detach().float().cpu().permute(1, 2, 0).numpy())
        subject = subject.astype(np.float32)
        cover = quilt(photo, x, y, subject)
        copies = image[:, :, torch.from_numpy(cover.rows), torch.from_numpy(cover.columns)]
        shown = torch.from_numpy(subject[cover.rows, cover.columns]).to(frame.device)
        copies = copies.lerp(frame, shown)  # what could not be kept out of a block
        inner, fit, origin = cover.inner, _fit(copies, frame), np.stack([cover.rows, cover.columns])
    planes = (grid, stretch, free.astype(np.float32)[None], inner[None], fit[None], origin)
    grid_, stretch_, free_, inner_, fit_, origin_ = (torch.from_numpy(each)[None].to(frame.device) for each in planes)
    return Start(frame, grid_, stretch_, free_, copies, inner_, fit_, origin_)


def start_back(picture: torch.Tensor, part: Start, source: tuple[int, int]) -> tuple[Start, SourceRegion]:
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
    ones = np.ones(x.shape, np.float32)
    start = make_start(picture, resample(picture, grid), x, y, ones, np.zeros((height, width), np.float32))
    return start, (sides[0], sides[1], sides[2], sides[3])


def _fit(copies: torch.Tensor, frame: torch.Tensor) -> np.ndarray:
    """float32 (H, W): see :attr:`Start.fit`."""
    apart = (copies - frame)[0].detach().float().cpu().permute(1, 2, 0).numpy()
    apart = np.abs(cv2.GaussianBlur(np.ascontiguousarray(apart), (0, 0), COARSE)).max(-1)
    alike = np.clip((OTHER[1] - apart) / (OTHER[1] - OTHER[0]), 0, 1)
    return np.asarray(cv2.GaussianBlur(alike, (0, 0), COARSE / 4), np.float32)


def _steps(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(2, H, W): px of the photo from each pixel to the next, along (x, y)."""
    return np.stack([np.hypot(_step(each, 0), _step(each, 1)) for each in (x, y)])


def _step(values: np.ndarray, axis: int) -> np.ndarray:
    return np.gradient(values, axis=axis) if values.shape[axis] > 1 else np.ones_like(values)
