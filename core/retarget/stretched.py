"""Where grain is missing: visible texture that the warp has stretched or squeezed, away from the subject."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.geometry import CanvasGeometry
from core.retarget.sampling import source_places, virtual_size
from core.retarget.warp import Warp

UNSEEN, SEEN = 0.12, 0.35  # |log| of a stretch: what nobody sees, and what everybody does
TOO_FAR = (1.1, 1.4)  # |log| of a stretch so wide that its ground has too little grain to be filled with
FINE = 3.0  # px, detail finer than that is grain
LIVELY = (2.0, 7.0)  # grey levels of fine detail from which a texture counts, and counts in full
DENSE = (0.18, 0.45)  # share of textured pixels around: a lone edge is none
COARSE, WINDOW = 5.0, 9.0  # px, what is no grain any more, and over how much of it is looked
EVEN = (0.5, 1.0)  # deviation of the coarse picture to that of the grain: above, things differ, and no texture goes on
SMALLEST = 13  # px, width below which a textured spot is not worth a cut
UPRIGHT, BUILT = 8.0, (0.1, 0.18)
"""Degrees from level and upright that count as such, and the share of edges of each kind, the rarer one, from which a
place is built: windows and tiles in a row are no grain."""
LONG = 0.08  # of the long side: straight lines so long are structure, and keep to the warp
LINE_REACH = 4  # px around them
NEAR_SUBJECT = 0.045  # of the long side: what saliency half sees is the subject's too
SUBJECT = (0.08, 0.3)  # saliency from which grain is left alone, in part and altogether


@dataclass(frozen=True)
class Stretched:
    """What is to be re-grained.

    Attributes:
        mask: float32 (H, W) in 0..1 of the canvas.
        stretch: float32 (H, W), |log| of how much wider or narrower than high, or larger, pixels are.
        scale: at which the subject stands in the canvas, at most 1: grain is native at this scale.
    """

    mask: np.ndarray
    stretch: np.ndarray
    scale: float


def texture(photo: np.ndarray) -> np.ndarray:
    """How much of a texture each pixel of a uint8 photo (h, w, 3) belongs to, float32 (h, w) in 0..1.

    Dense fine detail on ground that is even otherwise: what differs at a larger scale is a tower against a sky, and is
    not made of interchangeable patches. And no long straight lines: what repeats a beam or a pole draws stairs.
    """
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    strength, dense = _fine_detail(grey)
    coarse = cv2.GaussianBlur(photo.astype(np.float32), (0, 0), COARSE)
    mean, square = (cv2.GaussianBlur(each, (0, 0), WINDOW) for each in (coarse, coarse * coarse))
    uneven = np.sqrt(np.maximum(square - mean * mean, 0)).max(2) / np.maximum(strength, 1)
    result = dense * (1 - _ramp(uneven, *EVEN))
    result *= 1 - _ramp(_built(grey), *BUILT)
    result = cv2.morphologyEx(result, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (SMALLEST,) * 2))
    lines = np.zeros(grey.shape, np.uint8)
    shortest = LONG * max(grey.shape)
    found = cv2.createLineSegmentDetector().detect(grey)[0]
    if found is not None:
        for x0, y0, x1, y1 in np.rint(found.reshape(-1, 4)).astype(int).tolist():
            if np.hypot(x1 - x0, y1 - y0) >= shortest:
                cv2.line(lines, (x0, y0), (x1, y1), 255, 2 * LINE_REACH)
    return result * (1 - cv2.GaussianBlur(lines, (0, 0), 2).astype(np.float32) / 255)


def texture_share(photo: np.ndarray) -> float:
    """Share of a uint8 photo (h, w, 3) that dense fine detail covers, 0..1, whatever else differs there."""
    return float(_fine_detail(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY))[1].mean())


def _fine_detail(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(its deviation around each pixel, grey levels; 0..1 where it is strong and dense)."""
    fine = grey.astype(np.float32)
    fine -= cv2.GaussianBlur(fine, (0, 0), FINE)
    strength = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), 5))
    density = cv2.blur((np.abs(fine) > 4).astype(np.float32), (25, 25))
    return strength, _ramp(strength, *LIVELY) * _ramp(density, *DENSE)


