"""What the tools that paint a mask share, those that select among them, and the brush and the eraser."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from app.canvas.tool import Pointer
from app.model.mask import Mask
from app.model.mask_commands import MaskCommand
from app.tools.mask_options import MaskOptions
from app.tools.mask_settings import MaskSettings
from app.tools.pixel_tool import PixelTool, RoundTip, paint_minus
from app.tools.tool import ToolContext
from core.selection.brush import Brush, Stroke
from core.selection.region import Region
from core.selection.shapes import CombineMode
from core.selection.tiles import TileDelta

SOURCE_COLOUR = "#28b4ff"  # of what a fill takes from


class MaskTool(PixelTool):
    """Base of the tools that change a mask which a fill goes by, and of their keys, which fill."""

    _mask: Mask
    """What a stroke changes."""

    def _hold(self, painting: bool) -> None:
        self._mask.painting = painting

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
        self._document.undo_stack.push(MaskCommand(self._mask, delta, text))
        self._after_change()

    @abstractmethod
    def _after_change(self) -> None:
        """The history has one step more."""


class SelectionTool(MaskTool):
    """Base of the tools that select what a fill replaces, or where it takes from (:meth:`paint_on`)."""

    task = "mask"
    _settings: MaskSettings

    def __init__(self, context: ToolContext, settings: MaskSettings) -> None:
        super().__init__(context, settings)
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

    def options(self) -> MaskOptions:
        if self._options is None:
            self._options = MaskOptions(self._settings, self._document, self.name)
        return self._options

    def leave_to_panel(self, seen: bool) -> None:
        self.options().leave_to_panel(seen)

    def _push(self, delta: TileDelta, text: str) -> None:
        super()._push(delta, self.tr("Sample from: {0}").format(text) if self._sampling else text)

    def _after_change(self) -> None:
        if self._settings.fill_on_release and not self._document.mask.empty:
            self._session.filling.fill()

    @property
    def _ring_colour(self) -> str:
        return SOURCE_COLOUR if self._sampling else super()._ring_colour


def mode_of(modifiers: Qt.KeyboardModifier, default: CombineMode = "replace") -> CombineMode:
    """Alt subtracts, Shift adds."""
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return "subtract"
    return "add" if modifiers & Qt.KeyboardModifier.ShiftModifier else default


class BrushTool(RoundTip[Stroke], SelectionTool):
    """Paints the mask ("tool_brush") or takes it away ("tool_eraser"); Shift always adds, Alt always takes away."""

    def __init__(self, context: ToolContext, settings: MaskSettings, *, erase: bool = False) -> None:
        super().__init__(context, settings)
        self.name = "tool_eraser" if erase else "tool_brush"
        self._erase = self._erasing = erase

    def _begin(self, pointer: Pointer) -> Stroke:
        self._session.filling.discard()
        self.modifiers_changed(pointer.modifiers)
        return Stroke(self._mask.pixels, Brush(self._settings.size, self._settings.hardness, self._erasing))

    def _extend(self, stroke: Stroke, pointer: Pointer) -> None:
        changed = stroke.move_to(pointer.scene.x(), pointer.scene.y(), pointer.pressure)
        if not changed.empty:
            self._mask.touch(changed)

    def _end(self, stroke: Stroke) -> None:
        self._commit(stroke.before, stroke.dirty, self.tr("Erase the mask") if self._erasing else self.tr("Paint"))

    def _give_up(self, stroke: Stroke) -> None:
        self._mask.touch(stroke.cancel())

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._stroke is None:
            mode = mode_of(modifiers, "subtract" if self._erase else "add")
            self._erasing = mode == "subtract"
            self._update_ring()

    def _paint_sign(self, painter: QPainter, place: QRectF) -> None:
        if self._erasing:
            paint_minus(painter, place)
