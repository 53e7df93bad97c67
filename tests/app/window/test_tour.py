"""The first steps: shown once, in nobody's way, gone with Esc, and there again when asked for."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.canvas.handles import Handle
from app.window.tour import SEEN_KEY
from tests.app.driver import Driver


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_window_that_was_not_armed_shows_nothing(driver):
    assert not driver.window.tour.running
    assert not driver.window.tour.card.isVisible()
    assert not driver.window.settings.contains(SEEN_KEY)


def test_the_first_photo_begins_it_and_the_second_start_does_not(make_window, qtbot, photo_file):
    window = make_window()
    window.tour.arm()
    assert not window.tour.card.isVisible()
    driver = Driver(window, qtbot)
    driver.open(photo_file)
    card = window.tour.card
    assert card.isVisible()
    assert card.title.text() == "Drag a handle"
    titles = [card.title.text()]
    for _ in range(2):
        click(card.next_button)
        titles.append(card.title.text())
    assert titles == [step.title for step in window.tour.steps]
    assert card.next_button.text() == "Done"
    click(card.back_button)
    assert card.title.text() == titles[1]
    click(card.next_button)
    click(card.next_button)
    assert not window.tour.running

    again = make_window()
    again.tour.arm()
    Driver(again, qtbot).open(photo_file)
    assert not again.tour.running


def test_esc_skips_it_from_the_canvas_and_from_the_card(driver):
    tour = driver.window.tour
    for widget in (driver.canvas, tour.card):
        driver.trigger("tour")
        assert tour.card.isVisible()
        QTest.keyClick(widget, Qt.Key.Key_Escape)
        assert not tour.running
        assert not tour.card.isVisible()
        assert not tour.ring.isVisible()


def test_handles_are_dragged_under_the_ring_and_a_drag_keeps_its_esc(driver):
    driver.trigger("tour")
    tour, before = driver.window.tour, driver.size
    driver.wait(tour.ring.isVisible)
    handle = driver.canvas.viewport().mapTo(driver.window, driver.at(Handle.RIGHT))
    assert tour.ring.geometry().center() == handle - QPoint(1, 1)
    driver.drag(Handle.RIGHT, 60, 0)
    assert driver.size[0] > before[0]
    wide = driver.size
    driver.press(driver.at(Handle.RIGHT))
    driver.move(driver.at(Handle.RIGHT) + QPoint(-40, 0))
    QTest.keyClick(driver.canvas, Qt.Key.Key_Escape)
    assert driver.size == wide
    assert tour.running
    driver.release(driver.at(Handle.RIGHT))


def test_a_card_whose_step_was_done_makes_way_for_the_next(driver):
    driver.trigger("tour")
    tour, document = driver.window.tour, driver.document
    card, titles = tour.card, [step.title for step in tour.steps]
    start = driver.at(Handle.RIGHT)
    driver.press(start)
    driver.move(start + QPoint(30, 0))
    assert card.title.text() == titles[0]  # not while it is being done
    driver.release(start + QPoint(30, 0))
    assert card.title.text() == titles[1]
    driver.trigger("undo")  # of the first step; the second is still to be done
    assert card.title.text() == titles[1]
    document.set_training_state("running")
    document.set_training_state("idle")
    assert card.title.text() == titles[2]
    document.photoEdited.emit(None)
    assert not tour.running

    driver.trigger("tour")
    document.set_training_state("running")  # before its turn
    document.set_training_state("idle")
    assert card.title.text() == titles[0]
    driver.drag(Handle.RIGHT, 30, 0)
    assert card.title.text() == titles[2]
    tour.end()


def test_the_second_step_brings_the_panel_and_points_at_its_button(driver):
    driver.window.show_panels(False)
    driver.trigger("tour")
    click(driver.window.tour.card.next_button)
    button, ring = driver.window.training_panel.train_button, driver.window.tour.ring
    driver.wait(lambda: ring.isVisible() and ring.geometry().contains(button.mapTo(driver.window, QPoint(2, 2))))


def test_without_a_photo_it_waits_for_one_and_ends_with_it(window, qtbot, photo_file):
    window.act["tour"].trigger()
    assert not window.tour.running
    assert "Open a photo" in window.status_strip.currentMessage()
    Driver(window, qtbot).open(photo_file)
    assert window.tour.running
    window.close_photo()
    assert not window.tour.running
