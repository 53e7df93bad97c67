"""What the edge tools are set to; shared by all of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal

from app.services.filling import EdgeParams
from core.selection.brush import MAX_DIAMETER, MIN_DIAMETER

LEAST_SIGMA, MOST_SIGMA = 0.5, 6.0  # px
LEAST_REACH, MOST_REACH = 0.01, 0.15  # share of the photo's longest side


class EdgeSettings(QObject):
    """How edges are found, and the eraser. Kept in ``store`` from one start to the next.

    Signals:
        changed: any of the values.
        paramsChanged: one of those that decide which edges are found, or how far they reach.
    """

    changed = Signal()
    paramsChanged = Signal()

    def __init__(self, store: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.sigma = float(store.value("edges/sigma", 2.0))
        self.threshold = float(store.value("edges/threshold", 0.7))  # that of the bundled weights
        self.reach = float(store.value("edges/reach", 0.025))
        self.size = float(store.value("edges/size", 24.0))  # of the eraser, px of the photo
        self.hardness = 1.0  # an edge is there or not
        self.redraw = str(store.value("edges/redraw", "true")) == "true"  # as soon as a stroke ends

    @property
    def params(self) -> EdgeParams:
        return EdgeParams(self.sigma, self.threshold, self.reach)

    def change(self, **values: float | bool) -> None:
        """Set some of the values by name."""
        before = self.params
        for name, value in values.items():
            setattr(self, name, value)
            self._store.setValue(f"edges/{name}", str(value).lower() if isinstance(value, bool) else value)
        self.changed.emit()
        if self.params != before:
            self.paramsChanged.emit()

    def step_size(self, direction: int) -> None:
        """A step larger (1) or smaller (-1)."""
        step = max(1.0, round(self.size / 10))
        self.change(size=min(max(self.size + direction * step, MIN_DIAMETER), MAX_DIAMETER))

    def step_hardness(self, direction: int) -> None:
        """Edges have none: the keys do nothing here."""
