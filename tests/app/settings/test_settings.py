"""Choices are kept, take effect, and survive a damaged file; keys can be changed."""

import os
import time
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from app.dialogs.help_dialogs import KeysDialog
from app.model.document import Document
from app.project.models import ModelShelf
from app.services.jobs import Jobs
from app.services.weights import TrainedModel, Weights
from app.settings.dialog import SettingsDialog
from app.settings.models_page import ModelsPage
from app.settings.preferences import Preferences, open_settings, read_preferences, write_preferences
from app.theme.theme import theme
from app.theme.tokens import CONTRAST
from core.device import available_cores, choose_device, set_preferences
from core.ingan.model import Snapshot
from core.ingan.presets import TrainSettings
from core.project.files import ModelNote
from tests.app.answering import answer
from tests.app.driver import Driver

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def as_before():
    threads = {name: os.environ.get(name) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    yield
    QSettings("Regrain", "Regrain").clear()
    theme().set_mode("system")
    set_preferences()
    os.environ.update({name: value for name, value in threads.items() if value is not None})


@pytest.fixture
def dialog(window) -> SettingsDialog:
    window.settings_controller.show()
    return window.findChild(SettingsDialog)


def choose(box: QComboBox, value: object) -> None:
    """As a user does: open the list, go to the entry, Enter."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(value)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == value


def test_ctrl_comma_opens_the_settings(window, qtbot):
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Comma, CTRL)
    assert window.findChild(SettingsDialog).isVisible()
    window.findChild(SettingsDialog).reject()


def test_choices_take_effect_at_once_and_are_kept(window, dialog, make_window):
    choose(dialog.theme_box, "contrast")
    assert theme().tokens is CONTRAST
    choose(dialog.autosave_box, 10)
    choose(dialog.history_box, 128)
    choose(dialog.preview_box, "sharp")
    choose(dialog.device_box, "cpu")
    choose(dialog.precision_box, "full")
    dialog.threads_box.setValue(1)
    assert window.autosave._seconds == 10
    assert window.settings_controller._cap._limit == 128 << 20
    assert window.session.frames._drag_budget == pytest.approx(0.08)
    assert (choose_device().name, choose_device().low_precision, available_cores()) == ("cpu", "", 1)
    dialog.reject()
    chosen = Preferences("contrast", "system", "cpu", "full", 1, "sharp", 10, 128)
    assert window.settings_controller.preferences == chosen
    set_preferences()
    again = make_window()
    assert again.settings_controller.preferences == chosen
    assert again.autosave._seconds == 10
    assert choose_device().low_precision == ""


def test_the_theme_menu_and_the_settings_agree(window):
    window.settings_controller.choose_theme("dark")
    menu = next(
        action.menu() for menu in window.menuBar().actions() for action in menu.menu().actions()
        if action.menu() is not None and action.text().replace("&", "") == "Theme"
    )  # fmt: skip
    menu.aboutToShow.emit()
    assert [action.data() for action in menu.actions() if action.isChecked()] == ["dark"]
    next(action for action in menu.actions() if action.data() == "light").trigger()
    assert window.settings_controller.preferences.theme == theme().mode == "light"


def test_the_system_s_theme_comes_back(qapp):
    theme().install(qapp, "system")
    before = theme().tokens
    for mode in ("contrast", "light", "dark"):
        theme().set_mode(mode)
        theme().set_mode("system")
        assert theme().tokens is before


def test_defaults_are_not_written_down(tmp_path):
    settings = QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat)
    write_preferences(settings, Preferences(theme="dark"))
    assert settings.allKeys() == ["theme"]
    assert read_preferences(settings) == Preferences(theme="dark")
    write_preferences(settings, Preferences())
    assert settings.allKeys() == []


def damage(content: bytes) -> str:
    """Overwrite the user's settings file; returns its name."""
    settings = QSettings("Regrain", "Regrain")
    settings.setValue("theme", "dark")
    settings.sync()
    name = settings.fileName()
    del settings
    time.sleep(0.01)
    with open(name, "wb") as file:
        file.write(content)
    return name


@pytest.mark.parametrize("content", [b"\0" * 700, b"\x00\xff\xfe \x80\x81" * 60, b"theme dark, and so on\n" * 9])
def test_a_damaged_file_is_set_aside_and_the_editor_starts(content, make_window):
    name = damage(content)
    window = make_window()
    assert window.settings_controller.preferences == Preferences()
    with open(name + ".damaged", "rb") as file:
        assert file.read() == content
    window.settings_controller.change(theme="light")
    window.settings.sync()
    assert read_preferences(QSettings("Regrain", "Regrain")).theme == "light"


def test_entries_that_make_no_sense_are_passed_over(make_window):
    damage(
        b"[General]\ntheme=pink\nautosave_seconds=-4\nhistory_mb=lots\ngeometry=abc\nstate=12\nlanguage=@Invalid()\n"
        b"[compute]\nthreads=nan\ndevice=abacus\npreview=\n[mask]\nsize=huge\nhardness=9\nopacity=inf\ntolerance=x\n"
        b"[shortcuts]\nopen=No such key at all\nno_action=Ctrl+1\n"
    )
    window = make_window()
    assert window.settings_controller.preferences == Preferences()
    assert window.repair.settings.size == 40
    assert window.act["open"].shortcut() == QKeySequence("Ctrl+O")


def test_settings_of_before_are_kept(make_window):
    settings = QSettings("Regrain", "Regrain")
    settings.setValue("theme", "dark")
    settings.setValue("mask/size", 12.5)
    settings.sync()
    assert open_settings().value("mask/size") in (12.5, "12.5")
    assert make_window().settings_controller.preferences.theme == "dark"


# -- keys ------------------------------------------------------------------------------------------------------------


def record(page, name: str, key: Qt.Key, modifiers=CTRL) -> None:
    page.choose(name)
    page.edit.setFocus()
    page.edit.setKeySequence(QKeySequence(key | modifiers))


def test_another_key_works_is_shown_and_is_kept(window, dialog, make_window, qtbot):
    page = dialog.keys_page
    record(page, "open", Qt.Key.Key_J)
    page.set_button.click()
    dialog.reject()
    assert "Ctrl+J" in window.act["open"].toolTip()
    keys = KeysDialog(window.act)
    texts = {label.text() for label in keys.findChildren(type(page.note))}
    assert "Ctrl+J" in texts
    assert "Ctrl+O" not in texts
    keys.deleteLater()
    opened = []
    again = make_window()
    again.act["open"].triggered.disconnect()
    again.act["open"].triggered.connect(lambda: opened.append(1))
    with qtbot.waitActive(again):
        again.activateWindow()
    QTest.keyClick(again, Qt.Key.Key_O, CTRL)
    assert opened == []
    QTest.keyClick(again, Qt.Key.Key_J, CTRL)
    assert opened == [1]


def test_a_key_that_is_taken_changes_hands_after_a_warning(window, dialog):
    page = dialog.keys_page
    record(page, "save", Qt.Key.Key_E)
    assert page.note.text() == "“Export” has this key now and would lose it."
    page.set_button.click()
    assert window.act["save"].shortcut() == QKeySequence("Ctrl+E")
    assert window.act["export"].shortcut().isEmpty()
    page.reset_button.click()
    assert window.act["save"].shortcut() == QKeySequence("Ctrl+S")
    page.choose("export")
    page.reset_button.click()
    assert window.act["export"].shortcut() == QKeySequence("Ctrl+E")
    assert not page.reset_button.isEnabled()
    dialog.reject()


def test_keys_of_the_canvas_are_refused_and_none_is_allowed(window, dialog, make_window):
    page = dialog.keys_page
    record(page, "open", Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier)
    assert not page.set_button.isEnabled()
    assert "canvas" in page.note.text()
    page.edit.clear()
    page.set_button.click()
    assert window.act["open"].shortcut().isEmpty()
    assert make_window().act["open"].shortcut().isEmpty()
    page.reset_all_button.click()
    assert window.act["open"].shortcut() == QKeySequence("Ctrl+O")
    assert make_window().act["open"].shortcut() == QKeySequence("Ctrl+O")
    dialog.reject()


def test_actions_can_be_searched(dialog):
    page = dialog.keys_page
    page.search.setText("ctrl+shift+s")
    shown = [item.text(0) for item in page._items() if not item.isHidden()]
    assert shown == ["Save as"]
    dialog.reject()


# -- models ----------------------------------------------------------------------------------------------------------


def test_old_models_are_deleted_and_those_of_the_open_photo_stay(driver: Driver, qtbot):
    shelf = driver.session.shelf
    shelf.folder.mkdir(parents=True)
    own = shelf.path(driver.document.fingerprint, "quick")
    old, new = shelf.path("a" * 16, "quick"), shelf.path("b" * 16, "paper")
    damaged = old.with_suffix(".damaged")
    for path in (own, old, new, damaged):
        path.write_bytes(b"x" * 5000)
    month = time.time() - 40 * 86_400
    for path in (own, old, damaged):
        os.utime(path, (month, month))
    page = ModelsPage(driver.session)
    qtbot.addWidget(page)
    assert page.room.text() == "4 models take 20 kB."
    page.age_box.setCurrentIndex(page.age_box.findData(30))

    answer("Keep them")
    page.clean_button.click()
    assert len(shelf.files()) == 4
    answer("Delete")
    page.clean_button.click()
    assert sorted(shelf.files()) == sorted([own, new])
    assert page.note.text() == "10 kB were freed."
    page.clean_up(0)
    assert shelf.files() == [own]


def test_the_model_that_draws_an_edited_photo_stays_until_that_is_closed(qtbot, tmp_path):
    document, shelf = Document(), ModelShelf(tmp_path)
    weights = Weights(document, shelf, Jobs())
    model = shelf.path("a" * 16, "quick")
    model.write_bytes(b"x" * 5000)
    weights.use(TrainedModel(Snapshot(TrainSettings.preset("quick"), 40, {}, (8, 8)), ModelNote("a" * 16, "quick")))
    page = ModelsPage(SimpleNamespace(document=document, shelf=shelf, weights=weights))
    qtbot.addWidget(page)
    page.clean_up(0)
    assert shelf.files() == [model]
    weights.leave_photo()
    page.clean_up(0)
    assert shelf.files() == []
