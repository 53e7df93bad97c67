"""Lines that were moved take along what lies beside them.

Who erases a line and draws it elsewhere wants what ended at the old one to end at the new one. One side of the line
gains ground: what was beside the line is carried along, and what is farther off is stretched over the rest (a harmonic
warp, held to the line's own shift at the line and to none at the far rim). The other side loses ground and keeps every
pixel that it has left.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.edgeconnect.barriers import spread
from core.edges import canny, thin, to_grey
from core.image_io.photo import to_8_bit

STRONG = 0.6  # share of the strong gradients among the erased edges from which one may be where a line came from
BESIDE = 3.0  # px from the old line at which colours are held against each other
_LINE_CONTRAST = 40.0  # grey levels by which they differ on both sides of a line that parts two areas
_LEAST_GRAIN = 5.0  # mean difference from a blur, grey levels, from which an area is not smooth
_STRIP_CONTRAST = 24.0  # grey levels by which what lies along a line differs from what is farther off
KEPT_BESIDE = 2.0  # px beside the new line on the losing side that are made anew
RIGID = 0.6  # share of the strip's half width along the line that is carried as it is; the rest is stretched
PAST = 2.0  # px beyond the old line, seen from the new one, from which the picture is carried
WARP_SIDE = 256  # px, longest side of the field of shifts that is solved for; it is smooth


@dataclass(frozen=True)
class Moved:
    """What a moved line does to the strip around it.

    Attributes:
        lost: bool (h, w), beyond the new line, where the photo stays as it is.
        shift: float32 (h, w, 2), (down, across): the pixel at p shows what is at p + shift; None where the old line
            had nothing beside it that its surroundings do not have.
        gained: bool (h, w), where that holds.
        rigid: bool (h, w), the part of it that is carried as it is; the rest is stretched.
    """

    lost: np.ndarray
    shift: np.ndarray | None
    gained: np.ndarray
    rigid: np.ndarray


def moved_lines(
    picture: np.ndarray,
    drawn: np.ndarray,
    erased: np.ndarray,
    strip: np.ndarray,
    between: np.ndarray,
    *,
    sigma: float,
    reach: float,
) -> Moved | None:
    """How what lies beside erased lines goes with them to the lines drawn.

    Args:
        picture: uint8 or uint16 (h, w, 3), the photo.
        drawn: bool (h, w), lines in their new place.
        erased: bool (h, w), places where an edge was erased, some px wide.
        strip: bool (h, w), what may change.
        between: bool (h, w), what lies between lines erased and lines drawn in their place.
        sigma: of the Canny edges that can be erased, px.
        reach: half the width of the strip around a line, px.

    Returns:
        None where nothing has been moved.
    """
    every = thin(drawn) & strip
    new = every & _touching(drawn, between)
    lines = canny(to_grey(picture), sigma) & erased
    if not new.any() or not lines.any():
        return None
    colours = to_8_bit(picture).astype(np.float32)
    soft = cv2.GaussianBlur(colours, (0, 0), 1.5)
    slopes = [cv2.Sobel(soft, cv2.CV_32F, *order) for order in ((1, 0), (0, 1))]
    strength = np.sqrt(sum((slope**2).sum(-1) for slope in slopes))
    lines &= strength >= STRONG * np.percentile(strength[lines], 90)
    shifts = _shifts(new, lines)
    distance, nearest = _nearest(every)
    of_line = np.zeros((int(nearest.max()) + 1, 4), np.float32)
    of_line[nearest[new]] = np.column_stack([np.argwhere(new), shifts])
    y, x = np.mgrid[: new.shape[0], : new.shape[1]]
    mine = of_line[nearest]
    towards = (y - mine[..., 0]) * mine[..., 2] + (x - mine[..., 1]) * mine[..., 3]
    beside = (mine[..., 2:] != 0).any(-1)  # not beside a line that has nothing to do with those erased
    lost = strip & beside & (towards < 0) & (distance > KEPT_BESIDE) & ~erased
    gained = strip & beside & (towards >= 0)
    grain = cv2.GaussianBlur(np.abs(colours - soft).max(-1), (0, 0), BESIDE)
    rigid = gained & (distance <= RIGID * reach)
    if not _has_strip(np.dstack([soft, grain]), np.argwhere(new), shifts, reach):
        return Moved(lost, None, gained, rigid)
    return Moved(lost, _warp(new | rigid, mine[..., 2:], gained, lost), gained, rigid)


def _has_strip(seen: np.ndarray, new: np.ndarray, shifts: np.ndarray, reach: float) -> bool:
    """Whether the old line parts two areas, and the one behind it is not all alike up to the strip's rim.

    A roof's snow lies along its edge and goes with it; the sky behind a hill need not be stretched. ``seen`` is
    float32 (h, w, 4): soft colours and the grain, in grey levels.
    """
    size = np.maximum(np.hypot(*shifts.T), 1e-6)[:, None]
    places = []
    for beyond in (-BESIDE, BESIDE, reach + BESIDE):
        y, x = np.round(new + shifts * (1 + (beyond - PAST) / size)).astype(int).T
        places.append(seen[y.clip(0, seen.shape[0] - 1), x.clip(0, seen.shape[1] - 1)])
    before, behind, rim = places
    parted, along = (float(np.median(np.abs(behind - other)[:, :3].max(-1))) for other in (before, rim))
    return parted > _LINE_CONTRAST and (along > _STRIP_CONTRAST or float(np.median(rim[:, 3])) > _LEAST_GRAIN)


def pixels_of(photo: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """``photo``, (h, w, 3) of any size, stretched by ``shift`` (h', w', 2), as large or smaller."""
    height, width = photo.shape[:2]
    factor = height / shift.shape[0], width / shift.shape[1]
    field = cv2.resize(shift, (width, height), interpolation=cv2.INTER_LINEAR)
    x = field[..., 1] * factor[1] + np.arange(width, dtype=np.float32)
    y = field[..., 0] * factor[0] + np.arange(height, dtype=np.float32)[:, None]
    return cv2.remap(
        photo, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )  # fmt: skip


def _touching(lines: np.ndarray, area: np.ndarray) -> np.ndarray:
    """bool: the connected ``lines`` that come near ``area``."""
    _, labels = cv2.connectedComponents(lines.astype(np.uint8), connectivity=8)
    near = cv2.dilate(area.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    touching: np.ndarray = np.isin(labels, np.unique(labels[lines & near])) & lines
    return touching


def _nearest(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance to the nearest pixel of ``lines``, px, and its label, each (h, w)."""
    distance, labels = cv2.distanceTransformWithLabels(
        (~lines).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    return distance, labels


def _shifts(new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """float32 (n, 2): from each of the n pixels of the new line, in order, to its place of the old one."""
    _, labels = _nearest(old)
    places = np.zeros((int(labels.max()) + 1, 2), np.float32)
    places[labels[old]] = np.argwhere(old)
    at = np.argwhere(new)
    along = np.zeros((*new.shape, 3), np.float32)
    along[new] = np.column_stack([places[labels[new]] - at, np.ones(len(at))])
    # Nearest points jump from one corner of the old line to the next; a line moves as a whole.
    typical = float(np.median(np.hypot(*along[new][:, :2].T)))
    soft = cv2.GaussianBlur(along, (0, 0), max(2.0, typical / 2))[new]
    shifts = soft[:, :2] / soft[:, 2:]
    # The very edge is a mixture of both sides: what is carried begins past it.
    size = np.maximum(np.hypot(*shifts.T), 1e-6)[:, None]
    result: np.ndarray = (shifts * (1 + PAST / size)).astype(np.float32)
    return result


def _warp(held: np.ndarray, shifts: np.ndarray, gained: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """float32 (h, w, 2): ``shifts`` (h, w, 2) where ``held``, none outside of the strip, smooth between."""
    height, width = held.shape
    scale = min(1.0, WARP_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    weighted = np.dstack([shifts * held[..., None], held]).astype(np.float32)
    small = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    fixed = small[..., 2] > 0
    values = np.where(fixed[..., None], small / np.maximum(small[..., 2:], 1e-6), 0).astype(np.float32)
    free, beyond = (cv2.resize(p.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5 for p in (gained, lost))
    free &= ~fixed
    # Nothing flows in from the side that stays.
    solved = spread(values, free | (beyond & ~fixed), free)
    return cv2.resize(np.ascontiguousarray(solved[..., :2]), (width, height), interpolation=cv2.INTER_LINEAR)
