"""The tool-options row of the mask tools."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from app.document import Document
from app.theme import space
from app.tools.fields import fit
from app.tools.mask_settings import MaskSettings
from app.tools.sample_options import SampleButtons
from core.selection.brush import MAX_DIAMETER, MIN_DIAMETER

ROUND = ("tool_brush", "tool_eraser", "tool_smart")


class MaskOptions(QWidget):
    """The controls that matter to the tool ``name``; all rows show the same settings."""

    def __init__(self, settings: MaskSettings, document: Document, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.size_field = self._field(
            self.tr("Brush size"), self.tr("Brush size ([ and ])"), int(MIN_DIAMETER), int(MAX_DIAMETER),
            self.tr(" px"), lambda value: settings.change(size=float(value)),
        )  # fmt: skip
        self.size_slider = QSlider(Qt.Orientation.Horizontal)
        self.size_slider.setRange(0, 100)
        self.size_slider.setFixedWidth(space(24))
        self.size_slider.setAccessibleName(self.tr("Brush size"))
        self.size_slider.setToolTip(self.tr("Brush size ([ and ])"))
        # A square root gives small brushes, where a pixel matters, most of the way.
        self.size_slider.valueChanged.connect(
            lambda value: settings.change(size=float(max(1, round(MAX_DIAMETER * (value / 100) ** 2))))
        )
        self.hardness_field = self._field(
            self.tr("Hardness"), self.tr("Hardness (Shift+[ and Shift+])"), 0, 100, " %",
            lambda value: settings.change(hardness=value / 100),
        )  # fmt: skip
        self.tolerance_field = self._field(
            self.tr("Tolerance"), self.tr("How far a colour may differ from the one clicked at"), 0, 255, "",
            lambda value: settings.change(tolerance=value),
        )  # fmt: skip
        self.contiguous_box = self._box(
            self.tr("Connected"), self.tr("Only what is connected to the place clicked at"),
            lambda on: settings.change(contiguous=on),
        )  # fmt: skip
        self.roomy_box = self._box(
            self.tr("Room for a fill"),
            self.tr("What a click takes is grown, with a soft edge, by its size: a fill leaves no rim of it"),
            lambda on: settings.change(roomy=on),
        )  # fmt: skip
        self.release_box = self._box(
            self.tr("Fill on release"), self.tr("Fill as soon as a stroke or a selection ends"),
            lambda on: settings.change(fill_on_release=on),
        )  # fmt: skip
        self.sample_buttons = SampleButtons(settings, document)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), 0, space(2), 0)
        row.setSpacing(space(2))
        shown: list[tuple[str, QWidget]] = []
        if name in ROUND:
            shown += [(self.tr("Size"), self.size_field), ("", self.size_slider)]
            if name != "tool_smart":
                shown += [(self.tr("Hardness"), self.hardness_field)]
        if name == "tool_flood":
            shown += [(self.tr("Tolerance"), self.tolerance_field), ("", self.contiguous_box)]
        if name == "tool_smart":
            shown += [("", self.roomy_box)]
        shown += [("", self.release_box), ("", self.sample_buttons)]
        self._labels: list[QLabel] = []
        for text, widget in shown:
            if text:
                label = QLabel(text)
                label.setBuddy(widget)
                row.addWidget(label)
                self._labels.append(label)
            row.addWidget(widget)
        row.addStretch(1)
        kept = {widget for _, widget in shown}
        self._has_slider = self.size_slider in kept
        for widget in self._all:
            if widget not in kept:
                widget.setParent(self)
                widget.hide()
        settings.changed.connect(self._show)
        self._show()

    def minimumSizeHint(self) -> QSize:
        """Without what a narrow window goes without: the slider, whose field does the same, and words, in whose place
        there are tooltips."""
        hint = super().minimumSizeHint()
        spare = self.sample_buttons.sizeHint().width() - self.sample_buttons.bare_width
        spare += sum(self._width_of(widget) for widget in (*self._labels, self.size_slider) if not widget.isHidden())
        hint.setWidth(hint.width() - spare)
        return hint

    def _width_of(self, widget: QWidget) -> int:
        """What ``widget`` takes of the row, px."""
        return (widget.width() if widget is self.size_slider else widget.sizeHint().width()) + space(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width() - self.minimumSizeHint().width() - sum(map(self._width_of, self._labels))
        for label in self._labels:
            label.setVisible(room >= 0)
        room -= self.sample_buttons.words_width
        self.sample_buttons.set_wordy(room >= 0)
        if self._has_slider:
            self.size_slider.setVisible(room >= self._width_of(self.size_slider))

    @property
    def _all(self) -> tuple[QWidget, ...]:
        return (
            self.size_field, self.size_slider, self.hardness_field, self.tolerance_field, self.contiguous_box,
            self.roomy_box, self.release_box,
        )  # fmt: skip

    def _field(self, name: str, tip: str, low: int, high: int, suffix: str, changed: object) -> QSpinBox:
        field = QSpinBox(suffix=suffix)
        field.setRange(low, high)
        field.setAccessibleName(name)
        field.setToolTip(tip)
        field.setKeyboardTracking(False)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(field, f"{high}{suffix}")
        field.valueChanged.connect(changed)
        return field

    def _box(self, text: str, tip: str, changed: object) -> QCheckBox:
        box = QCheckBox(text)
        box.setToolTip(tip)
        box.toggled.connect(changed)
        return box

    def _show(self) -> None:
        settings = self._settings
        for field, value in (
            (self.size_field, round(settings.size)),
            (self.size_slider, round(100 * (settings.size / MAX_DIAMETER) ** 0.5)),
            (self.hardness_field, round(100 * settings.hardness)),
            (self.tolerance_field, settings.tolerance),
        ):
            with QSignalBlocker(field):
                field.setValue(value)
        for box, on in (
            (self.contiguous_box, settings.contiguous), (self.roomy_box, settings.roomy),
            (self.release_box, settings.fill_on_release),
        ):  # fmt: skip
            with QSignalBlocker(box):
                box.setChecked(on)
