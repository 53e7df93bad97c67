"""A key that does one thing while it is held, and another one when it is only tapped."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from app.canvas.tool import RELEASE_MS
from app.canvas.view import CanvasView

TAP_MS = 250  # a key that is held for longer was not tapped


class TapKey(QObject):
    """Triggers ``action`` once ``key`` was tapped on the canvas, for as long as it is the action's shortcut.

    Qt would trigger it as soon as the key goes down, and nobody else would hear of the key. Elsewhere, where nothing
    happens while it is held, it does.
    """

    def __init__(self, canvas: CanvasView, key: Qt.Key, action: QAction) -> None:
        super().__init__(canvas)
        self._canvas, self._key, self._action = canvas, key, action
        self._held = QElapsedTimer()
        self._stamp = 0  # of the press, ms of the system's clock; 0 where it gives none
        self._alone = False
        self._later = QTimer(self, singleShot=True, interval=RELEASE_MS)  # a held key may seem released and pressed
        self._later.timeout.connect(action.trigger)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            if self._is_own(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._alone = self._is_own(event)
            if self._alone and not self._later.isActive():
                self._held.start()
                self._stamp = event.timestamp()
            self._later.stop()
        elif event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            tapped = self._alone and event.key() == self._key and self._held_ms(event) < TAP_MS
            if tapped and not self._canvas.stroking:
                self._later.start()
        return False

    def _is_own(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        return plain and event.key() == self._key and QKeySequence(self._key) in self._action.shortcuts()

    def _held_ms(self, event: QKeyEvent) -> int:
        """How long the key was down. A busy window hears of it late, but the system's clock is right."""
        stamps = self._stamp, event.timestamp()
        return stamps[1] - stamps[0] if all(stamps) else self._held.elapsed()
