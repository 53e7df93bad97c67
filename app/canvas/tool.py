"""What a tool is: it gets the pointer and the keys from the canvas and changes the document through commands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QCursor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.model.document import Document

RELEASE_MS = 60  # a held key that repeats is released and pressed again on some systems; that is no release
RESIZE_CURSORS = {  # by the direction from the middle, see :class:`app.canvas.handles.Handle`
    (-1, -1): Qt.CursorShape.SizeFDiagCursor, (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor, (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor, (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor, (1, 0): Qt.CursorShape.SizeHorCursor,
}  # fmt: skip
LARGE_NUDGE = 10  # px, arrow key with Shift


@dataclass(frozen=True)
class Pointer:
    """Where mouse or pen are.

    Attributes:
        scene: in photo px. A canvas whose left or top side was dragged out has negative coordinates.
        view: in px of the canvas widget.
        button: the button that was pressed or released; NoButton while moving.
        buttons: all that are held.
        modifiers: keys that are held.
        pressure: of a pen, 0..1; 1 for a mouse.
    """

    scene: QPointF
    view: QPointF
    button: Qt.MouseButton
    buttons: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    pressure: float = 1.0


class CanvasTool(QObject):
    """Base of all tools. One is active at a time; the canvas forwards to it. Every method but ``name`` has a default.

    Panning (Space, middle button) and zooming belong to the canvas and work with every tool.
    """

    name = ""
    """Identifier, also of the action that chooses the tool."""

    task = ""
    """What it is for, "reshape", "mask", "edges", "retouch" or "crop": the panel shows what belongs to it. "" is for
    any."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    def activate(self) -> None:
        """The tool was chosen."""

    def deactivate(self) -> None:
        """Another tool is about to be chosen; an unfinished stroke or drag is cancelled."""
        self.cancel()

    def cursor(self, pointer: Pointer | None) -> QCursor:
        """The cursor to show at ``pointer`` (None: not over the canvas yet)."""
        return QCursor(Qt.CursorShape.ArrowCursor)

    def pressed(self, pointer: Pointer) -> bool:
        """Left button down, or pen on the tablet. Returns whether it means anything here."""
        return False

    def moved(self, pointer: Pointer) -> None:
        """The pointer moved, with the button held after a press that was taken, or without one."""

    def released(self, pointer: Pointer) -> None:
        """The button that ``pressed`` took was let go."""

    def left(self) -> None:
        """The pointer left the canvas."""

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Returns whether the key was used."""
        return False

    def key_released(self, event: QKeyEvent) -> None:
        """A key was let go; not told of the repeats of one that is held."""

    def focus_lost(self) -> None:
        """Keys that are held will be let go somewhere else."""

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        """Shift, Alt or Ctrl went down or up, maybe in the middle of a drag."""

    def cancel(self) -> bool:
        """Undo what the unfinished stroke or drag did. Returns whether there was one."""
        return False

    def finish(self) -> None:
        """End what is under way with no button held, a line of several clicks, as the user would: it is to stay."""

    def take_back(self) -> bool:
        """Undo was asked for with no button held: take the last part back of what is no step of the history yet.
        Returns whether there was any."""
        return False

    def paint_over(self, painter: QPainter) -> None:
        """Draw on top of everything, in px of the canvas widget: a brush's outline, a line being drawn."""

    def options(self) -> QWidget | None:
        """A row of controls for the tool-options bar, or None. Asked for once."""
        return None

    def leave_to_panel(self, seen: bool) -> None:
        """The panel's page for :attr:`task` is seen, or no longer: the row has what stands there only while it is not,
        so that nothing is there twice."""
