"""Making a retargeted frame more like the photo, patch by patch, while the handle rests.

Simakov, Caspi, Shechtman, Irani, "Summarizing Visual Data Using Bidirectional Similarity", CVPR 2008: every patch of
the result should come from the photo (coherence), and every patch of the photo should be found in the result
(completeness). Starting from a frame that is already good (the patch prior's or a generator's), a few rounds on a short
pyramid mend what was cut, doubled or lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from core.patches import nnf


@dataclass(frozen=True)
class ResynthesisSettings:
    """How far the result may move from its start.

    Attributes:
        levels: pyramid levels, a factor of two apart; more levels move larger pieces.
        rounds: match-and-vote rounds on the coarsest level; finer ones have one fewer each, at least 2.
        completeness: weight of the votes of photo patches against those of coherence, 0..1.
        sharpness: of the votes, see :func:`core.patches.nnf.vote`; the last round votes three times sharper.
    """

    levels: int = 3
    rounds: int = 5
    completeness: float = 0.5
    sharpness: float = 1.0


@dataclass(frozen=True)
class Resynthesis:
    """A re-made frame.

    Attributes:
        image: uint8 (H, W, 3).
        match: int32 (rows, columns, 2), the photo's patch (top left y, x) behind every patch of the frame: with it the
            same frame can be made of full-size pixels.
    """

    image: np.ndarray
    match: np.ndarray


def resynthesise(
    photo: np.ndarray,
    frame: np.ndarray,
    settings: ResynthesisSettings | None = None,
    *,
    match: np.ndarray | None = None,
    seed: int = 0,
    threads: int | None = None,
    checkpoint: Callable[[], None] = lambda: None,
    on_frame: Callable[[np.ndarray, int, int], None] = lambda image, done, total: None,
) -> Resynthesis:
    """Improve ``frame`` in coherence and completeness with respect to ``photo``.

    Args:
        photo: uint8 (h, w, 3), at the frame's scale.
        frame: uint8 (H, W, 3), the start.
        match: int32 (H, W, 2) source pixel (y, x) of each pixel of the start where it is known (as a patch prior
            knows); saves most of the search.
        checkpoint: called often; may raise to cancel.
        on_frame: called with (picture so far at full size, rounds done, rounds in all) to draw it progressively.

    Returns:
        the result; ``frame`` itself when either picture is too small to hold patches.
    """
    settings = settings or ResynthesisSettings()
    if min(*photo.shape[:2], *frame.shape[:2]) < nnf.PATCH + 2:
        rows, columns = (max(0, n) for n in nnf.patch_count(*frame.shape[:2]))
        return Resynthesis(frame.copy(), np.zeros((rows, columns, 2), np.int32))
    shrinks = [
        2**level
        for level in range(settings.levels)
        if min(*photo.shape[:2], *frame.shape[:2]) / 2**level >= 3 * nnf.PATCH
    ][::-1] or [1]
    plan = [max(2, settings.rounds - index) for index in range(len(shrinks))]
    done = 0
    current = _shrunk(frame, shrinks[0])
    previous = _shrunk(photo, shrinks[0])
    forth = _start(match, current, previous, shrinks[0], seed)
    for index, (shrink, rounds) in enumerate(zip(shrinks, plan)):
        source = _shrunk(photo, shrink)
        if index > 0:
            shape = _shrunk(frame, shrink).shape
            factors = source.shape[0] / previous.shape[0], source.shape[1] / previous.shape[1]
            forth = nnf.upsample_match(forth, *nnf.patch_count(*shape[:2]), *factors)
            forth = nnf.legal_match(forth, np.ones(nnf.patch_count(*source.shape[:2]), bool), seed)
            current = nnf.copy_centres(source, forth, *shape[:2])
        previous = source
        back = None
        for turn in range(rounds):
            checkpoint()
            key = seed * 1009 + index * 31 + turn
            field = nnf.search(current, source, forth, iterations=2, seed=key, threads=threads, checkpoint=checkpoint)
            forth = field.match
            sharp = settings.sharpness * (3.0 if turn == rounds - 1 else 1.0)
            total, weights = nnf.vote(source, field, *current.shape[:2], sharpness=sharp)
            if settings.completeness > 0:
                start = _inverted(forth, nnf.patch_count(*source.shape[:2])) if back is None else back.match
                back = nnf.search(
                    source, current, start, iterations=2, seed=key + 7, threads=threads, checkpoint=checkpoint
                )
                # Larger results repeat the photo's patches anyway: votes count per patch of the result.
                share = settings.completeness * min(1.0, field.distance.size / back.distance.size)
                nnf.vote_back(source, back, total, weights, share, sharpness=sharp)
            current = np.clip(total / weights[..., None] + 0.5, 0, 255).astype(np.uint8)
            done += 1
            on_frame(_grown(current, frame.shape), done, sum(plan))
    return Resynthesis(current, forth)


def _start(match: np.ndarray | None, frame: np.ndarray, source: np.ndarray, shrink: int, seed: int) -> np.ndarray:
    """A first field for the coarsest level: from known source pixels, or at random."""
    rows, columns = nnf.patch_count(*frame.shape[:2])
    everywhere = np.ones(nnf.patch_count(*source.shape[:2]), bool)
    if match is None:
        return nnf.random_match(rows, columns, everywhere, seed)
    middle = shrink // 2
    coarse = match[middle::shrink, middle::shrink] // shrink
    padded = np.pad(coarse, ((0, max(0, rows - len(coarse))), (0, max(0, columns - coarse.shape[1])), (0, 0)), "edge")
    return nnf.legal_match(padded[:rows, :columns], everywhere, seed)


def _inverted(match: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A start for the field back: each source patch goes to a target patch that uses it, or near one that does."""
    rows, columns = match.shape[:2]
    back = np.full((*shape, 2), -1, np.int32)
    y, x = np.mgrid[:rows, :columns]
    back[match[..., 0].ravel(), match[..., 1].ravel()] = np.stack([y.ravel(), x.ravel()], -1)
    unused = back[..., 0] < 0
    back[unused, 0] = (np.nonzero(unused)[0] * rows) // shape[0]
    back[unused, 1] = (np.nonzero(unused)[1] * columns) // shape[1]
    return back


def _shrunk(image: np.ndarray, factor: int) -> np.ndarray:
    if factor == 1:
        return np.ascontiguousarray(image)
    size = max(1, round(image.shape[1] / factor)), max(1, round(image.shape[0] / factor))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def _grown(image: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if image.shape == shape:
        return image
    return cv2.resize(image, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
