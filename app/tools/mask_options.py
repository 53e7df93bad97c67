"""The tool-options row of the mask tools."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.model.document import Document
from app.tools.brush_row import BrushRow
from app.tools.mask_settings import MaskSettings
from app.tools.sample_options import SampleButtons

ROUND = ("tool_brush", "tool_eraser", "tool_smart")


class MaskOptions(BrushRow):
    """The controls that matter to the tool ``name``; all rows show the same settings."""

    def __init__(self, settings: MaskSettings, document: Document, name: str, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self.tolerance_field = self._field(
            self.tr("Tolerance"), self.tr("How far a colour may differ from the one clicked at"), 0, 255, "",
            lambda value: settings.change(tolerance=value),
        )  # fmt: skip
        self.contiguous_box = self._box(
            self.tr("Connected"), self.tr("Only what is connected to the place clicked at"),
            lambda on: settings.change(contiguous=on),
        )  # fmt: skip
        self.roomy_box = self._box(
            self.tr("Room for a fill"),
            self.tr("What a click takes is grown, with a soft edge, by its size: a fill leaves no rim of it"),
            lambda on: settings.change(roomy=on),
        )  # fmt: skip
        self.release_box = self._box(
            self.tr("Fill on release"), self.tr("Fill as soon as a stroke or a selection ends"),
            lambda on: settings.change(fill_on_release=on),
        )  # fmt: skip
        self.sample_buttons = SampleButtons(settings, document)
        shown: list[tuple[str, QWidget]] = []
        if name in ROUND:
            shown += [(self.tr("Size"), self.size_field), ("", self.size_slider)]
            if name != "tool_smart":
                shown += [(self.tr("Hardness"), self.hardness_field)]
        if name == "tool_flood":
            shown += [(self.tr("Tolerance"), self.tolerance_field), ("", self.contiguous_box)]
        if name == "tool_smart":
            shown += [("", self.roomy_box)]
        shown += [("", self.release_box), ("", self.sample_buttons)]
        self._lay(shown, (self.tolerance_field, self.contiguous_box, self.roomy_box))

    def leave_to_panel(self, seen: bool) -> None:
        """The panel's page of the mask, which says where a fill takes from, is seen or no longer."""
        self.sample_buttons.setVisible(not seen)
        self._arrange()

    def _spare_words(self) -> int:
        if self.sample_buttons.isHidden():
            return 0
        return self.sample_buttons.sizeHint().width() - self.sample_buttons.bare_width

    def _place_words(self, room: int) -> int:
        if self.sample_buttons.isHidden():
            return room
        room -= self.sample_buttons.words_width
        self.sample_buttons.set_wordy(room >= 0)
        return room

    def _show(self) -> None:
        super()._show()
        settings = self._settings
        self._put(self.tolerance_field, settings.tolerance)
        self._put(self.contiguous_box, settings.contiguous)
        self._put(self.roomy_box, settings.roomy)
        self._put(self.release_box, settings.fill_on_release)
