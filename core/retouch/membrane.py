"""A tone for copied pixels: how much they have to be lifted or lowered so that they join what lies around them.

Perez, Gangnet, Blake, "Poisson Image Editing", SIGGRAPH 2003: pixels that keep their gradients and meet the picture at
a border are the copied ones plus a membrane, a field without curvature (Laplace's equation) that has at the border the
value of the difference there. Here that difference is looked at through a small blur, so that the grain of the two
places does not count, and where the picture ends, or nothing is known, the membrane is free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.selection.region import Region

BLUR = 1.5  # px (sigma) at the size that is solved for, over which differences are averaged
NEARBY = 1.0  # widths of the stroke, over which its rim is expected to show the same difference
OUTLIER = 2.5  # times the usual distance from that, at which a difference counts half as much
SMALL = 3.0  # grey levels, so far apart differences are anywhere
LARGE = 24.0  # grey levels, up to which a difference is taken for one of tone before it is compared with others
LEAST = 0.3
ROUNDS = 4  # in which that is found
SWEEPS = 24
COARSEST = 6  # px, the shorter side from which on there is no coarser level
_CROSS = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32)


@dataclass(frozen=True)
class Tone:
    """A smooth field over a part of a picture.

    Attributes:
        region: the part, px.
        values: float32 (h', w', 3), at any resolution, in the units of the picture.
    """

    region: Region
    values: np.ndarray

    def at(self, region: Region) -> np.ndarray:
        """float32 (h, w, 3), the field in ``region``, which may reach beyond its own: there it goes on as it ends."""
        import cv2

        height, width = self.values.shape[:2]
        across, down = width / self.region.width, height / self.region.height
        to_values = np.array([
            [across, 0, (region.left - self.region.left + 0.5) * across - 0.5],
            [0, down, (region.top - self.region.top + 0.5) * down - 0.5],
        ])  # fmt: skip
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(
            self.values, to_values, (region.width, region.height), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )


def membrane(difference: np.ndarray, inside: np.ndarray, known: np.ndarray, width: float) -> np.ndarray:
    """The field that joins ``difference`` around and has no curvature within.

    Args:
        difference: float32 (h, w, 3), grey levels of 8 bits, read where ``known`` is true.
        inside: bool (h, w), where the field is wanted.
        known: bool (h, w), where the difference counts. What is neither leaves the field free.
        width: px, about how wide ``inside`` is.

    Returns:
        float32 (h, w, 3); 0 throughout where nothing is known.
    """
    import cv2

    rim = known & (cv2.dilate(inside.view(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    if not rim.any():
        return np.zeros_like(difference)
    weight = known.astype(np.float32)
    soft = cv2.GaussianBlur(difference * weight[..., None], (0, 0), BLUR)
    soft = soft / np.maximum(cv2.GaussianBlur(weight, (0, 0), BLUR), 1e-4)[..., None]
    return _solved(np.where(rim[..., None], soft, 0), _trust(soft, rim, width), inside)


def _trust(soft: np.ndarray, rim: np.ndarray, width: float) -> np.ndarray:
    """float32 (h, w), how much the difference at each place of the rim counts, 0..1.

    Where something else touches the stroke, a roof below a sky, the two places differ by far more than elsewhere along
    the rim nearby: that is no matter of tone, and would be smeared over the middle.
    """
    trust = rim.astype(np.float32)
    for _ in range(ROUNDS):
        total = np.maximum(_blurred(trust, NEARBY * width)[rim], 1e-6)
        middle = _blurred(soft * trust[..., None], NEARBY * width)[rim] / total[:, None]
        apart = np.abs(soft[rim] - middle).max(-1)
        trust[rim] = _counts(apart, OUTLIER * max(float(np.median(apart)), SMALL))
    trust[trust < LEAST] = 0  # a long run of values that hardly count would still pull
    return trust


def _blurred(picture: np.ndarray, sigma: float) -> np.ndarray:
    """Blurred at a size at which a wide blur costs little."""
    import cv2

    height, width = picture.shape[:2]
    scale = min(1.0, 2.0 / sigma)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.GaussianBlur(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), (0, 0), sigma * scale)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _counts(apart: np.ndarray, half: float) -> np.ndarray:
    """How much a value counts that is so far ``apart``: half at ``half``."""
    return np.asarray(1 / (1 + (apart / half) ** 4), np.float32)


def _area(inside: np.ndarray, trust: np.ndarray) -> np.ndarray:
    """float32 (h, w), 1 where there is a field; elsewhere it is 0."""
    return np.asarray(inside | (trust > 0), np.float32)


def _solved(values: np.ndarray, trust: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Relaxed from coarse to fine; ``values`` holds where ``trust`` is 1, and the less the less that is."""
    import cv2

    height, width = inside.shape
    held = trust[..., None]
    if min(height, width) <= COARSEST:
        total = float(trust.sum())
        start = np.broadcast_to((values * held).sum((0, 1)) / max(total, 1e-6), values.shape)
    else:
        size = (width + 1) // 2, (height + 1) // 2
        coarse_trust = cv2.resize(trust, size, interpolation=cv2.INTER_AREA)
        coarse = cv2.resize(values * held, size, interpolation=cv2.INTER_AREA)
        coarse /= np.maximum(coarse_trust, 1e-6)[..., None]
        padded = np.pad(trust, ((0, height % 2), (0, width % 2)))
        strongest = padded.reshape(size[1], 2, size[0], 2).max((1, 3))
        free = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
        solved = _solved(coarse, strongest, free)
        start = cv2.resize(solved, (width, height), interpolation=cv2.INTER_LINEAR)
        share = cv2.resize(_area(free, strongest), (width, height), interpolation=cv2.INTER_LINEAR)
        start = start / np.maximum(share, 1e-3)[..., None]
    area = _area(inside, trust)
    share = cv2.filter2D(area, -1, _CROSS, borderType=cv2.BORDER_CONSTANT)
    # One sweep is the mean of the neighbours, and of that and the value where one is held: field * gain + pull.
    gain = cv2.merge([area * (1 - trust) / np.maximum(share, 1)] * 3)
    pull = values * held
    field = (pull + start * (1 - held)) * area[..., None]
    for _ in range(SWEEPS):
        field = cv2.filter2D(field, -1, _CROSS, borderType=cv2.BORDER_CONSTANT)
        cv2.multiply(field, gain, dst=field)
        cv2.add(field, pull, dst=field)
    return field
