"""The tool-options row of the edge tools: what the colours mean, and how edges are found."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QWidget,
)

from app.canvas.edge_item import KNOWN, PREDICTED, USER
from app.theme import space
from app.tools.edge_settings import LEAST_REACH, LEAST_SIGMA, MOST_REACH, MOST_SIGMA, EdgeSettings
from app.tools.fields import fit
from core.selection.brush import MAX_DIAMETER, MIN_DIAMETER


class EdgeOptions(QWidget):
    """The legend and the controls of the tool ``name``; all rows show the same settings.

    In a narrow window words and sliders go, tooltips and fields say the same; in the narrowest the lesser fields, too.
    """

    def __init__(self, settings: EdgeSettings, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), 0, space(2), 0)
        row.setSpacing(space(1))
        self._row = row
        self.legend_words: list[QLabel] = []
        self._labels: list[QLabel] = []
        for colour, text, tip in (
            (KNOWN, self.tr("Photo"), self.tr("Edges of the photo (Canny)")),
            (PREDICTED, self.tr("Predicted"), self.tr("Edges that the edge network sees in the hole")),
            (USER, self.tr("Yours"), self.tr("Edges that you drew; faint where you erased some")),
        ):
            self._add_legend(colour, text, tip)
        self.sigma_field = QDoubleSpinBox(decimals=1, singleStep=0.1, minimum=LEAST_SIGMA, maximum=MOST_SIGMA)
        self.sigma_slider = self._add(
            self.sigma_field, self.tr("Sigma"), self.tr("Finer edges to the left, only the strong ones to the right"),
            lambda value: settings.change(sigma=round(float(value), 1)), (10 * LEAST_SIGMA, 10 * MOST_SIGMA, 0.1),
        )  # fmt: skip
        self.threshold_field = QSpinBox(suffix=" %", minimum=5, maximum=95)
        self.threshold_slider = self._add(
            self.threshold_field, self.tr("Threshold"),
            self.tr("How sure the edge network must be of an edge: more edges to the left, fewer to the right"),
            lambda value: settings.change(threshold=round(value) / 100), (5, 95, 1),
        )  # fmt: skip
        self.reach_field = QDoubleSpinBox(
            suffix=" %", decimals=1, singleStep=0.5, minimum=100 * LEAST_REACH, maximum=100 * MOST_REACH
        )
        self._add(
            self.reach_field, self.tr("Reach"),
            self.tr("How far beside an edge that you draw or erase outside of a mask the photo is re-made"),
            lambda value: settings.change(reach=round(value / 100, 3)),
        )  # fmt: skip
        self.size_field = QSpinBox(suffix=self.tr(" px"), minimum=int(MIN_DIAMETER), maximum=int(MAX_DIAMETER))
        if name == "tool_edge_eraser":
            self._add(
                self.size_field, self.tr("Size"), self.tr("Size of the edge eraser ([ and ])"),
                lambda value: settings.change(size=float(value)),
            )  # fmt: skip
        else:
            self.size_field.setParent(self)
            self.size_field.hide()
        self.redraw_box = QCheckBox(self.tr("Redraw"))
        self.redraw_box.setToolTip(self.tr("Redraw as soon as a stroke ends; otherwise on Enter"))
        self.redraw_box.setAccessibleName(self.tr("Redraw as soon as a stroke ends"))
        self.redraw_box.toggled.connect(lambda on: settings.change(redraw=on))
        row.addWidget(self.redraw_box)
        row.addStretch(1)
        fields = [self.reach_field] if self.size_field.isHidden() else [self.reach_field, self.size_field]
        # What goes first in a narrow window comes last.
        self._groups: tuple[list[QWidget], ...] = (
            fields, [self.redraw_box], [*self._labels], [self.sigma_slider, self.threshold_slider], [*self.legend_words]
        )  # fmt: skip
        settings.changed.connect(self._show)
        self._show()

    def _add_legend(self, colour: QColor, text: str, tip: str) -> None:
        swatch, words = QFrame(), QLabel(text)
        swatch.setFixedSize(space(4), 4)
        swatch.setStyleSheet(f"background: {colour.name()}; border: 1px solid #60000000; border-radius: 2px;")
        swatch.setAccessibleName(tip)
        for widget in (swatch, words):
            widget.setToolTip(tip)
            self._row.addWidget(widget)
        self._row.addSpacing(space(1))
        self.legend_words.append(words)

    def _add(
        self, field: QSpinBox | QDoubleSpinBox, name: str, tip: str, changed: Callable[[float], None],
        slider_range: tuple[float, float, float] | None = None,
    ) -> QSlider | None:  # fmt: skip
        """A label with its field and perhaps a slider: (lowest, highest, what one step of it is)."""
        label = QLabel(name)
        label.setBuddy(field)
        label.setToolTip(tip)
        field.setAccessibleName(name)
        field.setToolTip(tip)
        field.setKeyboardTracking(False)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(field, f"{field.textFromValue(field.maximum())}{field.suffix()}")
        field.valueChanged.connect(changed)
        self._row.addWidget(label)
        self._labels.append(label)
        slider = None
        if slider_range is not None:
            low, high, step = slider_range
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(round(low), round(high))
            slider.setFixedWidth(space(20))
            slider.setAccessibleName(name)
            slider.setToolTip(tip)
            slider.valueChanged.connect(lambda value: changed(value * step))
            self._row.addWidget(slider)
        self._row.addWidget(field)
        self._row.addSpacing(space(1))
        return slider

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        for group in self._groups:
            for widget in group:
                if not widget.isHidden():
                    hint.setWidth(hint.width() - self._width_of(widget))
        return hint

    def _width_of(self, widget: QWidget) -> int:
        return (widget.width() if isinstance(widget, QSlider) else widget.sizeHint().width()) + self._row.spacing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width() - self.minimumSizeHint().width()
        for group in self._groups:
            room -= sum(self._width_of(widget) for widget in group)
            for widget in group:
                widget.setVisible(room >= 0)

    def _show(self) -> None:
        settings = self._settings
        for field, value in (
            (self.sigma_field, settings.sigma),
            (self.sigma_slider, round(10 * settings.sigma)),
            (self.threshold_field, round(100 * settings.threshold)),
            (self.threshold_slider, round(100 * settings.threshold)),
            (self.reach_field, 100 * settings.reach),
            (self.size_field, round(settings.size)),
        ):
            with QSignalBlocker(field):
                field.setValue(value)
        with QSignalBlocker(self.redraw_box):
            self.redraw_box.setChecked(settings.redraw)
