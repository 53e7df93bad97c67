"""The status bar: what is under the pointer, what drew the frame and how long it took, size, zoom, jobs under way."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from app.canvas.readout import Reading, Readout
from app.canvas.split import Split
from app.canvas.view import CanvasView
from app.model.document import Document
from app.services.job import Job
from app.services.sentences import drawn_by
from app.theme.theme import icon, space
from core.control import Progress
from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing, RenderResult

MESSAGE_MS = 8000


class StatusStrip(QStatusBar):
    """Reads the document and the canvas; changes nothing."""

    def __init__(self, document: Document, canvas: CanvasView, split: Split, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.setSizeGripEnabled(False)
        self.pixel = self._label(self.tr("Place under the pointer, and its colour: red, green, blue"))
        self.engine = self._label(self.tr("What drew this picture"), Elided())
        self.time = self._label(self.tr("How long drawing took"))
        self.canvas_size = self._label(self.tr("Size of the picture that is shown"))
        self.zoom = self._label(self.tr("Zoom"))
        self.zoom.setMinimumWidth(self.zoom.fontMetrics().horizontalAdvance("3200 %") + 2 * space(2))
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._jobs = JobStrip()
        for widget in (self._jobs, self.pixel, self.engine, self.time, self.canvas_size, self.zoom):
            self.addPermanentWidget(widget)

        document.statusMessage.connect(lambda text: self.showMessage(text, MESSAGE_MS))
        document.photoChanged.connect(self._show)
        document.geometryChanged.connect(self._show)
        document.resultChanged.connect(self._show)
        canvas.zoomChanged.connect(self._show_zoom)
        canvas.showingChanged.connect(self._show)
        canvas.unresizedChanged.connect(self._show)
        self._readout = Readout(canvas, split)
        self._readout.changed.connect(self._show_pixel)
        self._show_pixel(None)
        self._canvas = canvas
        self._show()

    def follow(self, job: Job) -> None:
        """Show the progress of ``job`` with a button to cancel it."""
        self._jobs.follow(job)

    def _label(self, name: str, label: QLabel | None = None) -> QLabel:
        label = label or QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAccessibleName(name)
        label.setToolTip(name)
        label.setContentsMargins(space(2), 0, space(2), 0)
        return label

    def _show(self, _what: object = None) -> None:
        photo, result, geometry = self._document.photo, self._document.result, self._document.geometry
        for widget in (self.engine, self.time, self.canvas_size, self.zoom):
            widget.setVisible(photo is not None)
        if photo is None or geometry is None:
            return
        self.engine.setText(self._engine_text(result, geometry))
        placement = self._document.result_placement
        seen = self._canvas.showing == "result" and not self._canvas.unresized
        # of the photo itself nothing was drawn
        drawn = seen and placement is not None and not placement.geometry.is_identity
        self.time.setText("" if result is None or not drawn else self._time_text(result.seconds))
        width, height = geometry.width, geometry.height
        if self._canvas.showing == "original" or self._canvas.unresized:
            width, height = geometry.source_width, geometry.source_height
        self.canvas_size.setText(f"{width} × {height} px")

    def _engine_text(self, result: RenderResult | None, geometry: CanvasGeometry) -> str:
        placement = self._document.result_placement
        if self._canvas.showing == "original":
            return self.tr("The original")
        if self._canvas.showing == "stretch":
            return self.tr("A plain stretch")
        itself = self.tr("The edited photo") if self._document.edited else self.tr("The photo itself")
        if self._canvas.unresized:
            return itself
        if result is None or placement is None:
            return self.tr("Drawing…")
        if placement.geometry.is_identity:
            if not geometry.is_identity:  # the first frame of another size is not there yet
                return self.tr("The photo stretched; drawing…")
            return itself
        words = {
            Drawing("warp"): self.tr("A content-aware warp"),
            Drawing("warp", refined=True): self.tr("A content-aware warp, re-grained"),
            Drawing("extension", refined=True): self.tr(
                "Extended: the photo as it is, the rest made of its own parts"
            ),
            Drawing("extension"): self.tr("Extended: the photo as it is, a mirrored quick look around it"),
        }  # fmt: skip
        return words.get(result.drawing) or self.tr("Drawn by {0}").format(drawn_by(result.drawing))

    def _time_text(self, seconds: float) -> str:
        return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"

    @Slot(object)
    def _show_pixel(self, found: Reading | None) -> None:
        """Place in px of the picture that is shown, and the colour there; nothing beside it."""
        self.pixel.setVisible(found is not None)
        if found is not None:
            x, y, colour = found
            words = " ".join(str(value) for value in colour[:3])
            if len(colour) == 4:
                words = self.tr("{0}, opacity {1}").format(words, colour[3])
            self.pixel.setText(f"{x}, {y}  ·  {words}")

    @Slot(float)
    def _show_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{100 * zoom:.0f} %")


class Elided(QLabel):
    """Text that ends with dots where there is no room for it, and makes no window wider."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter, room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.palette(),
            self.isEnabled(), words, self.foregroundRole(),
        )  # fmt: skip


class JobStrip(QWidget):
    """Title, bar and cancel button of the newest job; hidden without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._title = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(space(30))
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel = QToolButton(autoRaise=True)
        self._cancel.setIcon(icon("close"))
        self._cancel.setAccessibleName(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Cancel"))
        self._cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        for widget in (self._title, self._bar, self._cancel):
            row.addWidget(widget)
        self.hide()

    def follow(self, job: Job) -> None:
        self._job = job
        self._title.setText(job.title)
        self._bar.setRange(0, 0)  # busy until the first progress
        job.progressed.connect(self._on_progress)
        job.finished.connect(self._on_finished)
        self.show()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self.sender() is self._job:
            self._bar.setRange(0, max(1, progress.total))
            self._bar.setValue(progress.done)

    @Slot()
    def _on_finished(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.hide()

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
