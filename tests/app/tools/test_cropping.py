"""Cropping, straightening, turning and mirroring with mouse and keys; undo brings every bit back."""

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from app.canvas.handles import Handle
from app.model.mask_commands import MaskCommand
from app.model.photo_commands import PhotoState
from app.model.placement import Placement
from app.model.reframed import reframed
from app.project.history import planes
from core.edge_editing.user_edges import DRAWN, ERASED
from core.framing import Crop, Mirror, Turn
from core.geometry import CanvasGeometry
from core.image_io import Photo, list_samples, load_photo
from core.project.files import read_project
from core.selection.tiles import TileDelta
from tests.app.driver import Driver

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def deep(driver: Driver, tmp_path) -> Driver:
    """A true photo of 16 bits with transparency, a mask and edges on it."""
    photo = load_photo(list_samples()[0].path).rgb8()[:240, :360]
    rng = np.random.default_rng(0)
    pixels = photo.astype(np.uint16) * 257 ^ rng.integers(0, 99, photo.shape, np.uint16)
    alpha = np.full(pixels.shape[:2], 65535, np.uint16)
    alpha[:60, :90] = rng.integers(0, 65536, (60, 90))
    path = tmp_path / "deep.png"
    cv2.imwrite(str(path), np.dstack([pixels[..., ::-1], alpha]))
    driver.open(path)
    for plane, value in ((driver.document.mask, 200), (driver.document.edges, DRAWN)):
        after = plane.pixels.copy()
        after[100:140, 150:220] = value
        after[150:154, 100:250] = ERASED if value == DRAWN else 255
        driver.document.undo_stack.push(MaskCommand(plane, TileDelta(plane.pixels, after), "Paint"))
    return driver


def state(driver: Driver) -> tuple:
    photo = driver.document.photo
    painted = {name: plane.pixels.tobytes() for name, plane in planes(driver.document).items()}
    return photo.pixels.tobytes(), photo.pixels.shape, photo.alpha.tobytes(), painted, driver.document.placement


def at(driver: Driver, x: float, y: float) -> QPoint:
    return driver.canvas.viewportTransform().map(QPointF(x, y)).toPoint()


def drag(driver: Driver, start: tuple[float, float], end: tuple[float, float], modifiers=NONE) -> None:
    """From a place of the photo to another, in three moves."""
    a, b = at(driver, *start), at(driver, *end)
    driver.press(a, modifiers)
    for part in (1, 2, 3):
        driver.move(a + (b - a) * part / 3)
    driver.release(b, modifiers)


def crop_tool(driver: Driver):
    return driver.window.reframing.tool


def handle(driver: Driver, which: Handle) -> tuple[float, float]:
    return crop_tool(driver).frame.handles[which]


def text(driver: Driver) -> str:
    return driver.document.undo_stack.undoText()


def test_c_crops_by_the_handles_enter_applies_and_undo_brings_every_bit_back(deep):
    before = state(deep)
    photo, mask = deep.document.photo, deep.document.mask.pixels.copy()
    QTest.keyClick(deep.canvas, Qt.Key.Key_C)
    deep.wait(lambda: deep.canvas.tool.name == "tool_crop")
    drag(deep, handle(deep, Handle.BOTTOM_RIGHT), (260, 180))
    drag(deep, handle(deep, Handle.LEFT), (60, 100))
    left, top, width, height = (int(part) for part in crop_tool(deep).frame.rect)
    assert (left, top) == (pytest.approx(60, abs=3), 0)
    assert (left + width, height) == (pytest.approx(260, abs=3), pytest.approx(180, abs=3))
    deep.key(Qt.Key.Key_Return)
    assert deep.canvas.tool.name == "tool_resize"  # the tool that was there before
    now = deep.document.photo
    assert np.array_equal(now.pixels, photo.pixels[:height, left : left + width])
    assert np.array_equal(now.alpha, photo.alpha[:height, left : left + width])
    assert np.array_equal(deep.document.mask.pixels, mask[:height, left : left + width])
    assert deep.document.geometry.is_identity
    assert text(deep) == f"Crop to {width} × {height}"
    after = state(deep)
    deep.settle()
    deep.trigger("undo")
    assert state(deep) == before
    deep.trigger("redo")
    assert state(deep) == after


