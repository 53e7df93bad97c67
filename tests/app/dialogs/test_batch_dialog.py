"""A folder of photos through the dialog, by clicks; results are opened again."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.dialogs.batch_dialog import OUT_KEY, PHOTOS_KEY, BatchDialog
from core.edgeconnect.request import InpaintResult
from core.image_io import load_photo, photo_fingerprint
from core.ingan.messages import Drawing
from core.ingan.model import load_model
from core.ingan.presets import PRESETS
from core.ingan.training.series import is_trained
from core.selection.region import Region
from tests.app.pictures import discs, save

LONG = 60_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a.png", "b.png"):
        save(tmp_path / "in" / name, discs(96, 64))
    return tmp_path / "in"


@pytest.fixture
def make_dialog(qtbot, session):
    def make() -> BatchDialog:
        made = BatchDialog(session.document, session, QSettings("Regrain", "Regrain"))
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


class Grey:
    """An inpainter that paints its holes grey."""

    def fill(self, request, cancelled, on_progress):
        image = request.image.copy()
        image[request.mask] = 127
        return InpaintResult(image, request.alpha, request.mask, None, 0.0, (), "grey")


def click(button) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def type_into(edit, text) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, str(text))


def run(qtbot, dialog) -> None:
    click(dialog.start_button)
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=LONG)


def test_every_photo_gets_the_new_size_and_the_originals_stay(qtbot, make_dialog, folder, tmp_path):
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    dialog = make_dialog()
    type_into(dialog.photos_edit, folder)
    type_into(dialog.out_edit, tmp_path / "out")
    qtbot.waitUntil(lambda: [name for name, _ in dialog.list.words()] == ["a.png", "b.png"])
    dialog.width_box.setValue(125)
    run(qtbot, dialog)
    assert dialog.status.text() == "All 2 photos are done."
    assert [words for _, words in dialog.list.words()] == ["done", "done"]
    for other in ("repair", "train"):  # which tell of their own work only
        click(dialog.kind_buttons[other])
        assert dialog.status.text() == ""
        assert {words for _, words in dialog.list.words()} == {""}
        assert not dialog.show_button.isVisible()
    for name in before:
        made = load_photo(tmp_path / "out" / name)
        assert (made.width, made.height) == (120, 64)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    settings = QSettings("Regrain", "Regrain")
    assert (settings.value(PHOTOS_KEY), settings.value(OUT_KEY)) == (str(folder), str(tmp_path / "out"))
    assert make_dialog().photos_edit.text() == str(folder)


def test_failures_come_first_each_with_its_reason(qtbot, make_dialog, folder, tmp_path):
    (folder / "broken.jpg").write_bytes(b"no picture")
    dialog = make_dialog()
    type_into(dialog.photos_edit, folder)
    type_into(dialog.out_edit, tmp_path / "out")
    run(qtbot, dialog)
    assert dialog.status.text().startswith("Done: 2 of 3 photos.")
    (name, reason), *others = dialog.list.words()
    assert name == "broken.jpg"
    assert "not a picture" in reason
    assert [words for _, words in others] == ["done", "done"]
    click(dialog.copy_button)
    assert QGuiApplication.clipboard().text() == f"{name}: {reason}"


def test_what_is_missing_is_said_and_nothing_starts(qtbot, make_dialog, folder, tmp_path):
    dialog = make_dialog()
    type_into(dialog.out_edit, " ")  # a folder of one's own, so that none is proposed
    for field, text, words in (
        ("photos_edit", "", "Choose the folder"), ("photos_edit", tmp_path, "There is no photo in"),
        ("photos_edit", folder, "Choose a folder for the results"), ("out_edit", folder, "would replace the photos"),
        ("out_edit", folder / "a.png", "is a file"),
    ):  # fmt: skip
        type_into(getattr(dialog, field), text)
        click(dialog.start_button)
        assert words in dialog.status.text()
        assert dialog.start_button.isEnabled()
    type_into(dialog.out_edit, tmp_path / "out")
    click(dialog.kind_buttons["repair"])
    click(dialog.start_button)
    assert dialog.status.text() == "Choose a mask file."
    assert not (tmp_path / "out").exists()


def test_results_follow_the_photos_until_another_folder_is_named(qtbot, make_dialog, folder, tmp_path):
    (tmp_path / "more").mkdir()
    save(tmp_path / "more" / "c.png", discs(96, 64))
    dialog = make_dialog()
    for photos in (folder, tmp_path / "more", folder):
        type_into(dialog.photos_edit, photos)
        qtbot.waitUntil(lambda photos=photos: dialog.out_edit.text() == str(photos / "Regrain"))
    type_into(dialog.out_edit, tmp_path / "out")
    type_into(dialog.photos_edit, tmp_path / "more")
    qtbot.waitUntil(lambda: [name for name, _ in dialog.list.words()] == ["c.png"])
    assert dialog.out_edit.text() == str(tmp_path / "out")


def test_the_painted_mask_repairs_all_photos_of_its_shape(qtbot, make_dialog, session, folder, tmp_path):
    document = session.document
    document.set_photo(load_photo(folder / "a.png"), "0123")
    document.mask.pixels[20:40, 30:60] = 255
    document.mask.touch(Region(30, 20, 60, 40))
    session.filling.make_inpainter = Grey
    save(folder / "tall.png", discs(64, 96))
    dialog = make_dialog()
    assert dialog.photos_edit.text() == str(folder)
    type_into(dialog.out_edit, tmp_path / "out")
    click(dialog.kind_buttons["repair"])
    assert dialog.mask_box.currentData() == "painted"
    run(qtbot, dialog)
    assert dialog.list.words()[0][0] == "tall.png"
    assert "does not fit a photo of 64 x 96 px" in dialog.list.words()[0][1]
    assert (load_photo(tmp_path / "out" / "b.png").pixels[22:38, 32:58] == 127).all()


def test_what_the_open_photo_lends_comes_and_goes_with_it(make_dialog, session, folder):
    document, dialog = session.document, make_dialog()
    assert [dialog.mask_box.itemData(n) for n in range(dialog.mask_box.count())] == ["file", "folder"]
    document.set_photo(load_photo(folder / "a.png"), "0123")
    document.mask.pixels[20:40, 30:60] = 255
    document.mask.touch(Region(30, 20, 60, 40))
    assert dialog.mask_box.itemData(0) == "painted"
    assert dialog.engine_box.count() == 1
    document.set_model(Drawing("small", 7))
    assert dialog.engine_box.itemText(1) == "What was learnt from a.png"
    document.close_photo()
    assert dialog.mask_box.findData("painted") < 0
    assert dialog.engine_box.count() == 1


def test_esc_cancels_and_says_what_is_kept(qtbot, make_dialog, session, folder, tmp_path):
    class Slow:
        def fill(self, request, cancelled, on_progress):
            while not cancelled():
                QTest.qWait(5)
            from core.control import Cancelled

            raise Cancelled

    session.filling.make_inpainter = Slow
    dialog = make_dialog()
    type_into(dialog.photos_edit, folder)
    type_into(dialog.out_edit, tmp_path / "out")
    click(dialog.kind_buttons["repair"])
    type_into(dialog.mask_edit, folder / "a.png")
    click(dialog.start_button)
    assert dialog.close_button.text() == "Cancel"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=LONG)
    assert dialog.status.text() == "Cancelled; done and kept: 0 of 2 photos."
    assert {words for _, words in dialog.list.words()} == {"cancelled"}
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.fixture
def small_training(monkeypatch):
    """The real trainer with a tiny network."""
    tiny = replace(
        PRESETS["quick"], base=8, residual_blocks=1, levels=1, window=32, working_side=64, d_channels=4, d_base=32,
        pool=4, measure_seconds=1e9,
    )  # fmt: skip
    monkeypatch.setitem(PRESETS, "quick", tiny)


def test_a_model_for_each_photo_goes_where_opening_it_finds_it(
    qtbot, make_dialog, session, folder, small_training, monkeypatch
):
    monkeypatch.setattr("app.dialogs.batch_plan.TRAIN_MINUTES", {"quick": 1, "balanced": 1})
    save(folder / "b.png", discs(96, 64, seed=5))
    (folder / "broken.jpg").write_bytes(b"no picture")
    dialog = make_dialog()
    type_into(dialog.photos_edit, folder)
    click(dialog.kind_buttons["train"])
    assert dialog.preset_box.isVisible()
    assert not dialog.out_edit.isVisible()
    assert dialog.minutes_box.value() == 1
    dialog.minutes_box.value = lambda: 0.01
    run(qtbot, dialog)
    assert dialog.status.text().startswith("Done: 2 of 3 photos.")
    assert [words for _, words in dialog.list.words()][1:] == ["done", "done"]
    models = {}
    for name in ("a.png", "b.png"):
        pixels = load_photo(folder / name).pixels
        path = session.shelf.newest(photo_fingerprint(pixels))
        assert path == session.shelf.path(photo_fingerprint(pixels), "quick")
        assert load_model(path, pixels)
        assert is_trained(path, replace(PRESETS["quick"], minutes=0.01), photo_fingerprint(pixels))
        models[path] = path.read_bytes()
    run(qtbot, dialog)  # what is finished stays as it is
    assert {path: path.read_bytes() for path in models} == models


def test_esc_saves_the_training_at_work(qtbot, make_dialog, session, folder, small_training):
    dialog = make_dialog()
    type_into(dialog.photos_edit, folder)
    click(dialog.kind_buttons["train"])
    click(dialog.start_button)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=LONG)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=LONG)
    assert dialog.status.text() == "Cancelled; done and kept: 0 of 2 photos."
    assert session.shelf.newest(photo_fingerprint(load_photo(folder / "a.png").pixels)) is not None


def test_a_photo_that_is_trained_on_is_not_trained_twice_at_once(make_dialog, session, folder):
    session.document.set_photo(load_photo(folder / "a.png"), "0123")
    session.document.set_training_state("running")
    dialog = make_dialog()
    click(dialog.kind_buttons["train"])
    click(dialog.start_button)
    assert "stop it first" in dialog.status.text()
    assert dialog.start_button.isEnabled()
    session.document.set_training_state("idle")
