"""A strip at the top of the canvas: the photo is shown at its own size, and a re-made picture is waiting."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.canvas.card import CanvasCard, card_button
from app.canvas.view import CanvasView
from app.model.document import Document
from app.theme.theme import space
from app.tools.crop_tool import CropTool
from app.tools.mask_tool import MaskTool
from app.widgets.key_tips import KeyTip


class Applying(Protocol):
    """What the strip needs of :class:`app.tools.apply_size.ApplySize`."""

    @property
    def changed(self) -> SignalInstance: ...
    @property
    def pending(self) -> bool: ...
    @property
    def running(self) -> bool: ...
    def apply(self) -> None: ...
    def reset(self) -> None: ...


class PendingSize(CanvasCard):
    """Shown with the tools that work on the photo's own pixels while the canvas has another size: says what is seen,
    and offers to apply that size or to go back to the photo's own.

    The buttons leave the focus to the canvas. Where there is no room, the sentence is left out first, then a word.
    """

    def __init__(self, canvas: CanvasView, document: Document, apply_size: Applying) -> None:
        super().__init__(canvas, "pending_size")
        self.setAccessibleName(self.tr("The size is not applied"))
        self._canvas, self._document, self._apply_size = canvas, document, apply_size
        self.words, self.short_words = QLabel(), QLabel()
        self.apply_button = card_button("check", self.tr("Apply size"), "", "primary")
        KeyTip(self.apply_button, self.tr("The reshaped picture becomes the photo"), "apply_size")
        self.apply_button.clicked.connect(apply_size.apply)
        self.reset_button = card_button("reset", self.tr("Original size"), "")
        KeyTip(self.reset_button, self.tr("Go on with the photo as it is, without the new size"), "reset")
        self.reset_button.clicked.connect(apply_size.reset)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(2), space(2), space(2))
        row.setSpacing(space(2))
        for widget in (self.words, self.short_words, self.apply_button, self.reset_button):
            row.addWidget(widget)
        canvas.installEventFilter(self)
        for signal in (
            apply_size.changed, canvas.unresizedChanged, canvas.showingChanged, document.geometryChanged,
        ):  # fmt: skip
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Show what waits, where it is not seen."""
        pending, running = self._apply_size.pending, self._apply_size.running
        at_work = self._canvas.unresized and isinstance(self._canvas.tool, MaskTool | CropTool)
        self.setVisible(pending and at_work and self._canvas.showing == "result")
        geometry = self._document.geometry
        if geometry is None or not self.isVisibleTo(self._canvas):
            return
        size = f"{geometry.width} × {geometry.height}"
        if running:
            self.words.setText(self.tr("Applying {0}…").format(size))
        else:
            said = self.tr("This is the photo at its own size; the reshaped picture, {0}, is not applied.")
            self.words.setText(said.format(size))
        self.short_words.setText(self.tr("Not applied: {0}").format(size))
        for button in (self.apply_button, self.reset_button):
            button.setEnabled(not running)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._canvas.width() - 2 * space(2)
        for long, short, word in ((1, 0, 1), (0, 1, 1), (0, 0, 1), (0, 0, 0)):
            self.words.setVisible(bool(long))
            self.short_words.setVisible(bool(short))
            self.reset_button.setText(self.reset_button.accessibleName() if word else "")
            self.adjustSize()
            if self.width() <= room:
                break
        self.move((self._canvas.width() - self.width()) // 2, space(4))
        self.raise_()
