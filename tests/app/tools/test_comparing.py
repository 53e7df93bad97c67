"""Before and after, once the photo itself was changed: by keys, the menu, the line; and what the status bar reads."""

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.canvas.handles import Handle
from app.window.tap_key import TAP_MS
from tests.app.driver import Driver
from tests.app.pictures import discs

HELD_MS = TAP_MS + 50  # a key that is let go sooner crops
FIRST, SECOND = [(40, 40), (60, 40)], [(100, 70), (120, 70)]


def held(driver) -> np.ndarray:
    """What the canvas shows while C is held."""
    QTest.keyPress(driver.canvas, Qt.Key.Key_C)
    QTest.qWait(HELD_MS)
    seen = driver.screen()
    QTest.keyRelease(driver.canvas, Qt.Key.Key_C)
    driver.wait(lambda: driver.canvas.showing == "result")
    return seen


def fill(hands, points) -> None:
    hands.stroke(points)
    hands.driver.key(Qt.Key.Key_Return)
    hands.driver.wait(lambda: hands.filling.ready)


def patch(hands, seen: np.ndarray, at: tuple[float, float]) -> np.ndarray:
    there = hands.at(*at)
    return seen[there.y() - 2 : there.y() + 3, there.x() - 2 : there.x() + 3]


def pixel(hands, at: tuple[float, float]) -> str:
    QTest.mouseMove(hands.driver.canvas.viewport(), hands.at(*at) + QPoint(1, 0))
    QTest.mouseMove(hands.driver.canvas.viewport(), hands.at(*at))
    return hands.window.status_strip.pixel.text()


def test_it_is_compared_with_the_photo_as_opened_and_a_fill_with_what_it_would_change(hands):
    driver = hands.driver
    opened = held(driver)
    fill(hands, FIRST)
    assert pixel(hands, (50, 40)).endswith("255 0 255")  # the fill, not what lies under it
    driver.key(Qt.Key.Key_Return)
    driver.wait(lambda: driver.document.edited)
    driver.wait(lambda: driver.window.status_strip.engine.text() == "The edited photo")
    filled = driver.screen()
    assert (held(driver) == opened).all()
    assert not (patch(hands, filled, (50, 40)) == patch(hands, opened, (50, 40))).all()
    QTest.keyPress(driver.canvas, Qt.Key.Key_C)
    was = " ".join(map(str, cv2.imread(str(driver.document.photo.path))[40, 50, ::-1]))
    assert pixel(hands, (50, 40)).endswith(was)
    QTest.qWait(HELD_MS)
    QTest.keyRelease(driver.canvas, Qt.Key.Key_C)
    driver.wait(lambda: driver.canvas.showing == "result")

    fill(hands, SECOND)
    before = held(driver)
    assert (patch(hands, before, (50, 40)) == patch(hands, filled, (50, 40))).all()
    assert (patch(hands, before, (104, 70)) == patch(hands, opened, (104, 70))).all()
    driver.trigger("split")
    split = hands.window.split
    split.move_to(hands.at(150, 0).x())
    assert (patch(hands, driver.screen(), (104, 70)) == patch(hands, opened, (104, 70))).all()
    assert (patch(hands, driver.screen(), (50, 40)) == patch(hands, filled, (50, 40))).all()
    driver.key(Qt.Key.Key_Return)
    driver.wait(lambda: hands.filling.proposal is None)
    assert (patch(hands, driver.screen(), (50, 40)) == patch(hands, opened, (50, 40))).all()  # as opened again
    driver.trigger("split")
    assert (patch(hands, driver.screen(), (50, 40)) == patch(hands, filled, (50, 40))).all()


@pytest.mark.parametrize("end", ["click", "escape", "key"])
def test_the_menu_of_the_canvas_compares_until_the_next_click_or_key(hands, end):
    driver, canvas = hands.driver, hands.driver.canvas
    fill(hands, FIRST)
    at = canvas.viewport().rect().center()
    menu = next(menu for menu in hands.window.findChildren(QMenu) if menu.title() == "Canvas")
    compare = next(action for action in menu.actions() if action.objectName() == "compare").menu()
    assert hands.window.act["split"] in compare.actions()
    compare.actions()[0].trigger()  # a real menu takes the focus from a window without a screen, which ends comparing
    assert canvas.showing == "original"
    canvas.set_zoom(2.0)
    driver.press(at) if end == "click" else driver.key(Qt.Key.Key_Escape if end == "escape" else Qt.Key.Key_B)
    assert canvas.showing == "result"
    driver.release(at)
    assert hands.filling.proposal is not None  # neither the click nor Esc did anything else


def test_the_status_bar_reads_sixteen_bits_and_opacity(window, qtbot, tmp_path):
    rgb = discs().astype(np.uint16) * 257
    alpha = np.full(rgb.shape[:2], 20_000, np.uint16)
    cv2.imwrite(str(tmp_path / "deep.png"), np.dstack([rgb[..., ::-1], alpha]))
    driver = Driver(window, qtbot)
    driver.open(tmp_path / "deep.png")
    strip, canvas = window.status_strip, driver.canvas
    QTest.mouseMove(canvas.viewport(), QPoint(5, 5))
    QTest.mouseMove(canvas.viewport(), canvas.viewport().rect().center())
    x, y = (int(part) for part in strip.pixel.text().split("·")[0].split(","))
    assert strip.pixel.text() == f"{x}, {y}  ·  {' '.join(map(str, rgb[y, x]))}, opacity 20000"
    driver.drag(Handle.RIGHT, 60, 0)
    driver.settle()
    QTest.mouseMove(canvas.viewport(), canvas.viewport().rect().center() + QPoint(1, 0))
    assert strip.pixel.text().endswith(", opacity 20000")
    at = canvas.viewport().rect().center()
    driver.document.mark_saved()
    (tmp_path / "plain.png").write_bytes(cv2.imencode(".png", np.full((112, 160, 3), 7, np.uint8))[1].tobytes())
    driver.open(tmp_path / "plain.png")
    assert strip.pixel.text().endswith("7 7 7")  # under a pointer that rests at ``at``
    assert canvas.viewport().rect().contains(at)
