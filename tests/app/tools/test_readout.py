"""What the status bar reads under a pointer that rests, whatever is done to the photo by keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.canvas.handles import Handle
from tests.app.pictures import discs, save
from tests.app.tools.hands import Hands

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def read(hands: Hands) -> str:
    return hands.window.status_strip.pixel.text() if hands.window.status_strip.pixel.isVisible() else ""


def rest(hands: Hands, x: float, y: float) -> QPoint:
    """The pointer comes to a place of the photo and stays there; returns it, px of the canvas."""
    at = hands.at(x, y)
    QTest.mouseMove(hands.driver.canvas.viewport(), at + QPoint(1, 0))
    QTest.mouseMove(hands.driver.canvas.viewport(), at)
    return at


def truth(hands: Hands, at: QPoint, pixels: np.ndarray | None = None) -> str:
    """What is to be read at ``at`` where ``pixels``, the photo by default, are drawn at their own size."""
    pixels = hands.document.photo.pixels if pixels is None else pixels
    scene = hands.driver.canvas.to_scene(at.toPointF())
    x, y = int(scene.x() // 1), int(scene.y() // 1)
    if not (0 <= x < pixels.shape[1] and 0 <= y < pixels.shape[0]):
        return ""
    return f"{x}, {y}  ·  {' '.join(map(str, pixels[y, x]))}"


def test_it_follows_turns_flips_crops_and_undo_under_a_pointer_that_rests(hands, tmp_path):
    driver, document = hands.driver, hands.document
    at = rest(hands, 20, 80)
    seen = [read(hands)]
    assert seen == [truth(hands, at)]

    def now(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        before = document.photo
        driver.key(key, modifiers=modifiers)
        driver.wait(lambda: document.photo is not before)
        driver.wait(lambda: read(hands) == truth(hands, at))
        seen.append(read(hands))

    now(Qt.Key.Key_H, SHIFT)
    now(Qt.Key.Key_V, SHIFT)
    now(Qt.Key.Key_BracketRight, CTRL)
    now(Qt.Key.Key_Z, CTRL)
    assert len(set(seen)) >= 4, "the test tells nothing where all pixels are alike"
    assert "" in seen  # beside the photo that stands upright now
    driver.key(Qt.Key.Key_Plus, modifiers=CTRL)
    driver.wait(lambda: read(hands) == truth(hands, at) != seen[-1])
    before = document.photo
    driver.key(Qt.Key.Key_C)
    driver.wait(lambda: driver.canvas.tool.name == "tool_crop")
    driver.canvas.tool.options().width_field.setValue(100)
    driver.key(Qt.Key.Key_Return)
    driver.wait(lambda: document.photo is not before)
    driver.wait(lambda: read(hands) == truth(hands, at))

    document.mark_saved()
    driver.open(save(tmp_path / "other.png", 255 - discs()))
    driver.wait(lambda: read(hands) == truth(hands, at) != "")
    hands.window.resize(hands.window.width() + 160, hands.window.height())
    driver.wait(lambda: read(hands) == truth(hands, at))


def test_it_follows_fills_and_strokes_under_a_pointer_that_rests(hands):
    driver, document = hands.driver, hands.document
    hands.size(12)
    before = document.photo.pixels
    hands.stroke([(40, 40), (60, 40)])
    at = rest(hands, 50, 40)
    assert read(hands) == truth(hands, at)
    driver.key(Qt.Key.Key_Return)
    hands.until_ready()
    driver.wait(lambda: read(hands).endswith("255 0 255"))
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: read(hands) == truth(hands, at, before))
    driver.key(Qt.Key.Key_Return)
    hands.until_ready()
    driver.key(Qt.Key.Key_V)
    driver.wait(lambda: read(hands).endswith("255 0 127"))
    driver.key(Qt.Key.Key_Return)
    driver.wait(lambda: document.photo.pixels is not before)
    driver.wait(lambda: read(hands) == truth(hands, at))
    assert read(hands).endswith("255 0 127")
    driver.key(Qt.Key.Key_Z, modifiers=CTRL)
    driver.wait(lambda: read(hands) == truth(hands, at, before))

    driver.trigger("tool_clone")
    QTest.mouseClick(driver.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, at)
    there = hands.at(110, 70)
    driver.press(there)  # the button is held: what is painted is no step of the history yet
    driver.wait(lambda: read(hands).endswith(truth(hands, at).split("·")[1]))
    assert read(hands).split("·")[1] != truth(hands, there).split("·")[1]
    driver.key(Qt.Key.Key_Escape)
    driver.wait(lambda: read(hands) == truth(hands, there))
    driver.release(there)


def test_nothing_is_read_off_the_canvas(hands, qtbot):
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    at = rest(hands, 50, 40)
    assert read(hands) == truth(hands, at)
    QApplication.sendEvent(hands.driver.canvas.viewport(), QEvent(QEvent.Type.Leave))  # such as to a card over it
    assert read(hands) == ""
    hands.driver.canvas.zoom_in()
    hands.driver.screen()
    QTest.qWait(20)
    assert read(hands) == ""


def test_it_reads_the_side_of_the_line_that_is_under_the_pointer(hands):
    driver, document, split = hands.driver, hands.document, hands.window.split
    opened = document.photo.pixels
    hands.stroke([(40, 80), (60, 80)])
    driver.key(Qt.Key.Key_Return)
    hands.until_ready()
    driver.key(Qt.Key.Key_Return)
    driver.wait(lambda: document.photo.pixels is not opened)
    driver.key(Qt.Key.Key_Y)
    assert split.grip.isVisible()
    at = rest(hands, 40, 80)
    assert read(hands) == truth(hands, at, opened) != truth(hands, at)
    line = split.grip.geometry().center()
    QTest.mousePress(split.grip, Qt.MouseButton.LeftButton, pos=split.grip.mapFromParent(line))
    QTest.mouseMove(split.grip, split.grip.mapFromParent(QPoint(at.x() - 30, line.y())))
    QTest.mouseRelease(split.grip, Qt.MouseButton.LeftButton)
    assert rest(hands, 40, 80) == at
    assert read(hands) == truth(hands, at)
    driver.key(Qt.Key.Key_Y)
    driver.wait(lambda: read(hands) == truth(hands, at))
    driver.key(Qt.Key.Key_Y)
    split.move_to(at.x() + 40)  # and where the line comes to a pointer that rests
    driver.wait(lambda: read(hands) == truth(hands, at, opened))


@pytest.mark.parametrize("way", ["resize", "perspective"])
def test_left_of_the_line_it_reads_the_photo_stretched_into_a_canvas_of_another_size(hands, way):
    driver, split = hands.driver, hands.window.split
    driver.trigger(f"tool_{way}")
    if way == "resize":
        driver.drag(Handle.RIGHT, 60, 0)
    else:
        driver.drag(Handle.TOP_LEFT, 40, 20, mode="perspective")
    driver.settle()
    driver.key(Qt.Key.Key_Y)
    line = split.grip.geometry().center().x()
    for x in (line - 30, line + 30):
        at = QPoint(x, driver.canvas.viewport().height() // 2)
        QTest.mouseMove(driver.canvas.viewport(), at + QPoint(0, 1))
        QTest.mouseMove(driver.canvas.viewport(), at)
        colour = [int(part) for part in read(hands).split("·")[1].split(",")[0].split()]
        there = driver.screen()[at.y() - 1 : at.y() + 2, at.x() - 1 : at.x() + 2].reshape(-1, 3).astype(int)
        assert (there.min(0) - 24 <= colour).all()
        assert (colour <= there.max(0) + 24).all()


def test_the_sides_of_the_line_are_named_where_there_is_room_and_below_other_cards(hands):
    driver, split = hands.driver, hands.window.split
    words = split.words
    viewport = driver.canvas.viewport()
    driver.key(Qt.Key.Key_Y)
    for _ in range(3):
        driver.key(Qt.Key.Key_Plus, modifiers=CTRL)

    def seen() -> list[str]:
        return [word.label.text() for word in (words.before, words.after) if word.isVisible()]

    def drag_to(x: float) -> None:
        start, y = split.grip.geometry().center(), split.grip.height() // 2
        QTest.mousePress(split.grip, Qt.MouseButton.LeftButton, pos=QPoint(split.grip.width() // 2, y))
        QTest.mouseMove(split.grip, split.grip.mapFromParent(QPoint(round(x), start.y())))
        QTest.mouseRelease(split.grip, Qt.MouseButton.LeftButton)

    assert seen() == ["Before", "After"]
    line = split.grip.geometry().center().x()
    assert words.before.geometry().right() < line < words.after.geometry().left()
    assert words.before.y() == words.after.y() == 8
    assert viewport.childAt(words.before.geometry().center()) is None  # the pointer goes through
    left, right = hands.at(0, 0).x(), hands.at(160, 0).x()
    drag_to(left + 10)
    assert seen() == ["After"]
    drag_to(right - 10)
    assert seen() == ["Before"]
    drag_to((left + right) / 2)
    assert seen() == ["Before", "After"]

    driver.trigger("tool_resize")
    driver.drag(Handle.RIGHT, 60, 0)
    driver.trigger("tool_brush")  # a card says at the top that the size is not applied
    card = hands.window.apply_size.offer
    driver.wait(card.isVisible)
    assert seen() == ["Before", "After"]
    assert words.before.y() == words.after.y() > card.geometry().bottom()
    driver.trigger("reset")
    assert not card.isVisible()
    assert words.before.y() == 8
    driver.key(Qt.Key.Key_Y)
    assert seen() == []
