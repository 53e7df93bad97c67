"""What gives way when one axis changes length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.geometry import CanvasGeometry
from core.matching.distinctness import distinctness
from core.patterns import PatchPrior
from core.patterns.allocation import allocate, line_importance, objectness
from tests.core.pictures import pebbles


def object_on_plain_ground(height: int = 128, width: int = 192) -> np.ndarray:
    """A sky with a slight gradient and one striped post from x = 120 to 150."""
    photo = np.empty((height, width, 3), np.uint8)
    photo[:] = np.linspace(150, 200, height)[:, None, None]
    photo[30:, 120:150] = (200, 40, 30)
    photo[30::12, 120:150] = photo[31::12, 120:150] = 250
    photo[30:, 133:136] = 20
    return photo


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=80), st.floats(0.15, 2.25), st.floats(0, 1))
def test_layouts_rise_and_cover_the_photo(lines: list[float], scale: float, strength: float) -> None:
    target = max(1, round(len(lines) * scale))
    layout = allocate(np.array(lines), target, strength)
    assert layout.shape == (target,)
    assert (np.diff(layout) > 0).all()
    assert -0.5 <= layout[0] <= layout[-1] <= len(lines) - 0.5


def test_without_objects_the_layout_is_the_stretch() -> None:
    layout = allocate(np.random.default_rng(0).random(60), 90, 0.0)
    np.testing.assert_allclose(layout, (np.arange(90) + 0.5) * 60 / 90 - 0.5, atol=1e-9)


@pytest.mark.parametrize("target", [60, 150, 200])
def test_important_lines_keep_their_length(target: int) -> None:
    lines = np.zeros(100)
    lines[40:60] = 1
    layout = allocate(lines, target, 1.0)
    shown = ((layout > 39.5) & (layout < 59.5)).sum()
    assert 17 <= shown <= 23  # an even stretch shows 12, 30, 40


def test_objects_are_told_from_textures() -> None:
    assert objectness(distinctness(pebbles(128, 192))) < 0.2
    assert objectness(distinctness(object_on_plain_ground())) > 0.8


def test_line_importance_finds_the_columns_of_an_object() -> None:
    weights = np.zeros((50, 80), np.float32)
    weights[5:10, 30:40] = 0.8  # few rows of it only
    columns = line_importance(weights, 1)
    assert columns.shape == (80,)
    np.testing.assert_array_equal(columns > 0, weights.any(0))
    assert columns.max() == 1


@pytest.mark.parametrize("width", [120, 288, 384])
def test_an_object_is_neither_doubled_nor_squeezed(width: int) -> None:
    photo = object_on_plain_ground()
    maps = PatchPrior(photo).candidates(CanvasGeometry(192, 128, width, 128))
    best = maps.seam.argmax(0)[None]
    source = np.take_along_axis(maps.columns, best, 0)[0, 90]
    core = ((source >= 132) & (source < 137)).sum()  # the post's black middle line, 5 columns with its edges
    assert 4 <= core <= 6
