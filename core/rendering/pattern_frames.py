"""Frames of a pattern: its elements repeated at their own size by patches, or as the small generator draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch

from core.device import Device, torch_threads
from core.geometry import CanvasGeometry
from core.image_io.photo import to_8_bit
from core.ingan.messages import Drawing, Marks
from core.ingan.model import Snapshot
from core.ingan.start import copied_start, to_pixels, to_signed
from core.patterns import CandidateMaps, PatchPrior
from core.patterns.blend import blend_copies, copied_bands
from core.patterns.exposure_compensation import downsampled, exposure_compensation
from core.patterns.transfer import enlarge
from core.rendering.adoption import Adopted, Judge
from core.rendering.drawing import LoadedGenerator
from core.rendering.engine import Canvas, Frame
from core.retarget.importance import mask_at
from core.retarget.sampling import Pyramid

WORKING_SIDE = 256
"""Long side, px, of the copy of the photo that the untrained prior works on."""


@dataclass(frozen=True)
class Working:
    """The photo at working size and what is computed from it once."""

    prior: PatchPrior
    image: torch.Tensor  # (1, 3, h, w) in -1..1
    quarter: np.ndarray  # float32 (h / 4, w / 4, 3), 0..255
    bands: np.ndarray  # float32 (h, w, 9), see copied_bands()
    judge: Judge


@dataclass(frozen=True)
class Drawn:
    """A picture at working size: weights (1, K, H, W), what they leave unexplained (1, 3, H, W), the picture itself."""

    maps: CandidateMaps
    weights: torch.Tensor
    rest: torch.Tensor
    picture: torch.Tensor


class PatternFrames:
    """Draws one photo with these marks. Belongs to one thread.

    Args:
        pyramid: of the photo.
        marks: the user's; None for none.
        adopted: which weights draw which canvas.
    """

    def __init__(self, pyramid: Pyramid, marks: Marks | None, device: Device, adopted: Adopted) -> None:
        self._pyramid, self._marks, self._device, self._adopted = pyramid, marks, device, adopted
        self._working: dict[tuple[int, int], Working] = {}
        self._last: tuple[CanvasGeometry, CandidateMaps] | None = None
        self._photo: np.ndarray | None = None  # at the size of the last frame: that of a drag's is the same

    def draw(self, canvas: Canvas) -> Frame:
        """See :class:`core.rendering.engine.Engine`. Copies are blended at their joints; a generator draws what is to
        be refined, where it is better."""
        geometry = canvas.geometry
        drawn, drawing = self._draw_small(canvas)
        canvas.checkpoint()
        if self._photo is None or self._photo.shape[:2] != (geometry.source_height, geometry.source_width):
            self._photo = self._pyramid.at(geometry.source_height, geometry.source_width)
        photo = self._photo
        small_height, small_width = drawn.maps.source_shape
        shape = geometry.height, geometry.width
        if small_height * small_width >= photo.shape[0] * photo.shape[1]:  # draw at the engine's size, then shrink
            photo, shape = self._pyramid.at(small_height, small_width), drawn.maps.shape
            if photo.shape[2] == 3 and photo.dtype == np.uint8:
                return Frame(_shrink(_from_signed(drawn.picture), geometry), drawing)
        weights, rest = drawn.weights[0].cpu().numpy(), drawn.rest[0].permute(1, 2, 0).cpu().numpy() / 2
        image = enlarge(photo, drawn.maps, weights, rest, shape, canvas.between, self._device.threads)
        return Frame(_shrink(image, geometry), drawing)

    def _working_at(self, width: int, height: int) -> Working:
        if (width, height) not in self._working:
            marks = self._marks or Marks()
            masks = [
                mask_at(mask, height, width) if mask is not None and mask.any() else None
                for mask in (marks.protect, marks.remove)
            ]
            prior = PatchPrior(to_8_bit(np.ascontiguousarray(self._pyramid.at(height, width)[..., :3])), *masks)
            small = prior.pixels
            image, quarter = to_signed(small).to(self._device.torch_device), downsampled(small)
            self._working[width, height] = Working(prior, image, quarter, copied_bands(small), Judge(small, None))
        return self._working[width, height]

    def _working_size(self, generator: LoadedGenerator | None) -> tuple[int, int]:
        """(width, height) of the copy that the engine works on."""
        if generator is not None:
            return generator.snapshot.working_size
        height, width = self._pyramid.photo.shape[:2]
        scale = min(1.0, WORKING_SIDE / max(height, width))
        return max(1, round(width * scale)), max(1, round(height * scale))

    def _draw_small(self, canvas: Canvas) -> tuple[Drawn, Drawing]:
        """The picture at the engine's own working size, and what drew it."""
        generator = canvas.generator
        working = self._working_at(*self._working_size(generator))
        height, width = working.prior.shape
        geometry = canvas.whole.at_source_size(width, height)
        first = maps = self._maps(working.prior, geometry, canvas.dragging)
        if canvas.refine:
            maps = working.prior.refined(maps, canvas.checkpoint)
        # More threads gain nothing: each of the small operations waits for the slowest.
        with torch.inference_mode(), torch_threads(min(self._device.threads, max(2, self._device.threads // 2))):
            drawn, drawing = self._painted(canvas, working, geometry, maps)
        return drawn, replace(drawing, refined=maps is not first)

    def _painted(
        self, canvas: Canvas, working: Working, geometry: CanvasGeometry, maps: CandidateMaps
    ) -> tuple[Drawn, Drawing]:
        """The picture that these copies make, and what drew it."""
        made = blend_copies(maps, working.bands)
        weights, rest, picture = (torch.from_numpy(each)[None] for each in (made.weights, made.rest, made.picture))
        drawn = _compensated(Drawn(maps, weights, rest, picture), working.quarter)
        if canvas.generator is None or not canvas.refine:
            return drawn, Drawing("patches")
        drawn, snapshot = self._corrected(drawn, working, geometry, canvas.generator, canvas.checkpoint)
        return drawn, Drawing("patches") if snapshot is None else snapshot.drawing

    def _corrected(
        self,
        drawn: Drawn,
        working: Working,
        geometry: CanvasGeometry,
        generator: LoadedGenerator,
        checkpoint: Callable[[], None],
    ) -> tuple[Drawn, Snapshot | None]:
        """The picture as the small generator draws it, and its weights; unchanged where that is not better."""
        newest = generator.snapshot
        start = copied_start(working.image, drawn.maps, drawn.picture[0].numpy()).to(self._device.torch_device)

        def corrected(snapshot: Snapshot) -> torch.Tensor:
            if generator.snapshot is not snapshot:
                generator.load(snapshot)
            return generator.mix(working.image, start)[0].cpu()

        snapshot = self._adopted.choose(
            (geometry, "pattern", self._marks),
            newest,
            lambda: working.judge.gain(to_pixels(corrected(newest)), to_pixels(drawn.picture), checkpoint),
        )
        if snapshot is None:
            return drawn, None
        picture = corrected(snapshot)
        if snapshot is not newest:
            generator.load(newest)
        return replace(drawn, rest=drawn.rest + picture - drawn.picture, picture=picture), snapshot

    def _maps(self, prior: PatchPrior, geometry: CanvasGeometry, dragging: bool) -> CandidateMaps:
        """Candidates; those of the last frame stay when the canvas did not change, so that letting go moves nothing."""
        if self._last is not None and self._last[0] == geometry:
            return self._last[1]
        usable = dragging and self._last is not None and self._last[1].source_shape == prior.shape
        maps = prior.candidates(geometry, self._last[1].state if usable and self._last is not None else None)
        self._last = geometry, maps
        return maps


def _from_signed(picture: torch.Tensor) -> np.ndarray:
    """(1, 3, H, W) in -1..1 -> uint8 (H, W, 3)."""
    planes = cv2.merge(list(picture[0].float().cpu().numpy()))
    return cv2.addWeighted(planes, 127.5, planes, 0, 127.5, dtype=cv2.CV_8U)  # rounded, and kept within 0..255


def _compensated(drawn: Drawn, quarter: np.ndarray) -> Drawn:
    """The picture without steps in brightness between its copies."""
    correction = exposure_compensation(drawn.maps, quarter)
    if correction is None:
        return drawn
    height, width = drawn.maps.shape
    wide = np.empty((1, 3, height, width), np.float32)
    for channel in range(3):  # planes, as torch has them: adding channels that lie beside each other takes longer
        small = np.ascontiguousarray(correction[..., channel]) / np.float32(127.5)
        cv2.resize(small, (width, height), dst=wide[0, channel], interpolation=cv2.INTER_LINEAR)
    even = torch.from_numpy(wide).to(drawn.picture.device)
    return replace(drawn, rest=drawn.rest + even, picture=drawn.picture + even)


def _shrink(image: np.ndarray, geometry: CanvasGeometry) -> np.ndarray:
    """The picture at the canvas size; the same array when it has that size."""
    if image.shape[:2] == (geometry.height, geometry.width):
        return image
    return cv2.resize(image, (geometry.width, geometry.height), interpolation=cv2.INTER_AREA)
