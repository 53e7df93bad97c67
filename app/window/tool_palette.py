"""The tools in a column at the left edge; in two to four where the window is too low for one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.actions import plain
from app.theme.theme import ICON_SIZE

MOST = 4  # columns
GAP = 4  # px, as between the actions of a bar


class ToolPalette(QWidget):
    """One button for each action. A plain tool bar would put what has no room behind a small arrow."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[QAction, QToolButton] = {}
        for action in actions:
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(plain(action.text()))
            self.buttons[action] = button
        self.columns = 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return self._room(1, self.columns)

    def minimumSizeHint(self) -> QSize:
        return self._room(MOST, self.columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        fitting = (n for n in range(1, MOST) if self.height() >= self._room(n, 1).height())
        columns = next(fitting, MOST)
        if columns != self.columns:
            self.columns = columns
            self.updateGeometry()
        self._arrange()
        super().resizeEvent(event)

    def _cell(self) -> QSize:
        hints = [button.sizeHint() for button in self.buttons.values()]
        return QSize(max(hint.width() for hint in hints), max(hint.height() for hint in hints))

    def _room(self, columns_high: int, columns_wide: int) -> QSize:
        """As high as ``columns_high`` columns need, as wide as ``columns_wide``."""
        cell, rows = self._cell(), -(-len(self.buttons) // columns_high)
        return QSize(columns_wide * (cell.width() + GAP) - GAP, rows * (cell.height() + GAP) - GAP)

    def _arrange(self) -> None:
        """Column by column, so that the order from top to bottom stays what it is in one."""
        cell, rows = self._cell(), -(-len(self.buttons) // self.columns)
        for number, button in enumerate(self.buttons.values()):
            column, row = divmod(number, rows)
            button.setGeometry(
                column * (cell.width() + GAP), row * (cell.height() + GAP), cell.width(), cell.height()
            )
