"""The start page: cards, drop, keyboard, files that are gone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.panels.start_page import StartPage
from core.image_io import Sample, heif, list_samples, name_filter
from tests.app.pictures import discs, save

LONG = 20_000


@pytest.fixture
def page(qtbot):
    made = StartPage()
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def test_samples_show_title_licence_and_picture(page, qtbot):
    samples = list_samples()
    assert [card.path for card in page.samples.cards] == [sample.path for sample in samples]
    card = page.samples.cards[0]
    assert card.text() == samples[0].title
    assert samples[0].licence in card.accessibleDescription()
    assert samples[0].licence in card.toolTip()
    assert samples[0].credit in card.toolTip()
    qtbot.waitUntil(lambda: all(c.has_image for c in page.samples.cards), timeout=LONG)


def test_a_click_on_a_card_opens_it(page, qtbot):
    card = page.samples.cards[1]
    with qtbot.waitSignal(page.openRequested) as asked:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert asked.args == [card.path]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_everything_is_within_reach_of_the_keyboard(page, qtbot, key):
    page.drop_zone.browse_button.setFocus()
    seen = []
    for _ in range(len(page.samples.cards) + 3):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    for wanted in (page.drop_zone.paste_button, *page.samples.cards):
        assert wanted in seen
    card = page.samples.cards[0]
    card.setFocus()
    with qtbot.waitSignal(page.openRequested):
        QTest.keyClick(card, key)


def test_browse_and_paste(page, qtbot):
    with qtbot.waitSignal(page.browseRequested):
        QTest.mouseClick(page.drop_zone.browse_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.pasteRequested):
        QTest.mouseClick(page.drop_zone.paste_button, Qt.MouseButton.LeftButton)


def drag_over(zone, data: QMimeData) -> QDragEnterEvent:
    none = Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(zone, event)
    return event


def test_a_file_dropped_on_the_zone_opens(page, qtbot, tmp_path):
    path = save(tmp_path / "a.png", discs())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    plain = page.drop_zone.grab().toImage()
    assert drag_over(page.drop_zone, data).isAccepted()
    assert page.drop_zone.grab().toImage() != plain
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(page.openRequested) as asked:
        QApplication.sendEvent(page.drop_zone, drop)
    assert asked.args == [path]
    assert page.drop_zone.grab().toImage() == plain


def test_what_is_no_file_is_left_to_the_window(page):
    data = QMimeData()
    data.setText("not a picture")
    assert not drag_over(page.drop_zone, data).isAccepted()


def test_recent_files_that_are_gone_say_so_and_can_be_taken_away(page, qtbot, tmp_path):
    path, gone, damaged = save(tmp_path / "a.png", discs()), tmp_path / "gone.regrain", tmp_path / "b.png"
    damaged.write_bytes(b"no picture")
    shown = [path, gone, damaged]
    page.set_recent(shown)

    def forget(which: Path) -> None:
        shown.remove(which)
        page.set_recent(shown)

    page.forgetRequested.connect(forget)
    assert page.recent_title.isVisible()
    qtbot.waitUntil(lambda: page.recent.cards[0].has_image and page.recent.cards[2]._failed, timeout=LONG)
    assert [card.remove_button.isVisible() for card in page.recent.cards] == [False, True, True]
    assert page.recent.cards[1].accessibleDescription() == "Not found"
    QTest.mouseClick(page.recent.cards[1].remove_button, Qt.MouseButton.LeftButton)
    assert [card.path for card in page.recent.cards] == [path, damaged]
    page.recent.cards[0].setFocus()
    assert page.recent.cards[0].remove_button.isVisible()
    QTest.keyClick(page.recent.cards[0], Qt.Key.Key_Delete)
    assert shown == [damaged]
    assert page.recent.cards[0].hasFocus()
    QTest.keyClick(page.samples.cards[0], Qt.Key.Key_Delete)  # samples stay
    assert page.samples.cards[0].path == list_samples()[0].path
    page.set_recent([])
    assert not page.recent_title.isVisible()


def test_samples_are_not_listed_twice(page):
    page.set_recent([list_samples()[0].path])
    assert page.recent.cards == []


def test_without_samples_there_is_no_empty_heading(qtbot):
    page = StartPage(samples=[])
    qtbot.addWidget(page)
    page.show()
    assert not page.samples_title.isVisible()
    assert page.drop_zone.isVisible()


@pytest.mark.parametrize("size", [(720, 480), (1280, 720), (3840, 2160)])
def test_cards_fit_any_window(page, qtbot, size):
    page.resize(*size)
    cards = page.samples.cards
    right = page.viewport().width()

    def laid_out() -> bool:
        return all(card.mapTo(page, QPoint(card.width(), 0)).x() <= right for card in cards)

    qtbot.waitUntil(laid_out, timeout=LONG)
    assert len({card.width() for card in cards}) == 1
    assert cards[0].width() >= 150
    assert not page.horizontalScrollBar().isVisible()


def test_leaving_while_thumbnails_are_read_leaves_no_thread(qtbot, tmp_path):
    sample = list_samples()[0]
    many = [Sample(str(i), str(i), save(tmp_path / f"{i}.png", discs(seed=i)), "CC0", "x", "field") for i in range(20)]
    page = StartPage(samples=[sample, *many])
    page.show()
    page.hide()
    assert not any(card.has_image for card in page.samples.cards[2:])
    page.show()
    qtbot.waitUntil(lambda: all(card.has_image for card in page.samples.cards), timeout=LONG)
    page.close()
    page.deleteLater()


def test_a_long_path_is_elided_not_cut(page, tmp_path):
    folder = tmp_path / ("long" * 20)
    folder.mkdir()
    page.set_recent([save(folder / "picture.png", discs())])
    assert page.recent.cards[0].toolTip() == str(Path(folder / "picture.png"))
    page.recent.cards[0].grab()


def test_the_zone_counts_the_formats_that_the_file_dialog_offers(page):
    said, tip = page.drop_zone.formats.text(), page.drop_zone.formats.toolTip()
    named = said.split(" and ")[0].split(", ")
    more = int(said.split(" and ")[1].split()[0])
    lines = tip.splitlines()
    assert [line.split(" (")[0] for line in lines[: len(named)]] == named
    assert len(lines) == len(named) + more
    offered = {pattern.removeprefix("*") for pattern in name_filter().split()}
    assert {end for line in lines for end in line.split(" (")[1].rstrip(")").split()} == offered
    assert named[:2] == ["JPEG", "PNG"]


def test_what_needs_a_library_that_is_not_there_is_not_promised(qtbot, monkeypatch):
    monkeypatch.setattr(heif, "available", lambda: False)
    page = StartPage(samples=[])
    qtbot.addWidget(page)
    assert "HEIC" not in page.drop_zone.formats.text() + page.drop_zone.formats.toolTip()
    assert "TIFF" in page.drop_zone.formats.text()


@pytest.mark.parametrize(("size", "rows"), [((1280, 660), 1), ((1440, 1300), 2), ((700, 420), 1)])
def test_recent_files_leave_the_samples_in_sight(page, qtbot, tmp_path, size, rows):
    """660 px is what a window of 1280 x 720 px leaves below its menus and above its status bar."""
    page.resize(*size)
    page.set_recent([tmp_path / f"{number}.png" for number in range(12)])
    columns = len({card.x() for card in page.samples.cards})
    cards = page.recent.cards

    def rows_shown() -> int:
        return len({card.y() for card in cards if card.isVisible()})

    qtbot.waitUntil(lambda: rows_shown() == rows, timeout=LONG)
    assert sum(card.isVisible() for card in cards) >= min(columns, 2)
    if size[1] > 600:
        lowest = max(card.mapTo(page.viewport(), QPoint(0, card.height())).y() for card in page.samples.cards)
        assert lowest <= page.viewport().height()
    if rows == 2:
        page.resize(size[0], 660)  # and when the window is made lower
        qtbot.waitUntil(lambda: rows_shown() == 1, timeout=LONG)
