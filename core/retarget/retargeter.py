"""The object that a renderer calls: one photo, with what is kept in it, on any canvas."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

import cv2
import numpy as np

from core.geometry import CanvasGeometry
from core.image_io.photo import to_8_bit
from core.matching import nnf
from core.retarget.compose import Composition
from core.retarget.importance import OLD, MarksLike, importance_map, mask_at
from core.retarget.regrain import Grain, regrain
from core.retarget.sampling import Pyramid, sample, sample_quickly, source_places, virtual_size
from core.retarget.stretched import find_stretched, texture
from core.retarget.subject import Subject
from core.retarget.warp import Warp, WarpSolver

GRAIN_SIDE = 384
"""Long side, px, of the copy of a photo on which grain is found; it is shown at the photo's own resolution."""

IMPORTANCE_SIDE = 320  # px, of the copy on which importance is measured
NATIVE = 0.97  # of native size: a subject that stands so nearly at its own size is not shrunk for
COPIED_SALIENCY = 0.3  # below it the ground may be copied: nothing of the subject is shown twice
DRAWN = 0.6  # share of pixels like their neighbours from which a picture is a drawing or a screenshot: no grain in it

_CACHED = 2


class Retargeter:
    """Warps a photo onto canvases, and finds the grain that the warp took. May be used from any thread.

    Args:
        pyramid: of the photo, without what is removed.
        subject: what a network takes for its subject; None takes detail and distinctness in its place.
        marks: the user's.
        grain_side: see :data:`GRAIN_SIDE`.
        threads: for sampling and searching.
    """

    def __init__(
        self,
        pyramid: Pyramid,
        subject: Subject | None = None,
        marks: MarksLike | None = None,
        grain_side: int = GRAIN_SIDE,
        threads: int = 2,
    ) -> None:
        self.pyramid = pyramid
        self._subject, self._marks, self._threads = subject, marks, threads
        height, width = pyramid.photo.shape[:2]
        scale = min(1.0, grain_side / max(height, width))
        self.grain_size = max(1, round(height * scale)), max(1, round(width * scale))
        self._lock = threading.Lock()
        self._compositions: OrderedDict[CanvasGeometry, Composition | None] = OrderedDict()

    @cached_property
    def importance(self) -> np.ndarray:
        """float32 (h, w) in 0..1, see :func:`core.retarget.importance.importance_map`."""
        height, width = self.pyramid.photo.shape[:2]
        scale = min(1.0, IMPORTANCE_SIDE / max(height, width))
        small = self._small(max(1, round(height * scale)), max(1, round(width * scale)))
        return importance_map(small, self._subject, self._marks)

    @cached_property
    def _solver(self) -> WarpSolver:
        return WarpSolver(self.importance)

    @cached_property
    def grain_photo(self) -> np.ndarray:
        """uint8 (h, w, 3): the photo at the size at which grain is found."""
        return self._small(*self.grain_size)

    @cached_property
    def _texture(self) -> np.ndarray:
        """Texture of :attr:`grain_photo`; none in drawings and screenshots."""
        grey = cv2.cvtColor(self.grain_photo, cv2.COLOR_RGB2GRAY)
        if self.pyramid.drawn or min(grey.shape) < 2 or float((grey[:, 1:] == grey[:, :-1]).mean()) > DRAWN:
            return np.zeros(grey.shape, np.float32)
        return texture(self.grain_photo)

    @cached_property
    def saliency(self) -> np.ndarray:
        """float32 in 0..1: the subject, as far as the user agrees, and what is protected."""
        height, width = self.importance.shape
        if self._subject is None:
            values = np.minimum(self.importance**2 / OLD**2, 1)
        else:
            values = cv2.resize(self._subject.saliency, (width, height), interpolation=cv2.INTER_LINEAR)
            values[self._subject.head_mask(height, width)] = 1
        if self._marks is not None:
            for mask, value in ((self._marks.release, 0), (self._marks.protect, 1)):
                if mask is not None:
                    values[mask_at(mask, height, width)] = value
        return values

    def warp(self, geometry: CanvasGeometry) -> Warp:
        """The map of a canvas: the same at every resolution."""
        if geometry.is_identity:
            return Warp.even()
        height, width = virtual_size(geometry)
        return self._solver.solve(height / geometry.source_height, width / geometry.source_width)

    def draw_quickly(self, geometry: CanvasGeometry, warp: Warp) -> np.ndarray:
        """A frame of a drag: one remap. See :func:`core.retarget.sampling.sample_quickly`."""
        return sample_quickly(self.pyramid, warp, geometry)

    def draw(
        self, geometry: CanvasGeometry, warp: Warp, between: Callable[[int, int], None] = lambda done, total: None
    ) -> np.ndarray:
        """The warped picture, filtered. ``between`` is called often and may raise to stop."""
        return sample(self.pyramid, warp, geometry, self._threads, between)

    def composition(
        self,
        geometry: CanvasGeometry,
        checkpoint: Callable[[], None] = lambda: None,
        on_level: Callable[[np.ndarray, np.ndarray], None] | None = None,
    ) -> Composition | None:
        """The grain of a canvas (at the photo's own size); None where the warp took none that could be seen.

        Args:
            checkpoint: called often; may raise to cancel.
            on_level: gets the frame (H, W, 3) as far as it is, and where in it grain is missing (H, W).
        """
        with self._lock:
            if geometry in self._compositions:
                self._compositions.move_to_end(geometry)
                return self._compositions[geometry]
        found = self._find_grain(geometry, checkpoint, on_level)
        with self._lock:
            self._compositions[geometry] = found
            while len(self._compositions) > _CACHED:
                self._compositions.popitem(last=False)
        return found

    def draw_grain(
        self,
        picture: np.ndarray,
        composition: Composition,
        geometry: CanvasGeometry,
        between: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Put grain into a picture from :meth:`draw`, in place; arguments as in :meth:`Composition.draw_over`."""
        sides = geometry.source_height, geometry.source_width
        height, width = (max(1, round(composition.scale * side)) for side in sides)
        composition.draw_over(picture, self.pyramid.at(height, width), between)

    def drawn_small(self, geometry: CanvasGeometry, checkpoint: Callable[[], None] = lambda: None) -> np.ndarray:
        """The warped and re-grained frame at the size at which grain is found, uint8 (H, W, 3)."""
        height, width = self.grain_size
        canvas = geometry.at_source_size(width, height)
        frame, _ = self.frame(canvas, self.warp(geometry))
        composition = self.composition(geometry, checkpoint)
        if composition is not None:
            self.draw_grain(frame, composition, canvas)
        return frame

    def composed_copies(self, frame: np.ndarray, origin: np.ndarray, mask: np.ndarray) -> Composition | None:
        """Copies whose place in the photo is known, to be drawn over a canvas at any size; None without any.

        Args:
            frame: uint8 (H, W, 3), the canvas at the size at which grain is found.
            origin: int64 (2, H, W), row and column of the photo (at that size) that each pixel copies.
            mask: float32 (H, W) in 0..1, where copies are wanted.
        """
        if min(*mask.shape, *self.grain_size) < nnf.PATCH:
            return None
        rows, columns = origin.astype(np.int32)
        half = nnf.PATCH // 2
        match = np.stack([rows, columns], -1)[half:-half, half:-half] - half
        match = np.clip(match, 0, np.array(self.grain_size) - nnf.PATCH).astype(np.int32)
        grain = Grain(match, rows, columns, frame, np.zeros(mask.shape, np.float32))
        composition = Composition(self.grain_photo, frame, grain, mask, 1.0)
        return composition if composition.shown.any() else None

    def _usable(self, size: tuple[int, int]) -> np.ndarray:
        """bool (h, w) at ``size``: what may be copied."""
        return cv2.resize(self.saliency, size[::-1], interpolation=cv2.INTER_LINEAR) < COPIED_SALIENCY

    def frame(self, canvas: CanvasGeometry, warp: Warp) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """A warped canvas, uint8 (H, W, 3) at any size; and the (x, y), (H, W) px of its source, that it shows."""
        frame = sample(self.pyramid, warp, canvas, self._threads)
        return to_8_bit(np.ascontiguousarray(frame[..., :3])), source_places(warp, canvas)

    def _find_grain(
        self,
        geometry: CanvasGeometry,
        checkpoint: Callable[[], None],
        on_level: Callable[[np.ndarray, np.ndarray], None] | None,
    ) -> Composition | None:
        if not self._texture.any():
            return None
        warp = self.warp(geometry)
        height, width = self.grain_size
        canvas = geometry.at_source_size(width, height)
        stretched = find_stretched(self._texture, self.importance, self.saliency, warp, canvas)
        scale = stretched.scale if stretched.scale < NATIVE else 1.0
        if not (stretched.mask > 0.02).any():
            return None
        checkpoint()
        source = self._small(max(1, round(height * scale)), max(1, round(width * scale)))
        frame, (x, y) = self.frame(canvas, warp)
        y, x = y * (source.shape[0] / height), x * (source.shape[1] / width)
        mask = stretched.mask
        grain = regrain(
            source, frame, (x, y), mask, self._usable(source.shape[:2]), threads=self._threads, checkpoint=checkpoint,
            on_level=None if on_level is None else lambda picture: on_level(picture, mask),
        )  # fmt: skip
        if grain is None:
            return None
        checkpoint()
        composition = Composition(source, frame, grain, mask, scale)
        return composition if composition.shown.any() else None

    def _small(self, height: int, width: int) -> np.ndarray:
        return to_8_bit(np.ascontiguousarray(self.pyramid.at(height, width)[..., :3]))
