"""Native grain for a warped frame: the photo's own patches, held to the warp's layout.

Nearest-neighbour fields (Barnes et al., "PatchMatch", SIGGRAPH 2009) and votes in both directions (Simakov et al.,
"Summarizing Visual Data Using Bidirectional Similarity", CVPR 2008), from coarse to fine, on the masked part of the
frame only. The field starts as the warp's own map, never at random, and may not leave the region that the warp put
there: tulips stay tulips, and the far meadow stays far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from core.matching import nnf

SHRINKS = (8, 4, 2, 1)
ROUNDS = (6, 4, 2, 1)
PASSES = 2  # PatchMatch iterations in a round
PULL = 0.1  # of the votes that the warped frame has at first; nothing at the end
REACH = 0.03  # of the long side that a patch may be searched away from where it is
SPREAD = 0.1  # of the long side, how far away from the warp's own place grain may be taken
CELL, OPTIONS = 5, 40  # patches that start together; places that are looked at for them
IN_STEP = 30.0  # grey levels, cost of a start that repeats a neighbour's in step
COMPLETENESS = 0.3
SHARP = 3.0  # of the last votes of a level
SLACK, FLOOR = 1.5, 3 * nnf.PATCH**2 * 2.0**2
"""See :func:`core.matching.nnf.grow_coherent`: the field is to consist of pieces, not of single patches."""


@dataclass(frozen=True)
class Grain:
    """Native grain for a frame.

    Attributes:
        match: int32 (H - 6, W - 6, 2), the field, see :mod:`core.matching.nnf`.
        rows, columns: int32 (H, W), source pixel of every pixel of the frame; meaningful where the mask is not 0.
        picture: uint8 (H, W, 3), the frame with the grain in it.
        misfit: float32 (H, W), root mean square difference, grey levels, of the patches that were asked for and found.
    """

    match: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    picture: np.ndarray
    misfit: np.ndarray


def regrain(
    source: np.ndarray,
    frame: np.ndarray,
    places: tuple[np.ndarray, np.ndarray],
    mask: np.ndarray,
    usable: np.ndarray,
    *,
    threads: int = 2,
    checkpoint: Callable[[], None] = lambda: None,
    on_level: Callable[[np.ndarray], None] | None = None,
) -> Grain | None:
    """Find grain for the masked part of a warped frame.

    Args:
        source: uint8 (h, w, 3), the photo at the scale at which grain is native.
        frame: uint8 (H, W, 3), the warped frame at the same scale.
        places: (x, y), float (H, W): source px that the warp shows at each pixel's centre.
        mask: float (H, W) in 0..1.
        usable: bool (h, w): pixels that may be copied (nothing of the subject).
        checkpoint: called often; may raise to cancel.
        on_level: gets the picture (H, W, 3) as far as it is, after each level but the last.

    Returns:
        None where there is nothing to do, or the pictures are too small.
    """
    shrinks = [k for k in SHRINKS if min(*source.shape[:2], *frame.shape[:2]) / k >= 3 * nnf.PATCH]
    if not shrinks or not (mask > 0.02).any():
        return None
    match: np.ndarray | None = None
    field: nnf.Field | None = None
    before = (0, 0)
    picture = frame
    for level, shrink in enumerate(shrinks):
        checkpoint()
        small, target = _shrunk(source, shrink), _shrunk(frame, shrink)
        height, width = target.shape[:2]
        share = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)[..., None]
        rows, columns = nnf.patch_count(height, width)
        allowed = nnf.valid_patches(_shrunk((~usable).astype(np.uint8) * 255, shrink) < 64)
        if not allowed.any():
            continue
        wanted = _touched(share[..., 0] > 0.02)
        if match is None:
            match = _from_places(places, rows, columns, shrink)
            match = _quilted(match, small, target, allowed, SPREAD * max(small.shape[:2]))
            match = _to_allowed(match, allowed)
            picture = _mixed(target, nnf.copy_centres(small, match, height, width), share)
        else:
            match = nnf.upsample_match(match, rows, columns, small.shape[0] / before[0], small.shape[1] / before[1])
            match = _to_allowed(match, allowed)
            copied = nnf.copy_centres(small, match, height, width)
            picture = _mixed(target, copied, share)
        before = small.shape[:2]
        rounds = ROUNDS[SHRINKS.index(shrink)]
        reach = max(4, round(REACH * max(small.shape[:2])))
        for turn in range(rounds):
            checkpoint()
            field = nnf.search(
                picture, small, match, source_ok=allowed, wanted=wanted, iterations=PASSES, reach=reach,
                seed=10 * level + turn, threads=threads,
            )  # fmt: skip
            nnf.grow_coherent(picture, small, field, SLACK, FLOOR)
            match = _to_allowed(field.match, allowed)
            last = turn == rounds - 1
            total, weights = nnf.vote(small, field, height, width, wanted=wanted, sharpness=SHARP if last else 1.0)
            if not last and shrink >= 4:
                start = nnf.inverted(match, nnf.patch_count(*small.shape[:2]))
                back = nnf.search(small, picture, start, iterations=1, seed=turn, threads=threads)
                votes = COMPLETENESS * min(1.0, field.distance.size / back.distance.size)
                nnf.vote_back(small, back, total, weights, votes)
            voted = np.where(weights[..., None] > 0, total / np.maximum(weights, 1e-6)[..., None], target)
            pull = PULL * (1 - level / max(1, len(shrinks) - 1)) * (1 - turn / rounds)
            picture = _mixed(target, voted * (1 - pull) + target * np.float32(pull), share)
        if on_level is not None and shrink > 1:
            on_level(cv2.resize(picture, frame.shape[1::-1], interpolation=cv2.INTER_CUBIC))
    if match is None or field is None:
        return None
    if shrinks[-1] != 1:
        rows, columns = nnf.patch_count(*frame.shape[:2])
        match = nnf.upsample_match(match, rows, columns, source.shape[0] / before[0], source.shape[1] / before[1])
        match = nnf.legal_match(match, np.ones(nnf.patch_count(*source.shape[:2]), bool), 0)
    lines = nnf.centre_sources(match, frame.shape[0], frame.shape[1], source.shape)
    distance = np.sqrt(field.distance / (3 * nnf.PATCH**2)).astype(np.float32)
    misfit = cv2.resize(distance, frame.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return Grain(match, *lines, picture if picture.shape == frame.shape else frame, misfit)


def _shrunk(picture: np.ndarray, shrink: int) -> np.ndarray:
    if shrink == 1:
        return picture
    size = max(1, round(picture.shape[1] / shrink)), max(1, round(picture.shape[0] / shrink))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _mixed(frame: np.ndarray, other: np.ndarray, share: np.ndarray) -> np.ndarray:
    mixed = other * share + frame * (1 - share)
    return np.where(share > 0.02, np.clip(mixed + 0.5, 0, 255), frame).astype(np.uint8)


def _touched(pixels: np.ndarray) -> np.ndarray:
    """bool: patches that hold any of these pixels or lie beside one that does."""
    half = nnf.PATCH // 2
    rows, columns = nnf.patch_count(*pixels.shape)
    grown = cv2.dilate(pixels.astype(np.uint8), np.ones((2 * nnf.PATCH, 2 * nnf.PATCH), np.uint8))
    return grown[half : half + rows, half : half + columns] > 0


def _from_places(places: tuple[np.ndarray, np.ndarray], rows: int, columns: int, shrink: int) -> np.ndarray:
    """The warp's own map as a field of top left corners, int32 (rows, columns, 2)."""
    half = nnf.PATCH // 2
    x, y = places
    at_y = np.minimum(((np.arange(rows) + half + 0.5) * shrink).astype(np.int64), x.shape[0] - 1)
    at_x = np.minimum(((np.arange(columns) + half + 0.5) * shrink).astype(np.int64), x.shape[1] - 1)
    cell = np.ix_(at_y, at_x)
    return np.stack([np.floor(y[cell] / shrink) - half, np.floor(x[cell] / shrink) - half], -1).astype(np.int32)


