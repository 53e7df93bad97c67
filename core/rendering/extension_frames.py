"""Frames that leave the photo as it is and fill what is new around it."""

from __future__ import annotations

import numpy as np

from core.extend.extend import LEAST_PHOTO, MOST, Extender, margins_by_share
from core.extend.preview import mirrored_preview
from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing, Marks
from core.rendering.engine import Canvas, Frame
from core.retarget.sampling import Pyramid
from core.retarget.subject import Subject


def can_extend(geometry: CanvasGeometry) -> bool:
    """Whether a canvas at the photo's own size is one that a photo is extended to."""
    width, height = geometry.source_width, geometry.source_height
    grows = width <= geometry.width <= MOST * width and height <= geometry.height <= MOST * height
    return geometry.quad is None and grows and min(width, height) >= LEAST_PHOTO


class ExtensionFrames:
    """Draws one photo with these marks. Belongs to one thread.

    Args:
        photo: (h, w, 3) or (h, w, 4). pyramid: of it.
        marks: what is protected and what is removed is not shown again.
        subject: see :class:`core.extend.extend.Extender`.
    """

    def __init__(
        self, photo: np.ndarray, pyramid: Pyramid, marks: Marks | None, subject: Subject | None
    ) -> None:
        self._photo, self._pyramid, self._marks, self._subject = photo, pyramid, marks, subject
        self._extender: Extender | None = None

    def draw(self, canvas: Canvas) -> Frame:
        """See :class:`core.rendering.engine.Engine`; what is not to be refined is a mirrored quick look."""
        picture = self._pyramid.at(canvas.geometry.source_height, canvas.geometry.source_width)
        margins, of = (
            margins_by_share(g.source_width, g.source_height, g.width, g.height, canvas.place)
            for g in (canvas.geometry, canvas.whole)
        )
        if not canvas.refine:
            return Frame(mirrored_preview(picture, margins), Drawing("extension"))
        if self._extender is None:
            self._extender = self._made()
        pixels, alpha = _parted(picture)
        image = self._extender.draw(pixels, margins, of, checkpoint=canvas.checkpoint)
        if alpha is not None:
            image = np.dstack([image, margins.carried_outwards(alpha)])
        return Frame(image, Drawing("extension", refined=True))

    def _made(self) -> Extender:
        apart = None
        for mask in () if self._marks is None else (self._marks.protect, self._marks.remove):
            if mask is not None:
                apart = mask if apart is None else apart | mask
        pixels, alpha = _parted(self._photo)
        return Extender(pixels, alpha, self._subject, apart)


def _parted(photo: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """(h, w, 3) pixels and (h, w) alpha or None, of (h, w, 3) or (h, w, 4)."""
    return np.ascontiguousarray(photo[..., :3]), photo[..., 3] if photo.shape[2] == 4 else None
