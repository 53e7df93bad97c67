"""What stands above the training while the canvas is reshaped: the style, and what is kept."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.model.document import Document
from app.theme.theme import space
from app.tools.keep_options import KeepModes
from app.tools.marking import Marking
from app.widgets.basics import label, line
from core.ingan.messages import Style
from core.project.files import STYLES


class ReshapeHead(QWidget):
    """The styles with what each of them does, and the marks of Keep, each a click away."""

    def __init__(self, marking: Marking, document: Document, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._marking, self._document, self._actions = marking, document, actions
        self._words = {
            "auto": (self.tr("Automatic"), self.tr("Looks at the photo: things are kept, patterns repeated.")),
            "things": (self.tr("Keep things"), self.tr("Things keep their size and shape; what is between gives way.")),
            "pattern": (self.tr("Repeat the pattern"), self.tr("The elements of the pattern become more or fewer.")),
            "extend": (self.tr("Extend"), self.tr("The photo stays as it is; what is new around it is filled.")),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(label(self.tr("Style"), "heading"))
        group = QButtonGroup(self)
        self.style_buttons: dict[str, QRadioButton] = {}
        for style in STYLES:
            text, tip = self._words[style]
            button = self.style_buttons[style] = QRadioButton(text)
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked, style=style: self._choose(style))
            group.addButton(button)
            column.addWidget(button)
        self.style_text = label("", "caption", wrap=True)
        column.addWidget(self.style_text)
        column.addSpacing(space(1))
        column.addWidget(line())
        column.addWidget(label(self.tr("Keep"), "heading"))
        self.modes = KeepModes(marking, document, columns=2, switch=True)
        for mode_button in self.modes.buttons.values():
            mode_button.pressed.connect(self._take_tool)
        row = QHBoxLayout()
        row.addWidget(self.modes)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(space(1))
        column.addWidget(line())
        document.styleChanged.connect(self._show)
        document.photoChanged.connect(self._show)
        self._show()

    def _choose(self, style: Style) -> None:
        self._marking.set_style(style)
        self._show()  # also where it was refused

    def _take_tool(self) -> None:
        """A mark is about to be chosen: it is painted with the reshape tools."""
        if not (self._actions["tool_resize"].isChecked() or self._actions["tool_perspective"].isChecked()):
            self._actions["tool_resize"].trigger()

    def _show(self, _what: object = None) -> None:
        self.setEnabled(self._document.photo is not None)
        style = self._document.style
        with QSignalBlocker(self.style_buttons[style]):
            self.style_buttons[style].setChecked(True)
        self.style_text.setText(self._words[style][1])
