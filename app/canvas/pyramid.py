"""A picture at halved sizes, so that a large photo is drawn from about as many pixels as the screen has."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from app.platform.qt_image import to_qimage
from core.selection.region import Region

SMALLEST = 64  # px; levels end before a side gets smaller


class DisplayPyramid:
    """Levels of a uint8 or uint16 picture (h, w, 3 or 4) with the profile ``icc``; level k is 2^k times smaller.

    Made when first drawn, for a screen of sRGB.
    """

    def __init__(self, array: np.ndarray, icc: bytes | None = None) -> None:
        self.height, self.width = array.shape[:2]
        self._arrays = [array]
        self._icc = icc
        self._images: dict[int, QImage] = {}
        self._ahead: tuple[Region, Callable[[Region], np.ndarray]] | None = None  # shown, and not in the array so far

    def pixel(self, x: int, y: int) -> np.ndarray:
        """The values that are shown at column ``x`` of row ``y``."""
        if self._ahead is not None:
            region, read = self._ahead
            if region.left <= x < region.right and region.top <= y < region.bottom:
                return read(Region(x, y, x + 1, y + 1))[0, 0]
        return self._arrays[0][y, x]

    def bare(self) -> DisplayPyramid:
        """The same picture with nothing made of it yet, for one that is seldom drawn."""
        return DisplayPyramid(self._arrays[0], self._icc)

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

    def patch(self, region: Region, read: Callable[[Region], np.ndarray], array: np.ndarray | None = None) -> None:
        """Show other pixels in ``region``: only the levels that were drawn already change, and only there.

        Args:
            read: gives the picture of any region within it, (h, w, 3 or 4), as it is now.
            array: the whole picture as it is now; None while it is about to change again.
        """
        if array is not None:
            self._arrays[0], self._ahead = array, None
        else:
            self._ahead = region if self._ahead is None else region.united(self._ahead[0]), read
        self._put(0, region, read(region) if 0 in self._images else None)
        for level in range(1, len(self._arrays)):
            above, own = self._arrays[level - 1].shape, self._arrays[level]
            down, across = above[0] / own.shape[0], above[1] / own.shape[1]
            region = Region(
                int(region.left / across), int(region.top / down),
                math.ceil(region.right / across), math.ceil(region.bottom / down),
            ).clipped(own.shape[1], own.shape[0])  # fmt: skip
            seen = Region(
                int(region.left * across), int(region.top * down),
                math.ceil(region.right * across), math.ceil(region.bottom * down),
            ).clipped(above[1], above[0])  # fmt: skip
            part = read(seen) if level == 1 else self._arrays[level - 1][seen.slices]
            own[region.slices] = _shrunk(part, seen, region, across, down)
            self._put(level, region, own[region.slices])

    def _put(self, level: int, region: Region, part: np.ndarray | None) -> None:
        if level in self._images and part is not None and not region.empty:
            painter = QPainter(self._images[level])
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(region.left, region.top, to_qimage(part, self._icc))
            painter.end()

    def _array(self, level: int) -> np.ndarray:
        import cv2

        while len(self._arrays) <= level:
            last = self._arrays[-1]
            size = (max(1, last.shape[1] // 2), max(1, last.shape[0] // 2))
            self._arrays.append(cv2.resize(last, size, interpolation=cv2.INTER_AREA))
        return self._arrays[level]


def holds(box: QRectF, at: QPointF) -> bool:
    """Whether ``at`` lies on a pixel of ``box``, where a picture is drawn: not on its right or lower side."""
    return box.contains(at) and at.x() < box.right() and at.y() < box.bottom()


def _shrunk(part: np.ndarray, seen: Region, region: Region, across: float, down: float) -> np.ndarray:
    """``part``, the picture of ``seen``, as it looks in ``region`` of the next level, whose pixels are ``across`` by
    ``down`` of its own: a little more than 2 where a side is odd."""
    import cv2

    pairs = cv2.blur(np.ascontiguousarray(part), (2, 2), anchor=(0, 0), borderType=cv2.BORDER_REPLICATE)
    to_pairs = np.array([
        [across, 0, (region.left + 0.5) * across - 1 - seen.left],
        [0, down, (region.top + 0.5) * down - 1 - seen.top],
    ])  # fmt: skip
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        pairs, to_pairs, (region.width, region.height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
