"""What must stay whole when a picture is reshaped: detail that the rest of the picture could not replace."""

from __future__ import annotations

import cv2
import numpy as np

COPY_SIDE = 44  # px, long side of the copy on which distinctness is measured
PATCH = 5
_NEIGHBOURS = 4  # how far a patch is from so many-th nearest one elsewhere is its distinctness


def importance(photo: np.ndarray, protect: np.ndarray | None = None, remove: np.ndarray | None = None) -> np.ndarray:
    """How much each pixel matters for the layout.

    The product of detail (smoothed gradient energy) and distinctness (distance to the 4th nearest patch elsewhere in
    the picture, after Margolin, Tal, Zelnik-Manor, "What Makes a Patch Distinct?", CVPR 2013): a lone penguin has both,
    each cobble of a street has detail only, an even sky neither.

    Args:
        photo: uint8 (h, w, 3).
        protect, remove: bool (h, w) painted by the user: importance 1 and 0 there.

    Returns:
        float32 (h, w) in 0..1.
    """
    height, width = photo.shape[:2]
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32)
    energy = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    sigma = max(1.0, max(height, width) / 64)
    detail = np.asarray(cv2.GaussianBlur(np.minimum(energy, 200), (0, 0), sigma), np.float32)
    detail = np.clip(detail / max(1e-6, float(np.percentile(detail, 99))), 0, 1) ** 0.5
    values = cv2.GaussianBlur(detail * cv2.resize(distinctness(photo), (width, height)), (0, 0), sigma)
    # Objects stand out from the rest; where everything is equally busy (a texture), nothing is an object.
    rest, top = (float(value) for value in np.percentile(np.asarray(values), (30, 99.5)))
    standing_out = min(1.0, 2 * (top - rest) / max(top, 0.15))
    result = np.clip((np.asarray(values, np.float32) - rest) / max(top - rest, 1e-3), 0, 1) * np.float32(standing_out)
    if protect is not None:
        result[protect] = 1
    if remove is not None:
        result[remove] = 0
    return result


def solid(importance: np.ndarray, level: float) -> np.ndarray:
    """The same map with islands filled: the even flank of an animal moves with its outline.

    Args:
        importance: float32 (h, w) in 0..1.
        level: from which a pixel belongs to an island. Those at the picture's border are left as they are: what they
            enclose is as often the ground between two things.

    Returns:
        float32 (h, w), nowhere lower: inside an island at least the median of what stands out in it.
    """
    height, width = importance.shape
    mask = (importance > level).astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    result = importance.copy()
    for outline in outlines:
        left, top, across, down = cv2.boundingRect(outline)
        if left == 0 or top == 0 or left + across == width or top + down == height:
            continue
        filled = cv2.drawContours(np.zeros_like(mask), [outline], -1, 1, cv2.FILLED) > 0
        result[filled] = np.maximum(result[filled], np.median(importance[filled & (mask > 0)]))
    return result


def distinctness(photo: np.ndarray) -> np.ndarray:
    """float32 (small copy) in 0..1: colour distance of each patch to its 4th nearest patch that does not overlap it."""
    factor = COPY_SIDE / max(photo.shape[:2])
    size = max(PATCH, round(photo.shape[1] * factor)), max(PATCH, round(photo.shape[0] * factor))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    margin = PATCH // 2
    framed = cv2.copyMakeBorder(lab, margin, margin, margin, margin, cv2.BORDER_REFLECT_101)
    windows = np.lib.stride_tricks.sliding_window_view(framed, (PATCH, PATCH), (0, 1))
    patches = windows.reshape(size[0] * size[1], -1).astype(np.float32)
    squares = (patches**2).sum(1)
    distance = np.maximum(squares[:, None] + squares - 2 * patches @ patches.T, 0)
    y, x = np.divmod(np.arange(len(patches)), size[0])
    near = (np.abs(y[:, None] - y) <= PATCH) & (np.abs(x[:, None] - x) <= PATCH)
    distance[near] = np.inf
    nearest = min(_NEIGHBOURS, len(patches) - 1)
    fourth = np.partition(distance, nearest, axis=1)[:, nearest]
    fourth[~np.isfinite(fourth)] = 0
    per_pixel = np.sqrt(fourth / (PATCH * PATCH)).reshape(size[1], size[0])
    return np.clip(per_pixel / 40, 0, 1).astype(np.float32)  # 40 Lab units: another colour to every eye
