"""Colours that flow into a hole but not across its edges.

The steady state of diffusion with the edge pixels as insulators (the idea of Orzan et al., "Diffusion Curves",
SIGGRAPH 2008, turned round: there, curves give colour). A line drawn from rim to rim parts the hole, and each side
takes the colour of its own rim: sky above a drawn ridge, rock below it.
"""

from __future__ import annotations

import cv2
import numba
import numpy as np

SWEEPS = 400
RELAXATION = 1.9  # of successive over-relaxation; near 2 for the sizes of holes at working size


def barrier_fill(image: np.ndarray, hole: np.ndarray, edges: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Fill ``hole`` smoothly, with ``edges`` as barriers.

    Args:
        image: float32 (h, w, 3); what is inside the hole is ignored.
        hole: bool (h, w).
        edges: bool (h, w), thin lines; those outside the hole do not matter.
        start: float32 (h, w, 3) first guess inside the hole; stays where no colour comes in from anywhere.

    Returns:
        float32 (h, w, 3), ``image`` outside the hole.
    """
    edges = _opened(edges | _to_the_rim(edges, hole), hole)
    values = spread(np.where(hole[..., None], start, image), hole, hole & ~edges)
    # The lines themselves, a pixel wide, take the mean of what lies beside them.
    _bridge(values, hole & edges)
    return values


def spread(values: np.ndarray, hole: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Diffuse (h, w, 3) into the ``free`` part of ``hole``, bool (h, w); the rest of the hole is a wall. float32."""
    result = values.astype(np.float32)
    _diffuse(result, hole, free, SWEEPS, np.float32(RELAXATION))
    return result


def _opened(edges: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """``edges`` without those around places that no colour would reach: a small closed line is a mark, not a border."""
    count, labels = cv2.connectedComponents((~(edges & hole)).astype(np.uint8), connectivity=4)
    reached = np.zeros(count, bool)
    reached[np.unique(labels[~hole])] = True
    closed = ~reached[labels] & hole & ~edges
    if not closed.any():
        return edges
    return edges & ~(cv2.dilate(closed.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _to_the_rim(edges: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """What closes the gap of a pixel or two that thinning leaves between the end of a line and the hole's rim."""
    brush = np.ones((5, 5), np.uint8)
    rim = cv2.erode(hole.astype(np.uint8), brush, borderType=cv2.BORDER_CONSTANT, borderValue=0) == 0
    closing: np.ndarray = (cv2.dilate((edges & hole).astype(np.uint8), brush) > 0) & rim & hole
    return closing


@numba.njit(cache=True, nogil=True)
def _diffuse(values, hole, free, sweeps, relaxation):  # type: ignore[no-untyped-def]
    height, width = hole.shape
    for _ in range(sweeps):
        for y in range(height):
            for x in range(width):
                if not free[y, x]:
                    continue
                count = 0
                a = b = c = np.float32(0)
                for k in range(4):
                    v = y + (k == 0) - (k == 1)
                    u = x + (k == 2) - (k == 3)
                    if v < 0 or v >= height or u < 0 or u >= width or (hole[v, u] and not free[v, u]):
                        continue
                    count += 1
                    a += values[v, u, 0]
                    b += values[v, u, 1]
                    c += values[v, u, 2]
                if count:
                    values[y, x, 0] += relaxation * (a / count - values[y, x, 0])
                    values[y, x, 1] += relaxation * (b / count - values[y, x, 1])
                    values[y, x, 2] += relaxation * (c / count - values[y, x, 2])


@numba.njit(cache=True, nogil=True)
def _bridge(values, lines):  # type: ignore[no-untyped-def]
    height, width = lines.shape
    for y in range(height):
        for x in range(width):
            if not lines[y, x]:
                continue
            count = 0
            total = np.zeros(3, np.float32)
            for v in range(max(0, y - 1), min(height, y + 2)):
                for u in range(max(0, x - 1), min(width, x + 2)):
                    if not lines[v, u]:
                        total += values[v, u]
                        count += 1
            if count:
                values[y, x] = total / np.float32(count)
