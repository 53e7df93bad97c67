"""Dragging beyond the window's edge, and 100 %."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest

from app.canvas.handles import Handle
from app.canvas.view import EDGE
from tests.app.driver import Driver
from tests.app.pictures import discs, save

SIZE = 960, 672  # px, of the photo


@pytest.fixture
def driver(window, tmp_path, qtbot) -> Driver:
    """A photo that is larger than the canvas of a small window."""
    window.resize(800, 560)
    window.act["panels"].trigger()
    driver = Driver(window, qtbot)
    driver.open(save(tmp_path / "large.png", np.tile(discs(), (6, 6, 1))))
    return driver


def pull(driver: Driver, handle: Handle, beyond: int, until, beside: int = 0) -> QPoint:
    """Drag ``handle``, pressed ``beside`` px farther out, out of the widget and hold it there ``until`` is true."""
    x, y = handle.value
    window = driver.canvas.viewport().rect()
    start = driver.at(handle) + beside * QPoint(x, y)
    out = QPoint(
        window.right() + beyond if x > 0 else window.left() - beyond if x < 0 else start.x(),
        window.bottom() + beyond if y > 0 else window.top() - beyond if y < 0 else start.y(),
    )
    driver.press(start)
    driver.move((start + out) / 2)
    driver.move(out)
    driver.wait(until)
    return out


def test_a_handle_that_is_pulled_out_of_the_window_stays_in_it_as_the_view_zooms_out(driver):
    inside = driver.canvas.viewport().rect()
    for handle in (Handle.RIGHT, Handle.TOP_LEFT, Handle.BOTTOM):
        axis = 0 if handle.value[0] else 1
        opposite = Handle(tuple(-way for way in handle.value))
        zoom, fixed = driver.canvas.zoom, driver.at(opposite)
        out = pull(driver, handle, 60, lambda axis=axis: driver.size[axis] > 1.5 * SIZE[axis], beside=6)
        assert inside.contains(driver.at(handle))
        assert driver.canvas.zoom < zoom
        assert (driver.at(opposite) - fixed).manhattanLength() <= 4  # the other side stays, on the screen too
        driver.wait(lambda axis=axis: driver.size[axis] == 2.25 * SIZE[axis])  # as large as it may be
        driver.wait(lambda: not driver.canvas.tool._auto_scroll._timer.isActive())  # and the view rests
        driver.release(out)
        assert all(inside.contains(driver.at(each)) for each in Handle)
        assert driver.document.undo_stack.count() == 1
        driver.window.undo()
        driver.canvas.fit()


def test_a_view_that_was_zoomed_scrolls_along_and_a_press_at_the_edge_moves_nothing(driver):
    driver.trigger("zoom_actual")
    zoom, right = driver.canvas.zoom, driver.canvas.viewport().rect().right()
    driver.canvas.scroll_by(driver.at(Handle.RIGHT).x() - right + 4, 0)
    at = driver.at(Handle.RIGHT)
    driver.press(at)
    driver.move(at + QPoint(-1, 0))
    QTest.qWait(80)
    driver.release(at + QPoint(-1, 0))
    assert driver.size == (SIZE[0] - 1, SIZE[1])
    out = pull(driver, Handle.RIGHT, 40, lambda: driver.size[0] > SIZE[0] + 200)
    assert driver.canvas.zoom == zoom
    assert driver.canvas.viewport().rect().contains(driver.at(Handle.RIGHT))
    QTest.keyClick(driver.canvas, Qt.Key.Key_Escape)
    driver.release(out)
    assert driver.size == (SIZE[0] - 1, SIZE[1])


def seen(driver: Driver) -> QRectF:
    """The part of the picture's plane in the window, photo px."""
    inverse, _ = driver.canvas.viewportTransform().inverted()
    return inverse.mapRect(QRectF(driver.canvas.viewport().rect()))


def test_actual_size_shows_the_middle_of_what_was_looked_at_and_is_not_cut_at_an_edge(driver):
    driver.trigger("zoom_actual")
    assert (seen(driver).center() - QPointF(SIZE[0] / 2, SIZE[1] / 2)).manhattanLength() < 3
    driver.canvas.set_zoom(4.0)
    driver.canvas.centerOn(500, 300)
    driver.trigger("zoom_actual")
    assert driver.canvas.zoom == pytest.approx(1)
    assert (seen(driver).center() - QPointF(500, 300)).manhattanLength() < 3
    driver.canvas.set_zoom(0.5)
    driver.canvas.centerOn(-100, 650)  # the picture is in a corner of the window
    driver.trigger("zoom_actual")
    assert seen(driver).left() >= -EDGE - 1
    assert seen(driver).bottom() <= SIZE[1] + EDGE + 1
    resize = driver.window.tools["tool_resize"]
    resize.set_width(300)
    resize.set_height(200)
    driver.trigger("zoom_actual")  # all of it has room
    assert (seen(driver).center() - QPointF(150, 100)).manhattanLength() < 3
