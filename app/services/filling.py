"""Filling the mask: asks for fills, and holds them until one is accepted or all are discarded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.model.document import Document
from app.model.mask import Mask
from app.services.failures import explain
from app.services.fill_thread import EdgeEdits, FillJob, FillThread, Proposal
from app.services.proposals import MOST, Proposals
from app.services.sentences import said
from core.control import Progress
from core.edge_editing.user_edges import working_scale
from core.image_io import Photo
from core.selection.region import Region

if TYPE_CHECKING:
    from core.edgeconnect.flow import Finish
    from core.edgeconnect.inpainter import Inpainter

LEAST_MARGIN = 192  # px around the mask that the fill may look at, or as much as the mask is large
SEEN_WHOLE = 512  # px, longest side of a photo that it looks at as a whole, as the published program does


def bundled_inpainter() -> Inpainter:
    from core.edgeconnect.inpainter import Inpainter

    return Inpainter(None)


def _part(plane: Mask, region: Region) -> np.ndarray:
    """A copy of what is painted in ``region``; there is a photo."""
    assert plane.pixels is not None
    return plane.pixels[region.slices].copy()


class FillRun(QObject):
    """One fill for the status bar, which follows it as it follows a job."""

    progressed = Signal(object)
    finished = Signal()

    def __init__(self, title: str, cancel: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title, self.cancel = title, cancel


@dataclass(frozen=True)
class EdgeParams:
    """How edges are found and how far an edited one reaches.

    Attributes:
        sigma: of Canny's Gaussian, px at working scale.
        threshold: probability from which a predicted edge is drawn, 0..1; None for the weights' own.
        reach: half the width of the strip around an edge drawn or erased outside of the mask, share of the longest
            side of the photo.
    """

    sigma: float = 2.0
    threshold: float | None = None
    reach: float = 0.025


@dataclass(frozen=True)
class Predicted:
    """Edges that stage 1 saw in the mask: bool (h, w) of ``region`` of the photo."""

    lines: np.ndarray
    region: Region


class Filling(QObject):
    """Lives in the main thread; no method blocks but :meth:`close`.

    Proposals belong to the mask, the photo and the place to take from that they were made for: a change of any takes
    them away. When the user's edges change, or how edges are found, one is made anew in place of all.

    Attributes:
        make_inpainter: how :meth:`inpainter` gets its own.
        yield_cores: called now and then while filling, so that training leaves the cores to it.
        predicted: the edges that stage 1 saw last, or None.

    Signals:
        changed: ``running``, ``proposals``, ``pending`` or ``shown`` changed.
        predictedChanged: ``predicted`` changed.
        jobStarted(FillRun): follow it for progress.
    """

    changed = Signal()
    predictedChanged = Signal()
    jobStarted = Signal(object)

    def __init__(self, document: Document, yield_cores: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self.yield_cores = document, yield_cores
        self.make_inpainter: Callable[[], Inpainter] = bundled_inpainter
        self._inpainter: Inpainter | None = None
        self._making = threading.Lock()
        self._thread: FillThread | None = None
        self._run: FillRun | None = None
        self._proposals = Proposals()
        self._generation = 0
        self._edge_params = EdgeParams()
        self._finish: Finish = "auto"
        self.predicted: Predicted | None = None
        document.mask.changed.connect(self._on_ground_changed)
        document.source.changed.connect(self._on_source_changed)
        document.edges.changed.connect(self._on_edges_changed)
        document.photoEdited.connect(self._on_ground_changed)
        document.photoReplaced.connect(self._on_ground_changed)

    @property
    def running(self) -> bool:
        """Whether a fill is being made; its preview may be there already."""
        return self._proposals.under_way

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The full fills to choose from, oldest first."""
        return self._proposals.fills

    @property
    def pending(self) -> int:
        """How many more are under way or wait for that."""
        return self._proposals.pending

    @property
    def preview(self) -> Proposal | None:
        """The first look at the one under way."""
        return self._proposals.preview

    @property
    def shown(self) -> int:
        """Index in :attr:`proposals` of the one that is shown; behind the last it is the one under way."""
        return self._proposals.shown

    @property
    def proposal(self) -> Proposal | None:
        """What is shown."""
        return self._proposals.current

    @property
    def ready(self) -> bool:
        """Whether what is shown is a full fill, which waits for the user's word."""
        return self._proposals.ready

    @property
    def active(self) -> bool:
        return self._proposals.active

    def close(self) -> None:
        """Give up what is under way and wait for the thread."""
        self._forget()
        if self._thread is not None:
            self._thread.close()
            self._thread = None

    def inpainter(self) -> Inpainter:
        """The window's one inpainter, made when it is first asked for; on any thread but the main one."""
        with self._making:
            if self._inpainter is None:
                self._inpainter = self.make_inpainter()
            return self._inpainter

    # -- what the user asks for -----------------------------------------------------------------------------------

    def fill(self) -> None:
        """Fill the mask; fills there are and one under way are given up for it."""
        self._request()

    def next_variation(self) -> None:
        """Another fill of the same mask, beside those there are; after the one under way."""
        if not self.active or self._full():
            return
        if self.running:
            self._proposals.queued += 1
            self.changed.emit()
        else:
            self._request_another()

    def show(self, index: int) -> None:
        """Show one of the proposals, or, behind the last, the one under way as far as there is something of it."""
        if self._proposals.show(index):
            self._show_edges()
        self.changed.emit()  # also where nothing is shown yet: what was clicked at shows what is

    def step(self, by: int) -> None:
        """Show the proposal ``by`` places on; the first and the last are ends."""
        self.show(self._proposals.after(by))

    def set_edge_params(self, params: EdgeParams) -> None:
        """Find edges like this from now on; a fill that is shown or under way is made anew."""
        if params != self._edge_params:
            self._edge_params = params
            if self.active:
                self._request(self._variation)

    @property
    def finish(self) -> Finish:
        """Who has the last word on the colours of a fill, see InpaintRequest."""
        return self._finish

    def set_finish(self, finish: Finish) -> None:
        """Finish fills like this from now on. One under way is made anew; one that is shown gets a neighbour."""
        if finish == self._finish:
            return
        self._finish = finish
        if not self.proposals:
            if self.active:
                self._request(self._variation)
            return
        wanted = self._another(self._variation).request
        for index, proposal in enumerate(self.proposals):
            made = proposal.job.request
            if (made.variation, made.finish) == (wanted.variation, wanted.finish):
                self.show(index)
                return
        if self.running:
            self.cancel()
        if not self._full():
            self._request_another(wanted.variation)

    def predict_edges(self) -> None:
        """Ask for the edges that stage 1 sees in the mask, unless a fill is about to tell."""
        photo, mask = self._document.photo, self._document.mask
        if photo is None or self.active or mask.empty or mask.painting:
            return
        self._generation += 1
        self._worker().request(self._job(photo, edges_only=True))

    @property
    def _variation(self) -> int:
        """Of what is shown."""
        return 0 if self.proposal is None else self.proposal.job.request.variation

    def _full(self) -> bool:
        """Whether there are as many as there can be, which is told."""
        full = self._proposals.full
        if full:
            self._document.statusMessage.emit(self.tr("There are no more than {0} fills to choose from.").format(MOST))
        return full

    def _request(self, variation: int = 0) -> None:
        """Ask for a fill in place of all that there are."""
        document = self._document
        if document.photo is None or any(p.painting for p in (document.mask, document.source, document.edges)):
            return
        if document.mask.empty and document.edges.empty:
            document.statusMessage.emit(self.tr("Paint over what should go, then fill."))
            return
        self._generation += 1
        self._start(self._job(document.photo, variation), anew=True)

    def _request_another(self, variation: int | None = None) -> None:
        """Ask for one beside those there are; a variation that there is not without a number."""
        if variation is None:
            variation = self._proposals.unused_variation
        self._generation += 1
        self._start(self._another(variation), anew=False)

    def _start(self, job: FillJob, *, anew: bool) -> None:
        thread = self._worker()
        self._finish_run()
        self._proposals.begin(anew=anew)
        self._run = FillRun(self.tr("Filling"), self.cancel, self)
        self.jobStarted.emit(self._run)
        thread.request(job)
        self.changed.emit()

    def _another(self, variation: int) -> FillJob:
        """The job for another fill of the same hole, which shares its pixels with those before."""
        first = self.proposals[0].job
        finish = self._finish if first.request.source is None else "patches"
        request = replace(first.request, variation=variation, finish=finish)
        return replace(first, request=request, generation=self._generation)

    def _job(self, photo: Photo, variation: int = 0, edges_only: bool = False) -> FillJob:
        from core.edgeconnect.request import SOFT, EdgeDetection, InpaintRequest

        document, params = self._document, self._edge_params
        mask, edges, source = document.mask, document.edges, document.source
        side = max(photo.width, photo.height)
        reach = params.reach * side
        bounds = mask.bounds
        drawn = edges if not edges.empty and not edges_only else None
        if drawn is not None:
            bounds = bounds.united(edges.bounds.grown(round(reach) + 2).clipped(photo.width, photo.height))
        margin = side if side <= SEEN_WHOLE else max(LEAST_MARGIN, bounds.width, bounds.height)
        region = bounds.grown(margin).clipped(photo.width, photo.height)
        finish = self._finish
        chosen = source if not source.empty and not edges_only else None
        if chosen is not None:
            region, finish = region.united(chosen.bounds), "patches"  # the networks take from no place
        index = region.slices
        request = InpaintRequest(
            np.ascontiguousarray(photo.pixels[index]),
            _part(mask, region),
            None if photo.alpha is None else np.ascontiguousarray(photo.alpha[index]),
            detection=EdgeDetection(params.sigma, params.threshold),
            blend=SOFT,
            variation=variation,
            finish=finish,
            source=None if chosen is None else _part(chosen, region) > 127,
        )
        scale = working_scale(photo.height, photo.width)
        edits = None if drawn is None else EdgeEdits(_part(drawn, region), scale, reach)
        return FillJob(request, region, edits, edges_only, self._generation)

    def _worker(self) -> FillThread:
        if self._thread is None:
            self._thread = FillThread(self.inpainter, self.yield_cores)
            self._thread.filled.connect(self._on_filled)
            self._thread.edges_predicted.connect(self._on_edges_predicted)
            self._thread.progressed.connect(self._on_progress)
            self._thread.failed.connect(self._on_failed)
            self._thread.start()
        return self._thread

    def accept(self) -> bool:
        """Make the proposal that is shown a step of the history; the others go. Returns whether it was a full one."""
        proposal = self.proposal
        if not self.ready or proposal is None or self._document.photo is None:
            return False
        text = self.tr("Fill") if not self._document.mask.empty else self.tr("Move edges")
        self._forget()
        self._document.accept_fill(proposal.pixels, proposal.alpha, proposal.job.region, text)
        return True

    def cancel(self) -> bool:
        """Give up the fill under way where there are others to choose from, else everything. Returns whether there
        was anything."""
        if not self.running or not self.proposals:
            return self.discard()
        if self._thread is not None:
            self._thread.cancel()
        self._generation += 1
        self._proposals.call_off()
        self._finish_run()
        self._show_edges()
        self.changed.emit()
        return True

    def discard(self) -> bool:
        """Give up the fill under way and all proposals; the mask stays. Returns whether there was anything."""
        was = self.active
        self._forget()
        return was

    def _forget(self) -> None:
        was = self.active
        if self._thread is not None:
            self._thread.cancel()
        self._generation += 1
        self._proposals.clear()
        self._finish_run()
        if was:
            self.changed.emit()

    def _finish_run(self) -> None:
        if self._run is not None:
            run, self._run = self._run, None
            run.finished.emit()
            run.deleteLater()

    # -- answers --------------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_filled(self, proposal: Proposal) -> None:
        if proposal.job.generation != self._generation:
            return
        seen = self._proposals.add(proposal)
        if not proposal.quick:
            self._finish_run()
            for note in proposal.notes:
                self._document.statusMessage.emit(said(note))
            if not proposal.seen:
                words = self.tr("These lines changed nothing that shows: what lies on their two sides looks the same.")
                self._document.statusMessage.emit(words)
        if seen:
            self._show_edges()
        self.changed.emit()
        if self._proposals.queued and not self.running:
            self._proposals.queued -= 1
            self._request_another()

    def _show_edges(self) -> None:
        """Those that what is shown was made along."""
        if self.proposal is not None:
            self._set_predicted(Predicted(self.proposal.predicted, self.proposal.job.region))

    @Slot(object, object)
    def _on_edges_predicted(self, job: FillJob, lines: np.ndarray) -> None:
        if job.generation == self._generation:
            self._set_predicted(Predicted(lines, job.region))

    def _set_predicted(self, predicted: Predicted | None) -> None:
        if predicted is not None or self.predicted is not None:
            self.predicted = predicted
            self.predictedChanged.emit()

    @Slot(object, int)
    def _on_progress(self, progress: Progress, generation: int) -> None:
        if self._run is not None and generation == self._generation and progress.total > 1:
            self._run.progressed.emit(progress)

    @Slot(object, int)
    def _on_failed(self, error: BaseException, generation: int) -> None:
        if generation == self._generation:
            self.cancel()
            self._document.report_error(*explain(error, self.tr("Filling")))

    @Slot()
    def _on_ground_changed(self, _region: Region | None = None) -> None:
        self._set_predicted(None)
        if self.active:
            self._forget()
        else:
            self._generation += 1  # what is being looked at is gone

    @Slot(object)
    def _on_source_changed(self, _region: Region) -> None:
        if self.active:
            self._forget()

    @Slot(object)
    def _on_edges_changed(self, _region: Region) -> None:
        if not self.active or self._document.edges.painting:
            return
        if self._document.mask.empty and self._document.edges.empty:
            self._forget()
        else:
            self._request()
