"""Where a fill takes its pixels from, when somebody has said so: parts of the photo, near the hole or far away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from core.edgeconnect.holes import Box
from core.errors import ImageError
from core.matching import nnf

MOST = 2_000_000  # px; of a larger place only what lies nearest to the hole is searched
GAP = nnf.PATCH - 1  # rows between a window and what is laid below it, so that no patch sees both


def check_source(source: np.ndarray, barred: np.ndarray) -> np.ndarray:
    """``source`` as bool (h, w), thresholded at half its range, without what is ``barred``, bool (h, w): the hole, and
    what is fully transparent. Of very large places it is the part that lies nearest to what is barred.

    Raises:
        ImageError: another size, nothing that is left, or too little for a single patch.
    """
    if source.ndim == 3:
        source = source[..., :3].max(-1)
    (height, width), (own_height, own_width) = barred.shape, source.shape
    if source.shape != barred.shape:
        raise ImageError(
            "The place to take from is marked in {0} x {1} px, but the picture is {2} x {3} px; they must have the "
            "same size.", own_width, own_height, width, height,
        )  # fmt: skip
    if source.dtype != bool:
        source = source > (np.iinfo(source.dtype).max if np.issubdtype(source.dtype, np.integer) else 1) / 2
    usable = source & ~barred
    if not usable.any():
        raise ImageError("The place to take from marks nothing that is seen outside of the hole.")
    if usable.sum() > MOST:
        distance = cv2.distanceTransform((~barred).astype(np.uint8), cv2.DIST_L2, 5)
        usable &= distance <= np.partition(distance[usable], MOST)[MOST]
    if min(barred.shape) < nnf.PATCH or not nnf.valid_patches(usable).any():
        raise ImageError("The place to take from is too small; it needs {0} x {0} px outside of the hole.", nnf.PATCH)
    return usable


@dataclass(frozen=True)
class Sources:
    """What may be copied, cut out of the photo.

    Attributes:
        image: float32 (h, w, 3) in 0..1.
        usable: bool (h, w).
    """

    image: np.ndarray
    usable: np.ndarray

    @classmethod
    def cut(cls, pixels: Callable[[Box], np.ndarray], usable: np.ndarray, scale: float) -> Sources:
        """``usable``, bool (h, w), out of a picture, ``scale`` times as large.

        Args:
            pixels: gives a window of the picture, float32 (h, w, 3) in 0..1.
        """
        rows, columns = np.flatnonzero(usable.any(1)), np.flatnonzero(usable.any(0))
        box = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
        part, inside = pixels(box), usable[box]
        if scale < 1:
            size = tuple(max(1, round(side * scale)) for side in inside.shape[::-1])
            part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
            inside = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.999
        return cls(part, inside)

    def below(self, *planes: np.ndarray) -> list[np.ndarray]:
        """Pictures (h, w, 3) and bool planes (h, w) of a window with the sources laid below them: in the pictures
        their pixels, in the planes nothing."""
        return [self._laid(plane, self.image if plane.ndim == 3 else np.zeros_like(self.usable)) for plane in planes]

    def below_nothing(self, shape: tuple[int, ...]) -> np.ndarray:
        """bool: :attr:`usable` below a window of ``shape`` of which nothing is."""
        return self._laid(np.zeros(shape[:2], bool), self.usable)

    @staticmethod
    def _laid(window: np.ndarray, block: np.ndarray) -> np.ndarray:
        if window.dtype != block.dtype:
            top = np.iinfo(window.dtype).max
            block = (block * float(top) + 0.5).clip(0, top).astype(window.dtype)
        width = max(window.shape[1], block.shape[1])
        picture = window.ndim == 3

        def widened(plane: np.ndarray, below: int) -> np.ndarray:
            pad = [(0, below), (0, width - plane.shape[1])] + [(0, 0)] * picture
            return np.pad(plane, pad, mode="edge") if picture else np.pad(plane, pad)

        return np.concatenate([widened(window, GAP), widened(block, 0)])
