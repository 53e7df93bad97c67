"""The first look at a fill."""

from dataclasses import replace

import numpy as np
import pytest

from core.control import Cancelled
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, InpaintRequest
from tests.core.edgeconnect.conftest import CPU


def grain(picture, where):
    """Mean step from row to row, grey levels."""
    return np.abs(np.diff(picture.astype(int), axis=0))[where[1:]].mean()


@pytest.fixture
def thick():
    """A thick hole in coarse gravel."""
    gravel = np.random.default_rng(0).integers(40, 220, (80, 120, 1), np.uint8).repeat(3, 2)
    hole = np.zeros((160, 240), bool)
    hole[60:110, 90:150] = True
    photo = gravel.repeat(2, 0).repeat(2, 1)
    return InpaintRequest(photo, hole, blend=EXACT)


def test_a_sketch_of_a_thick_hole_is_made_of_the_photo_and_not_a_blur(thick):
    tool = Inpainter(None, CPU)
    blur, sketch = tool.fill(replace(thick, finish="network")).image, tool.fill(replace(thick, sketch=True)).image
    assert np.array_equal(sketch[~thick.mask], thick.image[~thick.mask])
    assert grain(sketch, thick.mask) > 0.8 * grain(thick.image, thick.mask)
    assert not np.array_equal(sketch, blur)


def test_a_sketch_can_be_given_up(tiny_weights, thick):
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        Inpainter(tiny_weights, CPU).fill(replace(thick, sketch=True), cancelled)