def _quilted(match: np.ndarray, source: np.ndarray, frame: np.ndarray, allowed: np.ndarray, reach: float) -> np.ndarray:
    """A field of native copies: each cell comes from near the place that the warp shows there, where the photo has the
    same tone, and not from just beside its neighbours' (that would repeat the same piece in step).

    Efros, Freeman, "Image Quilting", SIGGRAPH 2001, with tone in the place of overlaps: the joints are found later.
    """
    rows, columns = match.shape[:2]
    half, dice = nnf.PATCH // 2, np.random.default_rng(0)
    tone, wanted = (cv2.blur(each.astype(np.float32), (CELL, CELL)) for each in (source, frame))
    field = match.copy()
    shifts: dict[tuple[int, int], np.ndarray] = {}
    for top in range(0, rows, CELL):
        for left in range(0, columns, CELL):
            y, x = min(top + CELL // 2, rows - 1), min(left + CELL // 2, columns - 1)
            options = match[y, x] + np.rint(dice.uniform(-reach, reach, (OPTIONS, 2))).astype(np.int64)
            options = np.clip(options, 0, np.array(allowed.shape) - 1)
            apart = tone[options[:, 0] + half, options[:, 1] + half] - wanted[y + half, x + half]
            cost = np.sqrt((apart**2).sum(1)) + 1e4 * ~allowed[options[:, 0], options[:, 1]]
            shift = options - (y, x)
            for near in ((top - CELL, left), (top, left - CELL), (top - CELL, left - CELL), (top - CELL, left + CELL)):
                if near in shifts:
                    jump = np.abs(shift - shifts[near]).max(1)
                    cost += IN_STEP * ((jump > 0) & (jump < CELL))
            best = shift[int(cost.argmin())]
            shifts[top, left] = best
            cell_y, cell_x = np.arange(top, min(top + CELL, rows)), np.arange(left, min(left + CELL, columns))
            field[np.ix_(cell_y, cell_x)] = np.stack(np.meshgrid(cell_y, cell_x, indexing="ij"), -1) + best
    return field


def _to_allowed(match: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """A legal field: matches that may not be used go to the nearest that may."""
    match = np.ascontiguousarray(match, np.int32).copy()
    np.clip(match[..., 0], 0, allowed.shape[0] - 1, out=match[..., 0])
    np.clip(match[..., 1], 0, allowed.shape[1] - 1, out=match[..., 1])
    bad = ~allowed[match[..., 0], match[..., 1]]
    if bad.any():
        _, labels = cv2.distanceTransformWithLabels(
            (~allowed).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        spots = np.zeros((int(labels.max()) + 1, 2), np.int32)
        spots[labels[allowed]] = np.argwhere(allowed)
        match[bad] = spots[labels[match[bad][:, 0], match[bad][:, 1]]]
    return match
