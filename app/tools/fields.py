"""Number fields of the options bar."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox

from app.theme import space


def fit(field: QAbstractSpinBox, longest: str) -> None:
    """Make ``field`` as wide as ``longest`` needs beside its arrows. The style's own wish is a third more, for which
    a small window has no room."""
    field.ensurePolished()
    field.setFixedWidth(field.fontMetrics().horizontalAdvance(longest) + space(9))
