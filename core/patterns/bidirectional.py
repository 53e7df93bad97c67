"""Refining a frame of block copies: pieces move until they join, on a copy a quarter as large, in some 20 ms.

Simakov, Caspi, Shechtman, Irani, "Summarizing Visual Data Using Bidirectional Similarity", CVPR 2008: every patch of
the result should come from the photo (coherence), and every patch of the photo should be found in the result
(completeness). Where that is decided at a quarter of the size, a step of one pixel moves a piece by four, patches see
28 px of their surroundings, and a round costs a sixteenth. Finer rounds gain nothing: copying the photo's own pixels
along the coarse field is already exact inside each piece, and at the joints the choice is left to the blend (measured:
three rounds at full size end 20 % worse in coherence than none).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numba
import numpy as np

from core.matching import nnf
from core.patterns.maps import CandidateMaps, CandidateState

_PATCH_OFFSET = 4  # px from a pixel to the middles of the four patches that offer it a copy
REACH = 8.0  # px from a jump at which a copy counts as undisturbed


@dataclass(frozen=True)
class Level:
    """Rounds of matching and voting on a copy ``shrink`` times smaller.

    Attributes:
        passes: PatchMatch iterations in each round.
    """

    shrink: int
    rounds: int
    passes: int


Plan = tuple[Level, ...]
QUICK: Plan = (Level(4, 3, 1), Level(2, 1, 1))
THOROUGH: Plan = (Level(4, 8, 2), Level(2, 4, 1))
COMPLETENESS = 0.5  # weight of the votes of photo patches against those of coherence
FINAL_SHARPNESS = 3.0  # of the votes in a level's last round, see nnf.vote

SLACK = 1.5
FLOOR = 3 * nnf.PATCH**2 * 2.0**2
"""See :func:`core.matching.nnf.grow_coherent`. Without slack distances are lower, and it looks worse: the field hops
at every pixel where the canvas grew, and draws streaks."""


class BidirectionalRefiner:
    """Refines frames of one photo. May be used from any thread.

    Args:
        photo: uint8 (h, w, 3) at working size.
    """

    def __init__(self, photo: np.ndarray) -> None:
        self._photo = photo

    @cached_property
    def _shrunk(self) -> dict[int, np.ndarray]:
        """The photo at each size of the plans where patches still see only a part of it."""
        height, width = self._photo.shape[:2]
        found = {}
        for shrink in (8, 4, 2):
            size = max(1, round(width / shrink)), max(1, round(height / shrink))
            if min(size) >= _smallest(shrink):
                found[shrink] = cv2.resize(self._photo, size, interpolation=cv2.INTER_AREA)
        return found

    def refine(
        self, maps: CandidateMaps, plan: Plan = QUICK, checkpoint: Callable[[], None] = lambda: None
    ) -> CandidateMaps:
        """Four candidates along a refined field, in place of ``maps``; ``maps`` where a picture is too small for it.

        Args:
            checkpoint: called between rounds; may raise to cancel.
        """
        levels = self._levels(maps.shape, plan)
        if not levels:
            return maps
        match = self.coarse(maps, levels[0].shrink)
        for turn, level in enumerate(levels):
            if turn:
                match = self._finer(match, levels[turn - 1].shrink, level.shrink, maps.shape)
            match = self._rounds(match, level, maps.shape, seed=31 * turn, checkpoint=checkpoint)
        match = self._finer(match, levels[-1].shrink, 1, maps.shape)
        return shifted_candidates(match, maps)

    def can_refine(self, shape: tuple[int, int]) -> bool:
        """Whether a frame (H, W) of this photo is large enough for any level of a drag."""
        return bool(self._levels(shape, QUICK))

    def misfit(self, maps: CandidateMaps) -> float:
        """How unlike the photo a refined frame is: mean squared distance of its patches and their nearest, 0..255^2."""
        shrink = min(self._shrunk)
        source, match = self._source(shrink), self.coarse(maps, shrink)
        picture = nnf.copy_centres(source, match, *_shape(maps.shape, shrink))
        field = nnf.search(picture, source, match, iterations=1, threads=1)
        return float(field.distance.mean()) / (3 * nnf.PATCH**2)

    def _levels(self, shape: tuple[int, int], plan: Plan) -> list[Level]:
        return [
            level
            for level in plan
            if level.shrink in self._shrunk and min(shape) / level.shrink >= _smallest(level.shrink)
        ]

    def coarse(self, maps: CandidateMaps, shrink: int) -> np.ndarray:
        """The field at a smaller size of the candidate that is farthest from its seam in the middle of each patch."""
        rows, columns = nnf.patch_count(*_shape(maps.shape, shrink))
        half = nnf.PATCH // 2
        y = np.minimum((np.arange(rows) + half) * shrink + shrink // 2, maps.shape[0] - 1)
        x = np.minimum((np.arange(columns) + half) * shrink + shrink // 2, maps.shape[1] - 1)
        cell = np.ix_(y, x)
        best = np.stack([plane[cell] for plane in maps.seam]).argmax(0)[None]
        lines = [np.stack([plane[cell] for plane in each]) for each in (maps.rows, maps.columns)]
        near = np.stack([np.take_along_axis(each, best, 0)[0] for each in lines], -1)
        return self._legal((near // shrink - half).astype(np.int32), shrink)

    def _finer(self, match: np.ndarray, shrink: int, finer: int, shape: tuple[int, int]) -> np.ndarray:
        coarse, fine = self._source(shrink), self._source(finer)
        factors = fine.shape[0] / coarse.shape[0], fine.shape[1] / coarse.shape[1]
        rows, columns = nnf.patch_count(*_shape(shape, finer))
        return self._legal(nnf.upsample_match(match, rows, columns, *factors), finer)

    def _rounds(
        self, match: np.ndarray, level: Level, shape: tuple[int, int], seed: int, checkpoint: Callable[[], None]
    ) -> np.ndarray:
        source = self._source(level.shrink)
        height, width = _shape(shape, level.shrink)
        picture = nnf.copy_centres(source, match, height, width)
        back = None
        for turn in range(level.rounds):
            checkpoint()
            field = nnf.search(picture, source, match, iterations=level.passes, seed=seed + turn, threads=1)
            nnf.grow_coherent(picture, source, field, SLACK, FLOOR)
            match = field.match
            if turn == level.rounds - 1:
                break
            sharp = FINAL_SHARPNESS if turn == level.rounds - 2 else 1.0
            total, weights = nnf.vote(source, field, height, width, sharpness=sharp)
            start = nnf.inverted(match, nnf.patch_count(*source.shape[:2])) if back is None else back.match
            back = nnf.search(source, picture, start, iterations=level.passes, seed=seed + turn + 7, threads=1)
            # Larger results repeat the photo's patches anyway: votes count per patch of the result.
            share = COMPLETENESS * min(1.0, field.distance.size / back.distance.size)
            nnf.vote_back(source, back, total, weights, share, sharpness=sharp)
            picture = np.clip(total / weights[..., None] + 0.5, 0, 255).astype(np.uint8)
        return match

    def _source(self, shrink: int) -> np.ndarray:
        return self._photo if shrink == 1 else self._shrunk[shrink]

    def _legal(self, match: np.ndarray, shrink: int) -> np.ndarray:
        return nnf.legal_match(match, np.ones(nnf.patch_count(*self._source(shrink).shape[:2]), bool), 0)


def shifted_candidates(match: np.ndarray, start: CandidateMaps) -> CandidateMaps:
    """Four candidates from one field: each pixel's copy according to a patch up left, up right, down left, down right.

    Inside a piece they agree; at a joint they go on with the piece of their own side, so that a blend crosses over.

    Args:
        match: int32 (H - PATCH + 1, W - PATCH + 1, 2), a legal field of the photo.
        start: the candidates that were refined; lends its shape and its state.
    """
    rows, columns = nnf.centre_sources(match, *start.shape, start.source_shape)
    return joined(rows, columns, start.source_shape, start.state)


def joined(
    rows: np.ndarray, columns: np.ndarray, source_shape: tuple[int, int], state: CandidateState | None = None
) -> CandidateMaps:
    """The four candidates of :func:`shifted_candidates` from where each pixel comes from, int32 (H, W)."""
    shape = rows.shape[0], rows.shape[1]
    still = np.empty(shape, np.uint8)
    if _find_still(rows, columns, still):
        seam = np.ones(shape, np.float32)
    else:
        seam = np.minimum((cv2.distanceTransform(still, cv2.DIST_L2, 3) + 0.5) / REACH, 1).astype(np.float32)
    planes = np.empty((4, *shape), np.int32), np.empty((4, *shape), np.int32), np.empty((4, *shape), np.float32)
    _copies_of_patches(rows, columns, seam, source_shape, *planes)
    return CandidateMaps(*planes, source_shape, state)


@numba.njit(cache=True, nogil=True)
def _find_still(rows, columns, still):  # type: ignore[no-untyped-def]  # numba infers
    """Set ``still`` where a pixel's copy goes on from those above and to the left; whether it does everywhere."""
    everywhere = True
    for y in range(still.shape[0]):
        for x in range(still.shape[1]):
            same = True
            if y > 0:
                same = rows[y, x] == rows[y - 1, x] + 1 and columns[y, x] == columns[y - 1, x]
            if x > 0 and same:
                same = rows[y, x] == rows[y, x - 1] and columns[y, x] == columns[y, x - 1] + 1
            still[y, x] = same
            everywhere = everywhere and same
    return everywhere


