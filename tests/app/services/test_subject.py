"""The subject of the open photo is looked for beside the window, and reaches the frames, but never during a drag."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint

import core.retarget.subject
from app.canvas.handles import Handle
from app.model.commands import StyleCommand
from app.model.document import Document
from app.model.placement import Placement
from app.project.models import ModelShelf
from app.services.frames import FrameScheduler
from app.services.jobs import Jobs
from app.services.render_options import ExportRenderer, RenderOptions
from app.services.render_thread import FrameRequest, RenderThread
from app.services.subject import SubjectFinder
from app.services.weights import Weights
from core.control import Cancelled
from core.errors import RegrainError
from core.geometry import CanvasGeometry
from core.image_io import Photo, photo_fingerprint
from core.ingan.messages import Drawing, Marks, RenderRequest, RenderResult
from core.retarget.subject import Subject
from tests.app.pictures import discs
from tests.app.services.test_frames import Notes


class Network:
    """Answers with a map of the photo's own size; while its gate is shut it thinks."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[np.ndarray] = []
        self.answered = 0
        self.error: Exception | None = None

    def __call__(self, pixels: np.ndarray, alpha: np.ndarray | None = None) -> Subject:
        self.asked.append(pixels)
        assert self.gate.wait(30)
        if self.error is not None:
            raise self.error
        self.answered += 1
        return Subject(pixels[..., 0].astype(np.float32) / 255)


@pytest.fixture
def network(monkeypatch) -> Network:
    network = Network()
    monkeypatch.setattr(core.retarget.subject, "find_subject", network)
    yield network
    network.gate.set()


@pytest.fixture
def document(qapp) -> Document:
    return Document()


@pytest.fixture
def finder(document, network):
    finder = SubjectFinder(document)
    yield finder
    network.gate.set()
    finder.close()


def open_photo(document: Document, seed: int = 0) -> Photo:
    photo = Photo(discs(48, 40, seed))
    document.set_photo(photo, photo_fingerprint(photo.pixels))
    return photo


def is_of(subject: Subject | None, photo: Photo) -> bool:
    return subject is not None and np.array_equal(subject.saliency, photo.pixels[..., 0].astype(np.float32) / 255)


def test_the_subject_of_each_photo_that_is_opened_is_found_once(document, finder, network, qtbot):
    photo = open_photo(document)
    qtbot.waitUntil(lambda: is_of(document.subject, photo))
    document.photoChanged.emit()
    qtbot.waitUntil(lambda: not finder.busy)
    assert len(network.asked) == 1
    other = open_photo(document, 1)
    assert document.subject is None
    qtbot.waitUntil(lambda: is_of(document.subject, other))
    document.close_photo()
    assert document.subject is None
    qtbot.waitUntil(lambda: not finder.busy)
    assert len(network.asked) == 2


def test_an_edited_photo_is_looked_at_anew_once_the_edits_have_ended(document, finder, network, qtbot):
    photo = open_photo(document)
    qtbot.waitUntil(lambda: document.subject is not None)
    for value in (10, 20, 30):
        pixels = photo.pixels.copy()
        pixels[:20] = value
        document.edit_photo(pixels, None)
        assert document.subject is None
    qtbot.waitUntil(lambda: is_of(document.subject, document.photo))
    assert len(network.asked) == 2


def test_what_is_found_of_a_photo_that_was_left_is_dropped(document, finder, network, qtbot):
    network.gate.clear()
    first = open_photo(document)
    qtbot.waitUntil(lambda: len(network.asked) == 1)
    told = []
    document.subjectChanged.connect(lambda: told.append(document.subject))
    second = open_photo(document, 1)
    network.gate.set()
    qtbot.waitUntil(lambda: not finder.busy)
    assert is_of(document.subject, second)
    assert len(told) == 1  # never the first photo's
    assert not is_of(told[0], first)


