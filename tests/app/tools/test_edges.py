"""The edge view on the real window: what it shows, each tool by mouse events, and what edges do to the photo."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.canvas.edge_item import KNOWN, PREDICTED, USER
from app.project.state import capture
from core.edge_editing.user_edges import DRAWN, ERASED
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EdgeMaps
from tests.app.driver import Driver
from tests.app.pictures import save
from tests.app.tools.hands import FlatInpainter, Hands

SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
WIDTH, HEIGHT, HORIZON = 200, 140, 60


def sea(noise: float = 4.0) -> np.ndarray:
    """uint8 (HEIGHT, WIDTH, 3): a light sky over a dark sea."""
    rng = np.random.default_rng(1)
    picture = np.full((HEIGHT, WIDTH, 3), (120, 190, 230), np.float32)
    picture[HORIZON:] = (20, 70, 90)
    return (picture + rng.normal(0, noise, picture.shape)).clip(0, 255).astype(np.uint8)


class SeeingInpainter(FlatInpainter):
    """Predicts a vertical line through the middle of what it gets."""

    def edges(self, request, cancelled=lambda: False) -> EdgeMaps:
        self.requests.append(request)
        predicted, hole = np.zeros(request.mask.shape, bool), request.mask > 0
        rows, columns = np.nonzero(hole)
        predicted[rows.min() : rows.max() + 1, (columns.min() + columns.max()) // 2] = True
        return EdgeMaps(predicted & hole, predicted, hole, lambda: predicted)


@pytest.fixture
def hands(window, tmp_path, qtbot) -> Hands:
    """A user with the edge pencil in hand; fills are answered at once with a flat colour."""
    driver = Driver(window, qtbot)
    driver.open(save(tmp_path / "sea.png", sea()))
    hands = Hands(driver)
    hands.use(SeeingInpainter())
    driver.trigger("tool_edge_pencil")
    window.edge_view.settings.change(redraw=False)
    driver.wait(lambda: window.edge_view.near_edges() is not None and window.edge_view.near_edges().any())
    return hands


@pytest.fixture
def edges(hands) -> np.ndarray:
    return hands.document.edges.pixels


def like(pixel: np.ndarray, colour, tolerance: int = 60) -> bool:
    return np.abs(pixel.astype(int) - (colour.red(), colour.green(), colour.blue())).max() < tolerance


def any_like(hands: Hands, colour, left: int, top: int, right: int, bottom: int) -> bool:
    """Whether the canvas shows ``colour`` anywhere in this part of the photo."""
    a, b = hands.at(left, top), hands.at(right, bottom)
    part = hands.driver.screen()[a.y() : b.y() + 1, a.x() : b.x() + 1]
    return any(like(pixel, colour) for pixel in part.reshape(-1, 3))


# -- what is seen -----------------------------------------------------------------------------------------------------


def test_three_colours_where_they_belong_over_the_dimmed_photo(hands):
    hands.driver.trigger("tool_brush")
    hands.size(40)
    hands.stroke([(100, 110)])
    assert hands.window.act["edge_view"].isChecked()
    hands.driver.wait(lambda: hands.filling.predicted is not None)
    hands.driver.trigger("tool_edge_pencil")
    hands.stroke([(30, 20), (60, 20)])
    assert any_like(hands, KNOWN, 20, HORIZON - 3, 60, HORIZON + 3)
    assert any_like(hands, PREDICTED, 95, 100, 105, 120)
    assert any_like(hands, USER, 35, 17, 55, 23)
    for colour in (KNOWN, PREDICTED, USER):
        assert not any_like(hands, colour, 130, 20, 190, 45)
    sky = hands.at(150, 30)
    dimmed = hands.driver.screen()[sky.y(), sky.x()]
    hands.window.act["edge_view"].trigger()
    assert hands.driver.canvas.tool.name == "tool_brush"
    plain = hands.driver.screen()[sky.y(), sky.x()]
    assert dimmed.astype(int).sum() < 0.6 * plain.astype(int).sum()
    assert not any_like(hands, USER, 35, 17, 55, 23)


def test_the_photos_edges_follow_sigma(hands, tmp_path):
    item, settings = hands.window.edge_view.item, hands.window.edge_view.settings
    hands.driver.document.undo_stack.setClean()
    hands.driver.open(save(tmp_path / "noisy.png", sea(noise=26)))

    def count() -> int:
        return int((item.codes >= 2).sum())

    hands.driver.wait(lambda: item.codes is not None and item.codes.shape == (HEIGHT, WIDTH) and count() > 0)
    detail = hands.window.task_panel.edges.detail
    detail.slider.setValue(0)
    assert settings.sigma == 6.0
    hands.driver.wait(lambda: 0 < count() < 3 * WIDTH)
    few = count()
    detail.field.setValue(100)
    assert settings.sigma == 0.5
    hands.driver.wait(lambda: count() > 2 * few)


def test_the_threshold_asks_for_another_look(hands):
    inpainter = SeeingInpainter()
    hands.use(inpainter)
    hands.driver.trigger("tool_brush")
    hands.size(40)
    hands.stroke([(100, 110)])
    hands.driver.wait(lambda: len(inpainter.requests) == 1)
    hands.driver.trigger("tool_edge_pencil")
    hands.window.task_panel.edges.sure.field.setValue(25)
    hands.driver.wait(lambda: len(inpainter.requests) == 2)
    assert inpainter.requests[1].detection.threshold == 0.25


def test_choosing_another_kind_of_tool_ends_the_view(hands):
    hands.driver.trigger("tool_resize")
    assert not hands.window.act["edge_view"].isChecked()
    assert not hands.window.edge_view.item.isVisible()
    hands.key(Qt.Key.Key_Q)
    assert hands.driver.canvas.tool.name == "tool_edge_pencil"
    assert hands.window.edge_view.item.isVisible()


def test_tools_have_names_and_keys_and_legend(hands):
    for name in ("edge_view", "tool_edge_pencil", "tool_edge_line", "tool_edge_curve", "tool_edge_eraser"):
        action = hands.window.act[name]
        assert action.shortcut().toString() in action.toolTip()
        assert not action.icon().isNull()
    row = hands.driver.canvas.tool.options()
    assert [words.text() for words in row.legend_words] == ["Photo", "Predicted", "Yours"]


def test_a_narrow_row_keeps_its_fields(hands):
    hands.driver.trigger("panels")  # where the panel is seen, it has one of them
    hands.driver.trigger("tool_edge_eraser")
    row = hands.driver.canvas.tool.options()
    for width in (1280, 640):
        hands.window.resize(width, 720)
        hands.driver.wait(lambda: row.legend_words[0].isVisible() == (width > 1000))  # noqa: B023
        for field in (row.size_field, row.redraw_box):
            assert row.rect().contains(field.geometry())


# -- tools ------------------------------------------------------------------------------------------------------------


def test_the_pencil_draws_and_shift_click_goes_on_straight(hands, edges):
    first = hands.state
    hands.stroke([(20, 20), (40, 24), (60, 20)])
    assert (edges[20:26, 40] == DRAWN).any()
    assert not (edges[:, 100:] > 0).any()
    hands.stroke([(150, 20)], SHIFT)
    assert (edges[19:22, 62:148] == DRAWN).any(0).all()
    assert hands.document.undo_stack.count() == 2
    last = hands.state
    assert np.array_equal(capture(hands.document, None).planes["edges"], edges)  # project files keep them
    hands.window.undo()
    hands.window.undo()
    assert hands.state == first
    hands.window.redo()
    hands.window.redo()
    assert hands.state == last


def test_the_straight_line_snaps_with_shift(hands, edges):
    hands.driver.trigger("tool_edge_line")
    hands.driver.press(hands.at(30, 100))
    hands.driver.move(hands.at(90, 108))
    assert not edges.any()  # only shown until the button is let go
    assert any_like(hands, USER, 50, 95, 70, 112)
    hands.driver.release(hands.at(90, 108))
    rows = [np.flatnonzero(edges[:, x]).mean() for x in (35, 60, 85)]
    assert np.allclose(rows, np.interp((35, 60, 85), (30, 90), (100, 108)), atol=1.5)
    hands.window.undo()
    assert not edges.any()
    hands.stroke([(30, 100), (90, 105)], SHIFT)
    assert np.ptp([np.flatnonzero(edges[:, x]).mean() for x in (35, 60, 85)]) < 1


def test_the_curve_runs_through_its_points(hands, edges):
    hands.driver.trigger("tool_edge_curve")
    for place in ((30, 100), (60, 80), (90, 80), (10, 10)):
        hands.stroke([place])
    hands.key(Qt.Key.Key_Backspace)
    hands.stroke([(120, 100)])
    assert not edges.any()
    assert hands.document.busy
    hands.key(ENTER)
    assert hands.document.undo_stack.count() == 1
    for x, y in ((30, 100), (60, 80), (90, 80), (119, 100)):
        assert (edges[y - 2 : y + 3, x - 2 : x + 3] == DRAWN).any()
    assert (edges[70:79, 75] == DRAWN).any()  # round, not straight, between the upper two
    assert not edges[:30].any()
    hands.stroke([(30, 20)])
    hands.stroke([(80, 20)])
    QTest.mouseDClick(
        hands.driver.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, hands.at(80, 20)
    )
    assert hands.document.undo_stack.count() == 2
    assert (edges[19:22, 35:75] == DRAWN).any(0).all()


def test_the_eraser_takes_edges_only(hands, edges):
    hands.stroke([(30, 20), (90, 20)])
    hands.key(Qt.Key.Key_X)
    assert hands.driver.canvas.tool.name == "tool_edge_eraser"
    hands.window.edge_view.settings.change(size=16.0)
    hands.stroke([(100, 30), (120, 30)])  # nothing there
    assert hands.document.undo_stack.count() == 1
    hands.stroke([(60, 20), (90, 20)])
    assert not edges[15:25, 60:90].any()
    assert (edges[19:22, 35:50] == DRAWN).any(0).all()
    hands.stroke([(50, HORIZON), (150, HORIZON)])
    assert (edges[HORIZON - 2 : HORIZON + 2, 55:145] == ERASED).any(0).all()
    assert not edges[: HORIZON - 8, 100:].any()
    assert not any_like(hands, KNOWN, 60, HORIZON - 5, 140, HORIZON + 5)
    assert any_like(hands, KNOWN, 5, HORIZON - 5, 30, HORIZON + 5)
    hands.window.undo()
    hands.driver.wait(lambda: any_like(hands, KNOWN, 60, HORIZON - 5, 140, HORIZON + 5))


@pytest.mark.parametrize("ground", [(255, 165, 31), (16, 16, 16), (230, 230, 230)])
def test_a_line_of_the_user_is_seen_on_any_picture(hands, tmp_path, ground):
    hands.driver.document.undo_stack.setClean()
    hands.driver.open(save(tmp_path / "plain.png", np.full((HEIGHT, WIDTH, 3), ground, np.uint8)))
    hands.stroke([(40, 40), (140, 40)])
    at, below = hands.at(90, 40), hands.at(90, 52)
    column = hands.driver.screen()[at.y() : below.y(), at.x()].astype(int).mean(-1)
    assert column.min() < 60  # a dark rim and a light one, whatever is beneath
    assert column.max() > 190


def test_erasing_before_drawing_and_after_are_the_same(hands, edges):
    """A line near the horizon, and the horizon erased: in either order, also where each stroke is redrawn at once."""
    for redraw in (False, True):
        hands.window.edge_view.settings.change(redraw=redraw, size=6.0)
        planes = []
        for order in ((0, 1), (1, 0)):
            for stroke in order:
                hands.driver.trigger("tool_edge_eraser" if stroke == 0 else "tool_edge_pencil")
                y = HORIZON if stroke == 0 else HORIZON - 8
                hands.stroke([(40, y), (150, y)])
                if redraw:
                    hands.until_ready()
            planes.append(edges.copy())
            hands.window.undo()
            hands.window.undo()
            hands.filling.discard()
            assert not edges.any()
        assert (planes[0] == planes[1]).all()
        assert set(np.unique(planes[0])) == {0, ERASED, DRAWN}


def test_escape_takes_back_what_is_not_finished(hands, edges):
    for name in ("tool_edge_pencil", "tool_edge_line", "tool_edge_curve", "tool_edge_eraser"):
        hands.driver.trigger(name)
        hands.driver.press(hands.at(30, HORIZON))
        hands.driver.move(hands.at(90, HORIZON))
        assert hands.document.busy
        hands.key(ENTER) if name != "tool_edge_curve" else None
        assert not hands.filling.active
        hands.key(ESC)
        hands.driver.release(hands.at(90, HORIZON))
        assert not edges.any()
        assert not hands.document.busy
    assert hands.document.undo_stack.count() == 0


# -- what edges do ----------------------------------------------------------------------------------------------------


def test_edges_in_a_hole_reach_the_fill_and_nothing_else_changes(hands):
    inpainter = SeeingInpainter()
    hands.use(inpainter)
    hands.driver.trigger("tool_rectangle")
    hands.stroke([(60, 80), (140, 130)])
    hands.driver.trigger("tool_edge_pencil")
    hands.window.edge_view.settings.change(redraw=True)
    mask, before = hands.mask.pixels.copy(), hands.document.photo.pixels
    hands.stroke([(57, 100), (143, 100)])  # a little beyond the rim: no edit of the photo outside
    hands.until_ready()
    job, request = hands.filling.proposal.job, inpainter.requests[-1]
    y, x = 100 - job.region.top, 100 - job.region.left
    assert request.given.lines[y - 2 : y + 3, x].any()
    assert request.given.edited[y, x]
    assert not request.given.edited[y + 20, x]
    assert np.array_equal(request.mask, job.request.mask)
    first = hands.filling.proposal
    hands.stroke([(60, 115), (140, 115)])  # the fill is made anew
    hands.driver.wait(lambda: hands.filling.ready and hands.filling.proposal.job is not first.job)
    hands.window.undo()  # and again: the stroke goes, not the fill
    assert hands.document.undo_stack.index() == 2
    hands.until_ready()
    assert not inpainter.requests[-1].given.lines[y + 13 : y + 18, x].any()
    drawn = hands.state
    hands.key(ENTER)
    after = hands.document.photo.pixels
    assert (after[mask == 0] == before[mask == 0]).all()
    assert (after[mask == 255] == (255, 0, 255)).all()
    assert hands.document.edges.empty
    hands.window.undo()
    assert hands.state == drawn
    hands.window.redo()
    assert hands.document.edges.empty


def test_edges_outside_make_a_strip_and_it_alone_changes(hands):
    hands.window.edge_view.settings.change(redraw=True, reach=0.05, size=12.0)
    before = hands.document.photo.pixels
    hands.driver.trigger("tool_edge_eraser")
    hands.stroke([(60, HORIZON), (140, HORIZON)])
    hands.until_ready()
    hands.driver.trigger("tool_edge_line")
    hands.stroke([(60, 40), (140, 40)])
    hands.driver.wait(lambda: hands.filling.ready and hands.filling.proposal.job.edits.plane.max() == DRAWN)
    hands.key(ENTER)
    changed = (hands.document.photo.pixels != before).any(-1)
    assert changed[38:62, 75:125].all()  # both lines and what lies between
    assert not changed[:25].any()
    assert not changed[80:].any()
    assert not changed[:, :40].any()
    assert hands.document.undo_stack.undoText() == "Move edges"
    while hands.document.undo_stack.canUndo():
        hands.window.undo()
    assert np.array_equal(hands.document.photo.pixels, before)
    assert hands.document.edges.empty


@pytest.mark.parametrize("step", [0, 60])
def test_a_line_that_changes_nothing_says_so(hands, step):
    class Kind(FlatInpainter):
        """Makes the sky anew with other grain, ``step`` grey levels darker."""

        def answer(self, request):
            grain = np.random.default_rng(9).normal(0, 4, request.image.shape)
            return (np.array((120, 190, 230)) - step + grain).clip(0, 255).astype(np.uint8)

        def fill(self, request, cancelled=lambda: False, on_progress=None):
            return replace(super().fill(request, cancelled, on_progress), image=self.answer(request))

    said = []
    hands.document.statusMessage.connect(said.append)
    hands.use(Kind())
    hands.window.edge_view.settings.change(redraw=True, reach=0.05, size=12.0)
    hands.driver.trigger("tool_edge_line")
    hands.stroke([(60, 30), (140, 30)])
    hands.until_ready()
    assert any("changed nothing that shows" in text for text in said) == (step == 0)


def test_closing_in_the_middle(hands):
    inpainter = SeeingInpainter(threading.Event())
    hands.use(inpainter)
    hands.window.edge_view.settings.change(redraw=True)
    hands.stroke([(30, 20), (90, 20)])
    hands.driver.wait(lambda: len(inpainter.requests) == 1)
    hands.driver.press(hands.at(30, 40))
    hands.driver.move(hands.at(60, 40))
    hands.window.close_without_asking()
    assert inpainter.cancelled.is_set()


def test_cancelling_a_redraw_keeps_the_edges(hands):
    inpainter = SeeingInpainter(threading.Event())
    hands.use(inpainter)
    hands.window.edge_view.settings.change(redraw=True)
    hands.stroke([(30, 20), (90, 20)])
    before = hands.state
    hands.driver.wait(lambda: len(inpainter.requests) == 1)
    hands.key(ESC)
    assert not hands.filling.active
    hands.driver.wait(inpainter.cancelled.is_set)
    assert hands.state == before
    assert hands.window.repair_bar.fill_button.isVisible()


def test_a_drawn_edge_changes_the_fill_and_stage_one_is_not_asked_again(hands, monkeypatch):
    """The real networks: a hill drawn over the horizon in a hole has the sea's colour, and the sky stays above it."""
    inpainter = Inpainter(None)
    calls = []
    forward = inpainter.weights.edge.forward
    monkeypatch.setattr(inpainter.weights.edge, "forward", lambda *planes: calls.append(1) or forward(*planes))
    hands.use(inpainter)
    hands.driver.trigger("tool_rectangle")
    hands.stroke([(70, 20), (130, 100)])
    hands.driver.trigger("tool_edge_pencil")
    hands.fill()
    plain, seen = hands.filling.proposal, len(calls)
    assert seen > 0
    hands.window.edge_view.settings.change(redraw=True)
    hands.stroke([(68, HORIZON), (85, 40), (100, 34), (115, 40), (132, HORIZON)])
    hands.driver.wait(lambda: hands.filling.ready and hands.filling.proposal.job is not plain.job)
    steered = hands.filling.proposal
    assert len(calls) == seen
    assert np.array_equal(steered.weight, plain.weight)
    assert np.array_equal(steered.pixels[steered.weight == 0], plain.pixels[plain.weight == 0])
    top, left = steered.job.region.top, steered.job.region.left

    def blue(proposal, y: int) -> float:
        return float(proposal.pixels[y - top - 2 : y - top + 3, 95 - left : 105 - left, 2].mean())

    assert blue(plain, 48) > 180
    assert blue(steered, 48) < 130
    assert blue(steered, 26) > 200
    assert blue(steered, 80) < 130
