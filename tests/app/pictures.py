"""Small pictures with structure, drawn instead of shipped."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np


def discs(width: int = 160, height: int = 112, seed: int = 0) -> np.ndarray:
    """uint8 (height, width, 3): rows of shaded discs on a textured ground."""
    rng = np.random.default_rng(seed)
    ground = rng.normal(90, 12, (height, width, 3)).clip(0, 255).astype(np.uint8)
    picture = cv2.GaussianBlur(ground, (0, 0), 1.2)
    for row, y in enumerate(range(14, height, 28)):
        for x in range(14 + 14 * (row % 2), width, 28):
            colour = tuple(int(v) for v in rng.integers(60, 255, 3))
            cv2.circle(picture, (x, y), 11, colour, -1, cv2.LINE_AA)
            cv2.circle(picture, (x - 3, y - 3), 3, (250, 250, 250), -1, cv2.LINE_AA)
    return picture


def save(path: Path, picture: np.ndarray) -> Path:
    cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    return path
