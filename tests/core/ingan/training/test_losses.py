"""Each loss is zero where it should be, and falls when it is followed."""

import numpy as np
import pytest
import torch

from core.device import choose_device
from core.geometry import CanvasGeometry
from core.ingan.start import to_signed
from core.ingan.training import losses, patch_losses
from core.ingan.training.examples import SourceImage, prepare, source_region
from core.ingan.training.patch_losses import SourcePatches
from tests.core.pictures import pebbles

PHOTO = pebbles(64, 80)
WHOLE = (0, 64, 0, 80)


def noise(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_lsgan_has_its_best_at_its_targets() -> None:
    real, fake = torch.ones(1, 1, 5, 5), torch.zeros(1, 1, 5, 5)
    assert losses.lsgan_discriminator(real, fake) == 0
    assert losses.lsgan_discriminator(fake, real) == 1
    assert losses.lsgan_discriminator(0.5 * real, 0.5 * real) == 0.25
    assert losses.lsgan_generator(real) == 0
    assert losses.lsgan_generator(fake) == 1


def test_swd_is_zero_for_the_same_patches_in_another_order() -> None:
    tile = to_signed(pebbles(24, 24))
    photo = tile.repeat(1, 1, 3, 3)[:, :, :54, :54]  # 48 x 48 patches: each of the tile's exactly four times
    shifted = tile.roll((5, 11), (2, 3)).repeat(1, 1, 3, 3)[:, :, :54, :54]
    patches, whole, every = SourcePatches(photo, levels=1), (0, 54, 0, 54), 10**6
    assert patches.swd(photo, whole, noise(), samples=every) < 1e-6
    assert patches.swd(shifted, whole, noise(), samples=every) < 1e-6
    assert patches.swd(photo * 0.5, whole, noise(), samples=every) > 0.01


@pytest.mark.parametrize("kind", ["swd", "nearest"])
def test_following_a_patch_loss_brings_the_patches_closer(kind: str) -> None:
    patches = SourcePatches(to_signed(PHOTO), levels=3)
    picture = torch.zeros(1, 3, 48, 48).uniform_(-0.5, 0.5, generator=noise()).requires_grad_()
    optimizer = torch.optim.Adam([picture], 0.03)
    values = []
    generator = noise(1)
    for _ in range(60):
        value = getattr(patches, kind)(picture, WHOLE, generator)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        values.append(float(value.detach()))
    assert np.mean(values[-5:]) < 0.7 * np.mean(values[:5])


def test_the_nearest_neighbour_loss_is_zero_on_a_copy_and_sees_what_is_missing() -> None:
    image = to_signed(PHOTO)
    patches = SourcePatches(image, levels=2)
    assert patches.nearest(image, WHOLE, noise()) < 1e-6
    half = image[:, :, :, :40]
    coherent = patches.nearest(half, WHOLE, noise(), levels=1, completeness=0.0)
    both = patches.nearest(half, WHOLE, noise(), levels=1, completeness=1.0)
    assert coherent < 1e-6  # nothing foreign in it
    assert both > 0.01  # but half of the photo is not in it


def test_a_windows_patches_come_from_the_source_around_it() -> None:
    example = SourceImage(pebbles(96, 128), choose_device("cpu"))
    sample = prepare(example, 0, CanvasGeometry(128, 96, 200, 70))
    assert sample.start is not None
    top, bottom, left, right = source_region(sample.start.window((0, 100, 70, 60)), (96, 128))
    assert 0 <= top < bottom <= 96
    assert 4 < left < right <= 128


def test_the_distribution_sees_grain_before_brightness(monkeypatch: pytest.MonkeyPatch) -> None:
    image = to_signed(PHOTO)
    patches = SourcePatches(image)

    def found(picture: torch.Tensor) -> float:
        return float(patches.swd(picture, WHOLE, noise()))

    darker, flatter = found(image - 0.2), found(image * 0.5)
    monkeypatch.setattr(patch_losses, "TONE", 1.0)
    assert darker < 0.8 * found(image - 0.2)
    assert flatter > 0.8 * found(image * 0.5)


def test_the_layout_is_what_cells_show_on_average() -> None:
    image = to_signed(PHOTO)
    assert losses.layout(image, image) == 0
    assert losses.layout(image + 0.1, image) == pytest.approx(0.1, abs=1e-5)
    moved = torch.roll(image, 1, 3)
    assert losses.layout(moved, image) < 0.3 * (moved - image).abs().mean()
