"""What the tools that paint the mask share, and the brush and the eraser."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.canvas.tool import CanvasTool, Pointer
from app.canvas.view import CanvasView
from app.document import Document
from app.mask import Mask
from app.mask_commands import MaskCommand
from app.tools.mask_options import MaskOptions
from app.tools.mask_settings import MaskSettings
from app.workers.session import Session
from core.selection.brush import Brush, Stroke
from core.selection.region import Region
from core.selection.shapes import Mode
from core.selection.tiles import TileDelta

SOURCE_COLOUR = "#28b4ff"  # of what a fill takes from
SMALLEST_RING = 8.0  # screen px; a smaller brush is shown as a cross


class MaskTool(CanvasTool):
    """Base of the tools that select what a fill replaces, or where it takes from (:meth:`paint_on`). Shows the photo at
    its own size while it is active.

    Signals:
        swapRequested: X was pressed: brush to eraser or back.
    """

    task = "mask"
    swapRequested = Signal()

    def __init__(
        self, canvas: CanvasView, document: Document, session: Session, settings: MaskSettings,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(document, parent)
        self._canvas, self._session, self._settings = canvas, session, settings
        self._mask = document.mask
        self._options: MaskOptions | None = None
        self._stroke: Any = None  # what is being drawn: takes itself back with cancel(), which tells the region

    def paint_on(self, mask: Mask) -> None:
        """Change ``mask`` from now on; a stroke under way is given up."""
        if mask is not self._mask:
            self.cancel()
            self._mask = mask

    @property
    def _sampling(self) -> bool:
        return self._mask is self._document.source

    def cancel(self) -> bool:
        if self._stroke is None:
            return False
        region = self._stroke.cancel()
        self._stroke = None
        self._mask.painting = False
        self._mask.touch(region)
        return True

    def activate(self) -> None:
        self._canvas.show_unresized(True)
        geometry = self._document.geometry
        if geometry is not None and not geometry.is_identity:
            self._document.statusMessage.emit(
                self.tr("The photo is shown at its own size; Resize (R) shows the re-made picture again.")
            )

    def deactivate(self) -> None:
        super().deactivate()
        self._canvas.show_unresized(False)

    def options(self) -> QWidget:
        if self._options is None:
            self._options = MaskOptions(self._settings, self._document, self.name)
        return self._options

    def cursor(self, pointer: Pointer | None) -> QCursor:
        return QCursor(Qt.CursorShape.CrossCursor)

    def key_pressed(self, event: QKeyEvent) -> bool:
        key, filling = Qt.Key(event.key()), self._session.filling
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():  # the key may still be held from a field that it ended
                self.fill_or_accept()
        elif key == Qt.Key.Key_Escape:
            return filling.cancel()
        elif key == Qt.Key.Key_V and filling.active:
            filling.next_variation()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and filling.active:
            filling.step(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_X:
            self.swapRequested.emit()
        elif key in (Qt.Key.Key_BraceLeft, Qt.Key.Key_BraceRight) or (
            shift and key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
        ):
            self._settings.step_hardness(1 if key in (Qt.Key.Key_BraceRight, Qt.Key.Key_BracketRight) else -1)
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._settings.step_size(1 if key == Qt.Key.Key_BracketRight else -1)
        else:
            return False
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
        return self._mask.pixels is not None


def mode_of(modifiers: Qt.KeyboardModifier, default: Mode = "replace") -> Mode:
    """Alt subtracts, Shift adds."""
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return "subtract"
    return "add" if modifiers & Qt.KeyboardModifier.ShiftModifier else default


def paint_ring(painter: QPainter, at: QPointF, radius: float, light: str = "#ffffff") -> None:
    """The outline of a round tip, seen on any ground; px of the canvas widget."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("#b0000000", 3.0), (light, 1.2)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(at, radius, radius)


