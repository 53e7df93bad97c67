"""Rows of a panel: a name, a slider and a field that show the same value."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QSlider

from app.theme.theme import space
from app.widgets.basics import label
from app.widgets.fields import fit

STEPS = 100  # of a slider


class SliderRows(QGridLayout):
    """One row for each :meth:`add`, names, sliders and fields in three columns."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(space(2))
        self.setVerticalSpacing(space(1))
        self.setColumnStretch(1, 1)
        self._rows: list[SliderRow] = []

    def add(
        self, name: str, tip: str, ends: tuple[float, float], suffix: str, changed: Callable[[float], None],
        curve: float = 1.0, decimals: int = 0,
    ) -> SliderRow:  # fmt: skip
        """A value between ``ends``.

        Args:
            changed: told the value whenever the user changes it.
            curve: exponent of the way along the slider; above 1, small values have most of the way.
        """
        row = SliderRow(name, tip, ends, suffix, changed, curve, decimals)
        place = self.rowCount()
        for column, widget in enumerate((row.label, row.slider, row.field)):
            self.addWidget(widget, place, column)
        self._rows.append(row)
        widest = max(each.field.minimumWidth() for each in self._rows)
        for each in self._rows:
            each.field.setFixedWidth(widest)
        return row


class SliderRow:
    """See :meth:`SliderRows.add`."""

    def __init__(
        self, name: str, tip: str, ends: tuple[float, float], suffix: str, changed: Callable[[float], None],
        curve: float, decimals: int,
    ) -> None:  # fmt: skip
        self._low, self._high = ends
        self._curve, self._decimals = curve, decimals
        self.label = label(name)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.field = QDoubleSpinBox(suffix=suffix, decimals=decimals, minimum=ends[0], maximum=ends[1])
        self.field.setSingleStep(5 / 10**decimals if decimals else 1)
        self.field.setKeyboardTracking(False)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(self.field, f"{self.field.textFromValue(ends[1])}{suffix}")
        self.label.setBuddy(self.field)
        for widget in (self.slider, self.field):
            widget.setAccessibleName(name)
        self.set_tip(tip)
        self.slider.valueChanged.connect(lambda step: changed(self._value(step)))
        self.field.valueChanged.connect(changed)

    def set_tip(self, tip: str) -> None:
        for widget in (self.label, self.slider, self.field):
            widget.setToolTip(tip)

    def _value(self, step: int) -> float:
        return round(self._low + (self._high - self._low) * (step / STEPS) ** self._curve, self._decimals)

    def show(self, value: float) -> None:
        """Show ``value`` without a word to ``changed``."""
        share = max(0.0, value - self._low) / (self._high - self._low)
        with QSignalBlocker(self.field), QSignalBlocker(self.slider):
            self.field.setValue(value)
            if self._value(self.slider.value()) != round(value, self._decimals):  # one step may have several values
                self.slider.setValue(round(STEPS * share ** (1 / self._curve)))
