"""Arrangements: searching for them, carrying them to other sizes, choosing between them, and files."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from core.control import Cancelled
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.patches import nnf
from core.patches.arrangements import MOST, Arrangement, Arrangements, shrunk
from core.patches.mend import QUICK
from core.patches.prior import PatchPrior
from core.patches.search import arrange, cost, reach_of
from core.patches.sources import best_source

HEIGHT, WIDTH = 112, 176


@pytest.fixture(scope="module")
def moss():
    path = next(sample.path for sample in list_samples() if sample.name == "moss")
    return cv2.resize(load_photo(path).rgb8(), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def prior(moss):
    return PatchPrior(moss)


@pytest.fixture(scope="module")
def wide(prior):
    return arrange(prior, canvas(300, HEIGHT))


def canvas(width, height):
    return CanvasGeometry(WIDTH, HEIGHT, width, height)


def known(*arrangements):
    return Arrangements((HEIGHT, WIDTH), arrangements)


def blank(height, width):
    """An arrangement of the right shape that shows one corner of the photo everywhere."""
    rows, columns = nnf.patch_count(shrunk(height), shrunk(width))
    return Arrangement(height, width, np.zeros((rows, columns, 2), np.int16), (0.14, 0.14))


def test_a_search_beats_the_frame_of_a_drag(prior, wide):
    geometry = canvas(300, HEIGHT)
    drag = prior.candidates(geometry)
    searched = prior.candidates(geometry, None, known(wide))
    assert searched.shape == (HEIGHT, 300)
    assert cost(prior, searched).patches < 0.9 * cost(prior, drag).patches
    assert cost(prior, searched).total < cost(prior, drag).total


def test_what_was_found_helps_canvases_within_its_reach(prior, wide):
    way = 1 if wide.reach[1] > wide.reach[0] else -1
    reach = max(wide.reach)
    assert reach >= 0.07
    width = round(300 * math.exp(way * reach))
    farther = replace(wide, reach=(1.0, 1.0))  # the width was rounded
    carried = prior.candidates(canvas(width, HEIGHT), None, known(farther))
    assert cost(prior, carried).improves(cost(prior, prior.candidates(canvas(width, HEIGHT))))


def test_a_poor_arrangement_reaches_nothing(prior):
    assert reach_of(prior, blank(HEIGHT, 300), known()) is None


def test_each_search_betters_what_was_known(prior):
    geometry = canvas(300, HEIGHT)
    arrangements = known(blank(HEIGHT, 300))
    reached = [cost(prior, prior.candidates(geometry, None, arrangements)).total]
    for _ in range(3):
        found = arrange(prior, geometry, arrangements)
        if found is None:
            break
        arrangements = arrangements.with_(found)
        reached.append(cost(prior, prior.candidates(geometry, None, arrangements)).total)
    assert len(reached) >= 2
    assert reached == sorted(reached, reverse=True)


def test_a_searched_canvas_is_the_same_every_time(prior, wide):
    again = arrange(prior, canvas(300, HEIGHT))
    assert np.array_equal(again.match, wide.match)


def test_carrying_keeps_pieces_at_native_scale(prior, wide):
    maps = prior.mended(wide.carry(HEIGHT, 320, prior.importance, prior.shape), QUICK)
    rows, columns = best_source(maps)
    assert (rows.min(), columns.min()) >= (0, 0)
    assert rows.max() < HEIGHT
    assert columns.max() < WIDTH
    native = (np.diff(columns, axis=1) == 1) & (np.diff(rows, axis=1) == 0)
    assert native.mean() > 0.85


def test_a_canvas_of_its_own_size_is_carried_unchanged(prior, wide):
    maps = wide.carry(HEIGHT, 300, prior.importance, prior.shape)
    field = prior.mender.coarse(maps, 4)
    inside = slice(1, -1)
    assert np.abs(field - wide.match)[inside, inside].max() <= 1


@pytest.mark.parametrize("geometry", [
    canvas(WIDTH, HEIGHT),
    canvas(20, 20),
    CanvasGeometry.from_quad(WIDTH, HEIGHT, ((4.0, 0.0), (200.0, 6.0), (190.0, 120.0), (0.0, 110.0))),
])  # fmt: skip
def test_what_cannot_be_arranged_is_left_alone(prior, wide, geometry):
    assert arrange(prior, geometry) is None
    assert prior.nearest(geometry, known(wide)) is None


def test_a_search_can_be_cancelled(prior):
    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        arrange(prior, canvas(240, 130), checkpoint=stop)


def test_the_nearest_one_is_taken_and_the_photo_counts_as_one():
    near, far = blank(HEIGHT, 300), blank(HEIGHT, 360)
    both = known(near, far)
    assert both.nearest(HEIGHT, 310) is near
    assert both.nearest(HEIGHT, 350) is far
    assert both.nearest(HEIGHT, WIDTH + 8) is None  # nearer to the photo
    assert both.nearest(HEIGHT, round(360 * 1.2)) is None  # beyond reach
    assert known().nearest(HEIGHT, 300) is None


def test_a_drag_stays_with_its_arrangement_for_a_while():
    near, far = blank(HEIGHT, 300), blank(HEIGHT, 330)
    both = known(near, far)
    middle = round(math.sqrt(300 * 330))
    assert both.nearest(HEIGHT, middle + 3) is far
    assert both.nearest(HEIGHT, middle + 3, loyal_to=near) is near
    assert both.nearest(HEIGHT, 329, loyal_to=near) is far
    assert both.nearest(HEIGHT, 305, loyal_to=blank(HEIGHT, 306)) is near  # not one of these


def test_no_more_are_kept_than_a_file_should_hold():
    full = known(*(blank(40, 40 + i) for i in range(MOST)))
    assert full.full
    assert full.with_(blank(HEIGHT, 300)) is full
    fewer = full.first(MOST - 1)
    assert not fewer.full
    assert fewer.with_(blank(HEIGHT, 300)).found[-1].width == 300


def test_files_give_back_what_was_written(wide):
    tensors = known(wide, blank(60, 80)).tensors("a.")
    back = Arrangements.from_tensors(tensors, "a.", (HEIGHT, WIDTH))
    assert [(each.height, each.width) for each in back] == [(HEIGHT, 300), (60, 80)]
    assert [each.reach for each in back] == [wide.reach, (0.14, 0.14)]
    assert np.array_equal(back.found[0].match, wide.match)
    assert len(Arrangements.from_tensors({}, "a.", (HEIGHT, WIDTH))) == 0


@pytest.mark.parametrize("spoil", [
    lambda t: t.update({"a.0": t["a.0"].int()}),
    lambda t: t.update({"a.0": t["a.0"][:-1]}),
    lambda t: t.update({"a.0": t["a.0"] - 1}),
    lambda t: t.update({"a.0": t["a.0"] + 1000}),
    lambda t: t.update({"a.sizes": t["a.sizes"][0]}),
    lambda t: t.update({"a.sizes": torch.tensor([[-4, 300]], dtype=torch.int16)}),
    lambda t: t.update({"a.reaches": t["a.reaches"] * np.nan}),
    lambda t: t.update({"a.reaches": t["a.reaches"] + 1e6}),
    lambda t: t.pop("a.reaches"),
    lambda t: t.pop("a.0"),
])  # fmt: skip
def test_damaged_or_hostile_files_are_refused(wide, spoil):
    tensors = known(wide).tensors("a.")
    spoil(tensors)
    with pytest.raises((ValueError, KeyError)):
        Arrangements.from_tensors(tensors, "a.", (HEIGHT, WIDTH))