def test_what_is_found_during_a_drag_waits_for_its_end(document, finder, network, qtbot):
    network.gate.clear()
    photo = open_photo(document)
    qtbot.waitUntil(lambda: len(network.asked) == 1)
    document.set_interacting(True)
    network.gate.set()
    qtbot.waitUntil(lambda: finder._job is None)
    assert document.subject is None
    assert finder.busy
    document.set_interacting(False)
    assert is_of(document.subject, photo)


def test_a_subject_held_back_does_not_outlive_its_photo(document, finder, network, qtbot):
    open_photo(document)
    document.set_interacting(True)
    qtbot.waitUntil(lambda: finder._held is not None)
    network.gate.clear()
    open_photo(document, 1)  # ends the drag, too
    assert document.subject is None


def test_a_failure_is_a_word_in_the_status_bar(document, finder, network, qtbot):
    network.error = RegrainError("The weights are missing.")
    said, errors = [], []
    document.statusMessage.connect(said.append)
    document.errorOccurred.connect(lambda *what: errors.append(what))
    open_photo(document)
    qtbot.waitUntil(lambda: bool(said))
    assert "subject" in said[0]
    assert not errors
    assert document.subject is None
    network.error = None
    photo = open_photo(document, 1)
    qtbot.waitUntil(lambda: is_of(document.subject, photo))


def test_closing_waits_for_the_thread(document, network, qtbot):
    finder = SubjectFinder(document)
    network.gate.clear()
    open_photo(document)
    qtbot.waitUntil(lambda: len(network.asked) == 1)
    threading.Timer(0.1, network.gate.set).start()
    finder.close()
    assert network.answered == 1
    qtbot.wait(20)
    assert document.subject is None


def test_the_window_closes_while_the_network_thinks(network, window, photo_file, qtbot):
    network.gate.clear()
    window.open_path(photo_file)
    qtbot.waitUntil(lambda: bool(network.asked), timeout=30_000)
    threading.Timer(0.1, network.gate.set).start()
    window.close_without_asking()
    assert not window.isVisible()
    assert window.document.subject is None


# -- what frames and exports are asked for -----------------------------------------------------------------------------


@pytest.fixture
def scheduler(document, network, tmp_path):
    weights = Weights(document, ModelShelf(tmp_path), Jobs())
    thread = Notes()
    scheduler = FrameScheduler(document, weights, thread, lambda _seconds: None)
    scheduler.requests, scheduler.rendered = thread.asked, thread.rendered
    yield scheduler
    network.gate.set()
    scheduler.close()


def reshape(document: Document) -> None:
    photo = document.photo
    document.set_placement(Placement(CanvasGeometry(photo.width, photo.height, 70, 40), (0, 0)))


def test_subject_style_and_marks_are_asked_for_as_soon_as_they_change(document, scheduler, qtbot):
    open_photo(document)
    reshape(document)
    qtbot.waitUntil(lambda: document.subject is not None)
    assert scheduler.requests[-1].request.subject is document.subject
    document.undo_stack.push(StyleCommand(document, "auto", "pattern", "Pattern"))
    assert scheduler.requests[-1].request.style == "pattern"
    document.undo_stack.undo()
    assert scheduler.requests[-1].request.style == "auto"
    document.release.pixels[:10] = 255
    document.release.touch(document.release.bounds)
    asked = scheduler.requests[-1].request
    assert asked.marks.release[:10].all()
    assert not asked.marks.release[10:].any()
    assert asked.marks.protect is None


def test_at_the_photo_s_own_size_options_change_nothing(document, scheduler, qtbot):
    open_photo(document)
    qtbot.waitUntil(lambda: document.subject is not None)
    count = len(scheduler.requests)
    document.set_style("things")
    assert len(scheduler.requests) == count


