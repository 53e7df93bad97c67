"""Holes in a photo of any size: which there are, what surrounds each, and how a fill is blended back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.errors import ImageError

LEAST_SIDE = 64  # the networks never see less, px
CONTEXT = 1.5  # surroundings on each side of a hole, in hole sides
LEAST_CONTEXT = 48  # and at least so many px


@dataclass(frozen=True)
class Region:
    """A window of the photo with one hole (or a few that lie together) to fill in it.

    Attributes:
        top, left, height, width: the window, px.
        hole: bool (height, width), what this region fills.
    """

    top: int
    left: int
    height: int
    width: int
    hole: np.ndarray

    @property
    def window(self) -> tuple[slice, slice]:
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    @property
    def thickness(self) -> float:
        """Width of the hole at its thickest, px: how far a fill must reach from what is known."""
        inside = np.pad(self.hole, 1).astype(np.uint8)
        return 2 * float(cv2.distanceTransform(inside, cv2.DIST_L2, 5).max())


def check_mask(mask: np.ndarray, height: int, width: int) -> np.ndarray:
    """``mask`` as bool (height, width), True = hole: thresholded at half its range, since JPEG masks are not binary.

    Raises:
        ImageError: another size, no hole, or nothing but hole.
    """
    if mask.ndim == 3:
        mask = mask[..., :3].max(-1)
    if mask.shape != (height, width):
        raise ImageError(
            f"The mask is {mask.shape[1]} x {mask.shape[0]} px, but the picture is {width} x {height} px; "
            "they must have the same size."
        )
    if mask.dtype != bool:
        top = np.iinfo(mask.dtype).max if np.issubdtype(mask.dtype, np.integer) else 1
        mask = mask > top / 2
    if not mask.any():
        raise ImageError("The mask marks nothing, so there is no hole to fill; white marks what is to go.")
    if mask.all():
        raise ImageError("The mask marks the whole picture, so there is nothing left to fill from; is it inverted?")
    return mask


def grow(mask: np.ndarray, pixels: int) -> np.ndarray:
    """Dilate by ``pixels`` in all directions (a disc). A mask that would swallow the picture stays as it is."""
    if pixels <= 0:
        return mask
    size = 2 * pixels + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    grown = cv2.dilate(mask.astype(np.uint8), disc, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    return mask if grown.all() else grown


def feathered(hole: np.ndarray, feather: int) -> np.ndarray:
    """float32 (h, w): 1 inside ``hole``, falling to 0 over ``feather`` px around it."""
    if feather <= 0:
        return hole.astype(np.float32)
    distance = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 5)
    weight: np.ndarray = np.clip(1 - distance / (feather + 1), 0, 1)
    return weight.astype(np.float32)


def regions(mask: np.ndarray, least_side: int, context: float = CONTEXT) -> list[Region]:
    """Windows that cover every hole once, smallest first, so that what small holes hid helps the larger ones.

    Args:
        mask: bool (h, w), True = hole.
        least_side: windows have at least this side where the photo allows it, px: a small hole still needs to be seen
            in its surroundings.
    """
    height, width = mask.shape
    # Holes nearer to each other than their context would each see the other as unknown: fill those together.
    near = grow(mask, 12) if min(height, width) > 64 else mask
    count, labels = cv2.connectedComponents(near.astype(np.uint8), connectivity=8)
    found = []
    for number in range(1, count):
        own = (labels == number) & mask
        rows, columns = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
        if not len(rows):
            continue
        tall, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        margin = max(LEAST_CONTEXT, round(context * max(tall, wide) / 2))
        top, high = _span(rows[0], rows[-1] + 1, margin, least_side, height)
        left, broad = _span(columns[0], columns[-1] + 1, margin, least_side, width)
        found.append((tall * wide, Region(top, left, high, broad, own[top : top + high, left : left + broad])))
    return [region for _, region in sorted(found, key=lambda item: item[0])]


def _span(start: int, end: int, margin: int, least: int, limit: int) -> tuple[int, int]:
    """(start, length) of start..end with a margin, at least ``least`` long, moved to lie within 0..limit."""
    length = min(limit, max(end - start + 2 * margin, least))
    first = min(max(0, (start + end - length) // 2), limit - length)
    return int(first), int(length)
