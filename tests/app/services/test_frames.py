"""Which frame is asked for when, and which answer is shown. A thread that notes instead of drawing stands in."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

import core.retarget.subject
from app.model.document import Document
from app.model.placement import Placement
from app.project.models import ModelShelf
from app.services.frames import DRAG_YIELD, NUDGE_YIELD, SETTLE_MS, SMALLEST_SETTLED, FrameScheduler
from app.services.jobs import Jobs
from app.services.render_thread import FrameRequest, RenderThread
from app.services.weights import SnapshotSource, TrainedModel, Weights
from core.errors import RegrainError
from core.geometry import CanvasGeometry
from core.image_io import Photo, list_samples, load_photo
from core.ingan.messages import Drawing, RenderResult
from core.ingan.model import Snapshot
from core.ingan.presets import TrainSettings
from core.project.files import ModelNote


class Notes(RenderThread):
    """Never draws: keeps what it is asked for, and answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[FrameRequest] = []
        self.loaded_weights: list[Snapshot | None] = []
        self.source: SnapshotSource | None = None

    def request(self, frame: FrameRequest) -> None:
        self.asked.append(frame)

    def set_snapshot(self, snapshot: Snapshot | None) -> None:
        self.loaded_weights.append(snapshot)

    def set_source(self, source: SnapshotSource | None) -> None:
        self.source = source

    def answer(self, frame: FrameRequest, seconds: float = 0.01) -> RenderResult:
        geometry, side = frame.request.geometry, frame.request.max_side
        scale = 1.0 if side is None else side / max(geometry.width, geometry.height)
        image = np.zeros((round(geometry.height * scale), round(geometry.width * scale), 3), np.uint8)
        result = RenderResult(image, Drawing("warp"), seconds, frame.request.generation)
        self.rendered.emit(result, frame)
        return result


class Desk:
    """A document whose real photo is drawn already, and what draws it."""

    def __init__(self, photo: Photo, models: ModelShelf) -> None:
        self.document, self.thread = Document(), Notes()
        self.weights = Weights(self.document, models, Jobs())
        self.yielded: list[float] = []
        self.frames = FrameScheduler(self.document, self.weights, self.thread, self.yielded.append)
        self.frames.set_photo(photo)
        self.document.set_photo(photo, "0123")
        self.frames.request_settled()
        self.thread.answer(self.last)
        self.asked.clear()
        self.yielded.clear()

    @property
    def asked(self) -> list[FrameRequest]:
        return self.thread.asked

    @property
    def last(self) -> FrameRequest:
        return self.asked[-1]

    def widen(self, by: int) -> None:
        photo = self.document.photo
        geometry = CanvasGeometry(photo.width, photo.height, photo.width + by, photo.height)
        self.document.set_placement(Placement(geometry))

    def kinds(self) -> list[str]:
        return [
            "preview" if frame.request.dragging else "refined" if frame.request.refine else "sharp"
            for frame in self.asked
        ]


@pytest.fixture(scope="module")
def photo() -> Photo:
    return load_photo(list_samples()[0].path)


@pytest.fixture
def desk(qapp, photo, tmp_path, monkeypatch) -> Iterator[Desk]:
    monkeypatch.setattr(core.retarget.subject, "find_subject", lambda *_: None)
    made = Desk(photo, ModelShelf(tmp_path))
    yield made
    made.frames.close()


@pytest.fixture
def until(qtbot) -> Callable[[Callable[[], bool]], None]:
    return lambda condition: qtbot.waitUntil(condition, timeout=20_000)


def weights_of(step: int) -> Snapshot:
    return Snapshot(TrainSettings.preset("quick"), step, {}, (8, 8))


def test_a_drag_is_drawn_in_previews_and_sharp_at_its_end(desk, qtbot):
    desk.document.set_interacting(True)
    for by in (10, 20, 30):
        desk.widen(by)
    assert desk.yielded == [DRAG_YIELD] * 3
    qtbot.wait(2 * SETTLE_MS)
    assert desk.kinds() == ["preview"] * 3  # a hand that rests in a drag does not make the picture jump
    desk.document.set_interacting(False)
    assert desk.kinds() == ["preview"] * 3 + ["sharp"]
    assert desk.last.request.geometry is desk.document.geometry


def test_a_nudge_is_drawn_at_once_then_sharp_then_with_new_grain_and_is_finished_then(desk, until):
    desk.widen(40)
    assert desk.kinds() == ["preview"]
    assert desk.yielded == [NUDGE_YIELD]
    until(lambda: desk.kinds() == ["preview", "sharp"])
    desk.thread.answer(desk.last)
    assert not desk.frames.finished
    until(lambda: desk.kinds() == ["preview", "sharp", "refined"])
    assert not desk.frames.finished
    result = desk.thread.answer(desk.last)
    assert desk.document.result is result
    until(lambda: desk.frames.finished)
    assert len(desk.asked) == 3


def test_an_answer_that_is_older_than_what_is_shown_is_dropped(desk):
    desk.document.set_interacting(True)
    desk.widen(10)
    desk.widen(20)
    newer = desk.thread.answer(desk.asked[1])
    desk.thread.answer(desk.asked[0])
    assert desk.document.result is newer
    assert desk.document.result_placement is desk.asked[1].placement


