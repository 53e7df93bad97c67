"""One person of several who stand close together, where the subject network sees one object.

Between two heads runs the way of the least cost through the object, from one end to the other: along edges, and near
the middle where there are none. It is found by dynamic programming, as a seam (Avidan, Shamir, "Seam Carving for
Content-Aware Image Resizing", SIGGRAPH 2007), on a small copy that is turned so that the heads lie side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from core.image_io.photo import to_8_bit
from core.selection.object_at import Found

SIDE = 320  # px, the longer side of the object on the copy
ROOM = 0.8  # of the way from the middle to a head, how far the cut may go
EDGE = 6.0  # how much less a cut costs on a strong edge: a seventh
MIDDLE = 0.25  # what it costs more than in the middle beside a head
STEEPEST = 2  # px to the side for each px along it
SLOPE = 0.16  # what a px to the side costs
OUTSIDE = 0.1  # of these costs, beside the object
BODY = 0.5  # what a px of height counts where the nearest head is looked for: a body is below its head

Point = tuple[float, float]


def separate_person(image: np.ndarray, found: Found, heads: Sequence[Point], x: float, y: float) -> Found | None:
    """What of ``found`` belongs to the head that is nearest to the point (x, y), px of the photo.

    Args:
        image: uint8 or uint16 (h, w, 3) RGB.
        heads: their middles, px of the photo; those beside ``found`` do not count.

    Returns:
        None where fewer than two heads are on it.
    """
    here = [head for head in heads if found.holds(*head)]
    if len(here) < 2:
        return None
    mine = min(here, key=lambda head: np.hypot(head[0] - x, BODY * (head[1] - y)))
    corner = found.region.left, found.region.top
    pixels = to_8_bit(np.ascontiguousarray(image[found.region.slices]))
    mask = found.mask.copy()
    for other in here:
        if other is not mine:
            mask[~_side(pixels, found.mask, _less(other, corner), _less(mine, corner))] = 0
    return Found(found.region, mask) if (mask > 127).any() else None


def _side(pixels: np.ndarray, mask: np.ndarray, other: Point, mine: Point) -> np.ndarray:
    """bool (h, w): what is on the side of ``mine`` of the cut between two points of the object ``mask``."""
    way = np.subtract(mine, other)
    distance = float(np.hypot(*way))
    across, down = way / max(distance, 1e-6)
    middle = np.add(mine, other) / 2
    scale = min(1.0, SIDE / max(mask.shape))
    reach = max(2, round(ROOM * scale * distance / 2))
    height, width = mask.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) - middle
    along = scale * (corners @ (-down, across))  # where the object lies along the cut, px of the copy
    first, rows = np.floor(along.min()), int(np.ptp(along)) + 2
    size = 2 * reach + 1, rows
    to_photo = np.array([[across, -down], [down, across]]) / scale
    origin = middle + to_photo @ (-reach, first)
    matrix = np.column_stack([to_photo, origin])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    smooth = cv2.GaussianBlur(pixels, (0, 0), max(0.5, 0.6 / scale))
    lab = cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB)
    turned = cv2.warpAffine(lab, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    inside = cv2.warpAffine(mask, matrix, size, flags=flags) > 127
    seam = _seam(_costs(turned, inside), inside)
    ys, xs = np.indices(mask.shape, np.float32)
    u = scale * ((xs - middle[0]) * across + (ys - middle[1]) * down)
    v = scale * ((ys - middle[1]) * across - (xs - middle[0]) * down) - first
    return u > seam[np.clip(np.rint(v).astype(int), 0, rows - 1)] - reach


def _costs(lab: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """float32 (rows, columns): what a cut costs at each pixel; small on edges, the middle column less than the rim."""
    slopes = [np.abs(cv2.Sobel(lab, cv2.CV_32F, dx, dy)).max(2) for dx, dy in ((1, 0), (0, 1))]
    edges = np.maximum(*slopes)
    strong = float(np.percentile(edges[inside], 95)) if inside.any() else 0.0
    off = np.abs(np.linspace(-1, 1, lab.shape[1], dtype=np.float32)) ** 2
    costs = 1 / (1 + EDGE * np.minimum(1, edges / max(strong, 1e-3))) + MIDDLE * off
    return np.where(inside, costs, OUTSIDE * MIDDLE * (1 + off)).astype(np.float32)


def _seam(costs: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """int (rows): the columns of the way of the least cost from the first row to the last."""
    rows, columns = costs.shape
    total = costs[0].copy()
    steps = np.zeros(costs.shape, np.int8)
    for row in range(1, rows):
        best = total.copy()
        slope = np.where(inside[row], SLOPE, OUTSIDE * SLOPE)
        for step in range(-STEEPEST, STEEPEST + 1):
            if step:
                from_there = np.full(columns, np.inf, np.float32)
                if step > 0:
                    from_there[step:] = total[:-step]
                else:
                    from_there[:step] = total[-step:]
                from_there += abs(step) * slope
                less = from_there < best
                best[less], steps[row][less] = from_there[less], step
        total = best + costs[row]
    seam = np.empty(rows, int)
    column = int(total.argmin())
    for row in reversed(range(rows)):
        seam[row] = column
        column -= int(steps[row, column])
    return seam


def _less(point: Point, corner: tuple[int, int]) -> Point:
    return point[0] - corner[0], point[1] - corner[1]
