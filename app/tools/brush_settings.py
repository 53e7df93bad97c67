"""What the settings of all tools with a brush share."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QColor

from core.selection.brush import MAX_DIAMETER, MIN_DIAMETER


class BrushSettings(QObject):
    """Values that several tools share. Kept in ``store`` under ``group`` from one start to the next.

    Attributes:
        size: of the brush, px of the photo; ``size`` at the first start.
        hardness: 0..1, see :class:`core.selection.brush.Brush`.

    Signals:
        changed: any of the values.
    """

    changed = Signal()

    def __init__(self, store: QSettings, group: str, size: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._group = store, group
        self.size = self._number("size", size)
        self.hardness = 1.0

    def _number(self, name: str, first: float) -> float:
        return float(self._text(name, str(first)))

    def _flag(self, name: str, first: bool) -> bool:
        return self._text(name, str(first).lower()) == "true"

    def _text(self, name: str, first: str) -> str:
        """What is kept under ``name``; ``first`` at the first start."""
        return str(self._store.value(f"{self._group}/{name}", first))

    def change(self, **values: float | bool | str | QColor) -> None:
        """Set some of the values by name."""
        for name, value in values.items():
            setattr(self, name, value)
            kept = value.name() if isinstance(value, QColor) else value
            self._store.setValue(f"{self._group}/{name}", str(kept).lower() if isinstance(kept, bool) else kept)
        self.changed.emit()

    def step_size(self, direction: int) -> None:
        """A step larger (1) or smaller (-1): 1 px for small brushes, about a tenth for large ones."""
        step = max(1.0, round(self.size / 10))
        self.change(size=min(max(self.size + direction * step, MIN_DIAMETER), MAX_DIAMETER))

    def step_hardness(self, direction: int) -> None:
        """A step harder (1) or softer (-1); nothing for a brush whose rim is always hard."""
