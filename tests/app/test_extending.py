"""The style Extend, by real events on the real window: the photo stays, the side that is dragged grows."""

import numpy as np

from app.canvas.handles import Handle
from tests.app.pictures import discs


def choose(driver, style):
    box = driver.window.canvas.tool.options().style_box
    index = box.findData(style)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_dragging_outwards_extends_the_side_that_is_dragged(driver):
    photo = driver.document.photo.pixels
    choose(driver, "extend")
    labels = []
    driver.document.resultChanged.connect(lambda _result: labels.append(driver.document.result.label))
    driver.drag(Handle.LEFT, -40, 0)
    driver.wait(lambda: driver.document.result.label == "extended")
    width, height = driver.size
    added = width - 160
    assert added > 20
    assert "extended, quick look" in labels
    assert "mirrored quick look" not in driver.window.status_strip.engine.text()
    assert "Extended" in driver.window.status_strip.engine.text()
    np.testing.assert_array_equal(driver.frame[:, added:], photo)
    driver.drag(Handle.BOTTOM, 0, 30)
    driver.wait(lambda: driver.document.result.label == "extended" and driver.frame.shape[0] == driver.size[1])
    np.testing.assert_array_equal(driver.frame[:height, added:], photo)

    driver.document.undo_stack.undo()
    driver.document.undo_stack.undo()
    driver.settle()
    np.testing.assert_array_equal(driver.frame, photo)


def test_a_smaller_canvas_is_drawn_as_by_automatic_and_says_so(driver):
    choose(driver, "extend")
    driver.drag(Handle.RIGHT, -40, 0)
    driver.settle()
    assert not driver.document.result.label.startswith("extended")
    assert "Extended" not in driver.window.status_strip.engine.text()
    driver.document.undo_stack.undo()
    driver.document.undo_stack.undo()
    assert driver.document.style == "auto"


def test_what_is_exported_is_extended_where_the_screen_is(driver, tmp_path):
    from core.image_io import load_photo

    choose(driver, "extend")
    driver.drag(Handle.TOP, 0, -30)
    driver.wait(lambda: driver.document.result.label == "extended")
    job = driver.session.export_picture(tmp_path / "out.png")
    with driver.qtbot.waitSignal(job.succeeded, timeout=30_000):
        pass
    made = load_photo(tmp_path / "out.png").pixels
    assert made.shape[:2] == driver.size[::-1]
    np.testing.assert_array_equal(made[-112:], discs())
    np.testing.assert_array_equal(made, driver.frame)
