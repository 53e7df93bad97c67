"""The one thread that fills holes: a quick fill first, the full one after it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QThread, Signal

from app.services.mailbox import Mailbox
from core.control import Cancelled, Progress
from core.errors import RegrainError
from core.selection.region import Region

if TYPE_CHECKING:
    from core.edgeconnect.flow import Finish
    from core.edgeconnect.inpainter import Inpainter

QUICK_SIDE = 256  # px the networks see for the quick fill

SEEN, GRAIN = 7 / 255, 5  # share of the value range, and px it is averaged over: less is not noticed


@dataclass(frozen=True)
class FillJob:
    """What to fill.

    Attributes:
        pixels: uint8 or uint16 (h, w, 3), the part of the photo that the fill looks at.
        alpha: (h, w) of the same type, or None.
        mask: uint8 (h, w); the fill shows through as far as it is set, everything else stays as it is.
        region: where that part lies in the photo.
        variation: 0 for the plain fill.
        generation: tells answers apart.
        edges: uint8 (h, w), the user's own (see core.edge_editing.user_edges), or None. Those outside of the mask make
            holes of their own.
        scale: working scale of the whole photo.
        sigma: of Canny's edges, px.
        threshold: probability from which a predicted edge is drawn.
        reach: px beside an edge drawn or erased outside of the mask that are made anew.
        finish: what the networks draw is left as it is or re-made of the photo's patches, see InpaintRequest.
        source: bool (h, w), what the fill may take from; None for everything.
        edges_only: nothing is filled, the predicted edges are all that is asked for.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None
    mask: np.ndarray
    region: Region
    variation: int
    generation: int
    edges: np.ndarray | None = None
    scale: float = 1.0
    sigma: float = 2.0
    threshold: float | None = None
    reach: float = 12.0
    edges_only: bool = False
    finish: Finish = "auto"
    source: np.ndarray | None = None


@dataclass(frozen=True)
class Proposal:
    """An answer: ``job.region`` of the photo with the fill blended in.

    Attributes:
        pixels, alpha: like the job's.
        quick: a preview; the full fill follows.
        weight: uint8 (h, w), how far the fill shows through, the job's mask and what the user's edges added to it.
        predicted: bool (h, w), the edges that stage 1 saw in the hole.
        kept: bool at working scale, edges of the photo that go on in what the user's edges made anew; None where
            they made nothing anew.
        seen: false where the full answer to edges alone, with nothing painted, visibly changes nothing.
    """

    job: FillJob
    pixels: np.ndarray
    alpha: np.ndarray | None
    quick: bool
    weight: np.ndarray
    predicted: np.ndarray
    notes: tuple[str, ...] = ()
    kept: np.ndarray | None = None
    seen: bool = True