def test_answers_and_failures_about_a_photo_that_was_left_are_dropped(desk, qtbot):
    desk.widen(10)
    left, shown = desk.last, desk.document.result
    desk.frames.leave_photo()
    desk.thread.answer(left)
    assert desk.document.result is shown
    with qtbot.assertNotEmitted(desk.frames.failed):
        desk.thread.failed.emit(RegrainError("No."), left)


def test_a_failure_is_told_and_waited_for_no_longer(desk, qtbot, until):
    desk.document.set_interacting(True)
    desk.widen(10)
    desk.document.set_interacting(False)
    assert not desk.frames.finished
    with qtbot.waitSignal(desk.frames.failed) as told:
        desk.thread.failed.emit(RegrainError("No."), desk.last)
    assert str(told.args[0]) == "No."
    until(lambda: desk.frames.finished)


def test_slow_frames_make_small_previews_but_never_a_small_frame_at_rest(desk):
    desk.frames.set_display_side(4096)
    desk.document.set_interacting(True)
    for by in range(1, 9):
        desk.widen(by)
        desk.thread.answer(desk.last, seconds=0.5)
    assert desk.last.request.max_side <= SMALLEST_SETTLED
    desk.document.set_interacting(False)
    assert desk.last.request.max_side is None  # the screen can show all of it


def test_a_larger_screen_gets_a_sharper_frame_and_a_smaller_one_asks_for_nothing(desk, until, qtbot):
    desk.frames.set_display_side(600)
    desk.document.set_interacting(True)
    desk.widen(10)
    desk.document.set_interacting(False)
    assert desk.last.request.max_side == 600
    desk.thread.answer(desk.last)
    desk.asked.clear()
    desk.frames.set_display_side(560)
    qtbot.wait(2 * SETTLE_MS)
    assert "sharp" not in desk.kinds()
    desk.frames.set_display_side(800)
    until(lambda: any(frame.request.max_side == 800 for frame in desk.asked))


def test_fixed_weights_are_drawn_with_at_once(desk):
    trained = weights_of(40)
    desk.weights.use(TrainedModel(trained, ModelNote("0123")))
    assert desk.thread.loaded_weights == [trained]
    assert desk.thread.source is None
    assert desk.kinds() == ["sharp"]
    desk.weights.use(None)
    assert desk.thread.loaded_weights == [trained, None]


def test_while_training_goes_on_its_newest_weights_are_tried_and_kept_at_its_end(desk, until, qtbot):
    published: list[Snapshot] = []

    def newer(since: int) -> Snapshot | None:
        return published[-1] if published and published[-1].step > since else None

    desk.document.set_training_state("running")
    desk.weights.follow(newer, ModelNote("0123", "quick"))
    assert desk.thread.source is newer
    assert desk.asked == []  # nothing was learnt yet
    published.append(weights_of(5))
    assert desk.weights.newest.snapshot is published[0]
    desk.frames.note_published()
    until(lambda: desk.kinds() == ["refined"])
    desk.frames.note_published()
    qtbot.wait(500)
    assert len(desk.asked) == 1  # the frame before is still being drawn: it is not cut short
    desk.thread.answer(desk.last)
    until(lambda: desk.kinds() == ["refined"] * 2)
    desk.weights.unfollow()
    assert desk.thread.source is None
    assert desk.thread.loaded_weights == published
    assert desk.weights.fixed.snapshot is published[0]


def test_training_that_published_nothing_leaves_what_drew_before(desk):
    before = weights_of(7)
    model = TrainedModel(before, ModelNote("0123"))
    desk.weights.use(model)
    desk.weights.follow(lambda _since: None, ModelNote("0123", "quick"))
    assert desk.weights.newest is model
    desk.weights.unfollow()
    assert desk.weights.newest is model
    assert desk.thread.source is None
    assert desk.thread.loaded_weights == [before]  # the thread has not forgotten it


def test_a_photo_that_is_left_takes_the_training_that_was_followed_with_it(desk):
    desk.weights.follow(lambda _since: None, ModelNote("0123", "quick"))
    desk.weights.leave_photo()
    desk.frames.leave_photo()
    assert desk.weights.source is desk.thread.source is None


def test_another_engine_is_asked_for_once(desk):
    desk.frames.set_engine("patches")
    desk.frames.set_engine("patches")
    assert [frame.request.engine for frame in desk.asked] == ["patches"]


def test_while_training_goes_on_a_frame_at_rest_is_no_larger_than_it_can_spare(desk):
    desk.frames.set_display_side(4096)
    desk.document.set_training_state("running")
    desk.weights.follow(lambda _since: None, ModelNote("0123", "quick"))
    desk.document.set_interacting(True)
    for by in range(1, 9):
        desk.widen(by)
        desk.thread.answer(desk.last, seconds=2.0)
    desk.document.set_interacting(False)
    assert desk.kinds()[-1] == "sharp"
    assert desk.last.request.max_side == SMALLEST_SETTLED
    desk.thread.answer(desk.last)
    desk.weights.unfollow()
    assert desk.kinds()[-1] == "sharp"
    assert desk.last.request.max_side is None
