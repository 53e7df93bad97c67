"""How much of what matters in a photo is missing from a re-made picture, or is shown there twice.

Works on source maps (where each pixel of the result was copied from), not on colours: patch distances cannot tell one
kite from two. The counting is that of shift maps (Pritch, Kav-Venaki, Peleg, "Shift-map image editing", ICCV 2009),
weighted with importance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numba
import numpy as np

NEAR = 1  # px: a source pixel counts as shown when one so close to it is (rounding at joints)
APART = 8  # px: copies of a source pixel that lie closer together belong to one joint, not to two objects

VISIBLE = 40.0  # grey levels from which a cut counts in full


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


def torn(rows: np.ndarray, columns: np.ndarray, weights: np.ndarray, photo: np.ndarray) -> float:
    """How much of what matters is cut by joints and by the border, where one sees it.

    Each pair of neighbours in the result that are no neighbours in the photo counts by how important both sides of the
    cut are in the photo, and by how different what stands there is from what was cut off. A whole second copy of an
    object costs nothing, half a copy does.

    Args:
        rows, columns: int (H, W), source pixel of every pixel of the result.
        weights: float (h, w), importance of each source pixel, 0..1.
        photo: uint8 (h, w, 3).

    Returns:
        length of the cuts in long sides of the photo.
    """
    total = 0.0
    for rows_now, columns_now, down in ((rows, columns, True), (rows.T, columns.T, False)):
        total += _torn_lines(rows_now, columns_now, weights, photo.astype(np.int32), down)
    return total / max(weights.shape)


@numba.njit(cache=True, nogil=True)
def _torn_lines(rows, columns, weights, photo, down):  # type: ignore[no-untyped-def]  # numba infers
    """Cuts between each pixel and the next along the first axis, in both directions, and at the two ends."""
    total = 0.0
    height, width = weights.shape
    step_y, step_x = (1, 0) if down else (0, 1)
    for j in range(rows.shape[1]):
        for i in range(-1, rows.shape[0]):
            for way in (1, -1):
                here, there = (i, i + 1) if way == 1 else (i + 1, i)
                if here < 0 or here >= rows.shape[0]:
                    continue
                y, x = rows[here, j], columns[here, j]
                next_y, next_x = y + way * step_y, x + way * step_x
                if next_y < 0 or next_x < 0 or next_y >= height or next_x >= width:
                    continue
                cut = min(weights[y, x], weights[next_y, next_x])
                if 0 <= there < rows.shape[0]:
                    shown_y, shown_x = rows[there, j], columns[there, j]
                    if shown_y == next_y and shown_x == next_x:
                        continue
                    difference = 0
                    for c in range(3):
                        difference = max(difference, abs(photo[shown_y, shown_x, c] - photo[next_y, next_x, c]))
                    cut *= min(1.0, difference / VISIBLE)
                total += 0.5 * cut
    return total
