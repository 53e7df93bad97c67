import cv2
import numpy as np

from core.edgeconnect.barriers import barrier_fill


def scene():
    image = np.zeros((60, 80, 3), np.float32)
    image[:30] = (0.2, 0.4, 0.9)
    image[30:] = (0.4, 0.3, 0.2)
    hole = np.zeros((60, 80), bool)
    hole[12:48, 15:65] = True
    return image, hole


def test_colours_do_not_cross_a_line():
    image, hole = scene()
    lines = np.zeros(hole.shape, np.uint8)
    cv2.polylines(lines, [np.array([(14, 30), (40, 15), (66, 30)])], False, 1)
    filled = barrier_fill(image, hole, lines > 0, np.full_like(image, 0.5))
    assert np.array_equal(filled[~hole], image[~hole])
    np.testing.assert_allclose(filled[25, 40], (0.4, 0.3, 0.2), atol=0.02)  # below the drawn ridge: rock, once sky
    np.testing.assert_allclose(filled[13, 25], (0.2, 0.4, 0.9), atol=0.02)
    assert filled.min() >= 0.19


def test_without_lines_it_is_smooth():
    image, hole = scene()
    smooth = barrier_fill(image, hole, np.zeros_like(hole), np.full_like(image, 0.5))
    steps = np.abs(np.diff(smooth[:, 40, 2]))
    assert steps.max() < 0.06


def test_a_closed_line_is_a_mark_that_leaves_no_speck_of_the_start():
    image, hole = scene()
    ring = np.zeros(hole.shape, np.uint8)
    cv2.circle(ring, (40, 30), 8, 1)
    start = np.zeros_like(image)
    start[...] = (0.0, 1.0, 0.0)
    open_hole = barrier_fill(image, hole, np.zeros_like(hole), start)
    closed = barrier_fill(image, hole, ring > 0, start)
    np.testing.assert_allclose(closed, open_hole, atol=0.02)


def test_a_closed_line_leaves_the_border_that_runs_by_it():
    image, hole = scene()
    lines = np.zeros(hole.shape, np.uint8)
    cv2.line(lines, (10, 30), (70, 30), 1)
    cv2.circle(lines, (40, 20), 4, 1)
    filled = barrier_fill(image, hole, lines > 0, np.full_like(image, 0.5))
    np.testing.assert_allclose(filled[20, 40], (0.2, 0.4, 0.9), atol=0.02)
    np.testing.assert_allclose(filled[40, 40], (0.4, 0.3, 0.2), atol=0.02)
