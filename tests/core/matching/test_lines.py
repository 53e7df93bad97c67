"""Lines that go through a hole."""

import cv2
import numpy as np
import pytest

from core.matching.lines import along_lines, carried_lines, drawn_lines
from core.matching.shifted_copies import copied_fill


@pytest.fixture(scope="module")
def beam() -> np.ndarray:
    """A bright beam that rises over a wall, 20 px thick, uint8 (200, 300, 3)."""
    rng = np.random.default_rng(0)
    picture = np.full((200, 300, 3), (190, 185, 170), np.uint8)
    cv2.line(picture, (-20, 150), (320, 60), (20, 180, 220), 20, cv2.LINE_AA)
    return np.clip(picture + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def hole() -> np.ndarray:
    mask = np.zeros((200, 300), np.uint8)
    cv2.ellipse(mask, (150, 100), (60, 50), 0, 0, 360, 1, -1)
    return mask > 0


def smooth(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return cv2.inpaint(picture, hole.astype(np.uint8), 3, cv2.INPAINT_TELEA).astype(np.float32)


def test_both_sides_of_a_beam_are_found_where_they_run(beam, hole):
    lines = carried_lines(smooth(beam, hole), hole)
    assert len(lines) == 2
    for line in lines:
        across = line.direction[1] / line.direction[0]
        assert across == pytest.approx(-90 / 340, abs=0.06)
        middle = (line.start + line.end) / 2
        off = middle[1] - (150 - (middle[0] + 20) * 90 / 340)
        assert abs(abs(off) - 10.3) < 2.5  # half a thickness above or below the middle of the beam
    colours, weight = along_lines(smooth(beam, hole), hole, lines)
    assert np.abs(colours - beam)[weight > 0].mean() < 12
    drawn = drawn_lines(hole, lines)
    assert drawn.any()
    assert not drawn[~hole].any()


def test_the_beam_goes_on(beam, hole):
    filled = copied_fill(beam, hole, smooth(beam, hole).astype(np.uint8), ~hole)
    assert filled is not None
    off = np.abs(filled.astype(float) - beam)[hole]
    assert off.mean() < 5
    assert (off.max(-1) > 60).mean() < 0.03


def test_lines_that_do_not_meet_or_part_other_colours_are_no_lines(hole):
    picture = np.full((200, 300, 3), 200, np.uint8)
    cv2.line(picture, (0, 60), (100, 80), (20, 20, 20), 3, cv2.LINE_AA)
    cv2.line(picture, (200, 120), (300, 60), (20, 20, 20), 3, cv2.LINE_AA)
    assert carried_lines(smooth(picture, hole), hole) == []
    left = np.full((200, 300, 3), 200, np.uint8)
    left[100:, :150], left[100:, 150:], left[:100, 150:] = (10, 10, 10), (200, 40, 40), (40, 40, 200)
    assert carried_lines(smooth(left, hole), hole) == []


def test_no_lines_in_a_small_picture_or_without_a_hole(beam, hole):
    assert carried_lines(beam.astype(np.float32), np.zeros_like(hole)) == []
    assert carried_lines(beam[:9, :9].astype(np.float32), hole[:9, :9] | True) == []
