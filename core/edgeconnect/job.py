"""A fill on its way: the photo as it fills up, and the views of it that the networks get."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np

from core.edgeconnect import published
from core.edgeconnect.flow import Flow
from core.edgeconnect.holes import LEAST_SIDE, Box, HoleWindow, check_mask, feathered, grow
from core.edgeconnect.request import EdgeMaps, InpaintRequest
from core.edgeconnect.sources import Sources, check_source
from core.edgeconnect.transparency import hidden_pixels, without_hidden
from core.edges import canny, resize_edges, to_grey
from core.errors import ImageError
from core.matching.lines import carried_lines, drawn_lines
from core.sentence import Sentence

BAND = 256  # rows of a whole photo that are looked at together


@dataclass
class InpaintJob:
    """A request on its way: the photo as it fills up, at its own size.

    Of a large photo only planes of bits are as large; pixels in floating point are those of a window.
    """

    request: InpaintRequest
    flow: Flow
    hole: np.ndarray
    box: Box  # around the hole
    weight: np.ndarray  # float32 of the box, how far the fill shows
    visible: np.ndarray | None  # float32 (h, w, 3) in 0..1, the photo with hidden colours replaced, where there are any
    hidden: np.ndarray  # bool, known but under full transparency
    unknown: np.ndarray
    predicted: np.ndarray
    drawn: np.ndarray
    given: np.ndarray | None
    edited: np.ndarray
    source: np.ndarray | None  # bool, without the hole
    notes: list[Sentence]
    filled: list[tuple[Box, np.ndarray, np.ndarray]] = field(default_factory=list)
    """(box, own, colours) of what is filled so far: bool (h, w) of the box, and float32 (h, w, 3) in 0..1 there."""

    @classmethod
    def prepare(cls, request: InpaintRequest, flow: Flow) -> InpaintJob:
        image = request.image
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype not in (np.uint8, np.uint16):
            raise ImageError("The picture must be RGB with 8 or 16 bits.")
        shape = image.shape[:2]
        blend = request.blend
        mask = check_mask(request.mask > 0 if blend.soft else request.mask, *shape)
        if blend.soft:
            box, weight = feathered(mask, 0)
            weight = request.mask[box].astype(np.float32) / 255
        else:
            core = grow(mask, flow.rim if blend.dilate is None else blend.dilate)
            box, weight = feathered(core, flow.rim if blend.feather is None else blend.feather)
            if weight.shape == shape and (weight > 0).all():
                weight = core.astype(np.float32)
        notes: list[Sentence] = []
        if mask.mean() > 0.6:
            notes.append(Sentence("The mask marks {0} % of the picture; is it inverted?", round(100 * mask.mean())))
        if min(shape) < LEAST_SIDE:
            notes.append(Sentence("The picture is smaller than {0} px, so there is little to fill from.", LEAST_SIDE))
        given, edited = None, np.zeros(shape, bool)
        own = request.given
        if own is not None:
            if own.lines.shape[:2] != shape:
                high, wide = own.lines.shape[:2]
                raise ImageError(
                    "The edge map is {0} x {1} px, but the picture is {2} x {3} px.", wide, high, shape[1], shape[0]
                )
            given = _binary(own.lines)
            edited = np.ones(shape, bool) if own.edited is None else own.edited.astype(bool)
        hole = np.zeros(shape, bool)
        hole[box] = weight > 0
        hidden = hidden_pixels(request.alpha, hole)
        source = None
        if request.source is not None:
            if request.finish == "network":
                raise ImageError("With a place to take from, patches finish the fill; the networks cannot.")
            source = check_source(request.source, hole | hidden)
        visible = without_hidden(_in_unit(image), hidden, hole) if hidden.any() else None
        return cls(
            request, flow, hole, box, weight, visible, hidden, hole.copy(), np.zeros(shape, bool),
            np.zeros(shape, bool), given, edited, source, notes,
        )  # fmt: skip

    def pixels(self, window: Box) -> np.ndarray:
        """The photo as far as it is filled, float32 (h, w, 3) in 0..1 of ``window``; the caller's own."""
        image = _in_unit(self.request.image[window]) if self.visible is None else self.visible[window].copy()
        for box, own, colours in self.filled:
            spans = [_overlap(a, b) for a, b in zip(box, window)]
            if all(span is not None for span in spans):
                theirs, mine = zip(*spans)
                part, marks = image[mine], own[theirs]
                part[marks] = colours[theirs][marks]
        return image

    def put(self, region: HoleWindow, colours: np.ndarray) -> None:
        """Fill a region's hole with ``colours``, float32 (h, w, 3) in 0..1 of its window."""
        rows, columns = (np.flatnonzero(region.hole.any(axis)) for axis in (1, 0))
        if not len(rows):
            return
        tight = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
        box = tuple(slice(s.start + at, s.stop + at) for s, at in zip(tight, (region.top, region.left)))
        self.filled.append(((box[0], box[1]), region.hole[tight], colours[tight].copy()))

    def edge_maps(self) -> EdgeMaps:
        image, sigma, flow, hole = self.request.image, self.request.detection.sigma, self.flow, self.hole
        return EdgeMaps(self.predicted, self.drawn, hole, lambda: known_edges(grey_of(image, flow), sigma, hole))

    @cached_property
    def colourless(self) -> bool:
        """Whether what is known of the photo is grey, to the bit."""
        height = self.hole.shape[0]
        for step, rows in ((32, height), (1, BAND)):  # a few pixels tell most photos
            for top in range(0, height, rows):
                part = slice(top, top + rows, step), slice(None, None, step)
                seen = self.request.image[part][~(self.hole[part] | self.hidden[part])]
                if (seen != seen[:, :1]).any():
                    return False
        return True

    @property
    def whole_map(self) -> bool:
        """Whether edges are given for whole holes, not drawn into them."""
        return self.request.given is not None and self.request.given.edited is None

    def sources(self, scale: float = 1.0) -> Sources | None:
        """What the request allows to be copied, ``scale`` times as large; None where it allows everything."""
        return None if self.source is None else Sources.cut(self.pixels, self.source, scale)

    @property
    def brings_colours(self) -> bool:
        """Whether the request has colours of its own for a hole."""
        return self.request.given is not None and self.request.given.colours is not None

    def init_mode(self, region: HoleWindow) -> np.ndarray | None:
        """See :class:`.request.GivenLines`, for the region's window; None where the request brings no colours."""
        given = self.request.given
        return None if given is None or given.init_mode is None else given.init_mode[region.window]

    def copyable(self, region: HoleWindow) -> np.ndarray | None:
        """Pixels in the hole of the region's window that may be copied; None where there are none."""
        given = self.request.given
        found = None if given is None or given.copyable is None else given.copyable[region.window]
        return found if found is not None and found.any() else None

    def with_given_colours(self, region: HoleWindow, colours: np.ndarray) -> np.ndarray:
        """``colours`` of the region's window, float32 0..1, with those that the request brings where it brings any."""
        given, mode = self.request.given, self.init_mode(region)
        if given is None or given.colours is None or mode is None:
            return colours
        brought = given.colours[region.window].astype(np.float32) / float(np.iinfo(given.colours.dtype).max)
        return np.where(mode[..., None] > 0, brought, colours)

    def blended(self, alpha: np.ndarray | None) -> tuple[np.ndarray, np.ndarray | None]:
        """The finished picture: the fill where the weight is 1, the photo's very values where it is 0.

        Args:
            alpha: of the fill, like the request's.
        """
        request = self.request
        top = float(np.iinfo(request.image.dtype).max)
        image = request.image.copy()
        for box, own, colours in self.filled:
            part = image[box]
            inside = tuple(slice(s.start - at.start, s.stop - at.start) for s, at in zip(box, self.box))
            weight = self.weight[inside][own][:, None]
            mixed = weight * (colours[own] * top) + (1 - weight) * part[own].astype(np.float32)
            part[own] = np.round(mixed).clip(0, top).astype(image.dtype)
            if self.flow.keep_grey and self.colourless:
                part[own] = part[own][:, :1]  # sums of 16 bits may differ in the last one
        if request.alpha is None or alpha is None:
            return image, None
        result, before = request.alpha.copy(), request.alpha[self.box]
        seen = self.weight * alpha[self.box] + (1 - self.weight) * before.astype(np.float32)
        result[self.box] = np.where(self.hole[self.box], np.round(seen).astype(before.dtype), before)
        return image, result


