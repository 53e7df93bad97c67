"""The panel of the mask tools: how it goes, the selection as a whole, and where a fill takes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSpinBox

from app.actions import plain
from app.model.document import Document
from app.panels.tool_page import ToolPage
from app.theme.theme import space
from app.tools.repair import MAX_CHANGE, Repair, SelectionChange
from app.tools.sample_options import SampleButtons
from app.widgets.basics import label
from app.widgets.fields import fit
from app.widgets.key_tips import native_words

FIRST_CHANGE = 4  # px


class MaskPage(ToolPage):
    """Changes the selection as a whole, at once. The brush's size and hardness stand in the options bar, at every width
    of the window."""

    def __init__(self, repair: Repair, document: Document, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._document, self._repair, self._settings = document, repair, repair.settings
        settings = repair.settings
        column = self.column
        self.heading.setText(self.tr("Make it go away"))
        self.how.say((
            native_words(self.tr("Cover what should go, with a little around it; Alt takes away.")),
            self.tr("Enter fills it; V fills it another way."),
            self.tr("Enter again keeps the fill; Esc goes back."),
        ))  # fmt: skip
        self.begin_part(self.tr("Selection"))
        whole = QHBoxLayout()
        whole.setSpacing(space(1))
        self.whole_buttons: dict[str, QPushButton] = {}
        for name in ("mask_invert", "mask_clear"):
            button = self._button(plain(actions[name].text()), actions[name].toolTip(), actions[name].trigger)
            self.whole_buttons[name] = button
            whole.addWidget(button)
        column.addLayout(whole)
        self.change_field = QSpinBox(suffix=self.tr(" px"), minimum=1, maximum=MAX_CHANGE, value=FIRST_CHANGE)
        self.change_field.setAccessibleName(self.tr("By how many pixels"))
        self.change_field.setToolTip(self.tr("By how many pixels the selection grows, shrinks or is feathered"))
        self.change_field.setKeyboardTracking(False)
        self.change_field.setAlignment(Qt.AlignmentFlag.AlignRight)
        fit(self.change_field, f"{MAX_CHANGE}{self.change_field.suffix()}")
        by = QHBoxLayout()
        by.setSpacing(space(2))
        before = label(self.tr("By"))
        before.setBuddy(self.change_field)
        by.addWidget(before)
        by.addWidget(self.change_field)
        by.addStretch(1)
        changes = QGridLayout()
        changes.setSpacing(space(1))
        self.change_buttons: dict[SelectionChange, QPushButton] = {}
        kinds: tuple[tuple[SelectionChange, str, str], ...] = (
            ("grow", self.tr("Grow"), self.tr("Make the selection larger all around")),
            ("shrink", self.tr("Shrink"), self.tr("Make the selection smaller all around")),
            ("feather", self.tr("Feather"), self.tr("Make the border of the selection soft")),
        )
        for place, (kind, text, tip) in enumerate(kinds):
            button = self._button(text, tip, partial(self._change, kind))
            self.change_buttons[kind] = button
            changes.addWidget(button, 0, place)
        column.addLayout(by)
        column.addLayout(changes)
        self.begin_part(self.tr("Sample from"))
        self.sample_buttons = SampleButtons(settings, document, self.tr("Mark the place"))
        row = QHBoxLayout()
        row.addWidget(self.sample_buttons)
        row.addStretch(1)
        column.addLayout(row)
        self.sample_text = label("", "caption", wrap=True)
        column.addWidget(self.sample_text)
        column.addStretch(1)
        settings.changed.connect(self._show)
        document.mask.emptyChanged.connect(self._show)
        document.source.emptyChanged.connect(self._show)
        document.photoChanged.connect(self._show)
        self._show()

    def _button(self, text: str, tip: str, clicked: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "segment")
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: clicked())
        return button

    def _change(self, kind: SelectionChange) -> None:
        self._repair.change_selection(kind, self.change_field.value())

    def _show(self, _what: object = None) -> None:
        settings, document = self._settings, self._document
        self.setEnabled(document.photo is not None)
        for button in (self.whole_buttons["mask_clear"], *self.change_buttons.values()):
            button.setEnabled(not document.mask.empty)
        if settings.sampling:
            words = self.tr("The tools mark in blue where a fill takes its pixels from. Click again for the mask.")
        elif document.source.empty:
            words = self.tr("A fill may take from all of the photo.")
        else:
            words = self.tr("A fill takes from what is blue; the bin lets it take from all of the photo again.")
        self.sample_text.setText(words)
