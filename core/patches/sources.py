"""One source per pixel out of several candidates."""

from __future__ import annotations

import numpy as np

from core.patches.maps import CandidateMaps


def best_source(maps: CandidateMaps) -> tuple[np.ndarray, np.ndarray]:
    """int32 (H, W) rows and columns: the source of each pixel in the candidate that is farthest from its seam."""
    best = maps.seam.argmax(0)[None]
    rows = np.take_along_axis(np.asarray(maps.rows), best, 0)[0]
    columns = np.take_along_axis(np.asarray(maps.columns), best, 0)[0]
    return rows, columns
