"""Whose key it is while a field of the window has the focus: the field's, or the canvas's and the menus'."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QMainWindow,
    QSpinBox,
    QWidget,
)

from app.canvas.view import CanvasView

Key = Qt.Key
LOCKS = (
    Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_AltGr, Key.Key_Meta, Key.Key_CapsLock, Key.Key_NumLock,
    Key.Key_ScrollLock, Key.Key_unknown,
)  # fmt: skip
ENTER = (Key.Key_Return, Key.Key_Enter)
MOVING = (
    Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_PageUp,
    Key.Key_PageDown, Key.Key_Tab, Key.Key_Backtab, Key.Key_Escape, *ENTER,
)  # fmt: skip
TYPING = (*MOVING, Key.Key_Backspace, Key.Key_Delete, Key.Key_Insert, Key.Key_Period, Key.Key_Comma, Key.Key_Minus)
OPENING = (*MOVING, Key.Key_Space, Key.Key_F4)  # of a list of choices
EDITING = (
    QKeySequence.StandardKey.SelectAll, QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste, QKeySequence.StandardKey.MoveToNextWord,
    QKeySequence.StandardKey.MoveToPreviousWord, QKeySequence.StandardKey.SelectNextWord,
    QKeySequence.StandardKey.SelectPreviousWord, QKeySequence.StandardKey.DeleteStartOfWord,
    QKeySequence.StandardKey.DeleteEndOfWord,
)  # fmt: skip
HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


class FieldKeys(QObject):
    """Lets a field of the window have the keys that it can use, and no others.

    A text field takes every printable key, and several with Ctrl, for itself, so that keys of tools and menus would be
    dead after a number was typed. Here a key that a field has no use for gives the focus to the canvas, and then
    happens there. Enter takes what was typed and gives the focus back; Esc leaves the value as it was and does the
    same. Fields of dialogs keep Qt's own ways.

    Args:
        window: its fields are those that exist now.
    """

    def __init__(self, window: QMainWindow, canvas: CanvasView) -> None:
        super().__init__(window)
        self._window, self._canvas = window, canvas
        for kind in (QAbstractSpinBox, QComboBox, QAbstractSlider):
            for field in window.findChildren(kind):
                if not canvas.isAncestorOf(field):
                    field.installEventFilter(self)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not self._canvas.isVisible():
            return False
        if watched is self._window and self._canvas.hasFocus():
            return False  # the canvas has let it pass
        if event.type() == QEvent.Type.ShortcutOverride:
            if not self._is_others(watched, event):
                return False
            self._go_to_canvas()
            event.ignore()
            return True
        if event.type() == QEvent.Type.KeyPress:
            return self._ends(watched, Key(event.key()))
        return False

    def _is_others(self, watched: QObject, event: QKeyEvent) -> bool:
        """Whether ``watched`` has no use for a key."""
        key, held = Key(event.key()), event.modifiers()
        if key in LOCKS or held & ALT:  # Alt opens menus, which give the focus back by themselves
            return False
        if watched is self._window:  # a button, a list: it has seen the key and let it pass
            return event.text().strip().isprintable() and bool(event.text().strip()) and not held & CONTROL
        if isinstance(watched, QAbstractSpinBox):
            if any(event.matches(step) for step in HISTORY):
                return not _half_typed(watched)
            if held & CONTROL:
                return not any(event.matches(edit) for edit in EDITING)
            return key not in TYPING and not event.text().isdigit()
        return bool(held & CONTROL) or key not in (OPENING if isinstance(watched, QComboBox) else MOVING)

    def _ends(self, watched: QObject, key: Qt.Key) -> bool:
        """Whether ``key`` ends the work in ``watched``; the focus is then back on the canvas."""
        if key != Key.Key_Escape and (key not in ENTER or watched is self._window):
            return False
        if key == Key.Key_Escape and isinstance(watched, QSpinBox):
            watched.setValue(watched.value())  # what is half typed goes
        elif key == Key.Key_Escape and isinstance(watched, QDoubleSpinBox):
            watched.setValue(watched.value())
        self._go_to_canvas()
        return True

    def _go_to_canvas(self) -> None:
        """A field that loses the focus takes what was typed."""
        self._canvas.activateWindow()  # the field may lie in a panel that floats
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)


def _half_typed(field: QWidget) -> bool:
    match field:  # one after the other: the one takes whole numbers, the other takes any
        case QSpinBox():
            value = field.textFromValue(field.value())
        case QDoubleSpinBox():
            value = field.textFromValue(field.value())
        case _:
            return False
    return field.text() != field.prefix() + value + field.suffix()
