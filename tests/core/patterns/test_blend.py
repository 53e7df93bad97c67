"""The compiled blend of live frames against the same steps one by one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from core.geometry import CanvasGeometry
from core.patterns import CandidateMaps, PatchPrior
from core.patterns.blend import STEP, WIDE_SIGMA, blend_copies, copied_bands, low_bands, mix, seam_weights
from core.patterns.transfer import residual
from tests.core.pictures import pebbles

PHOTO = pebbles()
PRIOR = PatchPrior(PHOTO)
HEIGHT, WIDTH = PHOTO.shape[:2]


def signed(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 127.5 - 1


def low_band_correction(weights: torch.Tensor, maps: CandidateMaps, low: torch.Tensor) -> torch.Tensor:
    """The low band joined over a wide transition, less the same joined over the narrow one."""
    cut = (slice(None), *(slice(min(STEP // 2, side - 1), None, STEP) for side in maps.shape))
    few = CandidateMaps(maps.rows[cut], maps.columns[cut], maps.seam[cut], maps.source_shape)
    once, twice = low.split(3, 1)
    rough = mix(weights[:, *cut], few.gather(once))[0].permute(1, 2, 0).numpy()
    sigma = WIDE_SIGMA / STEP
    reach = 2 * round(3 * sigma) + 1
    rough = cv2.GaussianBlur(rough, (reach, reach), sigma, borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.resize(rough, maps.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return torch.from_numpy(smooth).permute(2, 0, 1)[None] - mix(weights, maps.gather(twice))


@pytest.mark.parametrize("target", [(WIDTH * 3 // 2, HEIGHT), (WIDTH // 2 + 1, HEIGHT + 30), (5, HEIGHT)])
@pytest.mark.parametrize("refined", [True, False])
def test_one_compiled_pass_gives_what_the_steps_give(target: tuple[int, int], refined: bool) -> None:
    geometry = CanvasGeometry(WIDTH, HEIGHT, *target)
    maps = PRIOR.candidates(geometry) if refined else PRIOR.blocks(geometry)
    image, low = signed(PHOTO), signed(low_bands(PHOTO))
    weights, candidates = seam_weights(torch.from_numpy(maps.seam)), maps.gather(image)
    picture = mix(weights, candidates) + low_band_correction(weights, maps, low)
    made = blend_copies(maps, copied_bands(PHOTO))
    np.testing.assert_allclose(made.weights, weights[0], atol=1e-5)
    np.testing.assert_allclose(made.picture, picture[0], atol=1e-5)
    np.testing.assert_allclose(made.rest, residual(picture, weights, candidates)[0], atol=1e-5)


def test_copies_are_the_same_with_and_without_gradients() -> None:
    image = signed(PHOTO)
    maps: CandidateMaps = PRIOR.blocks(CanvasGeometry(WIDTH, HEIGHT, WIDTH + 40, HEIGHT)).window(3, 5, 40, 50)
    assert torch.equal(maps.gather(image), maps.gather(image.clone().requires_grad_()).detach())


def test_the_low_band_is_corrected_at_joints_alone() -> None:
    ramp = np.tile(np.linspace(0, 255, 128).astype(np.uint8)[None, :, None], (64, 1, 3))
    rows = np.broadcast_to(np.arange(64, dtype=np.int32)[None, :, None], (4, 64, 160))
    jumping = np.where(np.arange(160) < 80, np.arange(160), np.arange(160) - 60).clip(0, 127).astype(np.int32)
    columns = np.broadcast_to(jumping[None, None], (4, 64, 160))
    maps = CandidateMaps(rows, columns, np.ones((4, 64, 160), np.float32), (64, 128))
    made = blend_copies(maps, copied_bands(ramp)).picture[0, 32]
    copied = signed(ramp)[0, 0, 32][torch.from_numpy(jumping).long()].numpy()
    found = made - copied
    assert abs(found[40]) < 0.02
    assert found[78] < -0.2  # bright before the jump, dark behind it
    assert found[82] > 0.2
    assert np.abs(np.diff(made)).max() < 0.5 * np.abs(np.diff(copied)).max()
