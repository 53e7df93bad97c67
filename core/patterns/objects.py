"""Objects that stay whole and single, and regions that go: a last pass over the sources of a frame.

Blocks and refined fields know patches, not things: where the canvas grows they show a lone kite twice, where it shrinks
they cut it. Here each object (a compact island of importance, or what the user protects) is given one shift, the one
with which the frame shows most of it. It is put there in one piece, and every other copy of it takes the background
that a completion found for its place. What the user removes has no place at all. One shift per connected object after
Pritch, Kav-Venaki, Peleg, "Shift-map image editing", ICCV 2009, which ties the pixels of a marked object to each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numba
import numpy as np

from core.matching import nnf
from core.matching.completion import complete
from core.patterns.maps import CandidateMaps

IMPORTANT = 0.35  # importance from which a pixel belongs to an object
LARGEST = 0.08  # share of the picture; larger islands are scenery, and layouts keep them by rows and columns
SMALLEST = 0.0005
MOST_OBJECTS = 20
RIMS = (3, 4, 5, 6)  # px around an object that come with it, one for each candidate: the blend then fades in steps
SPARSE = 0.5  # objectness from which a picture's islands of importance count as objects
SPECK = 12  # px; smaller pieces of a painted region are slips of the brush


@dataclass(frozen=True)
class Regions:
    """What is kept whole and what goes, in a photo at working size.

    Attributes:
        labels: uint8 (h, w), 1..n on the n objects, 0 elsewhere.
        removed: bool (h, w).
    """

    labels: np.ndarray
    removed: np.ndarray

    @property
    def count(self) -> int:
        return int(self.labels.max(initial=0))


def find_regions(
    importance: np.ndarray, objectness: float, protect: np.ndarray | None = None, remove: np.ndarray | None = None
) -> Regions:
    """The objects of a picture.

    Args:
        importance: float (h, w) in 0..1.
        objectness: 0..1; below :data:`SPARSE` (textures, crowds) only what is protected counts.
        protect, remove: bool (h, w) painted by the user; what is removed cannot be protected.
    """
    removed = np.zeros(importance.shape, bool) if remove is None else remove
    kept_clear = around(removed)  # what stands out there stands out against what goes
    labels = np.zeros(importance.shape, np.uint8)
    if protect is not None:
        _number(labels, protect & ~removed, SPECK, importance.size)
    if objectness >= SPARSE:
        found = (importance > IMPORTANT) & (labels == 0) & ~kept_clear
        _number(labels, found, max(SPECK, SMALLEST * importance.size), LARGEST * importance.size, inside=True)
    return Regions(labels, removed)


def _number(labels: np.ndarray, wanted: np.ndarray, smallest: float, largest: float, inside: bool = False) -> None:
    """Give the connected parts of ``wanted`` the next free labels, the largest first."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(wanted.astype(np.uint8))
    height, width = labels.shape
    for part in sorted(range(1, len(stats)), key=lambda each: -int(stats[each, cv2.CC_STAT_AREA])):
        left, top, across, down, area = (int(value) for value in stats[part])
        at_border = left == 0 or top == 0 or left + across == width or top + down == height
        if not smallest <= area <= largest or (inside and at_border) or labels.max() >= MOST_OBJECTS:
            continue
        labels[parts == part] = labels.max() + 1


def around(removed: np.ndarray) -> np.ndarray:
    """bool (h, w): what goes, with a rim on which its outline shows."""
    size = 4 * RIMS[-1] + 1
    return np.asarray(cv2.dilate(removed.astype(np.uint8), np.ones((size, size), np.uint8))) > 0


