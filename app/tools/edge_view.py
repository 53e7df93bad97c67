"""The edge view: the photo dimmed, its edges, those predicted in the hole and the user's own over it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.canvas.edge_item import Code, EdgeItem
from app.canvas.tool import CanvasTool
from app.canvas.user_edge_item import UserEdgeItem
from app.canvas.view import CanvasView
from app.model.document import Document
from app.model.mask_commands import MaskCommand
from app.services.edge_thread import EdgeJob, EdgeThread
from app.services.failures import explain
from app.services.session import Session
from app.tools.edge_settings import EdgeSettings
from app.tools.edge_tools import EdgeCurve, EdgeEraser, EdgeLine, EdgePencil, EdgeTool
from app.tools.mask_tool import MaskTool
from app.tools.tool import ToolContext
from core.edge_editing.user_edges import pooled, working_scale
from core.selection.region import Region
from core.selection.tiles import TileDelta

WAIT_MS = 120  # from the last move of a slider, or the last stroke of a mask, until the hole is looked at again
NEAR = 3  # px at working scale: so close to an edge the eraser marks it as gone


class EdgeView(QObject):
    """Everything of the window that has to do with edges.

    Signals:
        chosen(str): the tool of this name is asked for.
        shownChanged(bool): the view was switched on or off.
    """

    chosen = Signal(str)
    shownChanged = Signal(bool)

    def __init__(
        self, canvas: CanvasView, document: Document, session: Session, store: QSettings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._canvas, self._document, self._session = canvas, document, session
        self.settings = EdgeSettings(store, self)
        with_these = ToolContext(canvas, document, session, self), self.settings
        self.tools: tuple[EdgeTool, ...] = (
            EdgePencil(*with_these), EdgeLine(*with_these), EdgeCurve(*with_these),
            EdgeEraser(*with_these, self.near_edges),
        )  # fmt: skip
        self.item = EdgeItem()
        self.user_item = UserEdgeItem(document.edges)
        canvas.scene().addItem(self.item)
        canvas.scene().addItem(self.user_item)
        self._on = False
        self._known: np.ndarray | None = None  # bool, at working scale
        self._thread: EdgeThread | None = None
        self._number = self._oldest = 0  # of the newest job, and of the oldest whose answer is about these pixels
        self._later = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._later.timeout.connect(self._look)
        for tool in self.tools:
            tool.swapRequested.connect(self._swap)
        filling = session.filling
        filling.set_edge_params(self.settings.params)
        self.settings.paramsChanged.connect(self._on_params)
        filling.changed.connect(self._show)
        filling.predictedChanged.connect(self._show)
        document.edges.changed.connect(self._on_edges_changed)
        document.mask.changed.connect(self._on_mask_changed)
        document.photoChanged.connect(self._on_photo_changed)
        document.photoReplaced.connect(self._on_photo_changed)
        document.photoEdited.connect(self._on_photo_edited)
        canvas.showingChanged.connect(self._show)
        canvas.unresizedChanged.connect(self._show)
        self._show()

    def close(self) -> None:
        """Wait for the thread."""
        self._later.stop()
        if self._thread is not None:
            self._thread.close()
            self._thread = None

    # -- choosing -------------------------------------------------------------------------------------------------

    def choose_pencil(self) -> None:
        self.chosen.emit("tool_edge_pencil")

    def choose_line(self) -> None:
        self.chosen.emit("tool_edge_line")

    def choose_curve(self) -> None:
        self.chosen.emit("tool_edge_curve")

    def choose_eraser(self) -> None:
        self.chosen.emit("tool_edge_eraser")

    def _swap(self) -> None:
        tool = self._canvas.tool
        erasing = tool is not None and tool.name == "tool_edge_eraser"
        self.chosen.emit("tool_edge_pencil" if erasing else "tool_edge_eraser")

    def show(self, on: bool) -> None:
        """Switch the view on or off. It belongs to the tools that work on the photo at its own size."""
        self._switch(on)
        if on and not isinstance(self._canvas.tool, MaskTool):
            self.choose_pencil()
        elif not on and self.in_hand:
            self.chosen.emit("tool_brush")

    @property
    def in_hand(self) -> bool:
        """Whether the user holds one of the edge tools."""
        return isinstance(self._canvas.tool, EdgeTool)

    def tool_changed(self, tool: CanvasTool) -> None:
        """Another tool is in the user's hand."""
        if isinstance(tool, EdgeTool):
            self._switch(True)
        elif not isinstance(tool, MaskTool):
            self._switch(False)
        self._show()

    def _switch(self, on: bool) -> None:
        if on != self._on:
            self._on = on
            self.shownChanged.emit(on)
            if on:
                self._find()
                self._later.start()
            self._show()

    def clear(self) -> None:
        """Take all of the user's edges away."""
        edges = self._document.edges
        if not edges.painting and not edges.empty:
            delta = TileDelta(edges.pixels, np.zeros_like(edges.pixels), edges.bounds)
            self._document.undo_stack.push(MaskCommand(edges, delta, self.tr("Clear the edges")))

    # -- finding --------------------------------------------------------------------------------------------------

    @property
    def _map_size(self) -> tuple[int, int]:
        """(height, width) at working scale."""
        photo = self._document.open_photo
        scale = working_scale(photo.height, photo.width)
        return max(1, round(photo.height * scale)), max(1, round(photo.width * scale))

    @Slot()
    def _find(self) -> None:
        """Look for the photo's own edges, if they are to be seen."""
        photo, mask = self._document.photo, self._document.mask
        if not self._on or photo is None or mask.painting:
            return
        if self._thread is None:
            self._thread = EdgeThread()
            self._thread.found.connect(self._on_found)
            self._thread.failed.connect(self._on_failed)
            self._thread.start()
        self._number += 1
        hole = pooled(mask.pixels, self._map_size)
        scale = working_scale(photo.height, photo.width)
        self._thread.request(EdgeJob(photo.pixels, hole, scale, self.settings.sigma, self._number))

    @Slot(int, object)
    def _on_found(self, number: int, known: np.ndarray) -> None:
        # Also an answer that is not the newest, while a slider moves: the picture follows.
        if self._document.photo is not None and number >= self._oldest:
            self._known = known
            self._show()

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._document.report_error(*explain(error, self.tr("Looking for edges")))

    @Slot()
    def _look(self) -> None:
        if self._on:
            self._session.filling.predict_edges()

    @Slot()
    def _on_params(self) -> None:
        self._find()
        filling = self._session.filling
        if filling.active:
            self._later.stop()
            filling.set_edge_params(self.settings.params)
        else:
            filling.set_edge_params(self.settings.params)
            self._later.start()

    @Slot()
    def _on_photo_changed(self) -> None:
        self._known = None
        self.item.set_codes(None)
        self._on_photo_edited()
        self._show()

    @Slot()
    def _on_photo_edited(self) -> None:
        self._oldest = self._number + 1
        self._find()

    @Slot(object)
    def _on_mask_changed(self, _region: Region) -> None:
        if self._on and not self._document.mask.painting:
            self._find()
            self._later.start()
            self._show()

    # -- drawing --------------------------------------------------------------------------------------------------

    def near_edges(self) -> np.ndarray | None:
        """bool at working scale, near to an edge that was found, whether or not the user's lines hide it: so one erases
        the same before a line is drawn beside and after. None where none was looked for."""
        if self.item.codes is None:
            return None
        import cv2

        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * NEAR + 1, 2 * NEAR + 1))
        found = self._found >= Code.KNOWN
        if self._known is not None and self._known.shape == found.shape:
            found |= self._known  # also where a fill has taken it from sight
        return cv2.dilate(found.astype(np.uint8), disc) > 0

    @Slot()
    def _show(self, _what: object = None) -> None:
        photo = self._document.photo
        painting = self._canvas.unresized and isinstance(self._canvas.tool, MaskTool)
        at_work = self._on and painting and self._canvas.showing == "result" and photo is not None
        self.item.setVisible(at_work)
        self.user_item.setVisible(at_work)
        if at_work and photo is not None:
            self._found = self._found_codes()
            codes = self._found.copy()
            self._hide_edited(codes, Region.whole(codes))
            self.item.set_codes(codes, photo.width, photo.height)

    def _found_codes(self) -> np.ndarray:
        """What was found, without regard to the user's edges."""
        shape = self._map_size
        codes = np.full(shape, Code.PHOTO, np.uint8)
        filling, mask = self._session.filling, self._document.mask
        if not mask.empty:
            codes[pooled(mask.pixels, shape)] = Code.OPEN
        if self._known is not None and self._known.shape == shape:
            codes[self._known] = Code.KNOWN
        proposal = filling.proposal
        if proposal is not None:
            self._put(codes, proposal.weight, proposal.job.region, Code.OPEN)
            if proposal.kept is not None:
                self._put(codes, proposal.kept, proposal.job.region, Code.KNOWN)
        if filling.predicted is not None:
            self._put(codes, filling.predicted.lines, filling.predicted.region, Code.PREDICTED)
        return codes

    def _put(self, codes: np.ndarray, part: np.ndarray, region: Region, code: Code) -> None:
        """Write ``code`` where ``part``, which covers ``region`` of the photo, is set."""
        cells = self._cells(region)
        if not cells.empty:
            codes[cells.slices][pooled(part, (cells.height, cells.width))] = code

    def _cells(self, region: Region) -> Region:
        """Of the map, what ``region`` of the photo lies in."""
        (height, width), photo = self._map_size, self._document.open_photo
        sx, sy = width / photo.width, height / photo.height
        return Region(
            round(region.left * sx), round(region.top * sy), round(region.right * sx), round(region.bottom * sy)
        ).clipped(width, height)

    def _hide_edited(self, codes: np.ndarray, cells: Region) -> None:
        """Where the user has drawn or erased, nothing else counts. ``codes`` are those of ``cells`` of the map."""
        edges = self._document.edges
        if edges.empty or cells.empty:
            return
        (height, width), photo = self._map_size, self._document.open_photo
        sx, sy = photo.width / width, photo.height / height
        left, top = round(cells.left * sx), round(cells.top * sy)
        right, bottom = round(cells.right * sx), round(cells.bottom * sy)
        edited = pooled(edges.pixels[top:bottom, left:right], codes.shape)
        codes[edited & (codes == Code.KNOWN)] = Code.PHOTO
        codes[edited & (codes == Code.PREDICTED)] = Code.OPEN

    @Slot(object)
    def _on_edges_changed(self, region: Region) -> None:
        if not self.item.isVisible() or self._document.photo is None or self.item.codes is None:
            return
        height, width = self._map_size
        cells = self._cells(region).grown(2).clipped(width, height)
        codes = self._found[cells.slices].copy()
        self._hide_edited(codes, cells)
        self.item.set_part(codes, cells)
