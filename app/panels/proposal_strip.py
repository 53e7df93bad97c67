"""Thumbnails of the fills there are to choose from, over the bottom of the canvas."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.canvas.card import CanvasCard
from app.canvas.view import CanvasView
from app.model.document import Document
from app.platform.qt_image import to_qimage
from app.services.fill_thread import Proposal
from app.services.filling import Filling
from app.theme.theme import font, icon, space, theme
from core.selection.region import Region

WIDTH, HEIGHT = 96, 72  # px of a thumbnail
RIM = 3  # px of the frame around the one that is shown
MARGIN = 0.2  # of the hole's longer side that is seen around it
LEAST_MARGIN = 16  # px of the photo
LEAST_CANVAS = 300  # px; on a lower canvas the strip would hide what it is about
TURN_MS, TURN_STEP = 50, 24  # how often the sign of one under way turns, and by how many degrees


def around(weight: np.ndarray) -> Region:
    """The part of ``weight``, uint8 (h, w), that a thumbnail shows: the hole with something around it, in the
    thumbnail's proportions as far as there is so much."""
    hole = Region.of_nonzero(weight)
    seen = hole.grown(max(LEAST_MARGIN, round(MARGIN * max(hole.width, hole.height))))
    height, width = weight.shape
    wide = min(width, max(seen.width, -(-seen.height * WIDTH // HEIGHT)))
    high = min(height, max(seen.height, -(-seen.width * HEIGHT // WIDTH)))
    left = min(max(0, (seen.left + seen.right - wide) // 2), width - wide)
    top = min(max(0, (seen.top + seen.bottom - high) // 2), height - high)
    return Region(left, top, left + wide, top + high)


def thumbnail(proposal: Proposal, ratio: float, icc: bytes | None = None) -> QImage:
    """``proposal`` around its hole, for a screen with ``ratio`` device px per px; its colours have the profile."""
    import cv2  # not before there is a fill: the window opens sooner

    part = around(proposal.weight)
    pixels = proposal.pixels[part.slices]
    scale = min(1.0, ratio * max(WIDTH / part.width, HEIGHT / part.height))
    size = max(1, round(part.width * scale)), max(1, round(part.height * scale))
    return to_qimage(cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA), icc)


def _fitted(image: QImage, box: QRectF) -> QRectF:
    """Where ``image`` lies, whole, in the middle of ``box``."""
    size = image.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(QPointF(), size)
    place.moveCenter(box.center())
    return place


class Thumbnail(QAbstractButton):
    """One fill, or one that is under way: then with a sign that turns, and a cross that cancels it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFixedSize(WIDTH + 2 * RIM, HEIGHT + 2 * RIM)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.proposal: Proposal | None = None
        self.number, self.busy, self.waiting = 0, False, False
        self._image: QImage | None = None
        self._angle = 0
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.timeout.connect(self._turn)
        self.cancel_button = QToolButton(self, autoRaise=True)
        self.cancel_button.setIcon(icon("close"))
        self.cancel_button.setIconSize(QSize(14, 14))
        self.cancel_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.cancel_button.setAccessibleName(self.tr("Cancel the fill under way"))
        self.cancel_button.setToolTip(self.tr("Cancel the fill under way (Esc)"))
        self.cancel_button.adjustSize()
        self.cancel_button.move(self.width() - self.cancel_button.width() - RIM, RIM)

    def tell(self, number: int, proposal: Proposal | None, busy: bool, waiting: bool, icc: bytes | None) -> None:
        """Be the fill ``number``; ``waiting`` for another that is ``busy``."""
        if proposal is not self.proposal:
            self.proposal = proposal
            self._image = None if proposal is None else thumbnail(proposal, self.devicePixelRatioF(), icc)
        self.number, self.busy, self.waiting = number, busy, waiting
        name = self.tr("Fill {0}, under way") if busy or waiting else self.tr("Fill {0}")
        self.setAccessibleName(name.format(number))
        tip = self.tr("Under way") if busy or waiting else self.tr("Show this fill (Left and Right)")
        self.setToolTip(tip)
        self.cancel_button.setVisible(busy)
        if busy and not self._timer.isActive():
            self._timer.start()
        elif not busy:
            self._timer.stop()
        self.update()

    def _turn(self) -> None:
        self._angle = (self._angle + TURN_STEP) % 360
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(RIM, RIM, -RIM, -RIM)
        painter.fillRect(box, QColor(tokens.sunken))
        if self._image is not None:
            painter.setOpacity(0.5 if self.busy else 1.0)
            painter.drawImage(_fitted(self._image, box), self._image)
            painter.setOpacity(1.0)
        colour = tokens.accent if self.isChecked() else tokens.outline
        width = RIM if self.isChecked() else 1
        inset = width / 2
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRoundedRect(box.adjusted(-inset, -inset, inset, inset), 3, 3)
        if self.hasFocus():
            pen = QPen(QColor(tokens.text), 1)
            pen.setDashPattern([2, 2])
            painter.setPen(pen)
            painter.drawRect(box.adjusted(2, 2, -2, -2))
        if self.busy or self.waiting:
            self._paint_sign(painter, box.center(), QColor(tokens.text), QColor(tokens.surface))
        self._paint_number(painter, box, tokens.surface, tokens.text)
        painter.end()

    def _paint_sign(self, painter: QPainter, centre: QPointF, colour: QColor, ground: QColor) -> None:
        """A ring with a gap that turns; three points for one that waits."""
        painter.setBrush(ground)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(centre, 15, 15)
        if self.waiting:
            painter.setBrush(colour)
            for across in (-6, 0, 6):
                painter.drawEllipse(centre + QPointF(across, 0), 1.7, 1.7)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(centre.x() - 9, centre.y() - 9, 18, 18), -self._angle * 16, 270 * 16)

    def _paint_number(self, painter: QPainter, box: QRectF, ground: str, colour: str) -> None:
        painter.setFont(font("caption"))
        text = str(self.number)
        side = painter.fontMetrics().height()
        width = max(side, painter.fontMetrics().horizontalAdvance(text) + space(2))
        place = QRectF(box.left() + 2, box.bottom() - side - 2, width, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class ProposalStrip(CanvasCard):
    """Shown from the second fill on. A click shows a fill; the tools' arrow keys do, too, so that the focus may stay
    on the canvas. Where there is no room for all, those around the one that is shown are seen.
    """

    def __init__(self, canvas: CanvasView, document: Document, filling: Filling) -> None:
        super().__init__(canvas, "proposal_strip")
        self.setAccessibleName(self.tr("Fills to choose from"))
        self._canvas, self._document, self._filling = canvas, document, filling
        self._group = QButtonGroup(self)
        self._at_top = False
        self.thumbnails: list[Thumbnail] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space(2), space(2), space(2), space(2))
        self._row.setSpacing(space(1))
        self.hide()

    def refresh(self, bar: QRect) -> None:
        """Show what there is to choose from, above ``bar`` (px of the canvas widget); hidden where it is one only."""
        filling = self._filling
        count = len(filling.proposals) + filling.pending
        if count < 2 or self._canvas.height() < LEAST_CANVAS or bar.isEmpty():
            self.hide()
            for button in self.thumbnails:
                button.tell(button.number, None, False, False, None)  # the pixels of fills that are gone go, too
            return
        while len(self.thumbnails) < count:
            self._add()
        icc = None if self._document.photo is None else self._document.photo.icc
        full = len(filling.proposals)
        room = self._canvas.width() - 2 * space(2) - 2 * space(2)
        fitting = max(1, (room + self._row.spacing()) // (WIDTH + 2 * RIM + self._row.spacing()))
        first = min(max(0, filling.shown - fitting // 2), max(0, count - fitting))
        for index, button in enumerate(self.thumbnails):
            seen = index < count
            proposal = None
            if seen:
                proposal = filling.proposals[index] if index < full else filling.preview if index == full else None
            button.tell(index + 1, proposal, seen and index == full, seen and index > full, icc)
            button.setVisible(seen and first <= index < first + fitting)
            button.setChecked(index == filling.shown)
        self.adjustSize()
        self._place(bar)

    def _add(self) -> None:
        button, index = Thumbnail(self), len(self.thumbnails)
        button.clicked.connect(lambda: self._filling.show(index))
        button.cancel_button.clicked.connect(self._filling.cancel)
        self._group.addButton(button)
        self._row.addWidget(button)
        self.thumbnails.append(button)

    def _place(self, bar: QRect) -> None:
        """Above the bar, or at the top where the hole would be covered; it does not move while it is seen."""
        left = (self._canvas.width() - self.width()) // 2
        low = QRect(left, bar.top() - self.height() - space(1), self.width(), self.height())
        if not self.isVisible():
            hole = self._document.mask.bounds.united(self._document.edges.bounds)
            on_photo = QRectF(hole.left, hole.top, hole.width, hole.height)
            on_canvas = self._canvas.viewportTransform().mapRect(on_photo)
            high = QRectF(left, space(2), self.width(), self.height())
            self._at_top = on_canvas.intersects(QRectF(low)) and not on_canvas.intersects(high)
        self.move(left, space(2) if self._at_top else low.top())
        self.show()
        self.raise_()
