"""Carries the user's choices to the parts of the window that they concern, at the start and whenever they change."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Unpack

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.project.history import HistoryCap
from app.services.autosave import Autosave
from app.services.session import Session
from app.settings.keys import Shortcuts
from app.settings.preferences import PREVIEWS, Choices, Preferences, read_preferences, write_preferences
from app.theme.theme import ThemeMode, theme
from core.device import available_cores, set_preferences

THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS")


class SettingsController(QObject):
    """The window's preferences and shortcuts.

    Signals:
        changed(Preferences): at least one choice is another one.
    """

    changed = Signal(object)

    def __init__(self, window: QWidget, settings: QSettings, session: Session, autosave: Autosave) -> None:
        super().__init__(window)
        self._window, self._settings, self.session, self._autosave = window, settings, session, autosave
        self.preferences = read_preferences(settings)
        self._shortcuts: Shortcuts | None = None
        self._cap = HistoryCap(session.document, self.preferences.history_mb << 20)
        self._apply(Preferences())

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Give the window's actions the user's keys."""
        self._shortcuts = Shortcuts(actions, self._settings)

    @property
    def shortcuts(self) -> Shortcuts:
        """The user's keys.

        Raises:
            ValueError: the window has no actions yet, see :meth:`take_actions`.
        """
        if self._shortcuts is None:
            raise ValueError("there are no actions yet that could have keys")
        return self._shortcuts

    def change(self, **values: Unpack[Choices]) -> None:
        """Choose some of the preferences by name; they are kept and take effect at once."""
        before, self.preferences = self.preferences, replace(self.preferences, **values)
        if self.preferences != before:
            write_preferences(self._settings, self.preferences)
            self._apply(before)
            self.changed.emit(self.preferences)

    def choose_theme(self, mode: ThemeMode) -> None:
        self.change(theme=mode)

    def show(self) -> None:
        """Open the dialog."""
        from app.settings.dialog import SettingsDialog

        SettingsDialog(self, self._window).open()

    def _apply(self, before: Preferences) -> None:
        now = self.preferences
        if now.theme != before.theme:
            theme().set_mode(now.theme)
        set_preferences(now.device, now.precision, now.threads)
        if now.threads != before.threads:
            _limit_threads(now.threads)
        self.session.frames.set_drag_budget(PREVIEWS[now.preview])
        self._autosave.set_seconds(now.autosave_seconds)
        self._cap.set_limit(now.history_mb << 20)


def _limit_threads(count: int) -> None:
    """Libraries that are not loaded yet read the variables; torch can be told later."""
    for name in THREAD_VARIABLES:
        if count:
            os.environ[name] = str(count)
        else:
            os.environ.pop(name, None)
    if "torch" in sys.modules:
        import torch

        torch.set_num_threads(available_cores())
