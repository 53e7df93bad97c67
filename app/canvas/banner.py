"""A strip over the canvas that says something without stopping the work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.theme.theme import ICON_SIZE, icon, space, theme

NARROW = space(100)  # px; in a narrower strip the button stands below the sentence
Kind = Literal["info", "warning", "error"]
_ICONS = {"info": ("info", "accent"), "warning": ("warning", "warning"), "error": ("error", "danger")}


class Banner(QFrame):
    """One sentence, at most one button, and a cross. Hidden until :meth:`say`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName(self.tr("Message"))
        self._kind: Kind = "info"
        self._about: str | None = None
        self._action: Callable[[], None] | None = None
        self._mark = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a file may be named like a piece of HTML
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._text.setSizePolicy(policy)
        self.button = QPushButton()
        self.button.setProperty("role", "flat")
        self.button.clicked.connect(self._on_clicked)
        self.close_button = QToolButton(autoRaise=True)
        self.close_button.setAccessibleName(self.tr("Close this message"))
        self.close_button.setToolTip(self.tr("Close"))
        self.close_button.clicked.connect(self.hide)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(space(3), space(1), space(2), space(1))
        self._grid.setHorizontalSpacing(space(3))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._mark, 0, 0)
        self._grid.addWidget(self._text, 0, 1)
        self._grid.addWidget(self.close_button, 0, 3)
        self._narrow: bool | None = None
        self._place_button()
        theme().changed.connect(self._dress)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def said_about(self, about: str) -> str:
        """The sentence that is shown, if it is about this; else ""."""
        return self.text if self._about == about and not self.isHidden() else ""

    def say(
        self, text: str, kind: Kind = "info", button: str = "", action: Callable[[], None] | None = None,
        about: str = "",
    ) -> None:  # fmt: skip
        """Show ``text``, until it is closed or what it is ``about`` is settled.

        Args:
            button: the label of a button that runs ``action`` and closes the strip; "" for none.
        """
        self._kind, self._action, self._about = kind, action, about
        self._text.setText(text)
        self._text.setToolTip(text)  # on the smallest screens the canvas leaves it too few lines
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._dress()
        self.show()

    def settle(self, about: str) -> None:
        """Hide what is about this: an error whose cause is gone, an offer that was taken in another way."""
        if self._about == about:
            self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def minimumSizeHint(self) -> QSize:
        """As narrow as with the button below the sentence: a long label must not widen the window."""
        wanted, margins, gap = super().minimumSizeHint(), self._grid.contentsMargins(), self._grid.horizontalSpacing()
        sides = self._mark.sizeHint().width() + self.close_button.sizeHint().width() + 2 * gap
        least = max(sides + space(15), self.button.sizeHint().width()) + margins.left() + margins.right()
        return QSize(min(wanted.width(), least), wanted.height())

    def _place_button(self) -> None:
        """Beside the sentence, or below it where that would leave it a few words a line."""
        narrow = self.width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._grid.removeWidget(self.button)
            if narrow:
                self._grid.addWidget(self.button, 1, 0, 1, 4, Qt.AlignmentFlag.AlignRight)
            else:
                self._grid.addWidget(self.button, 0, 2)

    def _dress(self) -> None:
        name, token = _ICONS[self._kind]
        tokens = theme().tokens
        self._mark.setPixmap(icon(name, token).pixmap(QSize(ICON_SIZE, ICON_SIZE), self.devicePixelRatioF()))
        self.close_button.setIcon(icon("close"))
        line = getattr(tokens, token)
        self.setStyleSheet(
            f"#banner {{ background: {tokens.surface}; border: none; border-bottom: 2px solid {line}; }}"
        )

    def _on_clicked(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()
