"""One tone for a fill of shifted copies: the steps along their seams and at the hole's rim, taken out.

Perez, Gangnet, Blake, "Poisson Image Editing", SIGGRAPH 2003, on a correction of the copies instead of their gradients:
inside a copy it is smooth; across a seam it steps by as much as the two copies differ there, both seen at the same
place and a little blurred, so that grain does not count; at the rim it ends in the photo. Where they differ by too much
an edge of the picture runs along the seam, and the correction may step as it likes.
"""

from __future__ import annotations

import cv2
import numba
import numpy as np

SEEN_BLUR = 3.0  # px (sigma), the scale on which two copies are compared
STEP = 26.0  # grey levels; a larger difference is an edge, not a step
EDGY = 35.0  # grey levels (deviation) of detail beside a seam, from which a tone cannot be told
HOLD = 0.0006  # pull to no correction, against a trust of 1 between pixels: it fades over some 40 px
SWEEPS = 60
RELAXATION = 1.85  # of successive over-relaxation
COARSEST = 3000  # px of the hole from which a smaller level starts the solution

_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")


def tone_correction(
    image: np.ndarray, hole: np.ndarray, down: np.ndarray, across: np.ndarray, hold: float = HOLD
) -> np.ndarray:
    """Correction of a fill by shifted copies.

    Args:
        image: uint8 or float32 (h, w, 3), grey levels; inside the hole it is not read.
        hole: bool (h, w).
        down, across: int32 (h, w), in the hole the offset that each pixel is copied along.
        hold: see :data:`HOLD`.

    Returns:
        float32 (h, w, 3), grey levels to add; 0 outside of the hole.
    """
    known = (~hole).astype(np.float32)
    weight = cv2.GaussianBlur(known, (0, 0), SEEN_BLUR)
    soft = image * known[..., None]
    cv2.GaussianBlur(soft, (0, 0), SEEN_BLUR, dst=soft)
    np.divide(soft, np.maximum(weight, 1e-3)[..., None], out=soft)
    grey = image.mean(-1, dtype=np.float32) * known
    power = cv2.GaussianBlur(grey**2, (0, 0), SEEN_BLUR) / np.maximum(weight, 1e-3)
    contrast = np.sqrt(np.maximum(power - soft.mean(-1) ** 2, 0)).astype(np.float32)
    correction = np.zeros((*hole.shape, 3), np.float32)
    if int(hole.sum()) > COARSEST and min(hole.shape) > 16:
        half = (hole.shape[1] + 1) // 2, (hole.shape[0] + 1) // 2
        small = tone_correction(
            cv2.resize(soft, half, interpolation=cv2.INTER_AREA), np.ascontiguousarray(hole[::2, ::2]),
            np.ascontiguousarray(down[::2, ::2]) // 2, np.ascontiguousarray(across[::2, ::2]) // 2, 4 * hold,
        )  # fmt: skip
        correction = np.repeat(np.repeat(small, 2, 0), 2, 1)[: hole.shape[0], : hole.shape[1]]
        correction = np.ascontiguousarray(correction)
        correction *= hole[..., None]
    y, x = np.nonzero(hole)
    if len(y):
        step, trust = _steps(soft, contrast, hole, down, across, y.min(), x.min(), y.max() + 1, x.max() + 1)
        _relax(correction, hole, step, trust, y.min(), x.min(), SWEEPS, np.float32(RELAXATION), np.float32(hold))
    return correction


@_kernel
def _steps(  # type: ignore[no-untyped-def]  # numba infers
    soft, contrast, hole, down, across, top, left, bottom, right
):
    """By how much the correction is to rise from each pixel to the next, down (0) and across (1), and how surely.

    Counted from one row and column before the box, so that every pair with a pixel of the hole is there.
    """
    height, width = hole.shape
    rows, columns = bottom - top + 1, right - left + 1
    step = np.zeros((2, rows, columns, 3), np.float32)
    trust = np.zeros((2, rows, columns), np.float32)
    for axis in range(2):
        dy, dx = (1, 0) if axis == 0 else (0, 1)
        for i in range(rows):
            for j in range(columns):
                y, x = top - 1 + i, left - 1 + j
                v, u = y + dy, x + dx
                if y < 0 or x < 0 or v >= height or u >= width or not (hole[y, x] or hole[v, u]):
                    continue
                a, b = (down[y, x], across[y, x]) if hole[y, x] else (0, 0)
                c, d = (down[v, u], across[v, u]) if hole[v, u] else (0, 0)
                if a == c and b == d:
                    trust[axis, i, j] = 1
                    continue
                # Both copies at both places, where the photo has them.
                count, largest, edgy = 0, np.float32(0), np.float32(0)
                for k in range(2):
                    p, q = (y, x) if k == 0 else (v, u)
                    e, f, g, h = p + a, q + b, p + c, q + d
                    if e < 0 or e >= height or f < 0 or f >= width or g < 0 or g >= height or h < 0 or h >= width:
                        continue
                    if hole[e, f] or hole[g, h]:
                        continue
                    count += 1
                    edgy = max(edgy, contrast[e, f], contrast[g, h])
                    for channel in range(3):
                        step[axis, i, j, channel] += soft[e, f, channel] - soft[g, h, channel]
                if count == 0:
                    continue
                for channel in range(3):
                    step[axis, i, j, channel] /= count
                    largest = max(largest, abs(step[axis, i, j, channel]))
                trust[axis, i, j] = np.exp(-((largest / STEP) ** 2) - (edgy / EDGY) ** 2)
    return step, trust


@_kernel
def _relax(values, hole, step, trust, top, left, sweeps, relaxation, hold):  # type: ignore[no-untyped-def]
    height, width = hole.shape
    rows, columns = trust.shape[1], trust.shape[2]
    for _ in range(sweeps):
        for i in range(1, rows):
            for j in range(1, columns):
                y, x = top - 1 + i, left - 1 + j
                if not hole[y, x]:
                    continue
                weight = hold
                a = b = c = np.float32(0)
                if y > 0:
                    t = trust[0, i - 1, j]
                    weight += t
                    a += t * (values[y - 1, x, 0] + step[0, i - 1, j, 0])
                    b += t * (values[y - 1, x, 1] + step[0, i - 1, j, 1])
                    c += t * (values[y - 1, x, 2] + step[0, i - 1, j, 2])
                if y + 1 < height:
                    t = trust[0, i, j]
                    weight += t
                    a += t * (values[y + 1, x, 0] - step[0, i, j, 0])
                    b += t * (values[y + 1, x, 1] - step[0, i, j, 1])
                    c += t * (values[y + 1, x, 2] - step[0, i, j, 2])
                if x > 0:
                    t = trust[1, i, j - 1]
                    weight += t
                    a += t * (values[y, x - 1, 0] + step[1, i, j - 1, 0])
                    b += t * (values[y, x - 1, 1] + step[1, i, j - 1, 1])
                    c += t * (values[y, x - 1, 2] + step[1, i, j - 1, 2])
                if x + 1 < width:
                    t = trust[1, i, j]
                    weight += t
                    a += t * (values[y, x + 1, 0] - step[1, i, j, 0])
                    b += t * (values[y, x + 1, 1] - step[1, i, j, 1])
                    c += t * (values[y, x + 1, 2] - step[1, i, j, 2])
                if weight > 0:
                    values[y, x, 0] += relaxation * (a / weight - values[y, x, 0])
                    values[y, x, 1] += relaxation * (b / weight - values[y, x, 1])
                    values[y, x, 2] += relaxation * (c / weight - values[y, x, 2])
