"""The panel of the crop tool: how it goes, and quarter turns and flips."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout

from app.actions import plain
from app.panels.tool_page import ToolPage
from app.theme.theme import space
from app.tools.crop_tool import CropTool
from app.widgets.fields import tool_button
from app.widgets.key_tips import native_words

TURNS = {  # action: its icon
    "turn_left": "turn-left", "turn_right": "turn-right", "flip_across": "flip-across", "flip_down": "flip-down",
}  # fmt: skip


class CropPage(ToolPage):
    """Aspect, size and angle stand in the options bar."""

    def __init__(self, tool: CropTool, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._tool = tool
        column = self.column
        self.begin_part(self.tr("The whole photo"))
        grid = QGridLayout()
        grid.setSpacing(space(1))
        self.buttons = {}
        for place, name in enumerate(TURNS):
            action = actions[name]
            button = self.buttons[name] = tool_button(plain(action.text()), TURNS[name], action.toolTip())
            button.clicked.connect(lambda _checked=False, action=action: action.trigger())
            action.changed.connect(lambda button=button, action=action: button.setToolTip(action.toolTip()))
            grid.addWidget(button, place, 0)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addStretch(1)
        tool.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        end = self.tr("Enter crops; Esc leaves.")
        if self._tool.straightening:
            self.heading.setText(self.tr("Straighten by a line"))
            self.how.say((
                self.tr("Draw a line along what should be level or upright."),
                self.tr("The photo is turned by it, and the frame made to fit."),
                end,
            ))  # fmt: skip
        else:
            self.heading.setText(self.tr("Crop and straighten"))
            self.how.say((
                self.tr("Drag the frame, a side or a corner."),
                native_words(self.tr("Drag beside it to turn the photo; with Ctrl, draw a line that becomes level.")),
                end,
            ))  # fmt: skip
