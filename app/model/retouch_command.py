"""The undoable step of a clone or healing stroke."""

from __future__ import annotations

from app.model.commands import StorableCommand
from app.model.document import Document
from core.project.history import Step
from core.selection.tiles import TileDelta


class RetouchCommand(StorableCommand):
    """The photo has other pixels where a stroke went; its transparency, the mask and the edges stay."""

    def __init__(self, document: Document, pixels: TileDelta, text: str) -> None:
        super().__init__(text)
        self._document, self._pixels = document, pixels

    def step(self) -> Step:
        """For the history in a project file."""
        return Step("retouch", self.text(), {}, {"pixels": self._pixels})

    def redo(self) -> None:
        self._change(later=True)

    def undo(self) -> None:
        self._change(later=False)

    def _change(self, *, later: bool) -> None:
        photo = self._document.open_photo
        changed = photo.pixels.copy()  # a render, a training or an export may be reading the array itself
        region = self._pixels.apply(changed) if later else self._pixels.revert(changed)
        self._document.edit_photo(changed, photo.alpha, region)
