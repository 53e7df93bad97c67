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


def test_without_lines_it_is_smooth_and_closed_places_keep_the_start():
    image, hole = scene()
    smooth = barrier_fill(image, hole, np.zeros_like(hole), np.full_like(image, 0.5))
    steps = np.abs(np.diff(smooth[:, 40, 2]))
    assert steps.max() < 0.06
    ring = np.zeros(hole.shape, np.uint8)
    cv2.circle(ring, (40, 30), 8, 1)
    closed = barrier_fill(image, hole, ring > 0, np.full_like(image, 0.5))
    np.testing.assert_allclose(closed[30, 40], 0.5, atol=1e-3)
