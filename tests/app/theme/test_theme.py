"""Colours can be read, icons follow the theme, and the surround does not tint the picture."""

import itertools

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QPushButton, QToolButton

from app.theme.theme import GRID, contrast, icon, icon_names, palette, space, theme
from app.theme.tokens import CONTRAST, DARK, LIGHT

THEMES = [pytest.param(tokens, id=tokens.name) for tokens in (DARK, LIGHT, CONTRAST)]
GROUNDS = ("window", "surface", "raised", "hover", "pressed", "sunken")


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize("tokens", THEMES)
def test_text_can_be_read_on_every_ground(tokens):
    pairs = [*itertools.product(("text", "text_muted"), GROUNDS), ("accent_text", "accent"),
             ("accent_text", "accent_hover"), ("text", "accent_soft"), ("surface", "text")]  # fmt: skip
    pairs += itertools.product(("danger", "warning", "success", "accent"), ("window", "surface"))
    poor = {(a, b): contrast(getattr(tokens, a), getattr(tokens, b)) for a, b in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


def test_high_contrast_reaches_the_strictest_level():
    for text, ground in itertools.product(("text", "text_muted", "accent"), GROUNDS):
        assert contrast(getattr(CONTRAST, text), getattr(CONTRAST, ground)) >= 7, (text, ground)
    assert contrast(CONTRAST.text_disabled, CONTRAST.surface) >= 7


@pytest.mark.parametrize("tokens", THEMES)
def test_lines_that_mean_something_stand_out(tokens):
    for colour in (*tokens.series, tokens.accent):
        assert contrast(colour, tokens.sunken) >= 3, colour
    for ground in ("surface", "window", "sunken"):
        assert contrast(tokens.outline_disabled, getattr(tokens, ground)) >= 3
        assert contrast(tokens.accent, getattr(tokens, ground)) >= 3
    assert len({tokens.accent, *tokens.series}) == 7


@pytest.mark.parametrize("tokens", THEMES)
def test_the_surround_is_a_pure_grey(tokens):
    for name in ("canvas", "window", "surface", "raised", "sunken", "hover", "pressed", "border"):
        red, green, blue, _ = QColor(getattr(tokens, name)).getRgb()
        assert red == green == blue, name


def colours_of(image: QImage) -> set[str]:
    found = set()
    for y in range(image.height()):
        for x in range(image.width()):
            colour = image.pixelColor(x, y)
            if colour.alpha() == 255:
                found.add(colour.name())
    return found


def test_every_icon_draws_in_the_colour_of_the_theme():
    assert len(icon_names()) > 60
    for name in icon_names():
        image = icon(name).pixmap(QSize(48, 48), 1.0).toImage()
        assert DARK.text in colours_of(image), name
        corner = image.pixelColor(0, 0)
        assert corner.alpha() == 0, name


def test_an_icon_made_before_follows_the_theme():
    made = icon("undo")
    assert DARK.text in colours_of(made.pixmap(QSize(32, 32), 1.0).toImage())
    theme().set_mode("light")
    assert LIGHT.text in colours_of(made.pixmap(QSize(32, 32), 1.0).toImage())


def test_disabled_icons_are_grey():
    disabled = icon("undo").pixmap(QSize(32, 32), 1.0, QIcon.Mode.Disabled).toImage()
    assert DARK.text_disabled in colours_of(disabled)


def test_icons_are_sharp_on_dense_screens():
    pixmap = icon("undo").pixmap(QSize(20, 20), 2.0)
    assert pixmap.width() == 40
    assert pixmap.devicePixelRatio() == 2


def test_an_unknown_icon_is_a_mistake():
    with pytest.raises(KeyError):
        icon("no such icon")


def test_the_palette_follows_the_mode(qapp):
    assert qapp.palette().window().color().name() == DARK.surface
    with_signal = []
    theme().changed.connect(lambda: with_signal.append(theme().tokens.name))
    theme().set_mode("light")
    assert qapp.palette().window().color().name() == LIGHT.surface
    assert with_signal[-1] == "light"
    assert palette(LIGHT).highlight().color().name() == LIGHT.accent


def test_focus_can_be_seen_without_moving_a_thing(qtbot):
    button = QPushButton("Train")
    other = QToolButton()
    for widget in (button, other):
        qtbot.addWidget(widget)
    button.show()
    before = button.sizeHint()
    plain = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    focused = button.grab().toImage()
    assert button.sizeHint() == before
    assert DARK.accent in colours_of(focused)
    assert DARK.accent not in colours_of(plain)


def test_spaces_are_steps_of_the_grid():
    assert space(3) == 3 * GRID == 12
