"""Cards in as many columns as fit, all of one size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.panels.picture_card import PictureCard
from app.theme import space

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

    def _arrange(self) -> None:
        gap, columns = space(4), self.columns(self.width())
        width = (self.width() - gap * (columns - 1)) // columns
        if not self.cards or width < 1:
            self.setFixedHeight(0)
            return
        height = self.cards[0].heightForWidth(width)
        shown = len(self.cards) if not self._rows else min(len(self.cards), self._rows * columns)
        for index, card in enumerate(self.cards):
            row, column = divmod(index, columns)
            card.setGeometry(column * (width + gap), row * (height + gap), width, height)
            card.setVisible(index < shown)
        rows = -(-shown // columns)
        self.setFixedHeight(rows * height + (rows - 1) * gap)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(4 * NARROWEST, self.height())
