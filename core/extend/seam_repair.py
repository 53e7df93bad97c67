"""Seams that show, re-made of the photo's own patches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from core.edgeconnect.request import EXACT, InpaintRequest
from core.extend.growing import Grown, SourceMaps, photo_corner, turned
from core.extend.native import carry_over
from core.matching.completion import CompletionSettings, complete

if TYPE_CHECKING:
    from core.edgeconnect.inpainter import Inpainter

SHOWS = 12.0  # grey levels that the two sides of a joint differ by
ALONG = 2.0  # px of the small canvas over which that is averaged along a joint
SEEN = 512  # px, long side of the canvas that the networks see
NEARBY = 0.4  # of the photo's sides: from there patches may come
WIDE = 3  # px of the small canvas that are made anew on either side
PATCHES = CompletionSettings(start_thickness=8.0, rounds=5, min_rounds=2, guess_weight=0.2, search_iterations=2)


def visible_seams(grown: Grown, sources: SourceMaps) -> np.ndarray:
    """bool (H, W) of the small canvas: what lies around joints whose pieces do not go on from one to the other."""
    top, left = grown.origin
    height, width = grown.regions.shape
    high, far = sources.photo.shape[:2]
    maps = np.array([(p.down, p.rows, p.across, p.columns) for p in grown.pieces])
    beyond = {n: _beyond(grown, p.carried, sources.photo) for n, p in enumerate(grown.pieces) if p.carried}
    total, count = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    for dy, dx in ((1, 0), (0, 1)):
        one, other = grown.regions[: height - dy, : width - dx], grown.regions[dy:, dx:]
        y, x = np.nonzero(one != other)
        differences = []
        for v, u in ((y, x), (y + dy, x + dx)):
            seen, inside = [], np.ones(len(y), bool)
            for piece in (one[y, x], other[y, x]):
                m = maps[piece]
                rows, columns = m[:, 0] * (v - top) + m[:, 1], m[:, 2] * (u - left) + m[:, 3]
                known = (rows >= 0) & (rows < high) & (columns >= 0) & (columns < far)
                shows = sources.photo[rows.clip(0, high - 1), columns.clip(0, far - 1)].astype(np.float32)
                for number, (picture, filled) in beyond.items():
                    own = (piece == number) & ~known
                    shows[own], known[own] = picture[v[own], u[own]], filled[v[own], u[own]]
                inside &= known
                seen.append(shows)
            differences.append(np.where(inside, np.abs(seen[0] - seen[1]).mean(1), np.nan))
        worst = np.nan_to_num(np.fmax(*differences))
        for v, u in ((y, x), (y + dy, x + dx)):
            np.add.at(total, (v, u), worst)
            np.add.at(count, (v, u), 1)
    mean = cv2.GaussianBlur(total, (0, 0), ALONG) / np.maximum(cv2.GaussianBlur(count, (0, 0), ALONG), 1e-6)
    shows = ((count > 0) & (mean > SHOWS)).astype(np.uint8)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * WIDE + 1, 2 * WIDE + 1))
    return (cv2.dilate(shows, brush) > 0) & (grown.regions > 0)


def _beyond(grown: Grown, side: str, photo: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The small canvas (H, W, 3) with what streamlines bring over a side, and bool (H, W) where they bring any."""
    picture, filled = np.zeros_like(grown.picture), np.zeros(grown.regions.shape, bool)
    line, column = photo_corner(side, grown.origin, filled.shape, photo.shape)
    height, width = turned(photo, side).shape[:2]
    turned(filled, side)[line : line + height, column + width :] = True
    carry_over(picture, filled, photo, grown, side, grown.origin)
    return picture, filled


def repair_seams(
    canvas: np.ndarray,
    inside: tuple[slice, slice],
    joints: np.ndarray,
    usable: np.ndarray,
    inpainter: Inpainter | None = None,
    seed: int = 0,
    checkpoint: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """The canvas with its joints made anew.

    Args:
        canvas: uint8 or uint16 (H, W, 3).
        inside: where the photo lies: what patches come from.
        joints: bool (H', W'), see :func:`visible_seams`.
        usable: bool (h', w') of the small photo, what may be copied.
        inpainter: draws the joints first, along edges that lead over them; None leaves that to the patches.
    """
    height, width = canvas.shape[:2]
    hole = cv2.resize(joints.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
    hole[inside] = False
    if not hole.any():
        return canvas
    known = np.zeros((height, width), bool)
    part = known[inside]
    part[:] = cv2.resize(usable.astype(np.uint8), part.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    guess = canvas if inpainter is None else _networks_guess(canvas, hole, inpainter, seed, checkpoint)
    box = _around(hole, inside)
    result = canvas.copy()
    result[box] = complete(
        np.ascontiguousarray(canvas[box]), hole[box], np.ascontiguousarray(guess[box]), PATCHES,
        usable=known[box], seed=seed, checkpoint=checkpoint,
    )  # fmt: skip
    return result


def _around(hole: np.ndarray, inside: tuple[slice, slice]) -> tuple[slice, slice]:
    """The part of a canvas that holds a hole and as much of the photo as patches are looked for in."""
    cuts = []
    for axis, photo in enumerate(inside):
        lines = np.flatnonzero(hole.any(1 - axis))
        reach = round(NEARBY * (photo.stop - photo.start))
        first, last = max(0, lines[0] - reach), min(hole.shape[axis], lines[-1] + 1 + reach)
        cuts.append(slice(min(first, max(0, photo.stop - reach)), max(last, photo.start + reach)))
    return cuts[0], cuts[1]


def _networks_guess(
    canvas: np.ndarray, hole: np.ndarray, inpainter: Inpainter, seed: int, checkpoint: Callable[[], None]
) -> np.ndarray:
    """The canvas with its joints drawn by the networks, on a copy of it that they can see as a whole."""
    height, width = canvas.shape[:2]
    scale = min(1.0, SEEN / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(canvas, size, interpolation=cv2.INTER_AREA)
    mask = cv2.resize(hole.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) > 127
    if not mask.any():
        return canvas

    def cancelled() -> bool:
        checkpoint()
        return False

    request = InpaintRequest(small, mask, blend=EXACT, working_side=SEEN, variation=seed, finish="network")
    drawn = inpainter.fill(request, cancelled).image
    large = cv2.resize(drawn, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.where(hole[..., None], large, canvas)
