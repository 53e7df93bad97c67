"""Exports through the dialog, by clicks; every file is decoded again."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from app.dialogs.export_dialog import FOLDER_KEY, ExportDialog
from app.model.placement import Placement
from core.geometry import CanvasGeometry
from core.image_io import load_photo
from tests.app.answering import answer

LONG = 60_000


@pytest.fixture
def document(session, photo):
    session.document.set_photo(photo, "0123")
    session.document.set_placement(Placement(CanvasGeometry(160, 112, 240, 112)))
    return session.document


@pytest.fixture
def dialog(qtbot, session, document):
    made = ExportDialog(document, session)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def click(button) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def write_to(dialog, path: Path) -> None:
    dialog.file_edit.setFocus()
    dialog.file_edit.selectAll()
    QTest.keyClick(dialog.file_edit, Qt.Key.Key_Delete)
    QTest.keyClicks(dialog.file_edit, str(path))


def export(qtbot, dialog) -> None:
    click(dialog.start_button)
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=LONG)


def test_the_proposed_name_lies_beside_the_photo_and_says_the_size(dialog, photo):
    assert Path(dialog.file_edit.text()) == photo.path.parent / "discs-240x112.png"
    assert dialog.size_text.text() == "240 × 112 px"


@pytest.mark.parametrize(("suffix", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".webp", "WEBP"), (".tiff", "TIFF")])
def test_a_picture_in_every_format_at_its_exact_size(qtbot, dialog, tmp_path, suffix, kind):
    path = tmp_path / f"out{suffix}"
    write_to(dialog, path)
    assert dialog.suffix == suffix
    export(qtbot, dialog)
    with Image.open(path) as image:
        assert (image.size, image.format) == ((240, 112), kind)
        assert np.asarray(image.convert("RGB")).std() > 20
    assert dialog.status.text().startswith(f"Saved out{suffix}, ")
    assert dialog.show_button.isVisible()


def test_exporting_the_picture_marks_the_work_as_saved_and_remembers_the_folder(qtbot, dialog, document, tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    write_to(dialog, folder / "out.png")
    export(qtbot, dialog)
    assert not document.dirty
    assert QSettings("Regrain", "Regrain").value(FOLDER_KEY) == str(folder)


def test_a_collage_holds_the_photo_itself(qtbot, dialog, photo, tmp_path):
    click(dialog.kind_buttons["collage"])
    dialog.grid_box.setCurrentIndex(1)
    path = tmp_path / "sizes.png"
    write_to(dialog, path)
    said = dialog.size_text.text()
    export(qtbot, dialog)
    sheet = load_photo(path).pixels
    assert said == f"{sheet.shape[1]} × {sheet.shape[0]} px"
    gap = max(6, dialog.side_box.value() // 180)
    top, left = 2 * gap + 56, 2 * gap + 80
    assert np.array_equal(sheet[top : top + 112, left : left + 160], photo.pixels)


def test_a_sweep_of_quads_shows_the_ground_around_them(qtbot, dialog, tmp_path):
    click(dialog.kind_buttons["collage"])
    dialog.grid_box.setCurrentIndex(dialog.grid_box.count() - 1)
    dialog.side_box.setValue(900)
    path = tmp_path / "quads.png"
    write_to(dialog, path)
    said = dialog.size_text.text()
    export(qtbot, dialog)
    sheet = load_photo(path).pixels
    assert said == f"{sheet.shape[1]} × {sheet.shape[0]} px"
    assert 0.25 < (sheet == 255).all(2).mean() < 0.7


def test_an_animation_goes_the_way_of_a_script(qtbot, dialog, tmp_path):
    script, path = tmp_path / "way.json", tmp_path / "film.webp"
    script.write_text('[{"size": [160, 112]}, {"size": [80, 112], "seconds": 1, "hold": 1}]')
    click(dialog.kind_buttons["animation"])
    write_to(dialog, path)
    dialog.load_script(script)
    assert dialog.path_box.currentText() == "The script way.json"
    assert dialog.size_text.text() == "160 × 112 px, 40 frames"
    dialog.easing_box.setCurrentIndex(1)
    export(qtbot, dialog)
    with Image.open(path) as film:
        frames = []
        for index in range(film.n_frames):
            film.seek(index)
            frames.append(np.asarray(film.convert("RGB")).astype(int))
    assert np.abs(frames[0][:, :38] - 32).mean() > 20
    assert np.abs(frames[-1][:, :38] - 32).mean() < 3
    click(dialog.kind_buttons["picture"])
    click(dialog.kind_buttons["animation"])
    assert dialog.path_box.itemText(dialog.path_box.count() - 1) == "The script way.json"


def test_the_chosen_speed_is_that_of_the_film(dialog):
    click(dialog.kind_buttons["animation"])
    smooth = [g.width for g in dialog._animation().path(dialog._keys(dialog._document.geometry))]
    dialog.easing_box.setCurrentIndex(dialog.easing_box.findData("linear"))
    even = [g.width for g in dialog._animation().path(dialog._keys(dialog._document.geometry))]
    assert smooth[0] == even[0]
    early = len(even) // 10
    assert smooth[early] < even[early]


def test_a_wrong_script_is_said_and_the_way_stays(qtbot, dialog, tmp_path):
    script = tmp_path / "way.json"
    script.write_text('[{"size": [160, 112]}, {"size": [80]}]')
    click(dialog.kind_buttons["animation"])
    dialog.load_script(script)
    assert dialog.status.text() == "Keyframe 2 of way.json is wrong: “size” must be two numbers above 0."
    assert dialog.path_box.currentData() == "here"
    script.write_text('[{"size": [160, 112]}, {"size": [80, 90]}]')
    dialog.load_script(script)
    assert dialog.status.text() == ""
    script.unlink()
    write_to(dialog, tmp_path / "film.gif")
    click(dialog.start_button)
    assert "cannot be read" in dialog.status.text()
    assert dialog.start_button.isEnabled()
    assert not (tmp_path / "film.gif").exists()


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_an_animation_moves(qtbot, dialog, tmp_path, suffix):
    click(dialog.kind_buttons["animation"])
    assert dialog.path_box.currentData() == "here"
    dialog.seconds_box.setValue(2)
    path = tmp_path / f"film{suffix}"
    write_to(dialog, path)
    assert dialog.size_text.text() == "240 × 112 px, 40 frames"
    export(qtbot, dialog)
    with Image.open(path) as film:
        assert film.size == (240, 112)
        assert film.n_frames > 10
        first = np.asarray(film.convert("RGB")).astype(int)
        film.seek(film.n_frames // 2)
        assert np.abs(np.asarray(film.convert("RGB")).astype(int) - first).mean() > 5


def test_cancel_leaves_no_file(qtbot, dialog, tmp_path):
    click(dialog.kind_buttons["animation"])
    dialog.seconds_box.setValue(60)
    path = tmp_path / "film.mp4"
    write_to(dialog, path)
    click(dialog.start_button)
    assert dialog.progress.isVisible()
    assert not dialog.start_button.isEnabled()
    assert dialog.close_button.text() == "Cancel"
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=LONG)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: dialog.status.text() == "Cancelled; nothing was written.", timeout=LONG)
    assert dialog.isVisible()
    assert list(tmp_path.glob("*film*")) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_the_window_of_the_dialog_cancels(qtbot, dialog, tmp_path):
    click(dialog.kind_buttons["animation"])
    dialog.seconds_box.setValue(60)
    write_to(dialog, tmp_path / "film.mp4")
    click(dialog.start_button)
    dialog.close()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)
    assert list(tmp_path.glob("*film*")) == []


def test_a_folder_that_cannot_be_written_gives_a_sentence(qtbot, dialog, tmp_path):
    (tmp_path / "file").write_text("")
    write_to(dialog, tmp_path / "file" / "out.png")
    export(qtbot, dialog)
    assert dialog.status.property("role") == "danger"
    assert dialog.status.text().endswith(".")
    assert "Traceback" not in dialog.status.text()
    assert dialog.start_button.isEnabled()


@pytest.mark.parametrize("text", ["", "/"])
def test_no_file_name_is_asked_for(dialog, text):
    write_to(dialog, text)
    click(dialog.start_button)
    assert dialog.status.text() == "Say which file to write."


def test_a_name_without_suffix_gets_one(qtbot, dialog, tmp_path):
    write_to(dialog, tmp_path / "plain")
    export(qtbot, dialog)
    assert (tmp_path / "plain.png").is_file()


def test_an_existing_file_is_only_replaced_when_wanted(qtbot, dialog, tmp_path):
    path = tmp_path / "out.png"
    path.write_bytes(b"precious")
    write_to(dialog, path)
    answer("Cancel")
    click(dialog.start_button)
    assert path.read_bytes() == b"precious"
    answer("Replace")
    export(qtbot, dialog)
    assert load_photo(path).width == 240


def test_what_a_format_leaves_out_is_said(dialog, document):
    assert not dialog.note.isVisible()
    quad = ((0.0, 0.0), (200.0, 20.0), (200.0, 110.0), (0.0, 112.0))
    document.set_placement(Placement(CanvasGeometry.from_quad(160, 112, quad)))
    dialog.format_box.setCurrentIndex(dialog.format_box.findData(".jpg"))
    assert dialog.note.text() == "JPEG knows no transparency: empty parts become white."
    assert dialog.quality_slider.isVisible()
    dialog.format_box.setCurrentIndex(dialog.format_box.findData(".png"))
    assert not dialog.quality_slider.isVisible()
    assert dialog.file_edit.text().endswith(".png")


def test_names_that_are_taken_are_numbered(session, document, qtbot, photo):
    (photo.path.parent / "discs-240x112.png").write_bytes(b"")
    dialog = ExportDialog(document, session)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    assert dialog.file_edit.text().endswith("discs-240x112-2.png")
