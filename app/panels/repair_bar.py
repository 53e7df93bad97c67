"""A bar at the bottom of the canvas: fill what is painted, then keep the fill, choose another, or none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.canvas.card import CanvasCard, card_button
from app.canvas.view import CanvasView
from app.model.document import Document
from app.panels.proposal_strip import ProposalStrip
from app.services.filling import Filling
from app.theme.theme import space
from app.tools.mask_settings import MaskSettings
from app.tools.mask_tool import MaskTool
from app.widgets.basics import label
from app.widgets.choice_box import ChoiceBox
from core.edgeconnect.flow import FINISHES


class FinishBox(ChoiceBox):
    """Who has the last word on the colours of a fill.

    Args:
        go_back: gives the keys back to the canvas once something was chosen.
    """

    def __init__(self, settings: MaskSettings, go_back: Callable[[], None]) -> None:
        super().__init__()
        self._settings = settings
        words = {
            "auto": (self.tr("Finish: auto"), self.tr("Patches where the networks leave a blur: in thick holes")),
            "network": (self.tr("Finish: networks"), self.tr("The networks' own colours: nearer the truth, softer")),
            "patches": (self.tr("Finish: patches"), self.tr("Pieces of the photo in every hole: as sharp as it is")),
        }
        for finish in FINISHES:
            text, tip = words[finish]
            self.addItem(text, finish)
            self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Finish"))
        self.setToolTip("\n".join(f"{text}. {tip}." for text, tip in words.values()))

        def choose(index: int) -> None:
            settings.change(finish=self.itemData(index))
            go_back()

        self.activated.connect(choose)
        settings.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setCurrentIndex(self.findData(self._settings.finish))


class RepairBar(CanvasCard):
    """Shown while there is a mask to fill or a fill to judge, with the mask tools only.

    The keys (Enter, Esc, V, arrows) belong to the tools, so the buttons leave the focus to the canvas. Where there is
    no room for words, the buttons have icons only, and in the narrowest window the finish can be chosen before a fill
    only. Above it lie the fills to choose from.
    """

    def __init__(self, canvas: CanvasView, document: Document, filling: Filling, settings: MaskSettings) -> None:
        super().__init__(canvas, "repair_bar")
        self.setAccessibleName(self.tr("Fill"))
        self._canvas, self._document, self._filling = canvas, document, filling
        self.strip = ProposalStrip(canvas, document, filling)
        self.words = label()
        self.finish_box = FinishBox(settings, canvas.setFocus)
        self.fill_button = card_button("fill", self.tr("Fill"), self.tr("Make it go away (Enter)"), "primary")
        self.fill_button.clicked.connect(filling.fill)
        self.accept_button = card_button("check", self.tr("Accept"), self.tr("Keep this fill (Enter)"), "primary")
        self.accept_button.clicked.connect(filling.accept)
        self.next_button = card_button("fill", self.tr("Another"), self.tr("Fill it another way, and choose (V)"))
        self.next_button.clicked.connect(filling.next_variation)
        self.compare_button = card_button("compare", self.tr("Before"), self.tr("Hold to see the photo before (C)"))
        self.compare_button.pressed.connect(lambda: canvas.show_instead("original"))
        self.compare_button.released.connect(lambda: canvas.show_instead("result"))
        self.discard_button = card_button("close", self.tr("Discard"), self.tr("Back to the mask (Esc)"))
        self.discard_button.clicked.connect(filling.discard)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), space(2), space(2), space(2))
        row.setSpacing(space(2))
        for widget in (
            self.words, self.finish_box, self.fill_button, self.accept_button, self.next_button, self.compare_button,
            self.discard_button,
        ):  # fmt: skip
            row.addWidget(widget)
        canvas.installEventFilter(self)
        filling.changed.connect(self.refresh)
        for plane in (document.mask, document.edges):
            plane.emptyChanged.connect(self.refresh)
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Show what can be done now."""
        running, proposal = self._filling.running, self._filling.proposal
        filling = self._filling.active
        empty = self._document.mask.empty and self._document.edges.empty
        at_work = self._canvas.unresized and isinstance(self._canvas.tool, MaskTool)
        self.setVisible(at_work and (filling or not empty))
        if running:
            seen = self._filling.preview is not None and not self._filling.ready
            text = self.tr("A first look; refining…") if seen else self.tr("Filling…")
        elif len(self._filling.proposals) > 1:
            text = self.tr("{0} of {1}").format(self._filling.shown + 1, len(self._filling.proposals))
        else:
            text = ""
        self.words.setText(text)
        self.fill_button.setVisible(not filling)
        self.accept_button.setVisible(filling)
        self.accept_button.setEnabled(self._filling.ready)
        self.next_button.setVisible(proposal is not None)
        self.compare_button.setVisible(proposal is not None)
        self.discard_button.setVisible(filling)
        self.discard_button.setAccessibleName(self.tr("Discard") if proposal is not None else self.tr("Cancel"))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent: QWidget = self._canvas
        buttons = self.fill_button, self.accept_button, self.next_button, self.compare_button, self.discard_button
        for wordy, choice in ((True, True), (False, True), (False, False)):
            self.words.setVisible(wordy and bool(self.words.text()))
            self.finish_box.setVisible(choice or not self._filling.active)
            for button in buttons:
                button.setText(button.accessibleName() if wordy else "")
            self.adjustSize()
            if self.width() <= parent.width() - 2 * space(2):
                break
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - space(4))
        self.raise_()
        self.strip.refresh(QRect() if self.isHidden() else self.geometry())
