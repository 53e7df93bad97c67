"""Marks what is kept, let go or removed while the canvas is reshaped, with a brush on the photo's own pixels."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QCursor, QPainter

from app.canvas.tool import Pointer
from app.canvas.view import CanvasView
from app.model.document import Document
from app.model.mask import Mask
from app.model.mask_commands import MasksCommand
from app.tools.mask_settings import MaskSettings
from app.tools.pixel_tool import SMALLEST_RING, paint_minus, paint_ring
from core.selection.brush import Brush, Stroke
from core.selection.tiles import TileDelta

KeepMode = Literal["protect", "release", "remove"]
KEEP_MODES: tuple[KeepMode, ...] = ("protect", "release", "remove")


def _tr(text: str) -> str:
    return QCoreApplication.translate("keep", text)


class KeepBrush:
    """A stroke adds to the mask of ``mode`` and takes from the other two, so that a place has one mark or none; with
    Alt it takes from all three. One stroke is one step of the history.

    The reshape tools hand their pointer to it while Keep is on.

    Args:
        settings: of the mask tools' brush, whose size this one shares. Its rim is hard: a mark is there or not.
    """

    def __init__(self, canvas: CanvasView, document: Document, settings: MaskSettings) -> None:
        self._canvas, self._document, self._settings = canvas, document, settings
        self.mode: KeepMode = "protect"
        self._erasing = False
        self._strokes: dict[Mask, Stroke] = {}
        self._at: QPointF | None = None
        settings.changed.connect(self._update)

    @property
    def painting(self) -> bool:
        return bool(self._strokes)

    def pressed(self, pointer: Pointer) -> bool:
        if self._document.photo is None or self._document.busy:
            return False
        self.modifiers_changed(pointer.modifiers)
        for mask in self._document.marking:
            erase = self._erasing or mask.name != self.mode
            if not (erase and mask.empty):
                self._strokes[mask] = Stroke(mask.pixels, Brush(self._settings.size, 1.0, erase))
                mask.painting = True
        self._extend(pointer)
        return True

    def moved(self, pointer: Pointer) -> None:
        self._update()
        self._at = pointer.view
        self._update()
        if self._strokes:
            self._extend(pointer)
        else:
            self.modifiers_changed(pointer.modifiers)

    def _extend(self, pointer: Pointer) -> None:
        for mask, stroke in self._strokes.items():
            changed = stroke.move_to(pointer.scene.x(), pointer.scene.y(), pointer.pressure)
            if not changed.empty:
                mask.touch(changed)

    def released(self) -> None:
        """Make the stroke a step of the history."""
        strokes = self._take()
        deltas = {mask: TileDelta(stroke.before, mask.pixels, stroke.dirty) for mask, stroke in strokes.items()}
        changed = {mask: delta for mask, delta in deltas.items() if not delta.region.empty}
        if changed:
            words = {"protect": _tr("Keep more"), "release": _tr("Let go"), "remove": _tr("Remove while reshaping")}
            text = _tr("Take marks away") if self._erasing else words[self.mode]
            self._document.undo_stack.push(MasksCommand(changed, text))

    def cancel(self) -> bool:
        """Put the masks back. Returns whether there was a stroke."""
        strokes = self._take()
        for mask, stroke in strokes.items():
            mask.touch(stroke.cancel())
        return bool(strokes)

    def _take(self) -> dict[Mask, Stroke]:
        strokes, self._strokes = self._strokes, {}
        for mask in strokes:
            mask.painting = False
        return strokes

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if not self._strokes:
            self._erasing = bool(modifiers & Qt.KeyboardModifier.AltModifier)
            self._update()

    # -- how it looks ---------------------------------------------------------------------------------------------

    @property
    def _radius(self) -> float:
        """Of the tip, in px of the canvas widget."""
        return self._settings.size / 2 * self._canvas.transform().m11()

    def cursor(self) -> QCursor:
        small = 2 * self._radius < SMALLEST_RING
        return QCursor(Qt.CursorShape.CrossCursor if small else Qt.CursorShape.BlankCursor)

    def left(self) -> None:
        self._at = None
        self._update()

    def paint_over(self, painter: QPainter) -> None:
        if self._at is None or 2 * self._radius < SMALLEST_RING:
            return
        paint_ring(painter, self._at, self._radius)
        if self._erasing:
            paint_minus(painter, QRectF(self._at.x() - 4, self._at.y() - 4, 8, 8))

    def _update(self) -> None:
        if self._at is not None:
            self._canvas.viewport().update()
