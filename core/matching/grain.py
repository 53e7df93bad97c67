"""The photo's grain for a fill that has none.

A network draws the mean of what could be in a thin hole, and so without noise; in a grainy photo the wire that is gone
leaves a smooth line. The residual of even ground nearby, as it lies there, is laid over it, as strong as the grain
around the hole is: copied in one piece, because grain is seldom white.
"""

from __future__ import annotations

import cv2
import numpy as np

FINE = 1.5  # px (sigma): grain is what a blur of this takes away
LOCAL = 7  # px over which its strength is averaged
RIM = 21  # px around a place in which the evenest ground tells the strength of the grain
EVEN = 1.6  # ground whose residual is at most so many times as strong as that is even
FARTHEST = 96  # px, how far away it is looked for
PIECES = 8  # offsets at most; a long hole takes its grain from several places
LEAST = 0.6 / 255  # mean absolute residual, of the whole range, below which a photo has no grain to speak of


def grained(photo: np.ndarray, hole: np.ndarray, known: np.ndarray, fill: np.ndarray, seed: int = 0) -> np.ndarray:
    """Give a smooth fill the grain of its surroundings.

    Args:
        photo: float32 (h, w, 3) in 0..1, right where ``known``.
        hole: bool (h, w), what was filled.
        known: bool (h, w), what is the photo's own.
        fill: float32 (h, w, 3) in 0..1.

    Returns:
        ``fill``, different in the hole only.
    """
    residual = _residual(photo, known)
    strength = np.abs(residual).mean(-1)
    sure = known & (cv2.erode(known.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    local = _mean(strength, sure)
    # Where nothing sure is near, the floor is out of reach of any strength, and nothing is even.
    floor = cv2.erode(np.where(sure, local, np.float32(1e6)).astype(np.float32), np.ones((RIM, RIM), np.uint8))
    even = sure & (local <= EVEN * floor)
    y, x = np.nonzero(hole)
    level = _mean(strength, even, 2 * RIM + 1)[y, x]
    wanted = level > LEAST
    if not wanted.any():
        return fill
    own = _residual(np.where(hole[..., None], fill, photo), known | hole)
    has = _mean(np.abs(own).mean(-1), hole)[y, x]
    # Independent grains add as squares.
    missing = np.sqrt(np.maximum(np.where(wanted, level, 0) ** 2 - has**2, 0))
    taken, offsets = np.full(len(y), -1, np.int64), _offsets(seed)
    height, width = hole.shape
    places = []
    for down, across in offsets:
        v, u = y + down, x + across
        inside = (v >= 0) & (v < height) & (u >= 0) & (u < width)
        v, u = v.clip(0, height - 1), u.clip(0, width - 1)
        places.append((v, u, inside & even[v, u]))
    for _ in range(PIECES):
        open_ = (taken < 0) & (missing > 0)
        if not open_.any():
            break
        gains = [int((good & open_).sum()) for _, _, good in places]
        best = int(np.argmax(gains))
        if not gains[best]:
            break
        taken[places[best][2] & open_] = best
    result = fill.copy()
    for number in np.unique(taken[taken >= 0]):
        v, u, _ = places[number]
        here = taken == number
        source = residual[v[here], u[here]]
        scale = missing[here] / np.maximum(local[v[here], u[here]], LEAST)
        result[y[here], x[here]] += source * np.minimum(scale, 2)[:, None]
    return np.clip(result, 0, 1)


def _residual(picture: np.ndarray, known: np.ndarray) -> np.ndarray:
    """float32 (h, w, 3): what a blur over the known pixels takes away from them."""
    weight = known.astype(np.float32)
    share = np.maximum(cv2.GaussianBlur(weight, (0, 0), FINE), 1e-3)[..., None]
    soft = cv2.GaussianBlur(picture * weight[..., None], (0, 0), FINE) / share
    off: np.ndarray = (picture - soft) * weight[..., None]
    return off


def _mean(values: np.ndarray, where: np.ndarray, size: int = LOCAL) -> np.ndarray:
    """Mean of ``values``, float32 (h, w), over the pixels ``where`` of a square of ``size`` px; 0 where none is."""
    weight = where.astype(np.float32)
    share = np.maximum(cv2.blur(weight, (size, size)), 0.5 / size**2)
    mean: np.ndarray = cv2.blur((values * weight).astype(np.float32), (size, size)) / share
    return mean


def _offsets(seed: int) -> np.ndarray:
    """int64 (n, 2), (down, across), the nearest first."""
    rng = np.random.default_rng(seed)
    radius = np.linspace(4, FARTHEST, 64)
    angle = rng.uniform(0, 2 * np.pi, 64)
    return np.round(np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1)).astype(np.int64)
