"""More canvas around a photo: what is asked for, what is refused, and the result."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from core.control import Cancelled, Progress, ProgressCallback
from core.errors import GeometryError, ImageError
from core.extend.growing import Grown, SourceMaps, grow
from core.extend.native import drawn_at_full_size
from core.extend.seam_repair import repair_seams, visible_seams
from core.geometry import MAX_SIDE
from core.image_io.photo import to_8_bit
from core.matching.distinctness import importance
from core.retarget.importance import mask_at
from core.retarget.subject import Subject
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.edgeconnect.inpainter import Inpainter

MOST = 3  # a side may become so many times as long: beyond it nothing is left of the photo's say
WORKING_SIDE = 256  # px, long side of the copy on which it is decided what is shown where
LEAST_WORKING = 8  # px, its short side
FINISHING = 60  # steps of the progress for what comes after that
REMEMBERED = 2  # decisions
LARGEST_REMEMBERED = 12_000_000  # values of the last picture: one for a screen, which is drawn again and again
HAIR, HAIR_SHARE = 1.6, 0.25  # of a head's box, what is around a head; and how much of the subject that counts as
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

    @property
    def sides(self) -> tuple[int, int, int, int]:
        """Left, right, top, bottom."""
        return self.left, self.right, self.top, self.bottom

    def inside(self, height: int, width: int) -> tuple[slice, slice]:
        """Rows and columns of the canvas where the photo lies."""
        return slice(self.top, self.top + height), slice(self.left, self.left + width)

    def carried_outwards(self, alpha: np.ndarray) -> np.ndarray:
        """The (h, w) transparency of a canvas: what the photo has at its border, so that a cut-out stays one."""
        return np.pad(alpha, ((self.top, self.bottom), (self.left, self.right)), mode="edge")

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
            raise GeometryError("The photo is smaller than {0} px, so there is nothing to extend it from.", LEAST_PHOTO)
        wide, high = self.size(width, height)
        if wide > MOST * width or high > MOST * height:
            raise GeometryError(
                "{0} x {1} px is too large for a photo of {2} x {3} px; each side may become {4} times as long.",
                wide,
                high,
                width,
                height,
                MOST,
            )
        if max(wide, high) > MAX_SIDE:
            raise GeometryError("{0} x {1} px is too large; a side may have up to {2} px.", wide, high, MAX_SIDE)


def margins_by_share(width: int, height: int, wide: int, high: int, share: tuple[float, float]) -> Margins:
    """The margins that make ``wide`` x ``high`` px of a photo, which is not larger.

    Args:
        share: how much of what is added lies left of and above the photo, 0..1.
    """
    left, top = (round(part * more) for part, more in zip(share, (wide - width, high - height)))
    return Margins(left, wide - width - left, top, high - height - top)


def margins_for(width: int, height: int, wide: int, high: int, place: Place = "center") -> Margins:
    """The margins that make ``wide`` x ``high`` px of a photo of ``width`` x ``height`` px.

    Args:
        place: where the photo lies; "left" keeps it at the left and in the middle of the height, and so on.

    Raises:
        GeometryError: the canvas is smaller than the photo.
    """
    if wide < width or high < height:
        raise GeometryError(
            "{0} x {1} px is smaller than the photo's {2} x {3} px; extending only adds to a photo.",
            wide,
            high,
            width,
            height,
        )
    share = {"left": 0.0, "right": 1.0}.get(place, 0.5), {"top": 0.0, "bottom": 1.0}.get(place, 0.5)
    return margins_by_share(width, height, wide, high, share)


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


class Extender:
    """One photo, extended by any margins. Belongs to one thread.

    What is shown where is decided on a small copy of the photo and remembered, so that a preview and the picture at
    full size show the same.

    Args:
        pixels: uint8 or uint16 (h, w, 3) RGB, at least :data:`LEAST_PHOTO` px in each direction.
        alpha: (h, w) like ``pixels``, or None; what is transparent is not copied.
        subject: what must not be shown a second time.
        apart: bool (h, w), more that must not, or None.
    """

    def __init__(
        self, pixels: np.ndarray, alpha: np.ndarray | None = None, subject: Subject | None = None,
        apart: np.ndarray | None = None,
    ) -> None:  # fmt: skip
        height, width = pixels.shape[:2]
        self._scale = min(1.0, max(WORKING_SIDE / max(height, width), LEAST_WORKING / min(height, width)))
        self._small = max(1, round(height * self._scale)), max(1, round(width * self._scale))
        self._sources = _sources(pixels, alpha, subject, apart, self._small)
        self._drawn: tuple[tuple[tuple[int, ...], Margins, Margins, int], np.ndarray] | None = None
        self._grown: OrderedDict[tuple[Margins, int], tuple[Grown, np.ndarray]] = OrderedDict()

    def draw(
        self,
        picture: np.ndarray,
        margins: Margins,
        of: Margins | None = None,
        *,
        inpainter: Inpainter | None = None,
        seed: int = 0,
        checkpoint: Callable[[], None] = lambda: None,
        on_progress: ProgressCallback | None = None,
    ) -> np.ndarray:
        """The extended picture, like ``picture``.

        Args:
            picture: the photo (h', w', 3), at its own size or smaller.
            margins: of that.
            of: of the photo at its own size, where ``picture`` is smaller.
            inpainter, seed: see :func:`extend`.
            checkpoint: called often; may raise to cancel.
        """
        of = margins if of is None else of
        key = picture.shape[:2], margins, of, seed
        if self._drawn is not None and inpainter is None and self._drawn[0] == key:
            return self._drawn[1].copy()
        small = Margins(*(max(1, round(each * self._scale)) if each else 0 for each in of.sides))
        steps = sum(small.sides)

        def tell(done: int, doing: Sentence) -> None:
            if on_progress is not None:
                on_progress(Progress(done, steps + FINISHING, doing))

        if (small, seed) not in self._grown:
            tell(0, Sentence("looking for what goes on"))
            extending = Sentence("extending")
            grown = grow(self._sources, small.sides, seed, checkpoint, lambda done, _total: tell(done, extending))
            self._grown[small, seed] = grown, visible_seams(grown, self._sources)
            while len(self._grown) > REMEMBERED:
                self._grown.popitem(last=False)
        self._grown.move_to_end((small, seed))
        grown, joints = self._grown[small, seed]
        tell(steps, Sentence("drawing at full size"))
        canvas = drawn_at_full_size(grown, picture, margins.sides, checkpoint)
        tell(steps + FINISHING // 2, Sentence("mending joints"))
        inside = margins.inside(*picture.shape[:2])
        usable = self._sources.usable & ~self._sources.heads
        canvas = repair_seams(canvas, inside, joints, usable, inpainter, seed, checkpoint)
        tell(steps + FINISHING, Sentence("extended"))
        if inpainter is None and canvas.size <= LARGEST_REMEMBERED:
            self._drawn = key, canvas.copy()
        return canvas


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

    def checkpoint() -> None:
        if cancelled():
            raise Cancelled

    image = Extender(pixels, alpha, subject).draw(
        pixels, margins, inpainter=inpainter, seed=seed, checkpoint=checkpoint, on_progress=on_progress
    )
    grown_alpha = None if alpha is None else margins.carried_outwards(alpha)
    return ExtendResult(image, grown_alpha, margins.inside(height, width), time.monotonic() - began)


def _around_heads(subject: Subject, height: int, width: int) -> np.ndarray:
    """float32 (height, width): above 0 on heads and around them, where hair is that the network does not see."""
    mask: np.ndarray = np.zeros((height, width), np.float32)
    for left, top, right, bottom in subject.heads:
        middle = (left + right) / 2 * width, (top + bottom) / 2 * height
        axes = HAIR * (right - left) * width, HAIR * (bottom - top) * height
        cv2.ellipse(mask, (middle, axes, 0.0), HAIR_SHARE, cv2.FILLED)
    return mask


def _sources(
    pixels: np.ndarray, alpha: np.ndarray | None, subject: Subject | None, apart: np.ndarray | None,
    small: tuple[int, int],
) -> SourceMaps:  # fmt: skip
    """The copy of a photo on which it is decided what is shown where."""
    height, width = small
    photo = to_8_bit(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA))
    usable = np.ones(small, bool)
    if alpha is not None:
        opaque = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA) > np.iinfo(alpha.dtype).max // 2
        usable = opaque if opaque.any() else usable
    saliency: np.ndarray = np.zeros(small, np.float32)
    heads = np.zeros(small, bool)
    if subject is not None:
        saliency = np.asarray(cv2.resize(subject.saliency, (width, height)), np.float32)
        heads = subject.head_mask(height, width)
        saliency = np.maximum(saliency, _around_heads(subject, height, width))
    if apart is not None:
        heads = heads | mask_at(apart, height, width)
    return SourceMaps(photo, importance(photo), saliency, heads, usable)
