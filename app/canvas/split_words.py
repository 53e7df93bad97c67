"""The words at the top of the line between before and after."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.canvas.card import CanvasCard
from app.canvas.view import CanvasView
from app.theme.theme import space


class Word(CanvasCard):
    """A small card with one word; the pointer reaches the picture through it."""

    def __init__(self, viewport: QWidget, name: str, text: str) -> None:
        super().__init__(viewport, name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label = QLabel(text)
        self.label.setProperty("role", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), space(1) // 2, space(2), space(1) // 2)
        row.addWidget(self.label)
        self.hide()


class SplitWords(QObject):
    """Which side is which. They step below the cards that lie over the canvas; a word that has no room beside the line
    on the picture's part that it names is hidden."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._seen, self._x = QRectF(), 0
        self.before = Word(canvas.viewport(), "split_before", self.tr("Before"))
        self.after = Word(canvas.viewport(), "split_after", self.tr("After"))

    def place(self, x: int, seen: QRectF) -> None:
        """Beside the line at ``x`` on ``seen``, the part of the picture in the window, px of the canvas widget; an
        empty one hides them."""
        self._seen, self._x = seen, x
        for card in self._cards():
            card.installEventFilter(self)  # the one that has it already has it once
        self._place()

    def _cards(self) -> list[CanvasCard]:
        return self._canvas.findChildren(CanvasCard, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def _place(self) -> None:
        gap, cards = space(3), [card.geometry() for card in self._cards() if not card.isHidden()]
        lowest = self._canvas.viewport().height() // 2 - 2 * gap  # the grip is below
        for word in (self.before, self.after):
            size = word.sizeHint()
            left = self._x - gap - size.width() if word is self.before else self._x + gap
            place = QRect(left, space(2), size.width(), size.height())
            for card in sorted(cards, key=QRect.top):
                if card.intersects(place.adjusted(-gap, 0, gap, 0)):
                    place.moveTop(card.bottom() + 1 + space(2))
            within = self._seen.left() <= place.left() and place.right() < self._seen.right()
            word.setGeometry(place)
            word.setVisible(within and place.bottom() < lowest)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize
        if event.type() in kinds and not self._seen.isEmpty():
            self._place()
        return False
