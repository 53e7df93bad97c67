"""Filling holes in photos of any size: lines first, colours next."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch

from core.control import Cancelled, Progress, ProgressCallback
from core.device import Device, choose_device
from core.edgeconnect.barriers import barrier_fill
from core.edgeconnect.edges import DEFAULT_SIGMA, canny, lines_from, resize_edges, to_grey
from core.edgeconnect.holes import LEAST_SIDE, Region, check_mask, feathered, grow, regions
from core.edgeconnect.weights import Weights, load_weights
from core.errors import ImageError, RegrainError
from core.patches.completion import CompletionSettings, complete
from core.patches.liveliness import lively_enough

SMALLEST_WORKING_SIDE = 128
KEPT_PREDICTIONS = 8  # views; stage 1 is asked again only when a view's photo, hole or known edges have changed
# Other fills of one hole are drawn along other lines: factors of the threshold and of Canny's sigma, in turn.
THRESHOLD_OF = (1.0, 1.0, 0.6, 1.5)
SIGMA_OF = (1.0, 1.0, 1.4, 0.75)
UPSCALED = 0.8  # working size over the photo's below which a fill is visibly softer than its surroundings
THICK = 14.0  # thickness of a hole, px, from which the middle of the networks' fill is a blur at any size
GUESS_STAYS = 2  # in InpaintRequest.guessed
LENT_RIM = 16  # px around lent pixels that are copied with them
STEERED_THICK = 8.0  # the same where the user has drawn edges: the networks alone follow a line half-heartedly
# Left alone, the photo's patches draw the hole, held to the networks' colours while they are coarse: a blinder start
# (2.5 px, loyalty 0.1) is 0.6 to 1.5 dB farther from the truth. Where the user has drawn edges, the picture along them
# is the structure to keep, and patches only lend it their grain.
FREE = CompletionSettings(start_thickness=12.0, loyalty=0.3)
STEERED = CompletionSettings(start_thickness=6.0, rounds=8, loyalty=0.3)
SKETCH: dict[str, int] = {"rounds": 5, "min_rounds": 2, "search_iterations": 2}
# What a moved line brings along is right but for its sharpness.
CARRIED = CompletionSettings(start_thickness=12.0, rounds=6, loyalty=0.6)


@dataclass(frozen=True)
class InpaintRequest:
    """What to fill, and how.

    Attributes:
        image: uint8 or uint16 (h, w, 3) RGB.
        mask: bool (h, w), True = hole. Other arrays are thresholded at half their range.
        alpha: (h, w) like ``image``, or None. Filled as opaque inside the hole.
        edges: edge map of the user's own (h, w), lines > half the range; counts inside the hole, where ``edited`` says.
        edited: bool (h, w), where ``edges`` is to be believed, drawn or erased; None for the whole hole. Elsewhere in
            the hole stage 1's prediction counts, and outside the photo's own edges.
        lent: bool (h, w), part of the hole whose pixels may be copied to other places of it; None for nothing.
        guess: like ``image``, colours to take instead of the networks' where ``guessed``, or None.
        guessed: uint8 (h, w): 1 where they are a start, 2 where they are to stay.
        sigma: Gaussian of the Canny edges, px of the working size.
        threshold: edge probability from which stage 1 draws an edge, 0..1; None for the weights' own.
        dilate: how far the mask is grown before filling, px.
        feather: width of the blend around that, px. Everything farther out stays bit-identical.
        working_side: longest side the networks see, px; larger surroundings are shrunk to it.
        variation: 0 for the plain fill; other numbers give other, equally good fills: mirrored, with another seed, and
            along more or fewer edges.
        detail: finish the fill of a thick hole, or one made smaller than the photo, with the photo's own patches at
            its own resolution (see :func:`core.patches.completion.complete`); without it the networks' colours stay.
        sketch: where ``detail`` is off, finish a thick hole with patches at working size: soon done, no blur.
        generation: copied into the result, so that a caller can drop stale ones.
    """

    image: np.ndarray
    mask: np.ndarray
    alpha: np.ndarray | None = None
    edges: np.ndarray | None = None
    edited: np.ndarray | None = None
    sigma: float = DEFAULT_SIGMA
    threshold: float | None = None
    dilate: int = 3
    feather: int = 3
    working_side: int = 512
    variation: int = 0
    detail: bool = True
    sketch: bool = False
    generation: int = 0
    lent: np.ndarray | None = None
    guess: np.ndarray | None = None
    guessed: np.ndarray | None = None


@dataclass(frozen=True)
class EdgeMaps:
    """Edge maps at the photo's size, bool (h, w): the photo's own outside of the hole, stage 1's inside, and both as
    the completion network gets them (with the user's)."""

    known: np.ndarray
    predicted: np.ndarray
    merged: np.ndarray


@dataclass(frozen=True)
class InpaintResult:
    """A filled photo.

    Attributes:
        image: like the request's; outside of ``mask`` bit-identical to it.
        alpha: like the request's, opaque in the hole.
        mask: bool (h, w), the dilated and feathered hole: every pixel that may have changed.
        edges: what the fill was drawn from.
        seconds: time it took.
        notes: plain sentences about anything unusual.
        label: the weights used.
    """

    image: np.ndarray
    alpha: np.ndarray | None
    mask: np.ndarray
    edges: EdgeMaps
    seconds: float
    notes: tuple[str, ...]
    label: str
    generation: int = 0


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
                module.to(self.device.torch_device, memory_format=torch.channels_last)  # type: ignore[call-overload]

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
        job = _Job.prepare(request)
        with self._lock:
            windows = regions(job.hole, least_side=min(256, request.working_side))
            for number, region in enumerate(windows):
                if cancelled():
                    raise Cancelled
                if on_progress is not None:
                    on_progress(Progress(number, len(windows), f"hole {number + 1} of {len(windows)}"))
                self._fill_region(job, region, complete, cancelled)
            if on_progress is not None:
                on_progress(Progress(len(windows), len(windows), "filled"))
        merged = np.where(job.hole, job.merged, job.known)
        maps = EdgeMaps(job.known, job.predicted, merged)
        image, alpha = job.blended()
        seconds = time.monotonic() - began
        return InpaintResult(
            image, alpha, job.weight > 0, maps, seconds, tuple(job.notes), self.weights.label, request.generation
        )

    def _fill_region(self, job: _Job, region: Region, complete: bool, cancelled: Callable[[], bool]) -> None:
        longest = max(region.height, region.width)
        # A hole thicker than those the networks have learned on is beyond what they see at once: show it smaller.
        bridged = longest * self.weights.bridges / max(1.0, region.thickness)
        side = round(min(job.request.working_side, longest, max(bridged, SMALLEST_WORKING_SIDE)))
        while True:
            try:
                view = _View.cut(job, region, side)
                merged, trust = self._merged_edges(job, view)
                if cancelled():
                    raise Cancelled
                fill = self._complete(view, merged * trust) if complete else None
                coarse = view.scale < UPSCALED or region.thickness > (STEERED_THICK if view.edited_hole else THICK)
                if fill is not None and view.edited_hole and coarse:
                    # The light networks see a lone line in a hole as a mark, not as a border: part the colours.
                    fill = barrier_fill(view.image, view.hole, merged, fill)
                if fill is not None and coarse and job.request.sketch and not job.request.detail:
                    fill = _sketched(view, merged, fill, job.request.variation, cancelled)
                break
            except (MemoryError, RuntimeError) as error:
                if not _out_of_memory(error):
                    raise
                if side <= SMALLEST_WORKING_SIDE:
                    raise RegrainError(
                        "There is not enough memory to fill this hole; close other programs and try again.",
                        details=repr(error),
                    ) from error
                if self.device.name == "cuda":
                    torch.cuda.empty_cache()
                side = max(SMALLEST_WORKING_SIDE, side // 2)
                note = "Memory ran out, so smaller and coarser crops were used."
                job.notes += [note] if note not in job.notes else []
        own = region.hole
        job.merged[region.window][own] = view.to_photo(merged)[own]
        if fill is not None:
            colours = job.with_guess(region, view.colours_to_photo(fill))
            if job.request.detail and coarse:
                colours = _with_own_patches(job, region, colours, cancelled)
            job.image[region.window][own] = colours[own]
        # What is filled is known to the holes that follow.
        job.unknown[region.window][own] = False

    def _merged_edges(self, job: _Job, view: _View) -> tuple[np.ndarray, np.ndarray]:
        """Edges of the working view, bool: the photo's outside of the hole, stage 1's or the user's inside; and how far
        to trust them, float32 in 0..1: predicted ones as much as they are probable, as in learning."""
        turn = job.request.variation % len(SIGMA_OF)
        known = canny(view.grey, job.request.sigma * SIGMA_OF[turn], view.hole)
        if job.given is None or (view.hole & ~view.edited).any():
            least = self.weights.threshold if job.request.threshold is None else job.request.threshold
            probable = self._predict(view, known)
            predicted = lines_from(probable, min(0.95, least * THRESHOLD_OF[turn])) & view.hole
            job.predicted[view.region.window] |= view.to_photo(predicted) & view.region.hole
        else:
            predicted, probable = np.zeros_like(known), np.zeros(known.shape, np.float32)
        inside = np.where(view.edited, view.given, predicted)
        trust = np.where(view.hole & ~view.edited, probable, np.float32(1))
        return np.where(view.hole, inside, known), trust

    def _predict(self, view: _View, known: np.ndarray) -> np.ndarray:
        """Stage 1's edge probabilities, float32 (h, w). The last views are remembered, so that a stroke of the user's,
        which is none of stage 1's business, or another threshold costs nothing here."""
        if self.weights.edge is None:
            raise ImageError("These weights hold no edge network, so an edge map must be given.")
        seen = np.where(view.hole, 0, view.grey)
        key = hashlib.blake2b(repr(seen.shape).encode(), digest_size=16)
        for plane in (seen, view.hole, known):
            key.update(np.ascontiguousarray(plane).tobytes())
        digest = key.digest()
        if digest not in self._predictions:
            grey = self._tensor(seen.astype(np.float32) / 255)
            lines, hole = (self._tensor(p.astype(np.float32)) for p in (known, view.hole))
            with torch.inference_mode(), self.device.autocast():
                logits = self.weights.edge(grey, lines, hole)
                self._predictions[digest] = torch.sigmoid(logits.float())[0, 0].cpu().numpy()
            while len(self._predictions) > KEPT_PREDICTIONS:
                self._predictions.popitem(last=False)
        self._predictions.move_to_end(digest)
        return self._predictions[digest]

    def _complete(self, view: _View, edges: np.ndarray) -> np.ndarray:
        """float32 (h, w, 3) in 0..1 at working size, along ``edges``, float32 (h, w) in 0..1."""
        with torch.inference_mode(), self.device.autocast():
            image = self._tensor(view.image.transpose(2, 0, 1))
            lines, hole = (self._tensor(p.astype(np.float32)) for p in (edges, view.hole))
            output = self.weights.completion(image, lines, hole)
            result: np.ndarray = output.float().clamp(0, 1)[0].permute(1, 2, 0).cpu().numpy()
        return result

    def _tensor(self, plane: np.ndarray) -> torch.Tensor:
        tensor = torch.from_numpy(np.ascontiguousarray(plane))
        tensor = tensor[None, None] if tensor.ndim == 2 else tensor[None]
        return tensor.to(self.device.torch_device).contiguous(memory_format=torch.channels_last)


def _sketched(
    view: _View, edges: np.ndarray, fill: np.ndarray, seed: int, cancelled: Callable[[], bool]
) -> np.ndarray:
    """A fill of the view, float32 (h, w, 3) in 0..1, in a few rounds re-made of the view's own patches."""
    image, guess = ((plane * 255 + 0.5).clip(0, 255).astype(np.uint8) for plane in (view.image, fill))
    settings = replace(STEERED if view.edited_hole else FREE, **SKETCH)
    lines = edges & view.edited & view.hole
    usable = ~view.hole & lively_enough(image, view.hole, ~view.hole)
    finished = complete(
        image, view.hole, guess, settings, usable=usable, lines=lines,
        seed=seed, checkpoint=partial(_raise_if, cancelled),
    )  # fmt: skip
    return finished.astype(np.float32) / 255


def _raise_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled


def _with_own_patches(
    job: _Job, region: Region, colours: np.ndarray, cancelled: Callable[[], bool]
) -> np.ndarray:
    """What the networks drew at working size, re-made of the photo's own patches: as sharp and grainy as around it.

    Args:
        colours: float32 (h, w, 3) in 0..1, the window at the photo's resolution.

    Returns:
        the same, different inside the region's hole only.
    """
    dtype = job.request.image.dtype
    top = float(np.iinfo(dtype).max)
    photo, guess = ((plane * top + 0.5).clip(0, top).astype(dtype) for plane in (job.image[region.window], colours))
    usable = ~job.unknown[region.window]
    hole = region.hole
    if job.request.guessed is not None:
        final = (job.request.guessed[region.window] == GUESS_STAYS) & hole
        photo, hole = np.where(final[..., None], guess, photo), hole & ~final
    edited = job.edited[region.window] & region.hole
    lines = None if job.given is None else job.given[region.window] & edited
    if job.request.lent is not None and job.request.lent[region.window].any():
        # A second copy of the place, below the first, as it was: there is nothing to fill in it, but much to find.
        lent = job.request.lent[region.window]
        rows = np.flatnonzero(lent.any(1))
        part = slice(max(0, rows[0] - LENT_RIM), rows[-1] + 1 + LENT_RIM)
        old = job.request.image[region.window][part]
        source = (usable | lent)[part] & grow(lent, LENT_RIM)[part]
        source[:1] = False  # no patch lies across the joint
        blank = np.zeros_like(source)
        photo, guess = np.concatenate([photo, old]), np.concatenate([guess, old])
        hole, usable = np.concatenate([hole, blank]), np.concatenate([usable, source])
        lines = None if lines is None else np.concatenate([lines, blank])
    usable = usable & lively_enough(photo, hole, usable)
    carried = job.request.guessed is not None and bool(job.request.guessed[region.window][region.hole].any())
    settings = CARRIED if carried else STEERED if edited.any() and not job.whole_map else FREE
    finished = complete(
        photo, hole, guess, settings, usable=usable, lines=lines,
        seed=job.request.variation, checkpoint=partial(_raise_if, cancelled),
    )  # fmt: skip
    return finished[: region.height].astype(np.float32) / top


@dataclass
class _Job:
    """A request on its way: the photo as it fills up, at its own size."""

    request: InpaintRequest
    hole: np.ndarray
    weight: np.ndarray
    image: np.ndarray  # float32 0..1, working copy
    unknown: np.ndarray
    known: np.ndarray
    predicted: np.ndarray
    merged: np.ndarray
    given: np.ndarray | None
    edited: np.ndarray
    notes: list[str]

    @classmethod
    def prepare(cls, request: InpaintRequest) -> _Job:
        image = request.image
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype not in (np.uint8, np.uint16):
            raise ImageError("The picture must be RGB with 8 or 16 bits.")
        shape = image.shape[:2]
        mask = check_mask(request.mask, *shape)
        core = grow(mask, request.dilate)
        weight = feathered(core, request.feather)
        if (weight > 0).all():
            weight = core.astype(np.float32)
        notes = []
        if mask.mean() > 0.6:
            notes.append(f"The mask marks {100 * mask.mean():.0f} % of the picture; is it inverted?")
        if min(shape) < LEAST_SIDE:
            notes.append(f"The picture is smaller than {LEAST_SIDE} px, so there is little to fill from.")
        given, edited = None, np.zeros(shape, bool)
        if request.edges is not None:
            if request.edges.shape[:2] != shape:
                wrong = f"{request.edges.shape[1]} x {request.edges.shape[0]} px"
                raise ImageError(f"The edge map is {wrong}, but the picture is {shape[1]} x {shape[0]} px.")
            given = _binary(request.edges)
            edited = np.ones(shape, bool) if request.edited is None else request.edited.astype(bool)
        pixels = image.astype(np.float32) / float(np.iinfo(image.dtype).max)
        grey = to_grey(image)
        hole = weight > 0
        known = canny(grey, request.sigma, hole)
        blank = np.zeros(shape, bool)
        return cls(
            request, hole, weight, pixels, hole.copy(), known, blank, blank.copy(), given, edited, notes
        )  # fmt: skip

    @property
    def whole_map(self) -> bool:
        """Whether edges are given for whole holes, not drawn into them."""
        return self.request.edges is not None and self.request.edited is None

    def with_guess(self, region: Region, colours: np.ndarray) -> np.ndarray:
        """``colours`` of the region's window, float32 0..1, with the request's own guess where there is one."""
        guess, guessed = self.request.guess, self.request.guessed
        if guess is None or guessed is None:
            return colours
        given = guess[region.window].astype(np.float32) / float(np.iinfo(guess.dtype).max)
        return np.where(guessed[region.window][..., None] > 0, given, colours)

    def blended(self) -> tuple[np.ndarray, np.ndarray | None]:
        """The finished picture: the fill where the weight is 1, the photo's very values where it is 0."""
        request, hole = self.request, self.hole
        top = float(np.iinfo(request.image.dtype).max)
        image = request.image.copy()
        weight = self.weight[hole][:, None]
        mixed = weight * (self.image[hole] * top) + (1 - weight) * image[hole].astype(np.float32)
        image[hole] = np.round(mixed).clip(0, top).astype(image.dtype)
        if request.alpha is None:
            return image, None
        full = np.iinfo(request.alpha.dtype).max
        opaque = self.weight * full + (1 - self.weight) * request.alpha.astype(np.float32)
        return image, np.where(self.hole, np.round(opaque).astype(request.alpha.dtype), request.alpha)


@dataclass(frozen=True)
class _View:
    """A region as the networks see it: shrunk to the working side, padded to the least side, perhaps mirrored."""

    region: Region
    image: np.ndarray  # float32 (h, w, 3)
    grey: np.ndarray  # uint8 (h, w)
    hole: np.ndarray  # bool, everything unknown
    given: np.ndarray
    edited: np.ndarray
    whole_map: bool
    scale: float
    size: tuple[int, int]  # (height, width) before padding
    mirrored: tuple[bool, bool]

    @classmethod
    def cut(cls, job: _Job, region: Region, side: int) -> _View:
        window = region.window
        scale = min(1.0, side / max(region.height, region.width))
        height, width = max(1, round(region.height * scale)), max(1, round(region.width * scale))
        unknown = job.unknown[window]
        share = cv2.resize(unknown.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
        hole = share > 0
        image = _shrink_known(job.image[window], unknown, (height, width))
        given = np.zeros((height, width), bool)
        edited = given
        if job.given is not None:
            given = resize_edges(job.given[window] & job.edited[window], width, height)
            trusted = job.edited[window].astype(np.float32)
            edited = cv2.resize(trusted, (width, height), interpolation=cv2.INTER_AREA) > 0.5
        if min(height, width) < LEAST_SIDE:
            pad = ((0, max(0, LEAST_SIDE - height)), (0, max(0, LEAST_SIDE - width)))
            image = np.pad(image, (*pad, (0, 0)), mode="symmetric")
            hole, given, edited = (np.pad(p, pad, mode="symmetric") for p in (hole, given, edited))
        mirrored = (bool(job.request.variation & 1), bool(job.request.variation & 2))
        image, hole, given, edited = (_mirror(p, mirrored) for p in (image, hole, given, edited))
        grey = to_grey(np.round(image * 255).astype(np.uint8))
        return cls(region, image, grey, hole, given, edited, job.whole_map, scale, (height, width), mirrored)

    @property
    def edited_hole(self) -> bool:
        """Whether the user has drawn or erased some edges in the hole. A whole map that is given is another matter: it
        looks like those that the networks have learned on, and they know how to fill it."""
        return not self.whole_map and bool((self.edited & self.hole).any())

    def _cropped(self, plane: np.ndarray) -> np.ndarray:
        return _mirror(plane, self.mirrored)[: self.size[0], : self.size[1]]

    def to_photo(self, lines: np.ndarray) -> np.ndarray:
        """An edge map of the view in its hole, at the photo's resolution, lines one pixel wide."""
        return resize_edges(self._cropped(lines & grow(self.hole, 3)), self.region.width, self.region.height)

    def colours_to_photo(self, colours: np.ndarray) -> np.ndarray:
        cropped = np.ascontiguousarray(self._cropped(colours))
        if self.size == (self.region.height, self.region.width):
            return cropped
        size = (self.region.width, self.region.height)
        return cv2.resize(cropped, size, interpolation=cv2.INTER_CUBIC).clip(0, 1)


def _mirror(plane: np.ndarray, mirrored: tuple[bool, bool]) -> np.ndarray:
    return plane[:: -1 if mirrored[1] else 1, :: -1 if mirrored[0] else 1]


def _shrink_known(image: np.ndarray, unknown: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Area-average of the known pixels only, so that what the hole hides does not bleed into its border."""
    if image.shape[:2] == size:
        return image * ~unknown[..., None]
    target = (size[1], size[0])
    weight = (~unknown).astype(np.float32)
    share = cv2.resize(weight, target, interpolation=cv2.INTER_AREA)
    colour = cv2.resize(image * weight[..., None], target, interpolation=cv2.INTER_AREA)
    return colour / np.maximum(share, 1e-6)[..., None]


def _binary(edges: np.ndarray) -> np.ndarray:
    if edges.dtype == bool:
        return edges
    plane = edges[..., :3].max(-1) if edges.ndim == 3 else edges
    return plane > (np.iinfo(plane.dtype).max / 2 if np.issubdtype(plane.dtype, np.integer) else 0.5)


def _out_of_memory(error: BaseException) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or any(
        words in text for words in ("out of memory", "can't allocate memory", "not enough memory")
    )
