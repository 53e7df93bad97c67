"""Several fills to choose from on the real window: the strip, its keys, what is cancelled and what is accepted."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.canvas.handles import Handle
from app.panels.proposal_strip import around
from app.services.proposals import MOST
from tests.app.tools.hands import FlatInpainter

ENTER, ESC, V, LEFT, RIGHT = (
    Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_V, Qt.Key.Key_Left, Qt.Key.Key_Right
)  # fmt: skip
COLOURS = [(255, 0, 255 // (1 + variation)) for variation in range(MOST)]


@pytest.fixture
def strip(hands):
    return hands.window.repair_bar.strip


def until(hands, count):
    hands.driver.wait(lambda: len(hands.filling.proposals) == count and not hands.filling.running)


def shown(hands):
    """The colour on the canvas in the middle of the hole."""
    place = hands.at(60, 40)
    return tuple(int(value) for value in hands.driver.screen()[place.y(), place.x()])


def click(widget, at=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())


def test_all_stay_and_the_one_chosen_is_one_step(hands, strip):
    hands.stroke([(50, 40), (70, 40)])
    before = hands.state
    hands.fill()
    assert not strip.isVisible()  # there is nothing to choose yet
    hands.key(V)
    until(hands, 2)
    hands.key(V)
    until(hands, 3)
    assert strip.isVisible()
    assert shown(hands) == COLOURS[2]
    for button, colour in zip(strip.thumbnails, COLOURS, strict=False):
        picture = button.grab().toImage()
        middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
        assert np.abs(np.array(middle.getRgb()[:3]) - colour).max() < 12
        corner = picture.pixelColor(picture.width() - 8, picture.height() - 8)
        assert np.abs(np.array(corner.getRgb()[:3]) - colour).max() > 40
    hands.key(LEFT)
    assert shown(hands) == COLOURS[1]
    hands.key(LEFT, LEFT)  # the first is an end
    assert shown(hands) == COLOURS[0]
    click(strip.thumbnails[2])
    assert shown(hands) == COLOURS[2]
    assert [button.isChecked() for button in strip.thumbnails] == [False, False, True]
    click(strip.thumbnails[1], QPoint(60, 50))
    hands.key(ENTER)
    assert not hands.filling.active
    assert not strip.isVisible()
    assert tuple(hands.document.photo.pixels[40, 60]) == COLOURS[1]
    assert hands.document.undo_stack.count() == 2
    hands.window.undo()
    assert hands.state == before


def test_a_thumbnail_shows_the_hole_with_something_around():
    weight = np.zeros((200, 300), np.uint8)
    weight[90:100, 100:180] = 1
    part = around(weight)
    assert max(part.left - 100, 180 - part.right, part.top - 90, 100 - part.bottom) < 0  # all four sides
    assert abs(part.width / part.height - 4 / 3) < 0.05
    weight = np.zeros((200, 300), np.uint8)
    weight[190:, 250:] = 1  # at the border there is more on the other side
    part = around(weight)
    assert (part.right, part.bottom) == (300, 200)
    assert abs(part.width / part.height - 4 / 3) < 0.05


def test_another_under_way_can_be_cancelled_and_the_rest_stays(hands, strip):
    gate = threading.Event()
    gate.set()
    inpainter = FlatInpainter(gate)
    hands.use(inpainter)
    hands.stroke([(50, 40), (70, 40)])
    hands.fill()
    for cancel in (
        lambda: click(strip.thumbnails[1].cancel_button),
        lambda: hands.key(ESC),
        lambda: hands.driver.trigger("undo"),
    ):
        gate.clear()
        inpainter.cancelled.clear()
        asked = len(inpainter.requests)
        hands.key(V, V)
        hands.driver.wait(lambda: len(inpainter.requests) > asked)  # noqa: B023
        assert hands.filling.pending == 2
        assert strip.thumbnails[1].busy
        assert strip.thumbnails[2].waiting
        assert hands.filling.ready  # the first is still shown, and could be accepted
        click(strip.thumbnails[2], QPoint(20, 30))
        assert [button.isChecked() for button in strip.thumbnails] == [True, False, False]
        cancel()
        hands.driver.wait(inpainter.cancelled.is_set)
        assert len(hands.filling.proposals) == 1
        assert not hands.filling.running
        assert shown(hands) == COLOURS[0]
        gate.set()
    hands.key(V, V)
    until(hands, 3)
    assert [proposal.job.request.variation for proposal in hands.filling.proposals] == [0, 1, 2]
    gate.clear()
    hands.key(V)
    hands.key(LEFT, LEFT)
    gate.set()
    until(hands, 4)
    assert shown(hands) == COLOURS[0]  # what one looks at is not taken away
    inpainter.error = MemoryError()
    hands.key(V)
    hands.driver.wait(lambda: hands.window.banner.isVisible())
    assert (len(hands.filling.proposals), hands.filling.ready) == (4, True)
    hands.key(ESC)
    assert not hands.filling.active
    assert not hands.mask.empty


def test_another_finish_and_a_place_to_take_from_and_how_many_there_can_be(hands, strip):
    inpainter = FlatInpainter()
    hands.use(inpainter)
    settings = hands.window.repair.settings
    hands.stroke([(50, 40), (70, 40)])
    hands.fill()
    settings.change(finish="network")
    until(hands, 2)
    assert [proposal.job.request.finish for proposal in hands.filling.proposals] == ["auto", "network"]
    settings.change(finish="auto")  # there is one
    assert (len(hands.filling.proposals), hands.filling.shown, hands.filling.running) == (2, 0, False)
    said = []
    hands.document.statusMessage.connect(said.append)
    hands.key(*[V] * MOST)
    until(hands, MOST)
    assert said == [f"There are no more than {MOST} fills to choose from."] * 2
    assert strip.geometry().top() > hands.driver.canvas.height() // 2
    hands.key(ESC)
    for _ in range(7):
        hands.driver.trigger("zoom_in")
    hands.stroke([(60, 108), (80, 108)])  # at the lower border, where the strip would cover it
    hands.key(ENTER, V)
    assert strip.geometry().bottom() < hands.driver.canvas.height() // 2
    until(hands, 2)
    hands.key(ESC)
    hands.driver.trigger("mask_clear")
    hands.stroke([(30, 40)])
    click(hands.window.tools["tool_brush"].options().sample_buttons.toggle)
    hands.stroke([(100, 70)])
    hands.fill()
    hands.key(V)
    until(hands, 2)
    first, second = hands.filling.proposals
    assert first.job.request.source is second.job.request.source is not None  # all take from where it was marked
    assert second.job.request.finish == "patches"
    assert inpainter.requests[-1].variation == 1


def test_a_size_is_applied_once_the_fills_are_decided_on(hands, strip):
    driver, said = hands.driver, []
    driver.session.frames.set_engine("stretch")  # quicker
    driver.trigger("tool_resize")
    driver.drag(Handle.RIGHT, 40, 0)
    width = driver.size[0]
    driver.trigger("tool_brush")
    hands.stroke([(50, 40), (70, 40)])
    hands.fill()
    hands.key(V)
    until(hands, 2)
    hands.document.statusMessage.connect(said.append)
    driver.key(ENTER, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert not hands.window.apply_size.running
    assert said == ["Accept or discard the fill first; then the size can be applied."]
    assert len(hands.filling.proposals) == 2
    hands.key(ENTER)
    driver.trigger("apply_size")
    driver.wait(lambda: hands.document.photo.width == width)
    assert (hands.document.photo.pixels == COLOURS[1]).all(-1).any()  # the fill is in it

    driver.trigger("tool_resize")
    driver.drag(Handle.RIGHT, 40, 0)
    driver.trigger("tool_brush")
    hands.stroke([(50, 40), (70, 40)])
    driver.trigger("apply_size")
    gate = threading.Event()
    hands.filling.inpainter().gate = gate
    hands.key(Qt.Key.Key_F5, modifiers=Qt.KeyboardModifier.ShiftModifier)
    driver.wait(lambda: not hands.window.apply_size.running)
    assert said[-1] == "The size was not applied: something was changed meanwhile."
    assert hands.document.photo.width == width
    gate.set()
    hands.until_ready()
