"""Synthetic photos for tests."""

import cv2
import numpy as np

from core.patterns.maps import CandidateMaps


def pebbles(height: int = 96, width: int = 128, seed: int = 0, dtype: type = np.uint8) -> np.ndarray:
    """RGB texture of blobs a few pixels across, different at every place."""
    noise = np.random.default_rng(seed).normal(0, 1, (height, width, 3)).astype(np.float32)
    blobs = cv2.GaussianBlur(noise, (0, 0), 2.0) * 6 + noise * 0.1
    top = np.iinfo(dtype).max
    return np.clip((np.tanh(blobs) * 0.5 + 0.5) * top, 0, top).astype(dtype)


def best_source(maps: CandidateMaps) -> tuple[np.ndarray, np.ndarray]:
    """int32 (H, W) rows and columns: the source of each pixel in the candidate that is farthest from its seam."""
    best = maps.seam.argmax(0)[None]
    rows = np.take_along_axis(np.asarray(maps.rows), best, 0)[0]
    columns = np.take_along_axis(np.asarray(maps.columns), best, 0)[0]
    return rows, columns
