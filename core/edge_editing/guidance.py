"""Structure editing: what the edges that a user drew or erased mean for the hole and for the lines in it.

Inside a hole they steer its fill. Elsewhere the strip around them becomes a hole of its own, in which the photo's edges
go on as they were, but for those erased and those drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.edge_editing.edge_move_warp import moved_lines, pixels_of
from core.edge_editing.user_edges import DRAWN, ERASED, pooled
from core.edgeconnect.request import GivenLines
from core.edges import canny, resize_edges, thin, to_grey

BETWEEN = 1.15  # a place is between an old line and a new one if the way round by it is at most so much longer
OWN_REACH = 3  # px at working scale beside a drawn line in which no other edge counts


def working_grey(pixels: np.ndarray, scale: float) -> np.ndarray:
    """Luma of ``pixels``, uint8 or uint16 (h, w, 3), at working scale (:func:`.user_edges.working_scale`),
    where Canny looks for the photo's own edges."""
    grey = to_grey(pixels)
    return grey if scale >= 1 else cv2.resize(grey, _scaled(pixels.shape, scale), interpolation=cv2.INTER_AREA)


@dataclass(frozen=True)
class Guidance:
    """What to fill, and along which lines.

    Attributes:
        weight: uint8 (h, w), how far the fill shows through; 0 outside of all holes.
        kept: bool at working scale, edges of the photo that go on inside the part of the hole that edges drawn or
            erased outside of the mask have made.
        given: for the inpainter: the lines to draw; where to believe them, none anywhere if the user has not touched
            the edges; the part of the hole whose old pixels may be copied, since what a line looks like that was moved
            is best known from where it was; and what moved lines bring along, None if no line brings anything.
    """

    weight: np.ndarray
    kept: np.ndarray
    given: GivenLines


