"""The panels around the canvas: which are open, hidden all at once or shown again as they were."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

KEY = "panels"


class PanelDocks(QObject):
    """Docks on the right of ``window``. A panel is seen when it is open and panels are shown at all."""

    def __init__(self, window: QMainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._docks: dict[str, QDockWidget] = {}
        self._closed = set(filter(None, str(settings.value(f"{KEY}/closed", "")).split(",")))
        self._applying = False

    def add(
        self, name: str, title: str, panel: QWidget, seen: Callable[[bool], None] | None = None
    ) -> QDockWidget:
        """A dock for ``panel``. ``seen`` is told whether it is in sight: not closed, and not behind another one."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(panel)
        panel.windowTitleChanged.connect(dock.setWindowTitle)  # a panel may follow what is done
        if seen is not None:
            dock.visibilityChanged.connect(seen)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self._docks[name] = dock
        dock.toggleViewAction().toggled.connect(lambda _shown: self._on_toggled(name, dock))
        return dock

    def stack(self) -> None:
        """Put all panels behind one row of tabs, the first in front: each has the whole height of the window then."""
        first, *others = self.all
        for dock in others:
            self._window.tabifyDockWidget(first, dock)
        first.raise_()

    @property
    def all(self) -> list[QDockWidget]:
        return list(self._docks.values())

    def show(self, shown: bool) -> None:
        """Show the open panels, or hide every one of them."""
        self._applying = True
        for name, dock in self._docks.items():
            dock.toggleViewAction().setEnabled(shown)
            dock.setVisible(shown and name not in self._closed)
        self._applying = False

    def restore(self, state: QByteArray, version: int) -> None:
        """Put the docks where ``saveState`` found them."""
        self._applying = True
        self._window.restoreState(state, version)
        self._applying = False

    def _on_toggled(self, name: str, dock: QDockWidget) -> None:
        if self._applying:
            return
        # asked of the dock itself: the action is unchecked too when the whole window is hidden
        self._closed = self._closed | {name} if dock.isHidden() else self._closed - {name}
        self._settings.setValue(f"{KEY}/closed", ",".join(sorted(self._closed)))
