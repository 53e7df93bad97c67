"""Synthetic photos and importance maps for tests of reshaping."""

import cv2
import numpy as np


def box_map(*boxes: tuple[int, int, int, int], height: int = 90, width: int = 120) -> np.ndarray:
    """Importance: 1 in boxes (top, bottom, left, right), 0 elsewhere."""
    values = np.zeros((height, width), np.float32)
    for top, bottom, left, right in boxes:
        values[top:bottom, left:right] = 1
    return values


def importance_maps() -> dict[str, np.ndarray]:
    y, x = np.mgrid[:90, :120]
    noise = np.random.default_rng(0).random((90, 120)).astype(np.float32)
    return {
        "empty": box_map(),
        "full": box_map() + 1,
        "left": box_map((20, 70, 0, 40)),
        "islands": box_map((12, 28, 12, 28), (52, 68, 42, 58), (22, 38, 87, 103)),
        "noise": noise,
        "soft": np.exp(-((y - 40.0) ** 2 + (x - 70.0) ** 2) / 400).astype(np.float32),
        "rim": np.maximum(box_map((20, 70, 40, 100)), 0.3 * box_map((30, 60, 0, 12), (0, 90, 108, 113))),
        "middle": np.maximum(0.8 * box_map((30, 60, 45, 75)), 0.1 * noise),
    }


def emblem(height: int = 200, width: int = 300, at: tuple[int, int] = (110, 100), radius: int = 34) -> np.ndarray:
    """uint8 (h, w, 3): a round emblem with inner detail on a plain, softly shaded ground."""
    y, x = np.mgrid[:height, :width]
    ground = np.stack([90 + 30 * x / width, 120 + 30 * y / height, 150 - 20 * x / width], -1)
    picture = np.rint(ground).astype(np.uint8)
    cv2.circle(picture, at, radius, (235, 230, 220), -1, cv2.LINE_AA)
    cv2.circle(picture, at, round(radius * 0.7), (170, 30, 40), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (at[0] - radius // 4, at[1] - radius // 2), (at[0], at[1] + radius // 2), (240, 220, 60), -1)
    cv2.line(picture, (at[0] - radius // 2, at[1]), (at[0] + radius // 2, at[1] - radius // 4), (20, 60, 160), 3)
    return picture


def disc_map(height: int, width: int, at: tuple[int, int], radius: int) -> np.ndarray:
    """float32 (h, w): 1 in a disc around (x, y)."""
    return cv2.circle(np.zeros((height, width), np.float32), at, radius, 1.0, -1)


def grass(height: int, width: int, seed: int = 0, tone: tuple[int, int, int] = (80, 130, 60)) -> np.ndarray:
    """uint8 (h, w, 3): a stationary texture of blades some three pixels across."""
    dice = np.random.default_rng(seed)
    blades = cv2.GaussianBlur(dice.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 1.3)
    blades *= 14 / float(blades.std())
    tint = dice.normal(0, 1.5, (height, width, 3))  # more colours than a drawing has
    return np.clip(np.asarray(tone, np.float32) + blades[..., None] + tint, 0, 255).astype(np.uint8)


EMBLEM_IN_MEADOW = (310, 120), 42  # (x, y) and radius


def meadow(height: int = 256, width: int = 384) -> np.ndarray:
    """uint8 (h, w, 3): grass, and from column 250 on an emblem on smooth ground with a little noise."""
    picture = grass(height, width)
    at, radius = EMBLEM_IN_MEADOW
    noise = np.random.default_rng(3).integers(0, 3, (height, width, 1)).astype(np.uint8)
    picture[:, 250:] = (emblem(height, width, at, radius - 2) + noise)[:, 250:]
    return picture
