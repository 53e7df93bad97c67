"""Whether a photo's subject is whole in a re-made picture: is it found there at one even scale?

Patch distances do not see a halved or widened face; this does. The content of a box is looked for in the result by
zero-mean normalised cross-correlation (J. P. Lewis, "Fast Normalized Cross-Correlation", 1995), at many even scales.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

SIDE = 360  # px, long side of the photo at which is looked
SCALES = np.arange(0.3, 1.13, 0.04)
SMALLEST = 8  # px, side of a template
WHOLE = 0.9  # correlation from which a subject counts as whole

Box = tuple[float, float, float, float]
"""(left, top, right, bottom) as fractions of the photo's sides."""


@dataclass(frozen=True)
class SubjectScore:
    """Attributes:
    correlation: -1..1, 1 when the box's content is found exactly.
    scale: of the box's content in the result, where it is found best.
    """

    correlation: float
    scale: float

    @property
    def whole(self) -> bool:
        return self.correlation >= WHOLE


def subject_whole(photo: np.ndarray, box: Box, result: np.ndarray) -> SubjectScore:
    """Look for the content of a box.

    Args:
        photo, result: uint8 (h, w, 3), (H, W, 3) at the same scale; both are shrunk alike.

    Returns:
        the best of all scales; correlation -1 where no template fits into the result.
    """
    template, made = _template(photo, box, result)
    best = SubjectScore(-1.0, 0.0)
    for scale in SCALES:
        found = _correlations(template, made, scale)
        if found is not None and float(found.max()) > best.correlation:
            best = SubjectScore(float(found.max()), round(float(scale), 2))
    return best


def second_match(photo: np.ndarray, box: Box, result: np.ndarray, scale: float) -> float:
    """How much the second best place of a result looks like the content of a box at ``scale``: its correlation, -1..1.

    A second place lies at least half a box away from the best one; -1 where there is none.
    """
    template, made = _template(photo, box, result)
    found = _correlations(template, made, scale)
    if found is None:
        return -1.0
    y, x = np.unravel_index(int(found.argmax()), found.shape)
    down, across = (max(1, round(scale * side / 2)) for side in template.shape[:2])
    found[max(0, y - down) : y + down + 1, max(0, x - across) : x + across + 1] = -1
    return float(found.max())


def _template(photo: np.ndarray, box: Box, result: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The content of the box, and the result, both as large as they are looked at."""
    factor = SIDE / max(photo.shape[:2])
    small, made = (
        cv2.GaussianBlur(cv2.resize(each, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), (0, 0), 1)
        for each in (photo, result)
    )
    height, width = small.shape[:2]
    return small[int(box[1] * height) : int(box[3] * height), int(box[0] * width) : int(box[2] * width)], made


def _correlations(template: np.ndarray, made: np.ndarray, scale: float) -> np.ndarray | None:
    """Of each place of a result with the template at a scale; None where it does not fit."""
    if min(template.shape[:2]) == 0:
        return None
    scaled = cv2.resize(template, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if min(scaled.shape[:2]) < SMALLEST or scaled.shape[0] > made.shape[0] or scaled.shape[1] > made.shape[1]:
        return None
    return cv2.matchTemplate(made, scaled, cv2.TM_CCOEFF_NORMED)
