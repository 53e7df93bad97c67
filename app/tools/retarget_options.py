"""The tool-options row of the retarget tool: what is kept, size in px and per cent, aspect lock, reset."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from app.model.document import Document
from app.theme.theme import icon, space
from app.tools.keep_options import KeepButton, KeepModes, StyleBox
from app.tools.marking import Marking
from app.widgets.fields import bare_width, fit, set_wordy, tool_button, words_width
from app.widgets.key_tips import KeyTip, native_words
from core.geometry import CanvasGeometry


class Resizing(Protocol):
    """What the row needs of its tool, :class:`app.tools.retarget.RetargetTool`."""

    @property
    def lockChanged(self) -> SignalInstance: ...
    @property
    def applyRequested(self) -> SignalInstance: ...
    def set_lock(self, lock: bool) -> None: ...
    def begin_edit(self) -> None: ...
    def go_to_canvas(self) -> None: ...
    def set_width(self, width: float) -> None: ...
    def set_height(self, height: float) -> None: ...
    def reset(self) -> None: ...
    def straighten(self) -> None: ...


class RetargetOptions(QWidget):
    """Fields show the document's geometry and change it through the tool.

    While Keep is on, the canvas has no handles, and in place of the size stands what the brush marks. A narrow window
    goes without the words of Reset and Apply size, the scales, other words and the style, in this order; with Keep on
    it has the style.

    Style and marks stand in the panel, which has room to say what each style does, and in the row only while the panel
    is not seen: never in both, and the row of a narrow window has more room for the rest.
    """

    def __init__(
        self, tool: Resizing, document: Document, marking: Marking, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tool, self._document, self._marking = tool, document, marking
        self._in_panel = False
        self.keep_button = KeepButton(marking, document)
        self.modes = KeepModes(marking, document)
        self.style_box = StyleBox(marking, document, tool.go_to_canvas)
        self.width_field = self._pixels(self.tr("Width in pixels"))
        self.height_field = self._pixels(self.tr("Height in pixels"))
        self.width_scale = self._percent(self.tr("Width in per cent of the photo"))
        self.height_scale = self._percent(self.tr("Height in per cent of the photo"))
        self.lock_button = QToolButton(autoRaise=True)
        self.lock_button.setCheckable(True)
        self.lock_button.setIcon(icon("link"))
        self.lock_button.setAccessibleName(self.tr("Keep the aspect"))
        self.lock_button.setToolTip(native_words(self.tr("Keep the aspect (Shift while dragging)")))
        self.reset_button = tool_button(self.tr("Reset"), "reset", "")
        KeyTip(self.reset_button, self.tr("Back to the photo's own size and shape"), "reset")
        self.apply_button = tool_button(self.tr("Apply size"), "check", "")
        KeyTip(self.apply_button, self.tr("The reshaped picture becomes the photo"), "apply_size")
        self.straighten_button = QPushButton(self.tr("Straighten"))
        self.straighten_button.setToolTip(self.tr("Keep the size, take the perspective back"))

        self.size_group = QWidget()
        row = self._row(self.size_group)
        row.setSpacing(space(1))
        for label, field in ((self.tr("W"), self.width_field), (self.tr("H"), self.height_field)):
            row.addWidget(self._label(label, field))
            row.addWidget(field)
            if field is self.width_field:
                row.addWidget(self.lock_button)
        row.addWidget(self.apply_button)
        row.addWidget(self.reset_button)
        row.addWidget(self.straighten_button)
        self.scales = QWidget()
        scales = self._row(self.scales)
        scales.addWidget(self._label(self.tr("Scale"), self.width_scale))
        scales.addWidget(self.width_scale)
        scales.addWidget(QLabel("×"))
        scales.addWidget(self.height_scale)
        whole = self._row(self)
        whole.setContentsMargins(space(2), 0, space(2), 0)
        for part in (self.keep_button, self.modes, self.size_group, self.scales, self.style_box):
            whole.addWidget(part)
        whole.addStretch(1)

        self.width_field.valueChanged.connect(self._on_width)
        self.height_field.valueChanged.connect(self._on_height)
        self.width_scale.valueChanged.connect(self._on_width_scale)
        self.height_scale.valueChanged.connect(self._on_height_scale)
        self.lock_button.toggled.connect(tool.set_lock)
        tool.lockChanged.connect(self.lock_button.setChecked)
        self.reset_button.clicked.connect(tool.reset)
        self.apply_button.clicked.connect(tool.applyRequested)
        self.straighten_button.clicked.connect(tool.straighten)
        document.photoChanged.connect(self._show)
        document.geometryChanged.connect(self._show)
        marking.keepingChanged.connect(self._arrange)
        self._show()
        self._arrange()

    def _row(self, widget: QWidget) -> QHBoxLayout:
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        return row

    def _pixels(self, name: str) -> QSpinBox:
        field = QSpinBox(suffix=self.tr(" px"))
        field.setRange(0, 99999)  # wider than what is possible: a digit that is refused would leave another number
        self._prepare(field, name, "00000" + field.suffix())
        return field

    def _percent(self, name: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox(suffix=" %", decimals=1, singleStep=5.0)
        field.setRange(0, 9999)
        self._prepare(field, name, "225.0 %")
        return field

    def _prepare(self, field: QAbstractSpinBox, name: str, longest: str) -> None:
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setKeyboardTracking(False)  # a size half typed is not a size
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(field, longest)
        field.installEventFilter(self)
        field.editingFinished.connect(self._tool.begin_edit)  # what is typed next is a step of its own

    def _label(self, text: str, buddy: QWidget) -> QLabel:
        label = QLabel(text)
        label.setBuddy(buddy)
        return label

    def sizeHint(self) -> QSize:
        parts = self._parts
        return QSize(self._needed(len(parts)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._needed(0), super().minimumSizeHint().height())

    @property
    def _parts(self) -> tuple[tuple[int, Callable[[bool], None]], ...]:
        """What a narrow window goes without, the dearest first: width in px, and what shows or hides it."""
        words = (self.keep_button.words_width, self.keep_button.set_wordy)
        if self._marking.keeping:
            return (words,) if self._in_panel else (words, (self.modes.words_width, self.modes.set_wordy))
        apply, reset = (
            (words_width(button), partial(set_wordy, button)) for button in (self.apply_button, self.reset_button)
        )
        style = ((self.style_box.sizeHint().width() + space(2), self.style_box.setVisible),)
        scales = (self.scales.sizeHint().width() + space(2), self.scales.setVisible)
        return *(() if self._in_panel else style), words, scales, apply, reset

    def _needed(self, parts: int) -> int:
        """Width, px, that the first ``parts`` of :attr:`_parts` need beside what is always there."""
        always = self.keep_button.bare_width + 3 * space(2)
        if self._marking.keeping and not self._in_panel:
            always += self.modes.bare_width + self.style_box.sizeHint().width() + space(2)
        elif not self._marking.keeping:
            always += self.size_group.sizeHint().width()
            always -= sum(each.sizeHint().width() - bare_width(each) for each in (self.apply_button, self.reset_button))
        return always + sum(width for width, _ in self._parts[:parts])

    def leave_to_panel(self, seen: bool) -> None:
        """The panel's page of reshaping, which has the style and what the brush marks, is seen or no longer."""
        self._in_panel = seen
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, _keeping: bool = False) -> None:
        """Show what belongs to Keep or to the size, as far as there is room."""
        keeping = self._marking.keeping
        self.modes.setVisible(keeping and not self._in_panel)
        self.size_group.setVisible(not keeping)
        if keeping:
            self.scales.hide()
        self.style_box.setVisible(keeping and not self._in_panel)
        room = self.width() - self._needed(0)
        for width, show in self._parts:
            show(width <= room)
            room -= width if width <= room else 0  # what is narrower may have room where this one has none
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._tool.begin_edit()
        return super().eventFilter(watched, event)

    def _on_width(self, width: float) -> None:
        self._tool.set_width(width)
        self._show()  # also where nothing changed: the number asked for may be out of range

    def _on_height(self, height: float) -> None:
        self._tool.set_height(height)
        self._show()

    def _on_width_scale(self, percent: float) -> None:
        geometry = self._document.geometry
        if geometry is not None:
            self._on_width(geometry.source_width * percent / 100)

    def _on_height_scale(self, percent: float) -> None:
        geometry = self._document.geometry
        if geometry is not None:
            self._on_height(geometry.source_height * percent / 100)

    def _show(self, _geometry: CanvasGeometry | None = None) -> None:
        geometry = self._document.geometry
        self.setEnabled(geometry is not None)
        if geometry is None:
            return
        scale_x, scale_y = geometry.scale
        for field, pixels in ((self.width_field, geometry.width), (self.height_field, geometry.height)):
            with QSignalBlocker(field):
                field.setValue(pixels)
        for scale, percent in ((self.width_scale, 100 * scale_x), (self.height_scale, 100 * scale_y)):
            with QSignalBlocker(scale):
                scale.setValue(percent)
        self.apply_button.setEnabled(not geometry.is_identity)
        self.reset_button.setEnabled(not geometry.is_identity)
        self.straighten_button.setVisible(geometry.quad is not None)
