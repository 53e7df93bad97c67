"""Each mask tool by real mouse events."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def test_the_brush_paints_where_it_goes(hands):
    hands.stroke([(30, 40), (60, 40), (90, 40)])
    pixels = hands.mask.pixels
    assert (pixels[40, 30:90] == 255).all()
    assert (pixels[37:43, 60] == 255).all()
    assert not pixels[:30].any()
    assert not pixels[50:].any()
    assert hands.document.undo_stack.count() == 1
    hands.window.undo()
    assert not pixels.any()
    hands.window.redo()
    assert (pixels[40, 30:90] == 255).all()


def test_the_eraser_and_alt_take_away(hands):
    hands.stroke([(30, 40), (90, 40)])
    hands.stroke([(50, 40)], ALT)
    assert hands.mask.pixels[40, 50] == 0
    assert hands.mask.pixels[40, 80] == 255
    hands.key(Qt.Key.Key_X)
    assert hands.driver.canvas.tool.name == "tool_eraser"
    hands.stroke([(80, 40)])
    assert hands.mask.pixels[40, 80] == 0
    hands.stroke([(80, 40)], SHIFT)
    assert hands.mask.pixels[40, 80] == 255


def test_a_stroke_is_taken_back_by_escape(hands):
    hands.stroke([(20, 20), (40, 20)])
    before = hands.state
    hands.driver.press(hands.at(60, 60))
    hands.driver.move(hands.at(90, 60))
    assert hands.mask.pixels[60, 75] == 255
    hands.window.undo()  # waits: a stroke is no step yet
    assert hands.mask.pixels[60, 75] == 255
    hands.key(Qt.Key.Key_Escape)
    hands.driver.release(hands.at(90, 60))
    assert hands.state == before
    assert hands.document.undo_stack.count() == 1


def test_brackets_change_the_brush(hands):
    settings = hands.window.repair.settings
    hands.key(Qt.Key.Key_BracketRight, Qt.Key.Key_BracketRight)
    assert settings.size == 14
    hands.key(Qt.Key.Key_BracketLeft)
    assert settings.size == 13
    hands.key(Qt.Key.Key_BraceLeft, modifiers=SHIFT)
    assert settings.hardness == pytest.approx(0.9)
    for _ in range(60):
        hands.key(Qt.Key.Key_BracketRight)
    assert settings.size == 500


def test_undo_works_from_the_fields_of_the_tools(hands):
    for tool, name in (("tool_brush", "size_field"), ("tool_edge_eraser", "size_field")):
        hands.driver.trigger("tool_brush")
        hands.stroke([(30, 40), (90, 40)])
        hands.driver.trigger(tool)
        field = getattr(hands.driver.canvas.tool.options(), name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "3")
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert not hands.mask.pixels.any(), tool
        assert field.value() == 3


def test_a_pen_presses_harder(hands):
    def pen(kind: QEvent.Type, x: float, y: float, pressure: float) -> None:
        place = QPointF(hands.at(x, y))
        viewport = hands.driver.canvas.viewport()
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
        event = QTabletEvent(
            kind, QPointingDevice.primaryPointingDevice(), place, viewport.mapToGlobal(place), pressure, 0, 0, 0, 0, 0,
            Qt.KeyboardModifier.NoModifier, button, held,
        )  # fmt: skip
        QApplication.sendEvent(viewport, event)

    hands.size(40)
    pen(QEvent.Type.TabletPress, 30, 50, 0.2)
    pen(QEvent.Type.TabletMove, 60, 50, 0.2)
    pen(QEvent.Type.TabletMove, 120, 50, 1.0)
    pen(QEvent.Type.TabletRelease, 120, 50, 0.0)
    widths = (hands.mask.pixels > 127).sum(0)
    assert 4 <= widths[40] <= 12
    assert widths[120] >= 30


def test_the_cursor_shows_size_and_hardness(hands):
    hands.size(40, 0.5)
    canvas = hands.driver.canvas
    QTest.mouseMove(canvas.viewport(), hands.at(20, 20))
    elsewhere = hands.driver.screen()
    QTest.mouseMove(canvas.viewport(), hands.at(80, 60))
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.BlankCursor
    with_ring = hands.driver.screen()
    radius = 20 * canvas.transform().m11()
    middle = hands.at(80, 60)
    differs = (with_ring != elsewhere).any(-1)
    assert differs[middle.y(), round(middle.x() + radius) - 1 : round(middle.x() + radius) + 2].any()
    assert differs[round(middle.y() - radius / 2) - 2 : round(middle.y() - radius / 2) + 3,
                   middle.x() - 12 : middle.x() + 13].any()  # fmt: skip


def test_the_mask_is_seen_on_the_canvas(hands):
    before = hands.driver.screen()
    hands.stroke([(30, 40), (90, 40)])
    QTest.mouseMove(hands.driver.canvas.viewport(), hands.at(150, 100))
    place = hands.at(60, 40)
    seen, old = hands.driver.screen()[place.y(), place.x()].astype(int), before[place.y(), place.x()].astype(int)
    assert seen == pytest.approx((old + np.array([255, 60, 60])) / 2, abs=2)


def test_rectangle_adds_subtracts_and_replaces(hands):
    hands.driver.trigger("tool_rectangle")
    hands.stroke([(10, 10), (50, 30)])
    pixels = hands.mask.pixels
    assert (pixels[12:28, 12:48] == 255).all()
    assert pixels.sum() == pytest.approx(255 * 40 * 20, rel=0.12)
    hands.stroke([(100, 50), (120, 70)], SHIFT)
    assert pixels[20, 20] == pixels[60, 110] == 255
    hands.stroke([(5, 5), (30, 40)], ALT)
    assert pixels[20, 20] == 0
    assert pixels[20, 40] == 255
    hands.stroke([(70, 80), (90, 90)])
    assert pixels[20, 40] == 0
    assert pixels[85, 80] == 255
    hands.stroke([(20, 20)])
    assert hands.mask.empty
    assert hands.document.undo_stack.count() == 5


def test_lasso_selects_its_inside(hands):
    hands.driver.trigger("tool_lasso")
    hands.stroke([(30, 20), (90, 20), (90, 80), (30, 80)])
    assert hands.mask.pixels[50, 60] == 255
    assert hands.mask.pixels[10, 60] == hands.mask.pixels[50, 100] == 0


def test_flood_selects_a_colour(hands):
    hands.window.repair.settings.change(tolerance=20)
    hands.driver.trigger("tool_flood")
    photo = hands.document.photo.pixels.astype(int)
    y, x = 20, 20  # on a disc, off its light
    hands.stroke([(x + 0.5, y + 0.5)])
    place = hands.driver.canvas.mapToScene(hands.at(x + 0.5, y + 0.5))
    seed = photo[int(place.y()), int(place.x())]
    chosen = hands.mask.pixels > 127
    assert chosen.sum() > 50
    assert (np.abs(photo[chosen] - seed) <= 20).all()


def test_smart_select_finds_the_disc_and_is_refined(hands):
    hands.driver.trigger("tool_smart")
    hands.size(8)
    hands.stroke([(64, 42), (76, 42)])  # the disc at (70, 42), radius 11
    hands.driver.wait(lambda: not hands.mask.empty)
    yy, xx = np.mgrid[:112, :160] + 0.5
    disc = np.hypot(xx - 70.5, yy - 42.5) < 11
    chosen = hands.mask.pixels > 127
    assert chosen[disc].mean() > 0.9
    assert chosen.sum() < 4 * disc.sum()  # neighbours of its colour may come along, not the picture
    hands.stroke([(63, 42), (65, 42)], ALT)
    hands.driver.wait(lambda: hands.document.undo_stack.count() == 2)
    assert hands.mask.pixels[42, 64] == 0
    assert hands.mask.pixels[42, 76] == 255
    hands.window.undo()
    hands.window.undo()
    assert hands.mask.empty


def test_a_resized_canvas_shows_the_photo_while_its_mask_is_painted(hands):
    hands.window.choose_resize()
    hands.window.tools["tool_resize"].set_width(240)
    hands.driver.settle()
    hands.driver.trigger("tool_brush")
    assert hands.window.apply_size.offer.isVisible()
    hands.stroke([(30, 40), (60, 40)])
    assert (hands.mask.pixels[40, 30:60] == 255).all()
    hands.fill()
    hands.key(Qt.Key.Key_Return)
    hands.driver.trigger("tool_resize")
    hands.driver.settle()
    assert hands.driver.frame.shape == (112, 240, 3)

    def purple() -> bool:
        return bool((np.abs(hands.driver.frame.astype(int) - (255, 0, 255)).max(-1) < 40).any())

    hands.driver.wait(purple)  # the re-made picture has the fill in it
