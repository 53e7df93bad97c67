import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import GeometryError
from core.geometry import MAX_SCALE, MIN_SCALE, CanvasGeometry, check_quad, clamp_scale

corner = st.floats(-0.3, 0.3)


def convex_quads(width=200, height=150):
    """Rectangles with corners pulled about, as far as they stay convex."""

    def build(shifts):
        base = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + np.array(shifts).reshape(4, 2)
        return tuple((float(x * width), float(y * height)) for x, y in base)

    def valid(quad):
        try:
            check_quad(quad)
        except GeometryError:
            return False
        return True

    return st.lists(corner, min_size=8, max_size=8).map(build).filter(valid)


def project(matrix, points):
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return homogeneous[:, :2] / homogeneous[:, 2:]


@given(convex_quads())
@settings(max_examples=60, deadline=None)
def test_the_homography_takes_corners_to_the_quad_and_back(quad):
    geometry = CanvasGeometry.from_quad(200, 150, quad)
    source = np.array([[0, 0], [200, 0], [200, 150], [0, 150]], float)
    corners = np.array(geometry.corners)
    np.testing.assert_allclose(project(geometry.homography, source), corners, atol=0.05)
    np.testing.assert_allclose(project(geometry.inverse_homography, corners), source, atol=0.05)
    assert corners.min() >= -1e-6
    assert corners[:, 0].max() <= geometry.width + 0.51
    shoelace = corners[:, 0] @ np.roll(corners[:, 1], -1) - corners[:, 1] @ np.roll(corners[:, 0], -1)
    assert geometry.coverage().sum() == pytest.approx(abs(shoelace) / 2, rel=0.02)


@pytest.mark.parametrize(
    "quad",
    [
        ((0, 0), (100, 100), (100, 0), (0, 100)),  # crosses itself
        ((0, 0), (0, 100), (100, 100), (100, 0)),  # counter-clockwise
        ((0, 0), (100, 0), (20, 20), (0, 100)),  # a dent
        ((0, 0), (50, 0), (100, 0), (0, 100)),  # three corners on a line
        ((0, 0), (0, 0), (100, 100), (0, 100)),  # two corners in one place
        ((0, 0), (float("nan"), 0), (100, 100), (0, 100)),
        ((0, 0), (100, 0), (100, 100)),
    ],
)
def test_impossible_quads_are_refused_in_one_sentence(quad):
    with pytest.raises(GeometryError, match=r"^[^\n]+[.]$"):
        CanvasGeometry.from_quad(100, 100, quad)


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (-5, 10), (10, 1_000_000), (10.5, 10)])
def test_absurd_sizes_are_refused(size):
    with pytest.raises(GeometryError):
        CanvasGeometry(100, 100, *size)


def test_a_quad_that_is_the_rectangle_is_none():
    assert CanvasGeometry.from_quad(100, 80, ((5, 5), (125, 5), (125, 95), (5, 95))).quad is None
    identity = CanvasGeometry.identity(100, 80)
    assert identity.is_identity
    assert (identity.coverage() == 1).all()


def test_smaller_copies_keep_the_shape():
    geometry = CanvasGeometry(1000, 800, 1500, 400, ((0, 0), (1500, 100), (1400, 400), (100, 380)))
    small = geometry.at_source_size(250, 200)
    assert (small.width, small.height) == (375, 100)
    np.testing.assert_allclose(np.array(small.quad) * 4, geometry.quad)
    assert small.scale == pytest.approx(geometry.scale, rel=0.01)


def test_scales_are_clamped_to_what_handles_offer():
    assert (clamp_scale(0), clamp_scale(99), clamp_scale(1.3)) == (MIN_SCALE, MAX_SCALE, 1.3)
