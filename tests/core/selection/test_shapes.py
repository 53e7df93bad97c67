import cv2
import numpy as np
import pytest

from core.selection import shapes
from core.selection.region import Region
from tests.core.selection.conftest import iou


def test_flood_follows_colour_and_connection(scene):
    image, truth = scene
    smooth = cv2.medianBlur(image, 5)
    assert iou(shapes.flood(smooth, 110, 80, 70), truth) > 0.9
    two = np.zeros((20, 40, 3), np.uint8)
    two[5:10, 5:10] = two[5:10, 25:30] = 200
    assert shapes.flood(two, 6, 6).astype(bool).sum() == 25
    assert shapes.flood(two, 6, 6, contiguous=False).astype(bool).sum() == 50
    assert not shapes.flood(two, 99, 6).any()


def test_rectangle_polygon_and_modes():
    box = shapes.rectangle(50, 60, Region(10, 5, 999, 25))
    assert (box > 0).sum() == 50 * 20
    lasso = shapes.polygon(50, 60, np.array([(10, 10), (40, 10), (40, 30), (10, 30)]))
    assert (lasso / 255).sum() == pytest.approx(600, rel=0.06)
    assert not shapes.polygon(50, 60, np.array([(1, 1), (5, 5)])).any()
    assert np.array_equal(shapes.combine(box, lasso, "replace"), lasso)
    assert (shapes.combine(box, lasso, "add") >= box).all()
    assert not (shapes.combine(box, box, "subtract")).any()
    assert np.array_equal(shapes.invert(shapes.invert(lasso)), lasso)


def test_grow_and_shrink_are_measured_in_pixels():
    dot = np.zeros((41, 41), np.uint8)
    dot[20, 20] = 255
    grown = shapes.grow(dot, 6)
    assert Region.of_nonzero(grown).slices == Region(14, 14, 27, 27).slices
    assert np.array_equal(shapes.grow(grown, -6) > 0, dot > 0)
    assert (shapes.grow(np.full_like(dot, 255), -5) == 255).all()  # the picture's border is no edge of the selection


def test_feather_keeps_the_edge_where_it_was():
    half = np.zeros((40, 80), np.uint8)
    half[:, 40:] = 255
    soft = shapes.feather(half, 8)
    assert 100 < soft[20, 39] < 155
    assert soft[20, 28] < 3
    assert soft[20, 52] > 252
    assert np.array_equal(shapes.feather(half, 0), half)
