"""Filling holes in photos of any size: lines first, colours next."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from core.control import Cancelled, Progress, ProgressCallback
from core.device import Device, channels_last, choose_device, is_out_of_memory
from core.edgeconnect.barriers import barrier_fill
from core.edgeconnect.finishing import (
    SKETCHED_SHARE,
    STEERED_THICK,
    THICK,
    UPSCALED,
    share_of,
    sketched,
    whole_numbers,
    with_own_patches,
)
from core.edgeconnect.flow import Flow
from core.edgeconnect.holes import HoleWindow, regions
from core.edgeconnect.job import InpaintJob, View, known_edges
from core.edgeconnect.request import EXACT, EdgeMaps, InpaintRequest, InpaintResult
from core.edgeconnect.transparency import alpha_in
from core.edgeconnect.weights import Weights, load_weights
from core.edges import lines_from
from core.errors import ImageError, RegrainError
from core.matching.grain import grained
from core.sentence import Sentence

SMALLEST_WORKING_SIDE = 128
KEPT_PREDICTIONS = 8  # views; stage 1 is asked again only when a view's photo, hole or known edges have changed
# Other fills of one hole are drawn along other lines: factors of the threshold and of Canny's sigma, in turn.
THRESHOLD_OF = (1.0, 1.0, 0.6, 1.5)
SIGMA_OF = (1.0, 1.0, 1.4, 0.75)


class Inpainter:
    """Fills holes with a pair of EdgeConnect generators.

    Args:
        weights: None for the best bundled pair, a name, folder or file (see :func:`load_weights`), or loaded weights.
        device: where to compute; None picks.

    One thread at a time fills; others wait.

    Raises:
        CheckpointError: the weights are missing, damaged or foreign.
    """

    def __init__(self, weights: str | Path | Weights | None = None, device: Device | None = None) -> None:
        self.device = device or choose_device("auto")
        self.weights = weights if isinstance(weights, Weights) else load_weights(weights)
        self._lock = threading.Lock()
        self._predictions: OrderedDict[bytes, np.ndarray] = OrderedDict()
        for module in (self.weights.edge, self.weights.completion):
            if module is not None:
                channels_last(module.to(self.device.torch_device))

    def fill(
        self,
        request: InpaintRequest,
        cancelled: Callable[[], bool] = lambda: False,
        on_progress: ProgressCallback | None = None,
    ) -> InpaintResult:
        """Fill the holes of a photo, one after the other.

        Raises:
            ImageError: mask of another size, empty, or all hole; edges of another size.
            CheckpointError: edges must be predicted but the weights hold no edge network.
            RegrainError: even the smallest working size did not fit into memory.
            Cancelled: ``cancelled()`` became true.
        """
        return self._run(request, cancelled, on_progress, complete=True)

    def edges(self, request: InpaintRequest, cancelled: Callable[[], bool] = lambda: False) -> EdgeMaps:
        """The edge maps that :meth:`fill` would draw from, without filling. Raises as :meth:`fill`."""
        return self._run(request, cancelled, None, complete=False).edges

    def _run(
        self,
        request: InpaintRequest,
        cancelled: Callable[[], bool],
        on_progress: ProgressCallback | None,
        complete: bool,
    ) -> InpaintResult:
        began = time.monotonic()
        job = InpaintJob.prepare(request, self._flow(request))
        with self._lock:
            windows = self._windows(job)
            for number, region in enumerate(windows):
                if cancelled():
                    raise Cancelled
                if on_progress is not None:
                    on_progress(Progress(number, len(windows), Sentence("hole {0} of {1}", number + 1, len(windows))))
                self._fill_region(job, region, complete, cancelled)
            if on_progress is not None:
                on_progress(Progress(len(windows), len(windows)))
        image, alpha = job.blended(self._alpha(job, cancelled) if complete else request.alpha)
        seconds = time.monotonic() - began
        return InpaintResult(
            image, alpha, job.hole, job.edge_maps(), seconds, tuple(job.notes), self.weights.label
        )

    def _alpha(self, job: InpaintJob, cancelled: Callable[[], bool]) -> np.ndarray | None:
        """What the alpha of the filled holes is to be; a rim of several kinds is filled as a picture is."""
        request = job.request
        if request.alpha is None:
            return None

        def fill(picture: np.ndarray) -> np.ndarray:
            plain = replace(request, image=picture, mask=job.hole, alpha=None, given=None, source=None)
            whole = replace(plain, blend=EXACT)  # it is blended once, with the colours
            return self.fill(whole, cancelled).image

        return alpha_in(request.alpha, job.hole, fill)

    def _flow(self, request: InpaintRequest) -> Flow:
        if request.flow is not None:
            return request.flow
        return Flow.published() if self.weights.published else Flow.regrain()

    @staticmethod
    def _windows(job: InpaintJob) -> list[HoleWindow]:
        height, width = job.hole.shape
        if job.flow.whole and max(height, width) <= job.request.working_side:
            return [HoleWindow(0, 0, height, width, job.hole)]
        return regions(job.hole, least_side=min(256, job.request.working_side))

    def _fill_region(self, job: InpaintJob, region: HoleWindow, complete: bool, cancelled: Callable[[], bool]) -> None:
        flow, finish = job.flow, job.request.finish
        longest = max(region.height, region.width)
        side = min(job.request.working_side, longest)
        if flow.bridge:
            # A hole thicker than those the networks have learned on is beyond what they see at once: show it smaller.
            bridged = longest * self.weights.max_hole_thickness / max(1.0, region.thickness)
            side = round(min(side, max(bridged, SMALLEST_WORKING_SIDE)))
        if job.request.sketch and share_of(job, region) < SKETCHED_SHARE:
            side = min(side, max(side // 2, SMALLEST_WORKING_SIDE))  # the time goes to the larger holes
        while True:
            try:
                view = View.cut(job, region, side)
                merged, guide, predicted = self._edges(job, view)
                if cancelled():
                    raise Cancelled
                fill = self._complete(view, guide, flow) if complete else None
                if fill is not None and flow.keep_grey and job.colourless:
                    fill = np.repeat(fill.mean(-1, keepdims=True), 3, -1)
                coarse = view.scale < UPSCALED or region.thickness > (STEERED_THICK if view.edited_hole else THICK)
                if fill is not None and view.edited_hole and coarse and flow.part:
                    # The light networks see a lone line in a hole as a mark, not as a border: part the colours.
                    fill = barrier_fill(view.image, view.hole, merged, fill)
                # What a moved line brings along comes out of the photo, and is sewn in with patches.
                auto = coarse and (flow.patches or job.brings_colours)
                patched = finish == "patches" or (finish == "auto" and auto) or job.source is not None
                if fill is not None and patched and job.request.sketch:
                    fill = sketched(job, view, merged, fill, cancelled)
                break
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                if side <= SMALLEST_WORKING_SIDE:
                    raise RegrainError(
                        "There is not enough memory to fill this hole; close other programs and try again.",
                        details=repr(error),
                    ) from error
                if self.device.name == "cuda":
                    torch.cuda.empty_cache()
                side = max(SMALLEST_WORKING_SIDE, side // 2)
                note = Sentence("Memory ran out, so smaller and coarser crops were used.")
                job.notes += [note] if note not in job.notes else []
        own = region.hole
        job.drawn[region.window][own] = view.to_photo(merged)[own]
        job.predicted[region.window][own] = view.to_photo(predicted)[own]
        if fill is not None:
            colours = job.with_given_colours(region, view.colours_to_photo(fill))
            if patched and not job.request.sketch:
                guess = whole_numbers(colours, job.request.image.dtype)
                del colours  # patches take memory enough
                colours = with_own_patches(job, region, guess, cancelled)
            elif finish == "auto" and flow.patches and not patched:
                colours = grained(job.pixels(region.window), own, ~job.unknown[region.window], colours)
            job.put(region, colours)
        # What is filled is known to the holes that follow.
        job.unknown[region.window][own] = False

    def _edges(self, job: InpaintJob, view: View) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Edges of the working view, bool (h, w): the photo's outside of the hole, stage 1's or the user's inside; the
        map that stage 2 gets, float32 (h, w) in 0..1, in which the user's count fully; and stage 1's, bool (h, w)."""
        turn = job.request.variation % len(SIGMA_OF)
        known = known_edges(view.grey, job.request.detection.sigma * SIGMA_OF[turn], view.hole)
        whole_hole = job.given is not None and not (view.hole & ~view.edited).any()
        if whole_hole:
            predicted, drawn = np.zeros_like(known), np.zeros(known.shape, np.float32)
        else:
            own = job.request.detection.threshold
            least = self.weights.threshold if own is None else own
            probable = self._predict(view, known, job.flow)
            lines = lines_from(probable, min(0.95, least * THRESHOLD_OF[turn]))
            predicted = lines & view.hole
            drawn = probable if job.flow.soft or self.weights.soft else probable * lines
            if job.flow.carry:
                carried = view.carried()
                predicted, drawn = predicted | carried, np.where(carried, np.float32(1), drawn)
        merged = np.where(view.hole, np.where(view.edited, view.given, predicted), known)
        outside = known if job.flow.merge_known or whole_hole else drawn
        guide = np.where(view.hole, np.where(view.edited, view.given, drawn), outside).astype(np.float32)
        return merged, guide, predicted

    def _predict(self, view: View, known: np.ndarray, flow: Flow) -> np.ndarray:
        """Stage 1's edge probabilities, float32 (h, w). The last views are remembered, so that a stroke of the user's,
        which is none of stage 1's business, or another threshold costs nothing here."""
        if self.weights.edge is None:
            raise ImageError("These weights hold no edge network, so an edge map must be given.")
        seen = np.where(view.hole, 0, view.grey)
        key = hashlib.blake2b(repr((seen.shape, seen.dtype, flow.exact)).encode(), digest_size=16)
        for plane in (seen, view.hole, known):
            key.update(np.ascontiguousarray(plane).tobytes())
        digest = key.digest()
        if digest not in self._predictions:
            grey = self._tensor(seen.astype(np.float32) / (255 if seen.dtype == np.uint8 else 1))
            lines, hole = (self._tensor(p.astype(np.float32)) for p in (known, view.hole))
            with torch.inference_mode(), self._precision(flow):
                logits = self.weights.edge(grey, lines, hole)
                self._predictions[digest] = torch.sigmoid(logits.float())[0, 0].cpu().numpy()
            while len(self._predictions) > KEPT_PREDICTIONS:
                self._predictions.popitem(last=False)
        self._predictions.move_to_end(digest)
        return self._predictions[digest]

    def _complete(self, view: View, edges: np.ndarray, flow: Flow) -> np.ndarray:
        """float32 (h, w, 3) in 0..1 at working size, along ``edges``, float32 (h, w) in 0..1."""
        with torch.inference_mode(), self._precision(flow):
            image = self._tensor(view.image.transpose(2, 0, 1))
            lines, hole = (self._tensor(p.astype(np.float32)) for p in (edges, view.hole))
            output = self.weights.completion(image, lines, hole)
            result: np.ndarray = output.float().clamp(0, 1)[0].permute(1, 2, 0).cpu().numpy()
        return result

    def _precision(self, flow: Flow) -> contextlib.AbstractContextManager:
        return contextlib.nullcontext() if flow.exact else self.device.autocast()

    def _tensor(self, plane: np.ndarray) -> torch.Tensor:
        tensor = torch.from_numpy(np.ascontiguousarray(plane))
        tensor = tensor[None, None] if tensor.ndim == 2 else tensor[None]
        return tensor.to(self.device.torch_device).contiguous(memory_format=torch.channels_last)
