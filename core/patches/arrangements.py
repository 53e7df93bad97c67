"""Arrangements: what training has found out about how a photo's pieces go together on canvases of other sizes.

An arrangement is a nearest-neighbour field of one canvas, found by a search that a drag has no time for (see
:mod:`core.patches.search`). A canvas of a size in between is laid out from the nearest arrangement as the photo itself
is laid out on a canvas: what matters keeps its size, the rest gives way. The more arrangements there are, the less has
to give way.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import torch

from core.patches import nnf
from core.patches.layout import layout
from core.patches.maps import CandidateMaps, CandidateState

SHRINK = 4
"""Arrangements are kept at a quarter of the working size; mending goes on from there."""

MOST = 256
"""Some 4 MB of fields in a model file, and the work of about ten minutes."""

LOYALTY = 1.6  # times as far as the nearest an arrangement may be for a drag to stay with it
NATIVE = 0.5
"""Distance of the photo's own arrangement counts so much: what is close to the photo looks most like it."""


def shrunk(side: int) -> int:
    """A side of a canvas in pixels of an arrangement."""
    return max(1, round(side / SHRINK))


@dataclass(frozen=True, eq=False)
class Arrangement:
    """A canvas put together of pieces of the photo.

    Attributes:
        height, width: of the canvas, px at working size.
        match: int16 (rows, columns, 2), legal field from the patches of the canvas to those of the photo, both
            :data:`SHRINK` times smaller.
        reach: how far canvases may be that are better off with it: such as are nearer to the photo, and such as are
            farther from it.
    """

    height: int
    width: int
    match: np.ndarray
    reach: tuple[float, float]

    def apart(self, height: int, width: int) -> float:
        """How far another canvas is: the distance of the logarithms of the sides."""
        return math.hypot(math.log(height / self.height), math.log(width / self.width))

    def carry(self, height: int, width: int, importance: np.ndarray, shape: tuple[int, int]) -> CandidateMaps:
        """One candidate for a canvas of about this size: objects keep theirs, what lies between them gives way.

        Args:
            importance: float32 (h, w) of the photo, 0..1.
            shape: (h, w) of the photo at working size.
        """
        small = shrunk(shape[0]), shrunk(shape[1])
        mine = shrunk(self.height), shrunk(self.width)
        rows, columns = nnf.centre_sources(self.match.astype(np.int32), *mine, small)
        if (height, width) != (self.height, self.width):
            weights = cv2.resize(importance, small[::-1], interpolation=cv2.INTER_AREA)[rows, columns]
            place = layout(weights, shrunk(height), shrunk(width)).maps()
            rows, columns = rows[place.rows[0], place.columns[0]], columns[place.rows[0], place.columns[0]]
        state = CandidateState(None, None, (height, width), arrangement=self)
        return CandidateMaps(*_enlarged(rows, columns, height, width, shape), source_shape=shape, state=state)


