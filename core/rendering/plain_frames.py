"""Frames that need no content: the photo itself, and the photo plainly stretched."""

from __future__ import annotations

import cv2
import numpy as np

from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing
from core.rendering.engine import Canvas, Frame
from core.retarget.sampling import Pyramid


class PhotoFrames:
    """Draws canvases of the photo's own shape: at its own size the photo itself, bit for bit.

    Args:
        photo: (h, w, 3) or (h, w, 4). pyramid: of it.
        drawing: what is said to draw it.
    """

    def __init__(self, photo: np.ndarray, pyramid: Pyramid, drawing: Drawing) -> None:
        self._photo, self._pyramid, self._drawing = photo, pyramid, drawing

    def draw(self, canvas: Canvas) -> Frame:
        """See :class:`core.rendering.engine.Engine`."""
        size = canvas.geometry.height, canvas.geometry.width
        photo = self._photo if size == self._photo.shape[:2] else self._pyramid.at(*size)
        return Frame(photo.copy(), self._drawing)


class StretchFrames:
    """Draws the photo resized, or warped into a quad.

    Args:
        pyramid: of the photo.
    """

    def __init__(self, pyramid: Pyramid) -> None:
        self._pyramid = pyramid

    def draw(self, canvas: Canvas) -> Frame:
        """See :class:`core.rendering.engine.Engine`."""
        geometry = canvas.geometry
        picture = self._pyramid.at(geometry.source_height, geometry.source_width)
        return Frame(_stretch(picture, geometry), Drawing("stretch"))


def _stretch(photo: np.ndarray, geometry: CanvasGeometry) -> np.ndarray:
    """Plain resize or perspective warp."""
    if geometry.quad is not None:
        size = geometry.width, geometry.height
        centred = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])  # OpenCV counts from pixel centres
        matrix = np.linalg.inv(centred) @ geometry.homography @ centred
        return cv2.warpPerspective(photo, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    shrinks = geometry.width * geometry.height < geometry.source_width * geometry.source_height
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cv2.resize(photo, (geometry.width, geometry.height), interpolation=method)
