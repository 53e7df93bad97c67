"""Filling a hole with the photo's own pixels, from a guess of what belongs there.

Wexler, Shechtman, Irani, "Space-Time Completion of Video", PAMI 2007: alternate between finding, for every patch that
touches the hole, its nearest patch of known pixels, and letting these vote for the hole's pixels; from coarse to fine.
Here the start is not a blind one but a guess (a completion network's output, or a smooth fill), and the first levels
are held to it, so that the network decides the structure and the photo supplies sharpness and grain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from core.image_io.photo import to_8_bit
from core.matching import nnf
from core.matching.poisson_seams import blend_seams

MIN_SIDE = 3 * nnf.PATCH  # px, the coarsest level's shortest side
FINAL = 8.0  # by so much the last votes of a level are sharper: its picture is what is seen
NEAR = 16  # px, how far a match that is nearly right is looked for
LARGE = 120_000  # patches, above which a level has time for one round only
LINE_REACH = 3.0  # px of each level beside a line in which the guess is held fast
LINE_GUESS_WEIGHT = 0.8
TRUST_FALL = 1.3  # by so much a vote counts less for every px that its patch lies deeper in the hole


@dataclass(frozen=True)
class CompletionSettings:
    """How a hole is filled.

    Attributes:
        start_thickness: the coarsest level is that on which the hole's thickest part is about so many px. A thinner
            start follows the guess less and copies larger pieces.
        rounds: match-and-vote rounds at the coarsest level; each finer level has one fewer, at least ``min_rounds``.
        guess_weight: 0..1, how strongly the coarsest level is pulled towards the guess; fades to 0 at the finest.
        search_iterations: PatchMatch iterations a round.
        sharpness: of the votes (see :func:`core.matching.nnf.vote`); the last round votes sharper.
    """

    start_thickness: float = 2.5
    rounds: int = 10
    min_rounds: int = 3
    guess_weight: float = 0.0
    search_iterations: int = 3
    sharpness: float = 0.5


def complete(
    image: np.ndarray,
    hole: np.ndarray,
    guess: np.ndarray,
    settings: CompletionSettings | None = None,
    *,
    usable: np.ndarray | None = None,
    lines: np.ndarray | None = None,
    sources: tuple[np.ndarray, np.ndarray] | None = None,
    seed: int = 0,
    threads: int | None = None,
    checkpoint: Callable[[], None] = lambda: None,
    on_level: Callable[[int, int], None] = lambda level, levels: None,
) -> np.ndarray:
    """Fill ``hole`` of ``image`` with pixels of its surroundings that continue it as ``guess`` suggests.

    Args:
        image: uint8 or uint16 (h, w, 3); pixels inside the hole are not read.
        hole: bool (h, w).
        guess: same shape and dtype as ``image``; read inside the hole only. May be of low sharpness.
        usable: bool (h, w) known pixels that may be copied; None allows all outside the hole.
        lines: bool (h, w), lines of the guess that must not move: beside them it is held fast at every level.
        sources: (rows, columns), int32 (h, w), where the guess has copied each pixel of the hole from: then only the
            finest level is solved, from there, so that the copies stay and their joints are mended.
        checkpoint: called often; may raise to cancel.
        on_level: called with (levels done, levels) for progress.

    Returns:
        a copy of ``image`` with the hole filled; outside it every bit is the image's. Where nothing can be copied (the
        picture is smaller than a patch, or all hole) the guess is returned inside the hole.
    """
    settings = settings or CompletionSettings()
    known = ~hole if usable is None else usable & ~hole
    start = np.where(hole[..., None], guess, image)
    if not hole.any() or not _enough(known):
        return start
    sizes = _pyramid_sizes(hole, settings.start_thickness)[-1 if sources is not None else 0 :]
    # All levels match in 8 bits; the finest one also votes in the photo's own depth.
    eight = to_8_bit(start)
    match: np.ndarray | None = None
    current = np.empty(0)
    for level, (height, width) in enumerate(sizes):
        picture = _resized(eight, height, width)
        level_hole = hole if (height, width) == hole.shape else _shrunk(hole, height, width)
        level_known = known if (height, width) == hole.shape else ~_shrunk(~known, height, width)
        if not _enough(level_known):
            continue  # too little context at this size; a finer one has more
        fraction = level / max(1, len(sizes) - 1)
        firm = None if lines is None or not lines.any() else _beside(lines, height, width)
        solver = _Level(picture, level_hole, level_known, settings, seed + level, threads, checkpoint, firm)
        if sources is not None:
            match = _patches_from(sources, height, width)
            current, reach = picture, NEAR
        elif match is None:
            rows, columns = nnf.patch_count(height, width)
            match = nnf.random_match(rows, columns, solver.source_ok, seed)
            current, reach = picture, None
        else:
            previous = sizes[level - 1]
            match = nnf.upsample_match(
                match, *nnf.patch_count(height, width), height / previous[0], width / previous[1]
            )
            match, current = solver.first_copy(match)
            reach = NEAR
        rounds = max(settings.min_rounds, settings.rounds - level)
        if solver.wanted.sum() > LARGE:
            rounds = 1  # structure is decided by now; what is left is to settle it pixel by pixel
        guess_weight = settings.guess_weight * (1 - fraction) ** 2
        match, current = solver.run(match, current, rounds, guess_weight, reach)
        on_level(level + 1, len(sizes))
    if match is None:
        return start
    if start.dtype != np.uint8:
        current = solver.final_vote(match, start, current)
    result = image.copy()
    result[hole] = current[hole]
    return blend_seams(result, hole, nnf.legal_match(match, nnf.valid_patches(known), seed))


class _Level:
    """One pyramid level of the completion."""

    def __init__(
        self,
        picture: np.ndarray,
        hole: np.ndarray,
        known: np.ndarray,
        settings: CompletionSettings,
        seed: int,
        threads: int | None,
        checkpoint: Callable[[], None],
        firm: np.ndarray | None = None,
    ) -> None:
        self._firm = firm
        self.picture, self.hole, self.settings = picture, hole, settings
        self.source_ok = nnf.valid_patches(known)
        self.wanted = ~nnf.valid_patches(~hole)
        self._seed, self._threads, self._checkpoint = seed, threads, checkpoint
        # What lies next to known pixels is nearly decided by them, so knowledge moves inwards (Wexler et al., 3.3).
        depth = cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
        middle = nnf.PATCH // 2
        self._trust = (TRUST_FALL ** -np.minimum(depth, 60))[middle:-middle, middle:-middle].astype(np.float32)

    def run(
        self, match: np.ndarray, current: np.ndarray, rounds: int, guess_weight: float, reach: int | None
    ) -> tuple[np.ndarray, np.ndarray]:
        for turn in range(rounds):
            self._checkpoint()
            field = nnf.search(
                current,
                self.picture,
                match,
                source_ok=self.source_ok,
                wanted=self.wanted,
                iterations=self.settings.search_iterations,
                reach=reach,
                seed=self._seed * 101 + turn,
                threads=self._threads,
                checkpoint=self._checkpoint,
            )
            match = field.match
            last = turn == rounds - 1
            current = self._vote(field, self.picture, self.settings.sharpness * (FINAL if last else 1.0))
            if not last:
                current = self._pulled(current, guess_weight)
        return match, current

    def _pulled(self, current: np.ndarray, guess_weight: float) -> np.ndarray:
        """``current`` nearer to the guess in the hole."""
        for share, where in ((guess_weight, self.hole), (LINE_GUESS_WEIGHT, self._firm)):
            if share > 0 and where is not None:
                blend = cv2.addWeighted(current, 1 - share, self.picture, share, 0)
                current = np.where((where & self.hole)[..., None], blend, current)
        return current

    def first_copy(self, match: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A start from the coarser level's field: copied, not averaged, since a blurred start finds blurred patches."""
        match = nnf.legal_match(match, self.source_ok, self._seed)
        copied = nnf.copy_centres(self.picture, match, *self.hole.shape)
        return match, np.where(self.hole[..., None], copied, self.picture)

    def final_vote(self, match: np.ndarray, deep: np.ndarray, current: np.ndarray) -> np.ndarray:
        """Vote once more from the 16-bit pixels along the finished field."""
        field = nnf.search(
            current, self.picture, match, source_ok=self.source_ok, wanted=self.wanted, iterations=0, seed=self._seed
        )
        return self._vote(field, deep, self.settings.sharpness * FINAL)

    def _vote(self, field: nnf.Field, source: np.ndarray, sharpness: float) -> np.ndarray:
        total, weights = nnf.vote(
            source, field, *self.hole.shape, wanted=self.wanted, sharpness=sharpness, trust=self._trust
        )
        filled = source.copy()
        inside = self.hole & (weights > 0)
        values = total[inside] / weights[inside][:, None]
        filled[inside] = np.clip(values + 0.5, 0, np.iinfo(source.dtype).max).astype(source.dtype)
        return filled


