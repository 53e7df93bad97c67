"""Holes in a photo of any size: which there are, what surrounds each, and how a fill is blended back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.errors import ImageError

Box = tuple[slice, slice]
Piece = tuple[tuple[int, int], np.ndarray]  # (top, left) of a part of a hole, and bool (h, w), the part

LEAST_SIDE = 64  # the networks never see less, px
CONTEXT = 1.5  # surroundings on each side of a hole, in hole sides
LEAST_CONTEXT = 48  # and at least so many px
# A hole that needs a larger window, px, and is thinner than this share of its length, is filled in parts. A thick one
# keeps all its surroundings, whatever they take: with fewer, what lies beside it was not continued as well.
LARGEST_WINDOW = 16_000_000
THIN = 0.25


@dataclass(frozen=True)
class HoleWindow:
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
    def window(self) -> Box:
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
            "The mask is {0} x {1} px, but the picture is {2} x {3} px; they must have the same size.",
            mask.shape[1],
            mask.shape[0],
            width,
            height,
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
    grown, box = np.zeros(mask.shape, bool), surroundings(mask, pixels)
    grown[box] = cv2.dilate(mask[box].astype(np.uint8), disc, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    return mask if grown.all() else grown


def surroundings(mask: np.ndarray, margin: int) -> Box:
    """The rows and columns of (h, w) that hold all of ``mask``, bool (h, w), and ``margin`` px around it.

    They begin at even ones: what OpenCV does two by two comes out as in the whole picture.
    """
    spans = []
    for axis, side in ((1, mask.shape[0]), (0, mask.shape[1])):
        marked = np.flatnonzero(mask.any(axis))
        if not len(marked):
            return slice(0, 0), slice(0, 0)
        spans.append(slice(max(0, int(marked[0]) - margin) // 2 * 2, min(side, int(marked[-1]) + 1 + margin)))
    return spans[0], spans[1]


def feathered(hole: np.ndarray, feather: int) -> tuple[Box, np.ndarray]:
    """(box, weight): float32 of the box's size, 1 inside ``hole``, falling to 0 over ``feather`` px around it; it is 0
    everywhere else."""
    box = surroundings(hole, max(0, feather) + 2)
    if feather <= 0:
        return box, hole[box].astype(np.float32)
    distance = cv2.distanceTransform((~hole[box]).astype(np.uint8), cv2.DIST_L2, 5)
    return box, np.clip(1 - distance / (feather + 1), 0, 1).astype(np.float32)


def regions(mask: np.ndarray, least_side: int, context: float = CONTEXT) -> list[HoleWindow]:
    """Windows that cover every hole once, smallest first, so that what small holes hid helps the larger ones.

    Args:
        mask: bool (h, w), True = hole.
        least_side: windows have at least this side where the photo allows it, px: a small hole still needs to be seen
            in its surroundings.
    """
    height, width = mask.shape
    # Holes nearer to each other than their context would each see the other as unknown: fill those together.
    near = grow(mask, 12) if min(height, width) > 64 else mask
    found = []
    for whole in _connected(near, mask, (0, 0)):
        for (first, start), own in _short(whole, height * width, context):
            tall, wide = own.shape
            margin = max(LEAST_CONTEXT, round(context * max(tall, wide) / 2))
            top, high = _span(first, first + tall, margin, least_side, height)
            left, broad = _span(start, start + wide, margin, least_side, width)
            hole = np.zeros((high, broad), bool)
            hole[first - top : first - top + tall, start - left : start - left + wide] = own
            found.append((whole[1].size, HoleWindow(top, left, high, broad, hole)))
    return [region for _, region in sorted(found, key=lambda item: item[0])]


def _connected(near: np.ndarray, mask: np.ndarray, origin: tuple[int, int]) -> list[Piece]:
    """The parts of ``mask``, bool (h, w), that lie in one piece of ``near`` each."""
    area = surroundings(near, 0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near[area].astype(np.uint8), connectivity=8)
    pieces = []
    for number in range(1, count):
        x, y, w, h = (int(v) for v in stats[number, :4])
        inside = slice(y, y + h), slice(x, x + w)
        own = (labels[inside] == number) & mask[area][inside]
        rows, columns = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
        if not len(rows):
            continue
        corner = origin[0] + area[0].start + y + int(rows[0]), origin[1] + area[1].start + x + int(columns[0])
        pieces.append((corner, own[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))
    return pieces


def _short(piece: Piece, photo: int, context: float) -> list[Piece]:
    """``piece``, or for a wire across a large photo its parts, one after the other: each needs to be seen from near,
    while a window around all of it would be most of the photo.

    Args:
        photo: its px; a window is no larger.
    """
    (top, left), own = piece
    height, width = own.shape
    longest = max(height, width)
    if min(photo, ((1 + context) * longest) ** 2) <= LARGEST_WINDOW:
        return [piece]
    if HoleWindow(0, 0, height, width, own).thickness > THIN * longest:
        return [piece]
    middle, pieces = longest // 2, []
    for half in (slice(0, middle), slice(middle, longest)):
        tall = height == longest
        part = own[half] if tall else own[:, half]
        corner = (top + half.start, left) if tall else (top, left + half.start)
        for each in _connected(part, part, corner):
            pieces += _short(each, photo, context)
    return pieces


def _span(start: int, end: int, margin: int, least: int, limit: int) -> tuple[int, int]:
    """(start, length) of start..end with a margin, at least ``least`` long, moved to lie within 0..limit."""
    length = min(limit, max(end - start + 2 * margin, least))
    first = min(max(0, (start + end - length) // 2), limit - length)
    return int(first), int(length)
