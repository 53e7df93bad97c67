"""What dragging a handle does to the canvas, and which handle a point hits. No Qt in here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Literal

import numpy as np

from app.model.placement import Placement
from core.errors import GeometryError
from core.geometry import MAX_SCALE, MAX_SIDE, MIN_SCALE, CanvasGeometry, as_quad

HandleMode = Literal["resize", "perspective"]
Point = tuple[float, float]

HIT_RADIUS = 14.0  # screen px; the glyph is half as large
SMALLEST_SINE = 0.1  # of a quad's corner angles: flatter ones stretch a few pixels over half the picture
SMALLEST_EDGE = 0.04  # of a quad, as a share of the photo's long side


class Handle(Enum):
    """A grip; the value is its (x, y) direction from the middle. Corners serve resizing and perspective alike."""

    TOP_LEFT = (-1, -1)
    TOP = (0, -1)
    TOP_RIGHT = (1, -1)
    RIGHT = (1, 0)
    BOTTOM_RIGHT = (1, 1)
    BOTTOM = (0, 1)
    BOTTOM_LEFT = (-1, 1)
    LEFT = (-1, 0)

    @property
    def is_corner(self) -> bool:
        return 0 not in self.value

    @property
    def corner_index(self) -> int:
        """Place in a quad: clockwise from the top left."""
        return CORNERS.index(self)


CORNERS = (Handle.TOP_LEFT, Handle.TOP_RIGHT, Handle.BOTTOM_RIGHT, Handle.BOTTOM_LEFT)


def handles(mode: HandleMode) -> tuple[Handle, ...]:
    """The handles that a mode shows, clockwise from the top left."""
    return tuple(Handle) if mode == "resize" else CORNERS


def handle_points(placement: Placement, mode: HandleMode) -> dict[Handle, Point]:
    """Where the handles lie, in photo px."""
    if mode == "perspective":
        return dict(zip(CORNERS, placement.corners))
    (x, y), g = placement.origin, placement.geometry
    return {h: (x + g.width * (h.value[0] + 1) / 2, y + g.height * (h.value[1] + 1) / 2) for h in Handle}


def opposite(handle: Handle) -> Handle:
    """The handle that stays in place while ``handle`` is dragged."""
    x, y = handle.value
    return Handle((-x, -y))


def hit_test(points: Mapping[Handle, Point], at: Point, radius: float = HIT_RADIUS) -> Handle | None:
    """The handle nearest to ``at`` within ``radius`` (same unit as the points); corners win over sides."""
    found = [
        (not handle.is_corner, math.hypot(x - at[0], y - at[1]), order)
        for order, (handle, (x, y)) in enumerate(points.items())
        if math.hypot(x - at[0], y - at[1]) <= radius
    ]
    return tuple(points)[min(found)[2]] if found else None


def resize(
    start: Placement,
    handle: Handle,
    dx: float,
    dy: float,
    *,
    lock: bool = False,
    centre: bool = False,
    aspect: float | None = None,
    diagonal: bool = True,
) -> Placement:
    """Drag a side or corner by (dx, dy) photo px from where it lay in ``start``.

    Args:
        lock: keep the aspect.
        aspect: width by height that ``lock`` keeps; that of ``start`` by default, which is rounded to whole px.
        diagonal: a locked corner follows the move's projection on the diagonal; else its one part that is not 0.
        centre: keep the middle in place instead of the opposite side.

    The size stays within MIN_SCALE..MAX_SCALE of the photo; a quad is scaled along.
    """
    g = start.geometry
    sx, sy = handle.value
    factor = 2 if centre else 1
    width = g.width + sx * dx * factor
    height = g.height + sy * dy * factor
    if lock:
        if sx and sy and diagonal:
            width = g.width * (g.width * width + g.height * height) / (g.width**2 + g.height**2)
        elif not sx or (sy and not dx):
            width = height * (aspect or g.width / g.height)
        width, height = locked_size(g, width, aspect or g.width / g.height)
    return _sized(start, width, height, anchor=(0, 0) if centre else (-sx, -sy))


def resized_to(start: Placement, width: float, height: float) -> Placement:
    """Another size by numbers; the top left stays."""
    return _sized(start, width, height, anchor=(-1, -1))


def locked_size(g: CanvasGeometry, width: float, aspect: float) -> tuple[float, float]:
    """The size of this aspect (width by height) whose width is nearest to ``width`` with both sides in range."""
    (low_w, high_w), (low_h, high_h) = side_range(g.source_width), side_range(g.source_height)
    width = min(max(width, low_w, low_h * aspect), high_w, high_h * aspect)
    return width, width / aspect


def side_range(source: int) -> tuple[int, int]:
    """Smallest and largest length of a side, px, of a photo that has ``source`` px there."""
    return max(1, math.ceil(source * MIN_SCALE)), max(1, min(MAX_SIDE, math.floor(source * MAX_SCALE)))


def _sized(start: Placement, width: float, height: float, anchor: tuple[int, int]) -> Placement:
    g = start.geometry
    size = []
    for asked, source in ((width, g.source_width), (height, g.source_height)):
        low, high = side_range(source)
        size.append(round(min(max(asked, low), high)))
    w, h = size
    quad = None
    if g.quad is not None:
        quad = as_quad((x * w / g.width, y * h / g.height) for x, y in g.quad)
    try:
        geometry = CanvasGeometry(g.source_width, g.source_height, w, h, quad)
    except GeometryError:
        return start  # scaling folded a quad that was nearly flat
    x, y = start.origin
    return Placement(geometry, (_kept(x, g.width, w, anchor[0]), _kept(y, g.height, h, anchor[1])))


def _kept(origin: float, before: int, after: int, anchor: int) -> float:
    """Start of a side whose left end (-1), middle (0) or right end (1) stays in place."""
    return origin + (before - after) * (anchor + 1) / 2


def move_corner(start: Placement, handle: Handle, dx: float, dy: float) -> tuple[Placement, bool]:
    """Drag a perspective corner by (dx, dy) photo px.

    Returns:
        The placement, and whether the corner got where it was asked to. Where the quad would be not convex, too flat or
        out of range, the corner stops on the way.
    """
    whole = _with_corner(start, handle, dx, dy)
    if whole is not None:
        return whole, True
    legal, reach = start, 0.0
    beyond = 1.0
    for _ in range(12):  # a 4000th of the way is less than a pixel
        middle = (reach + beyond) / 2
        tried = _with_corner(start, handle, dx * middle, dy * middle)
        if tried is None:
            beyond = middle
        else:
            legal, reach = tried, middle
    return legal, False


def _with_corner(start: Placement, handle: Handle, dx: float, dy: float) -> Placement | None:
    g = start.geometry
    corners = np.array(start.corners, np.float64)
    corners[handle.corner_index] += (dx, dy)
    if not _comfortable(corners, max(g.source_width, g.source_height)):
        return None
    try:
        geometry = CanvasGeometry.from_quad(g.source_width, g.source_height, as_quad(corners))
    except GeometryError:
        return None
    for side, source in ((geometry.width, g.source_width), (geometry.height, g.source_height)):
        low, high = side_range(source)
        if not low <= side <= high:
            return None
    left, top = corners.min(0)
    return Placement(geometry, (float(left), float(top)))


def _comfortable(corners: np.ndarray, long_side: int) -> bool:
    sides = np.roll(corners, -1, 0) - corners
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    if lengths.min() < SMALLEST_EDGE * long_side:
        return False
    after, after_lengths = np.roll(sides, -1, 0), np.roll(lengths, -1)
    turns = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    return bool((turns / (lengths * after_lengths)).min() > SMALLEST_SINE)


def straightened(start: Placement) -> Placement:
    """The same canvas without a quad."""
    return replace(start, geometry=replace(start.geometry, quad=None))


def neighbour(current: Handle | None, mode: HandleMode, step: int) -> Handle:
    """The next (1) or previous (-1) handle, clockwise; the bottom right one to begin with."""
    ring = handles(mode)
    if current not in ring:
        return Handle.BOTTOM_RIGHT
    return ring[(ring.index(current) + step) % len(ring)]
