"""How much smaller a photo must be for its objects to fit a canvas whole.

A canvas that is narrower or flatter than an object would cut it. Before that happens the whole picture gets evenly
smaller, just as much as the objects need; what the canvas then has to spare is made as in any other one that grows.
Scenery that runs on over the border has no outline that could be kept, and does not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.patches.layout import THINNEST
from core.patches.objects import IMPORTANT

SMALLEST = 0.008  # share of the picture; smaller things find room anyway
LONGEST = 0.9  # share of an axis; what is longer is scenery
MARGIN = 5  # px around an object
CHIEF = 0.5  # share of what is important that must be whole on an axis, or the picture is one of scenery there
SPACE = 2.6  # times the photo's side that a canvas may become by this, at the scale of its objects
TIGHT = 0.15  # of its length that the ground keeps where objects just fit
AMPLE = 1.5  # times the room that objects need, from which there is no hurry
TINIEST = 0.3  # no picture gets smaller than that by this


@dataclass(frozen=True)
class Room:
    """The height and width that the objects of a photo need when they stand close together, px; 0 for none."""

    height: float
    width: float

    @classmethod
    def needed(cls, importance: np.ndarray, protect: np.ndarray | None = None) -> Room:
        """Measure a photo.

        Args:
            importance: float (h, w) in 0..1, see :mod:`core.patches.importance`.
            protect: bool (h, w) painted by the user: needs room wherever it lies.
        """
        mask = importance > IMPORTANT
        boxes = _boxes(mask, SMALLEST * mask.size)
        marked = [] if protect is None else _boxes(protect, 1)
        total = max(1, sum(area for *_, area in boxes))
        sides = []
        for axis in (0, 1):
            whole = [box for box in boxes if _whole(box, axis, mask.shape[axis])]
            if sum(area for *_, area in whole) < CHIEF * total:
                whole = []
            sides.append(_crowding(whole + marked, axis, mask.shape))
        return cls(*sides)

    def scale(self, shape: tuple[int, int], canvas: tuple[int, int]) -> float:
        """Factor 0..1 by which the photo must shrink for its objects to fit.

        Args:
            shape: (h, w) of the photo, px as in this room.
            canvas: (H, W) in the same unit.
        """
        fits = min(1.0, canvas[0] / max(self.height, 1e-6), canvas[1] / max(self.width, 1e-6))
        least = max(TINIEST, canvas[0] / (SPACE * shape[0]), canvas[1] / (SPACE * shape[1]))
        return max(fits, min(1.0, least))

    def thinnest(self, canvas: tuple[int, int]) -> tuple[float, float]:
        """How much of its length the ground between the objects may keep on a canvas, down and across: the less room
        there is to spare, the less. See :data:`core.patches.layout.THINNEST`."""
        spare = [side / max(need, 1e-6) for side, need in zip(canvas, (self.height, self.width))]
        down, across = (float(np.interp(each, (1, AMPLE), (TIGHT, THINNEST))) for each in spare)
        return down, across


_Box = tuple[int, int, int, int, int]  # left, top, width, height, area


def _boxes(mask: np.ndarray, smallest: float) -> list[_Box]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    found: list[_Box] = [tuple(int(value) for value in each) for each in stats[1:]]  # type: ignore[misc]
    return [box for box in found if box[4] >= smallest]


def _whole(box: _Box, axis: int, side: int) -> bool:
    """Whether a box lies inside the picture along an axis (0 down, 1 across)."""
    start, length = box[1 - axis], box[3 - axis]
    return start > 0 and start + length < side and length <= LONGEST * side


def _crowding(boxes: list[_Box], axis: int, shape: tuple[int, int]) -> float:
    """The most px of any line along ``axis`` that lie in boxes, with a margin around each."""
    covered = np.zeros(shape, bool)
    for left, top, width, height, _ in boxes:
        rows = slice(max(0, top - MARGIN), top + height + MARGIN)
        covered[rows, max(0, left - MARGIN) : left + width + MARGIN] = True
    return float(covered.sum(axis).max(initial=0))