def _pyramid_sizes(hole: np.ndarray, start_thickness: float) -> list[tuple[int, int]]:
    """Level sizes from coarse to the full one, about a factor of two apart."""
    height, width = hole.shape
    thickness = 2 * float(cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 3).max())
    sizes = [(height, width)]
    factor = 2
    while thickness / factor >= start_thickness * 0.75 and min(height, width) / factor >= MIN_SIDE:
        sizes.append((max(1, round(height / factor)), max(1, round(width / factor))))
        factor *= 2
    return sizes[::-1]


def _patches_from(sources: tuple[np.ndarray, np.ndarray], height: int, width: int) -> np.ndarray:
    """A field whose patches lie where the pixels in their middle were copied from."""
    middle = nnf.PATCH // 2
    rows, columns = nnf.patch_count(height, width)
    cut = slice(middle, middle + rows), slice(middle, middle + columns)
    planes = [(plane[cut] - middle).clip(0, limit - 1) for plane, limit in zip(sources, (rows, columns), strict=True)]
    return np.stack(planes, -1).astype(np.int32)


def _beside(lines: np.ndarray, height: int, width: int) -> np.ndarray:
    """bool (height, width): within LINE_REACH of ``lines`` at that size."""
    near: np.ndarray = (
        cv2.distanceTransform((~_shrunk(lines, height, width)).astype(np.uint8), cv2.DIST_L2, 3) <= LINE_REACH
    )
    return near


def _enough(known: np.ndarray) -> bool:
    return min(known.shape) > nnf.PATCH and bool(nnf.valid_patches(known).any())


def _resized(image: np.ndarray, height: int, width: int) -> np.ndarray:
    if image.shape[:2] == (height, width):
        return image
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)


def _shrunk(hole: np.ndarray, height: int, width: int) -> np.ndarray:
    """A hole at a coarser level: every pixel that any hole pixel touches."""
    return cv2.resize(hole.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_AREA) > 0
