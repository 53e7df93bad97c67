"""The first steps: three cards over the first photo, each pointing at what it speaks of. Nothing waits for them, and a
card whose step was done makes way for the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.canvas.handles import Handle, handle_points
from app.canvas.view import CanvasView
from app.model.document import Document
from app.theme.theme import icon, space, theme
from app.widgets.basics import label
from core.geometry import CanvasGeometry

SEEN_KEY = "tour/seen"
DRAG, TRAIN, FILL = range(3)
FOLLOW_MS = 120  # how often the ring looks where its target is now
HANDLE_REACH = 18  # px around the middle of a handle


@dataclass(frozen=True)
class TourStep:
    """One card. ``target`` is where the ring goes, in the window; None while it cannot be seen."""

    icon: str
    title: str
    text: str
    target: Callable[[], QRect | None]


class Tour(QObject):
    """Shows itself once, over the first photo, when it was armed; and whenever it is asked for.

    Args:
        train: the widget that starts training.
        brush: the widget that chooses the brush.
        show_train: brings ``train`` to the front.
    """

    def __init__(
        self, window: QWidget, canvas: CanvasView, document: Document, settings: QSettings, *,
        train: QWidget, brush: QWidget, show_train: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._canvas, self._document, self._settings = window, canvas, document, settings
        self._show_train = show_train
        self._waiting = False  # for a photo
        self._number = 0
        self._done: set[int] = set()
        self._geometry: CanvasGeometry | None = None  # as it was when the first card came
        self.steps = (
            TourStep("retarget", self.tr("Drag a handle"),
                     self.tr("Pull the right edge. The photo is re-made at its new size, and what is in it keeps its "
                             "size and shape."), self._handle_place),
            TourStep("train", self.tr("Train on this photo"),
                     self.tr("Regrain draws at once. Training learns how the photo’s own pieces join without seams; "
                             "work on meanwhile, and stop whenever it looks right."), lambda: self._place(train)),
            TourStep("brush", self.tr("Paint and fill"),
                     self.tr("Take the brush, paint over what should go and press Enter. V fills it another way."),
                     lambda: self._place(brush)),
        )  # fmt: skip
        self.card = TourCard(window)
        self.ring = _Ring(window)
        self.card.next_button.clicked.connect(self._next)
        self.card.back_button.clicked.connect(self._back)
        self.card.skip_button.clicked.connect(self.end)
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        document.photoChanged.connect(self._on_photo_changed)
        document.geometryChanged.connect(self._on_geometry)
        document.interactingChanged.connect(self._on_geometry)
        document.trainingStateChanged.connect(lambda state: self._on_done(TRAIN) if state == "running" else None)
        document.photoEdited.connect(lambda: self._on_done(FILL))
        for watched in (window, canvas, self.card):
            watched.installEventFilter(self)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def arm(self) -> None:
        """Begin with the first photo that is opened, unless the tour was seen before."""
        if not self._settings.contains(SEEN_KEY):
            self._waiting = True

    def begin(self) -> None:
        """Begin now, or with the next photo where none is open."""
        if self._document.photo is None:
            self._waiting = True
            self._document.statusMessage.emit(self.tr("Open a photo, and the first steps begin."))
            return
        self._waiting = False
        self._settings.setValue(SEEN_KEY, True)
        self._timer.start()
        self._done, self._geometry = set(), self._document.geometry
        self._go(DRAG)

    @Slot()
    def end(self) -> None:
        """Away with it; nothing that was done meanwhile is lost."""
        self._timer.stop()
        had_focus = self.card.isAncestorOf(self._window.focusWidget() or self._window)
        self.card.hide()
        self.ring.hide()
        if had_focus:
            self._canvas.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.running:
            return False
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._follow()
        pressed = event.key() if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else None
        if pressed == Qt.Key.Key_Escape and not self._document.interacting:  # a drag is taken back by the same key
            self.end()
            return True
        return False

    @Slot()
    def _on_photo_changed(self) -> None:
        if self._document.photo is None:
            self.end()
        elif self._waiting:
            self.begin()

    @Slot()
    def _on_geometry(self, _what: object = None) -> None:
        if not self._document.interacting and self._document.geometry not in (None, self._geometry):
            self._on_done(DRAG)

    def _on_done(self, number: int) -> None:
        """The user did by himself what a card speaks of: on to the next one that is not done."""
        if not self.running:
            return
        self._done.add(number)
        if number == self._number:
            left = [later for later in range(number + 1, len(self.steps)) if later not in self._done]
            if left:
                self._go(left[0])
            else:
                self.end()

    @Slot()
    def _next(self) -> None:
        if self._number + 1 < len(self.steps):
            self._go(self._number + 1)
        else:
            self.end()

    @Slot()
    def _back(self) -> None:
        self._go(max(0, self._number - 1))

    def _go(self, number: int) -> None:
        self._number = number
        if number == TRAIN:
            self._show_train()
        self.card.tell(self.steps[number], number, len(self.steps))
        self._follow()
        self.card.show()
        self.card.raise_()

    @Slot()
    def _follow(self) -> None:
        """Card at the lower left of the canvas, ring around the target, wherever both are now."""
        self.card.adjustSize()
        corner = self._canvas.mapTo(self._window, QPoint(space(5), self._canvas.height() - space(5)))
        self.card.move(corner.x(), corner.y() - self.card.height())
        target = self.steps[self._number].target()
        self.ring.setVisible(target is not None)
        if target is not None:
            self.ring.setGeometry(target)
            self.ring.raise_()
            self.card.raise_()

    def _place(self, widget: QWidget) -> QRect | None:
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            return None
        margin = space(1)
        return QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size()).adjusted(-margin, -margin, margin, margin)

    def _handle_place(self) -> QRect | None:
        placement = self._document.placement
        if placement is None or self._document.interacting:
            return None
        x, y = handle_points(placement, "resize")[Handle.RIGHT]
        viewport = self._canvas.viewport()
        at = self._canvas.viewportTransform().map(QPointF(x, y)).toPoint()
        if not viewport.rect().contains(at):
            return None
        at = viewport.mapTo(self._window, at)
        return QRect(at.x() - HANDLE_REACH, at.y() - HANDLE_REACH, 2 * HANDLE_REACH, 2 * HANDLE_REACH)


class TourCard(QFrame):
    """What a step says, and the way on, back and out."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour_card")
        self.setAccessibleName(self.tr("First steps"))
        self.setFixedWidth(space(84))
        self._mark = QLabel()
        self.title = label("", "title", wrap=True)
        self.text = label("", "", wrap=True)
        self._count = label("", "caption")
        self.skip_button = QToolButton(autoRaise=True)
        self.skip_button.setToolTip(self.tr("Skip (Esc)"))
        self.skip_button.setAccessibleName(self.tr("Skip the first steps"))
        self.back_button = QPushButton(self.tr("Back"))
        self.next_button = QPushButton()
        self.next_button.setProperty("role", "primary")
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(self._mark)
        head.addWidget(self.title, 1)
        head.addWidget(self.skip_button)
        foot = QHBoxLayout()
        foot.setSpacing(space(2))
        foot.addWidget(self._count, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(4), space(4))
        column.setSpacing(space(3))
        column.addLayout(head)
        column.addWidget(self.text)
        column.addLayout(foot)
        theme().changed.connect(self._dress)
        self._icon = "info"
        self.hide()

    def tell(self, step: TourStep, number: int, count: int) -> None:
        self._icon = step.icon
        self.title.setText(step.title)
        self.text.setText(step.text)
        self._count.setText(self.tr("{0} of {1}").format(number + 1, count))
        self.back_button.setVisible(number > 0)
        self.next_button.setText(self.tr("Next") if number + 1 < count else self.tr("Done"))
        self._dress()

    def _dress(self) -> None:
        tokens = theme().tokens
        self._mark.setPixmap(icon(self._icon, "accent").pixmap(space(6), space(6)))
        self.skip_button.setIcon(icon("close"))
        self.setStyleSheet(
            f"#tour_card {{ background: {tokens.surface}; border: 1px solid {tokens.outline}; border-radius: 8px; }}"
        )


class _Ring(QWidget):
    """Drawn around what a card speaks of; clicks go through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme().tokens
        box = self.rect().toRectF().adjusted(2, 2, -2, -2)
        for colour, width in ((tokens.surface, 4.0), (tokens.accent, 2.0)):  # seen on any photo
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRoundedRect(box, 8, 8)
        painter.end()
