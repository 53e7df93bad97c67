"""Drawing a photo on any canvas: with the newest generator, the patch prior, or a plain stretch; small or full size."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from torch import nn

from core.control import Cancelled, Progress, ProgressCallback
from core.device import Device, choose_device, torch_threads
from core.geometry import CanvasGeometry
from core.ingan.guided import GuidedGenerator
from core.ingan.messages import Marks, RenderRequest, RenderResult
from core.ingan.model import Snapshot, build_generator
from core.patches import CandidateMaps, PatchPrior
from core.patches.arrangements import Arrangements
from core.patches.blend import blend_copies, low_bands
from core.patches.levelling import levelling, shrunk_for_levelling
from core.patches.transfer import enlarge, unexplained

WORKING_SIDE = 256
"""Long side, px, of the copy of the photo that the untrained prior works on."""

SMALLEST_LEVEL = 256  # px; smaller copies of the photo are made from one of at least this size

MATCH_TEMPERATURE = 0.01  # mean square difference (values in -1..1) at which a copy stops explaining a drawn pixel


@dataclass(frozen=True)
class _Working:
    """The photo at working size and what is computed from it once."""

    prior: PatchPrior
    image: torch.Tensor  # (1, 3, h, w) in -1..1
    low: torch.Tensor  # (1, 6, h, w), the same blurred once and twice
    quarter: np.ndarray  # float32 (h / 4, w / 4, 3), 0..255
    bands: np.ndarray  # float32 (h, w, 9), both


@dataclass(frozen=True)
class _Drawn:
    """A picture at working size: weights (1, K, H, W), what they leave unexplained (1, 3, H, W), the picture itself."""

    maps: CandidateMaps
    weights: torch.Tensor
    rest: torch.Tensor
    picture: torch.Tensor


class Renderer:
    """Draws one photo. :meth:`render` belongs to one thread; :meth:`load` may be called from any.

    At the photo's own size and shape every engine returns the photo itself, bit for bit.

    Args:
        photo_pixels: (h, w, 3) uint8 or uint16 RGB.
        alpha: (h, w) of the same dtype, or None.
        device: where the generator runs; the best one when None.
        marks: what is kept and what goes in requests that do not say so themselves.
    """

    def __init__(
        self,
        photo_pixels: np.ndarray,
        alpha: np.ndarray | None = None,
        device: Device | None = None,
        marks: Marks | None = None,
    ) -> None:
        self._photo = photo_pixels if alpha is None else np.dstack([photo_pixels, alpha])
        self._device = device or choose_device()
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._loaded: Snapshot | None = None
        self._generator: nn.Module | None = None
        self._features: torch.Tensor | None = None  # of the photo, by the generator in use
        self._working: dict[tuple[int, int], _Working] = {}
        self._levels = [self._photo]
        self._last: tuple[CanvasGeometry, CandidateMaps, Arrangements | None] | None = None
        self._marks = self._own_marks = marks

    @property
    def snapshot_step(self) -> int:
        """Training step of the newest weights that were loaded, 0 without any."""
        with self._lock:
            return self._snapshot.step if self._snapshot is not None else 0

    def load(self, snapshot: Snapshot | None) -> None:
        """Draw with these weights from the next frame on; None goes back to the patch prior. Returns at once."""
        with self._lock:
            self._snapshot = snapshot

    def render(
        self,
        request: RenderRequest,
        cancelled: Callable[[], bool] = lambda: False,
        on_progress: ProgressCallback | None = None,
    ) -> RenderResult:
        """Draw one picture.

        Raises:
            Cancelled: ``cancelled()`` became true.
            ValueError: the geometry is for a photo of another size.
        """
        began = time.perf_counter()
        geometry = self._output_geometry(request)
        self._take_marks(request.marks or self._own_marks)
        snapshot = self._take_snapshot() if request.engine == "auto" else None
        label, step = (snapshot.label, snapshot.step) if snapshot is not None else ("patches", 0)
        if request.engine == "stretch":
            label = "stretch"
        if geometry.is_identity:
            image = self._photo_at(geometry.source_width, geometry.source_height).copy()
        elif request.engine == "stretch":
            image = _stretch(self._photo_at(geometry.source_width, geometry.source_height), geometry)
        else:
            image, refined, shrunk = self._compose(geometry, snapshot, request, cancelled, on_progress)
            label += ", refined" if refined else ""
            label += f", objects at {100 * shrunk:.0f} %" if shrunk < 1 else ""
        image = _with_coverage(image, geometry)
        return RenderResult(image, label, step, time.perf_counter() - began, request.generation)

    # -- sizes ------------------------------------------------------------------------------------------------------

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

    def _photo_at(self, width: int, height: int) -> np.ndarray:
        """The photo at a size up to its own, from the next larger level of its pyramid."""
        if self._photo.shape[:2] == (height, width):
            return self._photo
        level = next(each for each in reversed(self._pyramid()) if each.shape[0] >= height and each.shape[1] >= width)
        return cv2.resize(level, (width, height), interpolation=cv2.INTER_AREA)

    def _pyramid(self) -> list[np.ndarray]:
        """The photo and its halvings down to about :data:`SMALLEST_LEVEL` px, made once."""
        while min(self._levels[-1].shape[:2]) >= 2 * SMALLEST_LEVEL:
            height, width = self._levels[-1].shape[:2]
            half = cv2.resize(self._levels[-1], (-(-width // 2), -(-height // 2)), interpolation=cv2.INTER_AREA)
            self._levels.append(half)
        return self._levels

    def _working_at(self, width: int, height: int) -> _Working:
        if (width, height) not in self._working:
            marks = self._marks or Marks()
            prior = PatchPrior(
                to_uint8(np.ascontiguousarray(self._photo_at(width, height)[..., :3])),
                _mask_at(marks.protect, width, height),
                _mask_at(marks.remove, width, height),
            )
            small = prior.pixels
            target, low = self._device.torch_device, low_bands(small)
            bands = np.dstack([small, low]) / np.float32(127.5) - np.float32(1)
            quarter = shrunk_for_levelling(small)
            self._working[width, height] = _Working(
                prior, _to_signed(small).to(target), _to_signed(low).to(target), quarter, bands
            )
        return self._working[width, height]

    def _working_size(self, snapshot: Snapshot | None) -> tuple[int, int]:
        """(width, height) of the copy that the engine works on."""
        height, width = self._photo.shape[:2]
        if snapshot is not None:
            return snapshot.working_size
        scale = min(1.0, WORKING_SIDE / max(height, width))
        return max(1, round(width * scale)), max(1, round(height * scale))

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _take_marks(self, marks: Marks | None) -> None:
        """Forget what was prepared for other marks."""
        if marks is not self._marks:
            self._marks, self._last, self._features = marks, None, None
            self._working.clear()

    def _take_snapshot(self) -> Snapshot | None:
        """Bring the generator up to the newest snapshot (only the rendering thread touches the module)."""
        with self._lock:
            snapshot = self._snapshot
        if snapshot is None or snapshot is self._loaded:
            return snapshot
        if self._generator is None or self._loaded is None or self._loaded.settings != snapshot.settings:
            generator = build_generator(snapshot.settings).to(self._device.torch_device)
            for convolution in generator.modules():
                if isinstance(convolution, nn.Conv2d):
                    convolution.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            self._generator = generator.eval().requires_grad_(False)
        self._generator.load_state_dict(snapshot.state)
        self._features = None
        self._loaded = snapshot
        return snapshot

    def _compose(
        self,
        geometry: CanvasGeometry,
        snapshot: Snapshot | None,
        request: RenderRequest,
        cancelled: Callable[[], bool],
        on_progress: ProgressCallback | None,
    ) -> tuple[np.ndarray, bool, float]:
        """(the picture, whether it could be refined where that was asked, how much smaller it was made to fit)."""

        def between_tiles(done: int, total: int) -> None:
            if cancelled():
                raise Cancelled
            if on_progress is not None and total > 1:
                on_progress(Progress(done, total, "Drawing at full size"))

        between_tiles(0, 1)
        drawn, refined, shrunk = self._draw_small(request, snapshot, lambda: between_tiles(0, 1))
        between_tiles(0, 1)
        sides = (max(1, round(shrunk * side)) for side in (geometry.source_width, geometry.source_height))
        photo = self._photo_at(*sides)
        small_height, small_width = drawn.maps.source_shape
        shape = geometry.height, geometry.width
        if small_height * small_width >= photo.shape[0] * photo.shape[1]:  # draw at the engine's size, then shrink
            photo, shape = self._photo_at(small_width, small_height), drawn.maps.shape
            if photo.shape[2] == 3 and photo.dtype == np.uint8:
                return _shrink(_from_signed(drawn.picture), geometry), refined, shrunk
        weights, rest = drawn.weights[0].cpu().numpy(), drawn.rest[0].permute(1, 2, 0).cpu().numpy() / 2
        image = enlarge(photo, drawn.maps, weights, rest, shape, between_tiles)
        return _shrink(image, geometry), refined, shrunk

    def _draw_small(
        self, request: RenderRequest, snapshot: Snapshot | None, checkpoint: Callable[[], None]
    ) -> tuple[_Drawn, bool, float]:
        """The picture at the engine's own working size, whether it could be refined where that was asked, and how much
        smaller it is to be shown."""
        working = self._working_at(*self._working_size(snapshot))
        height, width = working.prior.shape
        geometry, shrunk = working.prior.fitted(request.geometry.at_source_size(width, height))
        arrangements = snapshot.arrangements if snapshot is not None and self._marks is None else None
        first = maps = self._maps(working.prior, geometry, request.dragging, arrangements)
        if request.refine:
            maps = working.prior.refined(maps, checkpoint)
        # More threads gain nothing: each of the small operations waits for the slowest.
        with torch.inference_mode(), torch_threads(min(self._device.threads, max(2, self._device.threads // 2))):
            drawn = self._draw(working, geometry, maps, snapshot)
            if snapshot is None or isinstance(self._generator, GuidedGenerator):  # what is made of copies
                drawn = _levelled(drawn, working.quarter)
        return drawn, maps is not first, shrunk

    def _draw(
        self, working: _Working, geometry: CanvasGeometry, maps: CandidateMaps, snapshot: Snapshot | None
    ) -> _Drawn:
        if self._generator is None or snapshot is None:
            made = blend_copies(maps, working.bands)
            weights, rest, picture = map(torch.from_numpy, (made.weights, made.rest, made.picture))
            return _Drawn(maps, weights[None], rest[None], picture[None])
        if isinstance(self._generator, GuidedGenerator):
            return self._draw_guided(self._generator, working, geometry, maps)
        candidates = maps.gather(working.image)
        with self._device.autocast():
            picture = self._generator(working.image, geometry, None).float()
        weights = _matching_weights(picture, candidates)
        return _Drawn(maps, weights, unexplained(picture, weights, candidates), picture)

    def _draw_guided(
        self, generator: GuidedGenerator, working: _Working, geometry: CanvasGeometry, maps: CandidateMaps
    ) -> _Drawn:
        image = working.image
        with self._device.autocast():
            if self._features is None:
                self._features = generator.encode(image)
            if image.device.type != "cpu":
                drawn = generator.compose(image, geometry, maps, low=working.low, features=self._features)
                rest = unexplained(drawn.picture, drawn.weights, drawn.candidates)
                return _Drawn(maps, drawn.weights, rest, drawn.picture)
            choice = generator.choose(image, geometry, maps, features=self._features)
        made = blend_copies(maps, working.bands, np.ascontiguousarray(choice.weights[0].float().numpy()))
        rest, picture = torch.from_numpy(made.rest)[None], torch.from_numpy(made.picture)[None]
        return _Drawn(maps, choice.weights, rest + choice.delta, picture + choice.delta)

    def _maps(
        self, prior: PatchPrior, geometry: CanvasGeometry, dragging: bool, arrangements: Arrangements | None
    ) -> CandidateMaps:
        """Candidates; those of the last frame stay when the canvas did not change, so that letting go moves nothing.

        What training finds meanwhile changes them only where it found something nearer to this canvas.
        """
        if self._last is not None and self._last[0] == geometry:
            known = self._last[2]
            if known is arrangements or prior.nearest(geometry, known) is prior.nearest(geometry, arrangements):
                return self._last[1]
        usable = dragging and self._last is not None and self._last[1].source_shape == prior.shape
        state = self._last[1].state if usable and self._last is not None else None
        maps = prior.candidates(geometry, state, arrangements)
        self._last = geometry, maps, arrangements
        return maps


def warm_up(cancelled: Callable[[], bool] = lambda: False) -> None:
    """Run each step of drawing once, so that the first photo need not wait for what is imported and compiled.

    The picture holds an object, and it is larger than the copies that engines work on.

    Raises:
        Cancelled: ``cancelled()`` became true.
    """
    side, dice = WORKING_SIDE + 32, np.random.default_rng(0)
    picture = dice.integers(100, 110, (side, side, 3), np.uint8)
    picture[120:160, 120:160] = dice.integers(0, 255, (40, 40, 3), np.uint8)
    renderer = Renderer(picture)
    quad = (8.0, 0.0), (side + 8.0, 4.0), (float(side), float(side)), (0.0, side - 6.0)
    for canvas in (CanvasGeometry(side, side, side + 24, side), CanvasGeometry.from_quad(side, side, quad)):
        renderer.render(RenderRequest(canvas), cancelled)


def to_uint8(pixels: np.ndarray) -> np.ndarray:
    """uint8 or uint16 (65535 is white) to uint8, rounded."""
    return pixels if pixels.dtype == np.uint8 else ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _mask_at(mask: np.ndarray | None, width: int, height: int) -> np.ndarray | None:
    """A mask at working size: every pixel that any marked one touches."""
    if mask is None or not mask.any():
        return None
    return cv2.resize(mask.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_AREA) > 0


def _to_signed(pixels: np.ndarray) -> torch.Tensor:
    """uint8 (h, w, 3) -> float32 (1, 3, h, w) in -1..1."""
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 127.5 - 1


def _from_signed(picture: torch.Tensor) -> np.ndarray:
    """(1, 3, H, W) in -1..1 -> uint8 (H, W, 3)."""
    planes = cv2.merge(list(picture[0].float().cpu().numpy()))
    return cv2.addWeighted(planes, 127.5, planes, 0, 127.5, dtype=cv2.CV_8U)  # rounded, and kept within 0..255


def _levelled(drawn: _Drawn, quarter: np.ndarray) -> _Drawn:
    """The picture without steps in brightness between its copies."""
    correction = levelling(drawn.maps, quarter)
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


def _matching_weights(picture: torch.Tensor, candidates: torch.Tensor) -> torch.Tensor:
    """Which copy explains each drawn pixel, (1, K, H, W); sums fall below 1 where none does."""
    distance = ((candidates - picture) ** 2).mean(1, keepdim=True)
    distance = nn.functional.avg_pool2d(distance, 5, 1, 2, count_include_pad=False).transpose(0, 1)
    explained = torch.exp(-distance.amin(1, keepdim=True) / MATCH_TEMPERATURE)
    return torch.softmax(-distance * (4 / MATCH_TEMPERATURE), 1) * explained


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
    covered = geometry.coverage()
    alpha = image[..., 3] * covered if image.shape[2] == 4 else covered * top
    return np.dstack([image[..., :3], np.rint(alpha).astype(image.dtype)])
