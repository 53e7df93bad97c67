"""A stroke over a blemish that is healed without being shown a source."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core.control import ProgressCallback
from core.selection.brush import Brush, Coverage
from core.selection.region import Region

if TYPE_CHECKING:
    from core.edgeconnect.inpainter import Inpainter

LEAST_MARGIN = 96  # px around the stroke that the fill may look at, or twice as much as the stroke is large
SEEN_WHOLE = 384  # px, longest side of a photo that it looks at as a whole
_STROKE_SHADE = 0.45  # how much darker a photo is seen under a stroke that is not healed yet


class SpotStroke(Coverage):
    """A stroke over a photo, which it only reads; what lies under it is filled once it has ended.

    Args:
        pixels: uint8 or uint16 (h, w, 3).
        alpha: (h, w) of the same type, or None. It is never changed.
        brush: its coverage is the edge of the fill.
        opacity: 0..1.
    """

    def __init__(self, pixels: np.ndarray, alpha: np.ndarray | None, brush: Brush, opacity: float = 1.0) -> None:
        super().__init__(pixels.shape, brush)
        self.pixels, self.alpha, self.opacity = pixels, alpha, opacity

    def picture(self, region: Region, before: np.ndarray | None = None) -> np.ndarray:
        """The photo with a veil where the stroke is, (h, w, 3) of its type; ``region`` must lie within it.

        Args:
            before: what ``region`` looks like without the stroke; None for the photo.
        """
        before = self.pixels[region.slices] if before is None else before
        covered = self._coverage[region.slices]
        shade = 1 - covered[..., None] * np.float32(_STROKE_SHADE / 255)
        return (before * shade + 0.5).astype(before.dtype)

    def healed(
        self, inpainter: Inpainter, cancelled: Callable[[], bool], on_progress: ProgressCallback | None = None
    ) -> np.ndarray:
        """What the photo is to be in :attr:`dirty`, (h, w, 3) of its type.

        Raises:
            ImageError: the stroke covers all of a photo.
            Cancelled: ``cancelled()`` became true.
        """
        from core.edgeconnect.request import EXACT, InpaintRequest

        height, width = self._coverage.shape
        side = max(height, width)
        margin = side if side <= SEEN_WHOLE else max(LEAST_MARGIN, 2 * max(self.dirty.width, self.dirty.height))
        region = self.dirty.grown(margin).clipped(width, height)
        alpha = None if self.alpha is None else np.ascontiguousarray(self.alpha[region.slices])
        request = InpaintRequest(
            np.ascontiguousarray(self.pixels[region.slices]), self._coverage[region.slices] > 0, alpha,
            blend=EXACT,
        )  # fmt: skip
        fill = inpainter.fill(request, cancelled, on_progress).image
        top, left = self.dirty.top - region.top, self.dirty.left - region.left
        fill = fill[top : top + self.dirty.height, left : left + self.dirty.width]
        before = self.pixels[self.dirty.slices]
        weight = self._coverage[self.dirty.slices][..., None] * np.float32(self.opacity / 255)
        mixed = before + weight * (fill.astype(np.float32) - before) + 0.5
        return np.where(weight > 0, mixed, before).astype(fill.dtype)