def test_a_drag_s_frames_keep_the_subject_that_they_began_with(network, driver):
    document, canvas = driver.document, driver.canvas
    driver.wait(lambda: document.subject is not None)
    document.edit_photo(np.ascontiguousarray(document.photo.pixels[::-1]), None)
    network.gate.clear()
    driver.wait(lambda: len(network.asked) == 2)
    start = driver.at(Handle.RIGHT)
    driver.press(start)
    driver.move(start + QPoint(20, 0))
    network.gate.set()
    driver.wait(lambda: driver.session.frames._subject._held is not None)
    driver.move(start + QPoint(40, 0))
    assert document.interacting
    assert document.subject is None
    driver.release(start + QPoint(40, 0))
    assert document.subject is not None
    driver.settle()
    assert canvas.tool.name == "tool_resize"


def test_partial_results_are_shown_and_the_last_one_is_the_answer(document, scheduler):
    open_photo(document)
    reshape(document)
    asked = scheduler.requests[-1].request.generation
    frame = FrameRequest(scheduler.requests[-1].request, document.placement)

    def result(value: int, generation: int) -> RenderResult:
        return RenderResult(np.full((40, 70, 3), value, np.uint8), Drawing("patches"), 0.1, generation)

    for value in (1, 2):
        scheduler.rendered.emit(result(value, asked), replace(frame, partial=True))
        assert document.result.image[0, 0, 0] == value
    assert scheduler.awaiting
    scheduler.rendered.emit(result(3, asked), frame)
    assert document.result.image[0, 0, 0] == 3
    assert not scheduler.awaiting
    scheduler.rendered.emit(result(4, asked), replace(frame, partial=True))  # too late
    assert document.result.image[0, 0, 0] == 3
    scheduler.leave_photo()
    scheduler.request()
    scheduler.rendered.emit(result(5, asked), replace(frame, partial=True))
    assert document.result.image[0, 0, 0] == 3


def test_the_thread_hands_partial_results_on(qtbot, monkeypatch):
    import core.rendering.renderer

    class Renderer:
        def __init__(self, pixels, alpha, adopted=None):
            pass

        def render(self, request, cancelled, on_progress=None, on_partial=None):
            for value in (1, 2, 3):
                result = RenderResult(np.full((2, 2, 3), value, np.uint8), Drawing("patches"), 0.0, request.generation)
                if value == 3:
                    return result
                if on_partial is not None:
                    on_partial(result)
            raise Cancelled

    monkeypatch.setattr(core.rendering.renderer, "Renderer", Renderer)
    thread = RenderThread()
    got = []
    thread.rendered.connect(lambda result, frame: got.append((int(result.image[0, 0, 0]), frame.partial)))
    try:
        thread.set_photo(np.zeros((40, 48, 3), np.uint8), None)
        thread.start()
        request = RenderRequest(CanvasGeometry(48, 40, 48, 40), None, generation=7)
        thread.request(FrameRequest(request, Placement.identity(48, 40)))
        qtbot.waitUntil(lambda: len(got) == 3, timeout=60_000)
    finally:
        thread.close()
    assert got == [(1, True), (2, True), (3, False)]


def test_exports_are_drawn_with_the_options_of_the_document(network, monkeypatch):
    import core.rendering.renderer

    asked = []

    class Renderer:
        def __init__(self, pixels, alpha, adopted=None):
            pass

        def load(self, snapshot):
            pass

        def render(self, request, cancelled, on_progress):
            asked.append(request)

    monkeypatch.setattr(core.rendering.renderer, "Renderer", Renderer)
    photo, marks = Photo(discs(48, 40)), Marks(release=np.ones((40, 48), bool))
    wanted = RenderRequest(CanvasGeometry(48, 40, 70, 40), None, refine=True)
    ExportRenderer(photo, RenderOptions(marks, "things", None), None).render(wanted)
    assert asked[0].marks is marks
    assert asked[0].style == "things"
    assert is_of(asked[0].subject, photo)  # not found yet: waited for
    assert asked[0].refine
    assert asked[0].geometry is wanted.geometry
    known = Subject(np.zeros((4, 4), np.float32))
    ExportRenderer(photo, RenderOptions(None, "auto", known), None).render(wanted)
    assert asked[1].subject is known
    network.error = RegrainError("No weights.")
    ExportRenderer(photo, RenderOptions(), None).render(wanted)
    assert asked[2].subject is None
