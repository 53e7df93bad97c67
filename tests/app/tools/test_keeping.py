"""The reshape tools' Keep: seeing what is kept, painting it, and the style; with real clicks, keys and strokes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.handles import Handle
from app.canvas.tool import RELEASE_MS
from app.dialogs.help_dialogs import KeysDialog
from app.tools.keep_options import KeepModes
from app.tools.retarget_options import RetargetOptions
from core.retarget.subject import Subject
from tests.app.driver import Driver

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


class Keeper:
    """A user with the Resize tool."""

    def __init__(self, driver: Driver) -> None:
        self.driver, self.document, self.canvas = driver, driver.document, driver.canvas
        self.marking = driver.window.marking
        driver.wait(lambda: self.document.subject is not None)
        subject = np.zeros((112, 160), np.float32)
        subject[20:60, 90:140] = 1
        self.document.set_subject(Subject(subject))

    @property
    def options(self) -> RetargetOptions:
        return self.canvas.tool.options()

    @property
    def modes(self) -> KeepModes:
        return self.options.modes

    def click(self, widget) -> None:
        QTest.mouseClick(widget, LEFT)

    def keep(self) -> None:
        self.click(self.options.keep_button)

    def at(self, x: float, y: float) -> QPoint:
        return self.canvas.viewportTransform().map(QPointF(x, y)).toPoint()

    def stroke(self, points, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        places = [self.at(*point) for point in points]
        self.driver.press(places[0], modifiers)
        for place in places[1:]:
            self.driver.move(place)
        self.driver.release(places[-1], modifiers)

    def colour(self, x: float, y: float) -> np.ndarray:
        at = self.at(x, y)
        return self.driver.screen()[at.y() - 2 : at.y() + 3, at.x() - 2 : at.x() + 3].reshape(-1, 3).mean(0)

    def marked(self, x: int, y: int) -> list[str]:
        return [mask.name for mask in self.document.marking if mask.pixels[y, x] > 127]


@pytest.fixture
def keeper(driver: Driver) -> Keeper:
    driver.trigger("panels")  # where the panel is seen, it has style and marks in place of the row
    keeper = Keeper(driver)
    driver.window.repair.settings.change(size=12)
    return keeper


def widen(keeper: Keeper) -> None:
    keeper.driver.drag(Handle.RIGHT, round(60 * keeper.canvas.zoom), 0)
    keeper.driver.settle()


def test_keep_shows_the_photo_itself_under_a_veil_and_goes_back(keeper):
    widen(keeper)
    assert not keeper.modes.isVisible()
    keeper.keep()
    assert keeper.marking.keeping
    assert keeper.canvas.unresized
    assert not keeper.canvas.handles.isVisible()
    assert keeper.modes.isVisible()
    assert not keeper.options.width_field.isVisible()
    photo = keeper.document.photo.pixels.astype(float)
    kept, gone = keeper.colour(115, 40) - photo[40, 115], keeper.colour(30, 100) - photo[100, 30]
    assert gone.sum() < kept.sum() - 60  # what gives way is darker
    assert gone.sum() < -60
    assert kept[1] - kept[0] > 20  # and what stays is tinted
    size = keeper.document.geometry.width
    keeper.keep()
    assert not keeper.canvas.unresized
    assert keeper.canvas.handles.isVisible()
    assert keeper.options.width_field.isVisible()
    assert keeper.document.geometry.width == size
    assert keeper.canvas.picture.showing == "result"
    assert not keeper.marking.keep_item.isVisible()


def test_the_veil_follows_the_subject(keeper):
    keeper.keep()
    before = keeper.colour(30, 60).sum()
    subject = np.zeros((112, 160), np.float32)
    subject[40:80, 10:50] = 1
    keeper.document.set_subject(Subject(subject))
    assert keeper.colour(30, 60).sum() > before + 40


@pytest.mark.parametrize("mode", ["protect", "release", "remove"])
def test_a_stroke_marks_what_its_button_says_and_is_one_step(keeper, mode):
    document = keeper.document
    keeper.keep()
    keeper.click(keeper.modes.buttons[mode])
    assert [name for name, button in keeper.modes.buttons.items() if button.isChecked()] == [mode]
    keeper.stroke([(20, 20), (40, 20), (60, 22)])
    assert document.undo_stack.count() == 1
    assert keeper.marked(40, 20) == [mode]
    assert keeper.marked(40, 60) == []
    assert getattr(document.marks, mode)[20, 40]
    assert [name for name in ("protect", "release", "remove") if getattr(document.marks, name) is not None] == [mode]
    keeper.driver.trigger("undo")
    assert document.marks is None
    assert keeper.marked(40, 20) == []
    keeper.driver.trigger("redo")
    assert keeper.marked(40, 20) == [mode]


def test_a_place_has_one_mark_and_alt_takes_it_away(keeper):
    document = keeper.document
    keeper.keep()
    for mode in ("protect", "release", "remove", "protect"):
        keeper.click(keeper.modes.buttons[mode])
        keeper.stroke([(20, 20), (60, 20)])
        assert keeper.marked(40, 20) == [mode]
    keeper.driver.trigger("undo")
    assert keeper.marked(40, 20) == ["remove"]
    keeper.driver.trigger("redo")
    keeper.stroke([(35, 20), (45, 20)], ALT)
    assert keeper.marked(40, 20) == []
    assert keeper.marked(22, 20) == ["protect"]
    assert document.undo_stack.undoText() == "Take marks away"
    assert document.undo_stack.count() == 5


def test_marks_are_told_once_a_stroke_has_ended(keeper):
    told = []
    keeper.document.marksChanged.connect(lambda: told.append(1))
    keeper.keep()
    start = keeper.at(20, 20)
    keeper.driver.press(start)
    keeper.driver.move(start + QPoint(20, 0))
    assert keeper.document.busy
    assert keeper.marked(20, 20) == ["protect"]
    assert not told
    keeper.driver.release(start + QPoint(20, 0))
    assert told
    assert not keeper.document.busy


def test_escape_takes_a_stroke_back_and_then_ends_keep(keeper):
    keeper.keep()
    start = keeper.at(20, 20)
    keeper.driver.press(start)
    keeper.driver.move(start + QPoint(20, 0))
    keeper.driver.key(Qt.Key.Key_Escape)
    assert keeper.marked(20, 20) == []
    assert not keeper.document.busy
    keeper.driver.release(start)
    assert keeper.document.undo_stack.count() == 0
    assert keeper.document.marks is None
    keeper.driver.key(Qt.Key.Key_Escape)
    assert not keeper.marking.keeping


def test_brackets_change_the_brush(keeper):
    keeper.keep()
    settings = keeper.driver.window.repair.settings
    keeper.driver.key(Qt.Key.Key_BracketRight, Qt.Key.Key_BracketRight)
    assert settings.size == 14
    keeper.driver.key(Qt.Key.Key_BracketLeft)
    assert settings.size == 13
    settings.change(size=50)
    keeper.stroke([(60, 60), (61, 60)])
    assert keeper.marked(60, 40) == ["protect"]
    assert keeper.marked(60, 30) == []


def test_handles_cannot_be_moved_while_keep_is_on(keeper):
    keeper.keep()
    keeper.driver.key(Qt.Key.Key_N, Qt.Key.Key_Right, Qt.Key.Key_6)
    at = keeper.at(159, 56)
    keeper.driver.press(at)
    keeper.driver.move(at + QPoint(40, 0))
    keeper.driver.release(at + QPoint(40, 0))
    assert keeper.document.geometry.is_identity


def send(keeper: Keeper, kind: QEvent.Type, *, repeat: bool = False) -> None:
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(keeper.canvas, QKeyEvent(kind, Qt.Key.Key_K, none, "k", repeat))


def test_keep_is_on_while_k_is_held(keeper):
    QTest.keyPress(keeper.canvas, Qt.Key.Key_K)
    assert keeper.marking.keeping
    assert keeper.options.keep_button.isChecked()
    send(keeper, QEvent.Type.KeyRelease, repeat=True)  # what an X server sends of a key that is held
    send(keeper, QEvent.Type.KeyPress, repeat=True)
    assert keeper.marking.keeping
    keeper.stroke([(20, 20), (40, 20)])
    assert keeper.marked(30, 20) == ["protect"]
    QTest.keyRelease(keeper.canvas, Qt.Key.Key_K)
    keeper.driver.wait(lambda: not keeper.marking.keeping)
    assert not keeper.options.keep_button.isChecked()
    keeper.keep()
    QTest.keyClick(keeper.canvas, Qt.Key.Key_K)
    assert keeper.marking.keeping  # it was on without the key


def test_a_key_whose_repetition_looks_like_a_release_keeps_on(keeper, qtbot):
    """Under load Qt does not see that a release and the next press of an X server belong together."""
    heard = []
    keeper.marking.keepingChanged.connect(heard.append)
    send(keeper, QEvent.Type.KeyPress)
    for _ in range(3):
        send(keeper, QEvent.Type.KeyRelease)
        QApplication.processEvents()
        send(keeper, QEvent.Type.KeyPress)
    qtbot.wait(2 * RELEASE_MS)
    assert heard == [True]
    send(keeper, QEvent.Type.KeyRelease)
    keeper.driver.wait(lambda: heard == [True, False])


def test_the_word_about_the_photo_s_own_size_goes_with_keep(keeper):
    keeper.driver.drag(Handle.RIGHT, 40, 0)
    keeper.keep()
    strip = keeper.driver.window.status_strip
    assert "own size" in strip.currentMessage()
    keeper.options.keep_button.click()
    assert strip.currentMessage() == ""
    keeper.driver.settle()


def test_a_key_that_is_let_go_elsewhere_does_not_keep_on(keeper):
    QTest.keyPress(keeper.canvas, Qt.Key.Key_K)
    assert keeper.marking.keeping
    keeper.options.style_box.setFocus()
    keeper.driver.wait(lambda: not keeper.canvas.hasFocus() and not keeper.marking.keeping)


def test_the_key_is_in_the_list_and_no_action_may_have_it(keeper, qtbot):
    from PySide6.QtWidgets import QLabel

    from app.settings.keys import CANVAS

    dialog = KeysDialog(keeper.driver.window.act)
    qtbot.addWidget(dialog)
    assert "Hold K" in [label.text() for label in dialog.findChildren(QLabel)]
    assert "K" in CANVAS


@pytest.mark.parametrize("way", ["tool_perspective", "tool_resize", "tool_brush", "close_photo"])
def test_another_tool_or_photo_ends_keep(keeper, way):
    keeper.keep()
    keeper.driver.trigger(way)
    assert not keeper.marking.keeping
    assert not keeper.marking.keep_item.isVisible()
    assert keeper.canvas.unresized == (way == "tool_brush")


def test_the_selection_and_its_bar_are_out_of_sight_while_keep_is_on(keeper):
    window = keeper.driver.window
    keeper.driver.trigger("tool_brush")
    keeper.stroke([(30, 30), (60, 30)])
    assert window.repair_bar.isVisible()
    keeper.driver.trigger("tool_resize")
    keeper.keep()
    keeper.stroke([(30, 80), (60, 80)])
    assert not window.repair_bar.isVisible()
    assert not window.repair.mask_item.isVisible()
    keeper.driver.trigger("mask_protect")  # the selection can be marked from here
    assert keeper.marked(45, 30) == ["protect"]


def test_clear_takes_all_three_away_in_one_step(keeper):
    keeper.keep()
    assert not keeper.modes.clear_button.isEnabled()
    for number, mode in enumerate(("protect", "release", "remove")):
        keeper.click(keeper.modes.buttons[mode])
        keeper.stroke([(20, 20 + 30 * number), (60, 20 + 30 * number)])
    assert keeper.modes.clear_button.isEnabled()
    keeper.click(keeper.modes.clear_button)
    assert keeper.document.marks is None
    keeper.driver.trigger("undo")
    assert [keeper.marked(40, y) for y in (20, 50, 80)] == [["protect"], ["release"], ["remove"]]


def test_the_style_is_chosen_undone_and_shown(keeper):
    document = keeper.document
    box = keeper.options.style_box
    assert box.isVisible()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert document.style == "things"
    assert keeper.canvas.hasFocus()
    assert document.undo_stack.undoText() == "Keep things"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert document.style == "pattern"
    keeper.driver.trigger("undo")
    assert document.style == "things"
    assert box.currentText() == "Keep things"
    keeper.driver.trigger("tool_perspective")
    assert keeper.options.style_box.currentText() == "Keep things"


@pytest.mark.parametrize("width", [800, 900, 1280])
def test_all_of_keep_is_in_reach_in_windows_of_all_widths(keeper, width):
    window = keeper.driver.window
    window.resize(width, 600)
    keeper.driver.wait(lambda: window.width() == width)
    keeper.driver.wait(lambda: keeper.options.keep_button.isVisible())
    keeper.keep()
    parts = (keeper.options.keep_button, *keeper.modes.buttons.values(), keeper.modes.clear_button,
             keeper.options.style_box)  # fmt: skip

    def inside() -> bool:
        return all(
            part.isVisible() and part.visibleRegion().boundingRect() == part.rect()
            and part.width() >= part.sizeHint().width() for part in parts
        )  # fmt: skip

    keeper.driver.wait(inside)
    bar, panels = window.main_bar, window.act["panels"]
    keeper.driver.wait(lambda: bar.rect().contains(bar.widgetForAction(panels).geometry()))
    for part in parts:
        assert part.accessibleName()
        assert part.toolTip()


def test_a_reshaped_canvas_follows_what_is_painted(keeper):
    widen(keeper)
    keeper.driver.settle()
    frames = keeper.driver.session.frames
    keeper.driver.wait(lambda: frames.finished)
    keeper.keep()
    keeper.stroke([(100, 30), (130, 50)])
    assert not frames.finished
    keeper.keep()
    keeper.driver.settle()
    assert keeper.canvas.picture.showing == "result"
