"""What the tools that work on the photo's own pixels share, and the stroke of those with a round tip."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QKeyEvent, QPainter, QPen

from app.canvas.tool import Pointer
from app.tools.brush_settings import BrushSettings
from app.tools.tool import Tool, ToolContext
from core.selection.brush import Coverage

SMALLEST_RING = 8.0  # screen px; a smaller brush is shown as a cross
S = TypeVar("S", bound=Coverage)


class PixelTool(Tool):
    """Base of the tools that need the photo's own pixels: while one is active, the photo is shown at its own size.

    Its abstract methods are mypy's to check: a class of Qt cannot be an ``ABC``, whose metaclass is another.

    Signals:
        swapRequested: X was pressed: brush to eraser or back.
    """

    swapRequested = Signal()

    def __init__(self, context: ToolContext, settings: BrushSettings) -> None:
        super().__init__(context)
        self._settings = settings

    def activate(self) -> None:
        self._canvas.show_unresized(True)

    def deactivate(self) -> None:
        super().deactivate()
        self._canvas.show_unresized(False)

    def cursor(self, pointer: Pointer | None) -> QCursor:
        return QCursor(Qt.CursorShape.CrossCursor)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """The brackets, which change the brush, and X."""
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_BraceLeft, Qt.Key.Key_BraceRight) or (
            shift and key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
        ):
            self._settings.step_hardness(1 if key in (Qt.Key.Key_BraceRight, Qt.Key.Key_BracketRight) else -1)
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._settings.step_size(1 if key == Qt.Key.Key_BracketRight else -1)
        elif key == Qt.Key.Key_X:
            self.swapRequested.emit()
        else:
            return False
        return True

    @property
    def _usable(self) -> bool:
        return self._document.photo is not None

    @abstractmethod
    def _hold(self, painting: bool) -> None:
        """The history has to wait while ``painting``."""

    @property
    def _ring_colour(self) -> str:
        """Of the outline of its tip."""
        return "#ffffff"


class RoundTip(PixelTool, Generic[S]):
    """A tool with a round tip, whose size and hardness are shown at the pointer, and a stroke, an ``S``, from press to
    release."""

    def __init__(self, context: ToolContext, settings: BrushSettings) -> None:
        super().__init__(context, settings)
        self._stroke: S | None = None  # what is being drawn
        self._at: QPointF | None = None
        self._settings.changed.connect(self._update_ring)

    def deactivate(self) -> None:
        super().deactivate()
        self.left()

    # -- the stroke -----------------------------------------------------------------------------------------------

    @abstractmethod
    def _begin(self, pointer: Pointer) -> S | None:
        """What a press begins, or None."""

    @abstractmethod
    def _extend(self, stroke: S, pointer: Pointer) -> None:
        """``stroke``, which is under way, goes on to ``pointer``."""

    @abstractmethod
    def _end(self, stroke: S) -> None:
        """The button was let go."""

    @abstractmethod
    def _give_up(self, stroke: S) -> None:
        """``stroke`` was given up while it was under way."""

    def pressed(self, pointer: Pointer) -> bool:
        if not self._usable:
            return False
        self._stroke = stroke = self._begin(pointer)
        if stroke is None:
            return False
        self._hold(True)
        self._extend(stroke, pointer)
        return True

    def moved(self, pointer: Pointer) -> None:
        self._note_pointer(pointer)
        if self._stroke is not None:
            self._extend(self._stroke, pointer)
        else:
            self.modifiers_changed(pointer.modifiers)

    def released(self, pointer: Pointer) -> None:
        if self._stroke is None:
            return
        stroke, self._stroke = self._stroke, None
        self._hold(False)
        self._end(stroke)

    def cancel(self) -> bool:
        if self._stroke is None:
            return False
        stroke, self._stroke = self._stroke, None
        self._hold(False)
        self._give_up(stroke)
        return True

    # -- how it looks ---------------------------------------------------------------------------------------------

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
        paint_ring(painter, self._at, radius, self._ring_colour)
        inner = radius * self._settings.hardness
        if self._settings.hardness < 0.97 and inner > 2:
            pen = QPen(QColor("#ccffffff"), 1)
            pen.setDashPattern([2, 4])
            painter.setPen(pen)
            painter.drawEllipse(self._at, inner, inner)
        self._paint_sign(painter, QRectF(self._at.x() - 4, self._at.y() - 4, 8, 8))

    def _paint_sign(self, painter: QPainter, place: QRectF) -> None:
        """What the tip does, in its middle: nothing for adding, a minus for taking away."""


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
