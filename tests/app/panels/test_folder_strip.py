"""The folder of the open picture: Page Up and Page Down, and the strip of thumbnails."""

import os

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.canvas.handles import Handle
from tests.app.answering import answer
from tests.app.driver import Driver
from tests.app.pictures import discs, save

NAMES = ("1.png", "2.png", "3 damaged.png", "10.png")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "holiday"
    made.mkdir()
    for number, name in enumerate(NAMES):
        save(made / name, discs(96, 64 + 8 * number))
    (made / NAMES[2]).write_bytes(b"no picture")
    (made / "notes.txt").write_text("no picture")
    return made


@pytest.fixture
def inside(window, qtbot, folder):
    """A user who has opened the first of the folder."""
    driver = Driver(window, qtbot)
    driver.open(folder / "1.png")
    return driver


def is_open(driver, path):
    return lambda: driver.document.photo is not None and driver.document.photo.path == path


def test_page_keys_go_through_the_folder_and_stop_with_a_word(inside, folder):
    said = inside.window.status_strip.currentMessage
    inside.key(Qt.Key.Key_PageDown)
    inside.wait(is_open(inside, folder / "2.png"))
    inside.wait(lambda: said() == "Picture 2 of 4 in this folder.")
    inside.key(Qt.Key.Key_PageDown)
    inside.wait(inside.window.banner.isVisible)
    assert "3 damaged.png" in inside.window.banner.text
    assert inside.document.photo.path == folder / "2.png"
    inside.key(Qt.Key.Key_PageDown)  # and past it
    inside.wait(is_open(inside, folder / "10.png"))
    inside.key(Qt.Key.Key_PageDown)
    inside.wait(lambda: said() == "This is the last picture of the folder.")
    (folder / "10.png").unlink()
    inside.key(Qt.Key.Key_PageUp, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp)
    inside.wait(is_open(inside, folder / "1.png"))
    assert inside.window.opener.recent == [folder / "1.png"]  # the others were looked at in passing


def test_unsaved_changes_are_asked_about(inside, folder):
    inside.key(Qt.Key.Key_PageDown)
    inside.wait(is_open(inside, folder / "2.png"))
    inside.settle()
    inside.drag(Handle.RIGHT, 20, 0)
    assert inside.window.opener.recent == [folder / "2.png", folder / "1.png"]  # it is worked on
    answer("Cancel")
    inside.key(Qt.Key.Key_PageUp)
    inside.wait(lambda: not inside.window.folder_strip.folder.busy)
    assert inside.document.photo.path == folder / "2.png"
    answer("Don’t save")
    inside.trigger("previous_photo")
    inside.wait(is_open(inside, folder / "1.png"))


def test_the_strip_shows_the_folder_and_a_click_opens(inside, folder, make_window):
    window = inside.window
    strip = window.folder_strip
    assert not strip.isVisible()
    QTest.keyClick(inside.canvas, Qt.Key.Key_F6)
    assert strip.isVisible()
    assert [strip.model.index(row).data() for row in range(4)] == list(NAMES)
    assert strip.place.text() == "1 / 4"
    inside.wait(lambda: all(strip._loader.at_hand(folder / name) for name in NAMES))
    assert strip._loader.at_hand(folder / NAMES[2]).image is None

    def cell(row: int) -> QPoint:
        return strip.view.visualRect(strip.model.index(row)).center()

    unmarked = strip.view.grab(strip.view.visualRect(strip.model.index(3))).toImage()
    QTest.mouseClick(strip.view.viewport(), Qt.MouseButton.LeftButton, pos=cell(3))
    inside.wait(is_open(inside, folder / "10.png"))
    assert strip.place.text() == "4 / 4"
    assert inside.canvas.hasFocus()
    assert strip.view.grab(strip.view.visualRect(strip.model.index(3))).toImage() != unmarked
    strip.view.setFocus()
    QTest.keyClick(strip.view, Qt.Key.Key_Left)
    QTest.keyClick(strip.view, Qt.Key.Key_Left)
    QTest.keyClick(strip.view, Qt.Key.Key_Return)
    inside.wait(is_open(inside, folder / "2.png"))
    QTest.mouseClick(strip.next_button, Qt.MouseButton.LeftButton)
    inside.wait(lambda: "damaged" in window.banner.text)

    QTest.keyClick(inside.canvas, Qt.Key.Key_Tab)  # with the panels
    assert not strip.isVisible()
    QTest.keyClick(inside.canvas, Qt.Key.Key_Tab)
    assert strip.isVisible()
    again = make_window()
    assert not again.folder_strip.isHidden()  # once there is a picture
    assert again.act["folder_strip"].isChecked()


def test_of_a_large_folder_only_what_is_seen_is_read(inside, tmp_path):
    many = tmp_path / "many"
    many.mkdir()
    first = save(many / "0.png", discs(96, 64))
    for number in range(1, 5000):
        os.link(first, many / f"{number}.png")
    inside.trigger("folder_strip")
    strip = inside.window.folder_strip
    inside.open(many / "2500.png")
    inside.wait(lambda: strip.place.text() == "2501 / 5000" and strip._loader.at_hand(many / "2500.png") is not None)
    assert strip.view.rect().contains(strip.view.visualRect(strip.model.index(2500)))
    inside.wait(lambda: not strip._loader._waiting)
    assert len(strip._loader._kept) < 60


def test_a_pasted_picture_lies_in_no_folder(inside):
    from core.image_io import Photo

    inside.trigger("folder_strip")
    inside.session.opening.open_photo(Photo(discs(80, 70)))
    inside.settle()
    assert inside.window.folder_strip.empty.isVisible()
    inside.key(Qt.Key.Key_PageDown)
    assert inside.window.status_strip.currentMessage() == "This picture lies in no folder."
