"""Filling a hole with a few large shifted copies of the photo.

He, Sun, "Statistics of Patch Offsets for Image Completion", ECCV 2012: the offsets between similar patches of a photo
have a few dominant values (the period of a fence, the direction of a kerb), and a hole is best filled along these, each
place from one of them, so that the seams are seen least. What goes on behind an object is then carried on in one piece.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numba
import numpy as np

from core.matching.graph_cuts import FORBIDDEN, cheapest_labels, neighbours
from core.matching.lines import CarriedLine, along_lines, carried_lines

LOOKED_AT = 256  # px, longest side at which offsets are counted
SOON_LOOKED_AT = 176  # the same for a small hole, or one that is parted at a small size
SMALL = 4000  # px of a hole
PATCH = 8  # px, side of the patches compared
FAR = 1 / 15  # least length of an offset, share of the longest side: nearer patches are alike because they overlap
ITERATIONS = 4  # of PatchMatch
BANDS = 2  # parts of the photo that it works on side by side
OFFSETS = 60  # kept, as in the paper
OFFSETS_BESIDE = 30  # and of those of patches beside the hole
LEFT_OUT = 0.4  # share of the offsets that another fill goes without
SLID = 10  # copies, the largest, that are tried a little beside their place
SLIDES = ((-2, 0), (2, 0), (0, -2), (0, 2), (-5, 0), (5, 0), (0, -5), (0, 5))  # px, (down, across)
BESIDE = 0.06  # how near that is, share of the longest side
STRUCTURE = 1.0  # weight of slopes beside colours in what a seam costs
PIXELS = 9000  # of the hole, at the size at which it is parted
RIM = 2  # px on which a copy is held against what is known beside the hole
ABSENT = 100.0  # grey levels, where the copy has nothing to hold against it
RIM_WEIGHT = 4.0  # of that, against what a seam costs
GUESS_WEIGHT = 0.3  # of the difference from the guess, at each pixel
GUESS_SLACK = 6.0  # grey levels that are not held against a copy: its tone is corrected
GUESS_CAP = 60.0  # grey levels (Euclidean): farther off is not worse
LINE_WEIGHT = 0.6  # of the difference from the colours of a line that goes through the hole, at each pixel beside it
LINE_CAP = 90.0  # grey levels (Euclidean)
LINE_OFFSETS = 8  # along a line, each way
DETAIL_WEIGHT = 20.0  # cost of a copy that is e times livelier than the rim nearest to it, at each pixel
DETAIL_SLACK = 0.4  # natural logarithm of that, up to which it costs nothing
DETAIL_FINE, DETAIL_WIDE = 5, 9  # px: detail is what a blur of FINE takes away, averaged over WIDE
QUIET = 1.5  # grey levels of detail, below which all ground is alike
GUESS_BLUR = 2.0  # px (sigma), the scale on which a guess is believed

_kernel = numba.njit(cache=True, nogil=True, fastmath=True, error_model="numpy")


@dataclass(frozen=True)
class ShiftedCopies:
    """Where a fill is copied from.

    Attributes:
        rows, columns: int32 (h, w), for each pixel of the hole; elsewhere its own place.
        grain: px of the photo to one at the size at which the hole was parted: seams are sure to about so much.
    """

    rows: np.ndarray
    columns: np.ndarray
    grain: float


def shifted_copies(
    image: np.ndarray,
    hole: np.ndarray,
    guess: np.ndarray,
    usable: np.ndarray,
    *,
    pixels: int = PIXELS,
    seed: int = 0,
    checkpoint: Callable[[], None] = lambda: None,
) -> ShiftedCopies | None:
    """Part ``hole`` among shifted copies of the photo along its dominant offsets.

    Args:
        image: uint8 or uint16 (h, w, 3); what is inside the hole is ignored.
        hole: bool (h, w).
        guess: like ``image``; its colours in the hole, coarsely, pull a little.
        usable: bool (h, w), what may be copied.
        pixels: of the hole, at the size at which it is parted.
        seed: 0 for all offsets; others leave some out, other ones each, so that another fill is another one.
        checkpoint: called often; may raise to cancel.

    Returns:
        None where the photo has no offset along which the whole hole could be filled.
    """
    height, width = hole.shape
    scale = min(1.0, (pixels / max(1, int(hole.sum()))) ** 0.5)
    size = max(PATCH + 1, round(width * scale)), max(PATCH + 1, round(height * scale))
    unit = 255 / np.iinfo(image.dtype).max
    usable = usable & ~hole
    known = ~hole
    small = _shrunk(_grey_levels(image, unit), known, size)
    small_hole = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    small_usable = (cv2.resize(usable.astype(np.float32), size, interpolation=cv2.INTER_AREA) >= 1 - 1e-3) & ~small_hole
    small_guess = cv2.resize(_grey_levels(guess, unit), size, interpolation=cv2.INTER_AREA)
    small_guess = np.where(small_hole[..., None], small_guess, small)
    soon = int(hole.sum()) <= SMALL or pixels < SMALL
    offsets = dominant_offsets(
        small, small_usable, small_hole, SOON_LOOKED_AT if soon else LOOKED_AT, seed=seed, checkpoint=checkpoint
    )  # fmt: skip
    lines = carried_lines(small_guess, small_hole)
    if seed:
        offsets = offsets[np.random.default_rng(seed).random(len(offsets)) > LEFT_OUT]
    exact = np.vstack([offsets, *(_along(line) for line in lines)])
    if not len(exact):
        return None
    beside = neighbours(small_hole)
    y, x = np.nonzero(small_hole)
    offsets = np.round(exact).astype(np.int32)
    firm = along_lines(small_guess, small_hole, lines)
    candidates = partial(_candidates, small, small_hole, small_usable, small_guess, firm)
    colours, unary = candidates(offsets)
    if (unary.min(0) >= FORBIDDEN).any():
        return None
    labels = cheapest_labels(unary, colours, beside, checkpoint=checkpoint)
    exact, labels = _slid(exact, labels, candidates, beside, checkpoint)
    rows, columns = np.indices((height, width), np.int32)
    plane = np.zeros(small_hole.shape, np.int32)
    plane[y, x] = labels + 1
    v = np.minimum((np.arange(height) + 0.5) * size[1] / height, size[1] - 1).astype(np.int64)
    u = np.minimum((np.arange(width) + 0.5) * size[0] / width, size[0] - 1).astype(np.int64)
    chosen = plane[np.ix_(v, u)]
    steps = np.vstack([[0, 0], np.round(exact * [height / size[1], width / size[0]])]).astype(np.int32)
    inside = hole & (chosen > 0)
    rows[inside] += steps[chosen[inside], 0]
    columns[inside] += steps[chosen[inside], 1]
    np.clip(rows, 0, height - 1, out=rows)
    np.clip(columns, 0, width - 1, out=columns)
    return ShiftedCopies(rows, columns, 1 / scale)


def _slid(
    exact: np.ndarray,
    labels: np.ndarray,
    candidates: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
    beside: np.ndarray,
    checkpoint: Callable[[], None],
) -> tuple[np.ndarray, np.ndarray]:
    """Offsets and labels after each copy that was taken could also be slid a little: a skyline that comes from both
    sides seldom meets itself to the pixel.

    Args:
        exact: float64 (m, 2), (down, across); ``labels`` int32 (n,), which of them each pixel has taken.
        candidates: offsets -> colours and costs, see :func:`_candidates`.
    """
    taken, start, counts = np.unique(labels, return_inverse=True, return_counts=True)
    largest = exact[taken[np.argsort(-counts, kind="stable")[:SLID]]]
    near = (largest[:, None] + np.array(SLIDES, float)).reshape(-1, 2)
    exact = np.vstack([exact[taken], near])
    colours, unary = candidates(np.round(exact).astype(np.int32))
    labels = cheapest_labels(
        unary, colours, beside, sweeps=1, start=start.reshape(-1), checkpoint=checkpoint
    )
    return exact, labels


def dominant_offsets(
    picture: np.ndarray,
    usable: np.ndarray,
    hole: np.ndarray,
    looked_at: int = LOOKED_AT,
    *,
    seed: int = 0,
    checkpoint: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """The offsets at which the most patches have their nearest one, in the whole photo and beside its hole.

    Args:
        picture: float32 (h, w, 3), grey levels.
        usable: bool (h, w); patches that lie wholly in it are counted.
        hole: bool (h, w).
        looked_at: px, longest side at which they are counted.

    Returns:
        int32 (n, 2), (down, across).
    """
    height, width = usable.shape
    scale = min(1.0, looked_at / max(height, width))
    size = max(PATCH + 1, round(width * scale)), max(PATCH + 1, round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    there = cv2.resize(usable.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    ok = cv2.erode(there, np.ones((PATCH, PATCH), np.uint8), anchor=(0, 0), borderValue=0) > 0
    ok[size[1] - PATCH + 1 :] = False
    ok[:, size[0] - PATCH + 1 :] = False
    spots = np.argwhere(ok).astype(np.int32)
    if len(spots) < 2:
        return np.zeros((0, 2), np.int32)
    least = max(2.0, FAR * max(size))
    rng = np.random.default_rng(seed)
    match = np.zeros((*ok.shape, 2), np.int32)
    match[ok] = spots[rng.integers(0, len(spots), len(spots))]
    distance = np.full(ok.shape, np.inf, np.float32)
    eight = np.clip(np.round(small), 0, 255).astype(np.uint8)
    borders = [round(band * size[1] / BANDS) for band in range(BANDS + 1)]
    search = partial(_far_match, eight, ok, match, distance, least**2)
    with ThreadPoolExecutor(BANDS) as pool:
        for turn in range(ITERATIONS):
            checkpoint()
            seeds = (int(value) for value in rng.integers(2**31, size=BANDS))
            list(pool.map(partial(search, turn), seeds, borders[:-1], borders[1:]))
    matched = ok & np.isfinite(distance)
    offsets = match[matched] - np.argwhere(matched)
    places = np.argwhere(matched)
    reach = BESIDE * max(size)
    small_hole = cv2.resize(hole.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    from_hole = cv2.distanceTransform(1 - small_hole, cv2.DIST_L2, 3)
    near = from_hole[places[:, 0], places[:, 1]] <= reach
    best = np.vstack([_peaks(offsets, size, OFFSETS), _peaks(offsets[near], size, OFFSETS_BESIDE)])
    full = np.round(best * [height / size[1], width / size[0]]).astype(np.int32)
    return np.unique(full, axis=0) if len(full) else full


def _along(line: CarriedLine) -> np.ndarray:
    """float64 (n, 2), (down, across): offsets along a line, on which the hole shows what is seen of it outside."""
    found = []
    for sign, reach in zip((-1, 1), line.reach, strict=True):
        step = max(3.0, reach / 3)
        lengths = np.arange(step, line.length + reach, step)[-LINE_OFFSETS:]
        found.append(sign * lengths[:, None] * line.direction[::-1])
    return np.vstack(found)


def _peaks(offsets: np.ndarray, size: tuple[int, int], count: int) -> np.ndarray:
    """int64 (n, 2): the most frequent of ``offsets`` (m, 2)."""
    counts = np.zeros((2 * size[1] + 1, 2 * size[0] + 1), np.float32)
    np.add.at(counts, (offsets[:, 0] + size[1], offsets[:, 1] + size[0]), 1)
    smooth = cv2.GaussianBlur(counts, (0, 0), 2**0.5)
    peaks = (smooth >= cv2.dilate(smooth, np.ones((9, 9), np.uint8))) & (smooth > 0)
    best = np.argsort(-smooth[peaks], kind="stable")[:count]
    return np.argwhere(peaks)[best] - [size[1], size[0]]


def _candidates(
    small: np.ndarray,
    hole: np.ndarray,
    usable: np.ndarray,
    guess: np.ndarray,
    firm: tuple[np.ndarray, np.ndarray],
    offsets: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """(colours float32 (labels, n, 3), unary float32 (labels, n)) of every shifted copy at the pixels of the hole."""
    places = np.argwhere(hole).astype(np.int32)
    y, x = places.T
    known = (~hole).astype(np.float32)
    luma = small.mean(-1)
    detail = _detail(luma, known)
    expected = np.log(_carried_in(detail, known)[y, x] + QUIET).astype(np.float32)
    activity = np.log(detail + QUIET).astype(np.float32)
    soft = cv2.GaussianBlur(small, (0, 0), GUESS_BLUR)
    soft_guess = cv2.GaussianBlur(guess, (0, 0), GUESS_BLUR)[y, x]
    slopes = STRUCTURE * np.stack([np.gradient(luma, axis=axis) for axis in (0, 1)], -1)
    seen = np.concatenate([small, slopes], -1).astype(np.float32)
    colours = np.zeros((len(offsets), len(y), 5), np.float32)
    unary = np.full((len(offsets), len(y)), FORBIDDEN, np.float32)
    _costs(
        seen, hole, usable, places, offsets, soft, soft_guess, activity, expected, firm[0][y, x],
        LINE_WEIGHT * firm[1][y, x], colours, unary,
    )  # fmt: skip
    return colours, unary


def _detail(luma: np.ndarray, known: np.ndarray) -> np.ndarray:
    """float32 (h, w): mean difference from a blur around each place, grey levels, of what is known."""
    share = np.maximum(cv2.blur(known, (DETAIL_FINE, DETAIL_FINE)), 1e-3)
    off = np.abs(luma - cv2.blur(luma * known, (DETAIL_FINE, DETAIL_FINE)) / share) * known
    share = np.maximum(cv2.blur(known, (DETAIL_WIDE, DETAIL_WIDE)), 1e-3)
    mean: np.ndarray = cv2.blur(off, (DETAIL_WIDE, DETAIL_WIDE)) / share
    return mean


def _carried_in(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """``values``, float32 (h, w), spread from where they are known (1) into where they are not (0), coarse to fine."""
    if known.all() or min(values.shape) < 4:
        share = np.maximum(known.mean(), 1e-6)
        return np.where(known > 0, values, (values * known).mean() / share)
    size = (values.shape[1] + 1) // 2, (values.shape[0] + 1) // 2
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(values * known, size, interpolation=cv2.INTER_AREA) / np.maximum(share, 1e-6)
    coarse = _carried_in(coarse, (share > 0).astype(np.float32))
    return np.where(known > 0, values, cv2.resize(coarse, values.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _grey_levels(image: np.ndarray, unit: float) -> np.ndarray:
    values = image.astype(np.float32)
    values *= np.float32(unit)
    return values


def _shrunk(image: np.ndarray, known: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Area average of the known pixels, float32. ``image`` is used up: of a large photo it is large."""
    share = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    image *= known[..., None]
    colour = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return colour / np.maximum(share, 1e-6)[..., None]


