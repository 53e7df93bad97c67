"""Comparing from a menu, where no key is held: what was asked for is seen until the next click or key."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QSinglePointEvent
from PySide6.QtWidgets import QMainWindow

from app.canvas.picture_item import Showing
from app.canvas.view import CanvasView

PRESSES = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress
KEYS = QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress  # a key of the menus comes as the first one only
MESSAGE_MS = 8000
MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class Comparing(QObject):
    """Shows something else than the picture until the user goes on."""

    def __init__(self, canvas: CanvasView, window: QMainWindow) -> None:
        super().__init__(canvas)
        self._canvas, self._window = canvas, window
        self._watching = False
        canvas.showingChanged.connect(self._on_showing)

    def see(self, what: Showing) -> None:
        """Show ``what``. The click on the canvas, or Esc, that ends it does nothing else; any other key has its way."""
        self._canvas.show_instead(what)
        app = QCoreApplication.instance()
        if app is not None and self._canvas.showing == what and not self._watching:
            self._watching = True
            app.installEventFilter(self)
            self._window.statusBar().showMessage(self.tr("A click or a key brings the picture back."), MESSAGE_MS)

    def _on_showing(self, showing: Showing) -> None:
        app = QCoreApplication.instance()
        if app is not None and showing == "result" and self._watching:
            self._watching = False
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QSinglePointEvent) and kind in PRESSES and not watched.isWindowType():
            pans = event.button() == Qt.MouseButton.MiddleButton
            on_canvas = watched is self._canvas.viewport()
            if not (pans and on_canvas):
                self._canvas.show_instead("result")
                return on_canvas
        elif isinstance(event, QKeyEvent) and kind in KEYS and event.key() not in MODIFIERS:
            escape = event.key() == Qt.Key.Key_Escape
            if not (escape and kind == QEvent.Type.ShortcutOverride):  # its press follows, and is to end here
                self._canvas.show_instead("result")
                return escape
        return False
