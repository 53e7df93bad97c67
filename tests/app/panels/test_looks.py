"""Nothing is cut in any dialog, in English and where every word is longer; and what is on can be seen to be on."""

import re
from datetime import datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt, QTranslator
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QPushButton, QScrollArea, QWidget

from app.canvas.banner import Banner
from app.dialogs.autosave_dialog import RecoveryDialog
from app.dialogs.batch_dialog import BatchDialog
from app.dialogs.error_dialog import ErrorDialog
from app.dialogs.export_dialog import ExportDialog
from app.dialogs.help_dialogs import AboutDialog, KeysDialog
from app.settings.dialog import SettingsDialog
from app.theme.theme import icon, theme
from app.window.main_window import MainWindow
from core.ingan.messages import Drawing
from core.selection.region import Region
from tests.app.driver import Driver
from tests.app.pictures import discs, save

LONG_NAME = "a photograph of the lighthouse that was taken on a late evening of the summer before last.png"
SENTENCE = "The photo cannot be read: it ends in the middle of the picture. Ask whoever sent it for another copy."


class Longer(QTranslator):
    """Makes words of three letters and more about 40 % longer, as German makes English."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, text: str, _comment: str | None = None, count: int = -1) -> str:
        if "(*" in text:
            return text
        longer = re.sub(r"(?<![&{%\w])[^\W\d_]{3,}(?!\})", lambda word: word[0] + "e" * -(-2 * len(word[0]) // 5), text)
        return longer.replace("%n", str(count))


@pytest.fixture(params=["English", "longer"])
def worded(request, qapp, make_window, tmp_path, qtbot) -> MainWindow:
    """A window with a photo that has a long name; the dialogs that are made of it have the words of a language."""
    made = make_window()
    driver = Driver(made, qtbot)
    driver.open(save(tmp_path / LONG_NAME, discs()))
    translator = Longer(qapp)
    if request.param == "longer":  # not before the threads of the start page rest: it is Python that Qt would ask
        qapp.installTranslator(translator)
    yield made
    qapp.removeTranslator(translator)


def shown(dialog: QWidget) -> QWidget:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    QApplication.processEvents()
    return dialog


def cut(window: QWidget) -> list[str]:
    """What of the texts in ``window`` has less room than it needs."""
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel) and widget.text():
            wide = 0 if widget.wordWrap() else widget.sizeHint().width()
            high = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
            if high > widget.height() + 1 or wide > widget.width() + 1:
                found.append(f"{widget.text()}: {widget.size()}")
        elif isinstance(widget, QPushButton) and widget.text() and widget.sizeHint().width() > widget.width() + 1:
            found.append(f"{widget.text()}: {widget.size()}")
        elif isinstance(widget, QScrollArea) and widget.widget().width() > widget.viewport().width():
            found.append(f"{widget}: {widget.widget().width()} px of content, {widget.viewport().width()} px of room")
    return found


def test_no_dialog_cuts_its_texts(worded, tmp_path):
    window = worded
    window.document.mask.pixels[40:60, 40:60] = 255
    window.document.mask.touch(Region(40, 40, 60, 60))
    window.document.set_model(Drawing("small", 7))
    place = SimpleNamespace(clear=lambda: None, release=lambda: None)
    copy = SimpleNamespace(
        place=place, summary=SimpleNamespace(title=LONG_NAME, preview=None), when=datetime(2026, 1, 2)
    )
    recovery = shown(RecoveryDialog([copy], window.autosave, window.projects, window))
    assert recovery.list.horizontalScrollBar().maximum() == 0
    error = shown(ErrorDialog(SENTENCE, "Trace\n" * 40, window))
    settings = shown(SettingsDialog(window.settings_controller, window))
    export = shown(ExportDialog(window.document, window.session, window))
    batch = shown(BatchDialog(window.document, window.session, window.settings, window))
    keys, about = shown(KeysDialog(window.act, window)), shown(AboutDialog(window.help.folders(), window))
    found = {}
    for dialog in (recovery, error, keys, about):
        found[type(dialog).__name__] = cut(dialog)
    error.show_button.click()
    found["details"] = cut(error)
    for row in range(settings.names.count()):
        settings.names.setCurrentRow(row)
        found[f"settings {row}"] = cut(settings)
    for kind in export.kind_buttons:
        export.choose_kind(kind)
        for number in range(export.format_box.count()):
            export.format_box.setCurrentIndex(number)
            found[f"export {kind} {number}"] = cut(export)
            # as high as the choices that it shows now, so that the file is in sight
            assert not export.findChild(QScrollArea).verticalScrollBar().isVisible()
    (tmp_path / "other").mkdir()
    save(tmp_path / "other" / "b.png", discs())
    batch.photos_edit.setText(str(tmp_path / "other"))
    for kind in batch.kind_buttons:
        batch.choose_kind(kind)
        found[f"batch {kind}"] = cut(batch)
        # no more than it needs: the rest belongs to the list
        assert batch.kind_text.height() <= batch.kind_text.heightForWidth(batch.kind_text.width()) + 1
    assert {name: texts for name, texts in found.items() if texts} == {}
    for dialog in (recovery, error, settings, export, batch, keys, about):
        dialog.close()
        dialog.deleteLater()


def test_a_failed_export_says_so_below_the_whole_form(driver, tmp_path, qtbot):
    dialog = shown(ExportDialog(driver.document, driver.session, driver.window))
    before = dialog.height()
    (tmp_path / "file").write_text("")
    dialog.file_edit.setText(str(tmp_path / "file" / "picture.png"))
    dialog.export()
    qtbot.waitUntil(lambda: dialog.status.property("role") == "danger")
    assert dialog.height() > before
    assert not dialog.findChild(QScrollArea).verticalScrollBar().isVisible()
    dialog.close()


@pytest.mark.parametrize("mode", ["dark", "light", "contrast"])
def test_a_menu_shows_what_is_on(qapp, qtbot, mode):
    """Also of actions whose icon stands where a box with a tick would be: with the accent of the theme around it."""
    theme().install(qapp, mode)
    menu = QMenu()
    qtbot.addWidget(menu)
    action = menu.addAction(icon("panels"), "Panels")
    action.setCheckable(True)

    def accents() -> int:
        picture = menu.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        colours = [picture.pixelColor(x, y).name() for x in range(32) for y in range(picture.height())]
        return colours.count(theme().tokens.accent)

    menu.popup(QPoint(0, 0))
    assert accents() == 0
    action.setChecked(True)
    assert accents() > 20
    menu.hide()


@pytest.mark.parametrize("width", [240, 1000])
def test_the_strip_over_a_narrow_canvas_has_its_button_below(qapp, qtbot, width):
    banner = Banner()
    qtbot.addWidget(banner)
    banner.say(SENTENCE, "error", "Show what is known")
    assert banner.minimumSizeHint().width() <= 240
    banner.resize(width, banner.heightForWidth(width))
    banner.resize(width, banner.heightForWidth(width))
    assert cut(banner) == []
    assert (banner.button.y() > banner.close_button.y() + 10) == (width == 240)
    assert all(banner.rect().contains(part.geometry()) for part in banner.findChildren(QAbstractButton))


def test_keys_of_what_the_search_leaves_out_cannot_be_changed(driver):
    dialog = shown(SettingsDialog(driver.window.settings_controller, driver.window))
    dialog.names.setCurrentRow(2)
    page = dialog.keys_page
    page.choose("tool_brush")
    page.search.setText("healing")
    assert page.chosen == "tool_heal"
    page.search.setText("no such thing")
    assert page.chosen == ""
    assert page.nothing.isVisible()
    assert not any(part.isEnabled() for part in (page.edit, page.set_button, page.reset_button))
    page.search.clear()
    assert page.table.isVisible()
    dialog.close()


def test_a_small_status_bar_keeps_the_zoom(driver):
    strip = driver.window.status_strip
    strip.engine.setText("Extended: the photo as it is, the rest made of its own parts, and more words than fit")
    driver.window.resize(640, 400)
    driver.wait(lambda: driver.window.width() == 640)
    QApplication.processEvents()
    assert strip.zoom.width() >= strip.zoom.sizeHint().width()
    assert strip.rect().contains(strip.zoom.geometry())
