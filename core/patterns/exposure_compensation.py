"""Exposure compensation: steps in brightness along joints, taken out over a wide stretch of even ground.

Two pieces of one sky may differ by a few grey levels; along a straight joint that shows from afar, and no blend of a
few pixels hides it. Where both sides are even, the picture should go on as they do: a smooth correction makes it so,
after Perez, Gangnet, Blake, "Poisson Image Editing", SIGGRAPH 2003, screened so that colours stay near what they were.
Where there is texture or an edge nothing is corrected: there a difference belongs.
"""

from __future__ import annotations

import cv2
import numba
import numpy as np

from core.matching.poisson_seams import step_trust
from core.patterns.maps import CandidateMaps

SHRINK = 4  # the correction is computed on a copy so many times smaller
EVEN = 6.0  # grey levels from pixel to pixel of that copy up to which ground counts as even
STEP = 32.0  # grey levels; a larger difference is an edge, not a step
REACH = 24.0
"""Distance over which a correction falls to 1/e, px of the smaller copy: some 100 px at working size."""

_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


def downsampled(photo: np.ndarray) -> np.ndarray:
    """A uint8 photo (h, w, 3) as :func:`exposure_compensation` looks at it: float32, :data:`SHRINK` times smaller."""
    size = max(1, round(photo.shape[1] / SHRINK)), max(1, round(photo.shape[0] / SHRINK))
    return cv2.resize(photo, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def exposure_compensation(maps: CandidateMaps, small: np.ndarray) -> np.ndarray | None:
    """What to add to a picture that copies along ``maps``.

    Args:
        maps: candidates; the first is looked at.
        small: the photo from :func:`downsampled`.

    Returns:
        float32 (H', W', 3), the correction in grey levels on the smaller copy of the canvas; None where there is
        nothing to correct.
    """
    height, width = maps.shape
    y, x = (np.minimum(np.arange(max(1, side // SHRINK)) * SHRINK + SHRINK // 2, side - 1) for side in (height, width))
    rows, columns = maps.rows[0][np.ix_(y, x)], maps.columns[0][np.ix_(y, x)]
    wanted = np.zeros((2, len(y), len(x), 3), np.float32)
    if not _steps(rows, columns, small, wanted):
        return None
    divergence = wanted[0] + wanted[1]
    divergence[1:] -= wanted[0][:-1]
    divergence[:, 1:] -= wanted[1][:, :-1]
    return _screened(divergence)


@_kernel
def _steps(rows, columns, small, wanted):  # type: ignore[no-untyped-def]  # numba infers
    """Gradient of the correction between each pixel and the next, down (0) and across (1); whether there is any."""
    height, width = rows.shape
    top, right = small.shape[0] - 1, small.shape[1] - 1
    found = False
    jump, before, after = np.zeros(3, np.float32), np.zeros(3, np.float32), np.zeros(3, np.float32)
    for axis in range(2):
        dy, dx = (1, 0) if axis == 0 else (0, 1)
        for y in range(height - dy):
            for x in range(width - dx):
                from_y, from_x = rows[y, x], columns[y, x]
                to_y, to_x = rows[y + dy, x + dx], columns[y + dy, x + dx]
                if abs(to_y - from_y - dy * SHRINK) <= 1 and abs(to_x - from_x - dx * SHRINK) <= 1:
                    continue
                ay, ax = min(from_y // SHRINK, top), min(from_x // SHRINK, right)
                by, bx = min(to_y // SHRINK, top), min(to_x // SHRINK, right)
                steep, step = np.float32(0), np.float32(0)
                for c in range(3):
                    before[c] = small[min(ay + dy, top), min(ax + dx, right), c] - small[ay, ax, c]
                    after[c] = small[by, bx, c] - small[max(by - dy, 0), max(bx - dx, 0), c]
                    jump[c] = small[by, bx, c] - small[ay, ax, c] - 0.5 * (before[c] + after[c])
                    steep = max(steep, abs(before[c]), abs(after[c]))
                    step = max(step, abs(jump[c]))
                trust = step_trust(steep, step, EVEN, STEP)
                if not trust or step < 0.5:
                    continue
                found = True
                for c in range(3):
                    wanted[axis, y, x, c] = -trust * jump[c]
    return found


def _screened(divergence: np.ndarray) -> np.ndarray:
    """Solve f / REACH^2 - laplace f = -divergence with a free border, by cosine transforms."""
    height, width = divergence.shape[:2]
    even = height + height % 2, width + width % 2  # what OpenCV's transform takes
    padded = cv2.copyMakeBorder(divergence, 0, even[0] - height, 0, even[1] - width, cv2.BORDER_CONSTANT)
    y, x = (2 - 2 * np.cos(np.pi * np.arange(side, dtype=np.float32) / side) for side in even)
    stiffness = (y[:, None] + x[None] + 1 / REACH**2).astype(np.float32)
    solved = np.empty_like(padded)
    for c in range(3):
        plane = cv2.dct(np.ascontiguousarray(-padded[..., c]))
        solved[..., c] = cv2.idct(plane / stiffness)
    return solved[:height, :width]
