"""Dragging, keys and numbers on the canvas, by real events on the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from app.canvas.handles import Handle
from app.model.commands import StyleCommand
from app.services.frames import REST_MS

SHIFT, ALT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_opening_shows_the_photo_with_its_own_size(driver):
    assert driver.size == (160, 112)
    assert (driver.frame == driver.document.photo.pixels).all()
    assert driver.document.undo_stack.count() == 0
    assert not driver.window.isWindowModified()


@pytest.mark.parametrize(("style", "engine"), [("pattern", "patches"), ("things", "warp")])
def test_dragging_a_side_remakes_the_picture(driver, style, engine):
    driver.document.undo_stack.push(StyleCommand(driver.document, "auto", style, ""))
    frames = []
    driver.document.resultChanged.connect(frames.append)
    driver.drag(Handle.RIGHT, 80, 0, steps=8)
    driver.settle()
    width, height = driver.size
    assert width == pytest.approx(240, abs=2)
    assert height == 112
    assert driver.frame.shape == (112, width, 3)
    assert frames
    assert driver.document.result.drawing.engine == engine
    # re-made, not stretched: as a pattern the discs keep their width, as things they are kept by how much they matter
    stretched = driver.document.photo.pixels[:, np.arange(width) * 160 // width]
    assert np.abs(driver.frame.astype(int) - stretched).mean() > (8 if style == "pattern" else 1.5)


def test_the_canvas_follows_before_the_button_is_released(driver):
    start = driver.at(Handle.BOTTOM)
    driver.press(start)
    driver.move(start + QPoint(0, 20))
    driver.move(start + QPoint(0, 40))
    assert driver.size == (160, 152)
    assert driver.document.interacting
    assert driver.document.undo_stack.count() == 0
    driver.wait(lambda: driver.document.result_placement == driver.document.placement)  # drawn while held
    driver.release(start + QPoint(0, 40))
    assert not driver.document.interacting
    assert driver.document.undo_stack.count() == 1


def test_dragging_the_left_side_leaves_the_right_one_in_place(driver):
    right = driver.at(Handle.RIGHT)
    driver.drag(Handle.LEFT, -50, 0)
    assert driver.at(Handle.RIGHT) == right
    assert driver.size[0] == pytest.approx(210, abs=2)


@pytest.mark.parametrize(("modifiers", "check"), [
    (SHIFT, lambda w, h: w / h == pytest.approx(160 / 112, abs=0.03) and w > 200),
    (ALT, lambda w, h: w == pytest.approx(240, abs=4) and h == 112),
])  # fmt: skip
def test_modifiers_while_dragging(driver, modifiers, check):
    start = driver.at(Handle.RIGHT)
    driver.press(start)
    if modifiers == ALT:
        QTest.keyPress(driver.canvas, Qt.Key.Key_Alt)
    else:
        QTest.keyPress(driver.canvas, Qt.Key.Key_Shift)
    # QTest.mouseMove carries no modifiers: as with a real keyboard, the key press itself tells the tool
    driver.canvas.tool.moved(_pointer(driver, start + QPoint(40, 0), modifiers))
    if modifiers == SHIFT:
        driver.canvas.tool.moved(_pointer(driver, start + QPoint(50, 0), modifiers))
    driver.release(start + QPoint(50 if modifiers == SHIFT else 40, 0), modifiers)
    assert check(*driver.size)


def _pointer(driver, at, modifiers):
    from PySide6.QtCore import QPointF

    from app.canvas.tool import Pointer

    at = QPointF(at)
    inverse, _ = driver.canvas.viewportTransform().inverted()
    left = Qt.MouseButton.LeftButton
    return Pointer(inverse.map(at), at, Qt.MouseButton.NoButton, left, modifiers)


def test_escape_takes_the_drag_back(driver):
    before = driver.document.placement
    start = driver.at(Handle.BOTTOM_RIGHT)
    driver.press(start)
    driver.move(start + QPoint(60, 40))
    assert driver.size != (160, 112)
    driver.key(Qt.Key.Key_Escape)
    assert driver.document.placement == before
    driver.move(start + QPoint(90, 90))
    driver.release(start + QPoint(90, 90))
    assert driver.document.placement == before
    assert driver.document.undo_stack.count() == 0
    driver.settle()


def test_a_dialog_that_opens_during_a_drag_takes_the_drag_back(driver):
    """The release of the button goes to the dialog, so that the drag would never end."""
    before, start = driver.document.placement, driver.at(Handle.RIGHT)
    driver.press(start)
    driver.move(start + QPoint(50, 0))
    dialog = QDialog(driver.window)
    dialog.open()
    driver.wait(lambda: not driver.document.interacting)
    dialog.close()
    assert driver.document.placement == before
    driver.move(start + QPoint(80, 0))
    assert driver.document.placement == before
    driver.drag(Handle.RIGHT, 40, 0)
    assert driver.document.undo_stack.count() == 1
    driver.settle()


def test_a_click_on_a_handle_changes_nothing(driver):
    driver.press(driver.at(Handle.RIGHT))
    driver.release(driver.at(Handle.RIGHT))
    assert driver.document.undo_stack.count() == 0


def test_arrow_keys_move_the_chosen_handle(driver):
    driver.key(Qt.Key.Key_6)  # the right side, as on a number pad
    driver.key(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert driver.size == (161, 112)
    driver.key(Qt.Key.Key_Right, modifiers=SHIFT)
    assert driver.size == (171, 112)
    assert driver.document.undo_stack.count() == 1  # one run, one step
    driver.key(Qt.Key.Key_8)
    driver.key(Qt.Key.Key_Up)
    assert driver.size == (171, 113)
    assert driver.document.undo_stack.count() == 2
    driver.trigger("undo")
    driver.trigger("undo")
    assert driver.size == (160, 112)


def test_n_goes_through_the_handles(driver):
    driver.key(Qt.Key.Key_N)  # bottom right
    driver.key(Qt.Key.Key_N)  # bottom
    driver.key(Qt.Key.Key_Down)
    assert driver.size == (160, 113)
    driver.key(Qt.Key.Key_N, modifiers=SHIFT)
    driver.key(Qt.Key.Key_Right)
    assert driver.size == (161, 113)


def test_undo_and_redo_bring_sizes_and_pictures_back(driver):
    original = driver.frame.copy()
    driver.drag(Handle.RIGHT, 40, 0)
    driver.drag(Handle.BOTTOM, 0, 30)
    driver.settle()
    assert driver.window.isWindowModified()
    end = driver.size
    for _ in range(2):
        driver.trigger("undo")
    driver.settle()
    assert driver.size == (160, 112)
    assert (driver.frame == original).all()
    assert not driver.window.isWindowModified()
    for _ in range(2):
        driver.trigger("redo")
    driver.settle()
    assert driver.size == end
    assert not driver.window.act["redo"].isEnabled()


def test_size_stays_within_the_range(driver):
    for _ in range(3):
        driver.drag(Handle.RIGHT, 260, 0)
    assert driver.size[0] == 360
    for _ in range(3):
        driver.drag(Handle.RIGHT, -340, 0)
    assert driver.size[0] == 24


def test_perspective_bends_and_refuses_gently(driver):
    driver.trigger("tool_perspective")
    driver.drag(Handle.TOP_LEFT, 30, 20, mode="perspective")
    driver.settle()
    assert driver.geometry.quad is not None
    assert driver.frame.shape[2] == 4
    assert driver.frame[0, 0, 3] == 0  # outside the quad there is nothing
    assert driver.frame[-2, -2, 3] == 255
    before = driver.geometry
    driver.drag(Handle.TOP_LEFT, 400, 300, mode="perspective")  # across the opposite corner
    assert driver.geometry.quad is not None
    assert driver.geometry != before
    driver.settle()


def test_perspective_keeps_the_other_corners_on_the_screen(driver):
    driver.trigger("tool_perspective")
    others = [driver.at(h, "perspective") for h in (Handle.TOP_RIGHT, Handle.BOTTOM_RIGHT, Handle.BOTTOM_LEFT)]
    driver.drag(Handle.TOP_LEFT, -40, -25, mode="perspective")
    after = [driver.at(h, "perspective") for h in (Handle.TOP_RIGHT, Handle.BOTTOM_RIGHT, Handle.BOTTOM_LEFT)]
    assert all((a - b).manhattanLength() <= 2 for a, b in zip(others, after))


def test_fields_show_and_set_the_size(driver):
    options = driver.canvas.tool.options()
    driver.drag(Handle.RIGHT, 40, 0)
    assert options.width_field.value() == driver.size[0]
    options.width_field.setFocus()
    options.width_field.selectAll()
    QTest.keyClicks(options.width_field, "300")
    QTest.keyClick(options.width_field, Qt.Key.Key_Return)
    assert driver.size == (300, 112)
    assert options.width_scale.value() == pytest.approx(187.5)
    options.lock_button.click()
    options.height_scale.setFocus()
    options.height_scale.selectAll()
    QTest.keyClicks(options.height_scale, "50")
    QTest.keyClick(options.height_scale, Qt.Key.Key_Return)
    assert driver.size == (150, 56)
    options.reset_button.click()
    assert driver.geometry.is_identity
    for _ in range(4):
        driver.trigger("undo")
    assert driver.geometry.is_identity
    assert not driver.window.act["undo"].isEnabled()


def type_into(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("name", "text", "size"),
    [("width_field", "9999", (360, 112)), ("width_field", "3", (24, 112)), ("height_scale", "5000", (160, 252)),
     ("height_scale", "0", (160, 17))],
)  # fmt: skip
def test_a_number_out_of_range_becomes_the_nearest_one_and_says_so(driver, name, text, size):
    field = getattr(driver.canvas.tool.options(), name)
    for _ in range(2):  # the second time nothing changes, and the field still tells the truth
        type_into(field, text)
        assert driver.size == size
        assert field.value() in (*size, pytest.approx(100 * size[1] / 112, abs=0.06))
    assert "the nearest was taken" in driver.window.status_strip.currentMessage()


def test_a_locked_size_keeps_its_aspect_at_the_limits_and_over_many_small_steps(driver):
    options = driver.canvas.tool.options()
    options.lock_button.click()
    options.width_field.setFocus()
    for _ in range(40):
        QTest.keyClick(options.width_field, Qt.Key.Key_Up)
    assert driver.size == (200, 140)
    driver.key(Qt.Key.Key_3, *[Qt.Key.Key_Down] * 28)
    assert driver.size == (240, 168)
    driver.key(Qt.Key.Key_6, *[Qt.Key.Key_Left] * 40)
    assert driver.size == (200, 140)
    options.lock_button.click()
    type_into(options.width_field, "40")
    options.lock_button.click()
    type_into(options.width_field, "360")  # would be 1260 px high
    assert driver.size == (72, 252)


def test_undo_works_from_a_field_and_takes_one_number_at_a_time(driver):
    field = driver.canvas.tool.options().width_field
    type_into(field, "300")
    type_into(field, "200")
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert driver.size == (300, 112)
    QTest.keyClicks(field, "25")  # half typed: the text's own undo
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert driver.size == (300, 112)


def test_escape_leaves_a_field_for_the_canvas_without_the_number_half_typed(driver):
    driver.window.activateWindow()
    field = driver.canvas.tool.options().height_field
    field.setFocus()
    driver.wait(field.hasFocus)
    field.selectAll()
    QTest.keyClicks(field, "90")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert driver.canvas.hasFocus()
    assert driver.size == (160, 112)
    assert field.value() == 112
    assert field.text() == "112 px"


def test_a_press_beside_the_handles_pans(driver):
    middle = driver.canvas.viewport().rect().center()
    before = driver.canvas.mapToScene(middle)
    driver.press(middle)
    driver.move(middle + QPoint(30, 12))
    driver.release(middle + QPoint(30, 12))
    moved = before - driver.canvas.mapToScene(middle)
    assert (moved.x(), moved.y()) == (pytest.approx(30, abs=1), pytest.approx(12, abs=1))
    assert driver.size == (160, 112)


def test_a_picture_is_drawn_when_nothing_better_is_to_come(driver, qtbot):
    frames = []
    driver.drag(Handle.RIGHT, 40, 0)
    assert not driver.session.frames.finished
    driver.wait(lambda: driver.session.frames.finished)
    driver.document.resultChanged.connect(frames.append)
    qtbot.wait(2 * REST_MS)
    assert not frames
    assert driver.session.frames.finished
    driver.press(driver.at(Handle.RIGHT))
    driver.move(driver.at(Handle.RIGHT) + QPoint(30, 0))
    assert not driver.session.frames.finished
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: driver.session.frames.finished)