@numba.njit(cache=True, nogil=True)
def _copies_of_patches(rows, columns, seam, source, rows_out, columns_out, seam_out):  # type: ignore[no-untyped-def]
    height, width = seam.shape
    for k in range(4):
        dy, dx = (-_PATCH_OFFSET if k < 2 else _PATCH_OFFSET), (-_PATCH_OFFSET if k % 2 == 0 else _PATCH_OFFSET)
        for y in range(height):
            from_y = min(max(y + dy, 0), height - 1)
            for x in range(width):
                from_x = min(max(x + dx, 0), width - 1)
                rows_out[k, y, x] = min(max(rows[from_y, from_x] - from_y + y, 0), source[0] - 1)
                columns_out[k, y, x] = min(max(columns[from_y, from_x] - from_x + x, 0), source[1] - 1)
                seam_out[k, y, x] = seam[from_y, from_x]


def _smallest(shrink: int) -> int:
    """Pixels that the shorter side of a copy needs; at an eighth of the size a few patches already say much."""
    return 3 * nnf.PATCH if shrink < 8 else 2 * nnf.PATCH


def _shape(shape: tuple[int, int], shrink: int) -> tuple[int, int]:
    return (shape[0], shape[1]) if shrink == 1 else (max(1, round(shape[0] / shrink)), max(1, round(shape[1] / shrink)))
