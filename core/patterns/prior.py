"""The patch prior: a picture at any size or shape out of native-scale copies of the photo, before any training."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

import cv2
import numpy as np
import torch

from core.geometry import CanvasGeometry
from core.matching.distinctness import distinctness, importance, solid
from core.patterns.allocation import allocate, line_importance, objectness
from core.patterns.bidirectional import QUICK, THOROUGH, BidirectionalRefiner, Plan, joined
from core.patterns.blend import mix, seam_weights
from core.patterns.layout import layout
from core.patterns.line_offsets import LineOffsets, align_blocks, line_mismatch
from core.patterns.maps import CandidateMaps, CandidateState
from core.patterns.objects import IMPORTANT, SPARSE, ObjectPreserver, around, find_regions
from core.patterns.placement import BlockCover, SourceOf, align_covers
from core.patterns.repeats import repeats
from core.patterns.seams import cover_seams, visible_difference

BLOCK = 48
"""Side of a block, px at working size (a photo whose long side is about 256 px)."""

CROWDED = 90.0
"""Mean square difference, 8-bit units, by which a layout may fit the photo worse than blocks do: it keeps objects whole
and single, which patches do not see. Colourful cups from edge to edge are at 120, the most crowded scene at 65."""

GROWN, SHRUNK = 1.5, 0.6
"""Scales at which it is decided once for a photo whether it is laid out or taken in blocks."""

LOST = 650.0
"""What losing everything important costs, in the units of :data:`CROWDED`: a tenth of it is as bad as a fit that is
worse by 1e-3 of the squared value range."""

ALIKE = 0.25
"""Objectness below which all of a photo is alike enough to be repeated as it is."""

_CACHED_MAPS = 4


def block_side(height: int, width: int) -> int:
    """Block for a photo of this size: :data:`BLOCK`, or half the short side (even, at least 4) of a tiny photo."""
    return max(4, min(BLOCK, min(height, width) // 4 * 2))


class PatchPrior:
    """Source of candidates for one photo at working size. All methods may be called from any thread.

    Where all of the photo is alike, a rectangular canvas is laid with whole copies (:mod:`core.patterns.repeats`). Any
    other is covered by four overlapping grids of blocks (two phases in each axis). The centre of a block comes
    from where the plain stretch or homography puts it, its content is copied at native scale. The frame that the blocks
    make is refined (see :mod:`core.patterns.bidirectional`), and K = 4 candidates copy along the refined field.

    Args:
        working: uint8 (h, w, 3) RGB.
        protect, remove: bool (h, w): what is kept whole and single, and what is left out; see
            :mod:`core.patterns.objects`.

    Attributes:
        pixels: the picture that is copied from: without what is removed.
        importance: float32 (h, w) in 0..1, see :mod:`core.matching.distinctness`.
        objectness: 0..1, how much the picture is one of objects; 0 is a texture.
        refiner: of this picture.
    """

    K = 4

    def __init__(
        self, working: np.ndarray, protect: np.ndarray | None = None, remove: np.ndarray | None = None
    ) -> None:
        photo = np.ascontiguousarray(working)
        strength = objectness(distinctness(photo))
        weights = importance(photo, protect, None if remove is None else around(remove))
        if strength >= SPARSE:
            weights = solid(weights, IMPORTANT)
            if remove is not None:
                weights[around(remove)] = 0
        self._preserver = ObjectPreserver(photo, find_regions(weights, strength, protect, remove))
        self.pixels = self._preserver.pixels
        self.shape: tuple[int, int] = (working.shape[0], working.shape[1])
        self.block = block_side(*self.shape)
        marked = any(mask is not None and mask.any() for mask in (protect, remove))
        lines = [line_importance(weights, axis) for axis in (0, 1)]
        if remove is not None:  # what goes anyway goes first
            lines = [line * (1 - remove.mean(1 - axis)) ** 2 for axis, line in enumerate(lines)]
        # How much the picture is one of objects (0..1), and the importance of its rows and columns.
        self._objects = (1.0 if marked else strength), (lines[0], lines[1])
        self.importance = weights
        self.objectness = strength
        self.refiner = BidirectionalRefiner(self.pixels)
        self._lock = threading.Lock()
        self._cache: OrderedDict[CanvasGeometry, CandidateMaps] = OrderedDict()

    def candidates(self, geometry: CanvasGeometry, previous: CandidateState | None = None) -> CandidateMaps:
        """Source maps of the K candidates.

        Args:
            geometry: the canvas at working size: its source is ``self.shape``.
            previous: state of the frame before; offsets of blocks then jump as little as they can (hysteresis).

        Raises:
            ValueError: the geometry is for a source of another size.
        """
        if (geometry.source_height, geometry.source_width) != self.shape:
            raise ValueError(
                f"geometry for a {geometry.source_width} x {geometry.source_height} source; "
                f"the prior has {self.shape[1]} x {self.shape[0]} px"
            )
        if previous is None:
            with self._lock:
                if geometry in self._cache:
                    self._cache.move_to_end(geometry)
                    return self._cache[geometry]
        if geometry.is_identity:
            maps = self._identity()
        elif self._repeats(geometry):
            maps = joined(*repeats(self.pixels, geometry.height, geometry.width), self.shape)
        else:
            maps = self._refine(self._start(geometry, previous), QUICK)
        if previous is None:
            with self._lock:
                self._cache[geometry] = maps
                while len(self._cache) > _CACHED_MAPS:
                    self._cache.popitem(last=False)
        return maps

    def _repeats(self, geometry: CanvasGeometry) -> bool:
        """Whether a canvas is laid with whole copies of the photo: textures and crowds of alike things are."""
        return geometry.quad is None and self._objects[0] < ALIKE

    def _refine(
        self, maps: CandidateMaps, plan: Plan, checkpoint: Callable[[], None] = lambda: None
    ) -> CandidateMaps:
        """A start (any number of candidates) made into K candidates that join, every object at one place."""
        return self._preserver.preserve(self.refiner.refine(maps, plan, checkpoint))

    def _start(self, geometry: CanvasGeometry, previous: CandidateState | None) -> CandidateMaps:
        """The frame to refine: objects laid out with room around them, or blocks."""
        if geometry.quad is None and self.refiner.can_refine((geometry.height, geometry.width)):
            narrower, flatter = geometry.width < self.shape[1], geometry.height < self.shape[0]
            lays_out = self._lays_out_small[0] if narrower else True
            lays_out &= self._lays_out_small[1] if flatter else True
            if lays_out and (narrower or flatter or self._lays_out_large):
                return layout(self.importance, geometry.height, geometry.width).maps()
        return self.blocks(geometry, previous)

    @cached_property
    def _lays_out_large(self) -> bool:
        """Whether this photo has room to spare between its objects; crowds grow better in blocks."""
        excess = 0.0
        for blocks, laid_out in self._probes(GROWN):
            excess += (self.refiner.misfit(laid_out) - self.refiner.misfit(blocks)) / 2
        return excess < CROWDED

    @cached_property
    def _lays_out_small(self) -> tuple[bool, bool]:
        """Whether a layout loses so much less than blocks when the photo gets narrower, flatter, that it pays."""
        costs = [
            [self.refiner.misfit(maps) + LOST * self._lost(maps) for maps in tried] for tried in self._probes(SHRUNK)
        ]
        return costs[0][1] < costs[0][0], costs[1][1] < costs[1][0]

    def _probes(self, scale: float) -> list[tuple[CandidateMaps, CandidateMaps]]:
        """Refined blocks and a refined layout, for the photo at another width and at another height."""
        height, width = self.shape
        found = []
        for sides in ((height, max(1, round(scale * width))), (max(1, round(scale * height)), width)):
            blocks = self.blocks(CanvasGeometry(width, height, sides[1], sides[0]))
            laid_out = layout(self.importance, *sides).maps()
            if not self.refiner.can_refine(sides):
                laid_out = blocks
            found.append((self.refiner.refine(blocks), self.refiner.refine(laid_out)))
        return found

    def _lost(self, maps: CandidateMaps) -> float:
        """Share of the squared importance that a refined frame does not show, 0..1."""
        missing = np.ones(self.shape, np.uint8)
        missing[maps.rows[0], maps.columns[0]] = 0
        weights = self.importance**2
        return float(weights[cv2.erode(missing, np.ones((3, 3), np.uint8)) > 0].sum() / max(weights.sum(), 1e-6))

    def blocks(self, geometry: CanvasGeometry, previous: CandidateState | None = None) -> CandidateMaps:
        """The blocks that :meth:`candidates` refines, as they were laid out."""
        return self._resized(geometry, previous) if geometry.quad is None else self._bent(geometry, previous)

    def refined(self, maps: CandidateMaps, checkpoint: Callable[[], None] = lambda: None) -> CandidateMaps:
        """The same candidates refined more thoroughly, for a handle at rest; some four times slower.

        Args:
            checkpoint: called often; may raise to cancel.
        """
        return self._refine(maps, THOROUGH, checkpoint) if maps.state is not None else maps

    def blend(self, maps: CandidateMaps, image: torch.Tensor) -> torch.Tensor:
        """Soft blend of the candidates, softmax(12 * seam): what is drawn untrained.

        Args:
            maps: from :meth:`candidates`.
            image: (1, C, h, w) float.

        Returns:
            (1, C, H, W) float.
        """
        seam = torch.from_numpy(maps.seam).to(image.device, image.dtype)
        return mix(seam_weights(seam), maps.gather(image))

    # -- making maps --------------------------------------------------------------------------------------------

    @cached_property
    def _mismatch(self) -> tuple[np.ndarray, np.ndarray]:
        signed = self.pixels.astype(np.float32) / 127.5 - 1
        return line_mismatch(signed, 0), line_mismatch(signed, 1)

    def _identity(self) -> CandidateMaps:
        height, width = self.shape
        shape = (self.K, height, width)
        rows = np.broadcast_to(np.arange(height, dtype=np.int32)[None, :, None], shape)
        columns = np.broadcast_to(np.arange(width, dtype=np.int32)[None, None], shape)
        state = CandidateState(self._align(height, 0, None), self._align(width, 1, None), self.shape)
        return CandidateMaps(rows, columns, np.ones(shape, np.float32), self.shape, state)

    def _align(self, target: int, axis: int, previous: LineOffsets | None) -> LineOffsets:
        strength, lines = self._objects
        if target == self.shape[axis] or strength == 0:
            return align_blocks(target, self.shape[axis], self.block, self._mismatch[axis], None, previous)
        layout = allocate(lines[axis], target, strength)
        keep = strength * lines[axis]
        return align_blocks(target, self.shape[axis], self.block, self._mismatch[axis], layout, previous, keep)

    def _resized(self, geometry: CanvasGeometry, previous: CandidateState | None) -> CandidateMaps:
        vertical = self._align(geometry.height, 0, previous.rows if previous else None)
        horizontal = self._align(geometry.width, 1, previous.columns if previous else None)
        shape = (2, 2, geometry.height, geometry.width)
        rows = np.broadcast_to(vertical.lines[:, None, :, None], shape)
        columns = np.broadcast_to(horizontal.lines[None, :, None, :], shape)
        state = CandidateState(vertical, horizontal, (geometry.height, geometry.width))
        return self._with_seams(rows, columns, state)

    def _bent(self, geometry: CanvasGeometry, previous: CandidateState | None) -> CandidateMaps:
        """Blocks whose centres move along the homography, copied by translation."""

        def source_of(points: np.ndarray) -> np.ndarray:
            return cv2.perspectiveTransform(points.reshape(-1, 1, 2), geometry.inverse_homography).reshape(points.shape)

        return self._placed(geometry.coverage() > 0, source_of, previous)

    def _placed(self, visible: np.ndarray, source_of: SourceOf, previous: CandidateState | None) -> CandidateMaps:
        """Maps of four covers whose blocks lie where ``source_of`` wants them, nudged into agreement."""
        shape = visible.shape[0], visible.shape[1]
        covers = [BlockCover.make(visible, self.block, p, q, source_of) for p in (0, 1) for q in (0, 1)]
        start = list(previous.nudges) if previous is not None and previous.nudges is not None else None
        nudges = align_covers(covers, self.pixels, self.block, start)
        y, x = np.arange(shape[0]), np.arange(shape[1])
        lines = [c.lines(c.shifts(nudge, self.shape), self.shape, y, x) for c, nudge in zip(covers, nudges)]
        rows = np.stack([each[0] for each in lines]).astype(np.int32).reshape(2, 2, *shape)
        columns = np.stack([each[1] for each in lines]).astype(np.int32).reshape(2, 2, *shape)
        return self._with_seams(rows, columns, CandidateState(None, None, shape, tuple(nudges)))

    def _with_seams(self, rows: np.ndarray, columns: np.ndarray, state: CandidateState) -> CandidateMaps:
        """Add the cuts that show least to maps (2, 2, H, W) of the phases in y and x."""
        half = self.block // 2

        def difference(one: tuple[int, int], other: tuple[int, int]) -> np.ndarray:
            return visible_difference(self.pixels, (rows[one], columns[one]), (rows[other], columns[other]))

        across = [cover_seams(difference((p, 0), (p, 1)), half) for p in (0, 1)]
        down = [
            cover_seams(np.ascontiguousarray(difference((0, q), (1, q)).T), half).transpose(0, 2, 1) for q in (0, 1)
        ]
        seam = np.empty(rows.shape, np.float32)
        for p in (0, 1):
            for q in (0, 1):
                np.minimum(across[p][q], down[q][p], out=seam[p, q])
        shape = (self.K, *rows.shape[2:])
        flat_rows = rows.reshape(shape) if rows.flags.c_contiguous else _merge_phases(rows)
        flat_columns = columns.reshape(shape) if columns.flags.c_contiguous else _merge_phases(columns)
        return CandidateMaps(flat_rows, flat_columns, seam.reshape(shape), self.shape, state)


def _merge_phases(lines: np.ndarray) -> np.ndarray:
    """Broadcast view (2, 2, H, W) -> broadcast view (4, H, W): only the phases are copied, not the planes."""
    line = lines[:, :, :1, :] if lines.strides[2] == 0 else lines[:, :, :, :1]
    return np.broadcast_to(line.reshape(4, *line.shape[2:]), (4, *lines.shape[2:]))

