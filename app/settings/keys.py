"""Shortcuts: what the user has made of the action table's keys."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QKeySequence

from app.actions import ACTIONS, set_tip, words

GROUP = "shortcuts"
CANVAS = frozenset(
    QKeySequence(key).toString()
    for key in (*"XVKN123456789[]\\", "Space", "Esc", "Return", "Left", "Right", "Up", "Down", "Shift+C", "Shift+N")
)  # what the canvas does with keys of its own; no action may have these
_PORTABLE = QKeySequence.SequenceFormat.PortableText
DEFAULTS = {spec.id: spec.keys for spec in ACTIONS}
_TIPS = {spec.id: spec.tip or spec.text for spec in ACTIONS}


class Shortcuts:
    """The keys of ``actions``: the table's, or those kept in ``settings``."""

    def __init__(self, actions: Mapping[str, QAction], settings: QSettings) -> None:
        self._actions, self._settings = actions, settings
        for name, action in actions.items():
            stored = settings.value(f"{GROUP}/{name}")
            if isinstance(stored, str):
                sequence = QKeySequence(stored, _PORTABLE)
                if sequence.toString(_PORTABLE) != stored:
                    continue  # no keys at all; the table's stay
                self._set(action, [sequence] if stored else [])

    def of(self, name: str) -> QKeySequence:
        """The first key of an action; empty where it has none."""
        return self._actions[name].shortcut()

    def all_of(self, name: str) -> list[QKeySequence]:
        return self._actions[name].shortcuts()

    def is_default(self, name: str) -> bool:
        return self._actions[name].shortcuts() == [QKeySequence(key) for key in DEFAULTS[name]]

    def owner(self, keys: QKeySequence, besides: str = "") -> str:
        """Name of the action that has ``keys`` already, or ""."""
        taken = (name for name, action in self._actions.items() if name != besides and keys in action.shortcuts())
        return "" if keys.isEmpty() else next(taken, "")

    def change(self, name: str, keys: QKeySequence) -> None:
        """Give an action other keys (or none), and take them from whoever had them."""
        before = self.owner(keys, name)
        if before:
            action = self._actions[before]
            self._set(action, [key for key in action.shortcuts() if key != keys])
            self._keep(before)
        self._set(self._actions[name], [] if keys.isEmpty() else [keys])
        self._keep(name)

    def reset(self, name: str) -> None:
        """The table's keys again, taken from whoever has them now."""
        wanted = [QKeySequence(key) for key in DEFAULTS[name]]
        for keys in wanted:
            other = self.owner(keys, name)
            if other:
                self._set(self._actions[other], [key for key in self._actions[other].shortcuts() if key != keys])
                self._keep(other)
        self._set(self._actions[name], wanted)
        self._keep(name)

    def reset_all(self) -> None:
        for name, action in self._actions.items():
            self._set(action, [QKeySequence(key) for key in DEFAULTS[name]])
        self._settings.remove(GROUP)

    def _keep(self, name: str) -> None:
        if self.is_default(name):
            self._settings.remove(f"{GROUP}/{name}")
        else:
            self._settings.setValue(f"{GROUP}/{name}", self.of(name).toString(_PORTABLE))

    def _set(self, action: QAction, keys: list[QKeySequence]) -> None:
        action.setShortcuts(keys)
        set_tip(action, words(_TIPS[action.objectName()]))