@dataclass(frozen=True)
class View:
    """A region as the networks see it: shrunk to the working side, padded to the least side, perhaps mirrored."""

    region: HoleWindow
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
    def cut(cls, job: InpaintJob, region: HoleWindow, side: int) -> View:
        window = region.window
        scale = min(1.0, side / max(region.height, region.width))
        height, width = max(1, round(region.height * scale)), max(1, round(region.width * scale))
        unknown = job.unknown[window]
        share = cv2.resize(unknown.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
        hole = share > 0
        image = _shrink_known(job.pixels(window), unknown, (height, width))
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
    """Area-average of the known pixels only, so that what the hole hides does not bleed into its border. ``image`` is
    used up."""
    image *= ~unknown[..., None]
    if image.shape[:2] == size:
        return image
    target = (size[1], size[0])
    share = cv2.resize((~unknown).astype(np.float32), target, interpolation=cv2.INTER_AREA)
    colour = cv2.resize(image, target, interpolation=cv2.INTER_AREA)
    return colour / np.maximum(share, 1e-6)[..., None]


def _in_unit(image: np.ndarray) -> np.ndarray:
    """float32 in 0..1 of uint8 or uint16."""
    values = image.astype(np.float32)
    values /= np.float32(np.iinfo(image.dtype).max)
    return values


def _overlap(first: slice, second: slice) -> tuple[slice, slice] | None:
    """What two spans share, counted from the start of each."""
    start, stop = max(first.start, second.start), min(first.stop, second.stop)
    if start >= stop:
        return None
    return slice(start - first.start, stop - first.start), slice(start - second.start, stop - second.start)


def _binary(edges: np.ndarray) -> np.ndarray:
    if edges.dtype == bool:
        return edges
    plane = edges[..., :3].max(-1) if edges.ndim == 3 else edges
    return plane > (np.iinfo(plane.dtype).max / 2 if np.issubdtype(plane.dtype, np.integer) else 0.5)
