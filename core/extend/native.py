"""A grown canvas at the photo's own resolution: the pieces, placed to the pixel, and steps between them blended."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numba
import numpy as np

from core.extend.growing import CopiedPiece, Grown, photo_corner, turned
from core.extend.streamlines import carried
from core.image_io.photo import to_8_bit
from core.matching.poisson_seams import solve_poisson, step_trust

LOOKED_AT = 400  # points of a piece's rim by which it is placed
REACH = 3  # px on either side of the rim
STAYS = 0.97  # a piece moves where it fits at least so much better
SOFT = 0.7  # px of the small canvas: its stairs are rounded
TOGETHER = 0.012  # of the photo's shorter side: over so much of a joint steps are averaged
SURE = 0.25  # mean trust in the steps of a joint from which they are taken out in full
# Grey levels, see :mod:`core.matching.poisson_seams`; a rim with the photo may be a larger step.
EVEN, STEP = 14.0, 50.0

_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


def drawn_at_full_size(
    grown: Grown,
    photo: np.ndarray,
    margins: tuple[int, int, int, int],
    checkpoint: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """Draw a canvas from the photo's own pixels.

    Args:
        grown: on a small copy of the photo.
        photo: uint8 or uint16 (h, w, 3).
        margins: left, right, top, bottom, px.

    Returns:
        the canvas like ``photo``.
    """
    left, right, top, bottom = margins
    height, width = photo.shape[:2]
    small = grown.photo_size
    pieces = aligned_pieces(grown, photo, small, checkpoint)
    checkpoint()
    regions = _regions(grown, small, photo.shape, margins)
    canvas = np.zeros((top + height + bottom, left + width + right, 3), photo.dtype)
    canvas[top : top + height, left : left + width] = photo
    for number in np.unique(regions):
        if number:
            checkpoint()
            if pieces[number].carried:
                carry_over(canvas, regions == number, photo, grown, pieces[number].carried, (top, left))
            else:
                _copy(canvas, regions, photo, pieces[number], int(number), (top, left))
    maps = np.array([(p.down, p.rows, p.across, p.columns) for p in pieces], np.int64)
    for part in margin_rectangles(canvas.shape, margins):
        checkpoint()
        _blend_seams(canvas, regions, photo, maps, (top, left), part)
    return canvas


def margin_rectangles(shape: tuple[int, ...], margins: tuple[int, int, int, int]) -> list[tuple[slice, slice]]:
    """What is new of a canvas, as rectangles, in the order in which it was filled."""
    left, right, top, bottom = margins
    height, width = shape[:2]
    lines = slice(top, height - bottom)
    every = slice(0, width)
    parts = [
        (lines, slice(0, left)), (lines, slice(width - right, width)),
        (slice(0, top), every), (slice(height - bottom, height), every),
    ]  # fmt: skip
    return [part for part, amount in zip(parts, margins) if amount]


def _larger(piece: CopiedPiece, fy: float, fx: float) -> CopiedPiece:
    """A piece at another size; what a mirror image is turned about lies on the edge of a pixel."""
    rows = piece.rows * fy if piece.down > 0 else (piece.rows + 1) * fy - 1
    columns = piece.columns * fx if piece.across > 0 else (piece.columns + 1) * fx - 1
    return CopiedPiece(piece.down, round(rows), piece.across, round(columns), piece.carried)


def aligned_pieces(
    grown: Grown, photo: np.ndarray, small: tuple[int, int], checkpoint: Callable[[], None]
) -> list[CopiedPiece]:
    """The pieces at the photo's size, each moved to where it fits best to those that were there before it."""
    height, width = photo.shape[:2]
    contacts = _contacts(grown)
    pieces, size = list(grown.pieces), small
    eight = to_8_bit(photo)
    while size != (height, width):
        larger = min(height, 2 * size[0]), min(width, 2 * size[1])
        if height - larger[0] < 0.3 * larger[0] or width - larger[1] < 0.3 * larger[1]:
            larger = height, width
        factor = larger[0] / size[0], larger[1] / size[1]
        pieces = [pieces[0], *(_larger(piece, *factor) for piece in pieces[1:])]
        level = cv2.resize(eight, larger[::-1], interpolation=cv2.INTER_AREA) if larger != photo.shape[:2] else eight
        whole = larger[0] / small[0], larger[1] / small[1]
        for number in range(1, len(pieces)):
            checkpoint()
            if number in contacts and not pieces[number].carried:
                pieces[number] = _nudged(level, pieces, number, contacts[number], whole)
        size = larger
    return pieces


