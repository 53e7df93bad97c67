"""Keys in tooltips: those that the user has set, as the platform writes them."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from app.canvas.handles import Handle
from app.dialogs.help_dialogs import KeysDialog
from app.widgets import key_tips


def hovered(widget: QWidget) -> str:
    """The tooltip that comes up over ``widget``."""
    at = widget.rect().center()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    said = QToolTip.text()
    QToolTip.hideText()
    return said


def test_tooltips_of_buttons_have_the_key_that_the_user_chose(driver):
    window = driver.window
    row = driver.canvas.tool.options()
    driver.drag(Handle.RIGHT, 40, 0)
    assert hovered(row.reset_button).endswith("(Ctrl+R)")
    assert hovered(window.training_panel.train_button).endswith("(Ctrl+T)")
    shortcuts = window.settings_controller.shortcuts
    shortcuts.change("apply_size", QKeySequence("Ctrl+J"))
    shortcuts.change("reset", QKeySequence("Ctrl+Alt+R"))
    shortcuts.change("train", QKeySequence())
    assert hovered(row.apply_button).endswith("(Ctrl+J)")
    assert hovered(row.reset_button).endswith("(Ctrl+Alt+R)")
    assert "(" not in hovered(window.training_panel.train_button)
    driver.trigger("tool_brush")
    offer = window.apply_size.offer
    driver.wait(offer.isVisible)
    assert hovered(offer.apply_button).endswith("(Ctrl+J)")
    assert hovered(offer.reset_button).endswith("(Ctrl+Alt+R)")
    shortcuts.reset_all()
    assert hovered(offer.reset_button).endswith("(Ctrl+R)")


def test_so_have_those_of_the_start_page(window):
    zone = window.start_page.drop_zone
    assert hovered(zone.browse_button) == "Open a photo (Ctrl+O)"
    window.settings_controller.shortcuts.change("open", QKeySequence("F3"))
    assert hovered(zone.browse_button) == "Open a photo (F3)"
    assert hovered(zone.paste_button).endswith("(Ctrl+V)")
    window.settings_controller.shortcuts.reset_all()


def test_modifiers_are_written_as_the_platform_does(make_window, qtbot, monkeypatch):
    """As on a Mac, whose names Qt has on no other platform."""
    marks = {"Shift+": "⇧", "Ctrl+": "⌘", "Alt+": "⌥"}

    def native(keys: str) -> str:
        for name, mark in marks.items():
            keys = keys.replace(name, mark)
        return keys

    monkeypatch.setattr(key_tips, "native", native)
    window = make_window()
    assert window.act["tool_brush"].toolTip().startswith("Brush: paint over what should go; ⌥ takes away")
    assert window.compare_button.toolTip().endswith("(⇧C)")
    assert "⌘ and drag" in window.reframing.tool.options().level_button.toolTip()
    assert window.tools["tool_brush"].options().hardness_field.toolTip() == "Hardness (⇧[ and ⇧])"
    dialog = KeysDialog(window.act, window)
    texts = [each.text() for each in dialog.findChildren(QLabel)]
    assert "⇧, ⌥ while cropping" in texts
    dialog.deleteLater()
