"""A box to choose from: its list is never cut, and a long choice does not make what is around the box wide."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from app.theme.theme import space

WIDEST = space(90)  # px that a long choice may ask for


class ChoiceBox(QComboBox):
    """A combo box that opens its list as wide as the longest text, where Qt makes it as wide as the box.

    A choice may name a file, so the box itself is only as wide as its place: what it has no room for is elided.
    """

    def sizeHint(self) -> QSize:
        return _capped(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return _capped(super().minimumSizeHint())

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        middle = Qt.TextElideMode.ElideMiddle  # a file's name ends with what it is
        option.currentText = self.fontMetrics().elidedText(option.currentText, middle, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        wanted = view.sizeHintForColumn(0) + bar + space(5)  # padding and frame of the list
        view.setMinimumWidth(min(wanted, self.screen().availableSize().width()))
        super().showPopup()


def _capped(size: QSize) -> QSize:
    return QSize(min(size.width(), WIDEST), size.height())