@_kernel
def _costs(  # type: ignore[no-untyped-def]  # numba infers
    seen, hole, usable, places, offsets, soft, soft_guess, activity, expected, firm, firmness, colours, unary
):
    height, width = hole.shape
    for n in range(len(places)):
        y, x = places[n]
        at_rim = False
        for k in range(4):
            v, u = y + (k == 0) - (k == 1), x + (k == 2) - (k == 3)
            at_rim |= 0 <= v < height and 0 <= u < width and not hole[v, u]
        for number in range(len(offsets)):
            down, across = offsets[number]
            v, u = y + down, x + across
            if v < 0 or v >= height or u < 0 or u >= width or not usable[v, u]:
                continue
            off = np.float32(0)
            for c in range(5):
                colours[number, n, c] = seen[v, u, c]
            for c in range(3):
                off += (soft[v, u, c] - soft_guess[n, c]) ** 2
            cost = GUESS_WEIGHT * min(max(np.sqrt(off) - GUESS_SLACK, 0.0), GUESS_CAP)
            cost += DETAIL_WEIGHT * min(max(activity[v, u] - expected[n] - DETAIL_SLACK, 0.0), 1.0)
            if firmness[n] > 0:
                off = np.float32(0)
                for c in range(3):
                    off += (seen[v, u, c] - firm[n, c]) ** 2
                cost += firmness[n] * min(np.sqrt(off), LINE_CAP)
            if at_rim:
                total, count = 0.0, 0
                for b in range(max(0, y - RIM), min(height, y + RIM + 1)):
                    for a in range(max(0, x - RIM), min(width, x + RIM + 1)):
                        if hole[b, a]:
                            continue
                        count += 1
                        f, e = b + down, a + across
                        if f < 0 or f >= height or e < 0 or e >= width or hole[f, e]:
                            total += ABSENT
                            continue
                        off = np.float32(0)
                        for c in range(3):
                            off += (seen[f, e, c] - seen[b, a, c]) ** 2
                        total += np.sqrt(off)
                cost += RIM_WEIGHT * total / max(1, count)
            unary[number, n] = cost


