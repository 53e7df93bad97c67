"""What a handle shows while it moves: the photo, and around it its mirror image, softer the farther out."""

from __future__ import annotations

import cv2
import numpy as np

from core.extend.extend import Margins
from core.extend.native import margin_rectangles

SOFT = 0.2  # of the photo's shorter side: so far out nothing is left but soft colours
SHRUNK = 24  # by so much, and by SIGMA px of that, those are blurred
SIGMA = 1.5
MOST = 0.85  # share of the soft colours


def mirrored_preview(picture: np.ndarray, margins: Margins) -> np.ndarray:
    """A canvas (H, W, C) around a picture (h, w, C), uint8 or uint16, at once; inside it is the picture."""
    height, width = picture.shape[:2]
    left, right, top, bottom = margins.sides
    canvas = cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_REFLECT)
    high, wide = canvas.shape[:2]
    few = cv2.resize(canvas, (max(1, wide // SHRUNK), max(1, high // SHRUNK)), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(cv2.GaussianBlur(few, (0, 0), SIGMA), (wide, high), interpolation=cv2.INTER_LINEAR)
    y, x = np.arange(high), np.arange(wide)
    away_y = np.maximum(np.maximum(top - y, y - top - height + 1), 0)
    away_x = np.maximum(np.maximum(left - x, x - left - width + 1), 0)
    reach = max(1.0, SOFT * min(height, width))
    for rows, columns in margin_rectangles(canvas.shape, margins.sides):
        away = np.maximum(away_y[rows, None], away_x[None, columns])
        share = (MOST * np.minimum(away / reach, 1)).astype(np.float32)[..., None]
        part = canvas[rows, columns]
        canvas[rows, columns] = np.rint(part + share * (soft[rows, columns].astype(np.float32) - part))
    return canvas
