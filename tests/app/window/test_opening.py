"""Ways into the editor and out of it, and bad input: one plain sentence, nothing lost."""

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.handles import Handle
from app.dialogs.error_dialog import ErrorDialog
from app.platform.qt_image import to_qimage
from core.image_io import list_samples, load_photo
from core.ingan.messages import Drawing
from tests.app.answering import answer
from tests.app.driver import Driver
from tests.app.pictures import discs, save


def drop(window, data: QMimeData) -> None:
    at, none = QPointF(300, 300), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(window, event)


def files(*paths) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_first_there_is_the_start_page(window):
    assert window.centre.currentWidget() is window.start_page
    assert not window.act["export"].isEnabled()
    assert not any(dock.isVisible() for dock in window.docks.all)
    assert window.windowTitle() == "Regrain[*]"


def test_a_dropped_file_opens(window, qtbot, photo_file):
    drop(window, files(photo_file))
    driver = Driver(window, qtbot)
    driver.wait(lambda: driver.document.photo is not None)
    driver.settle()
    assert "discs.png" in window.windowTitle()
    assert window.opener.recent == [photo_file]


def test_what_was_dropped_beside_the_first_is_named_and_opened_by_one_click(window, qtbot, tmp_path):
    folder = tmp_path / "holiday"
    folder.mkdir()
    names = ("a.png", "b.png", "c.png")
    paths = [save(folder / name, discs(96, 64 + 8 * n)) for n, name in enumerate(names)]
    (folder / "notes.txt").write_text("no picture")
    driver, banner = Driver(window, qtbot), window.banner
    for dropped in (paths, [folder]):
        drop(window, files(*dropped))
        driver.wait(lambda: banner.isVisible() and "b.png, c.png" in banner.text)
        assert driver.document.photo.path == paths[0]
    QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    driver.wait(lambda: banner.isVisible() and banner.text.endswith(" c.png."))
    assert driver.document.photo.path == paths[1]
    QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.document.photo.path == paths[2])
    assert not banner.isVisible()

    (tmp_path / "empty").mkdir()
    drop(window, files(tmp_path / "empty"))
    driver.wait(banner.isVisible)
    assert banner.text == f"There is no photo in {tmp_path / 'empty'}."
    drop(window, files(folder / "notes.txt", paths[0]))
    driver.wait(lambda: "notes.txt" in banner.text)
    assert window.status_strip.currentMessage() == "Not opened: a.png"


def test_an_error_goes_when_its_cause_is_gone(driver, tmp_path):
    banner, document = driver.window.banner, driver.document

    def told(about: str) -> bool:
        document.report_error("It broke.", "", about)
        return banner.isVisible()

    assert told("")
    driver.drag(Handle.RIGHT, 20, 0)
    assert not banner.isVisible()
    for about, right in (
        ("saving", lambda: driver.window.projects.save_to(tmp_path / "a.regrain")),
        ("drawing", lambda: driver.drag(Handle.RIGHT, 10, 0)),
        ("training", lambda: document.set_training_state("running")),
    ):
        assert told(about)
        if about != "drawing":
            driver.drag(Handle.RIGHT, 5, 0)
            driver.settle()
            assert banner.isVisible(), about
        right()
        driver.wait(lambda: not banner.isVisible())
    document.set_training_state("idle")


