"""What is under the pointer: its place in the picture that is drawn there, and the colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QSinglePointEvent

from app.canvas.split import Split
from app.canvas.view import CanvasView

Reading = tuple[int, int, tuple[int, ...]]
"""x and y, px of the picture that is shown, and its values there, opacity last where it has any."""


class Readout(QObject):
    """Follows mouse and pen over the canvas, and reads anew whenever the canvas was painted: whatever changes what is
    under a pointer that rests, a command, a fill, a zoom, a line that is dragged, has the canvas painted.

    Signals:
        changed(Reading or None): something else is under the pointer; None where there is no picture.
    """

    changed = Signal(object)

    def __init__(self, canvas: CanvasView, split: Split) -> None:
        super().__init__(canvas)
        self._canvas, self._split, self._viewport = canvas, split, canvas.viewport()
        self._at: QPoint | None = None  # px of the screen: the canvas may move under a pointer that rests
        self._now: Reading | None = None
        self._later = QTimer(self, singleShot=True, interval=0)  # what is painted is complete once that has ended
        self._later.timeout.connect(self.refresh)
        self._viewport.installEventFilter(self)
        split.grip.installEventFilter(self)  # a pointer on the line is over the picture

    @property
    def now(self) -> Reading | None:
        return self._now

    def refresh(self) -> None:
        """Read what is under the pointer."""
        found = self._read()
        if found != self._now:
            self._now = found
            self.changed.emit(found)

    def _read(self) -> Reading | None:
        if self._at is None:
            return None
        canvas, place = self._canvas, self._viewport.mapFromGlobal(self._at)
        if not self._viewport.rect().contains(place):
            return None
        scene = canvas.to_scene(place.toPointF())
        item = self._split.drawn_at(scene)
        at = item.mapFromScene(scene)  # it may be turned
        found = item.pixel_at(at)
        if found is None:
            return None
        x, y, values = found
        fill = canvas.picture.proposal
        if fill is not None and fill.isVisible() and item is canvas.picture:
            over = fill.pixel_at(at)
            values = values if over is None else over
        return x, y, tuple(int(value) for value in values)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QSinglePointEvent):
            self._at = event.globalPosition().toPoint()
            self.refresh()
            self._later.start()  # and what became of the picture by it
        elif watched is self._viewport:
            if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
                self._at = None
                self.refresh()
            elif event.type() == QEvent.Type.Paint:
                self._later.start()
        return False