def paint_minus(painter: QPainter, place: QRectF) -> None:
    """The sign of a tip that takes away."""
    painter.setPen(QPen(QColor("#ffffff"), 2))
    painter.drawLine(QPointF(place.left(), place.center().y()), QPointF(place.right(), place.center().y()))


class RoundTool(MaskTool):
    """Base of the tools with a round tip: shows its size and hardness at the pointer."""

    def __init__(self, *args: object, **names: object) -> None:
        super().__init__(*args, **names)
        self._at: QPointF | None = None
        self._settings.changed.connect(self._update_ring)

    def deactivate(self) -> None:
        super().deactivate()
        self.left()

    @property
    def _radius(self) -> float:
        """Of the tip, in px of the canvas widget."""
        return self._settings.size / 2 * self._canvas.transform().m11()

    def cursor(self, pointer: Pointer | None) -> QCursor:
        small = 2 * self._radius < SMALLEST_RING
        return QCursor(Qt.CursorShape.CrossCursor if small else Qt.CursorShape.BlankCursor)

    def _note_pointer(self, pointer: Pointer) -> None:
        self._update_ring()
        self._at = pointer.view
        self._update_ring()

    def left(self) -> None:
        self._update_ring()
        self._at = None

    def _update_ring(self) -> None:
        if self._at is not None and self._canvas.tool is self:
            self._canvas.viewport().update()

    def paint_over(self, painter: QPainter) -> None:
        radius = self._radius
        if self._at is None or 2 * radius < SMALLEST_RING:
            return
        paint_ring(painter, self._at, radius, SOURCE_COLOUR if self._sampling else "#ffffff")
        inner = radius * self._settings.hardness
        if self._settings.hardness < 0.97 and inner > 2:
            pen = QPen(QColor("#ccffffff"), 1)
            pen.setDashPattern([2, 4])
            painter.setPen(pen)
            painter.drawEllipse(self._at, inner, inner)
        self._paint_sign(painter, QRectF(self._at.x() - 4, self._at.y() - 4, 8, 8))

    def _paint_sign(self, painter: QPainter, place: QRectF) -> None:
        """What the tip does, in its middle: nothing for adding, a minus for taking away."""


class BrushTool(RoundTool):
    """Paints the mask ("tool_brush") or takes it away ("tool_eraser"); Shift always adds, Alt always takes away."""

    def __init__(self, *args: object, erase: bool = False, **names: object) -> None:
        super().__init__(*args, **names)
        self.name = "tool_eraser" if erase else "tool_brush"
        self._erase = self._erasing = erase
        self._stroke: Stroke | None = None

    def pressed(self, pointer: Pointer) -> bool:
        if not self._usable:
            return False
        self._session.filling.discard()
        self.modifiers_changed(pointer.modifiers)
        brush = Brush(self._settings.size, self._settings.hardness, self._erasing)
        self._stroke = Stroke(self._mask.pixels, brush)
        self._mask.painting = True
        self._extend(pointer)
        return True

    def moved(self, pointer: Pointer) -> None:
        self._note_pointer(pointer)
        if self._stroke is not None:
            self._extend(pointer)
        else:
            self.modifiers_changed(pointer.modifiers)

    def _extend(self, pointer: Pointer) -> None:
        changed = self._stroke.move_to(pointer.scene.x(), pointer.scene.y(), pointer.pressure)
        if not changed.empty:
            self._mask.touch(changed)

    def released(self, pointer: Pointer) -> None:
        if self._stroke is None:
            return
        stroke, self._stroke = self._stroke, None
        self._mask.painting = False
        self._commit(stroke.before, stroke.dirty, self.tr("Erase the mask") if self._erasing else self.tr("Paint"))

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._stroke is None:
            mode = mode_of(modifiers, "subtract" if self._erase else "add")
            self._erasing = mode == "subtract"
            self._update_ring()

    def _paint_sign(self, painter: QPainter, place: QRectF) -> None:
        if self._erasing:
            paint_minus(painter, place)
