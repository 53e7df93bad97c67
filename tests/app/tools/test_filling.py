"""Filling on the real window: proposal, accept, discard, variations, cancel, failures."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt

from core.edgeconnect.inpainter import Inpainter
from core.errors import CheckpointError
from core.image_io import photo_fingerprint
from tests.app.tools.hands import FlatInpainter

ENTER, ESC, V = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_V


def test_accepting_changes_the_mask_only_and_is_one_step(hands):
    hands.size(16, 0.4)
    hands.stroke([(30, 40), (90, 40)])
    before, mask = hands.document.photo.pixels, hands.mask.pixels.copy()
    first = hands.state
    hands.fill()
    assert hands.document.photo.pixels is before  # a proposal is not the photo
    hands.key(ENTER)
    after = hands.document.photo.pixels
    assert (after[mask == 0] == before[mask == 0]).all()
    assert (after[mask == 255] == (255, 0, 255)).all()
    assert ((mask > 0) & (mask < 255)).any()
    assert hands.mask.empty
    assert hands.document.undo_stack.count() == 2
    assert hands.document.fingerprint == photo_fingerprint(after)
    hands.driver.settle()
    hands.driver.wait(lambda: (hands.driver.frame == after).all())  # the renderer has learnt of it
    hands.window.undo()
    assert hands.state == first
    assert not hands.document.edited
    hands.driver.wait(lambda: (hands.driver.frame == before).all())
    hands.window.redo()
    assert (hands.document.photo.pixels == after).all()


def test_the_proposal_is_seen_and_compared(hands):
    hands.stroke([(30, 40), (90, 40)])
    hands.fill()
    place = hands.at(60, 40)

    def seen() -> tuple:
        return tuple(hands.driver.screen()[place.y(), place.x()])

    assert seen() == (255, 0, 255)
    hands.driver.canvas.show_instead("original")
    assert seen() != (255, 0, 255)
    hands.driver.canvas.show_instead("result")
    assert seen() == (255, 0, 255)
    assert hands.window.repair_bar.accept_button.isVisible()
    hands.key(ESC)
    assert seen() != (255, 0, 255)
    assert not hands.mask.empty
    assert hands.window.repair_bar.fill_button.isVisible()


def test_next_variation_is_another_fill(hands):
    hands.stroke([(60, 40)])
    hands.window.repair_bar.fill_button.click()
    hands.until_ready()
    first = hands.filling.proposal.pixels
    hands.key(V)
    hands.driver.wait(lambda: hands.filling.ready and hands.filling.proposal.pixels is not first)
    hands.window.repair_bar.accept_button.click()
    assert tuple(hands.document.photo.pixels[40, 60]) == (255, 0, 127)


def test_a_quick_fill_comes_first(hands):
    inpainter = FlatInpainter()
    hands.use(inpainter)
    hands.stroke([(60, 40)])
    kinds = []
    hands.filling.changed.connect(
        lambda: kinds.append(hands.filling.proposal.quick) if hands.filling.proposal is not None else None
    )
    hands.fill()
    assert kinds == [True, False]
    assert [r.sketch for r in inpainter.requests] == [True, False]
    assert inpainter.requests[0].working_side < inpainter.requests[1].working_side


def test_escape_cancels_in_the_middle(hands):
    inpainter = FlatInpainter(threading.Event())
    hands.use(inpainter)
    hands.stroke([(60, 40)])
    before = hands.state
    hands.key(ENTER)
    hands.driver.wait(lambda: len(inpainter.requests) == 1)
    assert hands.filling.running
    hands.key(ENTER)  # nothing to accept yet
    assert hands.document.undo_stack.count() == 1
    hands.key(ESC)
    assert not hands.filling.active
    hands.driver.wait(inpainter.cancelled.is_set)
    assert hands.state == before


def test_the_latest_request_wins(hands):
    gate = threading.Event()
    inpainter = FlatInpainter(gate)
    hands.use(inpainter)
    hands.stroke([(30, 40)])
    hands.key(ENTER)
    hands.driver.wait(lambda: len(inpainter.requests) == 1)
    hands.stroke([(90, 40)])  # the mask changed: what is under way is no longer wanted
    assert not hands.filling.active
    hands.key(ENTER)
    gate.set()
    hands.until_ready()
    job = hands.filling.proposal.job
    assert job.request.mask[40 - job.region.top, 90 - job.region.left] == 255


def test_undo_takes_the_proposal_away_first(hands):
    hands.stroke([(60, 40)])
    hands.fill()
    hands.driver.trigger("undo")
    assert not hands.filling.active
    assert not hands.mask.empty
    hands.driver.trigger("undo")
    assert hands.mask.empty


def test_filling_nothing_says_what_to_do(hands):
    said = []
    hands.document.statusMessage.connect(said.append)
    hands.key(ENTER)
    assert said == ["Paint over what should go, then fill."]
    assert not hands.filling.active


@pytest.mark.parametrize(("error", "words"), [
    (CheckpointError("The weights are missing."), "The weights are missing."),
    (MemoryError(), "more memory than there is"),
    (ValueError("odd"), "failed unexpectedly. Your work is kept."),
])  # fmt: skip
def test_a_failure_is_told_and_nothing_is_lost(hands, error, words):
    hands.use(FlatInpainter(error=error))
    hands.stroke([(60, 40)])
    before = hands.state
    hands.key(ENTER)
    hands.driver.wait(lambda: hands.window.banner.isVisible())
    assert words in hands.window.banner.text
    assert not hands.filling.active
    assert hands.state == before


def test_closing_while_filling(hands):
    inpainter = FlatInpainter(threading.Event())
    hands.use(inpainter)
    hands.stroke([(60, 40)])
    hands.key(ENTER)
    hands.driver.wait(lambda: len(inpainter.requests) == 1)
    hands.window.close_without_asking()
    assert inpainter.cancelled.is_set()


def test_another_photo_while_filling(hands, tmp_path):
    from tests.app.pictures import discs, save

    inpainter = FlatInpainter(threading.Event())
    hands.use(inpainter)
    hands.stroke([(60, 40)])
    hands.key(ENTER)
    hands.driver.wait(lambda: len(inpainter.requests) == 1)
    hands.document.undo_stack.setClean()
    hands.driver.open(save(tmp_path / "other.png", discs(96, 80, seed=3)))
    assert not hands.filling.active
    assert hands.mask.pixels.shape == (80, 96)
    assert hands.mask.empty


def test_choosing_another_tool_lets_the_proposal_go(hands):
    hands.stroke([(60, 40)])
    hands.fill()
    hands.driver.trigger("tool_eraser")
    assert hands.filling.ready
    hands.driver.trigger("tool_resize")
    assert not hands.filling.active
    assert not hands.window.repair_bar.isVisible()
    assert not hands.mask.empty


def test_fill_on_release(hands):
    hands.window.repair.settings.change(fill_on_release=True)
    hands.stroke([(60, 40)])
    hands.until_ready()
    hands.key(ENTER)
    assert tuple(hands.document.photo.pixels[40, 60]) == (255, 0, 255)


def test_the_bundled_weights_fill(hands):
    """The real thing, small: a disc on plain ground goes."""
    hands.filling.make_inpainter = lambda: Inpainter(None)
    hands.size(30)
    hands.stroke([(70, 42)])
    before, mask = hands.document.photo.pixels, hands.mask.pixels.copy()
    hands.fill()
    hands.key(ENTER)
    after = hands.document.photo.pixels
    assert (after[mask == 0] == before[mask == 0]).all()
    assert np.abs(after[mask == 255].astype(int) - before[mask == 255]).mean() > 5


def test_the_finish_is_chosen_in_the_bar_and_a_shown_fill_is_made_anew(hands, make_window):
    inpainter = FlatInpainter()
    hands.use(inpainter)
    hands.stroke([(60, 40)])
    hands.fill()
    first, box = hands.filling.proposal, hands.window.repair_bar.finish_box
    assert inpainter.requests[-1].finish == "auto"
    box.setFocus()
    hands.driver.qtbot.keyClick(box, Qt.Key.Key_Down)
    hands.driver.wait(lambda: hands.filling.ready and hands.filling.proposal is not first)
    assert inpainter.requests[-1].finish == "network"
    assert hands.driver.canvas.hasFocus()  # Enter accepts
    assert make_window().repair_bar.finish_box.currentData() == "network"


def test_the_bar_fits_a_narrow_window(hands):
    bar, canvas = hands.window.repair_bar, hands.driver.canvas
    hands.stroke([(60, 40)])
    hands.fill()
    wide = bar.width()
    for width in (900, 640):
        hands.window.resize(width, 480)
        hands.driver.wait(lambda: canvas.width() < width)  # noqa: B023
        assert canvas.rect().contains(bar.geometry())
    assert canvas.width() < wide
    assert bar.discard_button.accessibleName() == "Discard"
