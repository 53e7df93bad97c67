"""Nearest-neighbour fields by PatchMatch, and voting a picture from one.

Barnes, Shechtman, Finkelstein, Goldman, "PatchMatch: A Randomized Correspondence Algorithm for Structural Image
Editing", SIGGRAPH 2009 (propagation and random search); Simakov, Caspi, Shechtman, Irani, "Summarizing Visual Data
Using Bidirectional Similarity", CVPR 2008 (voting). The kernels are compiled by numba and release the GIL; bands of
rows run on a pool of our own, because numba's own thread pools must not be entered from two threads at once.

A field is an int32 array (rows, columns, 2): for the patch whose TOP LEFT pixel is (row, column) of the target, the top
left pixel (y, x) of its match in the source. Patches are :data:`PATCH` px square, so a target of (h, w) has
(h - PATCH + 1, w - PATCH + 1) of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numba
import numpy as np

from core.device import available_cores

PATCH = 7
BANDS = 8  # fixed, so that a result does not depend on the number of threads
FAR = np.int32(2**30)
INVISIBLE = 3 * PATCH * PATCH * 5.0**2  # squared distance of patches that differ by 5 grey levels everywhere

_kernel = numba.njit(cache=True, nogil=True, fastmath=True, boundscheck=False)


@dataclass
class Field:
    """A nearest-neighbour field with the squared distance of each match.

    Attributes:
        match: int32 (rows, columns, 2), source (y, x) per target patch.
        distance: int32 (rows, columns), sum of squared differences over the patch, 8-bit units.
    """

    match: np.ndarray
    distance: np.ndarray


def patch_count(height: int, width: int) -> tuple[int, int]:
    """(rows, columns) of patches in a picture; zero or less where it is smaller than a patch."""
    return height - PATCH + 1, width - PATCH + 1


def valid_patches(usable: np.ndarray) -> np.ndarray:
    """bool (rows, columns): patches all of whose pixels are usable, for a bool picture (h, w)."""
    rows, columns = (max(0, side - PATCH + 1) for side in usable.shape)
    if not rows or not columns:
        return np.zeros((rows, columns), bool)
    least = cv2.erode(usable.astype(np.uint8), np.ones((PATCH, PATCH), np.uint8), anchor=(0, 0))
    return np.asarray(least[:rows, :columns] > 0)


def inverted(match: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A start for the field back: each source patch goes to a target patch that uses it, or near one that does.

    Args:
        match: int32 (rows, columns, 2), field of the target.
        shape: (rows, columns) of patches of the source.
    """
    rows, columns = match.shape[:2]
    back = np.full((*shape, 2), -1, np.int32)
    y, x = np.mgrid[:rows, :columns]
    back[match[..., 0].ravel(), match[..., 1].ravel()] = np.stack([y.ravel(), x.ravel()], -1)
    unused = back[..., 0] < 0
    back[unused, 0] = (np.nonzero(unused)[0] * rows) // shape[0]
    back[unused, 1] = (np.nonzero(unused)[1] * columns) // shape[1]
    return back


def random_match(rows: int, columns: int, source_ok: np.ndarray, seed: int) -> np.ndarray:
    """Uniformly random matches among the source patches that are ``source_ok`` (bool, at least one True)."""
    spots = np.argwhere(source_ok).astype(np.int32)
    return spots[np.random.default_rng(seed).integers(0, len(spots), (rows, columns))]


