"""Zoom, pan, compare, panels: looking without changing."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from app.canvas.handles import Handle
from app.canvas.tool import RELEASE_MS
from app.model.placement import Placement
from app.widgets.basics import resize_on_screen
from app.window.tap_key import TAP_MS
from core.geometry import CanvasGeometry
from tests.app.answering import when_asked


def wheel(driver, at: QPoint, notches: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    viewport = driver.canvas.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(viewport.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_wheel_zooms_at_the_pointer(driver):
    at = QPoint(200, 150)
    under = driver.canvas.mapToScene(at)
    zoom = driver.canvas.zoom
    wheel(driver, at, 3)
    assert driver.canvas.zoom > zoom
    after = driver.canvas.mapToScene(at)
    assert (after - under).manhattanLength() < 2
    wheel(driver, at, -6)
    assert driver.canvas.zoom < zoom
    assert (driver.canvas.mapToScene(at) - under).manhattanLength() < 4


def test_zoom_keys(driver):
    driver.trigger("zoom_actual")
    assert driver.canvas.zoom == pytest.approx(1)
    driver.trigger("zoom_in")
    assert driver.canvas.zoom == pytest.approx(1.25)
    driver.trigger("zoom_out")
    assert driver.canvas.zoom == pytest.approx(1)
    assert driver.window.status_strip.zoom.text() == "100 %"


def test_fit_shows_the_whole_canvas(driver):
    wheel(driver, QPoint(10, 10), 12)
    driver.trigger("zoom_fit")
    seen = driver.canvas.viewport().rect()
    assert all(seen.contains(driver.at(handle)) for handle in Handle)


def test_a_canvas_grown_out_of_the_window_comes_back_into_view(driver):
    for _ in range(4):
        driver.drag(Handle.BOTTOM, 0, 200)
    assert driver.size[1] == 252
    seen = driver.canvas.viewport().rect()
    assert all(seen.contains(driver.at(handle)) for handle in Handle)


@pytest.mark.parametrize("how", ["space", "middle"])
def test_panning(driver, how):
    viewport, start = driver.canvas.viewport(), QPoint(300, 200)
    button = Qt.MouseButton.LeftButton if how == "space" else Qt.MouseButton.MiddleButton
    before = driver.at(Handle.RIGHT)
    if how == "space":
        QTest.keyPress(driver.canvas, Qt.Key.Key_Space)
    QTest.mousePress(viewport, button, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(viewport, start + QPoint(25, 40))
    QTest.mouseRelease(viewport, button, Qt.KeyboardModifier.NoModifier, start + QPoint(25, 40))
    if how == "space":
        QTest.keyRelease(driver.canvas, Qt.Key.Key_Space)
    assert driver.at(Handle.RIGHT) - before == QPoint(25, 40)
    assert driver.document.undo_stack.count() == 0


def test_hold_to_compare(driver, qtbot):
    driver.drag(Handle.RIGHT, 120, 0)
    driver.settle()
    driver.wait(lambda: driver.window.session.frames.finished)  # grain that comes later would be another picture
    remade = driver.screen()
    QTest.keyPress(driver.canvas, Qt.Key.Key_C)
    assert driver.canvas.showing == "original"
    assert driver.window.status_strip.engine.text() == "The original"
    original = driver.screen()
    qtbot.wait(2 * TAP_MS)  # a tap would be another wish
    QTest.keyRelease(driver.canvas, Qt.Key.Key_C)
    driver.wait(lambda: driver.canvas.showing == "result")
    assert driver.canvas.tool.name == "tool_resize"
    QTest.keyPress(driver.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    stretch = driver.screen()
    QTest.keyRelease(driver.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    driver.wait(lambda: driver.canvas.showing == "result")
    assert (driver.screen() == remade).all()
    for one, other in ((remade, original), (remade, stretch), (original, stretch)):
        assert np.abs(one.astype(int) - other).mean() > 0.2  # of the whole window, most of which is its surround


def test_comparing_tells_its_size_and_shift_may_come_later(driver):
    driver.drag(Handle.RIGHT, 120, 0)
    width = driver.size[0]
    size = driver.window.status_strip.canvas_size
    QTest.keyPress(driver.canvas, Qt.Key.Key_C)
    assert size.text() == "160 × 112 px"
    QTest.keyPress(driver.canvas, Qt.Key.Key_Shift)
    assert driver.canvas.showing == "stretch"
    assert size.text() == f"{width} × 112 px"
    QTest.keyRelease(driver.canvas, Qt.Key.Key_Shift)
    QTest.keyRelease(driver.canvas, Qt.Key.Key_C)
    driver.wait(lambda: driver.canvas.showing == "result")


def test_a_compare_key_whose_repetition_looks_like_a_release_shows_no_flicker(driver, qtbot):
    """Under load Qt does not see that a release and the next press of an X server belong together."""
    shown = []
    driver.canvas.showingChanged.connect(shown.append)
    for _ in range(3):
        QTest.keyPress(driver.canvas, Qt.Key.Key_Backslash)
        QTest.keyRelease(driver.canvas, Qt.Key.Key_Backslash)
    QTest.keyPress(driver.canvas, Qt.Key.Key_Backslash)
    qtbot.wait(2 * RELEASE_MS)
    assert shown == ["original"]
    QTest.keyRelease(driver.canvas, Qt.Key.Key_Backslash)
    driver.wait(lambda: shown == ["original", "result"])


def test_the_compare_button_acts_while_it_is_held(driver):
    button = driver.window.compare_button
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert driver.canvas.showing == "original"
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert driver.canvas.showing == "result"


def test_dragging_is_off_while_comparing(driver):
    QTest.keyPress(driver.canvas, Qt.Key.Key_Backslash)
    driver.drag(Handle.RIGHT, 50, 0)
    QTest.keyRelease(driver.canvas, Qt.Key.Key_Backslash)
    assert driver.size == (160, 112)


def test_a_transparent_picture_lies_on_a_checkerboard(window, qtbot, tmp_path):
    from PIL import Image

    from tests.app.driver import Driver
    from tests.app.pictures import discs

    alpha = np.zeros((112, 160), np.uint8)
    alpha[:, 80:] = 255
    path = tmp_path / "half.png"
    Image.fromarray(np.dstack([discs(), alpha])).save(path)
    driver = Driver(window, qtbot)
    driver.open(path)
    driver.trigger("zoom_actual")
    left, top = driver.at(Handle.TOP_LEFT).x(), driver.at(Handle.TOP_LEFT).y()
    ground = driver.screen()[top + 20 : top + 90, left + 20 : left + 70]
    assert len(np.unique(ground.reshape(-1, 3), axis=0)) == 2
    shown = driver.screen()[top + 20 : top + 90, left + 90 : left + 150]
    assert len(np.unique(shown.reshape(-1, 3), axis=0)) > 50


def test_tab_hides_the_panels_and_brings_back_those_that_were_open(driver):
    docks = {dock.objectName(): dock for dock in driver.window.docks.all}
    docks["dock_photo"].close()
    assert docks["dock_training"].isVisible()
    driver.canvas.setFocus()
    QTest.keyClick(driver.canvas, Qt.Key.Key_Tab)
    assert not any(dock.isVisible() for dock in docks.values())
    QTest.keyClick(driver.canvas, Qt.Key.Key_Tab)
    assert docks["dock_training"].isVisible()
    assert docks["dock_history"].isVisible()
    assert not docks["dock_photo"].isVisible()


def test_full_screen_and_back(driver):
    driver.trigger("fullscreen")
    assert driver.window.isFullScreen()
    driver.trigger("fullscreen")
    assert not driver.window.isFullScreen()


def test_every_control_has_a_name(driver):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox

    for widget in driver.accessible_widgets((QAbstractButton, QAbstractSpinBox)):
        if widget.objectName().startswith("qt_") or not widget.isVisible():
            continue
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_tooltips_name_the_keys(window):
    assert window.act["zoom_fit"].toolTip().endswith("(Ctrl+0)")
    assert window.act["tool_resize"].toolTip().endswith("(R)")


def test_no_key_does_two_things(window):
    keys = [key.toString() for action in window.act.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("width", [800, 900, 1280])
def test_every_button_of_the_bar_is_in_reach_in_windows_of_all_widths(driver, width):
    driver.window.resize(width, 600)
    bar = driver.window.main_bar
    driver.wait(lambda: driver.window.width() == width)
    buttons = [
        bar.widgetForAction(driver.window.act[name])
        for name in ("open", "export", "undo", "redo", "zoom_fit", "panels")
    ]
    # A bar that was too long for a moment lays itself out again when events are next handled.
    driver.wait(lambda: all(button.isVisible() and bar.rect().contains(button.geometry()) for button in buttons))
    assert driver.window.compare_button.isVisible()
    assert driver.canvas.tool.options().width_field.isVisible()
    assert driver.canvas.tool.options().width_scale.isVisible() == (width == 1280)


def test_a_screen_of_640_by_360_points_has_room_for_the_window(driver):
    """1280 x 720 px at 200 %, and what the bar has no room for is behind its last button."""
    driver.window.resize(1, 1)
    assert driver.window.width() <= 640
    assert driver.window.height() <= 320
    assert driver.window.layout().totalMinimumSize().height() <= 320  # so that nothing is squeezed
    palette = driver.window.palette_of_tools
    driver.wait(lambda: palette.columns == 4 and palette.width() == palette.sizeHint().width())
    assert all(palette.rect().contains(button.geometry()) for button in palette.buttons.values())
    more = driver.window.main_bar.findChild(QToolButton, "qt_toolbar_ext_button")
    driver.wait(lambda: more.isVisible() and driver.window.main_bar.rect().contains(more.geometry()))
    picture = more.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert len(colours) > 1  # something is drawn on it


def test_leaving_a_photo_shows_the_start_page_from_its_top(driver):
    driver.window.resize(700, 400)
    driver.trigger("close_photo")
    page, photo = driver.window.start_page, driver.window.opener.recent[0]
    driver.wait(lambda: page.isVisible() and page.verticalScrollBar().maximum() > 100)
    page.verticalScrollBar().setValue(100)  # to a sample, say
    driver.open(photo)
    driver.trigger("close_photo")
    driver.wait(lambda: page.isVisible() and page.verticalScrollBar().maximum() > 100)
    assert page.verticalScrollBar().value() == 0


def test_deleting_is_never_what_return_does(driver):
    asked = []
    when_asked(lambda box: (asked.append(box.defaultButton().text()), box.reject()))
    driver.window.training.forget_model()
    assert [text.replace("&", "") for text in asked] == ["Keep it"]


def test_dialogs_are_no_larger_than_the_screen(driver):
    window = QWidget()
    driver.qtbot.addWidget(window)
    resize_on_screen(window, 400, 90_000)
    assert window.width() == 400
    assert window.height() < window.screen().availableSize().height()


@pytest.mark.parametrize(("height", "columns"), [(480, 2), (600, None), (820, 1)])
def test_every_tool_is_in_reach_in_windows_of_all_heights(driver, height, columns):
    driver.window.resize(1100, height)
    palette = driver.window.palette_of_tools
    driver.wait(lambda: driver.window.height() == height and columns in (None, palette.columns))
    driver.wait(lambda: palette.width() == palette.sizeHint().width())
    boxes = [button.geometry() for button in palette.buttons.values()]
    assert all(button.isVisible() and palette.rect().contains(button.geometry()) for button in palette.buttons.values())
    assert driver.window.tool_bar.rect().contains(palette.geometry())
    assert not any(one.intersects(other) for n, one in enumerate(boxes) for other in boxes[:n])
    QTest.mouseClick(palette.buttons[driver.window.act["tool_edge_eraser"]], Qt.MouseButton.LeftButton)
    assert driver.canvas.tool.name == "tool_edge_eraser"


def test_every_panel_has_the_whole_height(driver):
    training, *others = driver.window.docks.all
    assert set(driver.window.tabifiedDockWidgets(training)) == set(others)
    assert not training.visibleRegion().isEmpty()


def test_the_status_bar_says_when_a_stretch_stands_in_for_the_first_frame(driver, monkeypatch):
    strip = driver.window.status_strip
    assert (strip.engine.text(), strip.time.text()) == ("The photo itself", "")
    monkeypatch.setattr(driver.document, "set_result", lambda *_: None)  # the frame never comes
    width, height = driver.size
    driver.document.set_placement(Placement(CanvasGeometry(width, height, width // 2, height)))
    assert strip.engine.text() == "The photo stretched; drawing…"


def test_the_right_button_offers_what_is_at_hand_but_not_in_a_stroke(driver):
    menu = next(menu for menu in driver.window.findChildren(QMenu) if menu.title() == "Canvas")
    at = driver.canvas.viewport().rect().center()

    def ask() -> None:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, driver.canvas.viewport().mapToGlobal(at))
        QApplication.sendEvent(driver.canvas.viewport(), event)

    ask()
    assert menu.isVisible()
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names == ["undo", "redo", "fill", "mask_clear", "zoom_fit", "zoom_actual", "compare", "copy"]
    menu.close()
    driver.trigger("tool_brush")
    driver.press(at)
    ask()
    assert not menu.isVisible()
    driver.release(at)


def test_the_status_bar_reads_place_and_colour_under_the_pointer(driver):
    canvas, strip = driver.canvas, driver.window.status_strip

    def point_at(x: float, y: float) -> tuple[str, float, float]:
        """What is said there, and where in the photo that is, since the pointer stands on whole px of the screen."""
        there = canvas.viewportTransform().map(QPointF(x, y)).toPoint()
        QTest.mouseMove(canvas.viewport(), there)
        at = canvas.viewportTransform().inverted()[0].map(QPointF(there))
        return strip.pixel.text() if strip.pixel.isVisible() else "", at.x(), at.y()

    def colour(image: np.ndarray, x: float, y: float) -> str:
        return " ".join(map(str, image[int(y), int(x), :3]))

    said, x, y = point_at(40.5, 70.5)
    assert said == f"{int(x)}, {int(y)}  ·  {colour(driver.document.photo.pixels, x, y)}"
    assert point_at(-8, 20)[0] == ""
    driver.drag(Handle.RIGHT, 60, 0)
    driver.settle()
    (width, height), (high, wide) = driver.size, driver.frame.shape[:2]
    said, x, y = point_at(width - 9.5, 70.5)
    assert said == f"{int(x)}, {int(y)}  ·  {colour(driver.frame, x / width * wide, y / height * high)}"
    driver.document.mark_saved()
    driver.trigger("close_photo")
    assert not strip.pixel.isVisible()


def test_before_and_after_are_parted_by_a_line_that_is_dragged(driver):
    driver.drag(Handle.RIGHT, 120, 0)
    driver.settle()
    driver.wait(lambda: driver.window.session.frames.finished)
    after = driver.screen()
    driver.canvas.show_instead("stretch")
    before = driver.screen()
    driver.canvas.show_instead("result")
    QTest.keyClick(driver.canvas, Qt.Key.Key_Y)
    grip, size = driver.window.split.grip, driver.size
    left, right = driver.at(Handle.TOP_LEFT), driver.at(Handle.BOTTOM_RIGHT)
    inner = slice(left.y() + 20, right.y() - 20)
    for share in (0.5, 0.75):
        x = round(left.x() + share * (right.x() - left.x()))
        here = grip.mapToParent(grip.rect().center())
        QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=grip.rect().center())
        QTest.mouseMove(grip, grip.rect().center() + QPoint(x - here.x(), 0))
        QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=grip.rect().center())
        seen = driver.screen()
        assert (seen[inner, left.x() + 20 : x - 20] == before[inner, left.x() + 20 : x - 20]).all()
        assert (seen[inner, x + 20 : right.x() - 20] == after[inner, x + 20 : right.x() - 20]).all()
    assert driver.size == size  # the line lies over the middle of a side's handle, too
    driver.canvas.set_zoom(20.0)
    assert driver.canvas.viewport().rect().contains(grip.geometry().center())
    QTest.keyClick(driver.canvas, Qt.Key.Key_Y)
    assert not grip.isVisible()
