"""The object under a point of a photo, whole.

What stands out is asked of the subject network (U2-Net; Qin et al., Pattern Recognition 2020) in windows around the
point, from the whole photo down: a small thing is the subject of a small window. The object is the part that hangs
together under the point in the window that shows it whole and surest; its outline is then found by GrabCut (Rother,
Kolmogorov, Blake, SIGGRAPH 2004) in the band that the network leaves in doubt.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from core.control import Cancelled
from core.image_io.photo import to_8_bit
from core.retarget.faces import find_faces
from core.retarget.networks import open_network
from core.retarget.subject import WEIGHTS, salient
from core.selection.region import Region
from core.selection.shapes import touching

WINDOWS = (0.72, 0.5, 0.34, 0.23, 0.15, 0.1)  # sides of the square windows, shares of the photo's shorter one
SMALLEST = 56  # px, side of the smallest window: a smaller one would only be blown up
STEPS = 4  # windows stand on a grid of this share of their side, so that a pointer that moves on meets the same ones
REMEMBERED = 64  # maps of windows, 0.4 MB each, and objects
PART = 0.5  # saliency from which a place is taken for the object
NEAR = 0.02  # of a window's side: how far beside the object a point may lie
CUT = 0.04  # share of an object's outline on its window's rim from which it is taken for a part of one
GOOD = 0.72  # score from which smaller windows, which could show a part only, are not looked at
SPLIT = 0.55  # of an object's longer side, the smallest window that is asked whether there is one thing or several
ONE = 0.8  # score from which one of several things is believed in
SHARED = 0.5  # share of the outline of one of several things that is the outline of all of them
SAME = 0.85  # intersection over union from which two windows show the same
SURER = 0.1  # by how much the closer look at an object has to score higher to count alone
LEAST = 0.3  # score below which nothing is said to be there
ROOM = 0.3  # of an object's sides, around it in the window where its outline is found
PIXELS = 1_000_000  # of the copy on which the outline is found, at most
SIDE = 640  # px, its longest side
BAND = 0.02  # of the object's size to either side of the network's outline that is in doubt
SECONDS = 1.5  # after which GrabCut begins no further iteration


@dataclass(frozen=True, eq=False)
class Found:
    """An object in a photo. Told apart by identity: never changed in place.

    Attributes:
        region: a box around it, px of the photo.
        mask: uint8 (h, w) of ``region``, 255 on the object, soft at its edge.
    """

    region: Region
    mask: np.ndarray

    def holds(self, x: float, y: float) -> bool:
        """Whether the point, px of the photo, lies on it."""
        column, row = int(x) - self.region.left, int(y) - self.region.top
        inside = 0 <= row < self.mask.shape[0] and 0 <= column < self.mask.shape[1]
        return inside and bool(self.mask[row, column] > 127)

    def laid_on(self, height: int, width: int) -> np.ndarray:
        """uint8 (height, width): the mask in the photo."""
        whole = np.zeros((height, width), np.uint8)
        whole[self.region.slices] = self.mask
        return whole


@dataclass(frozen=True, eq=False)
class _Part:
    """What one window shows under the point: bool ``mask`` of the map's shape, and how good it looks, 0..1."""

    window: Region
    mask: np.ndarray
    saliency: np.ndarray
    score: float

    @property
    def box(self) -> Region:
        """Around it, px of the photo."""
        inner = Region.of_nonzero(self.mask)
        across, down = self.window.width / self.mask.shape[1], self.window.height / self.mask.shape[0]
        return Region(
            self.window.left + int(inner.left * across), self.window.top + int(inner.top * down),
            self.window.left + int(np.ceil(inner.right * across)), self.window.top + int(np.ceil(inner.bottom * down)),
        )  # fmt: skip


