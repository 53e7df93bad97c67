"""How much of what matters in a photo is missing from a re-made picture, or is shown there twice.

Works on source maps (where each pixel of the result was copied from), not on colours: patch distances cannot tell one
kite from two. The counting is that of shift maps (Pritch, Kav-Venaki, Peleg, "Shift-map image editing", ICCV 2009),
weighted with importance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

NEAR = 1  # px: a source pixel counts as shown when one so close to it is (rounding at joints)
APART = 8  # px: copies of a source pixel that lie closer together belong to one joint, not to two objects


@dataclass(frozen=True)
class ObjectScores:
    """Shares of the importance of a photo, 0..1; lower is better.

    Attributes:
        lost: of what is shown nowhere.
        doubled: of what is shown at two or more places.
    """

    lost: float
    doubled: float

    @classmethod
    def mean(cls, scores: Iterable[ObjectScores]) -> ObjectScores:
        """Average over several results; raises ValueError when there are none."""
        rows = [(each.lost, each.doubled) for each in scores]
        if not rows:
            raise ValueError("no scores to average")
        lost, doubled = np.mean(rows, 0)
        return cls(float(lost), float(doubled))

    def row(self) -> list[str]:
        """The figures as text, per cent with one decimal."""
        return [f"{100 * value:.1f} %" for value in (self.lost, self.doubled)]


def object_scores(rows: np.ndarray, columns: np.ndarray, weights: np.ndarray) -> ObjectScores:
    """Lost and doubled importance of a result.

    Args:
        rows, columns: int (H, W), source pixel of every pixel of the result.
        weights: float or bool (h, w), importance of each source pixel, not negative; zeros everywhere score 0.

    Raises:
        ValueError: the maps differ in shape or point outside ``weights``.
    """
    height, width = weights.shape
    if rows.shape != columns.shape:
        raise ValueError(f"source maps of {rows.shape} and {columns.shape} px do not belong together")
    if rows.size and (min(rows.min(), columns.min()) < 0 or rows.max() >= height or columns.max() >= width):
        raise ValueError(f"the source maps point outside a photo of {width} x {height} px")
    total = float(weights.sum(dtype=np.float64))
    if total <= 0:
        return ObjectScores(0.0, 0.0)
    shown, spread = _places(rows, columns, (height, width))
    near = _grown(shown)
    lost = float(weights[~near].sum(dtype=np.float64)) / total
    doubled = float(weights[spread > APART].sum(dtype=np.float64)) / total
    return ObjectScores(lost, doubled)


def _places(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """bool and int (h, w): whether each source pixel is shown, and how far apart (px) its farthest copies are."""
    index = (rows.astype(np.int64) * shape[1] + columns).reshape(-1)
    place = np.indices(rows.shape, np.int32).reshape(2, -1)
    spread = np.zeros(shape[0] * shape[1], np.int32)
    shown = np.zeros(shape[0] * shape[1], bool)
    shown[index] = True
    for axis in place:
        first = np.full(len(spread), np.iinfo(np.int32).max, np.int32)
        last = np.full(len(spread), -1, np.int32)
        np.minimum.at(first, index, axis)
        np.maximum.at(last, index, axis)
        spread = np.maximum(spread, np.where(shown, last - first, 0))
    return shown.reshape(shape), spread.reshape(shape)


def _grown(shown: np.ndarray) -> np.ndarray:
    """``shown`` with its neighbours up to :data:`NEAR` px."""
    height, width = shown.shape
    padded = np.pad(shown, NEAR)
    offsets = range(2 * NEAR + 1)
    return np.logical_or.reduce([padded[y : y + height, x : x + width] for y in offsets for x in offsets])