def _built(grey: np.ndarray) -> np.ndarray:
    """Share of edge energy around each pixel that is level, or that is upright, whichever is less."""
    down, across = cv2.Sobel(grey, cv2.CV_32F, 0, 1), cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    energy, slope = down * down + across * across, np.float32(np.tan(np.radians(UPRIGHT)))
    level, upright = energy * (np.abs(across) < slope * np.abs(down)), energy * (np.abs(down) < slope * np.abs(across))
    shares = [cv2.GaussianBlur(each, (0, 0), WINDOW) for each in (level, upright, energy)]
    return np.minimum(shares[0], shares[1]) / np.maximum(shares[2], 1)


def find_stretched(
    textured: np.ndarray, importance: np.ndarray, saliency: np.ndarray, warp: Warp, geometry: CanvasGeometry
) -> Stretched:
    """Find where grain is missing on a canvas.

    Args:
        textured: float32 (h, w), :func:`texture` of the photo.
        importance: float32 (any size), what the warp kept.
        saliency: float32 (any size) in 0..1, what is left alone.
        geometry: the canvas at the scale of ``textured``.
    """
    height, width = virtual_size(geometry)
    down = warp.rows.stretch(64, height, textured.shape[0])
    across = warp.columns.stretch(64, width, textured.shape[1])
    scale = _subject_scale(importance, warp, down, across)
    x, y = source_places(warp, geometry)
    if geometry.quad is None:
        log_x = np.log(_along(across, geometry.width) / scale)[None, :]
        log_y = np.log(_along(down, geometry.height) / scale)[:, None]
        stretch = np.maximum(np.abs(log_x), np.abs(log_y)) * np.ones((geometry.height, 1))
    else:  # from how far neighbours lie apart in the photo
        step_x = np.hypot(np.gradient(x, axis=1), np.gradient(y, axis=1))
        step_y = np.hypot(np.gradient(x, axis=0), np.gradient(y, axis=0))
        stretch = np.maximum(*(np.abs(np.log(np.clip(each * scale, 0.02, 50))) for each in (step_x, step_y)))
    stretch = stretch.astype(np.float32)
    reach = 2 * round(NEAR_SUBJECT * max(saliency.shape) / 2) + 1
    around = cv2.dilate(saliency.astype(np.float32), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    around = cv2.resize(around, textured.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    free = textured * (1 - _ramp(around, *SUBJECT))
    mask = cv2.remap(free, x - 0.5, y - 0.5, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Stretched(mask * _ramp(stretch, UNSEEN, SEEN) * (1 - _ramp(stretch, *TOO_FAR)), stretch, scale)


def _subject_scale(importance: np.ndarray, warp: Warp, down: np.ndarray, across: np.ndarray) -> float:
    """The mean scale at which what is kept stands, at most 1."""
    height, width = importance.shape
    rows = np.interp((np.arange(height) + 0.5) / height, warp.rows.centres(len(down)), down)
    columns = np.interp((np.arange(width) + 0.5) / width, warp.columns.centres(len(across)), across)
    weights = importance.astype(np.float64) ** 4 + 1e-6
    logs = (np.log(rows)[:, None] + np.log(columns)) / 2
    return float(np.exp(min(0.0, (weights * logs).sum() / weights.sum())))


def _along(values: np.ndarray, count: int) -> np.ndarray:
    places = (np.arange(count) + 0.5) / count
    return np.interp(places, (np.arange(len(values)) + 0.5) / len(values), values)


def _ramp(values: np.ndarray, low: float, high: float) -> np.ndarray:
    return np.clip((values - low) / (high - low), 0, 1).astype(np.float32)
