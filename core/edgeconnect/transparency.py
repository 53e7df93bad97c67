"""Holes in pictures with transparency: what is not seen is not copied, and what was see-through stays so."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import torch

from core.edgeconnect.diffusion import push_pull

RIM = 8  # px around a hole whose alpha tells that of the hole


def hidden_pixels(alpha: np.ndarray | None, hole: np.ndarray) -> np.ndarray:
    """bool (h, w): known pixels that nobody sees, whose colours mean nothing; none where no other would be left."""
    if alpha is None:
        return np.zeros_like(hole)
    hidden = (alpha == 0) & ~hole
    return hidden if (~hidden & ~hole).any() else np.zeros_like(hole)


def without_hidden(pixels: np.ndarray, hidden: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """``pixels``, float32 (h, w, 3), with the colours of what is seen carried on smoothly under what is not."""
    if not hidden.any():
        return pixels
    image = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))[None]
    mask = torch.from_numpy((hidden | hole).astype(np.float32))[None, None]
    smooth = push_pull(image, mask)[0].permute(1, 2, 0).numpy()
    return np.where(hidden[..., None], smooth, pixels)


def alpha_in(alpha: np.ndarray, hole: np.ndarray, fill: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The alpha that goes on in a hole, like ``alpha`` (h, w).

    Args:
        hole: bool (h, w).
        fill: fills the hole of a picture (h, w, 3) like ``alpha``; asked only where the hole's rim is of several kinds.
    """
    result = alpha.copy()
    size = 2 * RIM + 1
    count, labels = cv2.connectedComponents(hole.astype(np.uint8), connectivity=8)
    filled: np.ndarray | None = None
    for number in range(1, count):
        own = labels == number
        around = (cv2.dilate(own.astype(np.uint8), np.ones((size, size), np.uint8)) > 0) & ~hole
        values = alpha[around] if around.any() else alpha[~hole]
        if values.min() == values.max():
            result[own] = values[0]
            continue
        if filled is None:
            filled = fill(np.repeat(alpha[..., None], 3, 2))[..., 0]
        result[own] = filled[own]
    return result
