"""Long straight lines that go into a hole on one side and come out of it on another: a horizon, a kerb, a beam.

Segments are found by von Gioi, Jakubowicz, Morel, Randall, "LSD: a Line Segment Detector", IPOL 2012 (OpenCV's). Two
are one line if they lie on one and part the same colours.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

SHORTEST = 9.0  # px, of a segment that may go on
GAP = 7.0  # px from the end of a segment to the hole
TURN = 7.0  # degrees by which the two ends of a line may differ from what joins them
BESIDE = 2.0  # px from a line at which the colours on its sides are looked up
ALIKE = 34.0  # grey levels by which the colours of a side may differ from one end to the other
CONTRAST = 14.0  # grey levels between the two sides, at least
MOST = 6  # lines, the strongest
BAND = 4.0  # px beside a line in which its colours are known
BACK = 6  # px of the line outside of the hole from which they are taken


@dataclass(frozen=True)
class CarriedLine:
    """A line through a hole.

    Attributes:
        start, end: float64 (2,), (x, y), where it goes in and comes out, px.
        reach: px of it that are seen before ``start`` and after ``end``.
    """

    start: np.ndarray
    end: np.ndarray
    reach: tuple[float, float]

    @property
    def length(self) -> float:
        return float(np.hypot(*(self.end - self.start)))

    @property
    def direction(self) -> np.ndarray:
        """Unit vector (x, y) from start to end."""
        along: np.ndarray = (self.end - self.start) / max(self.length, 1e-6)
        return along


@dataclass(frozen=True)
class _Ray:
    entry: np.ndarray
    along: np.ndarray  # unit vector, into the hole
    length: float
    sides: np.ndarray  # (2, 3), colours to the left and right of it


def carried_lines(picture: np.ndarray, hole: np.ndarray) -> list[CarriedLine]:
    """The lines that go through a hole.

    Args:
        picture: float32 (h, w, 3), grey levels; smooth inside the hole, whatever stands there.
        hole: bool (h, w).
    """
    grey = np.clip(np.round(picture.mean(-1)), 0, 255).astype(np.uint8)
    if min(grey.shape) < 16 or not hole.any():
        return []
    found = cv2.createLineSegmentDetector().detect(grey)[0]
    if found is None:
        return []
    rays = []
    for x1, y1, x2, y2 in found.reshape(-1, 4).astype(np.float64):
        ends = np.array([x1, y1]), np.array([x2, y2])
        for far, near in (ends, ends[::-1]):
            ray = _entering(picture, hole, far, near)
            if ray is not None:
                rays.append(ray)
    pairs = []
    for (i, one), (j, other) in itertools.combinations(enumerate(rays), 2):
        strength = _joined(hole, one, other)
        if strength > 0:
            pairs.append((strength, i, j))
    used: set[int] = set()
    lines: list[CarriedLine] = []
    for _, i, j in sorted(pairs, reverse=True):
        if i not in used and j not in used and len(lines) < MOST:
            used |= {i, j}
            lines.append(CarriedLine(rays[i].entry, rays[j].entry, (rays[i].length, rays[j].length)))
    return lines


def along_lines(
    picture: np.ndarray, hole: np.ndarray, lines: list[CarriedLine]
) -> tuple[np.ndarray, np.ndarray]:
    """What the lines look like in the hole: (colours float32 (h, w, 3), weight float32 (h, w) in 0..1)."""
    height, width = hole.shape
    colours, weight = np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    y, x = np.nonzero(hole)
    for line in lines:
        along = line.direction
        across = np.array([-along[1], along[0]])
        offset = np.stack([x, y], 1) - line.start
        place, beside = offset @ along, offset @ across
        on = (place > 0) & (place < line.length) & (np.abs(beside) <= BAND)
        steps = np.arange(-BAND, BAND + 1)
        profiles = [
            _profile(picture, hole, point, away, across, steps)
            for point, away in ((line.start, -along), (line.end, along))
        ]
        share = (place[on] / max(line.length, 1e-6))[:, None]
        shown = [
            np.stack([np.interp(beside[on], steps, profile[:, c]) for c in range(3)], 1) for profile in profiles
        ]
        colours[y[on], x[on]] = (1 - share) * shown[0] + share * shown[1]
        weight[y[on], x[on]] = 1
    return colours, weight


def drawn_lines(hole: np.ndarray, lines: list[CarriedLine]) -> np.ndarray:
    """bool (h, w): the lines inside the hole, a pixel wide."""
    plane = np.zeros(hole.shape, np.uint8)
    for line in lines:
        (x1, y1), (x2, y2) = (tuple(int(v) for v in np.round(point)) for point in (line.start, line.end))
        cv2.line(plane, (x1, y1), (x2, y2), 1, 1)
    return (plane > 0) & hole


def _entering(picture: np.ndarray, hole: np.ndarray, far: np.ndarray, near: np.ndarray) -> _Ray | None:
    """The segment from ``far`` to ``near`` as it goes into the hole, if it does."""
    length = float(np.hypot(*(near - far)))
    if length < SHORTEST:
        return None
    along = (near - far) / length
    known = np.array([_at(hole, far + along * step) for step in np.arange(0, length, 2)])
    if known.mean() > 0.3:
        return None  # most of it is a guess itself
    if known.any():
        near = far + along * (2 * np.flatnonzero(known)[0])
        length = float(np.hypot(*(near - far)))
        if length < SHORTEST:
            return None
    for step in np.arange(0, GAP, 0.5):
        entry = near + along * step
        if _at(hole, entry):
            left = np.array([along[1], -along[0]])
            places = [far + along * part * length for part in np.linspace(0.5, 0.9, 5)]
            sides = [np.mean([_colour(picture, place + side * left) for place in places], 0) for side in (2.0, -2.0)]
            if np.abs(sides[0] - sides[1]).max() < CONTRAST:
                return None
            return _Ray(entry, along, length, np.array(sides))
    return None


def _joined(hole: np.ndarray, one: _Ray, other: _Ray) -> float:
    """How strong a line two rays make, 0 for none."""
    between = other.entry - one.entry
    length = float(np.hypot(*between))
    if length < 4:
        return 0.0
    along = between / length
    turns = [np.degrees(np.arccos(np.clip(a @ b, -1, 1))) for a, b in ((one.along, along), (-other.along, along))]
    # Near entries turn easily by a pixel.
    if max(turns) > TURN + np.degrees(np.arctan2(1.0, length)):
        return 0.0
    # Seen from the other end, left is right.
    if np.abs(one.sides - other.sides[::-1]).mean(-1).max() > ALIKE:
        return 0.0
    inside = np.mean([_at(hole, one.entry + along * step) for step in np.arange(1, length, 2)])
    if inside < 0.7:
        return 0.0
    contrast = min(float(np.abs(ray.sides[0] - ray.sides[1]).mean()) for ray in (one, other))
    return min(one.length, other.length) * contrast / (2 + max(turns))


def _profile(
    picture: np.ndarray, hole: np.ndarray, point: np.ndarray, away: np.ndarray, across: np.ndarray, steps: np.ndarray
) -> np.ndarray:
    """float64 (len(steps), 3): colours across a line just outside of the hole."""
    rows = []
    for step in steps:
        places = [point + across * step + away * back for back in range(1, BACK + 3)]
        outside = [place for place in places if not _at(hole, place)] or places[-1:]
        rows.append(np.mean([_colour(picture, place) for place in outside], 0))
    return np.array(rows)


def _at(plane: np.ndarray, point: np.ndarray) -> bool:
    x, y = round(float(point[0])), round(float(point[1]))
    return 0 <= y < plane.shape[0] and 0 <= x < plane.shape[1] and bool(plane[y, x])


def _colour(picture: np.ndarray, point: np.ndarray) -> np.ndarray:
    x, y = round(float(point[0])), round(float(point[1]))
    colour: np.ndarray = picture[min(max(y, 0), picture.shape[0] - 1), min(max(x, 0), picture.shape[1] - 1)]
    return colour
