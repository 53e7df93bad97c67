"""The plot: values under the pointer, log scale, marked point, odd values."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.panels.curve import CurveWidget, linear_ticks, log_ticks, outline, short
from app.theme.theme import theme


@pytest.fixture
def curve(qtbot):
    widget = CurveWidget("Nothing yet.", log=True)
    qtbot.addWidget(widget)
    widget.resize(300, 160)
    widget.show()
    return widget


def count(widget, colour: str) -> int:
    image = widget.grab().toImage()
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def test_numbers_are_short():
    assert [short(v) for v in (0, 0.0123456, 4.5678, 1200, 0.00001234, 2e7)] == [
        "0", "0.0123", "4.57", "1200", "1.2e-05", "2.0e+07"
    ]  # fmt: skip


def test_a_change_of_a_thousandth_looks_small(curve):
    curve.set_log(False)
    for step, value in enumerate((5.44, 5.437, 5.435)):
        curve.add("distance", step, value)
    _, _, low, high = curve._limits()
    assert 5.435 - low > 10 * (5.44 - 5.435)
    names = [short(tick) for tick in linear_ticks(low, high)]
    assert len(names) >= 2
    assert len(set(names)) == len(names)
    curve.add("distance", 3, 4.0)  # a large one still fills the plot
    _, _, low, high = curve._limits()
    assert high - low < 1.2 * 1.44


def test_ticks_are_round_and_inside():
    assert linear_ticks(0, 10) == [0, 2.5, 5, 7.5, 10]
    assert linear_ticks(0.0021, 0.0098) == pytest.approx([0.004, 0.006, 0.008])
    assert log_ticks(0.001, 10) == pytest.approx([0.001, 0.01, 0.1, 1, 10])
    assert all(0.3 <= tick <= 0.7 for tick in log_ticks(0.3, 0.7))
    assert log_ticks(0.3, 0.7)


def test_an_empty_plot_draws_no_curve(curve):
    assert count(curve, theme().tokens.accent) == 0


def test_a_curve_is_drawn_and_cleared(curve):
    for step in range(50):
        curve.add("loss", step, 1 / (1 + step))
    assert count(curve, theme().tokens.accent) > 20
    curve.clear()
    assert count(curve, theme().tokens.accent) == 0


def test_log_scale_changes_the_picture(curve):
    for step in range(1, 100):
        curve.add("loss", step, math.exp(-step / 10))
    logarithmic = curve.grab().toImage()
    curve.set_log(False)
    assert curve.grab().toImage() != logarithmic


def test_values_that_are_no_numbers_are_left_out(curve):
    for value in (1.0, float("nan"), float("inf"), 0.5, 0.0, -1.0):
        curve.add("loss", 1, value)
    assert [y for _, y in curve.points("loss")] == [1.0, 0.5, 0.0, -1.0]
    curve.grab()  # zero and negative values have a place on a log scale as well


def test_the_value_under_the_pointer_is_shown(curve, qtbot):
    for step in range(0, 101, 10):
        curve.add("loss", step, 1 + step)
    before = curve.grab().toImage()
    QTest.mouseMove(curve, QPoint(170, 60))
    qtbot.waitUntil(lambda: curve.grab().toImage() != before)
    assert curve.value_at("loss", 52) == (50, 51)
    QTest.mouseMove(curve.window(), QPoint(-20, -20))


def test_long_runs_stay_small_and_keep_their_ends(curve):
    for step in range(20_000):
        curve.add("loss", step, 1.0)
    points = curve.points("loss")
    assert len(points) <= 4000
    assert points[0][0] == 0
    assert points[-1][0] == 19_999


def test_the_outline_of_a_long_curve_is_short_and_covers_the_same_px():
    x, y = np.linspace(0, 99.9, 4000), np.random.default_rng(0).random(4000) * 50
    points = outline(x, y)
    assert len(points) <= 400
    assert points[0].tolist() == [x[0], y[0]]
    assert points[-1].tolist() == [x[-1], y[-1]]
    for column in range(100):
        inside = points[np.floor(points[:, 0]) == column, 1]
        every = y[np.floor(x) == column]
        assert (inside.min(), inside.max()) == (every.min(), every.max())


def test_more_curves_than_colours_can_be_told_apart(curve):
    colours = 1 + len(theme().tokens.series)
    pens = [curve.pen(index) for index in range(colours + 2)]
    assert len({(pen.color().name(), pen.style()) for pen in pens}) == len(pens)
    for index in range(colours + 2):
        curve.add(f"loss {index}", 1, index + 1)
        curve.add(f"loss {index}", 2, index + 2)
    curve.grab()


def test_the_marked_point_is_said_to_screen_readers(curve, qtbot):
    curve.add("distance", 10, 0.5, "patch distance")
    curve.set_marker(10, 0.5, "best at step 10")
    qtbot.waitUntil(lambda: curve.accessibleDescription() == "patch distance 0.5, best at step 10")
    curve.grab()
