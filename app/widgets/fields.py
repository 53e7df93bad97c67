"""Fields and buttons of the options bar."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QToolButton

from app.theme.theme import ICON_SIZE, icon, space


def fit(field: QAbstractSpinBox, longest: str) -> None:
    """Make ``field`` as wide as ``longest`` needs beside its arrows. The style's own wish is a third more, for which
    a small window has no room."""
    field.ensurePolished()
    field.setFixedWidth(field.fontMetrics().horizontalAdvance(longest) + space(9))


def tool_button(text: str, symbol: str, tip: str) -> QToolButton:
    """A flat button with an icon and a word, of which the word can go (:func:`set_wordy`)."""
    button = QToolButton(autoRaise=True)
    button.setText(text)
    button.setIcon(icon(symbol))
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


def set_wordy(button: QToolButton, wordy: bool) -> None:
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if wordy else Qt.ToolButtonStyle.ToolButtonIconOnly
    if style != button.toolButtonStyle():
        button.setToolButtonStyle(style)


def words_width(button: QToolButton) -> int:
    """How much wider, px, the button is with its word."""
    return button.fontMetrics().horizontalAdvance(button.text()) + space(2)  # as far from the icon as from the rim


def bare_width(button: QToolButton) -> int:
    """Width, px, without the word."""
    wordy = button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    return button.sizeHint().width() - (words_width(button) if wordy else 0)
