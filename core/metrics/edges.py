"""Whether the edges of a fill are where those of the truth are: precision and recall of Canny edges in the hole."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.edges import DEFAULT_SIGMA, canny, to_grey

TOLERANCE = 1  # px, in both directions


@dataclass(frozen=True)
class EdgeScores:
    """Shares, 0..1; None where there is nothing to take a share of.

    Attributes:
        precision: of the output's edge pixels in the hole, those with an edge of the reference within the tolerance.
        recall: of the reference's edge pixels in the hole, those with an edge of the output within the tolerance.
    """

    precision: float | None
    recall: float | None


def edge_scores(
    output: np.ndarray,
    reference: np.ndarray,
    hole: np.ndarray,
    sigma: float = DEFAULT_SIGMA,
    tolerance: int = TOLERANCE,
) -> EdgeScores:
    """Compare the edges of two pictures inside a hole.

    Args:
        output, reference: uint8 (h, w, 3).
        hole: bool (h, w).
        sigma: of Canny's Gaussian, px; both pictures are seen whole.
        tolerance: px, in each direction.
    """
    found, true = (canny(to_grey(picture), sigma) for picture in (output, reference))
    near = np.ones((2 * tolerance + 1,) * 2, np.uint8)

    def share(of: np.ndarray, beside: np.ndarray) -> float | None:
        inside = of & hole
        matched = inside & (cv2.dilate(beside.astype(np.uint8), near) > 0)
        return float(matched.sum() / inside.sum()) if inside.any() else None

    return EdgeScores(share(found, true), share(true, found))
