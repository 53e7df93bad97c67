"""What is not finished yet when the photo changes, when Undo is pressed, when a selection is cleared."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

import core.edges
from app.canvas.handles import Handle
from app.services import opening
from app.tools import repair, smart_steps
from core.control import Cancelled
from core.image_io import Photo
from tests.app.answering import answer
from tests.app.pictures import discs, save

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
ENTER, ESC, UNDO = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Z
PAINTING = (
    "tool_brush", "tool_eraser", "tool_rectangle", "tool_lasso", "tool_smart", "tool_edge_pencil", "tool_edge_line",
    "tool_edge_curve", "tool_edge_eraser",
)  # fmt: skip


class Search:
    """Stands in for looking for an object: takes the scribbles for it, once the gate is open."""

    def __init__(self, monkeypatch) -> None:
        self.gate, self.begun, self.given_up = threading.Event(), 0, 0
        monkeypatch.setattr(smart_steps, "smart_select", self)

    def __call__(self, _image, inside, _outside, _around, cancelled):
        self.begun += 1
        while not self.gate.wait(0.005):
            if cancelled():
                self.given_up += 1
                raise Cancelled
        return inside.copy()


@pytest.fixture
def slow(monkeypatch):
    """Reading a photo waits for this."""
    gate, load = threading.Event(), opening.load_photo
    monkeypatch.setattr(opening, "load_photo", lambda path: (gate.wait(20), load(path))[1])
    yield gate
    gate.set()


def half_a_stroke(hands, end: tuple[float, float] = (90, 60)) -> QPoint:
    hands.driver.press(hands.at(40, 60))
    hands.driver.move(hands.at(60, 50))
    hands.driver.move(hands.at(*end))
    return hands.at(*end)


def end_it(hands, at: QPoint) -> None:
    hands.driver.move(at + QPoint(9, 9))
    hands.driver.release(at + QPoint(9, 9))


def test_whatever_is_under_way_ends_with_the_photo_and_leaves_nothing_on_the_next(hands, monkeypatch):
    Search(monkeypatch)

    def nothing_is_left() -> bool:
        document = hands.document
        planes = (document.mask, document.source, document.edges, *document.marking)
        return not document.busy and document.undo_stack.count() == 0 and not any(p.pixels.any() for p in planes)

    for seed, name in enumerate(PAINTING):
        hands.driver.trigger(name)
        if name == "tool_eraser":
            hands.mask.pixels[...] = 255
        at = half_a_stroke(hands)
        hands.driver.session.opening.open_photo(Photo(discs(seed=seed + 1)))
        end_it(hands, at)
        assert nothing_is_left(), name
        hands.key(ESC)

    hands.driver.trigger("tool_resize")
    at = hands.driver.at(Handle.RIGHT)
    hands.driver.press(at)
    hands.driver.move(at + QPoint(50, 0))
    hands.driver.session.opening.open_photo(Photo(discs(120, 90)))
    end_it(hands, at + QPoint(50, 0))
    assert hands.driver.size == (120, 90)
    assert nothing_is_left()

    hands.window.marking.set_keeping(True)
    at = half_a_stroke(hands)
    assert hands.document.busy
    hands.driver.session.opening.open_photo(Photo(discs(seed=50)))
    end_it(hands, at)
    assert nothing_is_left()


def test_edits_made_while_the_next_photo_loads_are_asked_for(hands, slow, tmp_path):
    """Also a stroke that is under way when it is there, and a curve whose points are being clicked."""
    other, mine = save(tmp_path / "other.png", discs(seed=3)), hands.document.photo
    asked_for = hands.window.session.opening.reading
    arrived = []
    asked_for.connect(lambda name: arrived.append(name) if not name else None)

    def until_it_arrives(reply: str) -> None:
        arrived.clear()
        answer(reply)
        slow.set()
        hands.driver.wait(lambda: bool(arrived) and not hands.window.projects._asking)
        slow.clear()

    hands.window.open_path(other)  # nothing was changed: it is not asked now
    half_a_stroke(hands)
    until_it_arrives("Cancel")
    hands.driver.release(hands.at(90, 60))
    assert hands.document.photo is mine
    assert hands.document.undo_stack.count() == 1  # the stroke, as far as it had come
    assert hands.mask.pixels[60, 88] == 255

    answer("Don’t save")
    hands.window.open_path(other)
    hands.driver.trigger("tool_edge_curve")
    for place in ((30, 100), (60, 80)):
        hands.stroke([place])
    until_it_arrives("Cancel")  # what was given up before is not what would be lost now
    assert hands.document.photo is mine
    assert hands.document.edges.pixels.any()

    answer("Don’t save")
    hands.window.open_path(other)
    slow.set()
    hands.driver.wait(lambda: hands.document.photo is not mine)  # without another question
    assert not hands.document.dirty


def test_the_recovery_copy_stays_with_what_was_edited_while_another_photo_loaded(hands, slow, tmp_path):
    autosave = hands.window.autosave
    autosave.set_seconds(0.05)
    hands.window.open_path(save(tmp_path / "other.png", discs(seed=3)))
    hands.stroke([(30, 40), (60, 40)])
    hands.driver.wait(lambda: autosave.up_to_date)
    answer("Cancel")
    slow.set()
    hands.driver.wait(lambda: not hands.driver.session.opening.busy and not hands.window.projects._asking)
    assert hands.document.dirty
    assert list(autosave.folder.glob("*.regrain"))


def test_what_was_still_loading_neither_replaces_a_pasted_picture_nor_masks_it(hands, slow, tmp_path, monkeypatch):
    monkeypatch.setattr(repair, "load_mask", lambda _path, size: (slow.wait(20), np.ones(size[::-1], bool))[1])
    hands.window.repair.read_mask(tmp_path / "mask.png")
    hands.window.open_path(save(tmp_path / "other.png", discs(seed=3)))
    pasted = Photo(discs(seed=4))
    hands.driver.session.opening.open_photo(pasted)
    slow.set()
    hands.driver.wait(lambda: not hands.driver.session.jobs.running)
    assert hands.document.photo is pasted
    assert hands.mask.empty


def test_edges_of_the_photo_before_are_neither_shown_nor_erased(hands, monkeypatch):
    gates, begun = {1: threading.Event(), 2: threading.Event()}, threading.Event()
    numbers = iter((1, 2))

    def find(_grey, _sigma, hole):
        number = next(numbers, 2)
        begun.set()
        gates[number].wait(20)
        return np.full(hole.shape, number == 1)

    monkeypatch.setattr(core.edges, "canny", find)
    view = hands.window.edge_view
    hands.driver.trigger("tool_edge_eraser")
    told = []
    view._thread.found.connect(lambda number, _known: told.append(number))
    hands.driver.wait(begun.is_set)
    hands.driver.session.opening.open_photo(Photo(discs(seed=5)))
    gates[1].set()
    hands.driver.wait(lambda: bool(told))
    near = view.near_edges()
    gates[2].set()
    assert near is None or not near.any()
    hands.stroke([(30, 40), (90, 40)])
    assert not hands.document.edges.pixels.any()


def test_undo_takes_the_points_of_a_curve_back_one_by_one(hands):
    hands.stroke([(20, 20), (40, 20)])
    hands.driver.trigger("tool_edge_curve")
    for place in ((30, 100), (60, 80), (90, 80)):
        hands.stroke([place])
    hands.window.undo()
    hands.key(ENTER)
    assert hands.document.undo_stack.count() == 2
    assert not hands.document.edges.pixels[70:90, 75:].any()
    assert not hands.mask.empty


def test_smart_select_can_be_given_up_and_never_comes_later(hands, monkeypatch):
    search = Search(monkeypatch)
    hands.driver.trigger("tool_smart")

    at = half_a_stroke(hands)
    hands.key(UNDO, modifiers=CTRL)  # waits: a scribble is no step yet
    hands.window.undo()
    hands.driver.release(at)
    for give_up in (lambda: hands.key(UNDO, modifiers=CTRL), lambda: hands.key(ESC), hands.window.repair.clear):
        hands.driver.wait(lambda: search.begun > search.given_up)
        give_up()
        hands.driver.wait(lambda: search.begun == search.given_up and not hands.driver.session.jobs.running)
        assert hands.mask.empty
        assert hands.document.undo_stack.count() == 0
        hands.stroke([(40, 60), (60, 60)])

    trail = hands.at(45, 60)  # the last of these is still looked for
    marked = hands.driver.screen()[trail.y(), trail.x()]
    hands.driver.wait(lambda: search.begun == search.given_up + 1)
    hands.stroke([(120, 30), (130, 30)])
    hands.driver.wait(lambda: search.begun == search.given_up + 1 and search.given_up == 4)  # superseded
    assert (hands.driver.screen()[trail.y(), trail.x()] == marked).all()  # and both are seen
    search.gate.set()
    hands.driver.wait(lambda: not hands.mask.empty)
    assert hands.mask.pixels[60, 50] == hands.mask.pixels[30, 125] == 255
    assert hands.document.undo_stack.count() == 1


def test_another_scribble_leaves_what_was_selected_and_alt_adds_nothing(hands):
    hands.driver.trigger("tool_smart")
    hands.size(8)
    hands.stroke([(64, 42), (76, 42)])
    hands.driver.wait(lambda: not hands.mask.empty)
    first = hands.mask.pixels.copy()
    hands.stroke([(94, 70), (102, 70)])
    hands.driver.wait(lambda: hands.document.undo_stack.count() == 2)
    both = hands.mask.pixels.copy()
    assert (both >= first).all()
    assert both[70, 98] == 255
    hands.stroke([(93, 70), (95, 70)], ALT)
    hands.driver.wait(lambda: hands.document.undo_stack.count() == 3)
    assert (hands.mask.pixels <= both).all()
    assert hands.mask.pixels[70, 94] == 0
    assert hands.mask.pixels[42, 70] == 255
