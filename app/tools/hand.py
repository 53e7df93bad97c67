"""Moves the paper under the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor

from app.canvas.tool import Pointer
from app.tools.tool import Tool


class HandTool(Tool):
    """Takes no press, so that the canvas pans with it, as it does with every press that no tool takes."""

    name = "tool_hand"

    def cursor(self, pointer: Pointer | None) -> QCursor:
        return QCursor(Qt.CursorShape.OpenHandCursor)
