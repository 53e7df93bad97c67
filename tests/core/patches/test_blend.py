"""The compiled blend of live frames against the same steps one by one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.geometry import CanvasGeometry
from core.patches import CandidateMaps, PatchPrior
from core.patches.blend import blend_copies, low_band_correction, low_bands, mix, seam_weights
from core.patches.transfer import unexplained
from tests.core.patches.pictures import pebbles

PHOTO = pebbles()
PRIOR = PatchPrior(PHOTO)
HEIGHT, WIDTH = PHOTO.shape[:2]


def signed(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 127.5 - 1


@pytest.mark.parametrize("target", [(WIDTH * 3 // 2, HEIGHT), (WIDTH // 2 + 1, HEIGHT + 30), (5, HEIGHT)])
@pytest.mark.parametrize("mended", [True, False])
def test_one_compiled_pass_gives_what_the_steps_give(target: tuple[int, int], mended: bool) -> None:
    geometry = CanvasGeometry(WIDTH, HEIGHT, *target)
    maps = PRIOR.candidates(geometry) if mended else PRIOR.blocks(geometry)
    image, low = signed(PHOTO), signed(low_bands(PHOTO))
    weights, candidates = seam_weights(torch.from_numpy(maps.seam)), maps.gather(image)
    picture = mix(weights, candidates) + low_band_correction(weights, maps, low)
    made = blend_copies(maps, np.dstack([PHOTO, low_bands(PHOTO)]) / np.float32(127.5) - np.float32(1))
    np.testing.assert_allclose(made.weights, weights[0], atol=1e-5)
    np.testing.assert_allclose(made.picture, picture[0], atol=1e-5)
    np.testing.assert_allclose(made.rest, unexplained(picture, weights, candidates)[0], atol=1e-5)


def test_copies_are_the_same_with_and_without_gradients() -> None:
    image = signed(PHOTO)
    maps: CandidateMaps = PRIOR.blocks(CanvasGeometry(WIDTH, HEIGHT, WIDTH + 40, HEIGHT)).window(3, 5, 40, 50)
    assert torch.equal(maps.gather(image), maps.gather(image.clone().requires_grad_()).detach())


def test_the_low_band_is_the_same_with_and_without_gradients() -> None:
    maps = PRIOR.blocks(CanvasGeometry(WIDTH, HEIGHT, WIDTH * 3 // 2, HEIGHT))
    weights, low = seam_weights(torch.from_numpy(maps.seam)), signed(low_bands(PHOTO))
    found = low_band_correction(weights, maps, low)
    learning = low_band_correction(weights.clone().requires_grad_(), maps, low).detach()
    assert learning.abs().max() > 0.01
    torch.testing.assert_close(found, learning, atol=1e-5, rtol=0)
