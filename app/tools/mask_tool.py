"""What the tools that paint the mask share, and the brush and the eraser."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from app.canvas.tool import Pointer
from app.model.mask import Mask
from app.model.mask_commands import MaskCommand
from app.tools.mask_options import MaskOptions
from app.tools.pixel_tool import PixelTool, RoundTip, paint_minus
from core.selection.brush import Brush, Stroke
from core.selection.region import Region
from core.selection.shapes import CombineMode
from core.selection.tiles import TileDelta

SOURCE_COLOUR = "#28b4ff"  # of what a fill takes from


class MaskTool(PixelTool):
    """Base of the tools that select what a fill replaces, or where it takes from (:meth:`paint_on`)."""

    task = "mask"

    def __init__(self, *args: object, **names: object) -> None:
        super().__init__(*args, **names)
        self._mask = self._document.mask
        self._options: MaskOptions | None = None

    def paint_on(self, mask: Mask) -> None:
        """Change ``mask`` from now on; a stroke under way is given up."""
        if mask is not self._mask:
            self.cancel()
            self._mask = mask

    @property
    def _sampling(self) -> bool:
        return self._mask is self._document.source

    def cancel(self) -> bool:
        """A stroke takes itself back with its own ``cancel``, which tells the region."""
        if self._stroke is None:
            return False
        region = self._stroke.cancel()
        self._stroke = None
        self._mask.painting = False
        self._mask.touch(region)
        return True

    def options(self) -> MaskOptions:
        if self._options is None:
            self._options = MaskOptions(self._settings, self._document, self.name)
        return self._options

    def leave_to_panel(self, seen: bool) -> None:
        self.options().leave_to_panel(seen)

    def key_pressed(self, event: QKeyEvent) -> bool:
        key, filling = Qt.Key(event.key()), self._session.filling
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():  # the key may still be held from a field that it ended
                self.fill_or_accept()
        elif key == Qt.Key.Key_Escape:
            return filling.cancel()
        elif key == Qt.Key.Key_V and filling.active:
            filling.next_variation()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and filling.active:
            filling.step(1 if key == Qt.Key.Key_Right else -1)
        else:
            return super().key_pressed(event)
        return True

    def fill_or_accept(self) -> None:
        """Enter: fill what is painted, or take the fill that is shown."""
        filling = self._session.filling
        if filling.accept():
            return
        if filling.running:
            self._document.statusMessage.emit(self.tr("Still filling; Esc cancels."))
        else:
            filling.fill()

    def _commit(self, before: np.ndarray, region: Region, text: str) -> None:
        """Make what was changed in place within ``region`` a step of the history."""
        delta = TileDelta(before, self._mask.pixels, region)
        if not delta.region.empty:
            self._push(delta, text)

    def _replace(self, after: np.ndarray, text: str) -> None:
        """Change the whole mask, as a step of the history."""
        delta = TileDelta(self._mask.pixels, after)
        if not delta.region.empty:
            self._push(delta, text)

    def _push(self, delta: TileDelta, text: str) -> None:
        text = self.tr("Sample from: {0}").format(text) if self._sampling else text
        self._document.undo_stack.push(MaskCommand(self._mask, delta, text))
        self._after_change()

    def _after_change(self) -> None:
        if self._settings.fill_on_release and not self._document.mask.empty:
            self._session.filling.fill()

    @property
    def _usable(self) -> bool:
        return self._document.photo is not None


def mode_of(modifiers: Qt.KeyboardModifier, default: CombineMode = "replace") -> CombineMode:
    """Alt subtracts, Shift adds."""
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return "subtract"
    return "add" if modifiers & Qt.KeyboardModifier.ShiftModifier else default


class RoundTool(RoundTip, MaskTool):
    """Base of the mask tools with a round tip."""

    def _hold(self, painting: bool) -> None:
        self._mask.painting = painting

    @property
    def _ring_colour(self) -> str:
        return SOURCE_COLOUR if self._sampling else "#ffffff"


class BrushTool(RoundTool):
    """Paints the mask ("tool_brush") or takes it away ("tool_eraser"); Shift always adds, Alt always takes away."""

    def __init__(self, *args: object, erase: bool = False, **names: object) -> None:
        super().__init__(*args, **names)
        self.name = "tool_eraser" if erase else "tool_brush"
        self._erase = self._erasing = erase

    def _begin(self, pointer: Pointer) -> Stroke:
        self._session.filling.discard()
        self.modifiers_changed(pointer.modifiers)
        return Stroke(self._mask.pixels, Brush(self._settings.size, self._settings.hardness, self._erasing))

    def _extend(self, pointer: Pointer) -> None:
        changed = self._stroke.move_to(pointer.scene.x(), pointer.scene.y(), pointer.pressure)
        if not changed.empty:
            self._mask.touch(changed)

    def _end(self, stroke: Stroke) -> None:
        self._commit(stroke.before, stroke.dirty, self.tr("Erase the mask") if self._erasing else self.tr("Paint"))

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._stroke is None:
            mode = mode_of(modifiers, "subtract" if self._erase else "add")
            self._erasing = mode == "subtract"
            self._update_ring()

    def _paint_sign(self, painter: QPainter, place: QRectF) -> None:
        if self._erasing:
            paint_minus(painter, place)
