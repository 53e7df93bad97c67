"""The tool-options row of the crop tool: aspect, size, angle, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSignalBlocker, QSize, Qt, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from app.canvas.crop_frame import CropFrame
from app.model.document import Document
from app.theme.theme import space
from app.widgets.choice_box import ChoiceBox
from app.widgets.fields import bare_width, fit, set_wordy, tool_button, words_width
from app.widgets.key_tips import native_words
from core.framing import STEEPEST

OWN = "own"  # the aspect of the photo itself
RATIOS = ((1, 1), (5, 4), (4, 3), (3, 2), (16, 9), (2, 1))


class Cropping(Protocol):
    """What the row needs of its tool, :class:`app.tools.crop_tool.CropTool`."""

    @property
    def changed(self) -> SignalInstance: ...
    @property
    def frame(self) -> CropFrame | None: ...
    @property
    def aspect(self) -> float | None: ...
    @property
    def straightening(self) -> bool: ...
    @property
    def pending(self) -> bool: ...
    def set_aspect(self, aspect: float | None) -> None: ...
    def set_width(self, width: float) -> None: ...
    def set_height(self, height: float) -> None: ...
    def set_angle(self, angle: float) -> None: ...
    def set_straightening(self, straightening: bool) -> None: ...
    def swap(self) -> None: ...
    def reset(self) -> None: ...
    def leave(self) -> None: ...
    def apply(self) -> None: ...
    def go_to_canvas(self) -> None: ...


class CropOptions(QWidget):
    """Shows the frame and changes it through the tool. A narrow window goes without words, then without fields."""

    def __init__(self, tool: Cropping, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool, self._document = tool, document
        self.ratio_box = ChoiceBox()
        self.ratio_box.addItem(self.tr("Free"), None)
        self.ratio_box.addItem(self.tr("As the photo"), OWN)
        for across, down in RATIOS:
            self.ratio_box.addItem(f"{across} : {down}", across / down)
        self.ratio_box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.ratio_box.setAccessibleName(self.tr("Aspect of the crop"))
        tip = self.tr("Aspect that the frame keeps (Shift while dragging keeps the one it has)")
        self.ratio_box.setToolTip(native_words(tip))
        self.ratio_box.activated.connect(self._choose_ratio)
        self.swap_button = tool_button(self.tr("Swap"), "swap", self.tr("Swap width and height (X)"))
        self.swap_button.clicked.connect(tool.swap)
        set_wordy(self.swap_button, False)
        self.width_field = self._pixels(self.tr("Width of the crop in pixels"), tool.set_width)
        self.height_field = self._pixels(self.tr("Height of the crop in pixels"), tool.set_height)
        self.angle_field = QDoubleSpinBox(decimals=1, singleStep=0.1, minimum=-STEEPEST, maximum=STEEPEST)
        self.angle_field.setSuffix(self.tr("°"))
        tip = self.tr("Angle by which the photo is turned, clockwise (drag outside of the frame)")
        self._prepare(self.angle_field, self.tr("Angle"), tip, "-45.0°")
        self.angle_field.valueChanged.connect(tool.set_angle)
        self.level_button = tool_button(
            self.tr("Straighten"), "level",
            native_words(self.tr("Straighten: draw a line along what should be level or upright (Ctrl and drag)")),
        )  # fmt: skip
        self.level_button.setCheckable(True)
        self.level_button.clicked.connect(tool.set_straightening)
        self.reset_button = tool_button(self.tr("Reset"), "reset", self.tr("The whole photo again"))
        self.reset_button.clicked.connect(tool.reset)
        self.cancel_button = tool_button(self.tr("Cancel"), "close", self.tr("Leave the photo as it is (Esc)"))
        self.cancel_button.clicked.connect(tool.leave)
        self.apply_button = tool_button(self.tr("Crop"), "check", self.tr("Crop the photo (Enter)"))
        self.apply_button.clicked.connect(tool.apply)

        self._buttons = (self.level_button, self.reset_button, self.cancel_button, self.apply_button)
        self._size = self._group((self.tr("W"), self.width_field), (self.tr("H"), self.height_field))
        self._angle = self._group((self.tr("Angle"), self.angle_field))
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), 0, space(2), 0)
        row.setSpacing(space(1))
        for part in (self.ratio_box, self.swap_button, self._size, self._angle, *self._buttons):
            row.addWidget(part)
        row.addStretch(1)
        tool.changed.connect(self._show)
        self._show()

    def _pixels(self, name: str, changed: Callable[[float], None]) -> QSpinBox:
        field = QSpinBox(suffix=self.tr(" px"))
        field.setRange(0, 999_999)  # wider than what is possible: a digit that is refused would leave another number
        self._prepare(field, name, name, "00000" + field.suffix())

        def change(value: int) -> None:
            changed(value)
            self._show()  # also where nothing changed: the number asked for may be out of range

        field.valueChanged.connect(change)
        return field

    def _prepare(self, field: QAbstractSpinBox, name: str, tip: str, longest: str) -> None:
        field.setAccessibleName(name)
        field.setToolTip(tip)
        field.setKeyboardTracking(False)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(field, longest)

    def _group(self, *fields: tuple[str, QWidget]) -> QWidget:
        group = QWidget()
        row = QHBoxLayout(group)
        row.setContentsMargins(space(1), 0, space(1), 0)
        row.setSpacing(space(1))
        for text, field in fields:
            label = QLabel(text)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        return group

    def _choose_ratio(self, index: int) -> None:
        ratio, frame = self.ratio_box.itemData(index), self._tool.frame
        if frame is not None and ratio is not None:
            width, height = frame.photo if ratio == OWN else frame.size
            ratio = width / height if ratio == OWN else ratio if width >= height else 1 / ratio
        self._tool.set_aspect(ratio)
        self._tool.go_to_canvas()

    # -- room -----------------------------------------------------------------------------------------------------

    @property
    def _parts(self) -> tuple[tuple[int, Callable[[bool], None]], ...]:
        """What a narrow window goes without, the dearest first: width in px, and what shows or hides it."""

        def set_words(wordy: bool) -> None:
            for button in self._buttons:
                set_wordy(button, wordy)

        gap = space(1)
        return (
            (self._angle.sizeHint().width() + gap, self._angle.setVisible),
            (self._size.sizeHint().width() + gap, self._size.setVisible),
            (sum(words_width(button) for button in self._buttons), set_words),
        )

    def _needed(self, parts: int) -> int:
        """Width, px, that the first ``parts`` of :attr:`_parts` need beside what is always there."""
        always = 2 * space(2) + self.ratio_box.sizeHint().width() + bare_width(self.swap_button)
        always += sum(bare_width(button) for button in self._buttons) + (2 + len(self._buttons)) * space(1)
        return always + sum(width for width, _ in self._parts[:parts])

    def sizeHint(self) -> QSize:
        return QSize(self._needed(len(self._parts)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._needed(0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for number, (_, show) in enumerate(self._parts):
            show(self.width() >= self._needed(number + 1))
        self.updateGeometry()

    def _show(self) -> None:
        frame = self._tool.frame
        self.setEnabled(frame is not None)
        if frame is None:
            return
        width, height = frame.size
        for field, value in ((self.width_field, width), (self.height_field, height)):
            with QSignalBlocker(field):
                field.setValue(value)
        with QSignalBlocker(self.angle_field):
            self.angle_field.setValue(frame.angle)
        if self._tool.aspect is None:
            with QSignalBlocker(self.ratio_box):
                self.ratio_box.setCurrentIndex(0)
        self.level_button.setChecked(self._tool.straightening)
        self.reset_button.setEnabled(self._tool.pending)
