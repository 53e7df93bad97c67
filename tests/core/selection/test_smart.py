import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.selection.region import Region
from core.selection.smart import smart_select, window_around
from tests.core.selection.conftest import iou


def test_a_scribble_selects_the_object(scene):
    image, truth = scene
    scribble = np.zeros_like(truth)
    cv2.line(scribble, (95, 75), (125, 90), 255, 6)
    found = smart_select(image, scribble)
    assert iou(found, truth) > 0.9
    assert (found[scribble == 255] == 255).all()
    assert np.array_equal(found, smart_select(image, scribble))


def test_a_second_scribble_keeps_a_part_out(scene):
    image, truth = scene
    inside, outside = np.zeros_like(truth), np.zeros_like(truth)
    cv2.line(inside, (95, 60), (125, 60), 255, 6)
    cv2.rectangle(outside, (70, 95), (150, 120), 255, -1)
    refined = smart_select(image, inside, outside)
    assert (refined[100:116, 80:140] > 127).mean() < 0.1


def test_smart_select_of_nothing_or_everything_is_harmless(scene):
    image, truth = scene
    assert not smart_select(image, np.zeros_like(truth)).any()
    assert (smart_select(image, np.full_like(truth, 255)) == 255).all()
    tiny = np.full((1, 1), 255, np.uint8)
    assert smart_select(image[:1, :1], tiny).shape == (1, 1)


def test_only_the_surroundings_of_the_newest_scribble_are_looked_at(scene):
    image, truth = scene
    image, truth = np.hstack([image, image]), np.hstack([truth, truth])
    scribbles = np.zeros_like(truth)
    cv2.line(scribbles, (95, 75), (125, 90), 255, 6)
    cv2.line(scribbles, (305, 75), (315, 80), 255, 6)
    newest = Region(300, 70, 320, 86)
    found = smart_select(image, scribbles, around=newest)
    beyond = np.ones_like(truth, bool)
    beyond[window_around(newest, 400, 160).slices] = False
    assert found[80, 310] == 255
    assert not found[beyond].any()


def test_a_search_can_be_given_up_and_cut_short(scene):
    image, truth = scene
    scribble = np.zeros_like(truth)
    cv2.line(scribble, (95, 75), (125, 90), 255, 6)
    with pytest.raises(Cancelled):
        smart_select(image, scribble, cancelled=lambda: True)
    assert iou(smart_select(image, scribble, seconds=0), truth) > 0.6  # what one iteration finds


def test_a_large_photo_is_cut_on_small_copies_only(scene, monkeypatch):
    image, truth = (cv2.resize(a, (4000, 3200), interpolation=cv2.INTER_NEAREST) for a in scene)
    scribble = np.zeros_like(truth)
    cv2.line(scribble, (1900, 1500), (2500, 1800), 255, 160)
    sizes, cut = [], cv2.grabCut
    monkeypatch.setattr(cv2, "grabCut", lambda small, *rest: (sizes.append(small.shape[:2]), cut(small, *rest))[1])
    assert iou(smart_select(image, scribble), truth) > 0.9
    assert max(max(size) for size in sizes) == 640
    assert sum(max(size) > 160 for size in sizes) <= 2  # one for each finer copy, near the border
