"""The frame of a crop: what dragging, turning and an aspect do to it. No Qt in here.

The photo turns about its own middle and the frame stays upright; its places are photo px in the frame's upright axes.
A frame never reaches beyond the photo.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from app.canvas.handles import Handle, Point
from core.framing import STEEPEST, Crop, Mirror, Rect, Turn, contains, largest_crop

_LEAST = 1.0  # px that each side keeps
_CLOSE = 1e-6


@dataclass(frozen=True)
class CropFrame:
    """A crop that is being chosen.

    Attributes:
        photo: (width, height) of the photo, px.
        rect: left, top, width, height; whole numbers where the photo is not turned.
        angle: degrees by which the photo is turned, clockwise.
        chosen: whether somebody placed or sized it; else it is as large as can be.
        wanted: the frame before it was turned, for which each angle makes the best one: turning there and back
            does not shrink it.
    """

    photo: tuple[int, int]
    rect: Rect
    angle: float = 0.0
    chosen: bool = False
    wanted: CropFrame | None = None

    @classmethod
    def whole(cls, width: int, height: int, angle: float = 0.0, aspect: float | None = None) -> CropFrame:
        """As large as can be, of a given aspect (width by height) or of the one with the largest area."""
        w, h = largest_crop(width, height, angle, aspect)
        w, h = _whole_px(w), _whole_px(h)
        return cls((width, height), _settled(((width - w) / 2, (height - h) / 2, w, h), angle), angle)

    @property
    def middle(self) -> Point:
        left, top, width, height = self.rect
        return left + width / 2, top + height / 2

    @property
    def size(self) -> tuple[int, int]:
        return round(self.rect[2]), round(self.rect[3])

    @property
    def keeps_all(self) -> bool:
        """Whether it changes nothing."""
        return not self.angle and self.rect == (0, 0, *self.photo)

    @property
    def crop(self) -> Crop:
        left, top, _, _ = self.rect
        return Crop(left, top, *self.size, self.angle)

    def holds(self, at: Point) -> bool:
        left, top, width, height = self.rect
        return left <= at[0] <= left + width and top <= at[1] <= top + height

    @property
    def handles(self) -> dict[Handle, Point]:
        """Where the handles lie."""
        left, top, width, height = self.rect
        return {h: (left + width * (h.value[0] + 1) / 2, top + height * (h.value[1] + 1) / 2) for h in Handle}

    # -- changing -------------------------------------------------------------------------------------------------

    def moved(self, dx: float, dy: float) -> CropFrame:
        """Moved by (dx, dy), or as far as the photo reaches."""
        left, top, width, height = self.rect
        x, y = self._kept_inside((left + width / 2 + dx, top + height / 2 + dy), width, height)
        return self._with((x - width / 2, y - height / 2, width, height))

    def dragged(
        self, handle: Handle, dx: float, dy: float, aspect: float | None = None, centre: bool = False
    ) -> CropFrame:
        """A handle dragged by (dx, dy); where the photo ends, the frame goes along its edge.

        Args:
            aspect: width by height that is kept; the frame should have it.
            centre: the middle stays in place instead of the opposite side.
        """
        if aspect is not None:
            return self._dragged_alike(handle, dx, dy, aspect, centre)
        left, top, width, height = self.rect
        edges = np.array([left, top, left + width, top + height])  # left, top, right, bottom
        moves = []
        for axis, (sign, by) in enumerate(zip(handle.value, (dx, dy), strict=True)):
            if sign:
                column = np.zeros(4)
                column[axis + (2 if sign > 0 else 0)] = 1.0
                if centre:
                    column[axis + (0 if sign > 0 else 2)] = -1.0
                moves.append((column, by))
        ways = np.stack([column for column, _ in moves], 1)
        found = self._nearest(edges, ways, np.array([by for _, by in moves]), np.zeros(len(moves)))
        return self._with_edges(edges + ways @ found)

    def _dragged_alike(self, handle: Handle, dx: float, dy: float, aspect: float, centre: bool) -> CropFrame:
        left, top, width, height = self.rect
        sx, sy = handle.value
        twice = 2 if centre else 1
        across, down = width + twice * sx * dx, height + twice * sy * dy
        if sx and sy:  # the move's part along the diagonal
            across = aspect * (aspect * across + down) / (aspect**2 + 1)
        elif sy:
            across = aspect * down
        fx, fy = (0.5, 0.5) if centre else ((1 - sx) / 2, (1 - sy) / 2)  # what stays in place, as shares of the sides
        x, y = left + fx * width, top + fy * height
        way = np.array([-fx, -fy / aspect, 1 - fx, (1 - fy) / aspect])[:, None]
        found = self._nearest(np.array([x, y, x, y]), way, np.array([across]), np.array([min(width, height * aspect)]))
        return self._with_edges(np.array([x, y, x, y]) + way[:, 0] * found[0], (fx, fy))

    def with_aspect(self, aspect: float) -> CropFrame:
        """Of this aspect (width by height), as large in area where it is, or as large as can be."""
        if not self.chosen:
            return CropFrame.whole(*self.photo, self.angle, aspect)
        _, _, width, height = self.rect
        across = math.sqrt(width * height * aspect)
        return self._sized(across, across / aspect)

    def with_size(self, width: float, height: float) -> CropFrame:
        """Of this size about its middle, or, of the same aspect, as large as can be."""
        return self._sized(width, height)

    def turned(self, angle: float, aspect: float | None = None) -> CropFrame:
        """The photo turned by ``angle`` in all, with the frame about what it was about; as large as can be where
        nobody chose it, of ``aspect`` if that is kept."""
        angle = max(-STEEPEST, min(STEEPEST, angle))
        if not self.chosen:
            return CropFrame.whole(*self.photo, angle, aspect)
        wanted = self.wanted or self
        (x, y), (mx, my) = wanted.middle, (self.photo[0] / 2, self.photo[1] / 2)
        cos, sin = _cos_sin(angle - wanted.angle)
        x, y = mx + cos * (x - mx) - sin * (y - my), my + sin * (x - mx) + cos * (y - my)
        frame = replace(self, angle=angle)._sized(wanted.rect[2], wanted.rect[3], (x, y))
        return replace(frame, wanted=wanted)

    def framed(self, framing: Turn | Mirror) -> CropFrame:
        """The same of a photo that was turned by quarters, or mirrored."""
        (w, h), (left, top, width, height), angle = self.photo, self.rect, self.angle
        if isinstance(framing, Mirror):
            left, top = (w - left - width, top) if framing.upright else (left, h - top - height)
            return replace(self, rect=(left, top, width, height), angle=-angle, wanted=None)
        for _ in range(framing.quarters):
            left, top, width, height, w, h = h - top - height, left, height, width, h, w
        return replace(self, photo=(w, h), rect=(left, top, width, height), wanted=None)

    # -- staying inside -------------------------------------------------------------------------------------------

    def _sized(self, width: float, height: float, about: Point | None = None) -> CropFrame:
        width, height = max(width, _LEAST), max(height, _LEAST)
        cos, sin = (abs(part) for part in _cos_sin(self.angle))
        most_x, most_y = self.photo
        share = min(1.0, most_x / (width * cos + height * sin), most_y / (width * sin + height * cos))
        width, height = _whole_px(width * share), _whole_px(height * share)
        x, y = self._kept_inside(about or self.middle, width, height)
        return self._with((x - width / 2, y - height / 2, width, height))

    def _kept_inside(self, middle: Point, width: float, height: float) -> Point:
        """The place nearest to ``middle`` for the middle of a rectangle that fits: in the photo's own axes it may be
        anywhere within a smaller rectangle."""
        cos, sin = _cos_sin(self.angle)
        (w, h), (x, y) = self.photo, middle
        x, y = cos * (x - w / 2) + sin * (y - h / 2), -sin * (x - w / 2) + cos * (y - h / 2)
        room_x = max(0.0, w / 2 - (width * abs(cos) + height * abs(sin)) / 2)
        room_y = max(0.0, h / 2 - (width * abs(sin) + height * abs(cos)) / 2)
        x, y = max(-room_x, min(room_x, x)), max(-room_y, min(room_y, y))
        return w / 2 + cos * x - sin * y, h / 2 + sin * x + cos * y

    def _nearest(self, start: np.ndarray, ways: np.ndarray, wanted: np.ndarray, safe: np.ndarray) -> np.ndarray:
        """The parameters nearest to ``wanted`` for which the edges ``start + ways @ parameters`` lie in the photo and
        keep a size; ``safe`` where rounding leaves none. What is allowed is convex, bounded by straight lines."""
        cos, sin = _cos_sin(self.angle)
        (w, h), rows, bounds = self.photo, [], []
        for column, row in ((0, 1), (2, 1), (2, 3), (0, 3)):
            for fx, fy, half in ((cos, sin, w / 2), (-sin, cos, h / 2)):
                normal = np.zeros(4)
                normal[column], normal[row] = fx, fy
                shift = fx * w / 2 + fy * h / 2
                rows += [normal, -normal]
                bounds += [half + shift, half - shift]
        for low, high in ((0, 2), (1, 3)):
            normal = np.zeros(4)
            normal[low], normal[high] = 1.0, -1.0
            rows.append(normal)
            bounds.append(-_LEAST)
        normals = np.array(rows)
        lines, limits = normals @ ways, np.array(bounds) - normals @ start
        lengths = np.linalg.norm(lines, axis=1)
        lines, limits = lines[lengths > _CLOSE], limits[lengths > _CLOSE]
        lines, limits = lines / lengths[lengths > _CLOSE, None], limits / lengths[lengths > _CLOSE]

        places = [wanted, *(wanted - ((lines @ wanted - limits)[:, None] * lines))]
        if len(wanted) == 2:
            one, other = np.triu_indices(len(lines), 1)
            cross = lines[one, 0] * lines[other, 1] - lines[one, 1] * lines[other, 0]
            one, other, cross = (part[np.abs(cross) > _CLOSE] for part in (one, other, cross))
            x = (limits[one] * lines[other, 1] - limits[other] * lines[one, 1]) / cross
            y = (lines[one, 0] * limits[other] - lines[other, 0] * limits[one]) / cross
            places += list(np.stack([x, y], 1))
        tried = np.array(places)
        tried = tried[(tried @ lines.T <= limits + _CLOSE).all(1)]
        return safe if not len(tried) else tried[np.argmin(np.linalg.norm(tried - wanted, axis=1))]

    def _with_edges(self, edges: np.ndarray, fixed: Point | None = None) -> CropFrame:
        """``fixed`` stays in place when sides become whole px, as shares of the sides; whichever it is without."""
        left, top, right, bottom = (float(edge) for edge in edges)
        if not self.angle and fixed is None:
            left, top, right, bottom = round(left), round(top), round(right), round(bottom)
            return self._with((left, top, max(right - left, 1), max(bottom - top, 1)))
        width, height = _whole_px(right - left), _whole_px(bottom - top)
        if fixed is None:
            moves_left, moves_top = abs(left - self.rect[0]) > _CLOSE, abs(top - self.rect[1]) > _CLOSE
            fixed = float(moves_left), float(moves_top)
        fx, fy = fixed
        return self._with((left + fx * (right - left - width), top + fy * (bottom - top - height), width, height))

    def _with(self, rect: Rect) -> CropFrame:
        frame = replace(self, rect=_settled(rect, self.angle), chosen=True, wanted=None)
        return frame if contains(*self.photo, frame.rect, self.angle, 1e-3) else self


def _settled(rect: Rect, angle: float) -> Rect:
    left, top, width, height = rect
    return (left, top, width, height) if angle else (round(left), round(top), width, height)


def _whole_px(side: float) -> int:
    return max(1, math.floor(side + _CLOSE))


def _cos_sin(angle: float) -> tuple[float, float]:
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))
