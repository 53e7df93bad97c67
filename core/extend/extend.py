"""More canvas around a photo: what is asked for, what is refused, and the result."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from core.control import Cancelled, Progress, ProgressCallback
from core.edgeconnect.inpainter import Inpainter
from core.errors import GeometryError, ImageError
from core.extend.growing import Sources, grow
from core.extend.mending import joints_that_show, mended
from core.extend.native import at_native_size
from core.geometry import MAX_SIDE
from core.image_io.photo import to_8_bit
from core.patches.importance import importance
from core.retarget.subject import Subject

MOST = 3  # a side may become so many times as long: beyond it nothing is left of the photo's say
WORKING_SIDE = 256  # px, long side of the copy on which it is decided what is shown where
FINISHING = 60  # steps of the progress for what comes after that
LEAST_PHOTO = 16  # px, shortest side of a photo that says anything about its surroundings

Place = Literal["center", "left", "right", "top", "bottom"]


@dataclass(frozen=True)
class Margins:
    """How much is added on each side of a photo, px."""

    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0

    def size(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) of the canvas of a photo of ``width`` x ``height`` px."""
        return self.left + width + self.right, self.top + height + self.bottom

    def check(self, width: int, height: int) -> None:
        """Refuse what cannot be done for a photo of ``width`` x ``height`` px.

        Raises:
            GeometryError: nothing or less than nothing is added, or too much.
        """
        if min(self.left, self.right, self.top, self.bottom) < 0:
            raise GeometryError("Extending only adds to a photo; what is added on a side cannot be negative.")
        if not (self.left or self.right or self.top or self.bottom):
            raise GeometryError("Nothing is to be added on any side; the photo already has this size.")
        if min(width, height) < LEAST_PHOTO:
            raise GeometryError(f"The photo is smaller than {LEAST_PHOTO} px, so there is nothing to extend it from.")
        wide, high = self.size(width, height)
        if wide > MOST * width or high > MOST * height:
            raise GeometryError(
                f"{wide} x {high} px is too large for a photo of {width} x {height} px; "
                f"each side may become {MOST} times as long."
            )
        if max(wide, high) > MAX_SIDE:
            raise GeometryError(f"{wide} x {high} px is too large; a side may have up to {MAX_SIDE} px.")


def margins_for(width: int, height: int, wide: int, high: int, place: Place = "center") -> Margins:
    """The margins that make ``wide`` x ``high`` px of a photo of ``width`` x ``height`` px.

    Args:
        place: where the photo lies; "left" keeps it at the left and in the middle of the height, and so on.

    Raises:
        GeometryError: the canvas is smaller than the photo.
    """
    if wide < width or high < height:
        raise GeometryError(
            f"{wide} x {high} px is smaller than the photo's {width} x {height} px; extending only adds to a photo."
        )
    across, down = wide - width, high - height
    left = {"left": 0, "right": across}.get(place, across // 2)
    top = {"top": 0, "bottom": down}.get(place, down // 2)
    return Margins(left, across - left, top, down - top)


@dataclass(frozen=True)
class ExtendResult:
    """A photo with more canvas around it.

    Attributes:
        image: uint8 or uint16 (h, w, 3), like the photo; inside :attr:`inside` bit-identical to it.
        alpha: (h, w) like ``image``, or None; what the photo's border has, carried outwards.
        inside: rows and columns where the photo lies.
        seconds: time it took.
    """

    image: np.ndarray
    alpha: np.ndarray | None
    inside: tuple[slice, slice]
    seconds: float


def extend(
    pixels: np.ndarray,
    margins: Margins,
    alpha: np.ndarray | None = None,
    *,
    subject: Subject | None = None,
    inpainter: Inpainter | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: ProgressCallback | None = None,
) -> ExtendResult:
    """Add canvas around a photo and fill it as the photo would go on.

    Args:
        pixels: uint8 or uint16 (h, w, 3) RGB.
        margins: what is added.
        alpha: (h, w) like ``pixels``, or None.
        subject: what must not be shown a second time.
        inpainter: draws joints that show, before patches finish them; None leaves both to the patches.
        seed: another number, another fill.

    Raises:
        ImageError: no picture.
        GeometryError: see :meth:`Margins.check`.
        Cancelled: ``cancelled()`` became true.
    """
    began = time.monotonic()
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype not in (np.uint8, np.uint16):
        raise ImageError("The picture must be RGB with 8 or 16 bits.")
    height, width = pixels.shape[:2]
    margins.check(width, height)
    full = margins.left, margins.right, margins.top, margins.bottom

    def checkpoint() -> None:
        if cancelled():
            raise Cancelled

    def tell(done: int, total: int, text: str) -> None:
        if on_progress is not None:
            on_progress(Progress(done, total, text))

    scale = min(1.0, WORKING_SIDE / max(height, width))
    small = max(1, round(height * scale)), max(1, round(width * scale))
    shares = [max(1, round(each * scale)) if each else 0 for each in full]
    steps = sum(shares)
    tell(0, steps + FINISHING, "looking for what goes on")
    sources = _sources(pixels, alpha, subject, small)
    grown = grow(
        sources, (shares[0], shares[1], shares[2], shares[3]), seed, checkpoint,
        lambda done, _total: tell(done, steps + FINISHING, "extending"),
    )  # fmt: skip
    tell(steps, steps + FINISHING, "drawing at full size")
    canvas = at_native_size(grown, pixels, full, checkpoint)
    inside = slice(margins.top, margins.top + height), slice(margins.left, margins.left + width)
    tell(steps + FINISHING // 2, steps + FINISHING, "mending joints")
    joints = joints_that_show(grown, sources)
    canvas = mended(canvas, inside, joints, sources.usable & ~sources.heads, inpainter, seed, checkpoint)
    tell(steps + FINISHING, steps + FINISHING, "extended")
    around = (margins.top, margins.bottom), (margins.left, margins.right)
    grown_alpha = None if alpha is None else np.pad(alpha, around, mode="edge")
    return ExtendResult(canvas, grown_alpha, inside, time.monotonic() - began)


def _sources(
    pixels: np.ndarray, alpha: np.ndarray | None, subject: Subject | None, small: tuple[int, int]
) -> Sources:
    """The copy of a photo on which it is decided what is shown where."""
    height, width = small
    photo = to_8_bit(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA))
    usable = np.ones(small, bool)
    if alpha is not None:
        opaque = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA) > np.iinfo(alpha.dtype).max // 2
        usable = opaque if opaque.any() else usable
    saliency, heads = np.zeros(small, np.float32), np.zeros(small, bool)
    if subject is not None:
        saliency = cv2.resize(subject.saliency, (width, height), interpolation=cv2.INTER_LINEAR)
        heads = subject.head_mask(height, width)
    return Sources(photo, importance(photo), saliency, heads, usable)
