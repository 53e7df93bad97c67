"""Apply size, by real events on the real window: the re-made picture is the photo from then on, and back with undo."""

import json
import zipfile

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.canvas.handles import Handle
from app.model.photo_commands import PhotoState, ReplacePhotoCommand
from app.project.history import capture_history
from core.image_io import list_samples
from core.ingan.messages import Drawing
from core.ingan.model import bundled_model
from core.project.files import read_project
from tests.app.driver import Driver
from tests.app.project.test_projects import fill, paint, save_to
from tests.app.tools.test_extending import choose

CTRL = Qt.KeyboardModifier.ControlModifier


def apply(driver: Driver, click=None) -> None:
    """Press the button of the reshape bar, or ``click`` another, and wait for the photo."""
    size = driver.size
    button = click or driver.canvas.tool.options().apply_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.geometry.is_identity)
    assert (driver.document.photo.width, driver.document.photo.height) == size


def everything(driver: Driver):
    """What a replacement takes away and an undo has to bring back."""
    document = driver.document
    planes = [plane.pixels.copy() for plane in document._planes]
    return document.photo.pixels, document.fingerprint, document.placement, planes


def same(one, other) -> bool:
    return one[0] is other[0] and one[1:3] == other[1:3] and all(map(np.array_equal, one[3], other[3]))


def test_the_reshaped_picture_becomes_the_photo_in_one_step(driver):
    document, stack = driver.document, driver.document.undo_stack
    driver.wait(lambda: document.subject is not None)
    paint(driver)
    driver.trigger("tool_resize")
    assert not driver.window.act["apply_size"].isEnabled()
    driver.drag(Handle.RIGHT, 60, 0)
    driver.drag(Handle.TOP, 0, 20)
    driver.settle()
    driver.wait(lambda: driver.session.frames.finished)
    before, shown, steps = everything(driver), driver.frame, stack.count()
    QTest.keyClick(driver.canvas, Qt.Key.Key_Return, CTRL)
    driver.wait(lambda: stack.count() == steps + 1)
    np.testing.assert_array_equal(document.photo.pixels, shown)
    assert driver.geometry.is_identity
    assert document.mask.empty
    assert document.mask.pixels.shape == shown.shape[:2]
    assert not driver.window.act["apply_size"].isEnabled()
    after = everything(driver)

    stack.undo()
    assert same(everything(driver), before)
    stack.redo()
    assert same(everything(driver), after)

    driver.session.frames.set_engine("stretch")  # quicker
    paint(driver, ((150, 20), (180, 40)))  # on what the former photo did not have
    assert document.mask.pixels[:, 160:].any()
    fill(driver)
    driver.trigger("tool_resize")
    driver.settle()
    driver.drag(Handle.RIGHT, -40, 0)
    apply(driver)
    while stack.canUndo():
        stack.undo()
    assert not document.edited
    assert (document.photo.width, document.photo.height) == (160, 112)
    while stack.canRedo():
        stack.redo()
    assert document.photo.width < shown.shape[1]


def test_depth_transparency_and_what_is_carried_stay(window, qtbot, tmp_path):
    driver, path = Driver(window, qtbot), tmp_path / "deep.png"
    rng = np.random.default_rng(1)
    picture = cv2.GaussianBlur(rng.integers(0, 65536, (90, 120, 4), np.uint16), (0, 0), 3)
    picture[:40, :50, 3] = 0
    picture[40:, :, 3] = 65535
    cv2.imwrite(str(path), picture)
    driver.open(path)
    metadata = driver.document.photo.metadata
    driver.drag(Handle.RIGHT, 40, 0)
    apply(driver)
    photo = driver.document.photo
    assert photo.pixels.dtype == photo.alpha.dtype == np.uint16
    assert len(np.unique(photo.pixels)) > 256
    assert not photo.alpha[:30, :30].any()
    assert photo.alpha[60:].min() == 65535
    assert (photo.metadata, photo.path) == (metadata, path)

    driver.trigger("tool_perspective")
    driver.drag(Handle.TOP_LEFT, 20, 10, mode="perspective")
    apply(driver)
    assert driver.document.photo.alpha[0, 0] == 0  # beside the corners that were bent


def test_tools_that_paint_say_that_the_size_is_not_applied(driver):
    driver.session.frames.set_engine("stretch")  # quicker
    offer = driver.window.apply_size.offer
    driver.drag(Handle.RIGHT, 60, 0)
    width = driver.size[0]
    assert not offer.isVisible()
    for name in ("tool_brush", "tool_smart", "tool_edge_pencil"):
        driver.trigger(name)
        assert offer.isVisible()
        assert f"{width} × 112" in offer.words.text()
    assert driver.window.status_strip.canvas_size.text().startswith("160 × 112")  # what is seen
    for room in (1100, 640):
        driver.window.resize(room, 480)
        driver.wait(lambda: driver.canvas.width() < room)  # noqa: B023
        assert driver.canvas.rect().contains(offer.geometry())
    apply(driver, offer.apply_button)
    assert driver.document.photo.width == width
    assert not offer.isVisible()
    assert driver.canvas.tool.name == "tool_edge_pencil"
    driver.document.undo_stack.undo()
    assert offer.isVisible()
    QTest.mouseClick(offer.reset_button, Qt.MouseButton.LeftButton)
    assert driver.geometry.is_identity
    assert not offer.isVisible()
    assert driver.document.photo.width == 160


