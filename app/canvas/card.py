"""What lies over the canvas as a card of its own: a rounded frame in the theme's colours, and its buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.theme.theme import RADIUS, icon, theme


class CanvasCard(QFrame):
    """A card on ``canvas`` whose style is that of its object name, ``name``."""

    def __init__(self, canvas: QWidget, name: str) -> None:
        super().__init__(canvas)
        self.setObjectName(name)
        theme().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        tokens = theme().tokens
        self.setStyleSheet(
            f"#{self.objectName()} {{ background: {tokens.surface}; border: 1px solid {tokens.outline};"
            f" border-radius: {RADIUS}px; }}"
        )


def card_button(icon_name: str, text: str, tip: str, role: str = "") -> QPushButton:
    """A button that leaves the focus to the canvas when it is clicked."""
    button = QPushButton(icon(icon_name, "accent_text" if role == "primary" else "text"), text)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if role:
        button.setProperty("role", role)
    return button
