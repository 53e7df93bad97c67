"""Decides when which frame is drawn: previews in a drag, a sharp one at rest, live ones while training."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from app.model.document import Document
from app.services.preview import PreviewScale
from app.services.render_options import RenderOptions
from app.services.render_thread import FrameRequest, RenderThread
from app.services.subject import SubjectFinder
from app.services.weights import Weights
from core.geometry import CanvasGeometry
from core.image_io import Photo
from core.ingan.messages import Drawing, Engine, RenderRequest, RenderResult

if TYPE_CHECKING:
    from core.rendering.adoption import Adopted

DRAG_BUDGET = 0.04  # s a frame may take while a handle moves, unless the settings say otherwise
TRAINING_BUDGET = 0.25  # s a frame may take while training goes on and the handle rests
REST_MS = 150  # of quiet after the sharp frame, before its stretched texture gets new grain
SETTLE_MS = 140  # after the last nudge or typed digit, before the sharp frame is drawn
SMALLEST_SETTLED = 512  # px, long side
DRAG_YIELD, NUDGE_YIELD = 0.35, 0.1  # s for which training leaves the cores to a frame


class FrameScheduler(QObject):
    """Keeps ``document.result`` up to date with ``document.geometry`` and the newest weights.

    Listens to the document and the weights, and owns what looks for the subject. Frames carry a generation number; one
    that is older than what is shown, or belongs to a photo that was left, is dropped.

    Args:
        thread: draws; started and closed here.
        yield_cores: has training leave the cores to a frame for so many seconds.

    Signals:
        failed(BaseException): a frame could not be drawn.
    """

    failed = Signal(object)

    def __init__(
        self, document: Document, weights: Weights, thread: RenderThread, yield_cores: Callable[[float], None],
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._weights, self._yield_cores = document, weights, yield_cores
        self._engine: Engine = "auto"
        self._scale = PreviewScale()
        self._display_side = 1024
        self._drag_budget = DRAG_BUDGET
        self._asked = self._answered = 0
        self._left_behind = 0  # generations up to this one belong to a photo that is gone
        self._drawn_side: int | None = 0

        self._subject = SubjectFinder(document, self)  # hears the end of a drag first: the frame at rest has it
        self._thread = thread
        self._thread.rendered.connect(self._on_rendered)
        self._thread.failed.connect(self._on_failed)
        self._thread.loaded.connect(self._on_loaded)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.request_settled)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._request_refined)
        self._refresh = QTimer(self, singleShot=True)
        self._refresh.timeout.connect(self._request_while_training)
        self._since_frame = QElapsedTimer()

        document.geometryChanged.connect(self._on_geometry_changed)
        document.interactingChanged.connect(self._on_interacting_changed)
        weights.replaced.connect(self._on_weights_replaced)
        weights.followedChanged.connect(self._on_followed_changed)
        for signal in (document.marksChanged, document.styleChanged, document.subjectChanged):
            signal.connect(self._on_options_changed)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop drawing and wait for the thread."""
        self._settle.stop()
        self._rest.stop()
        self._refresh.stop()
        self._subject.close()
        self._thread.close()

    # -- what to draw with ----------------------------------------------------------------------------------------

    def leave_photo(self) -> None:
        """Nothing that was asked for so far is wanted any more."""
        self._settle.stop()
        self._refresh.stop()
        self._thread.set_source(None)
        self._left_behind = self._answered = self._asked
        self._drawn_side = 0

    def set_photo(self, photo: Photo) -> None:
        """Draw ``photo``, untrained; call before the document announces it."""
        self.leave_photo()
        self._scale.restart()
        self._thread.set_photo(photo.pixels, photo.alpha)

    @Slot()
    def _on_weights_replaced(self) -> None:
        self._thread.set_source(None)
        fixed = self._weights.fixed
        self._thread.set_snapshot(None if fixed is None else fixed.snapshot)
        self.request_settled()

    @Slot()
    def _on_followed_changed(self) -> None:
        self._thread.set_source(self._weights.source)
        if self._weights.source is None:  # the thread keeps what it has loaded
            self.request_settled()  # while training frames are drawn no larger than it can spare

    @Slot()
    def note_published(self) -> None:
        """Training has published newer weights: show them soon, but leave it most of the time."""
        if not self._document.interacting and not self._refresh.isActive():
            self._refresh.start(self._pause_between_frames())

    @property
    def adopted(self) -> Adopted | None:
        """Which weights draw which canvas, for exports that are to look like the screen."""
        return self._thread.adopted

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def awaiting(self) -> bool:
        """Whether a frame that was asked for has not come yet."""
        return self._answered < self._asked

    @property
    def finished(self) -> bool:
        """Whether the frame on the screen is the last one of its canvas: nothing better is drawn or about to be."""
        waiting = self._settle.isActive() or self._rest.isActive() or self._refresh.isActive() or self._subject.busy
        return not (waiting or self._document.interacting or self.awaiting)

    def set_engine(self, engine: Engine) -> None:
        if engine != self._engine:
            self._engine = engine
            self.request()

    def set_drag_budget(self, seconds: float) -> None:
        """How long a frame may take while a handle moves: longer is sharper, shorter smoother."""
        self._drag_budget = seconds

    def set_display_side(self, pixels: int) -> None:
        """Tell how long the canvas's long side is on the screen, in device px."""
        if pixels == self._display_side:
            return
        self._display_side = pixels
        drawn, wanted = self._drawn_side, self._settled_side()
        if self._document.photo is not None and drawn is not None and (wanted is None or wanted > drawn * 1.1):
            self._settle.start()

    # -- asking ---------------------------------------------------------------------------------------------------

    def request(self) -> None:
        """Draw the document's geometry at once as a preview, then, when nothing newer has come, sharp."""
        if self._document.placement is None:
            return
        self._yield_cores(DRAG_YIELD if self._document.interacting else NUDGE_YIELD)
        self._ask(self._preview_side(self._drag_budget), dragging=True)
        if not self._document.interacting:
            self._settle.start()

    @Slot()
    def request_settled(self) -> None:
        """Draw as sharp as the screen can show."""
        self._settle.stop()
        if self._document.interacting:
            return
        if self._weights.source is not None and self._document.training_state == "running":
            self._request_while_training(refine=False)
        else:
            self._ask(self._settled_side(), dragging=False)

    @Slot(object)
    def _on_geometry_changed(self, _geometry: CanvasGeometry) -> None:
        self.request()

    @Slot()
    def _on_options_changed(self, _style: str = "") -> None:
        geometry = self._document.geometry
        if geometry is not None and not geometry.is_identity:  # else it is the photo, whatever the options
            self.request()

    @Slot(bool)
    def _on_interacting_changed(self, active: bool) -> None:
        if active:
            self._settle.stop()
            self._refresh.stop()
        else:
            self.request_settled()

    @Slot()
    def _request_while_training(self, refine: bool = True) -> None:
        """The newest weights are tried on what is to be refined alone."""
        if self._document.interacting:
            return
        if self.awaiting:  # never cut short a frame for one that is hardly newer
            self._refresh.start(50)
            return
        settled = self._settled_side()
        affordable = max(self._preview_side(TRAINING_BUDGET), SMALLEST_SETTLED)
        self._ask(affordable if settled is None else min(settled, affordable), dragging=False, refine=refine)

    @Slot()
    def _request_refined(self) -> None:
        """Nothing has moved for a while: mend the joints of the frame that is on the screen."""
        if self._document.training_state == "running":
            self._request_while_training()
        elif not self._document.interacting:
            self._ask(self._settled_side(), dragging=False, refine=True)

    def _ask(self, side: int | None, *, dragging: bool, refine: bool = False) -> None:
        self._rest.stop()
        placement = self._document.placement
        if placement is None:
            return
        if side is not None and side >= max(placement.geometry.width, placement.geometry.height):
            side = None
        self._asked += 1
        request = RenderRequest(placement.geometry, side, self._engine, self._asked, dragging, refine)
        self._thread.request(FrameRequest(RenderOptions.of(self._document).applied_to(request), placement))

    def _preview_side(self, budget: float) -> int:
        geometry = self._document.geometry
        if geometry is None:
            return SMALLEST_SETTLED
        short, long = sorted((geometry.width, geometry.height))
        affordable = self._scale.side(short / long, budget)
        return min(affordable, max(SMALLEST_SETTLED, self._display_side))

    def _settled_side(self) -> int | None:
        """Long side, px, that the screen can show; None: the exact size is hardly more."""
        geometry = self._document.geometry
        if geometry is None:
            return None
        side = max(SMALLEST_SETTLED, self._display_side)
        return None if side >= 0.9 * max(geometry.width, geometry.height) else side

    def _pause_between_frames(self) -> int:
        """ms to leave to training before the next frame, so that drawing takes at most a third of the time."""
        result = self._document.result
        took = 0.0 if result is None else result.seconds * 1000
        elapsed = self._since_frame.elapsed() if self._since_frame.isValid() else 10_000
        return max(0, round(max(250.0, 2 * took) - elapsed))

    # -- answers --------------------------------------------------------------------------------------------------

    @Slot(object, object)
    def _on_rendered(self, result: RenderResult, frame: FrameRequest) -> None:
        if result.generation <= self._left_behind or result.generation <= self._answered:
            return
        if frame.partial:
            self._document.set_result(result, frame.placement)
            return
        self._answered = result.generation
        self._since_frame.start()
        geometry = frame.placement.geometry
        usual = not geometry.is_identity and result.drawing.engine != "stretch" and not frame.request.refine
        if usual:  # the others cost next to nothing, or much more, and would mislead
            height, width = result.image.shape[:2]
            self._scale.note(width, height, result.seconds)
        self._drawn_side = frame.request.max_side
        self._document.set_result(result, frame.placement)
        drawn_to_stay = not (frame.request.dragging or frame.request.refine or geometry.is_identity)
        if drawn_to_stay and self._engine != "stretch":
            self._rest.start()

    @Slot(object, object)
    def _on_failed(self, error: BaseException, frame: FrameRequest | None) -> None:
        if frame is not None:
            if frame.request.generation <= self._left_behind:
                return
            self._answered = max(self._answered, frame.request.generation)
        self.failed.emit(error)

    @Slot(object)
    def _on_loaded(self, model: Drawing | None) -> None:
        self._document.set_model(model)
