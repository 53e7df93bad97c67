"""A part of a dialog that scrolls on a screen too small for it, and is as large as it wants on any other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.theme.theme import space
from app.widgets.layouts import layout_of


class Scrolled(QScrollArea):
    """Shows ``content`` whole where there is room, which Qt's own area takes no more than 24 lines for.

    Args:
        least: height in px that it can do with.
    """

    def __init__(self, content: QWidget, least: int = space(20)) -> None:
        super().__init__(widgetResizable=True)
        self._least = least
        self.content = content
        content.setObjectName("scrolled")
        self.setWidget(content)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.content:
            self.updateGeometry()  # a part of the content came or went, of which Qt tells nobody further out
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return self.content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        wanted = self.content.minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(wanted.width() + bar, min(wanted.height(), self._least))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = layout_of(self.content)
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
