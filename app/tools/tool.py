"""What every tool of the window is made with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.canvas.tool import CanvasTool
from app.canvas.view import CanvasView
from app.model.document import Document
from app.services.session import Session


@dataclass(frozen=True)
class ToolContext:
    """What a tool works on.

    Attributes:
        owner: its parent in Qt's sense.
    """

    canvas: CanvasView
    document: Document
    session: Session
    owner: QObject


class Tool(CanvasTool):
    """Base of the window's tools; the canvas itself knows only a :class:`app.canvas.tool.CanvasTool`."""

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context.document, context.owner)
        self._canvas, self._session = context.canvas, context.session
