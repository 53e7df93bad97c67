"""The one thread that fills holes: a quick fill first, the full one after it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QThread, Signal

from app.workers.mailbox import Mailbox
from core.control import Cancelled, Progress
from core.selection.region import Region

if TYPE_CHECKING:
    from core.edgeconnect.inpainter import Inpainter

QUICK_SIDE = 256  # px the networks see for the quick fill


@dataclass(frozen=True)
class FillOrder:
    """What to fill.

    Attributes:
        pixels: uint8 or uint16 (h, w, 3), the part of the photo that the fill looks at.
        alpha: (h, w) of the same type, or None.
        mask: uint8 (h, w); the fill shows through as far as it is set, everything else stays as it is.
        region: where that part lies in the photo.
        variation: 0 for the plain fill.
        generation: tells answers apart.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None
    mask: np.ndarray
    region: Region
    variation: int
    generation: int


@dataclass(frozen=True)
class Proposal:
    """An answer: ``order.region`` of the photo with the fill blended in.

    Attributes:
        pixels, alpha: like the order's.
        quick: a preview; the full fill follows.
    """

    order: FillOrder
    pixels: np.ndarray
    alpha: np.ndarray | None
    quick: bool
    notes: tuple[str, ...] = ()


class FillThread(QThread):
    """Owns the inpainter. Orders come through a one-slot mailbox; the latest wins.

    Args:
        make_inpainter: called on the thread before the first fill.
        polite: called now and then while filling, so that training leaves the cores to it.

    Signals (emitted from the worker; connect methods of QObjects only):
        filled(Proposal), progressed(Progress, int generation), failed(BaseException, int generation).
    """

    filled = Signal(object)
    progressed = Signal(object, int)
    failed = Signal(object, int)

    def __init__(self, make_inpainter: Callable[[], Inpainter], polite: Callable[[], None]) -> None:
        super().__init__()
        self._make_inpainter, self._polite = make_inpainter, polite
        self._mailbox: Mailbox[FillOrder] = Mailbox()
        self._wanted = 0  # generation; whatever is older is given up
        self._inpainter: Inpainter | None = None

    def request(self, order: FillOrder) -> None:
        self._wanted = order.generation
        self._mailbox.put(order)

    def cancel(self) -> None:
        """Give up the fill at hand; returns at once."""
        self._wanted = -1

    def close(self) -> None:
        """Stop at the next step and wait for the thread to end."""
        self._mailbox.close()
        self.wait()

    def run(self) -> None:
        while (order := self._mailbox.take()) is not None:
            if not isinstance(order, FillOrder):
                continue
            try:
                with contextlib.suppress(Cancelled):
                    self._fill(order)
            except BaseException as error:  # every failure has to reach the window
                self.failed.emit(error, order.generation)
        self._inpainter = None

    def _fill(self, order: FillOrder) -> None:
        from core.edgeconnect.inpainter import InpaintRequest

        def cancelled() -> bool:
            self._polite()
            return self._mailbox.closed or self._wanted != order.generation

        def on_progress(progress: Progress) -> None:
            self.progressed.emit(progress, order.generation)

        if cancelled():
            return
        if self._inpainter is None:
            self._inpainter = self._make_inpainter()
        for quick in (True, False):
            # The user's mask is the hole, neither grown nor feathered: nothing outside of it may change. Its own
            # softness is what blends the fill with the photo.
            request = InpaintRequest(
                order.pixels, order.mask > 0, order.alpha, dilate=0, feather=0, variation=order.variation,
                working_side=QUICK_SIDE if quick else InpaintRequest.working_side, detail=not quick,
                generation=order.generation,
            )  # fmt: skip
            result = self._inpainter.fill(request, cancelled, None if quick else on_progress)
            if cancelled():
                return
            pixels = blend(order.pixels, result.image, order.mask)
            alpha = None
            if order.alpha is not None and result.alpha is not None:
                alpha = blend(order.alpha, result.alpha, order.mask)
            self.filled.emit(Proposal(order, pixels, alpha, quick, result.notes))


def blend(photo: np.ndarray, fill: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """``fill`` over ``photo`` as far as ``mask`` (uint8) is set; the photo's very values where it is 0."""
    weight = mask.astype(np.float32) / 255
    if photo.ndim == 3:
        weight = weight[..., None]
    mixed = photo + weight * (fill.astype(np.float32) - photo)
    return np.where(weight > 0, np.round(mixed), photo).astype(photo.dtype)
