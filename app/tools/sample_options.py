"""The part of the mask tools' options row that says where a fill takes from."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.model.document import Document
from app.model.mask_commands import MaskCommand
from app.tools.mask_settings import MaskSettings
from app.widgets.fields import bare_width, set_wordy, tool_button, words_width
from core.selection.tiles import TileDelta


class SampleButtons(QWidget):
    """While the first is down, the mask tools paint where a fill takes its pixels from; the second takes that back.

    Args:
        word: on the first, in place of "Sample from".
    """

    def __init__(self, settings: MaskSettings, document: Document, word: str = "") -> None:
        super().__init__()
        self._settings, self._document = settings, document
        self.toggle = tool_button(
            word or self.tr("Sample from"), "stamp",
            self.tr("Paint where a fill takes its pixels from, as patches; with nothing painted it may use all"),
        )  # fmt: skip
        self.toggle.setCheckable(True)
        self.toggle.clicked.connect(settings.set_sampling)
        self.clear_button = tool_button(
            self.tr("Sample from everywhere"), "trash", self.tr("Let a fill use all of the photo again")
        )  # fmt: skip
        self.clear_button.clicked.connect(self._clear)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.toggle)
        row.addWidget(self.clear_button)
        set_wordy(self.clear_button, False)  # with its word it would seem to clear the mask
        settings.changed.connect(self._show)
        document.source.emptyChanged.connect(self._show)
        self._show()

    def set_wordy(self, wordy: bool) -> None:
        set_wordy(self.toggle, wordy)
        # A row that has just been taken away for want of room is not told otherwise that it needs less now.
        self.toggle.updateGeometry()
        self._row.invalidate()
        self.updateGeometry()

    @property
    def words_width(self) -> int:
        """How much wider, px, the buttons are with the toggle's words."""
        return words_width(self.toggle)

    @property
    def bare_width(self) -> int:
        """Width, px, without them."""
        return bare_width(self.toggle) + bare_width(self.clear_button)

    def _show(self, _what: object = None) -> None:
        self.toggle.setChecked(self._settings.sampling)
        self.clear_button.setEnabled(not self._document.source.empty)

    def _clear(self) -> None:
        source = self._document.source
        if not self._document.busy and not source.empty:
            delta = TileDelta(source.pixels, np.zeros_like(source.pixels), source.bounds)
            self._document.undo_stack.push(MaskCommand(source, delta, self.tr("Sample from everywhere")))
