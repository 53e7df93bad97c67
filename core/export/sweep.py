"""What a collage shows: a photo at a grid of sizes, or bent into a sweep of quads."""

from __future__ import annotations

from collections.abc import Sequence

from core.geometry import CanvasGeometry, as_quad

Rows = list[list[CanvasGeometry]]

STRENGTHS = (0.14, 0.28)  # share of a side that corners move by

# By how many sides each corner (tl, tr, br, bl) moves to the right and down at a strength of 1; two that mirror each
# other.
_Moves = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
_PAIRS: tuple[tuple[_Moves, _Moves], ...] = (
    (((0, 1), (0, 0), (0, 0), (0, -1)), ((0, 0), (0, 1), (0, -1), (0, 0))),  # the left, the right side is further away
    (((1, 0), (-1, 0), (0, 0), (0, 0)), ((0, 0), (0, 0), (-1, 0), (1, 0))),  # the top, the bottom is further away
    (((0, 0), (0, 0), (1, 0), (1, 0)), ((1, 0), (1, 0), (0, 0), (0, 0))),  # sheared to the left, to the right
    (((0, 0), (0, 1), (0, 1), (0, 0)), ((0, 1), (0, 0), (0, 0), (0, 1))),  # sheared down, up
)


def sizes(width: int, height: int, scales_x: Sequence[float], scales_y: Sequence[float]) -> Rows:
    """Every combination of the factors for a ``width`` x ``height`` photo; a row has one height."""
    return [
        [CanvasGeometry(width, height, max(1, round(width * x)), max(1, round(height * y))) for x in scales_x]
        for y in scales_y
    ]


def quads(width: int, height: int, strengths: Sequence[float] = STRENGTHS) -> Rows:
    """Canvases that are no rectangles, of a ``width`` x ``height`` photo, with the photo itself in the middle column.

    Four rows: perspective from the sides, perspective from above and below, sheared sideways, sheared upwards. Each
    goes from the strongest bend one way over the photo to the strongest one the other way.

    Args:
        strengths: growing shares of a side that corners move by, each above 0 and below 0.5.
    """
    own = CanvasGeometry.identity(width, height)
    return [
        [_bent(own, one, s) for s in reversed(strengths)] + [own] + [_bent(own, other, s) for s in strengths]
        for one, other in _PAIRS
    ]


def _bent(own: CanvasGeometry, moves: _Moves, strength: float) -> CanvasGeometry:
    right, down = strength * own.width, strength * own.height
    quad = as_quad((x + right * dx, y + down * dy) for (x, y), (dx, dy) in zip(own.corners, moves))
    return CanvasGeometry.from_quad(own.width, own.height, quad)
