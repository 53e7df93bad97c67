"""The panel of the clone stamp and the healing brush: how it goes, and where they copy from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction

from app.panels.how_steps import key_of
from app.panels.tool_page import ToolPage
from app.tools.stamp_tools import StampTool
from app.widgets.basics import label
from app.widgets.key_tips import native_words


class RetouchPage(ToolPage):
    """Follows the one of the two tools that is in hand. Size, hardness and opacity stand in the options bar, at every
    width of the window."""

    def __init__(self, tools: Mapping[str, StampTool], actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._tools, self._actions = tools, actions
        column = self.column
        self.begin_part(self.tr("Source"))
        self.source_text = label("", "caption", wrap=True)
        column.addWidget(self.source_text)
        column.addStretch(1)
        for name, tool in tools.items():
            tool.sourceChanged.connect(self._show)
            actions[name].changed.connect(self._show)
        self._show()

    def _show(self, _what: object = None) -> None:
        heals = self._actions["tool_heal"].isChecked()
        other = key_of(self._actions["tool_clone" if heals else "tool_heal"])
        if heals:
            self.heading.setText(self.tr("Make a blemish go away"))
            self.how.say(tuple(map(native_words, (
                self.tr("Paint over the blemish: it is healed from what lies around."),
                self.tr("Or Alt-click first where to copy from; the tone follows its new place."),
                self.tr("To copy the tone, too, take the clone stamp{0}.").format(other),
            ))))  # fmt: skip
        else:
            self.heading.setText(self.tr("Copy from elsewhere"))
            self.how.say(tuple(map(native_words, (
                self.tr("Alt-click where to copy from."),
                self.tr("Paint where the copy goes."),
                self.tr("If its tone does not fit there, take the healing brush{0}.").format(other),
            ))))  # fmt: skip
        if self._tools["tool_heal" if heals else "tool_clone"].source is not None:
            words = native_words(self.tr("The cross marks it. Alt-click for another one."))
        elif heals:
            words = self.tr("None: what lies around is enough.")
        else:
            words = self.tr("None so far.")
        self.source_text.setText(words)
