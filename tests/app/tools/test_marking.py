"""Protecting and removing for reshaping, with a real brush in the real window."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.canvas.handles import Handle
from tests.app.driver import Driver
from tests.app.pictures import save
from tests.app.tools.hands import Hands

CENTRE, RADIUS = (96, 50), 12


def meadow() -> np.ndarray:
    """Grey-green grain with one red disc."""
    grain = cv2.GaussianBlur(np.random.default_rng(1).normal(0, 1, (112, 160)).astype(np.float32), (0, 0), 1.5) * 50
    picture = np.clip(np.stack([50 + grain, 130 + grain, 60 + grain], -1), 0, 255).astype(np.uint8)
    cv2.circle(picture, CENTRE, RADIUS, (220, 20, 30), -1)
    return picture


def red(picture: np.ndarray) -> np.ndarray:
    return (picture[..., 0].astype(int) - picture[..., 1]) > 60


def parts(mask: np.ndarray) -> int:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return int((stats[1:, cv2.CC_STAT_AREA] > 12).sum())


@pytest.fixture
def painter(window, tmp_path: Path, qtbot: QtBot) -> Hands:
    """A user who has painted over the disc."""
    driver = Driver(window, qtbot)
    driver.open(save(tmp_path / "meadow.png", meadow()))
    hands = Hands(driver)
    driver.trigger("tool_brush")
    hands.size(2 * RADIUS + 8)
    hands.stroke([CENTRE, (CENTRE[0] + 1, CENTRE[1])])
    return hands


def drag_wider(hands: Hands) -> None:
    hands.driver.trigger("tool_resize")
    hands.driver.drag(Handle.RIGHT, round(100 * hands.driver.canvas.zoom), 0)
    hands.driver.settle()


def test_what_is_protected_is_shown_once_when_the_canvas_grows(painter: Hands) -> None:
    document = painter.document
    painter.driver.trigger("mask_protect")
    assert document.mask.empty
    assert not document.protect.empty
    assert document.remove.empty
    drag_wider(painter)
    assert document.geometry.width > 200
    assert parts(red(painter.driver.frame)) == 1
    assert red(painter.driver.frame).sum() == pytest.approx(red(meadow()).sum(), rel=0.08)


def test_what_is_removed_goes_when_the_canvas_changes_and_undo_brings_it_back(painter: Hands) -> None:
    driver, document = painter.driver, painter.document
    driver.trigger("mask_remove")
    assert red(document.photo.pixels).any()
    drag_wider(painter)
    driver.wait(lambda: not red(driver.frame).any())
    assert document.undo_stack.count() == 3  # stroke, mark, drag
    driver.trigger("undo")
    driver.trigger("undo")
    assert document.remove.empty
    assert not document.mask.empty
    assert document.marks is None
    driver.wait(lambda: document.result.image.shape[:2] == (112, 160) and red(driver.frame).any())


def test_removing_what_was_protected_changes_its_mark_in_one_step(painter: Hands) -> None:
    document = painter.document
    painter.driver.trigger("mask_protect")
    painter.stroke([CENTRE, (CENTRE[0] + 1, CENTRE[1])])
    painter.driver.trigger("mask_remove")
    assert document.protect.empty
    assert not document.remove.empty
    painter.driver.trigger("undo")
    assert not document.protect.empty
    assert document.remove.empty
    assert not document.mask.empty


def test_clearing_takes_both_away(painter: Hands) -> None:
    document = painter.document
    painter.driver.trigger("mask_protect")
    painter.driver.trigger("mask_unmark")
    assert document.protect.empty
    assert document.marks is None
    painter.driver.trigger("undo")
    assert document.marks is not None
    assert document.marks.protect[CENTRE[1], CENTRE[0]]


def test_nothing_selected_marks_nothing(driver: Driver) -> None:
    steps = driver.document.undo_stack.count()
    driver.trigger("mask_protect")
    driver.trigger("mask_unmark")
    assert driver.document.undo_stack.count() == steps
    assert driver.document.marks is None


def test_the_veil_is_green_on_the_photo_and_gone_on_another_canvas(painter: Hands) -> None:
    driver = painter.driver
    driver.trigger("mask_protect")
    at = painter.at(CENTRE[0], CENTRE[1] + RADIUS + 2)  # on the ground beside the disc
    before = driver.screen()[at.y(), at.x()].astype(int)
    driver.trigger("mask_unmark")
    after = driver.screen()[at.y(), at.x()].astype(int)
    assert before[1] - before[0] > after[1] - after[0] + 15
    driver.trigger("undo")
    drag_wider(painter)
    assert not any(item.isVisible() for item in driver.window.marking.items)


def test_marks_are_kept_in_projects_with_their_history(painter: Hands, tmp_path: Path) -> None:
    driver, document = painter.driver, painter.document
    driver.trigger("mask_remove")
    kept = document.remove.pixels.copy()
    path = tmp_path / "kept.regrain"
    driver.window.projects.save_to(path)
    driver.wait(lambda: not driver.session.jobs.running)
    driver.window.open_path(path)
    driver.wait(lambda: document.project_path == path and not driver.session.jobs.running)
    assert np.array_equal(document.remove.pixels, kept)
    document.undo_stack.undo()
    assert document.remove.empty
    assert not document.mask.empty
