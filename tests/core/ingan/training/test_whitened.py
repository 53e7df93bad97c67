"""The small generator's discriminator learns in few steps, and judges only what it is asked to."""

import cv2
import numpy as np
import pytest
import torch

from core.ingan.start import to_signed
from core.ingan.training.whitened import COMPONENTS, WhitenedDiscriminator, lsgan, whitening
from tests.core.pictures import pebbles

PHOTO = pebbles(96, 128, 4)
REAL = to_signed(PHOTO)
BLURRED = to_signed(cv2.GaussianBlur(PHOTO, (0, 0), 0.7))
ALL = torch.ones(1, 1, 96, 128)


def test_whitened_patches_have_mean_0_and_deviation_1() -> None:
    kernels, offsets = whitening(REAL)
    seen = torch.nn.functional.conv2d(REAL, kernels, offsets)[0].flatten(1)
    assert seen.shape[0] == COMPONENTS
    assert seen.mean(1).abs().max() < 1e-2
    assert seen.std(1)[:8].sub(1).abs().max() < 0.05
    together = torch.corrcoef(seen)[:8, :8]
    assert (together - torch.eye(8)).abs().max() < 0.05


def learnt(discriminator: WhitenedDiscriminator) -> float:
    optimizer = torch.optim.Adam([p for p in discriminator.parameters() if p.requires_grad], 4e-4, (0.5, 0.99))
    losses = []
    for _ in range(120):
        loss = 0.5 * lsgan(discriminator(REAL, ALL), 1) + 0.5 * lsgan(discriminator(BLURRED, ALL), 0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return float(np.mean(losses[-10:]))


def test_it_tells_soft_from_sharp_in_120_steps_and_would_not_from_raw_colours() -> None:
    """0.25 is chance."""
    torch.manual_seed(0)
    assert learnt(WhitenedDiscriminator(REAL)) < 0.12
    raw = WhitenedDiscriminator(REAL)
    for level in range(len(raw.scales)):  # the colours of pixels alone
        raw.get_buffer(f"kernels_{level}").zero_()[:3, :, 3, 3] = torch.eye(3)
        raw.get_buffer(f"offsets_{level}").zero_()
    assert learnt(raw) > 0.23


def test_only_what_is_free_counts() -> None:
    discriminator = WhitenedDiscriminator(REAL, 8)
    free = torch.zeros(1, 1, 96, 128)
    free[..., :40] = 1
    picture = REAL.clone().requires_grad_()
    lsgan(discriminator(picture, free), 1).backward()
    assert picture.grad is not None
    assert picture.grad[..., :40].abs().max() > 0
    assert picture.grad[..., 80:].abs().max() == 0
    assert lsgan(discriminator(REAL, torch.zeros_like(free)), 1) == 0


@pytest.mark.parametrize("size", [(5, 7), (9, 9), (20, 130)])
def test_slivers_are_judged(size: tuple[int, int]) -> None:
    judged = WhitenedDiscriminator(REAL, 8)(torch.zeros(1, 3, *size), torch.ones(1, 1, *size))
    assert len(judged) >= 1
    assert all(torch.isfinite(each).all() and counts.min() > 0.99 for each, counts in judged)
