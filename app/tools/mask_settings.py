"""What the mask tools are set to; shared by all of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QColor

from app.tools.brush_settings import BrushSettings
from core.edgeconnect.flow import FINISHES, Finish

HARDNESS_STEP = 0.1


class MaskSettings(BrushSettings):
    """Brush, tolerance, veil, and how a fill is finished.

    Attributes:
        sampling: the tools paint where a fill takes from, not the mask; off at every start.
    """

    def __init__(self, store: QSettings, parent: QObject | None = None) -> None:
        super().__init__(store, "mask", 40.0, parent)
        self.hardness = self._number("hardness", 0.8)
        self.tolerance = int(self._number("tolerance", 24))  # 0..255, of the flood
        self.contiguous = self._flag("contiguous", True)
        self.fill_on_release = self._flag("fill_on_release", False)
        self.roomy = self._flag("roomy", True)  # a click selects an object with room for a fill
        kept = self._text("finish", "auto")
        self.finish: Finish = next((finish for finish in FINISHES if finish == kept), "auto")
        self.stamp_opacity = self._number("stamp_opacity", 1.0)  # 0..1, of clone and healing strokes
        self.aligned = self._flag("aligned", True)
        self.sampling = False
        self.colour = QColor(self._text("colour", "#ff3c3c"))
        self.opacity = self._number("opacity", 0.5)

    def set_sampling(self, sampling: bool) -> None:
        if sampling != self.sampling:
            self.sampling = sampling
            self.changed.emit()

    def step_hardness(self, direction: int) -> None:
        self.change(hardness=round(min(max(self.hardness + direction * HARDNESS_STEP, 0.0), 1.0), 2))
