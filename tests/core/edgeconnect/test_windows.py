"""A fill of a large photo works on the surroundings of its holes: what it holds of the whole photo is bits."""

import tracemalloc

import cv2
import numpy as np
import pytest

from core.edgeconnect import inpainter, job
from core.edgeconnect.flow import Flow
from core.edgeconnect.holes import HoleWindow
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.job import InpaintJob
from core.edgeconnect.request import EXACT, InpaintRequest
from core.image_io import list_samples, load_photo
from tests.core.edgeconnect.conftest import CPU


@pytest.fixture(scope="module")
def large():
    """A real photo with two small holes far apart: uint8 (1500, 2000, 3) and bool (1500, 2000)."""
    photo = cv2.resize(load_photo(list_samples()[0].path).rgb8(), (2000, 1500), interpolation=cv2.INTER_AREA)
    hole = np.zeros(photo.shape[:2], bool)
    hole[120:150, 200:240] = hole[1400:1425, 1800:1820] = True
    return photo, hole


def test_only_windows_are_turned_into_floating_point(large, tiny_weights, monkeypatch):
    photo, hole = large
    seen = []

    def watched(function):
        def call(plane, *others):
            seen.append(plane.shape[:2])
            return function(plane, *others)

        return call

    monkeypatch.setattr(job, "_in_unit", watched(job._in_unit))
    for module in (job, inpainter):
        monkeypatch.setattr(module, "known_edges", watched(module.known_edges))
    result = Inpainter(tiny_weights, CPU).fill(InpaintRequest(photo, hole))
    assert len(seen) >= 4
    assert max(max(shape) for shape in seen) <= 256
    assert result.edges.merged.shape == hole.shape  # the photo's own edges are found once somebody asks
    assert seen[-1] == hole.shape


def test_what_a_fill_takes_of_a_large_photo(large, tiny_weights):
    photo, hole = large
    tool = Inpainter(tiny_weights, CPU)
    part = InpaintRequest(photo[:400, :400].copy(), hole[:400, :400].copy(), finish="network")
    tool.fill(part)  # what is loaded and compiled takes memory, too
    tracemalloc.start()
    try:
        result = tool.fill(InpaintRequest(photo, hole, finish="network"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    changed = (result.image != photo).any(2)
    assert changed.any()
    assert not (changed & ~result.mask).any()
    # The result has 3 bytes a pixel, a plane of bits 1; in floating point the photo alone would have 12 more.
    assert peak < 18 * hole.size


def test_a_window_shows_what_was_filled_before(large):
    photo, hole = large
    made = InpaintJob.prepare(InpaintRequest(photo, hole, blend=EXACT), Flow.regrain())
    first = HoleWindow(100, 180, 100, 100, hole[100:200, 180:280])
    colours = np.random.default_rng(0).random((100, 100, 3), np.float32)
    made.put(first, colours)
    window = slice(130, 300), slice(150, 230)
    expected = photo[window].astype(np.float32) / 255
    own = first.hole[30:, :50]
    expected[:70, 30:][own] = colours[30:, :50][own]
    np.testing.assert_array_equal(made.pixels(window), expected)
    finished, _ = made.blended(None)
    np.testing.assert_array_equal(finished[100:200, 180:280][first.hole], np.round(colours[first.hole] * 255))
    assert (finished != photo).any(2).sum() <= first.hole.sum()
