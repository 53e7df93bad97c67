"""What is kept or left out while the canvas is reshaped: commands on the selection, and two veils that show them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from app.canvas.mask_item import MaskItem
from app.canvas.view import CanvasView
from app.document import Document
from app.mask import Mask
from app.mask_commands import MasksCommand
from core.selection.tiles import TileDelta

PROTECTED, REMOVED = QColor(40, 190, 90), QColor(230, 40, 40)
OPACITY = 0.45


class Marking(QObject):
    """Protects and removes what is selected; shows both while the photo is seen at its own size."""

    def __init__(self, canvas: CanvasView, document: Document) -> None:
        super().__init__(canvas)
        self._canvas, self._document = canvas, document
        self.items = MaskItem(document.protect, contour=True), MaskItem(document.remove, contour=True)
        for item, colour in zip(self.items, (PROTECTED, REMOVED)):
            item.set_tint(colour, OPACITY)
            item.setZValue(3.5)  # under the selection
            canvas.scene().addItem(item)
        canvas.showingChanged.connect(self.refresh)
        document.geometryChanged.connect(self.refresh)
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Show the veils where they lie on the photo's own pixels."""
        geometry = self._document.geometry
        at_place = self._canvas.unresized or geometry is None or geometry.is_identity
        for item in self.items:
            item.setVisible(at_place and self._canvas.showing == "result")

    def protect(self) -> None:
        """Keep what is selected whole, single and at its own size."""
        self._mark(self._document.protect, self._document.remove, self.tr("Protect the selection"))

    def remove(self) -> None:
        """Leave out what is selected wherever the canvas differs from the photo."""
        self._mark(self._document.remove, self._document.protect, self.tr("Remove while reshaping"))

    def clear(self) -> None:
        """Neither protect nor remove anything."""
        document = self._document
        if document.photo is None or document.busy:
            return
        empty = np.zeros_like(document.protect.pixels)
        self._change({document.protect: empty, document.remove: empty}, self.tr("Clear the protection"))

    def _mark(self, more: Mask, less: Mask, text: str) -> None:
        document, mask = self._document, self._document.mask
        if document.photo is None or document.busy:
            return
        if mask.empty:
            document.statusMessage.emit(self.tr("Select something first: with the brush or the lasso."))
            return
        chosen = mask.pixels >= 128
        changes = {
            more: np.where(chosen, np.uint8(255), more.pixels),
            less: np.where(chosen, np.uint8(0), less.pixels),
            mask: np.zeros_like(mask.pixels),
        }
        self._change(changes, text)
        document.statusMessage.emit(self.tr("Marked. It counts as soon as the canvas has another size."))

    def _change(self, after: dict[Mask, np.ndarray], text: str) -> None:
        deltas = {mask: TileDelta(mask.pixels, pixels) for mask, pixels in after.items()}
        changed = {mask: delta for mask, delta in deltas.items() if not delta.region.empty}
        if changed:
            self._document.undo_stack.push(MasksCommand(changed, text))
