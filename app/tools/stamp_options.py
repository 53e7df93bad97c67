"""The tool-options row of the clone stamp and the healing brush."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.theme.theme import icon
from app.tools.brush_row import BrushRow
from app.tools.mask_settings import MaskSettings


class StampOptions(BrushRow):
    """Size, hardness, opacity, whether the source is aligned, and a button to forget it.

    Args:
        forget: of the tool; None for one that can do nothing without a source.
    """

    def __init__(
        self, settings: MaskSettings, forget: Callable[[], None] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(settings, parent)
        self.opacity_field = self._field(
            self.tr("Opacity"), self.tr("Opacity (1 to 9, 0 for all of it)"), 1, 100, " %",
            lambda value: settings.change(stamp_opacity=value / 100),
        )  # fmt: skip
        self.aligned_box = self._box(
            self.tr("Aligned"),
            self.tr("The source keeps its distance from stroke to stroke; otherwise each stroke begins at it"),
            lambda on: settings.change(aligned=on),
        )  # fmt: skip
        shown: list[tuple[str, QWidget]] = [
            (self.tr("Size"), self.size_field), ("", self.size_slider), (self.tr("Hardness"), self.hardness_field),
            (self.tr("Opacity"), self.opacity_field), ("", self.aligned_box),
        ]  # fmt: skip
        self.forget_button = QToolButton()
        if forget is not None:
            self.forget_button.setIcon(icon("close"))
            self.forget_button.setAutoRaise(True)
            self.forget_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.forget_button.setAccessibleName(self.tr("Forget the source"))
            self.forget_button.setToolTip(self.tr("Forget the source: heal from what lies around"))
            self.forget_button.clicked.connect(lambda _checked=False: forget())
            shown.append(("", self.forget_button))
        self._lay(shown, (self.forget_button,))

    def _show(self) -> None:
        super()._show()
        self._put(self.opacity_field, round(100 * self._settings.stamp_opacity))
        self._put(self.aligned_box, self._settings.aligned)
