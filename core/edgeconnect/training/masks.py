"""Hole masks for training and measuring. A mask is bool (h, w), True = hole."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from core.errors import ImageError

MASK_KINDS = ("rectangles", "strokes", "half", "files")


def hole_share(mask: np.ndarray) -> float:
    """Share of the picture that is hole, 0..1."""
    return float(mask.mean())


def rectangles(rng: np.random.Generator, height: int, width: int, count: int = 1) -> np.ndarray:
    """``count`` rectangles, each side a quarter to a half of the picture's."""
    mask = np.zeros((height, width), bool)
    for _ in range(count):
        h, w = (int(side * rng.uniform(0.25, 0.5)) for side in (height, width))
        top, left = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
        mask[top : top + h, left : left + w] = True
    return mask


def strokes(rng: np.random.Generator, height: int, width: int, share: float) -> np.ndarray:
    """Free-form brush strokes (after Yu et al., "Free-Form Image Inpainting", 2019, algorithm 1) until about ``share``
    of the picture is covered."""
    mask = np.zeros((height, width), np.uint8)
    side = min(height, width)
    for _ in range(40):
        if mask.mean() >= share * 0.97:
            break
        thickness = max(2, int(side * rng.uniform(0.04, 0.06 + 0.22 * share)))
        point = np.array([rng.uniform(0, width), rng.uniform(0, height)])
        angle = rng.uniform(0, 2 * np.pi)
        for _ in range(int(rng.integers(2, 9))):
            angle += rng.uniform(-0.9, 0.9) + (np.pi if rng.random() < 0.15 else 0.0)
            step = side * rng.uniform(0.06, 0.22)
            end = np.clip(point + step * np.array([np.cos(angle), np.sin(angle)]), 0, [width - 1, height - 1])
            start_xy, end_xy = ((int(p[0]), int(p[1])) for p in (point, end))
            cv2.line(mask, start_xy, end_xy, 1, thickness)
            cv2.circle(mask, end_xy, thickness // 2, 1, -1)
            point = end
            if mask.mean() >= share:
                break
    return mask.astype(bool)


def half(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """The left, right, upper or lower half."""
    mask = np.zeros((height, width), bool)
    side = int(rng.integers(4))
    if side < 2:
        mask[:, : width // 2] = True
    else:
        mask[: height // 2] = True
    return mask[::-1, ::-1].copy() if side % 2 else mask


def _grey(path: Path) -> np.ndarray | None:
    """uint8 (h, w), or None; OpenCV gets bytes, since it ends the program over a name that is not UTF-8."""
    data = np.frombuffer(path.read_bytes(), np.uint8)
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None


class MaskMaker:
    """Draws masks of mixed kinds.

    Args:
        kinds: which of :data:`MASK_KINDS` to mix; strokes count twice.
        shares: range of the hole share for strokes.
        files: folder of mask pictures (white = hole) for the kind "files".

    Raises:
        ImageError: the folder holds no readable mask.
    """

    def __init__(
        self,
        kinds: tuple[str, ...] = ("rectangles", "strokes"),
        shares: tuple[float, float] = (0.08, 0.5),
        files: Path | None = None,
    ) -> None:
        self._kinds = tuple(kinds) + ("strokes",) * ("strokes" in kinds)
        self._shares = shares
        self._files: list[np.ndarray] = []
        if files is not None:
            self._kinds += ("files",)
            pictures = (_grey(p) for p in sorted(files.glob("*")) if p.is_file())
            self._files = [p > 127 for p in pictures if p is not None]
            if not self._files:
                raise ImageError("There is no readable mask in {0}.", files)

    def __call__(self, rng: np.random.Generator, height: int, width: int) -> np.ndarray:
        """bool (height, width) with at least one hole pixel and one known pixel."""
        kind = self._kinds[int(rng.integers(len(self._kinds)))]
        if kind == "rectangles":
            mask = rectangles(rng, height, width, int(rng.integers(1, 4)))
        elif kind == "half":
            mask = half(rng, height, width)
        elif kind == "files":
            drawn = self._files[int(rng.integers(len(self._files)))].astype(np.uint8)
            mask = cv2.resize(drawn, (width, height), interpolation=cv2.INTER_NEAREST) > 0
        else:
            mask = strokes(rng, height, width, float(rng.uniform(*self._shares)))
        if not mask.any() or mask.all():
            mask = rectangles(rng, height, width)
        return mask
