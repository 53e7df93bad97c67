"""Drawing a photo on any canvas: warped, re-grained, as a pattern, by the newest generator, plainly stretched, or
extended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import cv2
import numpy as np

from core.control import Cancelled, Progress, ProgressCallback
from core.device import Device, choose_device
from core.geometry import CanvasGeometry
from core.image_io.photo import to_8_bit
from core.ingan.messages import Drawing, Marks, RenderRequest, RenderResult, Style
from core.ingan.model import Snapshot
from core.rendering.adoption import Adopted
from core.rendering.drawing import LoadedGenerator
from core.rendering.engine import Canvas, Engine, Frame
from core.rendering.extension_frames import ExtensionFrames, can_extend
from core.rendering.paper_frames import PaperFrames
from core.rendering.pattern_frames import PatternFrames
from core.rendering.plain_frames import PhotoFrames, StretchFrames
from core.rendering.retargeted_frames import RetargetedFrames
from core.retarget.pattern import is_pattern
from core.retarget.removal import without_removed
from core.retarget.retargeter import GRAIN_SIDE
from core.retarget.sampling import Pyramid
from core.retarget.subject import Subject
from core.sentence import Sentence

BAND = 256  # rows
PATTERN_SIDE = 384  # px, copy on which it is decided whether a photo is a pattern


class Renderer:
    """Draws one photo. :meth:`render` belongs to one thread; :meth:`load` may be called from any.

    At the photo's own size and shape every engine returns the photo itself, bit for bit.

    Args:
        photo_pixels: (h, w, 3) uint8 or uint16 RGB.
        alpha: (h, w) of the same dtype, or None.
        device: where the generator runs; the best one when None.
        marks, style, subject: what holds for requests that do not say so themselves.
        adopted: which weights draw which canvas; shared by renderers that are to agree.
    """

    def __init__(
        self,
        photo_pixels: np.ndarray,
        alpha: np.ndarray | None = None,
        device: Device | None = None,
        marks: Marks | None = None,
        style: Style = "auto",
        subject: Subject | None = None,
        adopted: Adopted | None = None,
    ) -> None:
        self._photo = photo_pixels if alpha is None else np.dstack([photo_pixels, alpha])
        self._device = device or choose_device()
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._generator: LoadedGenerator | None = None
        self._own = marks, style, subject
        self.adopted = adopted or Adopted()
        self._pyramids: tuple[Marks | None, Pyramid, Pyramid] | None = None  # of the photo, and without what is removed
        self._patterned: tuple[Subject | None, bool] | None = None
        self._engines: dict[type[Engine], tuple[tuple[object, ...], Engine]] = {}  # with what each was made for

    @property
    def snapshot_step(self) -> int:
        """Training step of the newest weights that were loaded, 0 without any."""
        with self._lock:
            return self._snapshot.step if self._snapshot is not None else 0

    def load(self, snapshot: Snapshot | None) -> None:
        """Draw with these weights from the next frame on, where they are better than none; None goes back to the photo
        alone. Returns at once."""
        if snapshot is None:
            self.adopted.clear()
        with self._lock:
            self._snapshot = None if snapshot is None or snapshot.changes_nothing else snapshot

    def render(
        self,
        request: RenderRequest,
        cancelled: Callable[[], bool] = lambda: False,
        on_progress: ProgressCallback | None = None,
        on_partial: Callable[[RenderResult], None] | None = None,
    ) -> RenderResult:
        """Draw one picture.

        Args:
            on_partial: gets a refined frame as far as it is, zero or more times.

        Raises:
            Cancelled: ``cancelled()`` became true.
            ValueError: the geometry is for a photo of another size.
        """
        began = time.perf_counter()
        geometry = self._output_geometry(request)

        def between(done: int, total: int) -> None:
            if cancelled():
                raise Cancelled
            if on_progress is not None and total > 1:
                on_progress(Progress(done, total, Sentence("Drawing at full size")))

        marks, subject = request.marks or self._own[0], request.subject or self._own[2]
        pyramids = self._pyramids_for(marks)
        between(0, 1)
        engine, generator = self._choose(request, geometry, marks, subject, *pyramids)

        def result(frame: Frame) -> RenderResult:
            drawing, seconds = frame.drawing, time.perf_counter() - began
            tried = 0 if generator is None or drawing.step or not request.refine else generator.snapshot.step
            return RenderResult(_with_coverage(frame.image, geometry), drawing, seconds, request.generation, tried)

        canvas = Canvas(
            geometry, request.geometry, between, generator,
            dragging=request.dragging, refine=request.refine, place=request.place,
            on_partial=None if on_partial is None else lambda frame: on_partial(result(frame)),
        )  # fmt: skip
        return result(engine.draw(canvas))

    def _choose(
        self, request: RenderRequest, geometry: CanvasGeometry, marks: Marks | None, subject: Subject | None,
        pyramid: Pyramid, cleared: Pyramid,
    ) -> tuple[Engine, LoadedGenerator | None]:  # fmt: skip
        """The engine that draws a request, and the weights that it may use."""
        if geometry.is_identity:
            drawing = Drawing("stretch" if request.engine == "stretch" else "photo")
            return PhotoFrames(self._photo, pyramid, drawing), None
        if request.engine == "stretch":
            return StretchFrames(pyramid), None
        style = request.style if request.style != "auto" else self._own[1]
        if style == "extend":
            if can_extend(request.geometry):
                return self._kept(
                    ExtensionFrames, (marks, subject), lambda: ExtensionFrames(self._photo, pyramid, marks, subject)
                ), None
            style = "auto"
        generator = self._take_generator() if request.engine == "auto" else None
        if generator is not None and not generator.needs_start:
            engine = self._kept(PaperFrames, (marks,), lambda: PaperFrames(pyramid, marks, self._device, self.adopted))
        elif style == "pattern" or (style == "auto" and self._is_pattern(subject)):
            engine = self._kept(
                PatternFrames, (marks,), lambda: PatternFrames(pyramid, marks, self._device, self.adopted)
            )
        else:
            engine = self._kept(
                RetargetedFrames, (marks, subject),
                lambda: RetargetedFrames(cleared, subject, marks, self._device, self.adopted),
            )  # fmt: skip
        return engine, generator

    # -- what is prepared once ------------------------------------------------------------------------------------

    def _output_geometry(self, request: RenderRequest) -> CanvasGeometry:
        """The canvas in pixels of the picture to return."""
        geometry = request.geometry
        height, width = self._photo.shape[:2]
        if (geometry.source_width, geometry.source_height) != (width, height):
            raise ValueError(
                f"geometry for a {geometry.source_width} x {geometry.source_height} photo, not {width} x {height}"
            )
        longest = max(geometry.width, geometry.height)
        if request.max_side is None or longest <= request.max_side:
            return geometry
        scale = request.max_side / longest
        return geometry.at_source_size(max(1, round(width * scale)), max(1, round(height * scale)))

    def _pyramids_for(self, marks: Marks | None) -> tuple[Pyramid, Pyramid]:
        """Of the photo, and of the photo without what is removed."""
        if self._pyramids is None:
            pyramid = Pyramid.of(self._photo)
            self._pyramids = None, pyramid, pyramid
        known, pyramid, cleared = self._pyramids
        if known is not marks:
            removes = marks is not None and marks.remove is not None and bool(marks.remove.any())
            before = None if known is None else known.remove
            if not removes:
                cleared = pyramid
            elif marks is not None and marks.remove is not None and before is not marks.remove:
                cleared = Pyramid.of(without_removed(pyramid.photo, marks.remove))
            self._pyramids = marks, pyramid, cleared
        return pyramid, cleared

    def _is_pattern(self, subject: Subject | None) -> bool:
        if self._patterned is None or self._patterned[0] is not subject:
            height, width = self._photo.shape[:2]
            scale = min(1.0, PATTERN_SIDE / max(height, width))
            size = max(1, round(width * scale)), max(1, round(height * scale))
            small = to_8_bit(cv2.resize(self._photo[..., :3], size, interpolation=cv2.INTER_AREA))
            self._patterned = subject, is_pattern(small, subject)
        return self._patterned[1]

    def _kept(self, kind: type[Engine], made_for: tuple[object, ...], make: Callable[[], Engine]) -> Engine:
        """The engine of a kind, made anew where it is for other marks or another subject."""
        known = self._engines.get(kind)
        if known is None or any(a is not b for a, b in zip(known[0], made_for, strict=True)):
            known = self._engines[kind] = made_for, make()
        return known[1]

    def _take_generator(self) -> LoadedGenerator | None:
        """Bring the generator up to the newest snapshot (only the rendering thread touches the module)."""
        with self._lock:
            snapshot = self._snapshot
        if snapshot is None:
            return None
        if self._generator is None:
            self._generator = LoadedGenerator(snapshot, self._device)
        elif self._generator.snapshot is not snapshot:
            self._generator.load(snapshot)
        return self._generator


def warm_up(cancelled: Callable[[], bool] = lambda: False) -> None:
    """Run each step of drawing once, so that the first photo need not wait for what is imported and compiled.

    Raises:
        Cancelled: ``cancelled()`` became true.
    """
    side, dice = GRAIN_SIDE + 32, np.random.default_rng(0)
    picture = dice.integers(60, 160, (side, side, 3), np.uint8)
    picture[120:160, 120:160] = 255
    renderer = Renderer(picture)
    quad = (8.0, 0.0), (side + 8.0, 4.0), (float(side), float(side)), (0.0, side - 6.0)
    for canvas in (CanvasGeometry(side, side, side + side // 2, side), CanvasGeometry.from_quad(side, side, quad)):
        for style in ("things", "pattern"):
            renderer.render(RenderRequest(canvas, style=style, dragging=True), cancelled)
    renderer.render(RenderRequest(canvas, style="things", refine=True), cancelled)


def _with_coverage(image: np.ndarray, geometry: CanvasGeometry) -> np.ndarray:
    """Give the picture an alpha channel that is 0 outside the quad."""
    if geometry.quad is None:
        return image
    top = np.iinfo(image.dtype).max
    result = np.empty((*image.shape[:2], 4), image.dtype)
    for first in range(0, len(image), BAND):  # a large canvas in floating point would be several times as large
        band = slice(first, first + BAND)
        covered = geometry.coverage(band.start, band.stop)
        alpha = image[band, :, 3] * covered if image.shape[2] == 4 else covered * top
        result[band, :, :3] = image[band, :, :3]
        result[band, :, 3] = np.rint(alpha)
    return result
