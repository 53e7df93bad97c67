"""Crops, turns and mirrors the photo: the crop tool, and the commands of the menu Image."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.canvas.view import CanvasView
from app.model.document import Document
from app.model.photo_commands import PhotoState, ReplacePhotoCommand
from app.model.reframed import TurnCommand, reframed, state_of
from app.services.failures import explain
from app.services.job import Job
from app.services.session import Session
from app.tools.crop_tool import CropTool
from app.tools.tool import ToolContext
from core.control import Cancelled, ProgressCallback
from core.framing import Crop, Mirror, Turn


class Reframing(QObject):
    """Everything of the window that changes which part of the photo is shown, or how it lies.

    Signals:
        chosen(str): the tool of this name is asked for.
    """

    chosen = Signal(str)

    def __init__(self, canvas: CanvasView, document: Document, session: Session, window: QObject) -> None:
        super().__init__(window)
        self._canvas, self._document, self._session = canvas, document, session
        self.tool = CropTool(ToolContext(canvas, document, session, self))
        self.tool.applyRequested.connect(self._crop)
        self.tool.leaveRequested.connect(self._leave)
        self._tool_before = "tool_resize"
        self._job: Job | None = None
        document.photoLeaving.connect(self._give_up)

    # -- choosing -------------------------------------------------------------------------------------------------

    def choose_crop(self) -> None:
        held = self._canvas.tool
        if held is not None and held is not self.tool:
            self._tool_before = held.name
        self.chosen.emit(self.tool.name)

    def straighten(self) -> None:
        """The next drag is a line that becomes level or upright."""
        self.choose_crop()
        self.tool.set_straightening(True)
        self._document.statusMessage.emit(self.tr("Draw a line along what should be level or upright."))

    def _leave(self) -> None:
        if self._canvas.tool is self.tool:
            self.chosen.emit(self._tool_before)

    # -- changing the photo ---------------------------------------------------------------------------------------

    def turn_left(self) -> None:
        self._change(Turn(3), self.tr("Rotate left"))

    def turn_right(self) -> None:
        self._change(Turn(1), self.tr("Rotate right"))

    def turn_over(self) -> None:
        self._change(Turn(2), self.tr("Rotate by 180°"))

    def flip_across(self) -> None:
        self._change(Mirror(upright=True), self.tr("Flip horizontally"))

    def flip_down(self) -> None:
        self._change(Mirror(upright=False), self.tr("Flip vertically"))

    def _change(self, framing: Turn | Mirror, text: str) -> None:
        """At once: pixels are only moved."""
        if not self._free():
            return
        frame = self.tool.frame
        self._document.undo_stack.push(TurnCommand(self._document, framing, text))
        if frame is not None:
            self.tool.carry(frame, framing)

    def _crop(self, crop: Crop) -> None:
        if not self._free():
            return
        state = state_of(self._document)
        if crop.exact:
            text = self.tr("Crop to {0} × {1}").format(crop.width, crop.height)
            self._replace(reframed(state, crop), text)
            self._leave()
            return
        text = self.tr("Straighten by {0}°").format(f"{crop.angle:.1f}")
        job = self._job = self._session.jobs.start_aside(self.tr("Straightening"), partial(_straightened, state, crop))
        index = self._document.undo_stack.index()
        job.succeeded.connect(lambda after: self._on_straightened(after, state, index, text))
        job.failed.connect(lambda error: self._document.report_error(*explain(error, self.tr("Straightening"))))
        job.finished.connect(self._on_finished)

    def _on_straightened(self, after: PhotoState, before: PhotoState, index: int, text: str) -> None:
        document = self._document
        if document.photo is not before.photo or document.undo_stack.index() != index or document.busy:
            document.statusMessage.emit(self.tr("The photo was changed meanwhile, and was not straightened."))
            return
        self._job = None  # what follows says that the photo is left
        self._replace(after, text)
        self._leave()

    def _on_finished(self) -> None:
        if self.sender() is self._job:
            self._job = None

    def _give_up(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = None

    def _free(self) -> bool:
        """Whether the photo can be changed now. A fill that was not accepted goes."""
        if self._document.photo is None or self._document.busy or self._job is not None:
            return False
        if self._session.filling.discard():
            self._document.statusMessage.emit(self.tr("The fill was not accepted; the mask is kept."))
        return True

    def _replace(self, state: PhotoState, text: str) -> None:
        self._document.undo_stack.push(ReplacePhotoCommand(self._document, state, text))


def _straightened(
    state: PhotoState, crop: Crop, cancelled: Callable[[], bool], _on_progress: ProgressCallback
) -> PhotoState:
    def between() -> None:
        if cancelled():
            raise Cancelled

    return reframed(state, crop, between)
