"""Fields take the keys that they can use; all others are the canvas's and the menus', and Enter and Esc lead there."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QSpinBox,
)

from app.dialogs import export_dialog

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(driver, key, held=Qt.KeyboardModifier.NoModifier) -> None:
    """A key as the desktop sends it: to whatever has the focus."""
    QTest.keyClick(driver.window.windowHandle(), key, held)


def fields(driver, kinds=(QAbstractSpinBox, QComboBox, QAbstractSlider, QCheckBox)):
    """Every field of the window that can be seen with some tool, with the tool's name; the tool is in hand."""
    seen = set()
    for name in ("tool_resize", *driver.window.tools):
        driver.trigger(name)
        for field in driver.accessible_widgets(kinds):
            focusable = field.focusPolicy() != Qt.FocusPolicy.NoFocus
            if field not in seen and focusable and field.isVisible() and field.isEnabled():
                seen.add(field)
                yield name, field
                driver.trigger(name)
    assert len(seen) >= 15


@pytest.fixture
def keys(driver, qtbot):
    driver.window.resize(1600, 800)
    driver.window.activateWindow()
    qtbot.waitUntil(driver.window.isActiveWindow)
    return driver


def test_keys_of_tools_and_menus_work_from_every_field(keys, monkeypatch):
    asked = []
    monkeypatch.setattr(export_dialog, "ExportDialog", lambda *_: SimpleNamespace(open=lambda: asked.append(True)))
    for tool, field in fields(keys):
        called = f"{field.accessibleName() or field.text()} of {tool}"
        for key, other in ((Key.Key_H, "tool_hand"), (Key.Key_B, "tool_brush")):
            keys.trigger(tool)
            field.setFocus()
            assert keys.window.focusWidget() is field, called
            press(keys, key)
            assert keys.window.act[other].isChecked(), called
            assert keys.canvas.hasFocus(), called
        keys.trigger(tool)
        field.setFocus()
        press(keys, Key.Key_E, CONTROL)
        assert asked.pop(), called


def test_brackets_reach_the_brush_from_its_own_fields(keys):
    settings = keys.window.repair.settings
    keys.trigger("tool_brush")
    options = keys.canvas.tool.options()
    for field in (options.size_field, options.hardness_field, options.size_slider, options.release_box):
        before = settings.size
        field.setFocus()
        press(keys, Key.Key_BracketRight)
        assert settings.size > before
        assert options.size_field.value() == settings.size
        assert keys.canvas.hasFocus()


def test_enter_takes_what_is_typed_and_esc_does_not_and_both_give_the_focus_back(keys):
    for tool, field in fields(keys, (QSpinBox, QDoubleSpinBox)):
        called = f"{field.accessibleName()} of {tool}"
        before = field.value()
        typed = [str(n) for n in range(1, 99) if field.minimum() <= n <= field.maximum() and abs(n - before) > 1]
        typed = typed[len(typed) // 2] if typed else str(round(field.maximum()))
        for end in (Key.Key_Escape, Key.Key_Return):
            field.setFocus()
            field.selectAll()
            for digit in typed:
                press(keys, Key(ord(digit)))
            assert keys.window.focusWidget() is field, called
            assert field.value() == before, called
            press(keys, end)
            assert keys.canvas.hasFocus(), called
            assert (field.value() == before) == (end == Key.Key_Escape), called
            assert field.lineEdit().text() == field.textFromValue(field.value()) or field.suffix(), called
        assert not keys.session.filling.active


def test_what_a_field_needs_stays_with_it(keys):
    options = keys.canvas.tool.options()
    field = options.width_field
    field.setFocus()
    field.selectAll()
    for key in (Key.Key_2, Key.Key_5, Key.Key_0, Key.Key_Backspace, Key.Key_Left, Key.Key_Right):
        press(keys, key)
    assert field.cleanText() == "25"
    press(keys, Key.Key_Z, CONTROL)  # of what is half typed
    assert keys.window.focusWidget() is field
    assert keys.size == (160, 112)
    press(keys, Key.Key_A, CONTROL)
    press(keys, Key.Key_C, CONTROL)
    press(keys, Key.Key_3)
    press(keys, Key.Key_Up)
    assert keys.window.focusWidget() is field
    press(keys, Key.Key_Escape)
    assert keys.canvas.hasFocus()


def test_a_held_enter_does_not_go_on_to_fill(keys):
    keys.trigger("tool_brush")
    middle = keys.canvas.viewport().rect().center()
    keys.press(middle)
    keys.release(middle)
    assert not keys.document.mask.empty
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(keys.canvas, held)
    assert not keys.session.filling.active
