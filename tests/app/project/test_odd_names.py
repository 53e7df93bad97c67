"""Files whose names are bytes that Qt cannot tell: dropped, remembered, saved beside and exported."""

import os

from PySide6.QtCore import QMimeData, QSettings, Qt, QUrl
from PySide6.QtWidgets import QLabel

from app.dialogs.error_dialog import ErrorDialog
from app.dialogs.export_dialog import ExportDialog
from app.platform.paths import chosen, file_url, local_path, shown
from app.services.recent import recent_files, remember
from app.widgets.basics import label
from core.geometry import CanvasGeometry
from core.image_io import Photo, load_photo, photo_fingerprint
from core.project.files import Project, read_project, write_project
from tests.app.driver import Driver
from tests.app.pictures import discs
from tests.app.window.test_opening import drop

NAME = os.fsdecode(b"caf\xe9 & \"two\"\nlines.png")


def test_a_path_goes_through_urls_fields_and_settings(tmp_path):
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for name in (NAME, "plain.png", "per%41cent #1?.png", "한국.png", os.fsdecode(b"\xff" * 255)):
        folder = tmp_path / os.fsdecode(b"f\xe9") / "in"
        path = folder / name
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        assert local_path(QUrl(file_url(path))) == path
        assert chosen(shown(path)) == path
        shown(path).encode("utf-8")
        remember(settings, path)
        settings.sync()
        assert recent_files(QSettings(settings.fileName(), QSettings.Format.IniFormat))[0] == path
    assert chosen(shown(folder / os.fsdecode(b"new\xe9.png"))) == folder / "new\ufffd.png"
    assert local_path(QUrl.fromLocalFile("/tmp/ü 1.png")).name == "ü 1.png"


def test_the_editor_opens_a_dropped_project_saves_another_and_exports(window, qtbot, tmp_path):
    folder = tmp_path / os.fsdecode(b"\xe9t\xe9")
    folder.mkdir()
    first, second = folder / os.fsdecode(b"a\xe9.regrain"), folder / os.fsdecode(b"b\xe9.regrain")
    photo = Photo(discs(160, 112), path=folder / NAME)
    write_project(first, Project(photo, photo_fingerprint(photo.pixels), CanvasGeometry.identity(160, 112)))
    data = QMimeData()
    data.setUrls([file_url(first)])
    drop(window, data)
    driver = Driver(window, qtbot)
    driver.wait(lambda: driver.document.photo is not None)
    driver.settle()
    assert r"a\xe9.regrain" in window.windowTitle()
    assert window.opener.recent == [first]
    with qtbot.waitSignal(window.projects.saved, timeout=30_000):
        window.projects.save_to(second)
    assert read_project(second).photo.path == photo.path
    assert window.opener.recent == [second, first]
    dialog = ExportDialog(driver.document, driver.session)
    qtbot.addWidget(dialog)
    assert dialog.file_edit.text() == shown(folder / NAME).replace(".png", "-160x112.png")
    dialog.export()
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=30_000)
    assert load_photo(folder / shown(NAME).replace(".png", "-160x112.png")).width == 160
    dialog.file_edit.setText(str(folder / ("x" * 300 + ".png")))
    dialog.export()
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=30_000)
    assert "file name too long" in dialog.status.text()


def test_a_name_like_html_is_shown_as_it_is(qtbot, tmp_path):
    words = str(tmp_path / "<h1>a</h1>&amp;.png")
    plain, dialog = label(words), ErrorDialog(words, "")
    for widget in (plain, dialog):
        qtbot.addWidget(widget)
    for shown_by in (plain, dialog.findChild(QLabel)):
        assert shown_by.textFormat() == Qt.TextFormat.PlainText
        assert shown_by.text() == words
