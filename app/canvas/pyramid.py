"""A picture at halved sizes, so that a large photo is drawn from about as many pixels as the screen has."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QImage

from app.qt_image import to_qimage

SMALLEST = 64  # px; levels end before a side gets smaller


class Pyramid:
    """Levels of a uint8 or uint16 picture (h, w, 3 or 4) with the profile ``icc``; level k is 2^k times smaller.

    Made when first drawn, for a screen of sRGB.
    """

    def __init__(self, array: np.ndarray, icc: bytes | None = None) -> None:
        self.height, self.width = array.shape[:2]
        self._arrays = [array]
        self._icc = icc
        self._images: dict[int, QImage] = {}

    @property
    def array(self) -> np.ndarray:
        """The picture itself."""
        return self._arrays[0]

    def bare(self) -> Pyramid:
        """The same picture with nothing made of it yet, for one that is seldom drawn."""
        return Pyramid(self._arrays[0], self._icc)

    def level_for(self, scale: float) -> int:
        """The level to draw at ``scale`` screen px per picture px: the smallest one that still has the detail."""
        if scale >= 1 or scale <= 0:
            return 0
        deepest = max(0, int(math.log2(max(1.0, min(self.width, self.height) / SMALLEST))))
        return min(int(math.log2(1 / scale)), deepest)

    def image(self, level: int) -> QImage:
        if level not in self._images:
            self._images[level] = to_qimage(self._array(level), self._icc)
        return self._images[level]

    def _array(self, level: int) -> np.ndarray:
        import cv2

        while len(self._arrays) <= level:
            last = self._arrays[-1]
            size = (max(1, last.shape[1] // 2), max(1, last.shape[0] // 2))
            self._arrays.append(cv2.resize(last, size, interpolation=cv2.INTER_AREA))
        return self._arrays[level]