class ObjectFinder:
    """Finds objects in one photo; what was looked at is remembered, so that a pointer that moves on is answered soon.

    Several threads may ask; they are answered one after the other.

    Args:
        image: uint8 or uint16 (h, w, 3) RGB; kept, not copied.

    Attributes:
        image: the same.
    """

    def __init__(self, image: np.ndarray) -> None:
        self.image = image
        self._lock = threading.Lock()
        self._network: cv2.dnn.Net | None = None
        self._maps: OrderedDict[Region, np.ndarray] = OrderedDict()
        self._objects: OrderedDict[tuple[Region, int], Found] = OrderedDict()

    def find(
        self, x: float, y: float, without: Sequence[tuple[float, float]] = (),
        cancelled: Callable[[], bool] = lambda: False, seconds: float = SECONDS,
    ) -> Found | None:  # fmt: skip
        """The object under the point (x, y), px of the photo, or None where nothing stands out.

        Args:
            without: points that do not lie on it: a thing is told apart that would else be taken for a part of theirs.
            cancelled: asked between the steps.
            seconds: see :data:`SECONDS`.

        Raises:
            Cancelled: ``cancelled()`` was true.
            RegrainError: the network is missing or damaged.
        """
        height, width = self.image.shape[:2]
        if not (0 <= x < width and 0 <= y < height):
            return None
        with self._lock:
            return self._find(x, y, without, cancelled, seconds)

    @cached_property
    def heads(self) -> tuple[tuple[float, float], ...]:
        """The middles of the heads in the photo, px.

        Raises:
            RegrainError: the weights of the face network are missing or damaged.
        """
        height, width = self.image.shape[:2]
        return tuple((width * (a + c) / 2, height * (b + d) / 2) for a, b, c, d in find_faces(self.image))

    def _find(
        self, x: float, y: float, without: Sequence[tuple[float, float]], cancelled: Callable[[], bool], seconds: float
    ) -> Found | None:
        best = self._best_part(x, y, without, cancelled)
        if best is None or best.score < (ONE if without else LEAST):
            return None
        first = int(np.flatnonzero(best.mask)[0])  # tells the parts of one map apart
        key = best.window, first
        found = self._objects.pop(key, None)
        if found is None:
            found = self._outlined(self._closer(best, x, y, without, cancelled), cancelled, seconds)
        self._objects[key] = found
        while len(self._objects) > REMEMBERED:
            self._objects.popitem(last=False)
        return found

    # -- which object ---------------------------------------------------------------------------------------------

    def _best_part(
        self, x: float, y: float, without: Sequence[tuple[float, float]], cancelled: Callable[[], bool]
    ) -> _Part | None:
        best: _Part | None = None
        for window in self._windows(x, y):
            if best is not None and best.score >= GOOD and max(window.width, window.height) < SPLIT * max(
                best.box.width, best.box.height
            ):
                break
            part = self._part(window, x, y, without, cancelled)
            if part is not None and best is not None and best.score >= GOOD and _agree(part, best):
                break  # two windows show the same
            if part is not None and (best is None or part.score > best.score or _one_of(part, best)):
                best = part
        return best

    def _windows(self, x: float, y: float) -> list[Region]:
        """From the whole photo down, the point about the middle of each."""
        height, width = self.image.shape[:2]
        windows = [Region(0, 0, width, height)]
        for share in WINDOWS:
            side = round(share * min(height, width))
            if side < SMALLEST:
                break
            step = side / STEPS
            left, top = (
                round(min(max(round((at - side / 2) / step) * step, 0), length - side))
                for at, length in ((x, width), (y, height))
            )
            windows.append(Region(left, top, left + side, top + side))
        return windows

    def _part(
        self, window: Region, x: float, y: float, without: Sequence[tuple[float, float]], cancelled: Callable[[], bool]
    ) -> _Part | None:
        """What hangs together under the point in ``window``, if it is an object there."""
        saliency = self._map(window, cancelled)
        side = saliency.shape[0]
        row, column = self._place(window, side, x, y)
        sure = saliency > PART
        reach = max(1, round(NEAR * side))
        seeds = np.zeros_like(sure)
        seeds[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1] = True
        if not (seeds & sure).any():
            return None
        mask = touching(sure, seeds)
        for other in without:
            at = self._place(window, side, *other)
            if 0 <= at[0] < side and 0 <= at[1] < side and mask[at]:
                return None
        return _Part(window, mask, saliency, self._score(window, mask, saliency))

    def _place(self, window: Region, side: int, x: float, y: float) -> tuple[int, int]:
        """Row and column of a photo's point in a window's map."""
        return int((y - window.top) * side / window.height), int((x - window.left) * side / window.width)

    def _score(self, window: Region, mask: np.ndarray, saliency: np.ndarray) -> float:
        """How much ``mask`` looks like a whole object: sure inside, sure around it, and not cut by the window."""
        side = mask.shape[0]
        area = float(mask.mean())
        inside = float(saliency[mask].mean())
        reach = max(3, round(0.15 * np.sqrt(area) * side))
        around = cv2.dilate(mask.astype(np.uint8), np.ones((2 * reach + 1,) * 2, np.uint8)) > 0
        around &= ~mask
        outside = float(saliency[around].mean()) if around.any() else 1.0
        rim = self._on_rim(window, mask)
        outline = 4 * np.sqrt(mask.sum())
        whole = 1.0 if rim / outline < CUT else max(0.0, 1 - 4 * rim / outline)
        large = min(1.0, 0.55 + area * 9)  # of a speck in a large window the network cannot know the shape
        return (inside - outside) * whole * large

    def _on_rim(self, window: Region, mask: np.ndarray) -> int:
        """Map px of ``mask`` on those sides of its window that are not the photo's."""
        height, width = self.image.shape[:2]
        sides = (
            (window.top > 0, mask[:2].any(0)), (window.bottom < height, mask[-2:].any(0)),
            (window.left > 0, mask[:, :2].any(1)), (window.right < width, mask[:, -2:].any(1)),
        )  # fmt: skip
        return sum(int(line.sum()) for inner, line in sides if inner)

    def _map(self, window: Region, cancelled: Callable[[], bool]) -> np.ndarray:
        """float32, square: what stands out in ``window``."""
        saliency = self._maps.pop(window, None)
        if saliency is None:
            if cancelled():
                raise Cancelled
            if self._network is None:
                self._network = open_network(WEIGHTS)
            saliency = salient(self.image[window.slices], self._network).copy()
        self._maps[window] = saliency
        while len(self._maps) > REMEMBERED:
            self._maps.popitem(last=False)
        return saliency

    # -- its outline ----------------------------------------------------------------------------------------------

    def _closer(
        self, part: _Part, x: float, y: float, without: Sequence[tuple[float, float]], cancelled: Callable[[], bool]
    ) -> _Part:
        """The same object in a window that it fills well, where the network sees more of its shape; or ``part``."""
        height, width = self.image.shape[:2]
        box = part.box
        room = max(SMALLEST // 4, round(ROOM * max(box.width, box.height)))
        window = box.grown(room).clipped(width, height)
        if window.width * window.height > 0.8 * part.window.width * part.window.height:
            return part
        near = self._part(window, x, y, without, cancelled)
        if near is None or near.score < 0.8 * part.score:
            return part
        alone = np.where(cv2.dilate(part.mask.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0, part.saliency, 0)
        old = _moved(alone.astype(np.float32), part.window, window, near.mask.shape)
        both = near.mask & (old > PART)
        if both.sum() < 0.6 * (near.mask | (old > PART)).sum():
            return part
        if near.score > part.score + SURER:
            return near
        saliency = (old + near.saliency) / 2  # each sees what the other does not
        return _Part(window, touching(saliency > PART, both), saliency, near.score)

    def _outlined(self, part: _Part, cancelled: Callable[[], bool], seconds: float) -> Found:
        height, width = self.image.shape[:2]
        box = part.box
        reach = max(8, round(0.12 * max(box.width, box.height)))
        region = box.grown(reach).clipped(width, height)
        image = self.image[region.slices]
        scale = min(1.0, SIDE / max(image.shape[:2]), (PIXELS / (image.shape[0] * image.shape[1])) ** 0.5)
        size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
        alone = np.where(cv2.dilate(part.mask.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0, part.saliency, 0)
        saliency = _moved(alone.astype(np.float32), part.window, region, size[::-1])
        small = np.ascontiguousarray(to_8_bit(cv2.resize(image, size, interpolation=cv2.INTER_AREA))[..., ::-1])
        thing = _cut(small, saliency, cancelled, time.monotonic() + seconds)
        soft = cv2.GaussianBlur(thing.astype(np.uint8) * 255, (0, 0), 1.0)
        large = cv2.resize(soft, image.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        return Found(region, np.clip((large.astype(np.int16) - 128) * 3 + 128, 0, 255).astype(np.uint8))


def _agree(part: _Part, larger: _Part) -> bool:
    """Whether ``part`` is what of ``larger`` there is in its window."""
    there = _moved(larger.mask.astype(np.float32), larger.window, part.window, part.mask.shape) > PART
    return bool((there & part.mask).sum() > SAME * (there | part.mask).sum())


def _one_of(part: _Part, several: _Part) -> bool:
    """Whether ``part`` is one of the things that stand side by side in ``several``, and not a piece of one thing.

    It is whole in its window, what else is of ``several`` there is none of it, and most of its outline is that of both.
    """
    if part.score < ONE:
        return False
    among = _moved(several.mask.astype(np.float32), several.window, part.window, part.mask.shape) > PART
    rest = among & ~cv2.dilate(part.mask.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)
    if (part.mask & ~among).sum() > 0.3 * part.mask.sum() or rest.sum() < 0.15 * part.mask.sum():
        return False
    if part.saliency[rest].mean() > 0.15:
        return False
    outline = part.mask & (cv2.erode(part.mask.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
    side = part.mask.shape[0]
    reach = max(3, round(0.03 * side))
    beside = cv2.dilate((~among).astype(np.uint8), np.ones((2 * reach + 1,) * 2, np.uint8)) > 0
    return bool((outline & beside).sum() > SHARED * outline.sum())


def _moved(mask: np.ndarray, window: Region, region: Region, shape: tuple[int, ...]) -> np.ndarray:
    """``mask``, a float32 map of ``window``, as one of ``shape`` of ``region``; 0 beyond the window."""
    across, down = region.width / shape[1], region.height / shape[0]  # photo px to a px of the result
    wide, high = mask.shape[1] / window.width, mask.shape[0] / window.height
    matrix = np.array(
        [[across * wide, 0, (region.left - window.left) * wide + 0.5 * across * wide - 0.5],
         [0, down * high, (region.top - window.top) * high + 0.5 * down * high - 0.5]]
    )  # fmt: skip
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(mask, matrix, (shape[1], shape[0]), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _cut(image: np.ndarray, saliency: np.ndarray, cancelled: Callable[[], bool], deadline: float) -> np.ndarray:
    """bool, the object in ``image``, uint8 BGR: GrabCut where ``saliency``, float32 of its shape, leaves a doubt."""
    seen = saliency > PART
    size = float(np.sqrt(seen.sum()))
    reach = max(2, round(BAND * size))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    core = cv2.erode((saliency > 0.9).astype(np.uint8), disc, borderValue=1) > 0
    cover = cv2.dilate((saliency > 0.15).astype(np.uint8), disc) > 0
    labels = np.where(seen, np.uint8(cv2.GC_PR_FGD), np.uint8(cv2.GC_PR_BGD))
    labels[core] = cv2.GC_FGD
    labels[~cover] = cv2.GC_BGD
    if core.sum() < 20 or (~cover).sum() < 20:
        return seen
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)  # GrabCut's k-means start is random; the same point must give the same object
    for turn in range(2):
        if cancelled():
            raise Cancelled
        if turn and time.monotonic() > deadline:
            break
        cv2.grabCut(image, labels, (0, 0, 1, 1), *models, 1, cv2.GC_EVAL if turn else cv2.GC_INIT_WITH_MASK)
    thing = ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)).astype(np.uint8)
    thing = cv2.morphologyEx(thing, cv2.MORPH_OPEN, np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8))
    found = touching(thing > 0, core) | touching(thing > 0, cv2.erode(seen.astype(np.uint8), disc) > 0)
    overlap = (found & seen).sum() / max(1, (found | seen).sum())
    return found if overlap > 0.7 else seen  # colours that tell nothing apart are no better than the network
