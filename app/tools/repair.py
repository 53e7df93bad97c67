"""Erasing things: the mask tools with what they draw, the stamp and the healing brush, and the commands that change a
selection as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QFileDialog, QInputDialog, QWidget

from app.canvas.mask_item import MaskItem
from app.canvas.proposal_item import ProposalItem
from app.canvas.tool import CanvasTool
from app.canvas.view import CanvasView
from app.model.document import Document
from app.model.mask_commands import MaskCommand
from app.platform.paths import chosen
from app.services.failures import explain
from app.services.fill_thread import Proposal
from app.services.session import Session
from app.tools.mask_settings import MaskSettings
from app.tools.mask_tool import SOURCE_COLOUR, BrushTool, MaskTool, SelectionTool
from app.tools.pixel_tool import PixelTool
from app.tools.select_tools import FloodTool, ShapeTool
from app.tools.smart_tool import SmartTool
from app.tools.stamp_tools import Stamps
from app.tools.tool import ToolContext
from core.image_io import Photo, load_mask, name_filter, save_photo
from core.names import printable
from core.selection import shapes
from core.selection.tiles import TileDelta

MAX_CHANGE = 100  # px to grow, shrink or feather at once
SelectionChange = Literal["grow", "shrink", "feather"]


class Repair(QObject):
    """Everything of the window that has to do with erasing.

    Signals:
        chosen(str): the tool of this name is asked for.
    """

    chosen = Signal(str)

    def __init__(
        self, canvas: CanvasView, document: Document, session: Session, store: QSettings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._canvas, self._document, self._session, self._window = canvas, document, session, window
        self._mask = document.mask
        self.settings = MaskSettings(store, self)
        with_these = ToolContext(canvas, document, session, self), self.settings
        self._smart = SmartTool(*with_these)
        self._mask_tools: tuple[SelectionTool, ...] = (
            BrushTool(*with_these), BrushTool(*with_these, erase=True),
            ShapeTool(*with_these), ShapeTool(*with_these, lasso=True), self._smart, FloodTool(*with_these),
        )  # fmt: skip
        self.stamps = Stamps(*with_these)
        self.stamps.chosen.connect(self.chosen)
        self.tools: tuple[PixelTool, ...] = *self._mask_tools, *self.stamps.tools
        self.mask_item = MaskItem(self._mask, contour=True)
        self.source_item = MaskItem(document.source, contour=True)
        self.source_item.setZValue(3.9)  # under the mask
        self.proposal_item = ProposalItem()
        self._shown: Proposal | None = None
        canvas.scene().addItem(self.proposal_item)
        canvas.scene().addItem(self.source_item)
        canvas.scene().addItem(self.mask_item)
        for tool in self._mask_tools:
            tool.swapRequested.connect(self._swap)
        self.settings.changed.connect(self._tint)
        self.settings.changed.connect(self._apply)
        self._mask.emptyChanged.connect(self._on_mask_empty)
        self._apply()
        session.filling.changed.connect(self._show)
        canvas.showingChanged.connect(self._show)
        self._tint()
        self._show()

    # -- choosing -------------------------------------------------------------------------------------------------

    def choose_brush(self) -> None:
        self.chosen.emit("tool_brush")

    def choose_eraser(self) -> None:
        self.chosen.emit("tool_eraser")

    def choose_rectangle(self) -> None:
        self.chosen.emit("tool_rectangle")

    def choose_lasso(self) -> None:
        self.chosen.emit("tool_lasso")

    def choose_smart(self) -> None:
        self.chosen.emit("tool_smart")

    def choose_flood(self) -> None:
        self.chosen.emit("tool_flood")

    def _swap(self) -> None:
        tool = self._canvas.tool
        painting = tool is not None and tool.name == "tool_brush"
        self.chosen.emit("tool_eraser" if painting else "tool_brush")

    def tool_changed(self, tool: CanvasTool) -> None:
        """Another tool is in the user's hand."""
        if not isinstance(tool, MaskTool) and self._session.filling.discard():
            self._document.statusMessage.emit(self.tr("The fill was not accepted; the mask is kept."))
        self._show()

    def _apply(self) -> None:
        self._session.filling.set_finish(self.settings.finish)
        for tool in self._mask_tools:
            tool.paint_on(self._document.source if self.settings.sampling else self._mask)

    def _on_mask_empty(self, empty: bool) -> None:
        if empty:  # the fill was accepted, or there is to be none: what is painted next is a mask again
            self.settings.set_sampling(False)

    # -- drawing --------------------------------------------------------------------------------------------------

    def _tint(self) -> None:
        self.mask_item.set_tint(self.settings.colour, self.settings.opacity)
        self.source_item.set_tint(QColor(SOURCE_COLOUR), self.settings.opacity)

    def _show(self, _what: object = None) -> None:
        proposal = self._session.filling.proposal
        if proposal is not self._shown:
            self._shown = proposal
            if proposal is None:
                self.proposal_item.set_piece(None)
            else:
                whole = proposal.pixels if proposal.alpha is None else np.dstack([proposal.pixels, proposal.alpha])
                self.proposal_item.set_piece(whole, proposal.job.region, self._document.open_photo.icc)
        painting = self._canvas.unresized and isinstance(self._canvas.tool, MaskTool)  # else it is what Keep shows
        at_work = painting and self._canvas.showing == "result"
        self.proposal_item.setVisible(at_work)
        self._canvas.picture.set_proposal(self.proposal_item if painting and proposal is not None else None)
        for item in (self.mask_item, self.source_item):
            item.setVisible(at_work and proposal is None)

    # -- the whole selection --------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Fill the mask, whichever tool is chosen."""
        if not isinstance(self._canvas.tool, MaskTool):
            self.choose_brush()
        self._session.filling.fill()

    def invert(self) -> None:
        if self._free():
            self._replace(shapes.invert(self._mask.pixels), self.tr("Invert the mask"))

    def clear(self) -> None:
        if self._free():
            self._replace(np.zeros_like(self._mask.pixels), self.tr("Clear the mask"))

    def grow(self) -> None:
        self._ask("grow")

    def shrink(self) -> None:
        self._ask("shrink")

    def feather(self) -> None:
        self._ask("feather")

    def _ask(self, kind: SelectionChange) -> None:
        if self._some():
            title, _ = self._change(kind)
            pixels, fine = QInputDialog.getInt(self._window, title, self.tr("By how many pixels?"), 4, 1, MAX_CHANGE)
            if fine:
                self.change_selection(kind, pixels)

    def change_selection(self, kind: SelectionChange, pixels: int) -> None:
        """Grow, shrink or feather the mask by ``pixels``, as a step of the history."""
        if self._some():
            self.change_by(*self._change(kind), pixels)

    def _change(self, kind: SelectionChange) -> tuple[str, Callable[[np.ndarray, int], np.ndarray]]:
        if kind == "feather":
            return self.tr("Feather the mask"), shapes.feather
        if kind == "grow":
            return self.tr("Grow the mask"), shapes.grow
        return self.tr("Shrink the mask"), lambda mask, pixels: shapes.grow(mask, -pixels)

    def _some(self) -> bool:
        """Whether something is selected that can be changed now; if not, that is told."""
        some = self._free() and not self._mask.empty
        if not some:
            self._document.statusMessage.emit(self.tr("Nothing is selected yet."))
        return some

    def change_by(self, title: str, change: Callable[[np.ndarray, int], np.ndarray], pixels: int) -> None:
        """``change`` the mask by ``pixels``; only around what is selected, which is quicker for large photos."""
        after = self._mask.pixels.copy()
        index = self._mask.bounds.grown(2 * pixels + 2).clipped(after.shape[1], after.shape[0]).slices
        after[index] = change(after[index], pixels)
        self._replace(after, title)

    def import_mask(self) -> None:
        if not self._free():
            return
        kinds = self.tr("Pictures ({0})").format(name_filter())
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Import a mask"), "", kinds)
        if name:
            self.read_mask(chosen(name))

    def read_mask(self, path: Path) -> None:
        """Select what the picture ``path`` marks (see :mod:`core.image_io.mask_files`)."""
        photo = self._document.open_photo
        job = self._session.jobs.start_aside(
            self.tr("Importing {0}").format(printable(path.name)),
            lambda _c, _p: load_mask(path, (photo.width, photo.height), photo.path),
        )
        job.succeeded.connect(self._on_mask_read)
        job.failed.connect(lambda error: self._document.report_error(*explain(error, self.tr("Importing the mask"))))
        self._document.photoLeaving.connect(job.abandon)  # the next photo may have the same size

    def _on_mask_read(self, hole: np.ndarray) -> None:
        if self._free() and hole.shape == self._mask.pixels.shape:
            self._replace(hole.astype(np.uint8) * 255, self.tr("Import a mask"))
            if not isinstance(self._canvas.tool, MaskTool):
                self.choose_brush()

    def export_mask(self) -> None:
        if not self._free():
            return
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Export the mask"), "mask.png", "PNG (*.png)")
        if name:
            self.write_mask(chosen(name).with_suffix(".png"))

    def write_mask(self, path: Path) -> None:
        """White where it is selected, black elsewhere."""
        picture = Photo(np.ascontiguousarray(np.repeat(self._mask.pixels[..., None], 3, 2)))
        job = self._session.jobs.start_aside(
            self.tr("Exporting {0}").format(printable(path.name)), lambda _c, _p: save_photo(picture, path)
        )
        saved = self.tr("Saved {0}.").format(printable(path.name))
        job.succeeded.connect(lambda _none: self._document.statusMessage.emit(saved))
        job.failed.connect(lambda error: self._document.report_error(*explain(error, self.tr("Exporting the mask"))))

    def choose_colour(self) -> None:
        colour = QColorDialog.getColor(self.settings.colour, self._window, self.tr("Colour of the mask"))
        if colour.isValid():
            self.settings.change(colour=colour)

    def choose_opacity(self) -> None:
        now = round(100 * self.settings.opacity)
        percent, fine = QInputDialog.getInt(
            self._window, self.tr("Opacity of the mask"), self.tr("Per cent"), now, 10, 90
        )
        if fine:
            self.settings.change(opacity=percent / 100)

    def _free(self) -> bool:
        """Whether the mask can be changed as a whole now. A selection that is still looked for is given up for it."""
        if self._document.photo is None or self._mask.painting:
            return False
        self._smart.take_back()
        return True

    def _replace(self, after: np.ndarray, text: str) -> None:
        delta = TileDelta(self._mask.pixels, after)
        if not delta.region.empty:
            self._document.undo_stack.push(MaskCommand(self._mask, delta, text))
