"""What the window shows before a photo is open: bring one, take up an earlier one, or try a sample."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.panels.card_grid import CardGrid
from app.panels.picture_card import PictureCard
from app.platform.paths import local_path
from app.platform.sample_titles import sample_title
from app.services.thumbnails import ThumbnailLoader
from app.theme.theme import app_icon, icon, space, theme
from app.widgets.basics import label
from app.widgets.key_tips import KeyTip
from core.image_io import Sample, formats_read, list_samples
from core.names import printable

WIDEST = (1440, 2400)  # px, of the column of cards: in a window of usual size, on the largest screens
NAMED = 4  # formats; of the others there is the number


class DropZone(QFrame):
    """A large area to drop a file on, with the two other ways in.

    Signals:
        dropped(Path): a local file was dropped.
    """

    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hot = False
        self.setAcceptDrops(True)
        self.setMinimumHeight(space(30))
        self.picture = QLabel()
        words = label(self.tr("Drop a photo, paste it, or browse"), "title")
        self.formats = formats = label(self._formats(), "muted")
        formats.setToolTip("\n".join(f"{name} ({' '.join(ends)})" for name, ends in formats_read().items()))
        self.browse_button = QPushButton(icon("open", "accent_text"), self.tr("Browse…"))
        self.browse_button.setProperty("role", "primary")
        KeyTip(self.browse_button, self.tr("Open a photo"), "open")
        self.paste_button = QPushButton(icon("paste"), self.tr("Paste"))
        KeyTip(self.paste_button, self.tr("Open the picture in the clipboard"), "paste")
        text = QVBoxLayout()
        text.setSpacing(space(1))
        text.addStretch(1)
        text.addWidget(words)
        text.addWidget(formats)
        text.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(8), space(6), space(8), space(6))
        row.setSpacing(space(5))
        row.addWidget(self.picture)
        row.addLayout(text, 1)
        row.addWidget(self.browse_button)
        row.addWidget(self.paste_button)
        formats.setWordWrap(True)
        words.setWordWrap(True)
        theme().changed.connect(self._dress)
        self._dress()

    def _formats(self) -> str:
        """The most usual ones by name; the tooltip has all."""
        names = list(formats_read())
        said = self.tr("{0} and {1} more, up to 16 bits a channel. Nothing leaves this computer.")
        return said.format(", ".join(names[:NAMED]), len(names) - NAMED)

    def _dress(self) -> None:
        self.picture.setPixmap(icon("drop", "accent").pixmap(space(12), space(12)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.accent if self._hot else tokens.outline), 2 if self._hot else 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.accent_soft if self._hot else tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._set_hot(True)
        else:
            event.ignore()  # the window takes what is no file, such as a picture from a browser

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_hot(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_hot(False)
        event.acceptProposedAction()
        files = [local_path(url) for url in event.mimeData().urls() if url.isLocalFile()]
        self.dropped.emit(files[0])

    def _set_hot(self, hot: bool) -> None:
        self._hot = hot
        self.update()


class StartPage(QScrollArea):
    """Signals: openRequested(Path), browseRequested, pasteRequested, forgetRequested(Path: off the list).

    Args:
        samples: what to offer; the bundled samples by default.
    """

    openRequested = Signal(object)
    browseRequested = Signal()
    pasteRequested = Signal()
    forgetRequested = Signal(object)

    def __init__(self, samples: Sequence[Sample] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._thumbnails = ThumbnailLoader(self)
        self._thumbnails.loaded.connect(self._on_thumbnail)
        self._thumbnails.gone.connect(self._on_gone)

        self.drop_zone = DropZone()
        self.drop_zone.dropped.connect(self.openRequested)
        self.drop_zone.browse_button.clicked.connect(self.browseRequested)
        self.drop_zone.paste_button.clicked.connect(self.pasteRequested)
        self.recent_title = label(self.tr("Recent"), "title")
        self.recent = CardGrid(rows=1)
        self.samples_title = label(self.tr("Try a sample"), "title")
        self.samples = CardGrid()

        body = QWidget()
        body.setObjectName("start_body")
        self.setWidget(body)
        self._around = across = QHBoxLayout(body)
        across.setContentsMargins(space(10), space(6), space(10), space(6))
        across.addStretch(1)
        self._column = QWidget()
        across.addWidget(self._column, 1000)
        across.addStretch(1)
        self._rows = column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addStretch(1)  # in a tall window the content stands above the middle
        column.addLayout(self._header())
        column.addSpacing(space(1))
        column.addWidget(self.drop_zone)
        for title, grid in ((self.recent_title, self.recent), (self.samples_title, self.samples)):
            title.setContentsMargins(0, space(3), 0, 0)
            column.addWidget(title)
            column.addWidget(grid)
        column.addStretch(2)
        self.set_samples(list_samples() if samples is None else samples)
        self.set_recent([])

    def _header(self) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(space(14), space(14)))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label("Regrain", "display"))
        words.addWidget(label(self.tr("Reshape a photo and repair it with its own grain."), "muted"))
        row = QHBoxLayout()
        row.setSpacing(space(4))
        row.addWidget(mark)
        row.addLayout(words)
        row.addStretch(1)
        return row

    # -- content --------------------------------------------------------------------------------------------------

    def show_top(self) -> None:
        """Begin at the top, with the keyboard too: leaving a photo moves the focus to some card further down."""
        self.setFocus()
        self.verticalScrollBar().setValue(0)

    def set_samples(self, samples: Sequence[Sample]) -> None:
        cards = []
        for sample in samples:
            tip = self.tr("{0}\nLicence: {1}").format(sample.credit, sample.licence)
            cards.append(self._card(sample.path, sample_title(sample), f"{sample.licence} · {sample.credit}", tip))
        self._fill(self.samples, cards)
        for widget in (self.samples_title, self.samples):
            widget.setVisible(bool(cards))
        self._fit_rows()

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Offer ``paths``, newest first. What is gone says so, once it has been looked for."""
        known = {card.path.resolve() for card in self.samples.cards}
        cards = []
        for path in paths:
            if path not in known:
                words = printable(path.name), printable(path.parent), printable(path)
                card = self._card(path, *words, removable=True)
                card.removeRequested.connect(partial(self._remove, card))
                cards.append(card)
        self._fill(self.recent, cards)
        self._thumbnails.prefer(card.path for card in cards)
        for widget in (self.recent_title, self.recent):
            widget.setVisible(bool(cards))
        self._fit_rows()

    def _remove(self, card: PictureCard) -> None:
        """Ask for ``card`` to be taken off the list; the keyboard goes on with the one that takes its place."""
        place, focused = self.recent.cards.index(card), card.hasFocus()
        self.forgetRequested.emit(card.path)
        left = self.recent.cards
        if focused and left and card not in left:
            left[min(place, len(left) - 1)].setFocus()

    def _card(self, path: Path, title: str, caption: str, tip: str, *, removable: bool = False) -> PictureCard:
        card = PictureCard(path, title, caption, tip, removable=removable)
        card.clicked.connect(lambda: self.openRequested.emit(card.path))
        return card

    def _fill(self, grid: CardGrid, cards: list[PictureCard]) -> None:
        grid.set_cards(cards)
        for card in cards:
            self._thumbnails.request(card.path)

    @Slot(object, object)
    def _on_thumbnail(self, path: Path, image: QImage | None) -> None:
        for card in (*self.recent.cards, *self.samples.cards):
            if card.path == path:
                card.set_image(image)

    @Slot(object)
    def _on_gone(self, path: Path) -> None:
        for card in self.recent.cards:
            if card.path == path:
                card.set_gone()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low, high = WIDEST
        self._column.setMaximumWidth(min(max(low, round(0.62 * self.width())), high))
        self._fit_rows()

    def _fit_rows(self) -> None:
        """As many rows of recent files as leave all samples in sight; one in a low window."""
        around = self._around.contentsMargins()
        width = min(self.viewport().width() - around.left() - around.right(), self._column.maximumWidth())
        wraps = self._rows.hasHeightForWidth()
        rest = self._rows.totalHeightForWidth(width) if wraps else self._rows.sizeHint().height()
        rest += around.top() + around.bottom() + self.samples.height_for(width)
        for grid in (self.recent, self.samples):
            rest -= 0 if grid.isHidden() else grid.height()
        rows = 1
        while self.recent.height_for(width, rows) < self.recent.height_for(width, rows + 1) <= (
            self.viewport().height() - rest
        ):
            rows += 1
        self.recent.set_rows(rows)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._thumbnails.go_on()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._thumbnails.halt()