def test_what_a_damaged_photo_lacks_is_said_until_it_is_closed(driver, tmp_path):
    banner, document = driver.window.banner, driver.document
    whole = cv2.imencode(".jpg", np.random.default_rng(0).integers(0, 256, (160, 120, 3), dtype=np.uint8))[1]
    (tmp_path / "cut.jpg").write_bytes(whole.tobytes()[: len(whole) // 2])
    driver.open(tmp_path / "cut.jpg")
    said = "The file is damaged or cut off, so a part of the picture is missing or wrong."
    assert banner.text == said
    driver.drag(Handle.RIGHT, 20, 0)
    driver.settle()
    assert banner.isVisible()

    driver.session.weights.savedModelFound.emit(Drawing("small", 40))
    assert banner.text.startswith(said + " You trained on this photo before")
    assert banner.button.isVisible()
    document.set_training_state("running")  # by another way than the button, which would pause it now
    assert banner.isVisible()
    assert banner.text == said
    assert not banner.button.isVisible()
    document.set_training_state("idle")
    QTest.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    driver.session.weights.savedModelFound.emit(Drawing("small", 40))
    assert banner.text.startswith("You trained on this photo before")  # what was read and closed is not said again
    document.set_training_state("running")
    assert not banner.isVisible()
    document.set_training_state("idle")


def test_a_damaged_photo_among_several_that_are_dropped_hides_no_other(window, qtbot, tmp_path):
    driver, banner = Driver(window, qtbot), window.banner
    whole = cv2.imencode(".jpg", np.random.default_rng(0).integers(0, 256, (160, 120, 3), dtype=np.uint8))[1]
    (tmp_path / "a.jpg").write_bytes(whole.tobytes()[: len(whole) // 2])
    paths = [tmp_path / "a.jpg", save(tmp_path / "b.png", discs(96, 64))]
    drop(window, files(*paths))
    driver.wait(lambda: banner.text.startswith("The file is damaged") and banner.text.endswith(" dropped: b.png."))
    driver.session.weights.savedModelFound.emit(Drawing("small", 40))
    assert " dropped: b.png. You trained on this photo before" in banner.text
    driver.document.set_training_state("running")
    assert banner.text.endswith(" dropped: b.png.")
    driver.document.set_training_state("idle")
    QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.document.photo.path == paths[1])
    assert not banner.isVisible()


def test_a_pasted_picture_opens(window, qtbot):
    picture = discs(90, 70)
    QGuiApplication.clipboard().setImage(to_qimage(picture))
    window.act["paste"].trigger()
    assert (window.document.photo.pixels == picture).all()
    assert window.document.title == "Pasted picture"
    Driver(window, qtbot).settle()


def test_pasting_text_says_that_there_is_no_picture(window):
    QGuiApplication.clipboard().setText("no picture")
    window.act["paste"].trigger()
    assert window.document.photo is None
    assert window.status_strip.currentMessage() == "There is no picture in the clipboard."


def test_a_sample_opens_under_its_title(window, qtbot):
    sample = list_samples()[0]
    driver = Driver(window, qtbot)
    driver.open(sample.path)
    assert window.windowTitle().startswith(sample.title)
    assert window.opener.recent == []  # samples are on the start page anyway


@pytest.mark.parametrize("content", [b"", b"this is no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_bad_files_are_explained_and_the_open_photo_stays(driver, tmp_path, content):
    driver.drag(Handle.RIGHT, 30, 0)
    driver.document.mark_saved()
    size = driver.size
    bad = tmp_path / "bad.png"
    bad.write_bytes(content)
    driver.window.open_path(bad)
    driver.wait(driver.window.banner.isVisible)
    assert "Traceback" not in driver.window.banner.text
    assert driver.window.banner.text.endswith(".")
    assert driver.size == size


def test_a_missing_file_on_the_command_line_is_explained(window, qtbot, tmp_path):
    window.open_path(tmp_path / "nowhere.jpg")
    qtbot.waitUntil(lambda: window.findChild(ErrorDialog) is not None, timeout=10_000)
    dialog = window.findChild(ErrorDialog)
    assert "nowhere.jpg" in dialog.findChildren(type(window.status_strip.canvas_size))[0].text()
    dialog.copy_button.click()
    assert "Traceback" in QGuiApplication.clipboard().text()
    dialog.reject()
    assert window.centre.currentWidget() is window.start_page


def test_opening_another_photo_asks_about_changes(driver, tmp_path):
    driver.drag(Handle.RIGHT, 30, 0)
    other = save(tmp_path / "other.png", discs(90, 90, seed=3))
    answer("Cancel")
    driver.window.open_path(other)
    assert driver.document.photo.width == 160
    answer("Don’t save")
    driver.open(other)
    assert driver.document.photo.width == 90
    assert driver.document.undo_stack.count() == 0


def test_opening_quickly_one_after_another_ends_with_the_last(window, qtbot, tmp_path):
    paths = [save(tmp_path / f"{n}.png", discs(64 + 8 * n, 64, seed=n)) for n in range(5)]
    for path in paths:
        window.open_path(path)
    driver = Driver(window, qtbot)
    driver.wait(lambda: driver.document.photo is not None and driver.document.photo.path == paths[-1])
    driver.settle()
    assert driver.frame.shape == (64, 96, 3)


def test_frames_of_the_photo_before_are_never_shown(driver, tmp_path):
    other = save(tmp_path / "other.png", discs(80, 64, seed=3))
    shapes = []
    driver.document.resultChanged.connect(lambda r: shapes.append(None if r is None else r.image.shape))
    driver.drag(Handle.RIGHT, 50, 0, steps=2)
    driver.document.mark_saved()
    driver.session.opening.open_photo(load_photo(other))
    driver.settle()
    after = shapes[shapes.index(None) + 1 :]
    assert set(after) == {(64, 80, 3)}


def test_closing_the_photo_goes_back_to_the_start_page(driver):
    driver.trigger("close_photo")
    assert driver.window.centre.currentWidget() is driver.window.start_page
    assert driver.document.photo is None
    assert not driver.window.main_bar.isVisible()


def test_closing_asks_and_can_be_called_off(driver):
    driver.drag(Handle.RIGHT, 30, 0)
    answer("Cancel")
    driver.window.close()
    assert driver.window.isVisible()
    driver.document.mark_saved()
    driver.window.close()  # nothing to ask
    assert not driver.window.isVisible()


def test_the_picture_is_copied_at_full_size(driver):
    driver.drag(Handle.RIGHT, 60, 0)
    QTest.keyClick(driver.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    width = driver.size[0]
    driver.wait(lambda: QGuiApplication.clipboard().image().width() == width)
    assert driver.window.status_strip.currentMessage() == f"Copied {width} × 112 px."


def test_a_large_photo_drags_in_previews_and_is_drawn_no_larger_than_the_screen(window, qtbot, tmp_path):
    path = tmp_path / "large.png"
    save(path, np.tile(discs(480, 448), (6, 8, 1)))  # 3840 x 2688, 10 MP
    driver = Driver(window, qtbot)
    driver.open(path)
    sides = []
    driver.document.resultChanged.connect(lambda r: sides.append(max(r.image.shape[:2])))
    driver.drag(Handle.RIGHT, 60, 0)
    driver.settle()
    assert driver.size[0] > 3840
    assert max(sides) < 2000
    QTest.qWait(300)
    assert max(driver.frame.shape[:2]) >= 512


def test_layout_is_restored(make_window, photo_file, qtbot):
    first = make_window()
    driver = Driver(first, qtbot)
    driver.open(photo_file)
    first.resize(900, 640)
    next(dock for dock in first.docks.all if dock.objectName() == "dock_history").close()
    first.close()
    second = make_window()
    driver = Driver(second, qtbot)
    driver.open(photo_file)
    shown = {dock.objectName() for dock in second.docks.all if dock.isVisible()}
    assert "dock_history" not in shown
    assert "dock_training" in shown