def search(
    target: np.ndarray,
    source: np.ndarray,
    match: np.ndarray,
    *,
    source_ok: np.ndarray | None = None,
    wanted: np.ndarray | None = None,
    iterations: int = 4,
    reach: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> Field:
    """Improve ``match`` by PatchMatch.

    Args:
        target: uint8 (h, w, 3), each at least a patch large.
        source: uint8 (h', w', 3).
        match: int32 (rows, columns, 2) start; illegal or out-of-range entries are replaced.
        source_ok: bool (rows', columns') source patches that may be used; None allows all.
        wanted: bool (rows, columns) target patches to match; others keep their match and get distance 0.
        reach: largest random search radius, px; None starts from the whole source.
        seed: same seed, same result, whatever the number of threads.
        checkpoint: called between iterations; may raise to cancel.

    Returns:
        a new field.
    """
    rows, columns = patch_count(*target.shape[:2])
    source_rows, source_columns = patch_count(*source.shape[:2])
    if min(rows, columns, source_rows, source_columns) < 1:
        raise ValueError("pictures must be at least one patch large")
    ok = np.ones((source_rows, source_columns), np.bool_) if source_ok is None else source_ok
    if not ok.any():
        raise ValueError("no source patch may be used")
    todo = np.ones((rows, columns), np.bool_) if wanted is None else wanted
    match = legal_match(match, ok, seed)
    distance = np.zeros((rows, columns), np.int32)
    flat_target = np.ascontiguousarray(target).reshape(target.shape[0], -1)
    flat_source = np.ascontiguousarray(source).reshape(source.shape[0], -1)
    radius = max(source_rows, source_columns) if reach is None else max(1, reach)
    bands = min(BANDS, max(1, rows // 16))
    workers = max(1, min(threads or available_cores(), bands))
    with ThreadPoolExecutor(workers) as pool:  # starts threads only when it is given work

        def each_band(work: Callable[[int, int], None], offset: int = 0) -> None:
            edges = [0, *(offset + rows * band // bands for band in range(1, bands)), rows]
            if workers == 1:
                for top, bottom in itertools.pairwise(edges):
                    work(top, bottom)
                return
            for job in [pool.submit(work, top, bottom) for top, bottom in itertools.pairwise(edges)]:
                job.result()

        each_band(partial(_measure, flat_target, flat_source, match, distance, todo))
        for iteration in range(iterations):
            checkpoint()
            # Bands keep to their own rows; moving their edges each time lets good matches cross.
            improve = partial(_improve, flat_target, flat_source, match, distance, todo, ok, iteration, radius, seed)
            each_band(improve, offset=(iteration * 5) % max(1, rows // bands))
    return Field(match, distance)


def grow_coherent(target: np.ndarray, source: np.ndarray, field: Field, slack: float, floor: float) -> None:
    """Let pieces of a field grow: a patch takes its neighbour's shift where that costs little more (in place).

    Ashikhmin, "Synthesizing Natural Textures", I3D 2001; Hertzmann et al., "Image Analogies", SIGGRAPH 2001 (the
    coherence factor). A field of exact nearest neighbours may hop at every pixel and draw streaks; one of large pieces
    copies real detail.

    Args:
        slack: a neighbour's shift may cost this share more.
        floor: squared distance per patch below which any cost is as good.
    """
    flat_target = np.ascontiguousarray(target).reshape(target.shape[0], -1)
    flat_source = np.ascontiguousarray(source).reshape(source.shape[0], -1)
    limits = patch_count(*source.shape[:2])
    # Costs are held against each patch's own nearest match, so that slack does not add up along a row.
    limit = (np.maximum(field.distance * (1 + slack), floor)).astype(np.int32)
    for forward in (True, False):
        _grow_coherent(flat_target, flat_source, field.match, field.distance, limit, limits[0], limits[1], forward)


def legal_match(match: np.ndarray, ok: np.ndarray, seed: int) -> np.ndarray:
    """A copy of ``match`` clipped to the source, with matches that are not ``ok`` replaced by random ones that are."""
    rows, columns = ok.shape
    match = np.ascontiguousarray(match, np.int32).copy()
    np.clip(match[..., 0], 0, rows - 1, out=match[..., 0])
    np.clip(match[..., 1], 0, columns - 1, out=match[..., 1])
    bad = ~ok[match[..., 0], match[..., 1]]
    if bad.any():
        match[bad] = random_match(1, int(bad.sum()), ok, seed)[0]
    return match


def upsample_match(match: np.ndarray, rows: int, columns: int, factor_y: float, factor_x: float) -> np.ndarray:
    """Carry a field to a finer level of the pyramid: matches move with their patches, at native scale.

    Args:
        rows, columns: number of patches of the finer target.
        factor_y, factor_x: how many times larger the finer SOURCE is; the target must be larger by the same factor,
            so that a shift of one coarse pixel is a shift of ``factor`` fine ones.
    """
    fine = np.empty((rows, columns, 2), np.int32)
    _upsample(np.ascontiguousarray(match), fine, factor_y, factor_x)
    return fine


def centre_sources(
    match: np.ndarray, height: int, width: int, source_shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(rows, columns), each int32 (height, width): where the middle of every pixel's patch lies in the source.

    Pixels nearer to the border than half a patch continue the nearest patch's match. ``match`` must be legal.
    """
    rows, columns = np.empty((height, width), np.int32), np.empty((height, width), np.int32)
    _centres(np.ascontiguousarray(match), source_shape[0], source_shape[1], rows, columns)
    return rows, columns


def copy_centres(source: np.ndarray, match: np.ndarray, height: int, width: int) -> np.ndarray:
    """The picture (height, width, C) whose every pixel is the middle of its patch's match: sharp, with seams."""
    return source[centre_sources(match, height, width, source.shape)]


def vote(
    source: np.ndarray,
    field: Field,
    height: int,
    width: int,
    *,
    wanted: np.ndarray | None = None,
    sharpness: float = 1.0,
    trust: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Let every target patch vote its match's pixels; good matches count more.

    Args:
        source: (h', w', C) uint8, uint16 or float32; may have more channels than were matched.
        wanted: bool (rows, columns) patches that vote; None lets all.
        sharpness: exponent scale of the vote weight exp(-sharpness * distance / typical distance); 0 is a plain mean,
            larger values approach copying the best patch (sharper, more visible seams).
        trust: float32 (rows, columns) further weight of each patch's vote; None trusts all alike.

    Returns:
        (sum of weighted votes, sum of weights); the picture is their quotient where the weight is positive.
    """
    total = np.zeros((height, width, source.shape[2]), np.float32)
    weights = np.zeros((height, width), np.float32)
    todo = np.ones(field.distance.shape, np.bool_) if wanted is None else wanted
    if todo.any():
        typical = _typical(field.distance[todo])
        strength = np.exp(-sharpness * np.minimum(field.distance / typical, 20.0)).astype(np.float32)
        strength = strength if trust is None else strength * trust
        _scatter(np.ascontiguousarray(source), field.match, strength, todo, total, weights)
    return total, weights


def _typical(distance: np.ndarray) -> float:
    """Distance at which a vote has lost 1 - 1/e of its weight (Wexler et al. take the 75th percentile).

    Never below that of an invisible difference: where most patches are exact copies, the few that join them to their
    surroundings would otherwise lose all say, and the copies would end in a hard rim.
    """
    return max(INVISIBLE, float(np.percentile(distance, 75)))


def vote_back(
    source: np.ndarray, back: Field, total: np.ndarray, weights: np.ndarray, share: float, *, sharpness: float = 1.0
) -> None:
    """Add the completeness votes of Simakov et al.: each SOURCE patch votes itself where it was found in the target.

    Args:
        back: field from source patches to target patches.
        total, weights: sums of :func:`vote`, changed in place.
        share: weight of these votes against those of coherence.
    """
    typical = _typical(back.distance)
    strength = (share * np.exp(-sharpness * np.minimum(back.distance / typical, 20.0))).astype(np.float32)
    _scatter_back(np.ascontiguousarray(source), back.match, strength, total, weights)


@_kernel
def _upsample(match, fine, factor_y, factor_x):  # type: ignore[no-untyped-def]  # numba infers
    for y in range(fine.shape[0]):
        coarse_y = min(int(y / factor_y), match.shape[0] - 1)
        for x in range(fine.shape[1]):
            coarse_x = min(int(x / factor_x), match.shape[1] - 1)
            fine[y, x, 0] = int(np.rint((match[coarse_y, coarse_x, 0] - coarse_y) * factor_y)) + y
            fine[y, x, 1] = int(np.rint((match[coarse_y, coarse_x, 1] - coarse_x) * factor_x)) + x


@_kernel
def _centres(match, source_height, source_width, rows, columns):  # type: ignore[no-untyped-def]
    for y in range(rows.shape[0]):
        near_y = min(max(y - PATCH // 2, 0), match.shape[0] - 1)
        for x in range(rows.shape[1]):
            near_x = min(max(x - PATCH // 2, 0), match.shape[1] - 1)
            rows[y, x] = min(max(match[near_y, near_x, 0] + y - near_y, 0), source_height - 1)
            columns[y, x] = min(max(match[near_y, near_x, 1] + x - near_x, 0), source_width - 1)


@_kernel
def _distance(target, source, ty, tx, sy, sx, bound):  # type: ignore[no-untyped-def]
    total = np.int32(0)
    for dy in range(PATCH):
        row = np.int32(0)
        for i in range(PATCH * 3):
            d = np.int32(target[ty + dy, tx * 3 + i]) - np.int32(source[sy + dy, sx * 3 + i])
            row += d * d
        total += row
        if total >= bound:
            return total
    return total


@_kernel
def _measure(target, source, match, distance, wanted, top, bottom):  # type: ignore[no-untyped-def]
    for y in range(top, bottom):
        for x in range(match.shape[1]):
            if wanted[y, x]:
                distance[y, x] = _distance(target, source, y, x, match[y, x, 0], match[y, x, 1], FAR)


@_kernel
def _improve(  # type: ignore[no-untyped-def]
    target, source, match, distance, wanted, ok, turn, radius, seed, top, bottom
):
    """One PatchMatch iteration over the rows [top, bottom): scan order alternates with ``turn``."""
    columns = match.shape[1]
    source_rows, source_columns = ok.shape
    state = np.uint32(747796405) * np.uint32(seed * 31 + turn + 1) + np.uint32(top * 2891336453 + 1)
    forward = turn % 2 == 0
    step = -1 if forward else 1
    for j in range(bottom - top):
        y = top + j if forward else bottom - 1 - j
        for i in range(columns):
            x = i if forward else columns - 1 - i
            if not wanted[y, x]:
                continue
            best_y, best_x, best = match[y, x, 0], match[y, x, 1], distance[y, x]
            for side in range(2):  # propagation: shift the neighbour's match by one
                ny, nx = (y + step, x) if side == 0 else (y, x + step)
                if ny < top or ny >= bottom or nx < 0 or nx >= columns or not wanted[ny, nx]:
                    continue
                cy, cx = match[ny, nx, 0] - (ny - y), match[ny, nx, 1] - (nx - x)
                if cy < 0 or cy >= source_rows or cx < 0 or cx >= source_columns or not ok[cy, cx]:
                    continue
                if cy == best_y and cx == best_x:
                    continue
                d = _distance(target, source, y, x, cy, cx, best)
                if d < best:
                    best_y, best_x, best = cy, cx, d
            span = radius
            while span >= 1 and best > 0:  # random search in shrinking windows around the best so far
                state = state * np.uint32(1664525) + np.uint32(1013904223)
                ry = np.int64((state >> np.uint32(9)) % np.uint32(2 * span + 1)) - span
                state = state * np.uint32(1664525) + np.uint32(1013904223)
                rx = np.int64((state >> np.uint32(9)) % np.uint32(2 * span + 1)) - span
                cy, cx = best_y + ry, best_x + rx
                if 0 <= cy < source_rows and 0 <= cx < source_columns and ok[cy, cx]:
                    d = _distance(target, source, y, x, cy, cx, best)
                    if d < best:
                        best_y, best_x, best = cy, cx, d
                span //= 2
            match[y, x, 0], match[y, x, 1], distance[y, x] = best_y, best_x, best


@_kernel
def _grow_coherent(  # type: ignore[no-untyped-def]
    target, source, match, distance, limit, source_rows, source_columns, forward
):
    rows, columns = distance.shape
    step = -1 if forward else 1
    for j in range(rows):
        y = j if forward else rows - 1 - j
        for i in range(columns):
            x = i if forward else columns - 1 - i
            best = FAR
            for side in range(2):
                ny, nx = (y + step, x) if side == 0 else (y, x + step)
                if ny < 0 or ny >= rows or nx < 0 or nx >= columns:
                    continue
                cy, cx = match[ny, nx, 0] - (ny - y), match[ny, nx, 1] - (nx - x)
                if cy < 0 or cy >= source_rows or cx < 0 or cx >= source_columns:
                    continue
                if cy == match[y, x, 0] and cx == match[y, x, 1]:
                    best = FAR
                    break
                d = _distance(target, source, y, x, cy, cx, min(best, limit[y, x]))
                if d < best and d < limit[y, x]:
                    best, best_y, best_x = d, cy, cx
            if best < FAR:
                match[y, x, 0], match[y, x, 1], distance[y, x] = best_y, best_x, best


@_kernel
def _scatter(source, match, strength, wanted, total, weights):  # type: ignore[no-untyped-def]
    channels = source.shape[2]
    for y in range(match.shape[0]):
        for x in range(match.shape[1]):
            if not wanted[y, x]:
                continue
            w = strength[y, x]
            sy, sx = match[y, x, 0], match[y, x, 1]
            for dy in range(PATCH):
                for dx in range(PATCH):
                    weights[y + dy, x + dx] += w
                    for c in range(channels):
                        total[y + dy, x + dx, c] += w * source[sy + dy, sx + dx, c]


@_kernel
def _scatter_back(source, match, strength, total, weights):  # type: ignore[no-untyped-def]
    channels = source.shape[2]
    for y in range(match.shape[0]):
        for x in range(match.shape[1]):
            w = strength[y, x]
            ty, tx = match[y, x, 0], match[y, x, 1]
            for dy in range(PATCH):
                for dx in range(PATCH):
                    weights[ty + dy, tx + dx] += w
                    for c in range(channels):
                        total[ty + dy, tx + dx, c] += w * source[y + dy, x + dx, c]
