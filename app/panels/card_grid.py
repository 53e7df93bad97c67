"""Cards in as many columns as fit, all of one size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.panels.picture_card import PictureCard
from app.theme.theme import space

NARROWEST = 152  # px, of a card
MOST_COLUMNS = 7


class CardGrid(QWidget):
    """Lays out :class:`PictureCard` widgets in rows.

    Args:
        rows: at most so many rows are shown; 0 shows all.
    """

    def __init__(self, rows: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.cards: list[PictureCard] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_cards(self, cards: Sequence[PictureCard]) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = list(cards)
        for card in self.cards:
            card.setParent(self)
        self._arrange()

    def columns(self, width: int) -> int:
        """How many cards stand in a row. It does not depend on their number: cards of two grids line up."""
        gap = space(4)
        return max(1, min(MOST_COLUMNS, (width + gap) // (NARROWEST + gap)))

    def set_rows(self, rows: int) -> None:
        """Show at most so many rows."""
        if rows != self._rows:
            self._rows = rows
            self._arrange()

    def height_for(self, width: int, rows: int = 0) -> int:
        """Height, px, of at most so many rows (0: of all) in a grid that is ``width`` px wide."""
        gap, columns = space(4), self.columns(width)
        across = (width - gap * (columns - 1)) // columns
        if not self.cards or across < 1:
            return 0
        full = -(-len(self.cards) // columns)
        rows = min(rows, full) if rows else full
        return rows * self.cards[0].heightForWidth(across) + (rows - 1) * gap

    def _arrange(self) -> None:
        self.setFixedHeight(self.height_for(self.width(), self._rows))
        if not self.height():
            return
        gap, columns = space(4), self.columns(self.width())
        width = (self.width() - gap * (columns - 1)) // columns
        height = self.cards[0].heightForWidth(width)
        shown = len(self.cards) if not self._rows else min(len(self.cards), self._rows * columns)
        for index, card in enumerate(self.cards):
            row, column = divmod(index, columns)
            card.setGeometry(column * (width + gap), row * (height + gap), width, height)
            card.setVisible(index < shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(4 * NARROWEST, self.height())
