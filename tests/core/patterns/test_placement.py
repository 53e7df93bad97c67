"""Blocks placed in the plane: nudged into agreement, within bounds, steady from frame to frame."""

from dataclasses import replace

import numpy as np

from core.geometry import CanvasGeometry
from core.patterns import PatchPrior
from core.patterns.placement import MAX_NUDGE, BlockCover, align_covers
from tests.core.pictures import pebbles

PHOTO = pebbles(128, 192, 5)


def covers_of(prior: PatchPrior, scale: float) -> list[BlockCover]:
    visible = np.ones((128, round(192 * scale)), bool)
    return [
        BlockCover.make(visible, prior.block, p, q, lambda points: points / [scale, 1.0])
        for p in (0, 1) for q in (0, 1)
    ]


def disagreement(photo: np.ndarray, covers: list[BlockCover], nudges: list[np.ndarray]) -> float:
    """Mean difference between covers that differ in one phase."""
    y, x = np.arange(128), np.arange(len(covers[0].x_index))
    pictures = []
    for cover, nudge in zip(covers, nudges):
        rows, columns = cover.lines(cover.shifts(nudge, (128, 192)), (128, 192), y, x)
        pictures.append(photo[rows, columns].astype(float))
    return float(np.mean([np.abs(pictures[a] - pictures[b]).mean() for a, b in ((0, 1), (0, 2), (1, 3), (2, 3))]))


def test_displaced_blocks_find_their_neighbours() -> None:
    prior = PatchPrior(PHOTO)
    covers = covers_of(prior, 1.0)
    jitter = np.random.default_rng(1)
    moved = [replace(cover, wanted=jitter.choice([-6, 0, 0, 6], cover.wanted.shape)) for cover in covers]
    nudges = align_covers(moved, PHOTO, prior.block)
    still = [np.zeros_like(n) for n in nudges]
    assert disagreement(PHOTO, moved, nudges) < 0.6 * disagreement(PHOTO, moved, still)
    assert max(np.abs(n).max() for n in nudges) <= prior.block * MAX_NUDGE


def test_blocks_that_agree_already_are_left_alone() -> None:
    prior = PatchPrior(PHOTO)
    assert all((nudge == 0).all() for nudge in align_covers(covers_of(prior, 1.0), PHOTO, prior.block))


def test_a_bent_picture_moves_steadily() -> None:
    """While a corner is dragged, fewer pixels change their source by more than the drag than without a memory."""

    def jump_share(steady: bool) -> float:
        shares, state, before = [], None, None
        for shift in range(0, 60, 4):
            geometry = CanvasGeometry(192, 128, 260, 128, ((0, 0), (192 + shift, 10), (200, 128), (0, 128)))
            maps = PatchPrior(PHOTO).candidates(geometry, state if steady else None)
            state, best = maps.state, maps.seam.argmax(0)[None]
            source = np.take_along_axis(maps.columns, best, 0)[0].astype(int)
            if before is not None:
                shares.append((np.abs(source - before) > 4).mean())
            before = source
        return float(np.mean(shares))

    assert jump_share(True) < 0.8 * jump_share(False)
