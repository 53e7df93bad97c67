"""A fill on its way: the photo as it fills up, and the views of it that the networks get."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from core.edgeconnect import published
from core.edgeconnect.edges import canny, resize_edges, to_grey
from core.edgeconnect.flow import Flow
from core.edgeconnect.holes import LEAST_SIDE, Region, check_mask, feathered, grow
from core.edgeconnect.request import InpaintRequest
from core.edgeconnect.sources import Sources, check_source
from core.edgeconnect.transparency import hidden_pixels, without_hidden
from core.errors import ImageError
from core.patches.lines import carried_lines, drawn_lines


@dataclass
class Job:
    """A request on its way: the photo as it fills up, at its own size."""

    request: InpaintRequest
    flow: Flow
    hole: np.ndarray
    weight: np.ndarray
    image: np.ndarray  # float32 0..1, working copy
    hidden: np.ndarray  # bool, known but under full transparency
    unknown: np.ndarray
    known: np.ndarray
    predicted: np.ndarray
    merged: np.ndarray
    given: np.ndarray | None
    edited: np.ndarray
    source: np.ndarray | None  # bool, without the hole
    notes: list[str]

    @classmethod
    def prepare(cls, request: InpaintRequest, flow: Flow) -> Job:
        image = request.image
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype not in (np.uint8, np.uint16):
            raise ImageError("The picture must be RGB with 8 or 16 bits.")
        shape = image.shape[:2]
        mask = check_mask(request.mask, *shape)
        core = grow(mask, flow.rim if request.dilate is None else request.dilate)
        weight = feathered(core, flow.rim if request.feather is None else request.feather)
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
        hole = weight > 0
        hidden = hidden_pixels(request.alpha, hole)
        source = None
        if request.source is not None:
            if request.finish == "network":
                raise ImageError("With a place to take from, patches finish the fill; the networks cannot.")
            source = check_source(request.source, hole | hidden)
        pixels = without_hidden(image.astype(np.float32) / float(np.iinfo(image.dtype).max), hidden, hole)
        known = known_edges(grey_of(image, flow), request.sigma, hole)
        blank = np.zeros(shape, bool)
        return cls(
            request, flow, hole, weight, pixels, hidden, hole.copy(), known, blank, blank.copy(), given, edited, source,
            notes,
        )  # fmt: skip

    @cached_property
    def colourless(self) -> bool:
        """Whether what is known of the photo is grey, to the bit."""
        known = ~self.hole & ~self.hidden
        for step in (32, 1):  # a few pixels tell most photos
            seen = self.request.image[::step, ::step][known[::step, ::step]]
            if (seen != seen[:, :1]).any():
                return False
        return True

    @property
    def whole_map(self) -> bool:
        """Whether edges are given for whole holes, not drawn into them."""
        return self.request.edges is not None and self.request.edited is None

    def sources(self, scale: float = 1.0) -> Sources | None:
        """What the request allows to be copied, ``scale`` times as large; None where it allows everything."""
        return None if self.source is None else Sources.cut(self.image, self.source, scale)

    def with_guess(self, region: Region, colours: np.ndarray) -> np.ndarray:
        """``colours`` of the region's window, float32 0..1, with the request's own guess where there is one."""
        guess, guessed = self.request.guess, self.request.guessed
        if guess is None or guessed is None:
            return colours
        given = guess[region.window].astype(np.float32) / float(np.iinfo(guess.dtype).max)
        return np.where(guessed[region.window][..., None] > 0, given, colours)

    def blended(self, alpha: np.ndarray | None) -> tuple[np.ndarray, np.ndarray | None]:
        """The finished picture: the fill where the weight is 1, the photo's very values where it is 0.

        Args:
            alpha: of the fill, like the request's.
        """
        request, hole = self.request, self.hole
        top = float(np.iinfo(request.image.dtype).max)
        image = request.image.copy()
        weight = self.weight[hole][:, None]
        mixed = weight * (self.image[hole] * top) + (1 - weight) * image[hole].astype(np.float32)
        image[hole] = np.round(mixed).clip(0, top).astype(image.dtype)
        if self.flow.keep_grey and self.colourless:
            image[hole] = image[hole][:, :1]  # sums of 16 bits may differ in the last one
        if request.alpha is None or alpha is None:
            return image, None
        seen = self.weight * alpha + (1 - self.weight) * request.alpha.astype(np.float32)
        return image, np.where(hole, np.round(seen).astype(request.alpha.dtype), request.alpha)


@dataclass(frozen=True)
class View:
    """A region as the networks see it: shrunk to the working side, padded to the least side, perhaps mirrored."""

    region: Region
    image: np.ndarray  # float32 (h, w, 3)
    grey: np.ndarray  # (h, w), see grey_of
    hole: np.ndarray  # bool, everything unknown
    given: np.ndarray
    edited: np.ndarray
    whole_map: bool
    scale: float
    size: tuple[int, int]  # (height, width) before padding
    mirrored: tuple[bool, bool]

    @classmethod
    def cut(cls, job: Job, region: Region, side: int) -> View:
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
        grey = grey_of(image, job.flow)
        return cls(region, image, grey, hole, given, edited, job.whole_map, scale, (height, width), mirrored)

    @property
    def edited_hole(self) -> bool:
        """Whether the user has drawn or erased some edges in the hole. A whole map that is given is another matter: it
        looks like those that the networks have learned on, and they know how to fill it."""
        return not self.whole_map and bool((self.edited & self.hole).any())

    def carried(self) -> np.ndarray:
        """bool (h, w): long straight lines that go into the hole and come out of it, inside it."""
        picture = 255 * without_hidden(self.image, self.hole, self.hole)
        return drawn_lines(self.hole, carried_lines(picture, self.hole))

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


def grey_of(image: np.ndarray, flow: Flow) -> np.ndarray:
    """Grey (h, w) of RGB uint8, uint16 or float 0..1: float64 0..1 as scikit-image makes it, else integers."""
    if flow.scikit_image:
        return published.luma(image)
    return to_grey(np.round(image * 255).astype(np.uint8) if image.dtype == np.float32 else image)


def known_edges(grey: np.ndarray, sigma: float, hole: np.ndarray) -> np.ndarray:
    """Edges of the known part, bool (h, w), found in what :func:`grey_of` makes and as its flow finds them."""
    return published.canny(grey, sigma, hole) if grey.dtype == np.float64 else canny(grey, sigma, hole)


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