def test_a_change_meanwhile_calls_it_off(driver):
    said = []
    driver.document.statusMessage.connect(said.append)
    driver.drag(Handle.RIGHT, 60, 0)
    driver.trigger("apply_size")
    assert driver.window.apply_size.running
    driver.document.undo_stack.undo()
    assert not driver.window.apply_size.running
    driver.wait(lambda: not driver.session.jobs.running)
    assert driver.document.photo.width == 160
    assert any("not applied" in words for words in said)


def test_a_project_keeps_the_applied_photo_and_the_way_back(driver, tmp_path):
    driver.session.frames.set_engine("stretch")  # quicker
    document, stack, path = driver.document, driver.document.undo_stack, tmp_path / "applied.regrain"
    paint(driver)
    save_to(driver, path)
    assert json.loads(zipfile.ZipFile(path).read("project.json"))["version"] == 1  # older Regrains can read it
    driver.trigger("tool_resize")
    driver.drag(Handle.BOTTOM, 0, 40)
    driver.settle()
    before = everything(driver)
    apply(driver)
    paint(driver, ((30, 80), (50, 85)))
    after = everything(driver)
    stack.undo()
    save_to(driver, path)
    driver.session.opening.close_photo()
    driver.window.open_path(path)
    driver.wait(lambda: document.photo is not None)
    driver.settle()
    np.testing.assert_array_equal(document.photo.pixels, after[0])
    assert document.edited
    assert stack.index() == stack.count() - 1
    stack.redo()
    assert all(map(np.array_equal, everything(driver)[3], after[3]))
    stack.setIndex(stack.index() - 2)
    now = everything(driver)
    np.testing.assert_array_equal(now[0], before[0])
    assert now[1:3] == before[1:3]
    assert all(map(np.array_equal, now[3], before[3]))

    save_to(driver, path)  # now what waits to be redone is of another size
    again = read_project(path)
    assert [len(step.deltas) for step in again.history.steps] == [
        len(step.deltas) for step in capture_history(stack).steps
    ]
    stack.setIndex(stack.count())
    np.testing.assert_array_equal(document.photo.pixels, after[0])


@pytest.fixture
def trained(window, qtbot):
    """A bundled sample that is drawn by its bundled model."""
    sample = next(sample for sample in list_samples() if bundled_model(sample.name) is not None)
    driver = Driver(window, qtbot)
    driver.open(sample.path)
    driver.wait(lambda: driver.document.model is not None)
    return driver


def test_what_was_learnt_from_the_former_photo_does_not_draw_the_new_one(trained):
    document, session = trained.document, trained.session
    model, of = document.model, session.weights.model_fingerprint
    assert model is not None
    assert session.weights.attachment() is not None
    part = PhotoState.of(document.photo.with_pixels(document.photo.pixels[:150, :200]))
    document.undo_stack.push(ReplacePhotoCommand(document, part, "Crop"))
    trained.wait(lambda: not session.jobs.running)
    trained.settle()
    assert document.model is None
    assert session.weights.attachment() is None
    assert session.weights.model_fingerprint == ""
    document.undo_stack.undo()
    trained.wait(lambda: document.model == model)
    assert session.weights.model_fingerprint == of
    assert session.weights.attachment() is not None


def test_an_extended_picture_is_applied_with_the_photo_in_it_pixel_by_pixel(driver):
    photo = driver.document.photo.pixels
    driver.wait(lambda: driver.document.subject is not None)  # or the frame is drawn anew when it is found
    choose(driver, "extend")
    driver.drag(Handle.TOP, 0, -20)
    driver.wait(lambda: driver.document.result.drawing == Drawing("extension", refined=True))
    frame, added = driver.frame, driver.size[1] - 112
    assert added > 5
    apply(driver)
    applied = driver.document.photo.pixels
    np.testing.assert_array_equal(applied, frame)
    np.testing.assert_array_equal(applied[added:], photo)
    assert not np.array_equal(applied[:added], photo[added:0:-1])  # the mirrored quick look is nothing to keep
    assert driver.document.style == "extend"


def test_the_view_stays_where_it_was(driver):
    driver.session.frames.set_engine("stretch")  # quicker
    canvas = driver.canvas
    driver.drag(Handle.LEFT, -40, 0)
    driver.settle()
    canvas.set_zoom(3.0)
    canvas.scroll_by(17, 9)
    corner = canvas.viewportTransform().map(canvas.shown_rect().topLeft())
    apply(driver)
    now = canvas.viewportTransform().map(canvas.shown_rect().topLeft())
    assert canvas.zoom == pytest.approx(3.0)
    assert (now - corner).manhattanLength() <= 2
    assert canvas.viewport().rect().contains(QPoint(300, 300))
