"""What training draws from: pictures at working size, and random canvases with what they start from."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import torch

from core.device import Device
from core.errors import CheckpointError, TrainingError
from core.geometry import CanvasGeometry, as_quad
from core.ingan.messages import Style
from core.ingan.presets import TrainSettings
from core.ingan.start import SourceRegion, Start, copied_start, to_pixels, to_signed, warped_start
from core.ingan.training.patch_losses import SourcePatches
from core.ingan.transforms import spread_geometry
from core.patterns import PatchPrior
from core.patterns.blend import blend_copies, copied_bands
from core.retarget.pattern import is_pattern
from core.retarget.retargeter import Retargeter
from core.retarget.sampling import Pyramid
from core.retarget.subject import Subject

SMALLEST_PICTURE = 16  # px; a discriminator scale needs 13, a patch 7
MARGIN = 16  # px around the source of a window in which its patches may be found
EAGER = 24  # canvases that are asked for one a step
LAG = 4  # steps between asking for a canvas and first using it


def working_copy(pixels: np.ndarray, side: int) -> np.ndarray:
    """The picture with its long side at most ``side`` px.

    Raises:
        TrainingError: it is too small to learn anything from.
    """
    scale = min(1.0, side / max(pixels.shape[:2]))
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    if min(size) < SMALLEST_PICTURE:
        raise TrainingError("At {0} x {1} px there is too little to learn from this picture.", size[0], size[1])
    if scale == 1:
        return np.ascontiguousarray(pixels)
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


class SourceImage:
    """One picture at working size and what is computed from it once.

    Args:
        pixels: uint8 (h, w, 3).
        style: "pattern" starts from copies of the photo, "things" from the warped photo; "auto" as a renderer would.
        subject: of the picture.
    """

    def __init__(
        self, pixels: np.ndarray, device: Device, style: Style = "auto", subject: Subject | None = None
    ) -> None:
        self.pixels = pixels
        self.height, self.width = pixels.shape[:2]
        self._device = device.torch_device
        self.image = to_signed(pixels).to(self._device)
        self.is_pattern = is_pattern(pixels, subject) if style == "auto" else style == "pattern"
        self._subject = subject

    @cached_property
    def _prior(self) -> tuple[PatchPrior, np.ndarray]:
        return PatchPrior(self.pixels), copied_bands(self.pixels)

    @cached_property
    def _retargeter(self) -> Retargeter:
        return Retargeter(Pyramid.of(self.pixels), self._subject, None, max(self.height, self.width), threads=1)

    @cached_property
    def patches(self) -> SourcePatches:
        return SourcePatches(self.image)

    @cached_property
    def free(self) -> torch.Tensor:
        """(1, 1, h, w) in 0..1: how far each pixel of the picture itself may be changed."""
        return self.start(CanvasGeometry(self.width, self.height, self.width, self.height)).free

    def start(self, geometry: CanvasGeometry) -> Start:
        """What the small generator draws a canvas (at working size) from."""
        if not self.is_pattern:
            return warped_start(self._retargeter, geometry).to(self._device)
        prior, bands = self._prior
        maps = prior.candidates(geometry)
        return copied_start(self.image, maps, blend_copies(maps, bands).picture).to(self._device)

    def untrained(self, geometry: CanvasGeometry) -> np.ndarray:
        """The canvas (at working size) as it is drawn without a generator, at rest; uint8 (H, W, 3)."""
        if not self.is_pattern:
            return self._retargeter.drawn_small(geometry)
        prior, bands = self._prior
        return to_pixels(torch.from_numpy(blend_copies(prior.refined(prior.candidates(geometry)), bands).picture)[None])


@dataclass(frozen=True)
class TrainSample:
    """One canvas to train on.

    Attributes:
        example: index of the picture. start: what the small generator starts it from.
    """

    example: int
    geometry: CanvasGeometry
    start: Start


def source_region(start: Start, source: tuple[int, int]) -> SourceRegion:
    """The part of a source (h, w) that a window shows, with a margin."""
    (left, top), (right, bottom) = (each.tolist() for each in (start.grid.amin((0, 1, 2)), start.grid.amax((0, 1, 2))))
    height, width = source
    return (
        max(0, int((top + 1) / 2 * height) - MARGIN),
        min(height, int((bottom + 1) / 2 * height) + 1 + MARGIN),
        max(0, int((left + 1) / 2 * width) - MARGIN),
        min(width, int((right + 1) / 2 * width) + 1 + MARGIN),
    )


@dataclass
class _Entry:
    """A canvas in the pool: what describes it, and its sample once computed."""

    number: int
    example: int
    geometry: CanvasGeometry
    usable_from: int
    sample: Future[TrainSample]


class SamplePool:
    """Canvases of growing range for the small generator, prepared on a thread beside training.

    Which canvas a step gets depends on the random state alone, never on how fast they are prepared: a step waits
    for its own. So training can be repeated and resumed exactly.
    """

    def __init__(self, examples: Sequence[SourceImage], settings: TrainSettings, rng: np.random.Generator) -> None:
        self._focus: deque[CanvasGeometry | None] = deque(maxlen=1)
        self._examples, self._settings, self._rng = examples, settings, rng
        self._entries: list[_Entry] = []
        self._thread = ThreadPoolExecutor(1, "canvases")

    def focus_on(self, geometry: CanvasGeometry | None) -> None:
        """Say which canvas somebody looks at: the next one to train on. From any thread; the latest counts."""
        self._focus.append(geometry)

    def _take_focus(self) -> CanvasGeometry | None:
        """Never tells and forgets in two steps: between them another canvas may come, and would be forgotten."""
        try:
            return self._focus.pop()
        except IndexError:
            return None

    def next(self, step: int, wait: Callable[[], None]) -> TrainSample:
        """The canvas of ``step``.

        Args:
            wait: called while waiting; may raise to cancel.
        """
        every = 1 if len(self._entries) < min(EAGER, self._settings.pool) else self._settings.refresh
        if not self._entries or step % every == 0:
            example = int(self._rng.integers(len(self._examples)))
            picture = self._examples[example]
            number = self._entries[-1].number + 1 if self._entries else 0
            geometry = spread_geometry(picture.width, picture.height, number, step, self._settings, self._rng)
            if example == 0 and (focus := self._take_focus()) is not None and not focus.is_identity:
                geometry = focus
            usable_from = step + LAG if self._entries else step
            self._add(number, example, geometry, usable_from)
            del self._entries[: -self._settings.pool]
        usable = [entry for entry in self._entries if entry.usable_from <= step] or self._entries[:1]
        return _result(usable[int(self._rng.integers(len(usable)))], wait)

    def _add(self, number: int, example: int, geometry: CanvasGeometry, usable_from: int) -> None:
        future = self._thread.submit(prepare, self._examples[example], example, geometry)
        self._entries.append(_Entry(number, example, geometry, usable_from, future))

    def state(self) -> list[list[Any]]:
        """JSON-able description of the pool."""
        return [
            [e.number, e.example, e.geometry.width, e.geometry.height, e.geometry.quad, e.usable_from]
            for e in self._entries
        ]

    def restore(self, state: Sequence[Sequence[Any]]) -> None:
        """Ask anew for what :meth:`state` described.

        Raises:
            CheckpointError: it describes pictures that are not there.
        """
        self._cancel()
        for number, example, width, height, quad, usable_from, *_ in state[-self._settings.pool :]:  # 0.1.0: more
            if not 0 <= int(example) < len(self._examples):
                raise CheckpointError("The training to go on with used more pictures than were given now.")
            picture = self._examples[int(example)]
            corners = None if quad is None else as_quad(quad)
            geometry = CanvasGeometry(picture.width, picture.height, int(width), int(height), corners)
            self._add(int(number), int(example), geometry, int(usable_from))

    def _cancel(self) -> None:
        for entry in self._entries:
            entry.sample.cancel()
        self._entries = []

    def close(self) -> None:
        """Drop what is still waiting and end the thread."""
        self._cancel()
        self._thread.shutdown(wait=True, cancel_futures=True)


def prepare(example: SourceImage, index: int, geometry: CanvasGeometry) -> TrainSample:
    """A canvas with what it is drawn from."""
    return TrainSample(index, geometry, example.start(geometry))


def _result(entry: _Entry, wait: Callable[[], None]) -> TrainSample:
    while True:
        try:
            return entry.sample.result(0.1)
        except TimeoutError:
            wait()
