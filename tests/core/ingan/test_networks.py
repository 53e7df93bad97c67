"""The networks: the paper's sizes, the prior at step 0, the pyramid of the discriminator."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.parametrize import is_parametrized

from core.device import choose_device
from core.geometry import CanvasGeometry
from core.ingan.messages import Style
from core.ingan.model import build_generator
from core.ingan.networks import PaperGenerator
from core.ingan.presets import PRESETS, TrainSettings
from core.ingan.small import MIXED, SmallGenerator
from core.ingan.start import to_signed
from core.ingan.training.discriminator import MultiScaleDiscriminator, pyramid_sides, scale_weights
from core.ingan.training.examples import SourceImage
from core.retarget.subject import Subject
from tests.core.pictures import pebbles

CPU = choose_device("cpu")
QUAD = ((10.0, 4.0), (90.0, 0.0), (100.0, 70.0), (0.0, 64.0))


def parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def test_the_paper_generator_has_the_papers_size() -> None:
    generator = build_generator(PRESETS["paper"])
    assert isinstance(generator, PaperGenerator)
    assert 4e6 < parameters(generator) < 6e6
    normalised = [name for name, _ in generator.named_parameters() if "original" in name]
    convolutions = [m for m in generator.modules() if isinstance(m, nn.Conv2d)]
    assert len(normalised) == len(convolutions) - 1  # spectral norm on all but the last
    assert generator.tail.weight.shape == (3, 64, 7, 7)
    assert len(generator.middle) == 6
    assert [block[0].out_channels for block in generator.down] == [128, 256, 512]


@pytest.mark.parametrize(
    "geometry",
    [
        CanvasGeometry(64, 48, 64, 48),
        CanvasGeometry(64, 48, 101, 37),
        CanvasGeometry(64, 48, 10, 7),
        CanvasGeometry(64, 48, 101, 70, QUAD),
    ],
)
@pytest.mark.parametrize("kind", ["small", "paper"])
def test_any_geometry_in_one_pass(kind: str, geometry: CanvasGeometry) -> None:
    generator = build_generator(TrainSettings("t", generator=kind, base=8, batch_norm=True)).eval()  # type: ignore[arg-type]
    photo = pebbles(48, 64)
    start = SourceImage(photo, CPU, "things").start(geometry) if kind == "small" else None
    with torch.inference_mode():
        picture = generator(to_signed(photo), geometry, start)
    assert picture.shape == (1, 3, geometry.height, geometry.width)
    assert torch.isfinite(picture).all()


@pytest.mark.parametrize("style", ["things", "pattern"])
@pytest.mark.parametrize("geometry", [CanvasGeometry(128, 96, 171, 90), CanvasGeometry(128, 96, 101, 70, QUAD)])
def test_with_its_last_layer_at_zero_the_small_generator_draws_its_frame(
    geometry: CanvasGeometry, style: Style
) -> None:
    photo, generator = pebbles(), SmallGenerator()
    nn.init.zeros_(generator.last.bias)
    start = SourceImage(photo, CPU, style).start(geometry)
    with torch.inference_mode():
        assert torch.equal(generator(to_signed(photo), geometry, start), start.frame)


def test_fresh_weights_show_native_blocks_where_they_fit() -> None:
    photo = np.random.default_rng(0).integers(60, 200, (96, 128, 3), np.uint8)  # all of one tone, and fine
    photo[:, 100:] = 255 - photo[:, 100:] // 4  # but for this
    geometry = CanvasGeometry(128, 96, 190, 96)
    start = SourceImage(photo, CPU, "things", Subject(np.zeros((96, 128), np.float32), ())).start(geometry)
    with torch.inference_mode():
        picture = SmallGenerator()(to_signed(photo), geometry, start)
    fits = (start.fit * start.free)[0, 0] > 0.99
    fits[:2], fits[-2:], fits[:, :2], fits[:, -2:] = False, False, False, False
    assert fits.float().mean() > 0.2
    expected = start.frame.lerp(start.copies, MIXED)
    assert (picture - expected).abs().amax(1)[0][fits].max() < 0.03
    alone = (start.free * start.fit)[0, 0] == 0
    assert alone.any()
    assert torch.equal(picture[..., alone], start.frame[..., alone])


def test_fresh_weights_leave_a_pattern_as_it_is_copied() -> None:
    photo, geometry = pebbles(), CanvasGeometry(128, 96, 171, 90)
    start = SourceImage(photo, CPU, "pattern").start(geometry)
    with torch.inference_mode():
        assert torch.equal(SmallGenerator()(to_signed(photo), geometry, start), start.frame)


def test_nothing_changes_where_the_start_is_not_free() -> None:
    generator = SmallGenerator(base=8)
    nn.init.normal_(generator.last.weight, std=1.0)
    photo, geometry = pebbles(), CanvasGeometry(128, 96, 80, 120)
    start = SourceImage(photo, CPU, "things").start(geometry)
    start.free[:] = 1
    start.free[:, :, 40:80, 20:60] = 0
    with torch.inference_mode():
        change = (generator(to_signed(photo), geometry, start) - start.frame).abs().amax(1)[0]
    assert change[40:80, 20:60].max() == 0
    assert change[:40].min() > 0


def test_a_window_is_the_same_part_of_the_whole() -> None:
    """Away from the window's border, where padding differs, a window shows what the whole canvas shows."""
    generator = SmallGenerator(base=8, residual_blocks=1, levels=1)
    nn.init.normal_(generator.last.weight, std=0.2)
    photo, geometry = pebbles(), CanvasGeometry(128, 96, 200, 160)
    start, image = SourceImage(photo, CPU, "things").start(geometry), to_signed(photo)
    with torch.inference_mode():
        whole = generator(image, geometry, start)
        part = generator(image, geometry, start.window((32, 64, 96, 96)))
    torch.testing.assert_close(part[:, :, 32:-32, 32:-32], whole[:, :, 64:96, 96:128], atol=1e-4, rtol=0)


