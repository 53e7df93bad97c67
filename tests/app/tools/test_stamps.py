"""The clone stamp and the healing brush by real events."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.model.commands import ReshapeCommand
from app.model.placement import Placement
from app.project.history import capture_history, restore_history
from core.geometry import CanvasGeometry
from core.image_io import Photo
from tests.app.tools.hands import FlatInpainter, Hands

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def stamp(hands: Hands) -> Hands:
    """A user with the stamp in hand, and a mask and an edge that are not to change."""
    hands.mask.pixels[90:100, 120:140] = 255
    hands.document.edges.pixels[95, 20:60] = 255
    for plane in (hands.mask, hands.document.edges):
        plane.touch(plane.bounds)
    hands.driver.trigger("tool_clone")
    hands.size(16)
    return hands


def alt_click(hands: Hands, x: float, y: float) -> None:
    QTest.mouseMove(hands.driver.canvas.viewport(), hands.at(x, y))
    QTest.keyPress(hands.driver.canvas, Qt.Key.Key_Alt)
    QTest.mouseClick(hands.driver.canvas.viewport(), Qt.MouseButton.LeftButton, ALT, hands.at(x, y))
    QTest.keyRelease(hands.driver.canvas, Qt.Key.Key_Alt)


def pixels(hands: Hands) -> np.ndarray:
    return hands.document.photo.pixels


def until_healed(hands: Hands, count: int) -> None:
    hands.driver.wait(lambda: hands.document.undo_stack.count() == count)


def copied(hands: Hands, before: np.ndarray, x: int, y: int) -> tuple[int, int] | None:
    """From how far away the pixels around (x, y) were copied, found by looking."""
    part = pixels(hands)[y - 3 : y + 4, x - 3 : x + 4]
    for down in range(-y + 3, before.shape[0] - y - 3):
        for across in range(-x + 3, before.shape[1] - x - 3):
            if (before[y + down - 3 : y + down + 4, x + across - 3 : x + across + 4] == part).all():
                return across, down
    return None


def test_a_stroke_of_the_stamp_copies_and_is_one_step(stamp):
    before, state = pixels(stamp).copy(), stamp.state
    alt_click(stamp, 110, 30)
    assert stamp.state == state
    stamp.stroke([(30, 60), (50, 60)])
    found = copied(stamp, before, 30, 60)
    assert abs(found[0] - 80) <= 1
    assert abs(found[1] + 30) <= 1  # a click falls on a whole screen px
    assert (pixels(stamp)[:40] == before[:40]).all()
    assert stamp.state[1:] == state[1:]  # transparency, mask and edges
    stack = stamp.document.undo_stack
    assert stack.count() == 1
    assert stack.command(0).step().nbytes < 2 * before.nbytes
    after = stamp.state
    stamp.window.undo()
    assert stamp.state == state
    stamp.window.redo()
    assert stamp.state == after


def test_an_aligned_source_keeps_its_distance_and_another_one_its_place(stamp):
    before, settings = pixels(stamp).copy(), stamp.window.repair.settings
    alt_click(stamp, 110, 30)
    stamp.stroke([(30, 60)])
    stamp.stroke([(50, 80)])
    assert copied(stamp, before, 50, 80) == copied(stamp, before, 30, 60)
    stamp.window.undo()
    settings.change(aligned=False)
    stamp.stroke([(50, 80)])
    across, down = copied(stamp, before, 50, 80)
    assert abs(across - 60) <= 1
    assert abs(down + 50) <= 1


def test_the_source_is_asked_for_and_shown(stamp):
    said = []
    stamp.document.statusMessage.connect(said.append)
    state = stamp.state
    stamp.stroke([(30, 60), (50, 60)])
    assert stamp.state == state
    assert "Alt-click" in said[-1]
    alt_click(stamp, 110, 30)
    QTest.mouseMove(stamp.driver.canvas.viewport(), stamp.at(40, 60))
    crossed, at = stamp.driver.screen(), stamp.at(110, 30)
    stamp.driver.canvas.tool.forget_source()
    changed = (stamp.driver.screen() != crossed).any(-1)
    assert changed[at.y() - 9 : at.y() + 10, at.x() - 9 : at.x() + 10].any()
    over = stamp.at(40, 60)
    assert changed[over.y() - 5 : over.y() + 6, over.x() - 5 : over.x() + 6].mean() > 0.9  # what would be painted


def test_a_stroke_is_seen_while_it_is_painted_and_taken_back_by_escape(stamp):
    state = stamp.state
    alt_click(stamp, 110, 30)
    shown = stamp.driver.screen()
    stamp.driver.press(stamp.at(30, 60))
    stamp.driver.move(stamp.at(60, 60))
    at = stamp.at(45, 60)
    assert stamp.document.busy
    assert (stamp.driver.screen()[at.y(), at.x()] != shown[at.y(), at.x()]).any()
    stamp.key(Qt.Key.Key_Escape)
    stamp.driver.release(stamp.at(60, 60))
    assert not stamp.document.busy
    assert stamp.state == state
    assert (stamp.driver.screen()[at.y(), at.x()] == shown[at.y(), at.x()]).all()


def test_keys_choose_the_tools_and_change_size_and_opacity(hands):
    settings = hands.window.repair.settings
    hands.key(Qt.Key.Key_S)
    assert hands.driver.canvas.tool.name == "tool_clone"
    hands.key(Qt.Key.Key_BracketRight, Qt.Key.Key_4)
    assert (settings.size, settings.stamp_opacity) == (13, 0.4)
    hands.key(Qt.Key.Key_X)
    assert hands.driver.canvas.tool.name == "tool_heal"
    hands.key(Qt.Key.Key_0)
    assert settings.stamp_opacity == 1
    hands.key(Qt.Key.Key_J)
    assert hands.driver.canvas.tool.name == "tool_heal"


def test_healing_takes_the_tone_of_where_it_goes(stamp):
    ramp = np.linspace(60, 180, pixels(stamp).shape[1])[None, :, None]
    grain = np.random.default_rng(1).normal(0, 3, pixels(stamp).shape)
    clean = (ramp + grain).clip(0, 255).astype(np.uint8)
    spot = clean.copy()
    spot[50:60, 40:50] = 10
    stamp.document.edit_photo(spot, None)
    stamp.driver.trigger("tool_heal")
    stamp.size(24)
    alt_click(stamp, 120, 55)
    stamp.stroke([(45, 55)])
    until_healed(stamp, 1)
    healed = pixels(stamp)[50:60, 40:50].astype(float)
    assert abs(healed.mean() - clean[50:60, 40:50].mean()) < 4  # the source is some 60 grey levels lighter
    assert healed.std() > 1.5


def test_healing_without_a_source_fills_what_was_painted_over(stamp):
    stamp.document.edit_photo(np.full_like(pixels(stamp), 90), np.full(pixels(stamp).shape[:2], 77, np.uint8))
    state = stamp.state
    stamp.driver.trigger("tool_heal")
    stamp.stroke([(40, 60)])
    stamp.stroke([(80, 40)])  # while the first one is healed
    until_healed(stamp, 2)
    for x, y in ((40, 60), (80, 40)):
        assert tuple(pixels(stamp)[y, x]) == (255, 0, 255)  # FlatInpainter's
    assert tuple(pixels(stamp)[60, 60]) == (90, 90, 90)
    assert stamp.state[1:] == state[1:]
    stamp.window.undo()
    stamp.window.undo()
    assert stamp.state == state


def test_a_stroke_that_waits_is_taken_back_by_undo_and_by_another_photo(stamp, photo_file):
    gate = threading.Event()
    stamp.use(FlatInpainter(gate))
    state = stamp.state
    stamp.driver.trigger("tool_heal")
    stamp.stroke([(40, 60)])
    stamp.window.undo()
    stamp.stroke([(80, 40)])
    stamp.window.session.opening.close_photo()
    stamp.driver.open(photo_file)
    gate.set()
    QTest.qWait(100)
    assert stamp.document.undo_stack.count() == 0
    assert pixels(stamp).tobytes() == state[0]


def test_strokes_are_kept_by_projects_at_16_bits_with_transparency(stamp):
    deep = pixels(stamp).astype(np.uint16) * 257 + 3
    alpha = np.full(deep.shape[:2], 40_000, np.uint16)
    alpha[:, 100:] = 0
    stamp.document.set_photo(Photo(deep, alpha), "deep")
    stamp.driver.trigger("tool_clone")
    alt_click(stamp, 60, 30)
    stamp.stroke([(30, 60)])
    document, after = stamp.document, pixels(stamp).copy()
    assert (after[60, 30] % 257 == 3).all()  # no detour by 8 bits
    assert (document.photo.alpha == alpha).all()
    alt_click(stamp, 130, 30)  # nothing is to be seen there
    stamp.stroke([(40, 60)])
    assert (pixels(stamp) == after).all()
    restore_history(document, capture_history(document.undo_stack), -1)
    document.undo_stack.undo()
    assert (pixels(stamp) == deep).all()
    document.undo_stack.redo()
    assert (pixels(stamp) == after).all()


def test_the_photo_is_painted_at_its_own_size_while_a_reshape_waits(stamp):
    stamp.driver.trigger("tool_resize")
    document = stamp.document
    wide = Placement(CanvasGeometry(160, 112, 240, 112), (0, 0))
    document.undo_stack.push(ReshapeCommand(document, document.placement, wide, "wider"))
    stamp.driver.trigger("tool_clone")
    assert stamp.driver.canvas.unresized
    before = pixels(stamp).copy()
    alt_click(stamp, 110, 30)
    stamp.stroke([(30, 60)])
    assert copied(stamp, before, 30, 60) is not None
    stamp.driver.trigger("tool_resize")
    assert document.placement == wide
    assert not stamp.driver.canvas.unresized


