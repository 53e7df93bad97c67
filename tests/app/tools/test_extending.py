"""The style Extend, by real events on the real window: the photo stays, the side that is dragged grows."""

import numpy as np
from PySide6.QtCore import QPoint

from app.canvas.handles import Handle
from core.image_io import load_photo
from core.ingan.messages import Drawing
from tests.app.driver import LONG


def choose(driver, style):
    box = driver.window.canvas.tool.options().style_box
    index = box.findData(style)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_dragging_outwards_extends_the_side_that_is_dragged(driver, tmp_path):
    photo = driver.document.photo.pixels
    driver.wait(lambda: driver.document.subject is not None)  # or the frame is drawn anew when it is found
    choose(driver, "extend")
    start = driver.at(Handle.LEFT)
    driver.press(start)
    driver.move(start - QPoint(30, 0))
    driver.wait(lambda: driver.document.result.drawing == Drawing("extension"))
    driver.release(start - QPoint(30, 0))
    driver.wait(lambda: driver.document.result.drawing == Drawing("extension", refined=True))
    added = driver.size[0] - 160
    assert added > 15
    said = driver.window.status_strip.engine.text()
    assert said.startswith("Extended")
    assert "quick look" not in said
    np.testing.assert_array_equal(driver.frame[:, added:], photo)

    job = driver.session.exporting.export_picture(tmp_path / "out.png")
    with driver.qtbot.waitSignal(job.succeeded, timeout=LONG):
        pass
    np.testing.assert_array_equal(load_photo(tmp_path / "out.png").pixels, driver.frame)  # what is seen is written

    driver.document.undo_stack.undo()
    driver.settle()
    np.testing.assert_array_equal(driver.frame, photo)


def test_a_smaller_canvas_is_drawn_as_by_automatic_and_says_so(driver):
    choose(driver, "extend")
    driver.drag(Handle.RIGHT, -40, 0)
    driver.settle()
    assert driver.document.result.drawing.engine != "extension"
    assert "Extended" not in driver.window.status_strip.engine.text()
    driver.document.undo_stack.undo()
    driver.document.undo_stack.undo()
    assert driver.document.style == "auto"
