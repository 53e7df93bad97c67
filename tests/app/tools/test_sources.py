"""Painting where a fill takes its pixels from, on the real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.theme.theme import theme
from core.edgeconnect.inpainter import Inpainter
from tests.app.pictures import save
from tests.app.tools.hands import FlatInpainter

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def sampler(hands):
    """The toggle of the brush's options row."""
    return hands.window.tools["tool_brush"].options().sample_buttons


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_toggle_paints_another_plane_with_its_own_colour_and_history(hands, sampler):
    source = hands.document.source
    hands.stroke([(60, 40)])
    mask, place = hands.mask.pixels.copy(), hands.at(100, 60)
    plain = hands.driver.screen()[place.y(), place.x()].astype(int)
    click(sampler.toggle)
    hands.stroke([(95, 60), (105, 60)])
    assert (hands.mask.pixels == mask).all()
    assert source.pixels[60, 100] == 255
    tinted = hands.driver.screen()[place.y(), place.x()].astype(int)
    assert (tinted - plain)[2] > max((tinted - plain)[:2]) + 20  # bluer
    assert "ample" in hands.document.undo_stack.undoText()
    hands.size(20)
    hands.stroke([(95, 60), (105, 60)], Qt.KeyboardModifier.AltModifier)
    assert source.empty
    hands.window.undo()
    assert not source.empty
    hands.window.undo()
    assert source.empty
    assert (hands.mask.pixels == mask).all()
    hands.window.redo()
    click(sampler.clear_button)
    assert source.empty
    hands.window.undo()
    assert source.pixels[60, 100] == 255
    hands.driver.trigger("tool_rectangle")  # the other tools follow
    hands.stroke([(70, 10), (90, 30)])
    assert source.pixels[20, 80] == 255
    hands.driver.trigger("tool_eraser")
    hands.stroke([(80, 20)])
    assert source.pixels[20, 80] == 0
    hands.driver.trigger("tool_flood")
    hands.stroke([(5, 5)])
    assert source.pixels[5, 5] == 255
    assert (hands.mask.pixels == mask).all()
    hands.driver.trigger("tool_brush")
    click(sampler.toggle)
    hands.stroke([(30, 40)])
    assert hands.mask.pixels[40, 30] == 255


def test_the_fill_is_asked_to_take_from_there_and_the_plane_goes_with_it(hands, sampler):
    inpainter = FlatInpainter()
    hands.use(inpainter)
    hands.window.repair.settings.change(finish="network")
    hands.stroke([(30, 40)])
    click(sampler.toggle)
    hands.stroke([(100, 70)])
    hands.fill()
    request, region = inpainter.requests[-1], hands.filling.proposal.job.region
    assert request.source[70 - region.top, 100 - region.left]
    assert not request.source[40 - region.top, 30 - region.left]
    assert request.finish == "patches"  # the networks take from no place
    hands.stroke([(110, 70)])  # another place: what was made from the first is no longer wanted
    assert not hands.filling.active
    hands.fill()
    before = hands.document.source.pixels.copy()
    hands.key(ENTER)
    assert hands.document.source.empty
    assert not hands.window.repair.settings.sampling
    assert inpainter.requests[-1].source is not None
    hands.window.undo()
    assert (hands.document.source.pixels == before).all()
    hands.window.redo()
    hands.stroke([(30, 40)])
    hands.fill()
    assert inpainter.requests[-1].source is None  # nothing painted: from everywhere
    assert inpainter.requests[-1].finish == "network"


def test_a_fill_far_from_what_it_takes_from_has_its_colours(hands, sampler, tmp_path):
    """The real thing: on a wide photo, green is to come from the other end."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(90, 130, (120, 900, 3), np.uint8)
    pixels[:, 800:] = pixels[:, 800:] * (0, 1, 0)
    hands.driver.open(save(tmp_path / "wide.png", pixels))
    hands.filling.make_inpainter = lambda: Inpainter(None)
    hands.size(24)
    hands.stroke([(40, 60), (60, 60)])
    hands.size(80)
    click(sampler.toggle)
    hands.stroke([(850, 60)])
    assert (hands.document.source.pixels[:, :780] == 0).all()
    hands.fill()
    mask = hands.mask.pixels == 255
    hands.key(ENTER)
    filled = hands.document.photo.pixels[mask]
    assert (filled[:, (0, 2)] < 12).all()
    assert (filled[:, 1] > 60).all()
    hands.stroke([(500, 60)])
    click(sampler.toggle)
    hands.size(6)
    hands.stroke([(500, 60)])  # in the hole, where there is nothing to take
    hands.key(ENTER)
    hands.driver.wait(lambda: hands.window.banner.isVisible())
    assert "outside of the hole" in hands.window.banner.text
    assert not hands.mask.empty


def test_a_narrow_window_has_room_for_the_row(hands, qapp):
    theme().install(qapp, "light")  # its fields are wider than those of bare Qt
    hands.driver.trigger("panels")  # where the panel is seen, it has them
    only_icon = Qt.ToolButtonStyle.ToolButtonIconOnly
    for tool in ("tool_brush", "tool_flood"):
        hands.driver.trigger(tool)
        row = hands.window.tools[tool].options()
        toggle = row.sample_buttons.toggle
        for width in (1100, 640):
            hands.window.resize(width, 480)
            hands.driver.wait(
                lambda: row.isVisible() and (toggle.toolButtonStyle() == only_icon) == (width == 640)  # noqa: B023
            )
            assert hands.window.width() == width
            assert row.rect().contains(row.sample_buttons.geometry())
