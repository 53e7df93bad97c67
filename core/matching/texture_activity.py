"""What surrounds a hole bounds how smooth its fill may be.

A network draws the mean of all that could be in a hole, and so smoother than any of it. Of the photo's patches the
smoothest are then nearest, wherever they come from: bare ground in a meadow. Where all that lies around a hole is
textured, smoother parts of the photo are no place to copy from.
"""

from __future__ import annotations

import cv2
import numpy as np

FINE, WIDE = 5, 15  # px: detail is what a blur of FINE takes away, averaged over WIDE
RIM = 12  # px around a hole that are its surroundings
_BOUNDING_PERCENTILE = 10.0  # per cent of the surroundings that may be quieter than what bounds the fill
SHARE = 0.5  # of the texture of the surroundings that a source needs
ENOUGH = 0.1  # share of the sources that must be left, or all of them stay


def textured_enough(photo: np.ndarray, hole: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """Where a photo is not much smoother than what surrounds a hole.

    Args:
        photo: uint8 or uint16 (h, w, 3); what it holds in places that are not ``usable`` does not matter.
        hole: bool (h, w), to be filled.
        usable: bool (h, w), may be copied from.

    Returns:
        bool (h, w); true everywhere where hardly a usable place would be left.
    """
    weight = usable.astype(np.float32)
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32) * weight
    mean = cv2.blur(grey, (FINE, FINE)) / np.maximum(cv2.blur(weight, (FINE, FINE)), 1e-6)
    detail = cv2.blur(np.abs(grey - mean) * weight, (WIDE, WIDE)) / np.maximum(cv2.blur(weight, (WIDE, WIDE)), 1e-6)
    size = 2 * RIM + 1
    around = (cv2.dilate(hole.astype(np.uint8), np.ones((size, size), np.uint8)) > 0) & usable
    if not around.any():
        return np.ones_like(hole)
    lively = detail >= SHARE * np.percentile(detail[around], _BOUNDING_PERCENTILE)
    return lively if (lively & usable).sum() >= ENOUGH * usable.sum() else np.ones_like(hole)
