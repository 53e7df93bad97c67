import numpy as np
import pytest

from core.selection.brush import Brush, Stroke, segment_distance
from core.selection.region import Region


def painted(points, brush, size=(80, 100)):
    mask = np.zeros(size, np.uint8)
    stroke = Stroke(mask, brush)
    for point in points:
        stroke.move_to(*point)
    return mask, stroke


def test_a_dab_has_the_brush_diameter():
    mask, _ = painted([(50, 40)], Brush(diameter=20, hardness=1))
    area = mask.astype(float).sum() / 255
    assert area == pytest.approx(np.pi * 10.25**2, rel=0.05)
    assert mask[40, 50] == 255
    assert mask[40, 62] == 0


def test_one_pixel_brush_leaves_a_line_without_gaps():
    mask, _ = painted([(10.5, 10.5), (70.5, 40.5)], Brush(diameter=1, hardness=1))
    assert all(mask[:, x].max() >= 100 for x in range(11, 70))


def test_fast_strokes_are_curved_not_broken():
    around = [(50 + 30 * np.cos(a), 40 + 30 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 9)]
    mask, _ = painted(around, Brush(diameter=4, hardness=1))
    angles = np.linspace(0, 2 * np.pi, 200)
    ring = [mask[int(40 + r * np.sin(a)), int(50 + r * np.cos(a))] for a in angles for r in (28, 29, 30)]
    on_ring = np.array(ring).reshape(200, 3).max(1)
    assert (on_ring > 100).mean() > 0.9  # straight chords of an octagon would leave the ring at every middle


def test_soft_strokes_do_not_build_up_within_one_stroke():
    brush = Brush(diameter=30, hardness=0)
    once, _ = painted([(20, 40), (80, 40)], brush)
    thrice, _ = painted([(20, 40), (80, 40), (20, 40), (80, 40)], brush)
    # A straight stroke there and back covers the same pixels equally (its curve ends may bow by a pixel).
    assert np.abs(once[:, 30:70].astype(int) - thrice[:, 30:70]).max() <= 12


def test_erasing_takes_away_and_cancel_restores():
    mask = np.full((60, 60), 200, np.uint8)
    stroke = Stroke(mask, Brush(diameter=20, hardness=1, erase=True))
    dirty = stroke.move_to(30, 30)
    assert mask[30, 30] == 0
    assert mask[5, 5] == 200
    assert dirty.slices == stroke.dirty.slices
    stroke.cancel()
    assert (mask == 200).all()


def test_strokes_may_leave_the_picture():
    mask, stroke = painted([(-40, -40), (10, 10), (500, 500)], Brush(diameter=10))
    assert mask.any()
    assert stroke.dirty.right <= 100
    outside, nothing = painted([(-90, -90)], Brush(diameter=10))
    assert not outside.any()
    assert nothing.dirty.empty


def test_pressure_thins_the_stroke():
    light, _ = painted([(50, 40, 0.3)], Brush(diameter=30, hardness=1))
    full, _ = painted([(50, 40, 1.0)], Brush(diameter=30, hardness=1))
    assert light.sum() < 0.2 * full.sum()


def test_segment_distance_matches_brute_force():
    region = Region(3, 2, 23, 18)
    start, end = np.array([5.0, 4.0]), np.array([19.0, 13.0])
    spine = start + np.linspace(0, 1, 4001)[:, None] * (end - start)
    y, x = np.mgrid[2:18, 3:23] + 0.5
    brute = np.sqrt((x[..., None] - spine[:, 0]) ** 2 + (y[..., None] - spine[:, 1]) ** 2).min(-1)
    np.testing.assert_allclose(segment_distance(region, start, end), brute, atol=5e-3)
