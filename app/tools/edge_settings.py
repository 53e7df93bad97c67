"""What the edge tools are set to; shared by all of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QColor

from app.services.filling import EdgeParams
from app.tools.brush_settings import BrushSettings

LEAST_SIGMA, MOST_SIGMA = 0.5, 6.0  # px
LEAST_REACH, MOST_REACH = 0.01, 0.15  # share of the photo's longest side


class EdgeSettings(BrushSettings):
    """How edges are found, and the eraser, which is always hard: an edge is there or not.

    Signals:
        paramsChanged: one of those that decide which edges are found, or how far they reach.
    """

    paramsChanged = Signal()

    def __init__(self, store: QSettings, parent: QObject | None = None) -> None:
        super().__init__(store, "edges", 24.0, parent)
        self.sigma = self._number("sigma", 2.0)
        self.threshold = self._number("threshold", 0.7)  # that of the bundled weights
        self.reach = self._number("reach", 0.025)
        self.redraw = self._flag("redraw", True)  # as soon as a stroke ends

    @property
    def params(self) -> EdgeParams:
        return EdgeParams(self.sigma, self.threshold, self.reach)

    def change(self, **values: float | bool | str | QColor) -> None:
        before = self.params
        super().change(**values)
        if self.params != before:
            self.paramsChanged.emit()
