"""Holes filled with large pieces of the photo: cuts between them, offsets they lie at, their tone, and the whole."""

import cv2
import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from core.image_io import list_samples, load_photo
from core.matching.dominant_offsets import dominant_offsets, shifted_copies
from core.matching.graph_cuts import FORBIDDEN, cheapest_labels, neighbours, sink_side
from core.matching.shifted_copies import copied_fill
from core.matching.tone_correction import tone_correction


@pytest.fixture(scope="module")
def fence() -> np.ndarray:
    """Pickets every 24 px over grass under a sky, uint8 (160, 240, 3), with the grain of a photo."""
    rng = np.random.default_rng(0)
    picture = np.full((160, 240, 3), (120, 170, 230), np.uint8)
    picture[90:] = (60, 120, 50)
    picture[50:130][:, (np.arange(240) % 24) < 9] = (200, 180, 150)
    picture[66:72] = (160, 140, 110)
    return np.clip(picture + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    sample = list_samples()[0]
    return np.ascontiguousarray(cv2.resize(load_photo(sample.path).rgb8(), (320, 220), interpolation=cv2.INTER_AREA))


def hole_in(shape: tuple[int, int], top: int, left: int, high: int, wide: int) -> np.ndarray:
    hole = np.zeros(shape, bool)
    hole[top : top + high, left : left + wide] = True
    return hole


def test_a_cut_is_as_cheap_as_the_largest_flow():
    rng = np.random.default_rng(3)
    for _ in range(12):
        hole = rng.random(tuple(rng.integers(3, 12, 2))) < 0.8
        beside = neighbours(hole)
        n = len(beside)
        terminal = rng.integers(-20, 21, n).astype(np.float32)
        capacity = np.where(beside >= 0, rng.integers(0, 8, beside.shape), 0).astype(np.float32)
        arcs = [(n, p, terminal[p]) if terminal[p] > 0 else (p, n + 1, -terminal[p]) for p in range(n)]
        arcs += [(p, beside[p, d], capacity[p, d]) for p in range(n) for d in range(4) if beside[p, d] >= 0]
        start, end, room = zip(*arcs, strict=True)
        graph = csr_matrix((np.array(room, np.int32), (start, end)), shape=(n + 2, n + 2))
        flow = maximum_flow(graph, n, n + 1).flow_value
        sink = sink_side(terminal.copy(), capacity.copy(), beside)
        cut = sum(room for a, b, room in arcs if (a == n or (a < n and not sink[a])) and (b == n + 1 or sink[b]))
        assert cut == pytest.approx(flow)


def test_labels_keep_to_what_they_may_and_cut_where_pictures_agree():
    hole = np.ones((12, 20), bool)
    beside = neighbours(hole)
    x = np.tile(np.arange(20), 12)
    unary = np.zeros((2, 240), np.float32)
    unary[0, x > 14] = FORBIDDEN
    unary[1, x < 5] = FORBIDDEN
    colours = np.zeros((2, 240, 3), np.float32)
    colours[1] = np.where((x == 8) | (x == 9), 0, 50)[:, None]  # the two pictures agree in columns 8 and 9 only
    labels = cheapest_labels(unary, colours, beside).reshape(12, 20)
    assert (labels[:, :9] == 0).all()
    assert (labels[:, 9:] == 1).all()


def test_labels_are_the_same_however_many_are_tried_at_once():
    rng = np.random.default_rng(5)
    beside = neighbours(np.ones((20, 24), bool))
    unary = cv2.GaussianBlur(rng.random((20, 24, 12)).astype(np.float32) * 400, (0, 0), 2).reshape(480, 12).T.copy()
    colours = rng.integers(0, 60, (12, 480, 3)).astype(np.float32)
    one = cheapest_labels(unary, colours, beside, threads=1)
    assert len(np.unique(one)) > 2
    assert (cheapest_labels(unary, colours, beside, threads=4) == one).all()


def test_the_period_of_a_fence_is_among_its_offsets(fence):
    hole = hole_in((160, 240), 40, 100, 70, 40)
    offsets = dominant_offsets(fence.astype(np.float32), ~hole, hole)
    across = offsets[np.abs(offsets[:, 0]) <= 1][:, 1]
    assert np.isin([-24, 24, 48], across).all()
    assert (np.abs(offsets).max(1) >= 10).all()


def test_a_fence_goes_on_behind_what_hid_it(fence):
    hole = hole_in((160, 240), 40, 100, 70, 40)
    guess = cv2.GaussianBlur(fence, (0, 0), 12)  # what a network is sure of
    filled = copied_fill(fence, hole, guess, ~hole)
    assert filled is not None
    assert (filled[~hole] == fence[~hole]).all()
    off = np.abs(filled[hole].astype(float) - fence[hole])
    blurred = np.abs(guess[hole].astype(float) - fence[hole])
    assert off.mean() < 8 < blurred.mean()
    assert off.mean() < blurred.mean() / 3


def test_a_skyline_that_lies_higher_on_one_side_meets_the_other_in_small_steps(monkeypatch):
    rng = np.random.default_rng(2)
    y, x = np.mgrid[:160, :240]
    hill = np.where((y > np.where(x < 120, 88, 80))[..., None], (60, 90, 50), (120, 170, 230))
    hill = (hill + rng.normal(0, 4, hill.shape)).clip(0, 255).astype(np.uint8)
    hole = hole_in((160, 240), 55, 85, 60, 70)

    def largest_step() -> int:
        filled = copied_fill(hill, hole, cv2.GaussianBlur(hill, (0, 0), 8), ~hole)
        assert filled is not None
        skyline = (filled[:, 80:160, 2] > 150).sum(0)
        return int(np.abs(np.diff(skyline)).max())

    slid = largest_step()
    monkeypatch.setattr("core.matching.dominant_offsets.SLID", 0)
    assert slid < largest_step()


def test_copies_come_from_what_may_be_copied_only(fence):
    hole = hole_in((160, 240), 40, 150, 40, 30)
    usable = ~hole
    usable[:, :120] = False
    copies = shifted_copies(fence, hole, fence, usable)
    assert copies is not None
    assert usable[copies.rows[hole], copies.columns[hole]].all()


def test_nothing_to_copy_is_said_not_guessed(fence):
    hole = hole_in((160, 240), 40, 100, 40, 40)
    assert copied_fill(fence, hole, fence, np.zeros_like(hole)) is None
    small = np.zeros((9, 9, 3), np.uint8)
    assert copied_fill(small, hole_in((9, 9), 3, 3, 3, 3), small, ~hole_in((9, 9), 3, 3, 3, 3)) is None


def test_sixteen_bits_stay_sixteen(photo):
    deep = photo.astype(np.uint16) * 257 + np.random.default_rng(1).integers(0, 200, photo.shape).astype(np.uint16)
    hole = hole_in(photo.shape[:2], 80, 120, 50, 60)
    filled = copied_fill(deep, hole, deep, ~hole)
    assert filled is not None
    assert filled.dtype == np.uint16
    assert (filled[~hole] == deep[~hole]).all()
    assert len(np.unique(filled[hole] % 257)) > 100  # not blown up from 8 bits


def test_another_seed_is_another_fill(photo):
    hole = hole_in(photo.shape[:2], 80, 120, 50, 60)
    one, same, other = (copied_fill(photo, hole, photo, ~hole, seed=seed) for seed in (0, 0, 2))
    assert one is not None
    assert other is not None
    assert (one == same).all()
    assert np.abs(one[hole].astype(int) - other[hole]).mean() > 1


def test_a_darker_copy_takes_the_tone_of_its_place():
    _, x = np.mgrid[:120, :240]
    grain = np.random.default_rng(2).normal(0, 2, (120, 240))
    sky = np.repeat((100 + 0.2 * x + grain)[..., None], 3, -1).astype(np.float32)
    hole = hole_in((120, 240), 30, 140, 60, 60)
    across = np.where(hole, -100, 0).astype(np.int32)  # from where it is 20 levels darker
    correction = tone_correction(sky, hole, np.zeros_like(across), across)
    copied = np.where(hole[..., None], np.roll(sky, 100, 1), sky) + correction
    assert (correction[~hole] == 0).all()
    inner = np.abs(cv2.blur(copied, (9, 9)) - cv2.blur(sky, (9, 9)))[36:84, 146:194]
    assert inner.max() < 6


def test_an_edge_along_a_seam_is_left_alone():
    picture = np.zeros((80, 160, 3), np.float32)
    picture[:, 80:] = 200
    hole = hole_in((80, 160), 20, 80, 30, 30)  # its left rim is the edge
    across = np.where(hole, 40, 0).astype(np.int32)
    correction = tone_correction(picture, hole, np.zeros_like(across), across)
    assert np.abs(correction[hole]).mean() < 3  # the corners see the edge, blurred
    assert np.abs(correction[30:40, 86:]).max() < 4


def test_pieces_of_a_large_window_are_joined_at_half_its_size(photo, monkeypatch):
    hole = hole_in(photo.shape[:2], 60, 90, 71, 93)
    blind = np.where(hole[..., None], np.uint8([255, 0, 255]), photo)  # what is hidden must not come back
    plain = copied_fill(blind, hole, photo, ~hole)
    monkeypatch.setattr("core.matching.shifted_copies.LARGEST", 40_000)
    halved = copied_fill(blind, hole, photo, ~hole)
    assert np.array_equal(halved[~hole], photo[~hole])
    soft = [cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 5) for picture in (plain, halved)]
    assert 0 < np.abs(soft[0] - soft[1])[hole].mean() < 4
    rough = [np.abs(np.diff(picture.astype(int), axis=0))[60:131, 90:183].mean() for picture in (plain, halved)]
    assert 0.8 < rough[1] / rough[0] < 1.25