@_kernel
def _apart(picture, y, x, v, u, bound):  # type: ignore[no-untyped-def]  # numba infers
    total = np.float32(0)
    for i in range(PATCH):
        for j in range(PATCH):
            for c in range(3):
                d = np.float32(picture[y + i, x + j, c]) - np.float32(picture[v + i, u + j, c])
                total += d * d
        if total >= bound:
            break
    return total


@_kernel
def _far_match(picture, ok, match, distance, least, turn, seed, first, last):  # type: ignore[no-untyped-def]
    """One round of PatchMatch of a picture with itself, nothing nearer than the square root of ``least``, for the rows
    from ``first`` to before ``last``."""
    np.random.seed(seed)  # each thread has its own
    height, width = ok.shape
    step = 1 if turn % 2 == 0 else -1
    for i in range(last - first):
        y = first + i if step > 0 else last - 1 - i
        for j in range(width):
            x = j if step > 0 else width - 1 - j
            if not ok[y, x]:
                continue
            for k in range(2):
                a, b = (y - step, x) if k == 0 else (y, x - step)
                if first <= a < last and 0 <= b < width and ok[a, b]:
                    v, u = match[a, b, 0] + y - a, match[a, b, 1] + x - b
                    far = (v - y) ** 2 + (u - x) ** 2 >= least
                    if far and 0 <= v < height and 0 <= u < width and ok[v, u]:
                        d = _apart(picture, y, x, v, u, distance[y, x])
                        if d < distance[y, x]:
                            distance[y, x] = d
                            match[y, x, 0], match[y, x, 1] = v, u
            reach = max(height, width)
            while reach >= 1:
                v = match[y, x, 0] + np.random.randint(-reach, reach + 1)
                u = match[y, x, 1] + np.random.randint(-reach, reach + 1)
                reach //= 2
                if v < 0 or v >= height or u < 0 or u >= width or not ok[v, u]:
                    continue
                if (v - y) ** 2 + (u - x) ** 2 < least:
                    continue
                d = _apart(picture, y, x, v, u, distance[y, x])
                if d < distance[y, x]:
                    distance[y, x] = d
                    match[y, x, 0], match[y, x, 1] = v, u