def test_the_small_generator_needs_a_start() -> None:
    with pytest.raises(ValueError, match="start"):
        SmallGenerator(base=8)(to_signed(pebbles()), None, None)


def test_rendering_changes_no_weight_and_no_buffer() -> None:
    generator = build_generator(TrainSettings("t", generator="paper", base=8, batch_norm=True)).eval()
    before = {name: tensor.clone() for name, tensor in generator.state_dict().items()}
    image, geometry = to_signed(pebbles(48, 64)), CanvasGeometry(64, 48, 90, 48)
    with torch.inference_mode():
        first, second = generator(image, geometry), generator(image, geometry)
    assert torch.equal(first, second)
    assert all(torch.equal(before[name], tensor) for name, tensor in generator.state_dict().items())
    assert not any("running" in name for name in before)  # the picture's own statistics, as in training


def test_the_pyramid_steps_down_by_1_4_to_13() -> None:
    sides = pyramid_sides(256, 1.4, 13)
    assert sides == [256, 183, 131, 93, 67, 48, 34, 24, 17]
    paper = PRESETS["paper"]
    discriminator = MultiScaleDiscriminator(paper.d_channels, paper.d_factor, paper.d_smallest, paper.d_base)
    assert len(discriminator.scales) == 9
    assert [m.kernel_size for m in discriminator.scales[0] if isinstance(m, nn.Conv2d)] == [(3, 3)] * 3 + [(1, 1)]
    assert [m.stride for m in discriminator.scales[0] if isinstance(m, nn.Conv2d)] == [(1, 1), (2, 2), (1, 1), (1, 1)]


def test_a_discriminator_value_judges_a_9_px_patch() -> None:
    discriminator = MultiScaleDiscriminator(8, 1.4, 13, 13, normalised=False)
    picture = torch.rand(1, 3, 41, 41, requires_grad=True)
    judged = discriminator(picture, [1.0])
    assert 0 < judged.min() < judged.max() < 1
    judged[0, 0, 5, 5].backward()
    seen = torch.nonzero(picture.grad[0].abs().sum(0))  # type: ignore[index]
    assert (seen.max(0).values - seen.min(0).values + 1).tolist() == [9, 9]


def test_small_pictures_are_judged_at_the_scales_that_fit() -> None:
    discriminator = MultiScaleDiscriminator(8, 1.4, 13, 128, normalised=True)
    weights = scale_weights(0, len(discriminator.scales), 1.4, 100)
    assert discriminator(torch.rand(1, 3, 16, 40), weights).shape[2:] == (4, 16)


def test_scale_weights_move_from_coarse_to_fine() -> None:
    start, middle, end = (np.array(scale_weights(step, 9, 1.4, 25_000)) for step in (0, 25_000, 50_000))
    for weights in (start, middle, end):
        assert weights.sum() == pytest.approx(1)
    assert (np.diff(start) > 0).all()
    np.testing.assert_allclose(start[1] / start[0], 1.4)
    np.testing.assert_allclose(middle, 1 / 9)
    assert (np.diff(end) < 0).all()
    np.testing.assert_allclose(scale_weights(75_000, 9, 1.4, 25_000), end)  # the exponent stops at -1
    finest = scale_weights(75_000, 9, 1.4, 25_000, PRESETS["paper"].last_scale_exponent)[0]
    assert finest == pytest.approx(0.49, abs=5e-3)


@pytest.mark.parametrize("kind", ["generator", "discriminator"])
def test_the_paper_starts_as_published(kind: str) -> None:
    """Xavier-normal with gain 0.01, and a spectral norm that knows these weights and not the ones before them."""
    torch.manual_seed(0)
    paper = PRESETS["paper"]
    network = build_generator(paper) if kind == "generator" else MultiScaleDiscriminator(gain=paper.init_gain)
    normalised = 0
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            weight = layer.parametrizations.weight.original if is_parametrized(layer) else layer.weight
            inputs, outputs = (side * weight[0, 0].numel() for side in (layer.in_channels, layer.out_channels))
            assert weight.std().item() == pytest.approx(0.01 * (2 / (inputs + outputs)) ** 0.5, rel=0.2)
            assert not layer.bias.any()
            if is_parametrized(layer):
                normalised += 1
                assert torch.linalg.matrix_norm(layer.weight.flatten(1), 2).item() == pytest.approx(1, rel=0.1)
        elif isinstance(layer, nn.BatchNorm2d):
            assert layer.weight.mean().item() == pytest.approx(1, abs=0.02)
            assert 0.01 < layer.weight.std().item() < 0.03
            assert not layer.bias.any()
    assert normalised == (25 if kind == "generator" else 36)


def test_fewer_weights_are_fewer_scales() -> None:
    discriminator = MultiScaleDiscriminator(8, 1.4, 13, 64, normalised=False)
    picture = torch.rand(1, 3, 64, 80)
    assert discriminator.judges(picture) == 5
    assert discriminator.judges(torch.rand(1, 3, 24, 80)) == 2
    finest = discriminator.scales[0](picture)
    torch.testing.assert_close(discriminator(picture, [1.0]), finest, atol=1e-3, rtol=0)
