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
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.edgeconnect.inpainter import Inpainter
    from core.edgeconnect.request import InpaintRequest

QUICK_SIDE = 256  # px the networks see for the quick fill

SEEN, GRAIN = 7 / 255, 5  # share of the value range, and px it is averaged over: less is not noticed


@dataclass(frozen=True, eq=False)
class EdgeEdits:
    """The user's own edges in the part of the photo that a fill looks at. Those outside of the mask make holes of their
    own.

    Attributes:
        plane: uint8 (h, w), see core.edge_editing.user_edges.
        scale: working scale of the whole photo.
        reach: px beside an edge drawn or erased outside of the mask that are made anew.
    """

    plane: np.ndarray
    scale: float
    reach: float


@dataclass(frozen=True, eq=False)
class FillJob:
    """What to fill.

    Attributes:
        request: for the inpainter, of the part of the photo that the fill looks at, with the user's mask. That is soft,
            and neither grown nor feathered: nothing outside of it may change.
        region: where that part lies in the photo.
        edits: the user's own edges, which add to the mask and steer the fill; None where there are none.
        edges_only: nothing is filled, the predicted edges are all that is asked for.
        generation: tells answers apart.
    """

    request: InpaintRequest
    region: Region
    edits: EdgeEdits | None = None
    edges_only: bool = False
    generation: int = 0


@dataclass(frozen=True)
class Proposal:
    """An answer: ``job.region`` of the photo with the fill blended in.

    Attributes:
        pixels, alpha: like the request's.
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
    notes: tuple[Sentence, ...] = ()
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

        request, kept = job.request, None
        if job.edits is not None and job.edits.plane.any():
            edits, sigma = job.edits, request.detection.sigma
            guidance = guide(
                request.image, request.mask, edits.plane, scale=edits.scale, sigma=sigma, reach=edits.reach
            )
            request, kept = replace(request, mask=guidance.weight, given=guidance.given), guidance.kept
        if not request.mask.any():
            raise RegrainError("There is nothing to fill: these edges change nothing.")
        if job.edges_only:
            self.edges_predicted.emit(job, inpainter.edges(request, cancelled).predicted)
            return
        sketch = replace(request, working_side=QUICK_SIDE, sketch=True)
        for quick, asked in ((True, sketch), (False, request)):
            result = inpainter.fill(asked, cancelled, None if quick else on_progress)
            if cancelled():
                return
            seen = quick or bool(job.request.mask.any()) or visible(request.image, result.image, request.mask)
            proposal = Proposal(
                job, result.image, result.alpha, quick, request.mask, result.edges.predicted, result.notes, kept, seen
            )
            self.filled.emit(proposal)


def visible(before: np.ndarray, after: np.ndarray, mask: np.ndarray) -> bool:
    """Whether one sees a difference, other grain aside, between two pictures where ``mask`` (uint8) is set."""
    import cv2  # not before there is a fill to look at: the window opens sooner

    difference = (after.astype(np.float32) - before) / np.iinfo(before.dtype).max
    return bool(np.percentile(np.abs(cv2.blur(difference, (GRAIN, GRAIN)))[mask > 0], 99) > SEEN)
