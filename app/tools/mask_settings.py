"""What the mask tools are set to; shared by all of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QColor

from core.edgeconnect.flow import FINISHES, Finish
from core.selection.brush import MAX_DIAMETER, MIN_DIAMETER

HARDNESS_STEP = 0.1


class MaskSettings(QObject):
    """Brush, tolerance, veil, and how a fill is finished. Kept in ``store`` from one start to the next.

    Attributes:
        sampling: the tools paint where a fill takes from, not the mask; off at every start.

    Signals:
        changed: any of the values.
    """

    changed = Signal()

    def __init__(self, store: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.size = float(store.value("mask/size", 40.0))  # px of the photo
        self.hardness = float(store.value("mask/hardness", 0.8))  # 0..1
        self.tolerance = int(store.value("mask/tolerance", 24))  # 0..255, of the flood
        self.contiguous = str(store.value("mask/contiguous", "true")) == "true"
        self.fill_on_release = str(store.value("mask/fill_on_release", "false")) == "true"
        self.roomy = str(store.value("mask/roomy", "true")) == "true"  # a click selects an object with room for a fill
        kept = str(store.value("mask/finish", "auto"))
        self.finish: Finish = next((finish for finish in FINISHES if finish == kept), "auto")
        self.stamp_opacity = float(store.value("mask/stamp_opacity", 1.0))  # 0..1, of clone and healing strokes
        self.aligned = str(store.value("mask/aligned", "true")) == "true"
        self.sampling = False
        self.colour = QColor(str(store.value("mask/colour", "#ff3c3c")))
        self.opacity = float(store.value("mask/opacity", 0.5))

    def change(self, **values: object) -> None:
        """Set some of the values by name."""
        for name, value in values.items():
            setattr(self, name, value)
            kept = value.name() if isinstance(value, QColor) else value
            self._store.setValue(f"mask/{name}", str(kept).lower() if isinstance(kept, bool) else kept)
        self.changed.emit()

    def set_sampling(self, sampling: bool) -> None:
        if sampling != self.sampling:
            self.sampling = sampling
            self.changed.emit()

    def step_size(self, direction: int) -> None:
        """A step larger (1) or smaller (-1): 1 px for small brushes, about a tenth for large ones."""
        step = max(1.0, round(self.size / 10))
        self.change(size=min(max(self.size + direction * step, MIN_DIAMETER), MAX_DIAMETER))

    def step_hardness(self, direction: int) -> None:
        self.change(hardness=round(min(max(self.hardness + direction * HARDNESS_STEP, 0.0), 1.0), 2))