def test_keys_turn_and_mirror_the_photo_with_all_that_lies_on_it(deep):
    for key, modifiers, framing in (
        (Qt.Key.Key_BracketRight, CTRL, Turn(1)), (Qt.Key.Key_BracketLeft, CTRL, Turn(3)),
        (Qt.Key.Key_H, SHIFT, Mirror(upright=True)), (Qt.Key.Key_V, SHIFT, Mirror(upright=False)),
    ):  # fmt: skip
        before, photo = state(deep), deep.document.photo
        painted = {name: plane.pixels.copy() for name, plane in planes(deep.document).items()}
        deep.key(key, modifiers=modifiers)
        pixels, alpha = framing.picture(photo.pixels, photo.alpha)
        assert np.array_equal(deep.document.photo.pixels, pixels)
        assert np.array_equal(deep.document.photo.alpha, alpha)
        for name, plane in planes(deep.document).items():
            assert np.array_equal(plane.pixels, framing.plane(painted[name]))
        stack = deep.document.undo_stack
        assert stack.command(stack.index() - 1).step().nbytes == 0
        deep.trigger("undo")
        assert state(deep) == before


def test_a_line_drawn_with_ctrl_straightens_the_photo(deep):
    before = state(deep)
    deep.trigger("tool_crop")
    drag(deep, (60, 100), (300, 120), CTRL)  # falls to the right by 4.8 degrees
    frame = crop_tool(deep).frame
    assert frame.angle == pytest.approx(-4.76, abs=0.3)
    assert frame.size[0] * frame.size[1] > 0.75 * 360 * 240
    assert deep.canvas.picture.rotation() == frame.angle
    deep.key(Qt.Key.Key_Return)
    deep.wait(lambda: deep.document.photo.width == frame.size[0])
    assert text(deep) == f"Straighten by {frame.angle:.1f}°"
    photo = deep.document.photo
    assert photo.pixels.dtype == np.uint16
    assert (photo.height, photo.alpha.shape) == (frame.size[1], frame.size[::-1])
    assert photo.alpha[-1].min() == photo.alpha[:, -1].min() == 65535  # no empty corners
    assert set(np.unique(deep.document.edges.pixels)) == {0, ERASED, DRAWN}
    assert deep.document.mask.bounds.width == pytest.approx(150, abs=12)
    assert deep.canvas.picture.rotation() == 0
    deep.trigger("undo")
    assert state(deep) == before

    deep.trigger("tool_crop")
    crop_tool(deep).set_angle(3)
    deep.key(Qt.Key.Key_Return)
    deep.document.undo_stack.undo()  # what is being made is about a mask that is not there any more
    deep.wait(lambda: not deep.session.jobs.running)
    assert deep.document.photo.width == 360
    assert deep.document.undo_stack.index() == 1


def test_esc_takes_a_drag_back_and_then_leaves_and_undo_takes_changes_of_the_frame_back(deep):
    deep.trigger("tool_brush")
    deep.trigger("tool_crop")
    start = at(deep, *handle(deep, Handle.RIGHT))
    deep.press(start)
    deep.move(start - QPoint(40, 0))
    assert crop_tool(deep).pending
    deep.key(Qt.Key.Key_Escape)
    assert not crop_tool(deep).pending
    assert deep.canvas.tool.name == "tool_crop"
    deep.release(start)
    deep.key(Qt.Key.Key_Escape)
    assert deep.canvas.tool.name == "tool_brush"
    assert deep.document.undo_stack.count() == 2

    deep.trigger("tool_crop")
    drag(deep, handle(deep, Handle.RIGHT), (250, 100))
    one = crop_tool(deep).frame
    deep.key(Qt.Key.Key_Right, Qt.Key.Key_X)
    assert crop_tool(deep).frame.size != one.size
    for _ in range(2):
        deep.key(Qt.Key.Key_Z, modifiers=CTRL)
    assert crop_tool(deep).frame == one
    deep.trigger("undo")
    assert not crop_tool(deep).pending
    assert deep.document.undo_stack.index() == 2
    assert deep.canvas.tool.name == "tool_crop"


def test_a_frame_is_drawn_anew_moved_kept_in_its_aspect_and_cropped_by_a_double_click(deep):
    deep.trigger("tool_crop")
    drag(deep, (100, 60), (100, 140))  # a line is no frame
    assert not crop_tool(deep).pending
    drag(deep, (100, 60), (220, 140))
    assert crop_tool(deep).frame.rect == pytest.approx((100, 60, 120, 80), abs=4)
    crop_tool(deep).reset()
    crop_tool(deep).set_aspect(0.5)
    drag(deep, (180, 100), (230, 100))  # what is smaller than the photo is moved
    assert crop_tool(deep).frame.rect == pytest.approx((170, 0, 120, 240), abs=4)
    options = crop_tool(deep).options()
    options.ratio_box.setCurrentIndex(options.ratio_box.findText("1 : 1"))
    options.ratio_box.activated.emit(options.ratio_box.currentIndex())
    assert crop_tool(deep).frame.size == pytest.approx((170, 170), abs=4)
    drag(deep, crop_tool(deep).frame.middle, (2000, 120))
    left, _, width, height = crop_tool(deep).frame.rect
    assert left + width == 360  # where the photo ends
    assert width == height
    drag(deep, handle(deep, Handle.TOP_LEFT), (150, 10))
    assert crop_tool(deep).frame.size[0] == crop_tool(deep).frame.size[1] > width
    side = crop_tool(deep).frame.size[0]
    middle = at(deep, *crop_tool(deep).frame.middle)
    QTest.mouseClick(deep.canvas.viewport(), Qt.MouseButton.LeftButton, NONE, middle)
    QTest.mouseDClick(deep.canvas.viewport(), Qt.MouseButton.LeftButton, NONE, middle)
    assert deep.size == (side, side)


