"""Apply size: the re-made picture becomes the photo, so that it can be masked, repaired and reshaped again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from app.canvas.tool import CanvasTool
from app.canvas.view import CanvasView
from app.canvas.view_anchor import ViewAnchor
from app.model.document import Document
from app.model.photo_commands import PhotoState, ReplacePhotoCommand
from app.model.placement import Placement
from app.services.failures import explain
from app.services.job import Job
from app.services.render_options import ExportRenderer
from app.services.session import Session
from app.tools.pending_size import PendingSize
from app.tools.retarget import RetargetTool
from core.control import ProgressCallback
from core.image_io import MAX_PIXELS, MIN_SIDE, Photo
from core.ingan.messages import RenderRequest


class ApplySize(QObject):
    """Makes the finished picture at its full size the photo, as one step of the history.

    Where that picture is on the screen it is taken from there; else it is drawn as an export would draw it. Whatever
    changes meanwhile calls it off: what is applied is what was seen.

    Args:
        tools: of the window; those that reshape offer it.

    Signals:
        changed: ``pending`` or ``running`` changed.
    """

    changed = Signal()

    def __init__(
        self, canvas: CanvasView, document: Document, session: Session, tools: Iterable[CanvasTool]
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._document, self._session = canvas, document, session
        self._retargeting = [tool for tool in tools if isinstance(tool, RetargetTool)]
        self._job: Job | None = None
        self._shown = (False, False)
        self._action: QAction | None = None
        for tool in self._retargeting:
            tool.applyRequested.connect(self.apply)
        document.undo_stack.indexChanged.connect(self._call_off)
        document.photoLeaving.connect(self._call_off)
        document.geometryChanged.connect(self._on_geometry_changed)
        document.photoChanged.connect(self._tell)
        ViewAnchor(canvas, document)
        self.offer = PendingSize(canvas, document, self)

    @property
    def pending(self) -> bool:
        """Whether there is a re-made picture that is not the photo."""
        geometry = self._document.geometry
        return geometry is not None and not geometry.is_identity

    @property
    def running(self) -> bool:
        """Whether the picture is being drawn at its full size, to be the photo then."""
        return self._job is not None

    def take_action(self, action: QAction) -> None:
        """Enable ``action`` whenever there is something to apply."""
        self._action = action
        self._tell()

    def reset(self) -> None:
        """Back to the photo's own size and shape."""
        self._retargeting[0].reset()

    def apply(self) -> None:
        """Make the re-made picture the photo, as soon as it is drawn at its full size."""
        document = self._document
        photo, placement = document.photo, document.placement
        if photo is None or placement is None or document.busy or self.running:
            return
        geometry = placement.geometry
        if self._session.filling.active:  # it is of the photo that would be gone
            document.statusMessage.emit(self.tr("Accept or discard the fill first; then the size can be applied."))
            return
        if geometry.is_identity:
            document.statusMessage.emit(self.tr("The photo has this size already."))
            return
        if geometry.width * geometry.height > MAX_PIXELS or min(geometry.width, geometry.height) < MIN_SIDE:
            sentence = self.tr("A photo can have up to {0} megapixels and at least {1} px in each direction.")
            document.report_error(sentence.format(MAX_PIXELS // 1_000_000, MIN_SIDE))
            return
        frame = self._finished_frame(placement)
        title = self.tr("Applying the size")
        if frame is not None:
            self._job = self._session.jobs.start_quietly(title, lambda _cancelled, _progress: _state(photo, frame))
        else:
            request = RenderRequest(geometry, None, self._session.frames.engine, refine=True)  # as it is shown at rest

            def work(
                renderer: ExportRenderer, cancelled: Callable[[], bool], on_progress: ProgressCallback
            ) -> PhotoState:
                return _state(photo, renderer.render(request, cancelled, on_progress).image)

            self._job = self._session.exporting.start_job(title, work)
        self._job.succeeded.connect(self._on_drawn)
        self._job.failed.connect(self._on_failed)
        self._job.cancelled.connect(self._forget)
        self._tell()

    def _finished_frame(self, placement: Placement) -> np.ndarray | None:
        """The picture on the screen, where it is the last and the largest of the canvas."""
        document = self._document
        result, geometry = document.result, placement.geometry
        if result is None or document.result_placement != placement or document.training_state == "running":
            return None
        whole = result.image.shape[:2] == (geometry.height, geometry.width)
        return result.image if whole and self._session.frames.finished else None

    @Slot(object)
    def _on_drawn(self, state: PhotoState) -> None:
        self._forget()
        document = self._document
        if document.busy or self._session.filling.active:  # begun a moment ago, on the photo that is open
            self._say_called_off()
            return
        width, height = state.photo.width, state.photo.height
        text = self.tr("Apply the size {0} × {1}").format(width, height)
        trained = document.training_active
        document.undo_stack.push(ReplacePhotoCommand(document, state, text))
        if trained:
            said = self.tr("The photo is {0} × {1} px now; start training again to learn from it.")
        else:
            said = self.tr("The photo is {0} × {1} px now. Undo brings the former one back.")
        document.statusMessage.emit(said.format(width, height))

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._forget()
        self._document.report_error(*explain(error, self.tr("Applying the size")))

    @Slot()
    def _forget(self) -> None:
        self._job = None
        self._tell()

    @Slot()
    def _call_off(self, _index: int = 0) -> None:
        """The picture that is being drawn is not the one to be applied any more."""
        if self._job is not None:
            self._job.abandon()
            self._forget()
            self._say_called_off()

    def _say_called_off(self) -> None:
        self._document.statusMessage.emit(self.tr("The size was not applied: something was changed meanwhile."))

    @Slot(object)
    def _on_geometry_changed(self, _geometry: object) -> None:
        self._call_off()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        now = self.pending, self.running
        if self._action is not None:  # the window enables it with every photo
            self._action.setEnabled(now == (True, False))
        if now != self._shown:
            self._shown = now
            self.changed.emit()


def _state(photo: Photo, image: np.ndarray) -> PhotoState:
    """``photo`` with the pixels and the transparency of ``image``, (h, w, 3 or 4)."""
    return PhotoState.of(photo.with_pixels(image))