def guide(
    pixels: np.ndarray, mask: np.ndarray, plane: np.ndarray, *, scale: float, sigma: float, reach: float
) -> Guidance:
    """Hole and lines for a mask and a plane of the user's edges.

    Args:
        pixels: uint8 or uint16 (h, w, 3), the photo or a part of it.
        mask: uint8 (h, w), what the user has painted.
        plane: uint8 (h, w), see :mod:`core.edge_editing.user_edges`.
        scale: working scale of the whole photo.
        sigma: of the edges that go on inside the strip, px at working scale.
        reach: half the width of the strip, px of the photo.
    """
    height, width = plane.shape
    size = _scaled(plane.shape, scale)
    hole = mask > 0
    drawn = pooled(plane >= (DRAWN + ERASED) // 2, size[::-1])
    erased = pooled((plane > 0) & (plane < (DRAWN + ERASED) // 2), size[::-1])
    small_hole = pooled(hole, size[::-1])
    radius = max(2.0, reach * scale)
    drawn = _to_border(drawn, radius)
    drawn_out, erased_out = (_beyond(lines, small_hole, radius) for lines in (drawn, erased))
    between = _between(drawn_out, erased_out, radius)
    strip = _within(erased_out, radius) | (_within(drawn_out, radius) & ~_past_ends(drawn_out)) | between
    if between.any():
        islands = _closed(strip, radius) & ~strip
        between, strip = between | islands, strip | islands
    moved = None
    if between.any():
        looked_at = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        moved = moved_lines(
            looked_at, drawn_out, erased_out, strip & ~small_hole, between, sigma=sigma, reach=radius
        )  # fmt: skip
    if moved is not None:
        strip &= ~moved.lost
    weight = np.maximum(mask, _softened(strip, (height, width)))
    inside = (weight > 0) & (_up(strip, (height, width)) | hole)
    lines = thin(drawn)
    edited = erased | _within(drawn, OWN_REACH) | strip
    kept = np.zeros_like(strip)
    if strip.any():
        # What lies between the place where a line was and where it goes has changed sides: no edge of it stays.
        gone = small_hole | between | _within(erased, 1) | _within(drawn, OWN_REACH + 1)
        kept = canny(working_grey(pixels, scale), sigma, small_hole) & strip & ~gone
        lines |= kept
    edited = _up(edited, (height, width)) & inside
    copyable = (weight > 0) & ~hole & drawn_out.any()
    lines = resize_edges(lines, width, height)
    if moved is None or moved.shift is None:
        return Guidance(weight, kept, GivenLines(lines, edited, copyable))
    init_mode = (_up(moved.gained, (height, width)).astype(np.uint8) + _up(moved.rigid, (height, width))) * (weight > 0)
    given = GivenLines(lines, edited, copyable, pixels_of(pixels, moved.shift), init_mode)
    return Guidance(weight, kept, given)


def _between(drawn: np.ndarray, erased: np.ndarray, radius: float) -> np.ndarray:
    """bool: what lies between lines that were erased and lines drawn in their place."""
    if not drawn.any() or not erased.any():
        return np.zeros_like(drawn)
    to_drawn = cv2.distanceTransform((~drawn).astype(np.uint8), cv2.DIST_L2, 5)
    to_erased, labels = cv2.distanceTransformWithLabels(
        (~erased).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    gap_of = np.zeros(int(labels.max()) + 1, np.float32)  # from each erased pixel to the line that takes its place
    gap_of[labels[erased]] = to_drawn[erased]
    gap = gap_of[labels]
    near: np.ndarray = (to_drawn + to_erased <= BETWEEN * gap + 2) & (gap < max(drawn.shape) / 2)
    # Beyond the ends of the new line the way round is short, too; there nothing has moved.
    return near & (gap > radius / 2) & ~_past_ends(drawn)


def _closed(plane: np.ndarray, radius: float) -> np.ndarray:
    """``plane`` without the holes in it and without notches narrower than twice ``radius``."""
    reach = int(radius) + 1
    wide = _within(np.pad(plane, reach, mode="edge"), radius)
    closed = cv2.distanceTransform(wide.astype(np.uint8), cv2.DIST_L2, 5)[reach:-reach, reach:-reach] > radius
    closed |= plane
    count, labels = cv2.connectedComponents((~closed).astype(np.uint8), connectivity=4)
    enclosed = np.ones(count, bool)
    for border in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        enclosed[np.unique(border)] = False
    enclosed[0] = True
    filled: np.ndarray = enclosed[labels]
    return filled


def _past_ends(line: np.ndarray) -> np.ndarray:
    """bool: places whose nearest point of ``line`` is one of its ends, off the line itself.

    A strip without them is as long as its line, so that what the line parts stays parted up to the strip's rim.
    """
    if not line.any():
        return line
    thinned = thin(line)
    ends = _ends(thinned)
    for border in (ends[:3], ends[-3:], ends[:, :3], ends[:, -3:]):  # thinning shortens
        border[:] = False  # what ends at the picture's border goes on beyond it
    if not ends.any():
        return np.zeros_like(line)
    distance, labels = cv2.distanceTransformWithLabels(
        (~thinned).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    past: np.ndarray = np.isin(labels, labels[ends]) & (distance > 1.5)
    return past


def _ends(thinned: np.ndarray) -> np.ndarray:
    """bool: ends of lines one pixel wide."""
    around = cv2.filter2D(thinned.astype(np.uint8), -1, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT)
    found: np.ndarray = thinned & (around == 2)
    return found


def _to_border(lines: np.ndarray, reach: float) -> np.ndarray:
    """``lines`` with those that end within ``reach`` px of the picture's border going on to it: nobody hits it
    exactly, and through the gap the colours of one side would run to the other."""
    if not lines.any():
        return lines
    height, width = lines.shape
    longer = lines.astype(np.uint8)
    for y, x in np.argwhere(_ends(thin(lines))):
        sides = (y, (0, x)), (height - 1 - y, (height - 1, x)), (x, (y, 0)), (width - 1 - x, (y, width - 1))
        distance, (v, u) = min(sides)
        if distance <= reach:
            cv2.line(longer, (int(x), int(y)), (int(u), int(v)), 1)
    return longer > 0


def _beyond(lines: np.ndarray, hole: np.ndarray, radius: float) -> np.ndarray:
    """The part of ``lines`` that edits the photo itself: not in the hole, and not a mere overshoot of a line in it."""
    outside = lines & ~hole
    if not (lines & hole).any() or not outside.any():
        return outside
    count, labels = cv2.connectedComponents(lines.astype(np.uint8), connectivity=8)
    into = np.zeros(count, bool)
    into[np.unique(labels[lines & hole])] = True
    return outside & ~(into[labels] & _within(hole, radius))


def _within(lines: np.ndarray, radius: float) -> np.ndarray:
    if not lines.any():
        return lines
    near: np.ndarray = cv2.distanceTransform((~lines).astype(np.uint8), cv2.DIST_L2, 5) <= radius
    return near


def _softened(strip: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """uint8 of ``shape``: 255 inside the strip, with a rim of two px at its own scale that fades out inwards."""
    inner = cv2.distanceTransform(np.pad(strip, 1, mode="edge").astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    soft = np.clip(inner / 3, 0, 1, dtype=np.float32)
    if soft.shape != shape:
        soft = cv2.resize(soft, shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.round(255 * soft).astype(np.uint8)


def _up(plane: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    if plane.shape == shape:
        return plane
    large: np.ndarray = cv2.resize(plane.astype(np.uint8), shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    return large


def _scaled(shape: tuple[int, ...], scale: float) -> tuple[int, int]:
    """(width, height)."""
    return max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))
