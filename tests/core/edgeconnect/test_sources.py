"""A fill takes its pixels from where it is told to."""

import cv2
import numpy as np
import pytest

from core.edgeconnect import sources
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, InpaintRequest
from core.errors import ImageError
from core.image_io import list_samples, load_photo
from tests.core.edgeconnect.conftest import CPU


@pytest.fixture
def tool(tiny_weights):
    return Inpainter(tiny_weights, CPU)


@pytest.fixture(scope="module")
def halves():
    """A real photo whose left half is red and whose right half is blue: no colour is in both."""
    grey = load_photo(next(s for s in list_samples() if s.name == "moss").path).pixels[100:380, :600].mean(-1)
    photo = np.zeros((*grey.shape, 3), np.uint8)
    photo[:, :300, 0], photo[:, 300:, 2] = 30 + 0.8 * grey[:, :300], 30 + 0.8 * grey[:, 300:]
    return photo


def marked(photo, rows, columns):
    plane = np.zeros(photo.shape[:2], bool)
    plane[slice(*rows), slice(*columns)] = True
    return plane


@pytest.mark.parametrize(("rows", "columns", "sketch"), [
    ((100, 140), (80, 130), False),  # thick, far from what it takes from
    ((100, 140), (80, 130), True),
    ((60, 66), (40, 200), False),  # thin: the networks alone would do
    ((250, 280), (0, 30), False),  # in the corner of the photo
])  # fmt: skip
def test_a_fill_is_made_of_the_source_alone(tool, halves, rows, columns, sketch):
    hole, source = marked(halves, rows, columns), marked(halves, (20, 200), (420, 580))
    plain = InpaintRequest(halves, hole, blend=EXACT, finish="network")
    assert (tool.fill(plain).image[hole][:, 0] > 20).mean() > 0.9  # left alone it goes on in red
    result = tool.fill(InpaintRequest(halves, hole, blend=EXACT, sketch=sketch, source=source)).image
    assert np.array_equal(result[~hole], halves[~hole])
    inside = result[hole]
    assert (inside[:, 0] < 12).all()
    assert (inside[:, 2] > 20).all()


def test_the_hole_itself_is_no_source_and_smooth_ones_count_beside_lively_surroundings(tool, halves):
    photo = halves.copy()
    photo[:, 400:500] = (0, 0, 90)  # a smooth place to take from
    hole = marked(photo, (100, 140), (80, 130))
    photo[hole] = (0, 255, 0)
    source = hole | marked(photo, (0, 280), (400, 500))
    inside = tool.fill(InpaintRequest(photo, hole, blend=EXACT, source=source)).image[hole].astype(int)
    assert (inside[:, 1] < 8).all()
    assert np.abs(inside[:, 2] - 90).max() < 12


def test_what_is_fully_transparent_is_no_source(tool, halves):
    photo, alpha = halves.copy(), np.full(halves.shape[:2], 255, np.uint8)
    photo[:, 400:450], alpha[:, 400:450] = (0, 255, 0), 0
    hole, source = marked(photo, (100, 140), (80, 130)), marked(photo, (0, 280), (400, 550))
    filled = tool.fill(InpaintRequest(photo, hole, alpha, blend=EXACT, source=source)).image[hole]
    assert (filled[:, 1] < 12).all()
    with pytest.raises(ImageError, match="that is seen"):
        tool.fill(InpaintRequest(photo, hole, alpha, source=marked(photo, (0, 280), (400, 450))))


def test_of_a_very_large_source_the_part_near_the_hole_is_taken(halves, monkeypatch):
    hole, source = marked(halves, (100, 140), (80, 130)), marked(halves, (0, 280), (200, 600))
    monkeypatch.setattr(sources, "MOST", 20_000)
    kept = sources.check_source(source, hole)
    assert 20_000 <= kept.sum() < 20_500
    assert not kept[:, 320:].any()
    assert kept[100:140, 200:260].all()


def test_sixteen_bits_and_a_large_photo_whose_source_is_far_away(tool, halves):
    photo = np.ascontiguousarray(cv2.resize(halves, (1500, 700))).astype(np.uint16) * 257
    hole, source = marked(photo, (300, 360), (40, 100)), marked(photo, (20, 90), (1400, 1500))
    inside = tool.fill(InpaintRequest(photo, hole, blend=EXACT, source=source)).image[hole]
    assert (inside[:, 0] < 12 * 257).all()
    assert (inside[:, 2] > 20 * 257).all()


@pytest.mark.parametrize(("change", "words"), [
    ({"source": np.zeros((280, 600), bool)}, "marks nothing that is seen outside of the hole"),
    ({"source": np.ones((28, 60), bool)}, "is marked in 60 x 28 px, but the picture is 600 x 280 px"),
    ({"source": np.eye(280, 600, dtype=np.uint8) * 255}, "too small"),
    ({"source": np.ones((280, 600), bool), "finish": "network"}, "the networks cannot"),
])  # fmt: skip
def test_a_source_that_will_not_do_is_named(tool, halves, change, words):
    hole = marked(halves, (100, 140), (80, 130))
    with pytest.raises(ImageError, match=words):
        tool.fill(InpaintRequest(halves, hole, **change))


def test_a_source_that_lies_in_the_hole_marks_nothing(tool, halves):
    hole = marked(halves, (100, 140), (80, 130))
    with pytest.raises(ImageError, match="outside of the hole"):
        tool.fill(InpaintRequest(halves, hole, source=hole))
