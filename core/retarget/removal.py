"""A photo without what the user removes, made of the photo's own pixels, before it is warped."""

from __future__ import annotations

import cv2
import numpy as np

from core.image_io.photo import to_8_bit
from core.patterns.objects import around, background
from core.retarget.importance import mask_at

SIDE = 384  # px, long side of the copy on which it is decided what stands in its place
FEATHER = 2.0  # px at that size


def without_removed(photo: np.ndarray, remove: np.ndarray) -> np.ndarray:
    """The photo (h, w, C), uint8 or uint16, with other parts of it where ``remove`` (bool (h, w)) is marked.

    The photo itself where all of it would go.
    """
    height, width = photo.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    small = to_8_bit(np.ascontiguousarray(cv2.resize(photo[..., :3], (columns, rows), interpolation=cv2.INTER_AREA)))
    hole = around(mask_at(remove, rows, columns))
    found = background(small, hole)
    if found is None:
        return photo
    share = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), FEATHER)
    share = np.maximum(share, mask_at(remove, rows, columns))
    y, x = np.nonzero(cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR) > 0)
    if not len(y):
        return photo
    at_y, at_x = np.minimum((y * rows) // height, rows - 1), np.minimum((x * columns) // width, columns - 1)
    from_y = np.clip(y + np.rint((found[0][at_y, at_x] - at_y) * (height / rows)).astype(np.int64), 0, height - 1)
    from_x = np.clip(x + np.rint((found[1][at_y, at_x] - at_x) * (width / columns)).astype(np.int64), 0, width - 1)
    weight = cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)[y, x, None]
    result = photo.copy()
    result[y, x] = np.rint(photo[from_y, from_x] * weight + photo[y, x] * (1 - weight)).astype(photo.dtype)
    return result
