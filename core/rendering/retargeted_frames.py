"""Frames that keep things: warped, with the grain that the warp took, or as the small generator draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch

from core.device import Device, torch_threads
from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing, Marks
from core.ingan.model import Snapshot
from core.ingan.start import to_pixels, to_signed, warped_start
from core.rendering.adoption import Adopted, Judge
from core.rendering.drawing import LoadedGenerator
from core.rendering.engine import Canvas, Frame
from core.retarget.compose import Composition
from core.retarget.retargeter import GRAIN_SIDE, Retargeter
from core.retarget.sampling import Pyramid
from core.retarget.subject import Subject


@dataclass(frozen=True)
class _Small:
    """The photo at a generator's working size and what is computed from it once."""

    retargeter: Retargeter
    image: torch.Tensor  # (1, 3, h, w) in -1..1
    judge: Judge


@dataclass(frozen=True)
class _Trained:
    """What a generator puts over a warped canvas.

    Attributes:
        corrections: float32 (H, W, 3), grey levels, at its working size.
        copies: of the photo, up to where they meet the warp best.
        snapshot: whose weights drew it.
    """

    corrections: np.ndarray
    copies: Composition | None
    snapshot: Snapshot


class RetargetedFrames:
    """Draws one photo with these marks. Belongs to one thread.

    Args:
        pyramid: of the photo, without what is removed.
        subject, marks: see :class:`core.retarget.retargeter.Retargeter`.
        adopted: which weights draw which canvas.
    """

    def __init__(
        self, pyramid: Pyramid, subject: Subject | None, marks: Marks | None, device: Device, adopted: Adopted
    ) -> None:
        self._pyramid, self._subject, self._marks = pyramid, subject, marks
        self._device, self._adopted = device, adopted
        self._full = self._retargeter(GRAIN_SIDE)
        self._smalls: dict[int, _Small] = {}
        self._last: tuple[CanvasGeometry, _Trained] | None = None

    def draw(self, canvas: Canvas) -> Frame:
        """See :class:`core.rendering.engine.Engine`; a generator draws what is to be refined, where it is better."""
        geometry, whole, on_partial = canvas.geometry, canvas.whole, canvas.on_partial
        warp = self._full.warp(whole)
        if canvas.dragging:
            return Frame(self._full.draw_quickly(geometry, warp), Drawing("warp"))
        image = self._full.draw(geometry, warp, canvas.between)
        if not canvas.refine:
            return Frame(image, Drawing("warp"))
        if canvas.generator is not None:
            trained = self._trained(canvas.generator, whole, canvas.checkpoint)
            if trained is not None:
                _put(trained, self._full, image, geometry, canvas.between)
                return Frame(image, replace(trained.snapshot.drawing, refined=True))

        def on_level(picture: np.ndarray, missing: np.ndarray) -> None:
            assert on_partial is not None
            on_partial(Frame(_laid_over(image, picture, missing), Drawing("warp")))

        composition = self._full.composition(whole, canvas.checkpoint, None if on_partial is None else on_level)
        if composition is None:
            return Frame(image, Drawing("warp"))
        self._full.draw_grain(image, composition, geometry, canvas.between)
        return Frame(image, Drawing("warp", refined=True))

    def put_small(
        self, generator: LoadedGenerator, whole: CanvasGeometry, checkpoint: Callable[[], None] = lambda: None
    ) -> np.ndarray:
        """A canvas at a generator's working size with what it draws, better or not; uint8 (H, W, 3)."""
        retargeter = self._small(max(generator.snapshot.working_size)).retargeter
        canvas = whole.at_source_size(retargeter.grain_size[1], retargeter.grain_size[0])
        frame, _ = retargeter.frame(canvas, retargeter.warp(whole))
        _put(self._drawn(generator, generator.snapshot, whole, checkpoint), retargeter, frame, canvas)
        return frame

    def _retargeter(self, side: int) -> Retargeter:
        return Retargeter(self._pyramid, self._subject, self._marks, side, max(1, self._device.threads))

    def _small(self, side: int) -> _Small:
        if side not in self._smalls:
            retargeter = self._retargeter(side)
            image = to_signed(retargeter.grain_photo).to(self._device.torch_device)
            self._smalls[side] = _Small(retargeter, image, Judge(retargeter.grain_photo, self._subject))
        return self._smalls[side]

    def _trained(
        self, generator: LoadedGenerator, whole: CanvasGeometry, checkpoint: Callable[[], None]
    ) -> _Trained | None:
        """What the generator puts over a canvas; None where it is better drawn without."""
        newest, small = generator.snapshot, self._small(max(generator.snapshot.working_size))

        def gain() -> float:
            frame = self.put_small(generator, whole, checkpoint)
            return small.judge.gain(frame, small.retargeter.drawn_small(whole, checkpoint), checkpoint)

        snapshot = self._adopted.choose((whole, "retargeter", self._marks, self._subject), newest, gain)
        if snapshot is None:
            return None
        trained = self._drawn(generator, snapshot, whole, checkpoint)
        if snapshot is not newest:
            generator.load(newest)
        return trained

    def _drawn(
        self, generator: LoadedGenerator, snapshot: Snapshot, whole: CanvasGeometry, checkpoint: Callable[[], None]
    ) -> _Trained:
        """What these weights put over a canvas; the last one is kept."""
        if self._last is None or self._last[0] != whole or self._last[1].snapshot is not snapshot:
            checkpoint()
            if generator.snapshot is not snapshot:
                generator.load(snapshot)
            small = self._small(max(snapshot.working_size))
            start = warped_start(small.retargeter, whole).to(self._device.torch_device)
            with torch.inference_mode(), torch_threads(self._device.threads):
                picture, shares = generator.mix(small.image, start)
                corrections = picture - start.frame - shares * (start.copies - start.frame)
            checkpoint()
            copies = small.retargeter.composed_copies(
                to_pixels(start.frame), start.origin[0].cpu().numpy(), shares[0, 0].cpu().numpy()
            )  # fmt: skip
            made = corrections[0].permute(1, 2, 0).cpu().numpy() * np.float32(127.5)
            self._last = whole, _Trained(made, copies, snapshot)
        return self._last[1]


def _put(
    trained: _Trained,
    retargeter: Retargeter,
    image: np.ndarray,
    geometry: CanvasGeometry,
    between: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Bring to a warped picture (H, W, C) of any size what a generator puts over it, in place: its corrections, and its
    copies at the photo's own resolution."""
    top = np.iinfo(image.dtype).max
    large = cv2.resize(trained.corrections, image.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    image[..., :3] = np.rint(np.clip(image[..., :3] + large * np.float32(top / 255), 0, top))
    if trained.copies is not None:
        retargeter.draw_grain(image, trained.copies, geometry, between)


def _laid_over(image: np.ndarray, picture: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """A warped picture (H, W, C) with a small frame over it where grain is missing."""
    size = image.shape[1], image.shape[0]
    share = cv2.resize(missing, size, interpolation=cv2.INTER_LINEAR)[..., None]
    large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    result = image.copy()
    scale = np.iinfo(image.dtype).max / 255
    result[..., :3] = np.rint(image[..., :3] * (1 - share) + large * scale * share)
    return result
