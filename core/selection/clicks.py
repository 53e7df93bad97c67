"""What a click with the smart-select tool does to a mask: an object is taken, added, or taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from core.selection import shapes
from core.selection.object_at import Found, ObjectFinder
from core.selection.region import Region
from core.selection.separation import separate_person
from core.selection.shapes import CombineMode

MARGIN = 0.02  # of an object's size (the root of its area), by which its selection is grown
LEAST_MARGIN, MOST_MARGIN = 3, 24  # px
ALIKE = 0.75  # intersection over union from which two finds are one object
SELECTED = 0.95  # share of an object that is selected already from which adding it would add nothing


@dataclass(frozen=True, eq=False)
class ClickedObject:
    """An object that a click took: where the click was, px of the photo, and what it found."""

    x: float
    y: float
    found: Found


def find_target(
    finder: ObjectFinder, x: float, y: float, mode: CombineMode, clicked: Sequence[ClickedObject], mask: np.ndarray,
    cancelled: Callable[[], bool] = lambda: False,
) -> Found | None:  # fmt: skip
    """What a click at (x, y), px of the photo, means.

    A click that takes away a part of an object means that part, if it is a thing of its own or one person of several;
    one that adds beside an object means what is not selected yet.

    Args:
        clicked: the objects that earlier clicks took.
        mask: uint8 (h, w), what is selected.

    Raises:
        Cancelled: ``cancelled()`` was true.
        RegrainError: the network is missing or damaged.
    """
    found = finder.find(x, y, cancelled=cancelled)
    if found is None or mode == "replace":
        return found
    if mode == "subtract":
        whole = [(each.x, each.y) for each in clicked if alike(each.found, found)]
        if not whole:
            return found
        apart = finder.find(x, y, whole, cancelled)
        return apart or separate_person(finder.image, found, finder.heads, x, y) or found
    if found.holds(x, y) or not selects(mask, found):
        return found
    return finder.find(x, y, [(each.x, each.y) for each in clicked], cancelled)


def change(
    mask: np.ndarray, found: Found, mode: CombineMode, clicked: Sequence[ClickedObject] = (), roomy: bool = True
) -> np.ndarray:
    """A new uint8 (h, w) mask: ``found`` taken alone, added to ``mask``, or taken away from it.

    Args:
        clicked: objects that stay; where one is taken away, they keep their margin.
        roomy: see :func:`with_margin`.
    """
    height, width = mask.shape
    lay = with_margin if roomy else Found.laid_on
    shape = lay(found, height, width)
    if mode == "subtract":
        shape = np.where(shape > 0, np.uint8(255), np.uint8(0))  # a soft edge less itself would leave a ring
    after = shapes.combine(mask, shape, mode)
    if mode == "subtract":
        tight = 255 - found.laid_on(height, width)
        for each in clicked:
            stays = np.minimum(lay(each.found, height, width), tight)
            after = np.maximum(after, np.minimum(mask, stays))
    return after


def margin_of(found: Found) -> int:
    """How far, in px, the selection of an object reaches beyond it for a fill, in keeping with its size."""
    size = float(np.sqrt((found.mask > 127).sum()))
    return round(min(max(MARGIN * size, LEAST_MARGIN), MOST_MARGIN))


def with_margin(found: Found, height: int, width: int) -> np.ndarray:
    """uint8 (height, width): the object grown by :func:`margin_of`, the outer half of it a soft edge.

    An outline runs through the pixels in which a thing and its ground are mixed, and blur, glow and shadow lie beyond;
    what a fill leaves of them is a ghost.
    """
    margin = margin_of(found)
    box = found.region.grown(margin + 1).clipped(width, height)
    beyond = np.ones((box.height, box.width), np.uint8)
    top, left = found.region.top - box.top, found.region.left - box.left
    beyond[top : top + found.region.height, left : left + found.region.width] = found.mask <= 127
    distance = cv2.distanceTransform(beyond, cv2.DIST_L2, cv2.DIST_MASK_5)
    ramp = np.clip((margin - distance) / (margin / 2), 0, 1)
    mask = np.zeros((height, width), np.uint8)
    mask[box.slices] = np.round(255 * ramp * ramp * (3 - 2 * ramp))
    return mask


def core_of(found: Found) -> tuple[Region, np.ndarray]:
    """The middle of an object, as a scribble on it: its box, px of the photo, and uint8 (h, w) of the box."""
    depth = cv2.distanceTransform((found.mask > 127).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    return found.region, np.where(depth > 0.4 * depth.max(), 255, 0).astype(np.uint8)


def selects(mask: np.ndarray, found: Found) -> bool:
    """Whether ``mask``, uint8 (h, w) of the photo, has the object in it."""
    known = mask[found.region.slices][found.mask > 127] > 127
    return bool(known.size and known.mean() > SELECTED)


def outline_of(found: Found) -> list[np.ndarray]:
    """The outlines of an object: (n, 2) as (x, y), px of the photo."""
    framed = cv2.copyMakeBorder((found.mask > 127).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    contours, _ = cv2.findContours(framed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    corner = found.region.left - 0.5, found.region.top - 0.5
    return [contour[:, 0].astype(np.float64) + corner for contour in contours]


def alike(one: Found, other: Found) -> bool:
    """Whether two finds are one object."""
    box = one.region.united(other.region)
    a, b = (np.zeros((box.height, box.width), bool) for _ in range(2))
    for found, plane in ((one, a), (other, b)):
        top, left = found.region.top - box.top, found.region.left - box.left
        plane[top : top + found.region.height, left : left + found.region.width] = found.mask > 127
    return bool((a & b).sum() > ALIKE * (a | b).sum())