class FillThread(QThread):
    """Owns the inpainter. Jobs come through a one-slot mailbox; the latest wins.

    Args:
        make_inpainter: called on the thread before the first fill.
        yield_cores: called now and then while filling, so that training leaves the cores to it.

    Signals (emitted from the worker; connect methods of QObjects only):
        filled(Proposal), edges_predicted(FillJob, predicted edges), progressed(Progress, int generation),
        failed(BaseException, int generation).
    """

    filled = Signal(object)
    edges_predicted = Signal(object, object)
    progressed = Signal(object, int)
    failed = Signal(object, int)

    def __init__(self, make_inpainter: Callable[[], Inpainter], yield_cores: Callable[[], None]) -> None:
        super().__init__()
        self._make_inpainter, self._yield_cores = make_inpainter, yield_cores
        self._mailbox: Mailbox[FillJob] = Mailbox()
        self._wanted = 0  # generation; whatever is older is given up
        self._inpainter: Inpainter | None = None

    def request(self, job: FillJob) -> None:
        self._wanted = job.generation
        self._mailbox.put(job)

    def cancel(self) -> None:
        """Give up the fill at hand; returns at once."""
        self._wanted = -1

    def close(self) -> None:
        """Stop at the next step and wait for the thread to end."""
        self._mailbox.close()
        self.wait()

    def run(self) -> None:
        while (job := self._mailbox.take()) is not None:
            if not isinstance(job, FillJob):
                continue
            try:
                with contextlib.suppress(Cancelled):
                    self._fill(job)
            except BaseException as error:  # every failure has to reach the window
                self.failed.emit(error, job.generation)
        self._inpainter = None

    def _fill(self, job: FillJob) -> None:
        from core.device import available_cores, torch_threads

        def cancelled() -> bool:
            self._yield_cores()
            return self._mailbox.closed or self._wanted != job.generation

        def on_progress(progress: Progress) -> None:
            self.progressed.emit(progress, job.generation)

        if cancelled():
            return
        if self._inpainter is None:
            self._inpainter = self._make_inpainter()
        with torch_threads(available_cores()):  # whatever a training that runs meanwhile has set
            self._fill_with(self._inpainter, job, cancelled, on_progress)

    def _fill_with(
        self,
        inpainter: Inpainter,
        job: FillJob,
        cancelled: Callable[[], bool],
        on_progress: Callable[[Progress], None],
    ) -> None:
        from core.edge_editing.guidance import guide
        from core.edgeconnect.request import InpaintRequest

        guidance = None
        if job.edges is not None and job.edges.any():
            guidance = guide(
                job.pixels, job.mask, job.edges, scale=job.scale, sigma=job.sigma, reach=job.reach
            )
        weight = job.mask if guidance is None else guidance.weight
        if not weight.any():
            raise RegrainError("There is nothing to fill: these edges change nothing.")
        # The user's mask is the hole, neither grown nor feathered: nothing outside of it may change. Its own
        # softness is what blends the fill with the photo.
        request = InpaintRequest(
            job.pixels, weight > 0, job.alpha, None if guidance is None else guidance.given,
            sigma=job.sigma, threshold=job.threshold, dilate=0, feather=0, variation=job.variation, finish=job.finish,
            generation=job.generation, source=job.source,
        )  # fmt: skip
        if job.edges_only:
            self.edges_predicted.emit(job, inpainter.edges(request, cancelled).predicted)
            return
        for quick in (True, False):
            side = QUICK_SIDE if quick else InpaintRequest.working_side
            asked = replace(request, working_side=side, sketch=quick)
            result = inpainter.fill(asked, cancelled, None if quick else on_progress)
            if cancelled():
                return
            pixels = blend(job.pixels, result.image, weight)
            alpha = None
            if job.alpha is not None and result.alpha is not None:
                alpha = blend(job.alpha, result.alpha, weight)
            kept = None if guidance is None else guidance.kept
            seen = quick or bool(job.mask.any()) or visible(job.pixels, pixels, weight)
            predicted = result.edges.predicted
            self.filled.emit(Proposal(job, pixels, alpha, quick, weight, predicted, result.notes, kept, seen))


def visible(before: np.ndarray, after: np.ndarray, mask: np.ndarray) -> bool:
    """Whether one sees a difference, other grain aside, between two pictures where ``mask`` (uint8) is set."""
    import cv2  # not before there is a fill to look at: the window opens sooner

    difference = (after.astype(np.float32) - before) / np.iinfo(before.dtype).max
    return bool(np.percentile(np.abs(cv2.blur(difference, (GRAIN, GRAIN)))[mask > 0], 99) > SEEN)


def blend(photo: np.ndarray, fill: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """``fill`` over ``photo`` as far as ``mask`` (uint8) is set; the photo's very values where it is 0."""
    weight = mask.astype(np.float32) / 255
    if photo.ndim == 3:
        weight = weight[..., None]
    mixed = photo + weight * (fill.astype(np.float32) - photo)
    return np.where(weight > 0, np.round(mixed), photo).astype(photo.dtype)
