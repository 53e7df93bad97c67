"""Smart select by a click: what it takes, what is shown before, and what is given up when the pointer moves on."""

import threading
from typing import ClassVar

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.control import Cancelled
from core.selection import object_at
from core.selection.object_at import Found
from core.selection.region import Region

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = (42, 70), (98, 70)  # two of the picture's discs
TRACE = 8  # of 255, a change of colour that is seen


class Finder:
    """Knows the discs of the test picture; with the gate closed it waits for being given up."""

    gate = threading.Event()
    begun: ClassVar[list[tuple[float, float]]] = []
    given_up: ClassVar[list[tuple[float, float]]] = []

    def __init__(self, image: np.ndarray) -> None:
        assert image.shape == (112, 160, 3)
        self.image, self.heads = image, ()

    def find(self, x, y, without=(), cancelled=lambda: False):
        self.begun.append((x, y))
        while not self.gate.wait(0.002):
            if cancelled():
                self.given_up.append((x, y))
                raise Cancelled
        for cx, cy in (LEFT, RIGHT):
            if np.hypot(x - cx, y - cy) < 11:
                mask = cv2.circle(np.zeros((31, 31), np.uint8), (15, 15), 11, 255, -1)
                return None if without else Found(Region(cx - 15, cy - 15, cx + 16, cy + 16), mask)
        return None


@pytest.fixture
def finder(hands, monkeypatch):
    monkeypatch.setattr(object_at, "ObjectFinder", Finder)
    Finder.begun, Finder.given_up = [], []
    Finder.gate.set()
    hands.driver.release(hands.at(2, 2))  # QTest moves with the modifiers of the last press or release
    hands.driver.trigger("tool_smart")
    yield Finder
    Finder.gate.set()


def steps(hands, count: int) -> None:
    tool = hands.window.tools["tool_smart"]
    hands.driver.wait(lambda: hands.document.undo_stack.count() == count and not tool._waiting)


def shown(hands):
    return hands.window.tools["tool_smart"]._pointing.shown


def test_a_click_takes_shift_adds_alt_takes_away_and_each_is_a_step(hands, finder):
    hands.stroke([LEFT])
    steps(hands, 1)
    one = hands.mask.pixels.copy()
    assert one[70, 42] == one[70 + 11, 42] == 255
    assert 0 < one[70 + 11 + 2, 42] < 255  # room for a fill, with a soft edge
    assert not one[:, 70:].any()
    hands.stroke([RIGHT], SHIFT)
    steps(hands, 2)
    both = hands.mask.pixels.copy()
    assert np.array_equal(both[:, :70], one[:, :70])
    assert both[70, 98] == 255
    hands.stroke([(99, 72)], ALT)
    steps(hands, 3)
    assert np.array_equal(hands.mask.pixels, one)
    hands.stroke([RIGHT])  # alone
    steps(hands, 4)
    assert np.array_equal(hands.mask.pixels[:, 70:], both[:, 70:])
    assert not hands.mask.pixels[:, :70].any()
    for _ in range(4):
        hands.window.undo()
    assert hands.mask.empty


def test_scribbles_correct_what_a_click_took(hands, finder):
    hands.size(6)
    hands.window.repair.settings.change(roomy=False)
    hands.stroke([LEFT])
    steps(hands, 1)
    one = hands.mask.pixels.copy()
    assert not one[70 + 11 + 2, 42]
    hands.stroke([(94, 70), (102, 70)])
    steps(hands, 2)
    both = hands.mask.pixels.copy()
    assert (both >= one).all()
    assert both[70, 98] == 255
    hands.stroke([(36, 70), (40, 70)], ALT)
    steps(hands, 3)
    assert (hands.mask.pixels <= both).all()
    assert not hands.mask.pixels[70, 36:40].any()
    assert np.array_equal(hands.mask.pixels[:, 85:], both[:, 85:])


def test_the_object_under_the_pointer_is_shown_and_what_was_asked_before_is_given_up(hands, finder):
    bare = hands.driver.screen()
    finder.gate.clear()
    hands.driver.move(hands.at(*LEFT))
    hands.driver.wait(lambda: len(finder.begun) == 1)
    for x in range(44, 98, 6):
        hands.driver.move(hands.at(x, 70))
    hands.driver.move(hands.at(*RIGHT))
    assert len(finder.begun) == 1  # nothing was waited for, and nothing piles up
    hands.driver.wait(lambda: len(finder.given_up) == 1 and len(finder.begun) == 2)
    assert np.allclose(finder.begun[1], RIGHT, atol=1)
    finder.gate.set()
    hands.driver.wait(lambda: shown(hands) is not None)
    at = hands.at(98 - 7, 70)
    seen = hands.driver.screen()
    assert np.abs(seen[at.y(), at.x()].astype(int) - bare[at.y(), at.x()]).max() > TRACE
    elsewhere = hands.at(*LEFT)
    assert np.array_equal(seen[elsewhere.y(), elsewhere.x()], bare[elsewhere.y(), elsewhere.x()])
    finder.gate.clear()
    hands.stroke([RIGHT])  # what is shown is what is taken: it is not looked for again
    steps(hands, 1)
    finder.gate.set()
    assert hands.mask.pixels[70, 98] == 255
    hands.driver.move(hands.at(70, 56))
    hands.driver.wait(lambda: shown(hands) is None)


def test_what_is_looked_for_is_given_up_with_esc_and_bare_ground_says_so(hands, finder):
    said = []
    hands.document.statusMessage.connect(said.append)
    finder.gate.clear()
    hands.stroke([LEFT])
    hands.driver.wait(lambda: len(finder.begun) > 0)
    QTest.keyClick(hands.driver.canvas, Qt.Key.Key_Escape)
    finder.gate.set()
    hands.driver.wait(lambda: not hands.driver.session.jobs.running)
    assert hands.mask.empty
    hands.stroke([(70, 56)])
    hands.driver.wait(lambda: any("stands out" in text for text in said))
    assert hands.mask.empty
    assert hands.document.undo_stack.count() == 0