def test_numbers_or_a_drag_beside_the_frame_turn_the_photo_in_windows_of_any_width(deep):
    deep.trigger("tool_crop")
    options = crop_tool(deep).options()
    options.width_field.setValue(100)
    options.height_field.setValue(5000)
    assert crop_tool(deep).frame.size == (100, 240)
    options.angle_field.setValue(10)
    assert crop_tool(deep).frame.angle == 10
    assert options.height_field.value() == crop_tool(deep).frame.size[1] < 240
    options.reset_button.click()
    assert not crop_tool(deep).pending
    middle = crop_tool(deep).frame.middle
    drag(deep, (middle[0] + 250, middle[1]), (middle[0] + 250, middle[1] + 40))
    assert crop_tool(deep).frame.angle == pytest.approx(9.1, abs=0.5)
    drag(deep, (middle[0] + 250, middle[1]), (middle[0] + 250, middle[1] - 42), SHIFT)
    assert crop_tool(deep).frame.angle % 1 == pytest.approx(0, abs=1e-9)
    deep.window.resize(640, 480)
    deep.wait(lambda: deep.window.width() == 640)
    assert options.apply_button.isVisible()
    assert options.apply_button.geometry().right() <= options.width()
    assert not options.width_field.isVisible()
    deep.window.resize(1500, 800)
    deep.wait(options.width_field.isVisible)


def test_a_frame_is_kept_while_another_tool_is_held_and_turns_with_the_photo(deep):
    deep.trigger("tool_crop")
    drag(deep, handle(deep, Handle.RIGHT), (200, 100))
    frame = crop_tool(deep).frame
    deep.trigger("tool_hand")
    assert deep.canvas.picture.rotation() == 0
    deep.trigger("turn_right")
    deep.trigger("tool_crop")
    assert crop_tool(deep).frame.size == frame.size[::-1]
    assert crop_tool(deep).frame.rect[:2] == (0, 0)
    deep.trigger("undo")  # the frame was changed before the turn: what is undone is the turn
    assert deep.document.photo.width == 360


def test_a_project_keeps_what_was_cropped_straightened_and_turned_and_how_to_go_back(deep, tmp_path):
    states = [state(deep)]
    deep.trigger("turn_left")
    states.append(state(deep))
    deep.trigger("tool_crop")
    drag(deep, handle(deep, Handle.TOP), (100, 90))
    deep.key(Qt.Key.Key_Return)
    states.append(state(deep))
    deep.trigger("flip_across")
    states.append(state(deep))
    path = tmp_path / "a.regrain"
    deep.window.projects.save_to(path)
    deep.wait(lambda: not deep.document.dirty)
    assert read_project(path).photo.pixels.shape == states[-1][1]
    deep.session.opening.close_photo()
    deep.window.open_path(path)
    deep.wait(lambda: deep.document.photo is not None)
    deep.settle()
    for then in reversed(states):
        assert state(deep) == then
        if then is not states[0]:
            deep.document.undo_stack.undo()
    deep.document.undo_stack.setIndex(deep.document.undo_stack.count())
    assert state(deep) == states[-1]


def test_a_reshaped_canvas_turns_along():
    quad = ((10.0, 0.0), (500.0, 20.0), (480.0, 300.0), (0.0, 280.0))
    placement = Placement(CanvasGeometry(360, 240, 500, 300, quad), (-30.0, 12.0))
    whole = PhotoState(Photo(np.zeros((240, 360, 3), np.uint8)), "", placement)
    for there, back in ((Turn(1), Turn(3)), (Mirror(True), Mirror(True)), (Mirror(False), Mirror(False))):
        assert reframed(reframed(whole, there), back).placement == placement
    turned = reframed(whole, Turn(1)).placement
    assert (turned.geometry.width, turned.geometry.height) == (300, 500)
    assert turned.geometry.quad[0] == (20.0, 0.0)  # what was the bottom left corner
    half = reframed(whole, Crop(0, 0, 180, 240)).placement
    assert (half.geometry.width, half.geometry.height) == (250, 300)


