"""What is painted over the photo in its own frame: what a fill will replace, where it takes from, the user's edges."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.selection.region import Region


class Mask(QObject):
    """uint8 (h, w) of the photo's size: 0 = kept, 255 = replaced, between = blended. (0, 0) without a photo.

    Planes of another name give the values another meaning.

    Whoever changes the pixels in place calls :meth:`touch`; undoable changes go through
    :class:`app.model.mask_commands.MaskCommand`.

    Args:
        name: what project files call it; each mask of a document has another one.

    Signals:
        changed(Region): these pixels may differ.
        emptyChanged(bool): there is nothing (True) or something (False) selected.
    """

    changed = Signal(object)
    emptyChanged = Signal(bool)

    def __init__(self, parent: QObject | None = None, name: str = "mask") -> None:
        super().__init__(parent)
        self.name = name
        self.pixels: np.ndarray = np.zeros((0, 0), np.uint8)
        self.painting = False  # a stroke is under way: what is in ``pixels`` is no step of the history yet
        self._empty = True

    @property
    def empty(self) -> bool:
        return self._empty

    @property
    def bounds(self) -> Region:
        """Bounding box of what is selected."""
        return Region.of_nonzero(self.pixels)

    def reset(self, height: int = 0, width: int = 0) -> None:
        """An empty mask for another photo; none when the size is 0."""
        self.pixels = np.zeros((height, width), np.uint8)
        self.painting = False
        self.touch(Region(0, 0, width, height))

    def touch(self, region: Region) -> None:
        """Tell that ``region`` of the pixels was changed in place."""
        if not region.empty and self._empty:
            empty = not self.pixels[region.slices].any()
        else:
            empty = not self.pixels.any()
        if empty != self._empty:
            self._empty = empty
            self.emptyChanged.emit(empty)
        self.changed.emit(region)
