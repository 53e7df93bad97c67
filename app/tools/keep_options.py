"""The part of the reshape tools' options row that says what is kept: Keep, its brush, and the style."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from app.model.document import Document
from app.theme.theme import ICON_SIZE, icon
from app.tools.keep_brush import KEEP_MODES, KeepMode
from app.tools.marking import Marking
from app.widgets.choice_box import ChoiceBox
from app.widgets.fields import bare_width, set_wordy, tool_button, words_width
from app.widgets.key_tips import native_words
from core.project.files import STYLES


class KeepButton(QToolButton):
    """Switches Keep; shows its word where there is room (``set_wordy``)."""

    def __init__(self, marking: Marking, document: Document) -> None:
        super().__init__(autoRaise=True)
        self.setCheckable(True)
        self.setText(self.tr("Keep"))
        self.setIcon(icon("shield"))
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Keep"))
        self.setToolTip(self.tr("See and paint what is kept while the canvas is reshaped (hold K to look)"))
        self.clicked.connect(marking.set_keeping)
        marking.keepingChanged.connect(self.setChecked)
        document.photoChanged.connect(lambda: self.setEnabled(document.photo is not None))
        self.set_wordy(True)

    @property
    def words_width(self) -> int:
        """How much wider, px, the button is with its word."""
        return words_width(self)

    @property
    def bare_width(self) -> int:
        """Width, px, without the word."""
        return bare_width(self)

    def set_wordy(self, wordy: bool) -> None:
        set_wordy(self, wordy)


class KeepModes(QWidget):
    """What the brush marks, and the way to take all marks back. Where there is no room for words there are icons.

    Args:
        columns: of buttons.
        switch: the buttons switch Keep, too: a click paints with that mark, a second one paints no more.
    """

    def __init__(self, marking: Marking, document: Document, columns: int = 4, switch: bool = False) -> None:
        super().__init__()
        self._marking, self._document, self._switch = marking, document, switch
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        words = {
            "protect": (self.tr("Keep more"), "plus", self.tr("Paint what is kept at its own size and shape")),
            "release": (self.tr("Let go"), "minus", self.tr("Paint what may give way, whatever it is taken for")),
            "remove": (self.tr("Remove"), "cut", self.tr("Paint what is left out once the canvas is reshaped")),
        }
        self.buttons: dict[str, QToolButton] = {}
        for mode in KEEP_MODES:
            text, symbol, tip = words[mode]
            tip = native_words(self.tr("{0}; Alt takes away").format(tip))
            button = self.buttons[mode] = tool_button(text, symbol, tip)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, mode=mode: self._choose(mode))
        self.clear_button = tool_button(self.tr("Clear"), "trash", self.tr("Take all marks of keeping away"))
        self.clear_button.clicked.connect(marking.clear)
        for place, button in enumerate(self._all):
            grid.addWidget(button, *divmod(place, columns))
        marking.modeChanged.connect(self._show)
        marking.keepingChanged.connect(self._show)
        document.marksChanged.connect(self._show)
        document.photoChanged.connect(self._show)
        self._show()

    def set_wordy(self, wordy: bool) -> None:
        for button in self._all:
            set_wordy(button, wordy)

    @property
    def words_width(self) -> int:
        """How much wider, px, the buttons are with their words."""
        return sum(words_width(button) for button in self._all)

    @property
    def bare_width(self) -> int:
        """Width, px, without the words."""
        return sum(bare_width(button) for button in self._all)

    @property
    def _all(self) -> tuple[QToolButton, ...]:
        return *self.buttons.values(), self.clear_button

    def _choose(self, mode: KeepMode) -> None:
        if self._switch:
            self._marking.set_keeping(not self._marking.keeping or mode != self._marking.mode)
        self._marking.set_mode(mode)
        self._show()

    def _show(self, _what: object = None) -> None:
        for mode, button in self.buttons.items():
            button.setChecked(self._marking.keeping and mode == self._marking.mode)
        self.clear_button.setEnabled(self._document.marks is not None)


class StyleBox(ChoiceBox):
    """Automatic, keep things, repeat the pattern, extend.

    Args:
        go_back: gives the keys back to the canvas once something was chosen.
    """

    def __init__(self, marking: Marking, document: Document, go_back: Callable[[], None]) -> None:
        super().__init__()
        self._document = document
        words = {
            "auto": self.tr("Automatic"), "things": self.tr("Keep things"), "pattern": self.tr("Repeat the pattern"),
            "extend": self.tr("Extend"),
        }  # fmt: skip
        for style in STYLES:
            self.addItem(words[style], style)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Style of reshaping"))
        self.setToolTip(
            self.tr(
                "Keep the things in the photo, or repeat the elements of a pattern; Automatic looks at the photo. "
                "Extend leaves the photo as it is and fills what is new; a smaller canvas is drawn as by Automatic"
            )
        )

        def choose(index: int) -> None:
            marking.set_style(self.itemData(index))
            self._show()  # also where it was refused
            go_back()

        self.activated.connect(choose)
        document.styleChanged.connect(self._show)
        self._show()

    def _show(self, _style: object = None) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(self._document.style))
