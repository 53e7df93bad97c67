"""Each loss is zero where it should be, and falls when it is followed."""

import numpy as np
import pytest
import torch

from core.device import choose_device
from core.geometry import CanvasGeometry
from core.ingan import losses
from core.ingan.examples import Example, prepare, source_region, to_signed
from core.ingan.patch_losses import SourcePatches
from core.patches import CandidateMaps, PatchPrior
from tests.core.patches.pictures import pebbles

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


def test_copying_one_candidate_costs_nothing_and_blending_does() -> None:
    geometry = CanvasGeometry(80, 64, 120, 64)
    maps = PatchPrior(PHOTO).candidates(geometry)
    candidates = maps.gather(to_signed(PHOTO))
    alone = CandidateMaps(maps.rows[:1], maps.columns[:1], maps.seam[:1], maps.source_shape)
    assert losses.copy_one(candidates[:1], candidates[:1], alone) < 1e-6
    assert losses.copy_one(candidates.mean(0, keepdim=True), candidates, maps) > 1e-3


def test_jumps_are_where_a_candidate_goes_on_elsewhere() -> None:
    maps = PatchPrior(PHOTO).candidates(CanvasGeometry(80, 64, 140, 64))
    marked = losses.jumps(maps)[0, 10]
    real = np.flatnonzero(np.diff(maps.columns[0, 10]) > 1)
    backwards = np.flatnonzero(np.diff(maps.columns[0, 10]) < 0)
    assert len(real) + len(backwards) > 0
    for at in np.concatenate([real, backwards]):
        assert marked[at] == marked[at + 1] == 1


def test_layout_keeps_large_colours_where_the_prior_has_them() -> None:
    geometry = CanvasGeometry(80, 64, 120, 80)
    prior = PatchPrior(PHOTO)
    maps, image = prior.candidates(geometry), to_signed(PHOTO)
    frame, candidates = prior.blend(maps, image), maps.gather(image)
    assert losses.layout(frame, candidates, maps) < 1e-6
    assert losses.layout(frame.flip(3), candidates, maps) > 0.01
    assert losses.layout(frame + 0.1, candidates, maps) == pytest.approx(0.1, abs=1e-4)


def test_a_windows_patches_come_from_the_source_around_it() -> None:
    example = Example(pebbles(96, 128), choose_device("cpu"))
    case = prepare(example, 0, CanvasGeometry(128, 96, 200, 70))
    assert case.maps is not None
    top, bottom, left, right = source_region(case.maps, (0, 100, 70, 60))
    assert 0 <= top < bottom <= 96
    assert 30 < left < right <= 128
