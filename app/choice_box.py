"""A box to choose from, whose list is never cut."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from app.theme import space


class ChoiceBox(QComboBox):
    """A combo box that opens its list as wide as the longest text, where Qt makes it as wide as the box."""

    def showPopup(self) -> None:
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        wanted = view.sizeHintForColumn(0) + bar + space(5)  # padding and frame of the list
        view.setMinimumWidth(min(wanted, self.screen().availableSize().width()))
        super().showPopup()
