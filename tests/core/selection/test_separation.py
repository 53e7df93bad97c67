"""Two people whom the subject network sees as one: a real face twice, shoulder to shoulder."""

import numpy as np
import pytest
from skimage import data

from core.selection import clicks
from core.selection.clicks import ClickedObject, find_target
from core.selection.object_at import Found, ObjectFinder
from core.selection.region import Region
from core.selection.separation import separate_person


@pytest.fixture(scope="module")
def couple() -> tuple[ObjectFinder, Found]:
    """Who stands left, who stands right, and both as one object that fills the lower part of the photo."""
    one = np.ascontiguousarray(data.astronaut()[:400, 60:360])
    image = np.concatenate([one, one[:, ::-1]], 1)
    mask = np.zeros((380, 600), np.uint8)
    mask[20:] = 255
    return ObjectFinder(image), Found(Region(0, 20, 600, 400), mask)


def test_the_cut_goes_between_two_heads_and_each_gets_all_of_its_own(couple):
    finder, both = couple
    assert len(finder.heads) == 2
    left, right = (separate_person(finder.image, both, finder.heads, x, 380) for x in (150, 450))
    masks = [each.mask > 127 for each in (left, right)]
    assert not (masks[0] & masks[1]).any()
    assert ((masks[0] | masks[1]) == (both.mask > 127)).all()
    for row in masks[0][20:]:
        assert 180 < row.sum() < 420
        assert row[: row.sum()].all()  # one side, without holes
    x, y = finder.heads[0]
    assert separate_person(finder.image, both, [(x, y), (x, -500)], x, y) is None


def test_a_turned_couple_is_parted_too(couple):
    finder, both = couple
    image = np.ascontiguousarray(np.rot90(finder.image))  # the right one is the upper one now
    heads = [(y, 600 - x) for x, y in finder.heads]
    turned = Found(Region(20, 0, 400, 600), np.ascontiguousarray(np.rot90(both.mask)))
    upper = separate_person(image, turned, heads, 200, 100).mask > 127
    assert upper[:180, 20:].all()
    assert not upper[420:].any()


def test_alt_takes_away_one_of_a_couple_and_a_single_person_whole(couple, monkeypatch):
    finder, both = couple
    monkeypatch.setattr(finder, "find", lambda x, y, without=(), cancelled=None: None if without else both)
    mask = both.laid_on(400, 600)
    clicked = [ClickedObject(150, 300, both)]
    right = find_target(finder, 450, 300, "subtract", clicked, mask)
    assert right.holds(450, 300)
    assert not right.holds(150, 300)
    left = clicks.change(mask, right, "subtract", clicked)
    assert left[300, 150] == 255
    assert left[300, 450] == 0
    monkeypatch.setattr(finder, "heads", finder.heads[:1])
    assert find_target(finder, 450, 300, "subtract", clicked, mask) is both
