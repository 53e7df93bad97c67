"""Help: all keys at a glance, the log, and what Regrain is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from app.platform.log_file import log_path
from app.platform.paths import file_url
from app.services.session import Session


class Help(QObject):
    """What the help menu opens."""

    def __init__(self, window: QWidget, session: Session, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._session, self._settings = window, session, settings
        self._actions: Mapping[str, QAction] = {}

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """The window's actions, whose keys are shown."""
        self._actions = actions

    def folders(self) -> dict[str, Path]:
        """Where things lie on this computer."""
        return {
            self.tr("Settings"): Path(self._settings.fileName()),
            self.tr("Models"): self._session.shelf.folder,
            self.tr("Log"): log_path(),
        }

    def show_keys(self) -> None:
        """All keys at a glance."""
        from app.dialogs.help_dialogs import KeysDialog  # not before it is asked for: the window opens sooner

        KeysDialog(self._actions, self._window).open()

    def show_about(self) -> None:
        from app.dialogs.help_dialogs import AboutDialog

        AboutDialog(self.folders(), self._window).open()

    def open_log(self) -> None:
        """Show the log in the program that the system has for texts."""
        if not log_path().is_file() or not QDesktopServices.openUrl(file_url(log_path())):
            self._session.document.statusMessage.emit(self.tr("The log is {0}.").format(log_path()))