class ObjectPreserver:
    """Keeps the objects of one photo whole and single in its frames. May be used from any thread.

    Args:
        photo: uint8 (h, w, 3) at working size.
        regions: what is kept and what goes.

    Attributes:
        pixels: uint8 (h, w, 3), the photo without what is removed; the photo itself where nothing is.
    """

    def __init__(self, photo: np.ndarray, regions: Regions) -> None:
        self._regions = regions
        labels = [_grown(regions, rim) for rim in RIMS]
        self._labels = np.ascontiguousarray(np.stack(labels))
        self._background = background(photo, labels[-1] > 0) if labels[-1].any() else None
        self.pixels = photo
        if self._background is not None and regions.removed.any():
            filled = photo.copy()
            gone = labels[-1] == REMOVED
            filled[gone] = photo[self._background[0][gone], self._background[1][gone]]
            self.pixels = filled

    def preserve(self, maps: CandidateMaps) -> CandidateMaps:
        """The same candidates with every object at one place, and nothing of what is removed."""
        if self._background is None:
            return maps
        rows, columns = np.array(maps.rows, np.int32), np.array(maps.columns, np.int32)
        shifts = np.full((256, 2), OFF, np.int32)
        for label in range(1, self._regions.count + 1):
            shifts[label] = self._shift(label, rows[0], columns[0])
        _replace(rows, columns, self._labels, *self._background, shifts)
        seam = np.array(maps.seam)
        for label in range(1, self._regions.count + 1):
            if shifts[label, 0] != OFF:
                self._put(label, shifts[label], rows, columns, seam)
        return CandidateMaps(rows, columns, seam, maps.source_shape, maps.state)

    def _shift(self, label: int, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """int (2,), canvas minus source (y, x) that one object gets; OFF where it does not fit."""
        spots = np.argwhere(self._regions.labels == label)
        first, last = spots.min(0), spots.max(0)
        canvas = np.array(rows.shape)
        if (last - first >= canvas).any():
            return np.array([OFF, OFF])
        y, x = np.nonzero(self._regions.labels[rows, columns] == label)
        if len(y):
            shown = np.stack([y - rows[y, x], x - columns[y, x]], 1)
            kinds, counts = np.unique(shown, axis=0, return_counts=True)
            shift = kinds[counts.argmax()]
        else:
            middle = (first + last) / 2
            shift = np.round(middle * canvas / self._regions.labels.shape - middle).astype(np.int64)
        return np.clip(shift, -first, canvas - 1 - last)

    def _put(self, label: int, shift: np.ndarray, rows: np.ndarray, columns: np.ndarray, seam: np.ndarray) -> None:
        for k in range(len(rows)):
            y, x = np.nonzero(self._labels[min(k, len(RIMS) - 1)] == label)
            to_y, to_x = y + shift[0], x + shift[1]
            there = (to_y >= 0) & (to_x >= 0) & (to_y < rows.shape[1]) & (to_x < rows.shape[2])
            rows[k, to_y[there], to_x[there]] = y[there]
            columns[k, to_y[there], to_x[there]] = x[there]
            seam[k, to_y[there], to_x[there]] = 1


def _move(photo: np.ndarray, hole: np.ndarray, part: np.ndarray) -> tuple[int, int] | None:
    """Shift (y, x) to a piece of the photo of the same outline that joins the surroundings of ``part`` unseen.

    One piece looks better than many where the surroundings are even. None where no piece fits.
    """
    y, x = np.nonzero(part)
    top, bottom, left, right = y.min(), y.max(), x.min(), x.max()
    rim = np.asarray(cv2.dilate(part.astype(np.uint8), np.ones((5, 5), np.uint8))).astype(bool) & ~hole
    rim_y, rim_x = np.nonzero(rim)
    if not len(rim_y):
        return None
    some = slice(None, None, max(1, len(rim_y) // 150))
    rim_y, rim_x = rim_y[some], rim_x[some]
    rows = np.arange(-top, hole.shape[0] - bottom, MOVE)
    columns = np.arange(-left, hole.shape[1] - right, MOVE)
    # A piece may hold nothing of the hole: correlate the two outlines.
    overlap = cv2.matchTemplate(
        hole.astype(np.float32), part[top : bottom + 1, left : right + 1].astype(np.float32), cv2.TM_CCORR
    )
    free = overlap[np.ix_(rows + top, columns + left)] < 0.5
    if not free.any():
        return None
    options = np.argwhere(free)
    dy, dx = rows[options[:, 0]], columns[options[:, 1]]
    at_y = np.clip(rim_y + dy[:, None], 0, hole.shape[0] - 1)
    at_x = np.clip(rim_x + dx[:, None], 0, hole.shape[1] - 1)
    small = cv2.GaussianBlur(photo, (0, 0), 1).astype(np.int16)
    misfit = np.abs(small[at_y, at_x] - small[rim_y, rim_x]).max(-1).mean(1)
    best = int((misfit + FARNESS * np.hypot(dy, dx)).argmin())
    return (int(dy[best]), int(dx[best])) if misfit[best] < EVEN else None


MOVE = 2  # px between the shifts that are tried
EVEN = 8.0  # grey levels by which a moved piece may miss its surroundings
FARNESS = 0.01  # grey levels per px: of two that fit as well, the nearer
REMOVED = 255
OFF = np.iinfo(np.int32).min


def _grown(regions: Regions, rim: int) -> np.ndarray:
    """uint8 (h, w): the labels with ``rim`` px around them; :data:`REMOVED` on what goes, which wins."""
    size = 2 * rim + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    labels = np.asarray(cv2.dilate(regions.labels, kernel))
    labels = np.where(regions.labels > 0, regions.labels, labels)
    gone = np.asarray(cv2.dilate(regions.removed.astype(np.uint8), kernel)) > 0
    return np.where((gone & (regions.labels == 0)) | regions.removed, REMOVED, labels).astype(np.uint8)


def background(photo: np.ndarray, hole: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """What could stand in place of a hole, as sources outside of it.

    Args:
        photo: uint8 (h, w, 3).
        hole: bool (h, w).

    Returns:
        int32 (h, w) rows and columns, each pixel's own place outside the hole; None where nothing is outside.
    """
    height, width = hole.shape
    if hole.all():
        return None
    rows, columns = (np.ascontiguousarray(each) for each in np.indices(hole.shape, np.int32))
    ok = nnf.valid_patches(~hole) if min(height, width) >= nnf.PATCH else np.zeros((0, 0), bool)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(hole.astype(np.uint8))
    for part in range(1, len(stats)):
        move = _move(photo, hole, parts == part)
        if move is not None:
            y, x = np.nonzero(parts == part)
            rows[y, x], columns[y, x] = y + move[0], x + move[1]
    rest = hole & hole[rows, columns]
    if not rest.any():
        return rows, columns
    if ok.any():
        guess = cv2.inpaint(photo, rest.astype(np.uint8), 3, cv2.INPAINT_TELEA)
        filled = complete(photo, rest, guess, usable=~hole, threads=1)
        start = nnf.random_match(*nnf.patch_count(height, width), ok, 0)
        field = nnf.search(filled, photo, start, source_ok=ok, wanted=~ok, iterations=6, threads=1)
        found = nnf.centre_sources(field.match, height, width, photo.shape)
    else:  # too little is left for patches: what is nearest
        _, nearest = cv2.distanceTransformWithLabels(
            hole.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        outside = np.argwhere(~hole)
        place = np.zeros(int(nearest.max()) + 1, np.int64)
        place[nearest[outside[:, 0], outside[:, 1]]] = np.arange(len(outside))
        found = tuple(outside[place[nearest]].transpose(2, 0, 1))
    rows[rest], columns[rest] = found[0][rest], found[1][rest]
    again = hole[rows, columns]  # at the picture's edge a patch's outer pixels are cut off
    if again.any():
        spot = np.argwhere(~hole)[0]
        rows[again], columns[again] = spot
    return rows, columns


@numba.njit(cache=True, nogil=True)
def _replace(rows, columns, labels, back_rows, back_columns, shifts):  # type: ignore[no-untyped-def]  # numba infers
    """Send every source that belongs to a kept object, at another shift than its own, or to what goes, to the back."""
    for k in range(rows.shape[0]):
        which = min(k, labels.shape[0] - 1)
        for y in range(rows.shape[1]):
            for x in range(rows.shape[2]):
                row, column = rows[k, y, x], columns[k, y, x]
                label = labels[which, row, column]
                if label == 0:
                    continue
                if label != 255:
                    if shifts[label, 0] == -2147483648:
                        continue
                    if y - row == shifts[label, 0] and x - column == shifts[label, 1]:
                        continue
                rows[k, y, x], columns[k, y, x] = back_rows[row, column], back_columns[row, column]
