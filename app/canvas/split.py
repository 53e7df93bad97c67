"""Before and after side by side: a line over the canvas, left of it the photo, right of it what became of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.canvas.picture_item import PictureItem
from app.canvas.split_words import SplitWords
from app.canvas.view import CanvasView
from app.model.document import Document
from app.theme.theme import theme

WIDTH, GRIP = 28, 13  # px of the widget: of the strip that holds line and grip, and the grip's radius
GRAB = 4  # px to either side of the line that can be dragged, too


class BeforeItem(PictureItem):
    """The photo as ``picture`` has it, left of ``edge``: stretched into a canvas of another size."""

    def __init__(self, picture: PictureItem) -> None:
        super().__init__()
        self.setZValue(8)  # over all that is painted on the photo, under the handles
        self._picture = picture
        self._edge = 0.0  # photo px

    @property
    def edge(self) -> float:
        """Where it ends on the right, photo px."""
        return self._edge

    def show_until(self, edge: float, stretched: bool) -> None:
        self.take_photo(self._picture)
        self.set_showing("stretch" if stretched else "original")
        self._edge = edge
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self._photo = self._picture.before  # a fill that is judged may have come or gone
        left = self.boundingRect()
        left.setRight(min(left.right(), self._edge))
        if left.width() > 0:
            painter.save()
            painter.setClipRect(left, Qt.ClipOperation.IntersectClip)
            super().paint(painter, option, widget)
            painter.restore()


class Grip(QWidget):
    """The line and its grip; dragging moves them. Whatever is beside them belongs to the canvas below."""

    def __init__(self, split: Split, parent: QWidget) -> None:
        super().__init__(parent)
        self._split = split
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName(self.tr("Before and after"))
        self.setToolTip(self.tr("Left: before. Right: after. Drag the line."))

    def place(self, x: int, height: int) -> None:
        self.setGeometry(x - WIDTH // 2, 0, WIDTH, height)
        line = QRegion(QRect(WIDTH // 2 - GRAB, 0, 2 * GRAB, height))
        grip = QRect(WIDTH // 2 - GRIP, height // 2 - GRIP, 2 * GRIP, 2 * GRIP)
        self.setMask(line.united(QRegion(grip, QRegion.RegionType.Ellipse)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._split.move_to(self.mapToParent(event.position()).x())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, middle = theme().tokens, QPointF(WIDTH / 2, self.height() / 2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in (("#90000000", 3.0), ("#ffffff", 1.5)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), self.height()))
        painter.setPen(QPen(QColor("#90000000"), 1))
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(middle, GRIP - 1.5, GRIP - 1.5)
        painter.setPen(QPen(QColor(tokens.accent_text), 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for way in (-1, 1):
            tip = middle + QPointF(7 * way, 0)
            painter.drawLine(tip, tip + QPointF(-3 * way, -3))
            painter.drawLine(tip, tip + QPointF(-3 * way, 3))


class Split(QObject):
    """Switches the line on and off, and keeps it over the part of the picture that is seen, at any zoom."""

    def __init__(self, canvas: CanvasView, document: Document) -> None:
        super().__init__(canvas)
        self._canvas, self._document = canvas, document
        self._on = False
        self._share = 0.5  # of the window's width: the line stays under the pointer while a wheel zooms there
        self.item = BeforeItem(canvas.picture)
        canvas.scene().addItem(self.item)
        self.grip = Grip(self, canvas.viewport())
        self.words = SplitWords(canvas)
        canvas.viewport().installEventFilter(self)
        bars = canvas.horizontalScrollBar().valueChanged, canvas.verticalScrollBar().valueChanged
        for signal in (
            *bars, canvas.zoomChanged, canvas.showingChanged, canvas.unresizedChanged, document.photoChanged,
            document.photoEdited, document.photoReplaced, document.geometryChanged, theme().changed,
        ):  # fmt: skip
            signal.connect(self._refresh)
        self._refresh()

    def show(self, on: bool) -> None:
        self._on = on
        self._refresh()

    def drawn_at(self, at: QPointF) -> PictureItem:
        """Which picture is seen at ``at`` (px of the scene)."""
        return self.item if self.item.isVisible() and at.x() < self.item.edge else self._canvas.picture

    def move_to(self, x: float) -> None:
        """Put the line to ``x``, px of the canvas widget, or as near to it as the picture goes."""
        self._share = self._within(x, self._seen()) / max(1, self._canvas.viewport().width())
        self._refresh()

    @staticmethod
    def _within(x: float, seen: QRectF) -> float:
        return min(max(x, seen.left()), seen.right())

    def _seen(self) -> QRectF:
        """The part of the canvas in the window, px of the widget."""
        whole = self._canvas.viewportTransform().mapRect(self._canvas.shown_rect())
        return whole & QRectF(self._canvas.viewport().rect())

    def _refresh(self, _what: object = None) -> None:
        shown = self._on and self._document.photo is not None and self._canvas.showing == "result"
        seen = self._seen() if shown else QRectF()
        shown = shown and not seen.isEmpty()
        self.item.setVisible(shown)
        self.grip.setVisible(shown)
        x = round(self._within(self._share * self._canvas.viewport().width(), seen))
        self.words.place(x, seen if shown else QRectF())
        if shown:
            self.grip.place(x, self._canvas.viewport().height())
            self.grip.update()
            self.item.show_until(self._canvas.to_scene(QPointF(x, 0)).x(), not self._canvas.unresized)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._refresh()
        return False