def _contacts(grown: Grown) -> dict[int, np.ndarray]:
    """For each piece: float (n, 3), points (y, x) on its rim, and the earlier piece on the other side."""
    top, left = grown.origin
    found: dict[int, list[np.ndarray]] = {}
    for dy, dx in ((1, 0), (0, 1)):
        height, width = grown.regions.shape
        one, other = grown.regions[: height - dy, : width - dx], grown.regions[dy:, dx:]
        y, x = np.nonzero(one != other)
        a, b = one[y, x], other[y, x]
        points = np.stack([y - top + 0.5 + dy / 2, x - left + 0.5 + dx / 2, np.minimum(a, b)], 1)
        for number in np.unique(np.maximum(a, b)):
            found.setdefault(int(number), []).append(points[np.maximum(a, b) == number])
    return {number: np.concatenate(parts) for number, parts in found.items()}


def _nudged(
    level: np.ndarray, pieces: Sequence[CopiedPiece], number: int, contacts: np.ndarray, scale: tuple[float, float]
) -> CopiedPiece:
    """A piece moved by up to a pixel."""
    height, width = level.shape[:2]
    some = contacts[:: max(1, len(contacts) // LOOKED_AT)]
    around = np.arange(-REACH, REACH)
    y = (np.floor(some[:, 0] * scale[0]).astype(int)[:, None, None] + around[:, None]).repeat(2 * REACH, 2)
    x = (np.floor(some[:, 1] * scale[1]).astype(int)[:, None, None] + around[None, :]).repeat(2 * REACH, 1)
    before = np.array([(p.down, p.rows, p.across, p.columns) for p in pieces])[some[:, 2].astype(int)]
    rows = before[:, 0, None, None] * y + before[:, 1, None, None]
    columns = before[:, 2, None, None] * x + before[:, 3, None, None]
    good = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    if not good.any():
        return pieces[number]
    y, x = y[good], x[good]
    there = level[rows[good], columns[good]].astype(np.int16)
    piece = pieces[number]
    best, least = piece, np.inf
    for dy, dx in ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        tried = CopiedPiece(piece.down, piece.rows + dy, piece.across, piece.columns + dx)
        r = (tried.down * y + tried.rows).clip(0, height - 1)
        c = (tried.across * x + tried.columns).clip(0, width - 1)
        cost = float(np.abs(level[r, c] - there).mean()) / (STAYS if dy or dx else 1)
        if cost < least:
            best, least = tried, cost
    return best


def _regions(
    grown: Grown, small: tuple[int, int], shape: tuple[int, ...], margins: tuple[int, int, int, int]
) -> np.ndarray:
    """int16 (H, W): the pieces at the photo's size, with smooth rims."""
    left, right, top, bottom = margins
    height, width = shape[:2]
    fy, fx = height / small[0], width / small[1]
    regions = np.zeros((top + height + bottom, left + width + right), np.int16)
    most = np.zeros(regions.shape, np.float32)
    for number in np.unique(grown.regions):
        if number == 0:
            continue
        own = (grown.regions == number).astype(np.float32)
        y, x = np.nonzero(own)
        high, wide = regions.shape
        first = (
            max(0, int((y.min() - 2 - grown.origin[0]) * fy + top)),
            max(0, int((x.min() - 2 - grown.origin[1]) * fx + left)),
        )
        last = (
            min(high, int((y.max() + 3 - grown.origin[0]) * fy + top) + 1),
            min(wide, int((x.max() + 3 - grown.origin[1]) * fx + left) + 1),
        )
        if last[0] <= first[0] or last[1] <= first[1]:
            continue
        back = np.array([
            [1 / fx, 0, (first[1] - left + 0.5) / fx - 0.5 + grown.origin[1]],
            [0, 1 / fy, (first[0] - top + 0.5) / fy - 0.5 + grown.origin[0]],
        ])  # fmt: skip
        soft = cv2.GaussianBlur(own, (0, 0), SOFT)
        large = cv2.warpAffine(
            soft, back, (last[1] - first[1], last[0] - first[0]), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        box = slice(first[0], last[0]), slice(first[1], last[1])
        wins = large > most[box]
        most[box][wins] = large[wins]
        regions[box][wins] = number
    regions[top : top + height, left : left + width] = 0
    return regions


def _copy(
    canvas: np.ndarray, regions: np.ndarray, photo: np.ndarray, piece: CopiedPiece, number: int, origin: tuple[int, int]
) -> None:
    own = regions == number
    y, x = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
    box = slice(y[0], y[-1] + 1), slice(x[0], x[-1] + 1)
    rows = piece.down * (np.arange(box[0].start, box[0].stop) - origin[0]) + piece.rows
    columns = piece.across * (np.arange(box[1].start, box[1].stop) - origin[1]) + piece.columns
    cells = np.ix_(rows.clip(0, photo.shape[0] - 1), columns.clip(0, photo.shape[1] - 1))
    part = own[box]
    canvas[box][part] = photo[cells][part]


def carry_over(
    canvas: np.ndarray, own: np.ndarray, photo: np.ndarray, grown: Grown, side: str, origin: tuple[int, int]
) -> None:
    """Draw what streamlines bring over a side of a photo, in place.

    Args:
        canvas: (H, W, 3) like ``photo``.
        own: bool (H, W), which of its pixels, all of them beyond that side.
        photo: uint8 or uint16 (h, w, 3), at any size.
        grown: with the slopes along that side.
        origin: (row, column) of the photo's top left on the canvas.
    """
    picture, source, mine = turned(canvas, side), turned(photo, side), turned(own, side)
    height, width = source.shape[:2]
    corner = photo_corner(side, origin, canvas.shape, photo.shape)
    y, x = np.flatnonzero(mine.any(1)), np.flatnonzero(mine.any(0))
    box = slice(y[0], y[-1] + 1), slice(x[0], x[-1] + 1)
    small = grown.slopes[side]
    tall, wide = height / len(small), width / grown.photo_size[1 if side in ("left", "right") else 0]
    slopes = np.interp((np.arange(height) + 0.5) / tall - 0.5, np.arange(len(small)), small) * tall / wide
    lines, columns = (slice(cut.start - first, cut.stop - first) for cut, first in zip(box, corner))
    part = mine[box]
    picture[box][part] = carried(source, slopes, lines, columns)[part]


def _blend_seams(
    canvas: np.ndarray, regions: np.ndarray, photo: np.ndarray, maps: np.ndarray, origin: tuple[int, int],
    part: tuple[slice, slice],
) -> None:  # fmt: skip
    """Take the steps between pieces out of one new rectangle of a canvas, in place."""
    (y0, y1), (x0, x1) = (
        (max(0, cut.start - 1), min(side, cut.stop + 1)) for cut, side in zip(part, canvas.shape)
    )
    hole = np.zeros((y1 - y0, x1 - x0), bool)
    hole[part[0].start - y0 : part[0].stop - y0, part[1].start - x0 : part[1].stop - x0] = True
    top = float(np.iinfo(canvas.dtype).max)
    unit = np.float32(255 / top)
    wanted = np.zeros((2, *hole.shape, 3), np.float32)
    trust = np.zeros((2, *hole.shape, 2), np.float32)
    box = canvas[y0:y1, x0:x1]
    known = (y0 - origin[0], x0 - origin[1])
    if not _seam_gradients(box, photo, unit, hole, regions[y0:y1, x0:x1], maps, known, wanted, trust):
        return
    for jumps, trusted in zip(wanted, trust):
        _averaged_along_seams(jumps, trusted, max(2.0, TOGETHER * min(photo.shape[:2])))
    correction = solve_poisson(wanted, hole)
    values = box[hole] + correction[hole] / unit
    box[hole] = np.clip(values + 0.5, 0, top).astype(canvas.dtype)


def _averaged_along_seams(jumps: np.ndarray, trusted: np.ndarray, sigma: float) -> None:
    """Give every pixel of a joint the mean step of the joint around it, in place, as far as steps there are trusted.

    A step in tone lies along the whole joint, while in texture the pixels of two pieces differ by chance.

    Args:
        jumps: float32 (h, w, 3), steps times trust, 0 off the joints.
        trusted: float32 (h, w, 2), trust and 1, 0 off the joints.
    """
    height, width = trusted.shape[:2]
    factor = max(1, int(sigma / 2))
    few = max(1, width // factor), max(1, height // factor)
    steps, trust = (
        cv2.GaussianBlur(
            cv2.resize(each, few, interpolation=cv2.INTER_AREA), (0, 0), sigma / factor, borderType=cv2.BORDER_REFLECT
        )
        for each in (jumps, trusted)
    )
    mean = steps / np.maximum(trust[..., :1], 1e-9)
    sure = np.clip(trust[..., :1] / np.maximum(trust[..., 1:], 1e-9) / SURE, 0, 1)
    smooth = cv2.resize(np.ascontiguousarray(mean * sure), (width, height), interpolation=cv2.INTER_LINEAR)
    jumps[:] = smooth * (trusted[..., 1:] > 0)


@_kernel
def _seam_gradients(canvas, photo, unit, hole, regions, maps, origin, wanted, trusted):  # type: ignore[no-untyped-def]
    """Gradient that a correction should have, down (0) and across (1); whether there is any. As the steps of
    :mod:`core.matching.poisson_seams`, for pieces that may be mirror images."""
    height, width = hole.shape
    high, wide = photo.shape[0], photo.shape[1]
    found = False
    for axis in range(2):
        dy, dx = (1, 0) if axis == 0 else (0, 1)
        for y in range(height - dy):
            for x in range(width - dx):
                v, u = y + dy, x + dx
                one, other = regions[y, x], regions[v, u]
                if one == other or not (hole[y, x] or hole[v, u]):
                    continue
                steep, step = np.float32(0), np.float32(0)
                for c in range(3):
                    slope, count = np.float32(0), np.float32(0)
                    for k in range(2):  # how either piece goes on over the joint
                        r = one if k == 0 else other
                        a = min(max(maps[r, 0] * (y + origin[0]) + maps[r, 1], 0), high - 1)
                        b = min(max(maps[r, 2] * (x + origin[1]) + maps[r, 3], 0), wide - 1)
                        e = maps[r, 0] * (v + origin[0]) + maps[r, 1]
                        f = maps[r, 2] * (u + origin[1]) + maps[r, 3]
                        if not (0 <= e < high and 0 <= f < wide):
                            continue
                        own = unit * (np.float32(photo[e, f, c]) - np.float32(photo[a, b, c]))
                        slope += own
                        count += 1
                        steep = max(steep, abs(own))
                    if count:
                        slope /= count
                    jump = unit * (np.float32(canvas[v, u, c]) - np.float32(canvas[y, x, c])) - slope
                    step = max(step, abs(jump))
                    wanted[axis, y, x, c] = -jump
                trust = step_trust(steep, step, EVEN, STEP)
                found |= trust > 0
                trusted[axis, y, x, 0], trusted[axis, y, x, 1] = trust, 1
                for c in range(3):
                    wanted[axis, y, x, c] *= trust
    return found