def _enlarged(
    rows: np.ndarray, columns: np.ndarray, height: int, width: int, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Source maps of a small canvas -> rows, columns, seam (1, height, width) of the canvas itself."""
    y, x = np.arange(height), np.arange(width)
    cell_y, cell_x = np.minimum(y // SHRINK, rows.shape[0] - 1), np.minimum(x // SHRINK, rows.shape[1] - 1)
    cell = cell_y[:, None], cell_x[None]
    large_rows = np.minimum(rows[cell] * SHRINK + (y - cell_y * SHRINK)[:, None], shape[0] - 1)
    large_columns = np.minimum(columns[cell] * SHRINK + (x - cell_x * SHRINK)[None], shape[1] - 1)
    seam = np.ones((1, height, width), np.float32)
    return large_rows.astype(np.int32)[None], large_columns.astype(np.int32)[None], seam


@dataclass(frozen=True, eq=False)
class Arrangements:
    """The arrangements of one photo, at most :data:`MOST`; never changed, replaced by more.

    Attributes:
        shape: (h, w) of the photo at working size.
        found: in the order in which they were found.
    """

    shape: tuple[int, int]
    found: tuple[Arrangement, ...] = ()

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Arrangement]:
        return iter(self.found)

    @cached_property
    def _sizes(self) -> np.ndarray:
        return np.log(np.array([(each.height, each.width) for each in self.found], np.float64).reshape(-1, 2))

    @cached_property
    def _reaches(self) -> np.ndarray:
        return np.array([each.reach for each in self.found])

    @cached_property
    def _owns(self) -> np.ndarray:
        """How far the canvases are from the photo."""
        return np.hypot(*(self._sizes - np.log(self.shape)).T)

    def nearest(self, height: int, width: int, loyal_to: Arrangement | None = None) -> Arrangement | None:
        """The arrangement to start a canvas from; None where the photo itself or nothing is near enough.

        Args:
            loyal_to: what the frame before was made from; stays as long as nothing is much nearer.
        """
        if not self.found:
            return None
        own = math.hypot(math.log(height / self.shape[0]), math.log(width / self.shape[1]))
        apart = np.hypot(*(self._sizes - np.log((height, width))).T)
        reach = np.minimum(np.where(own < self._owns, self._reaches[:, 0], self._reaches[:, 1]), NATIVE * own)
        near = np.where(apart <= reach, apart, np.inf)
        best = len(near) - 1 - int(near[::-1].argmin())  # of two for one canvas the later one, which is better
        for each, distance, limit in zip(self.found, apart, reach) if loyal_to is not None else ():
            if each is loyal_to and distance <= LOYALTY * min(limit, near[best]):
                return each
        return self.found[best] if np.isfinite(near[best]) else None

    def likest(self, height: int, width: int) -> Arrangement | None:
        """The arrangement of the canvas that is most like this one, whether it reaches it or not."""
        return min(self.found, key=lambda each: each.apart(height, width), default=None)

    @property
    def full(self) -> bool:
        """Whether no more are kept."""
        return len(self.found) >= MOST

    def first(self, count: int) -> Arrangements:
        """Those found first."""
        return self if count >= len(self.found) else Arrangements(self.shape, self.found[:count])

    def without(self, numbers: Collection[int]) -> Arrangements:
        """All but those with these numbers, in the order in which they were found."""
        kept = tuple(each for number, each in enumerate(self.found) if number not in numbers)
        return self if len(kept) == len(self.found) else Arrangements(self.shape, kept)

    def with_(self, new: Arrangement) -> Arrangements:
        """These and ``new``, unless there are enough."""
        return self if self.full else Arrangements(self.shape, (*self.found, new))

    # -- in files -------------------------------------------------------------------------------------------------

    def tensors(self, prefix: str) -> dict[str, torch.Tensor]:
        """Named tensors: the canvas sizes (n, 2) and fields, int16, and how far each reaches (n, 2)."""
        if not self.found:
            return {}
        sizes = [(each.height, each.width) for each in self.found]
        reaches = torch.tensor([each.reach for each in self.found], dtype=torch.float64)
        named = {f"{prefix}sizes": torch.tensor(sizes, dtype=torch.int16), f"{prefix}reaches": reaches}
        return named | {f"{prefix}{i}": torch.from_numpy(each.match.copy()) for i, each in enumerate(self.found)}

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, torch.Tensor], prefix: str, shape: tuple[int, int]) -> Arrangements:
        """Read :meth:`tensors`; none where nothing has that prefix.

        Raises:
            ValueError, KeyError: they do not describe fields of a photo of this shape.
        """
        if f"{prefix}sizes" not in tensors:
            return cls(shape)
        sizes = tensors[f"{prefix}sizes"].numpy()
        if sizes.ndim != 2 or sizes.shape[1] != 2 or not 1 <= len(sizes) <= MOST:
            raise ValueError(f"arrangement sizes of shape {sizes.shape}")
        reaches = tensors[f"{prefix}reaches"].double()
        if reaches.shape != sizes.shape or not bool(((reaches > 0) & (reaches <= 1)).all()):
            raise ValueError("arrangements reach from 0 to 1")
        limit = np.array(nnf.patch_count(shrunk(shape[0]), shrunk(shape[1])))
        found = []
        for i, (height, width) in enumerate(sizes.tolist()):
            match = tensors[f"{prefix}{i}"].numpy()
            wanted = (*nnf.patch_count(shrunk(height), shrunk(width)), 2) if min(height, width) > 0 else None
            if match.dtype != np.int16 or match.shape != wanted or min(match.shape) < 1:
                raise ValueError(f"an arrangement of shape {match.shape} for a canvas of {width} x {height} px")
            if (match < 0).any() or (match >= limit).any():
                raise ValueError("an arrangement points outside the photo")
            found.append(Arrangement(height, width, match.copy(), tuple(reaches[i].tolist())))
        return cls(shape, tuple(found))
