"""What the tool-options rows of tools with a round tip share: size and hardness, and going without words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from app.theme.theme import space
from app.tools.mask_settings import MaskSettings
from app.widgets.fields import fit
from app.widgets.key_tips import native_words
from core.selection.brush import MAX_DIAMETER, MIN_DIAMETER


class BrushRow(QWidget):
    """Fields that show ``settings``; all rows show the same."""

    def __init__(self, settings: MaskSettings, parent: QWidget | None = None) -> None:
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
            self.tr("Hardness"), native_words(self.tr("Hardness (Shift+[ and Shift+])")), 0, 100, " %",
            lambda value: settings.change(hardness=value / 100),
        )  # fmt: skip
        self._labels: list[QLabel] = []
        self._has_slider = False

    def _lay(self, shown: list[tuple[str, QWidget]], spare: tuple[QWidget, ...]) -> None:
        """Fill the row with fields and their words; ``spare`` are those that this tool may have no use for."""
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), 0, space(2), 0)
        row.setSpacing(space(2))
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
        for widget in (self.size_field, self.size_slider, self.hardness_field, *spare):
            if widget not in kept:
                widget.setParent(self)
                widget.hide()
        self._settings.changed.connect(self._show)
        self._show()

    def minimumSizeHint(self) -> QSize:
        """Without what a narrow window goes without: the slider, whose field does the same, and words, in whose place
        there are tooltips."""
        hint = super().minimumSizeHint()
        spare = sum(self._width_of(widget) for widget in (*self._labels, self.size_slider) if not widget.isHidden())
        hint.setWidth(hint.width() - spare - self._spare_words())
        return hint

    def _width_of(self, widget: QWidget) -> int:
        """What ``widget`` takes of the row, px."""
        return (widget.width() if widget is self.size_slider else widget.sizeHint().width()) + space(2)

    def _spare_words(self) -> int:
        """How much narrower, px, the row can be without the words of its buttons."""
        return 0

    def _place_words(self, room: int) -> int:
        """Show the words of buttons where there is ``room`` for them, px. Returns what is left."""
        return room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Show what there is room for."""
        room = self.width() - self.minimumSizeHint().width() - sum(map(self._width_of, self._labels))
        for label in self._labels:
            label.setVisible(room >= 0)
        room = self._place_words(room)
        if self._has_slider:
            self.size_slider.setVisible(room >= self._width_of(self.size_slider))

    def _field(
        self, name: str, tip: str, low: int, high: int, suffix: str, changed: Callable[[int], None]
    ) -> QSpinBox:  # fmt: skip
        field = QSpinBox(suffix=suffix)
        field.setRange(low, high)
        field.setAccessibleName(name)
        field.setToolTip(tip)
        field.setKeyboardTracking(False)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(field, f"{high}{suffix}")
        field.valueChanged.connect(changed)
        return field

    def _box(self, text: str, tip: str, changed: Callable[[bool], None]) -> QCheckBox:
        box = QCheckBox(text)
        box.setToolTip(tip)
        box.toggled.connect(changed)
        return box

    def _show(self) -> None:
        settings = self._settings
        self._put(self.size_field, round(settings.size))
        self._put(self.size_slider, round(100 * (settings.size / MAX_DIAMETER) ** 0.5))
        self._put(self.hardness_field, round(100 * settings.hardness))

    def _put(self, field: QSpinBox | QSlider | QCheckBox, value: int | bool) -> None:
        """Show ``value``, which is no change by the user."""
        with QSignalBlocker(field):
            if isinstance(field, QCheckBox):
                field.setChecked(bool(value))
            else:
                field.setValue(int(value))
