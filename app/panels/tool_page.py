"""What the pages of the tools share: a heading, how the tool is used, and parts below that have their own headings."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.how_steps import HowSteps
from app.theme.theme import space
from app.widgets.basics import label, line


class ToolPage(QWidget):
    """A page of the task panel. Who makes one says its ``heading`` and ``how``, and adds parts to its ``column``."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(space(3), space(2), space(3), space(3))
        self.column.setSpacing(space(2))
        self.heading = label("", "heading")
        self.column.addWidget(self.heading)
        self.how = HowSteps()
        self.column.addLayout(self.how)

    def begin_part(self, title: str) -> None:
        """A line across the page, and a heading under it."""
        self.column.addWidget(line())
        self.column.addWidget(label(title, "heading"))
