"""The canvases that steps draw: the same ones again after a step back."""

import copy

import numpy as np

from core.ingan.training.examples import SamplePool, SourceImage
from tests.core.tiny_training import CPU, PHOTO, TINY


def test_a_pool_that_goes_back_draws_the_same_canvases_again() -> None:
    dice = np.random.default_rng(3)
    pool = SamplePool([SourceImage(PHOTO, CPU)], TINY, dice)

    def drawn(steps: range) -> list[tuple[int, int]]:
        return [(each.geometry.width, each.geometry.height) for each in (pool.next(s, lambda: None) for s in steps)]

    try:
        drawn(range(5))
        kept, random = pool.state(), copy.deepcopy(dice.bit_generator.state)
        first = drawn(range(5, 14))
        assert pool.state() != kept  # more canvases have come, and older ones gone
        pool.restore(kept)
        dice.bit_generator.state = random
        assert pool.state() == kept
        assert drawn(range(5, 14)) == first
        assert len(set(first)) > 1
    finally:
        pool.close()
