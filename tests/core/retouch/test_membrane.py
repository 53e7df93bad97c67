import numpy as np
import pytest

from core.retouch.membrane import Tone, membrane
from core.selection.region import Region


def disc(size: int, radius: float) -> np.ndarray:
    y, x = np.mgrid[:size, :size]
    return np.hypot(y - size / 2, x - size / 2) < radius


@pytest.mark.parametrize("size", [40, 161])
def test_a_ramp_goes_on_as_a_ramp(size):
    inside = disc(size, 0.3 * size)
    ramp = np.repeat(np.linspace(-20, 30, size, dtype=np.float32)[None], size, 0)[..., None] * np.float32([1, 0.5, -1])
    field = membrane(np.where(inside[..., None], 99, ramp), inside, ~inside, 0.6 * size)
    error = np.abs(field - ramp)[inside]  # it is harmonic, so that it is its own membrane
    assert error.max() < 2
    assert error.mean() < 0.7


def test_what_is_neither_leaves_the_field_free():
    inside, known = np.zeros((30, 50), bool), np.zeros((30, 50), bool)
    inside[:, 10:40] = True
    known[:, :10] = True  # on the right, the photo has ended
    field = membrane(np.full((30, 50, 3), 12, np.float32), inside, known, 30)
    assert np.abs(field[inside] - 12).max() < 0.5
    assert not membrane(np.ones((30, 50, 3), np.float32), inside, np.zeros_like(inside), 30).any()


def test_grain_is_not_smeared_and_a_thing_beside_the_stroke_does_not_bleed():
    size = 120
    inside = disc(size, 30)
    difference = np.random.default_rng(0).normal(10, 6, (size, size, 3)).astype(np.float32)
    difference[:, :40] = 120  # a wall that the stroke has come near to
    field = membrane(difference, inside, ~inside, 60)
    middle = field[50:70, 55:80]
    assert np.abs(middle - 10).mean() < 3


def test_a_tone_is_read_at_any_region():
    values = np.repeat(np.arange(20, dtype=np.float32)[None, :, None], 10, 0).repeat(3, 2)
    tone = Tone(Region(100, 50, 180, 90), values)  # a quarter of the size
    across = tone.at(Region(140, 60, 160, 64))[0, :, 0]
    assert across == pytest.approx((np.arange(40, 60) + 0.5) / 4 - 0.5)
    assert (tone.at(Region(0, 0, 30, 30)) == 0).all()
