"""Undoable steps of erasing: a changed mask, a fill that was accepted."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from app.model.commands import StorableCommand
from app.model.mask import Mask
from core.image_io import Photo
from core.project.history import Step
from core.selection.region import Region
from core.selection.tiles import TileDelta


class PhotoTarget(Protocol):
    """What a fill acts on; :class:`app.model.document.Document` is one."""

    @property
    def open_photo(self) -> Photo: ...
    @property
    def mask(self) -> Mask: ...
    @property
    def edges(self) -> Mask: ...
    @property
    def source(self) -> Mask: ...
    def edit_photo(self, pixels: np.ndarray, alpha: np.ndarray | None) -> None: ...


class MaskCommand(StorableCommand):
    """The mask changed from ``before`` to ``after`` (which it may show already); obsolete when they are alike."""

    def __init__(self, mask: Mask, delta: TileDelta, text: str) -> None:
        super().__init__(text)
        self._mask, self._delta = mask, delta

    def step(self) -> Step:
        """For the history in a project file."""
        return Step("mask", self.text(), {}, {self._mask.name: self._delta})

    def redo(self) -> None:
        self._mask.touch(self._delta.apply(self._mask.pixels))

    def undo(self) -> None:
        self._mask.touch(self._delta.revert(self._mask.pixels))


class MasksCommand(StorableCommand):
    """Several masks changed at once."""

    def __init__(self, deltas: dict[Mask, TileDelta], text: str) -> None:
        super().__init__(text)
        self._deltas = deltas

    def step(self) -> Step:
        """For the history in a project file."""
        return Step("masks", self.text(), {}, {mask.name: delta for mask, delta in self._deltas.items()})

    def redo(self) -> None:
        for mask, delta in self._deltas.items():
            mask.touch(delta.apply(mask.pixels))

    def undo(self) -> None:
        for mask, delta in self._deltas.items():
            mask.touch(delta.revert(mask.pixels))


def _emptied(plane: Mask) -> TileDelta:
    """From what is painted on ``plane`` to nothing; there is a photo."""
    return TileDelta(plane.pixels, np.zeros_like(plane.pixels), plane.bounds)


class FillCommand(StorableCommand):
    """A fill was accepted: the photo has other pixels, and what was painted for it is empty again: the mask, the user's
    edges and where the fill took from."""

    def __init__(
        self, target: PhotoTarget, pixels: TileDelta, alpha: TileDelta | None, mask: TileDelta, text: str,
        edges: TileDelta | None = None, source: TileDelta | None = None,
    ) -> None:  # fmt: skip
        super().__init__(text)
        self._target, self._pixels, self._alpha, self._mask = target, pixels, alpha, mask
        self._edges, self._source = edges, source

    @classmethod
    def of_part(
        cls, target: PhotoTarget, pixels: np.ndarray, alpha: np.ndarray | None, region: Region, text: str
    ) -> FillCommand:
        """The step that gives ``region`` of the photo other pixels and empties what is painted for a fill.

        Args:
            pixels, alpha: (h, w, 3) and (h, w) of the photo's type and the region's size; no alpha leaves it as it is.

        Raises:
            ValueError: no photo is open.
        """
        photo = target.open_photo
        emptied, no_edges, no_source = (_emptied(plane) for plane in (target.mask, target.edges, target.source))
        return cls(
            target, TileDelta.of_part(photo.pixels, pixels, region),
            None if photo.alpha is None or alpha is None else TileDelta.of_part(photo.alpha, alpha, region),
            emptied, text,
            None if no_edges.region.empty else no_edges, None if no_source.region.empty else no_source,
        )  # fmt: skip

    def step(self) -> Step:
        """For the history in a project file."""
        deltas = {
            "pixels": self._pixels, "alpha": self._alpha, "mask": self._mask, "edges": self._edges,
            "source": self._source,
        }  # fmt: skip
        return Step("fill", self.text(), {}, {name: delta for name, delta in deltas.items() if delta is not None})

    def redo(self) -> None:
        self._change(later=True)

    def undo(self) -> None:
        self._change(later=False)

    def _change(self, *, later: bool) -> None:
        target, photo = self._target, self._target.open_photo
        pixels, alpha = self._changed(photo.pixels, self._pixels, later), photo.alpha
        if alpha is not None and self._alpha is not None:
            alpha = self._changed(alpha, self._alpha, later)
        painted = (target.mask, self._mask), (target.edges, self._edges), (target.source, self._source)
        for plane, delta in painted:
            if delta is not None:
                plane.touch(delta.apply(plane.pixels) if later else delta.revert(plane.pixels))
        target.edit_photo(pixels, alpha)

    def _changed(self, array: np.ndarray, delta: TileDelta, later: bool) -> np.ndarray:
        """A changed copy: a render, a training or an export may be reading the array itself."""
        changed = array.copy()
        if later:
            delta.apply(changed)
        else:
            delta.revert(changed)
        return changed
