"""Number fields of the options bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

from app.theme import space


def fit(field: QAbstractSpinBox, longest: str) -> None:
    """Make ``field`` as wide as ``longest`` needs beside its arrows. The style's own wish is a third more, for which
    a small window has no room."""
    field.ensurePolished()
    field.setFixedWidth(field.fontMetrics().horizontalAdvance(longest) + space(9))


def leave_history(field: QSpinBox | QDoubleSpinBox) -> None:
    """Let the window have Undo and Redo while nothing is half typed in ``field``. A text field keeps them for itself,
    so that they would do nothing after a number was entered."""
    field.installEventFilter(_HistoryKeys(field))


class _HistoryKeys(QObject):
    def __init__(self, field: QSpinBox | QDoubleSpinBox) -> None:
        super().__init__(field)
        self._field = field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        standard = QKeySequence.StandardKey
        if not (event.matches(standard.Undo) or event.matches(standard.Redo)):
            return False
        field = self._field
        if field.text() != field.prefix() + field.textFromValue(field.value()) + field.suffix():
            return False
        event.ignore()
        return True
