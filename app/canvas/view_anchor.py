"""Keeps what is seen in its place when the photo is replaced."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF

from app.canvas.view import CanvasView
from app.model.document import Document


class ViewAnchor(QObject):
    """A view that was fitted is fitted again. One that was not keeps its zoom, with the picture's top left corner
    where it was; only a picture that would lie outside of the window is fitted."""

    def __init__(self, canvas: CanvasView, document: Document) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._was: tuple[float, QPointF] | None = None  # zoom, and the corner, px of the widget
        document.photoLeaving.connect(self._note)
        document.photoReplaced.connect(self._restore)

    def _note(self) -> None:
        canvas = self._canvas
        corner = canvas.viewportTransform().map(canvas.shown_rect().topLeft())
        self._was = None if canvas.is_fitted else (canvas.zoom, corner)

    def _restore(self) -> None:
        if self._was is None:
            return
        canvas, (zoom, corner) = self._canvas, self._was
        canvas.set_zoom(zoom)
        at = canvas.viewportTransform().map(canvas.shown_rect().topLeft())
        canvas.scroll_by(at.x() - corner.x(), at.y() - corner.y())
        shown = canvas.viewportTransform().mapRect(canvas.shown_rect())
        if not shown.intersects(canvas.viewport().rect().toRectF()):
            canvas.fit()
