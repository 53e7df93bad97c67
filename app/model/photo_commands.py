"""The undoable step that puts another photo, of any size, in the place of the open one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from app.model.commands import StorableCommand
from app.model.placement import Placement
from core.image_io import Photo, photo_fingerprint
from core.project.history import REPLACE, Step
from core.project.pictures import KeptPicture

if TYPE_CHECKING:
    from core.retarget.subject import Subject


@dataclass(frozen=True, eq=False)
class PhotoState:
    """A photo with everything that lies in its own frame. The arrays are never written to.

    Attributes:
        photo: its pixels, transparency, profile and metadata.
        fingerprint: of its pixels; names its model.
        placement: where it is re-made.
        planes: name -> uint8 (h, w) of the photo's size, such as "mask" (see :class:`.mask.Mask`); a plane that is not
            named is empty.
        subject: what a network takes for its subject; None while that is not known.
    """

    photo: Photo
    fingerprint: str
    placement: Placement
    planes: Mapping[str, np.ndarray] = field(default_factory=dict)
    subject: Subject | None = None

    @classmethod
    def of(cls, photo: Photo, planes: Mapping[str, np.ndarray] | None = None) -> PhotoState:
        """``photo`` at its own size. Reads all of its pixels: a tenth of a second for a large one."""
        placement = Placement.identity(photo.width, photo.height)
        painted = {name: plane for name, plane in (planes or {}).items() if plane.any()}
        return cls(photo, photo_fingerprint(photo.pixels), placement, painted)


class PhotoHolder(Protocol):
    """What a replacement acts on; :class:`app.model.document.Document` is one."""

    def exchange_photo(self, state: PhotoState) -> PhotoState: ...


class ReplacePhotoCommand(StorableCommand):
    """Another photo is in the place of the open one: the re-made picture was applied, or the photo was cropped.

    Only the state that is not the document's is kept here, and the two change places with every undo and redo: a
    history of many replacements holds each photo once.

    Args:
        other: what the document is to have.
    """

    def __init__(self, target: PhotoHolder, other: PhotoState, text: str) -> None:
        super().__init__(text)
        self._target, self._other = target, other
        self._pictures: dict[str, KeptPicture] | None = None  # of ``other``, once asked for

    def redo(self) -> None:
        self._exchange()

    def undo(self) -> None:
        self._exchange()

    def step(self) -> Step:
        """For the history in a project file: the state that the document does not have."""
        other = self._other
        if self._pictures is None:
            arrays = {"pixels": other.photo.pixels, "alpha": other.photo.alpha, **other.planes}
            self._pictures = {name: KeptPicture(array) for name, array in arrays.items() if array is not None}
        facts = {
            "size": [other.photo.width, other.photo.height], "alpha": other.photo.has_alpha,
            "fingerprint": other.fingerprint, "placement": other.placement.to_json(),
        }  # fmt: skip
        return Step(REPLACE, self.text(), facts, {}, self._pictures)

    def _exchange(self) -> None:
        self._other, self._pictures = self._target.exchange_photo(self._other), None
