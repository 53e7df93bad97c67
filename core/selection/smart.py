"""Selecting the object that a rough scribble touches."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from core.control import Cancelled
from core.selection.region import Region
from core.selection.shapes import touching

# px, longest sides of the copies that the cut is looked for on, coarsest first. The whole window is cut on the first
# one only: a cut's time grows faster than its pixels, and a finer copy has to look near the coarser one's border alone.
SIDES = (160, 320, 640)
BAND = 6  # px of a finer copy to either side of the border that the coarser one has found
ITERATIONS = 4  # of the first copy; GrabCut's gain is small after them
SETTLED = 0.001  # share of the pixels: an iteration that changes fewer is the last one
SECONDS = 4.0  # after which no further iteration is begun


def smart_select(
    image: np.ndarray,
    inside: np.ndarray,
    outside: np.ndarray | None = None,
    around: Region | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    seconds: float = SECONDS,
) -> np.ndarray:
    """Select the object that a rough scribble touches: GrabCut (Rother, Kolmogorov, Blake, SIGGRAPH 2004) on a small
    copy, then in a band around the border on finer ones (after Lombaert, Sun, Grady, Xu, ICCV 2005).

    Args:
        image: uint8 (h, w, 3).
        inside: uint8 (h, w), mask of the scribbles on the object.
        outside: mask of the scribbles that must stay out, or None.
        around: the box of the newest scribble, px; by default that of ``inside``. Only a window of about three times
            its sides is looked at: colours of far scenery confuse.
        cancelled: asked between iterations.
        seconds: once they have passed, what was found so far is taken.

    Returns:
        uint8 (h, w), 255 on the object and 0 beyond the window; in the window never smaller than ``inside``. Empty
        where ``inside`` is empty there.

    Raises:
        Cancelled: ``cancelled()`` was true.
    """
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    around = Region.of_nonzero(inside > 127) if around is None else around.clipped(width, height)
    if around.empty:
        return mask
    index = window_around(around, width, height).slices
    scribble = inside[index]
    if not scribble.any():
        return mask
    kept_out = np.zeros_like(scribble) if outside is None else outside[index]
    reach = 0.3 * min(around.width, around.height)
    found = _cut(image[index], scribble, kept_out, reach, cancelled, time.monotonic() + seconds)
    mask[index] = scribble if found is None else np.maximum(found, scribble)
    return mask


def window_around(stroke: Region, width: int, height: int) -> Region:
    """The part of a picture of ``width`` x ``height`` px in which the object under ``stroke`` is looked for."""
    reach = max(32, int(1.2 * max(stroke.width, stroke.height)))
    return stroke.grown(reach).clipped(width, height)


def _cut(
    image: np.ndarray, inside: np.ndarray, outside: np.ndarray, reach: float, cancelled: Callable[[], bool],
    deadline: float,
) -> np.ndarray | None:  # fmt: skip
    """uint8 mask of the object in the window ``image``, or None where nothing is known to be beside it.

    Args:
        reach: px around ``inside`` that are taken for the object at first.
        deadline: on ``time.monotonic()``'s clock.
    """
    import cv2

    height, width = image.shape[:2]
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)  # GrabCut's k-means start is random; the same scribble must give the same selection
    found = np.zeros((1, 1), np.uint8)  # of the copy before
    scales = sorted({min(1.0, side / max(height, width)) for side in SIDES})
    for scale in scales:
        first = scale == scales[0]
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = np.ascontiguousarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA)[..., ::-1])
        sure_in = _shrunk(inside, size)
        sure_out = _shrunk(outside, size) & ~sure_in
        labels = _first_labels(sure_in, reach * scale) if first else _band(found, size)
        labels[sure_out] = cv2.GC_BGD
        labels[sure_in] = cv2.GC_FGD
        if first and (not (labels == cv2.GC_BGD).any() or min(size) < 3):
            return None
        for turn in range(ITERATIONS if first else 1):
            if cancelled():
                raise Cancelled
            if time.monotonic() > deadline and (turn or not first):
                break
            before = labels.copy()
            mode = cv2.GC_INIT_WITH_MASK if first and turn == 0 else cv2.GC_EVAL
            cv2.grabCut(small, labels, (0, 0, 1, 1), *models, 1, mode)  # the rectangle is ignored with a mask
            if (before != labels).mean() < SETTLED:
                break
        thing = ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)).astype(np.uint8)
        thing = cv2.morphologyEx(thing, cv2.MORPH_OPEN, np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8))
        found = touching((thing > 0) | sure_in, sure_in).astype(np.uint8)
        if time.monotonic() > deadline:
            break
    soft = cv2.GaussianBlur(found * 255, (0, 0), 1.0)
    large = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip((large.astype(np.int16) - 128) * 3 + 128, 0, 255).astype(np.uint8)


def _shrunk(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """bool copy of ``mask`` at ``size``; of a line thinner than a pixel there, what it covers most."""
    import cv2

    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    return small > min(96.0, small.max() / 2)


def _first_labels(sure_in: np.ndarray, reach: float) -> np.ndarray:
    """GrabCut's labels before anything is known but the scribble: probably the object near to it, surely not at the
    window's rim."""
    import cv2

    distance = cv2.distanceTransform((~sure_in).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    near = distance <= max(3.0, math.floor(reach))
    labels = np.where(near, np.uint8(cv2.GC_PR_FGD), np.uint8(cv2.GC_PR_BGD))
    rim = np.ones(sure_in.shape, bool)
    rim[2:-2, 2:-2] = False
    labels[rim & ~near] = cv2.GC_BGD
    return labels


def _band(found: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Labels for a finer copy: only near the border of ``found``, uint8 0 or 1 of the coarser one, is there doubt."""
    import cv2

    large = cv2.resize(found, size, interpolation=cv2.INTER_NEAREST)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * BAND + 1, 2 * BAND + 1))
    core, cover = cv2.erode(large, disc), cv2.dilate(large, disc)
    labels = np.where(large > 0, np.uint8(cv2.GC_PR_FGD), np.uint8(cv2.GC_PR_BGD))
    labels[core > 0] = cv2.GC_FGD
    labels[cover == 0] = cv2.GC_BGD
    return labels
