"""Comparing by a key or a button that is held: the original, with Shift a plain stretch, until it is let go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow

from app.canvas.tool import RELEASE_MS
from app.canvas.view import CanvasView

KEYS = (Qt.Key.Key_C, Qt.Key.Key_Backslash, Qt.Key.Key_Bar)


class CompareKey(QObject):
    """Shows something else than the picture while one of :data:`KEYS`, which nobody else in the window took, or
    ``button`` is held."""

    def __init__(self, window: QMainWindow, canvas: CanvasView, button: QAbstractButton) -> None:
        super().__init__(window)
        self._window, self._canvas = window, canvas
        self._let_go = QTimer(self, singleShot=True, interval=RELEASE_MS)  # a held key may seem released and pressed
        self._let_go.timeout.connect(self._end)
        button.pressed.connect(self._on_button_pressed)
        button.released.connect(self._end)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            return self._release(event)
        if event.type() == QEvent.Type.ActivationChange and not self._window.isActiveWindow():
            self._end()  # the key that is held will be released somewhere else
        return False

    def _press(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() in KEYS and not held:
            self._let_go.stop()
            self._begin(event.modifiers())
            return True
        if event.key() == Qt.Key.Key_Shift and self._canvas.showing == "original":
            self._canvas.show_instead("stretch")
            return True
        return False

    def _release(self, event: QKeyEvent) -> bool:
        if event.key() not in KEYS or event.isAutoRepeat():
            return False
        self._let_go.start()
        return True

    def _begin(self, modifiers: Qt.KeyboardModifier) -> None:
        shift = modifiers & Qt.KeyboardModifier.ShiftModifier
        self._canvas.show_instead("stretch" if shift else "original")

    def _on_button_pressed(self) -> None:
        self._begin(QGuiApplication.keyboardModifiers())

    def _end(self) -> None:
        self._canvas.show_instead("result")
