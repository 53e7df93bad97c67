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
from core.extend.extend import LEAST_PHOTO, MOST, Extender, shared
from core.extend.quick import quick_look
from core.geometry import CanvasGeometry
from core.image_io.photo import to_8_bit
from core.ingan.adoption import Adopted
from core.ingan.drawing import GeneratorInUse
from core.ingan.messages import Drawing, Marks, RenderRequest, RenderResult, Style
from core.ingan.model import Snapshot
from core.ingan.pattern_frames import PatternFrames
from core.ingan.small import SmallGenerator
from core.ingan.thing_frames import ThingFrames
from core.retarget.pattern import is_pattern
from core.retarget.removal import without_removed
from core.retarget.retargeter import GRAIN_SIDE
from core.retarget.sampling import Pyramid
from core.retarget.subject import Subject

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
        self._generator: GeneratorInUse | None = None
        self._own = marks, style, subject
        self.adopted = adopted or Adopted()
        self._pyramids: tuple[Marks | None, Pyramid, Pyramid] | None = None  # of the photo, and without what is removed
        self._things: tuple[Marks | None, Subject | None, ThingFrames] | None = None
        self._pattern: tuple[Marks | None, PatternFrames] | None = None
        self._patterned: tuple[Subject | None, bool] | None = None
        self._extender: tuple[Marks | None, Subject | None, Extender] | None = None

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
        generator: GeneratorInUse | None = None

        def finish(image: np.ndarray, drawing: Drawing) -> RenderResult:
            tried = 0 if generator is None or drawing.step or not request.refine else generator.snapshot.step
            seconds = time.perf_counter() - began
            return RenderResult(_with_coverage(image, geometry), drawing, seconds, request.generation, tried)

        def between(done: int, total: int) -> None:
            if cancelled():
                raise Cancelled
            if on_progress is not None and total > 1:
                on_progress(Progress(done, total, "Drawing at full size"))

        own_marks, own_style, own_subject = self._own
        marks, subject = request.marks or own_marks, request.subject or own_subject
        pyramid, cleared = self._pyramids_for(marks)
        between(0, 1)
        if geometry.is_identity:
            drawing = Drawing("stretch" if request.engine == "stretch" else "photo")
            full = (geometry.height, geometry.width) == self._photo.shape[:2]
            return finish((self._photo if full else pyramid.at(geometry.height, geometry.width)).copy(), drawing)
        if request.engine == "stretch":
            picture = pyramid.at(geometry.source_height, geometry.source_width)
            return finish(_stretch(picture, geometry), Drawing("stretch"))
        style = request.style if request.style != "auto" else own_style
        if style == "extend":
            if _can_extend(request.geometry):
                picture = pyramid.at(geometry.source_height, geometry.source_width)
                image = self._extended(picture, geometry, request, marks, subject, lambda: between(0, 1))
                return finish(image, Drawing("extension", refined=request.refine))
            style = "auto"
        generator = self._take_generator() if request.engine == "auto" else None
        if generator is not None and not isinstance(generator.module, SmallGenerator):
            style = "pattern"  # the paper's network draws whole frames; copies only carry them to the photo's size
        if style == "pattern" or (style == "auto" and self._is_pattern(subject)):
            image, drawing = self._pattern_for(marks).draw(
                geometry, request.geometry, generator,
                dragging=request.dragging, refine=request.refine, between_tiles=between,
            )  # fmt: skip
            return finish(image, drawing)
        image, drawing = self._things_for(cleared, marks, subject).draw(
            geometry, request.geometry, generator,
            dragging=request.dragging, refine=request.refine, between=between,
            on_partial=None if on_partial is None else lambda picture: on_partial(finish(picture, Drawing("warp"))),
        )  # fmt: skip
        return finish(image, drawing)

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

    def _pattern_for(self, marks: Marks | None) -> PatternFrames:
        if self._pattern is None or self._pattern[0] is not marks:
            pyramid, _ = self._pyramids_for(marks)
            self._pattern = marks, PatternFrames(pyramid, marks, self._device, self.adopted)
        return self._pattern[1]

    def _things_for(self, pyramid: Pyramid, marks: Marks | None, subject: Subject | None) -> ThingFrames:
        if self._things is None or self._things[0] is not marks or self._things[1] is not subject:
            self._things = marks, subject, ThingFrames(pyramid, subject, marks, self._device, self.adopted)
        return self._things[2]

    def _extender_for(self, marks: Marks | None, subject: Subject | None) -> Extender:
        if self._extender is None or self._extender[0] is not marks or self._extender[1] is not subject:
            apart = None
            for mask in () if marks is None else (marks.protect, marks.remove):
                if mask is not None:
                    apart = mask if apart is None else apart | mask
            pixels, alpha = _parted(self._photo)
            self._extender = marks, subject, Extender(pixels, alpha, subject, apart)
        return self._extender[2]

    # -- drawing --------------------------------------------------------------------------------------------------

    def _extended(
        self, picture: np.ndarray, geometry: CanvasGeometry, request: RenderRequest, marks: Marks | None,
        subject: Subject | None, checkpoint: Callable[[], None],
    ) -> np.ndarray:  # fmt: skip
        """``picture``, the photo at the size of ``geometry``, with what is new around it."""
        margins, of = (
            shared(g.source_width, g.source_height, g.width, g.height, request.place)
            for g in (geometry, request.geometry)
        )
        if not request.refine:
            return quick_look(picture, margins)
        pixels, alpha = _parted(picture)
        image = self._extender_for(marks, subject).draw(pixels, margins, of, checkpoint=checkpoint)
        return image if alpha is None else np.dstack([image, margins.carried_outwards(alpha)])

    def _take_generator(self) -> GeneratorInUse | None:
        """Bring the generator up to the newest snapshot (only the rendering thread touches the module)."""
        with self._lock:
            snapshot = self._snapshot
        if snapshot is None:
            return None
        if self._generator is None:
            self._generator = GeneratorInUse(snapshot, self._device)
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


def _can_extend(geometry: CanvasGeometry) -> bool:
    width, height = geometry.source_width, geometry.source_height
    grows = width <= geometry.width <= MOST * width and height <= geometry.height <= MOST * height
    return geometry.quad is None and grows and min(width, height) >= LEAST_PHOTO


def _parted(photo: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """(h, w, 3) pixels and (h, w) alpha or None, of (h, w, 3) or (h, w, 4)."""
    return np.ascontiguousarray(photo[..., :3]), photo[..., 3] if photo.shape[2] == 4 else None


def _stretch(photo: np.ndarray, geometry: CanvasGeometry) -> np.ndarray:
    """Plain resize or perspective warp."""
    if geometry.quad is not None:
        size = geometry.width, geometry.height
        centred = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])  # OpenCV counts from pixel centres
        matrix = np.linalg.inv(centred) @ geometry.homography @ centred
        return cv2.warpPerspective(photo, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    shrinks = geometry.width * geometry.height < geometry.source_width * geometry.source_height
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cv2.resize(photo, (geometry.width, geometry.height), interpolation=method)


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
