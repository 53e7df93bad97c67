"""Checkpoints of the published InGAN code: read safely, drawn as they are drawn there."""

import pickle
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn.functional import interpolate, max_pool2d
from torch.nn.utils import spectral_norm

from core.device import choose_device
from core.errors import CheckpointError
from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing, RenderRequest
from core.ingan.model import load_model, save_model
from core.ingan.start import to_signed
from core.rendering.drawing import LoadedGenerator
from core.rendering.renderer import Renderer
from tests.core.pictures import pebbles

CPU = choose_device("cpu")
PHOTO = pebbles(48, 64)


def block(inputs: int, outputs: int, side: int) -> list[nn.Module]:
    pad = [nn.ReflectionPad2d(side // 2)] if side > 1 else []
    return [*pad, spectral_norm(nn.Conv2d(inputs, outputs, side)), nn.BatchNorm2d(outputs)]


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        quarter, slope = channels // 4, nn.LeakyReLU(0.2)
        self.conv_block = nn.Sequential(
            *block(channels, quarter, 1), slope, *block(quarter, quarter, 3), slope, *block(quarter, channels, 1)
        )


class Published(nn.Module):
    """The published generator's names in their order, with the spectral norm of its time."""

    def __init__(self, base: int = 8, blocks: int = 2, levels: int = 3) -> None:
        super().__init__()
        slope = nn.LeakyReLU(0.2)
        self.entry_block = nn.Sequential(*block(3, base, 7), slope)
        self.downscale_block = nn.Module()
        for i in range(levels):
            conv = nn.Sequential(*block(base * 2**i, base * 2 ** (i + 1), 3), slope)
            self.downscale_block.add_module(f"conv_{i}", conv)
        self.bottleneck_block = nn.Sequential(*(Residual(base * 2**levels) for _ in range(blocks)))
        self.upscale_block = nn.Module()
        for i in reversed(range(levels)):
            conv = nn.Sequential(*block(base * 2 ** (i + 1), base * 2**i, 3), slope)
            self.upscale_block.add_module(f"conv_{i}", conv)
        self.final_block = nn.Sequential(nn.ReflectionPad2d(3), nn.Conv2d(base, 3, 7), nn.Tanh())

    def forward(self, picture: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
        x = interpolate(self.entry_block(picture), size=size, mode="bilinear")
        skips = []
        for conv in self.downscale_block.children():
            skips.append(x)
            x = max_pool2d(conv(x), 2)
        for residual in self.bottleneck_block:
            x = x + residual.conv_block(x)
        for conv, skip in zip(self.upscale_block.children(), reversed(skips), strict=True):
            x = conv(interpolate(x, scale_factor=2, mode="nearest")) + skip
        return self.final_block(x)


@pytest.fixture(scope="module")
def network() -> Published:
    """Weights as lively as trained ones; its singular vectors have settled, as they have after a training."""
    torch.manual_seed(1)
    network = Published()
    with torch.no_grad():
        for norm in network.modules():
            if isinstance(norm, nn.BatchNorm2d):
                norm.weight.normal_(1.0, 0.3)
                norm.bias.normal_(0.0, 0.3)
        for _ in range(300):
            network(torch.rand(1, 3, 16, 16), (16, 16))
    return network


def saved(path: Path, network: nn.Module, **changes: object) -> Path:
    d = nn.Sequential(spectral_norm(nn.Conv2d(3, 4, 3)))
    adam = torch.optim.Adam(network.parameters())
    torch.save(
        {"G": network.state_dict(), "D": d.state_dict(), "optim_G": adam.state_dict(), "iter": 75_000} | changes, path
    )
    return path


@pytest.mark.parametrize("size", [(64, 48), (96, 48), (40, 80)])
def test_it_draws_what_the_published_network_draws(size: tuple[int, int], network: Published, tmp_path: Path) -> None:
    snapshot = load_model(saved(tmp_path / "snapshot-75000.pth.tar", network), PHOTO)
    assert (snapshot.step, snapshot.working_size) == (75_000, (64, 48))
    assert snapshot.drawing == Drawing("foreign", 75_000)
    with torch.inference_mode():
        expected = network(to_signed(PHOTO), size[::-1])
        drawn = LoadedGenerator(snapshot, CPU).module(to_signed(PHOTO), CanvasGeometry(64, 48, *size))
    assert expected.std() > 0.1
    torch.testing.assert_close(drawn, expected, atol=1e-4, rtol=0)


def test_it_renders_and_is_saved_as_a_model(network: Published, tmp_path: Path) -> None:
    snapshot = load_model(saved(tmp_path / "x.pth.tar", network), PHOTO)
    renderer = Renderer(PHOTO, device=CPU)
    renderer.load(snapshot)
    result = renderer.render(RenderRequest(CanvasGeometry(64, 48, 90, 48), max_side=None))
    assert result.image.shape == (48, 90, 3)
    assert result.drawing == snapshot.drawing
    save_model(tmp_path / "own.safetensors", snapshot, "")
    again = load_model(tmp_path / "own.safetensors")
    assert all(torch.equal(again.state[name], tensor) for name, tensor in snapshot.state.items())


def test_a_large_photo_is_worked_on_as_in_training(network: Published, tmp_path: Path) -> None:
    path = saved(tmp_path / "x.pth.tar", network, iter="final.pth.tar")
    snapshot = load_model(path, pebbles(300, 1024))
    assert (snapshot.step, snapshot.working_size) == (0, (512, 150))
    assert load_model(path).working_size == (512, 512)


def test_older_and_renamed_files(network: Published, tmp_path: Path) -> None:
    """Without v, with the normalised weight beside the raw one, without counts, wrapped for several cards."""
    first = load_model(saved(tmp_path / "x.pth.tar", network))
    state = {}
    for name, tensor in network.state_dict().items():
        if name.endswith("weight_orig"):
            state["module.net." + name.removesuffix("_orig")] = torch.zeros_like(tensor)
        if not name.endswith(("weight_v", "num_batches_tracked")):
            state["module.net." + name] = tensor
    second = load_model(saved(tmp_path / "y.pth.tar", network, G=state))
    for name, tensor in first.state.items():
        torch.testing.assert_close(second.state[name], tensor, atol=1e-3, rtol=0)


class Bomb:
    def __reduce__(self) -> tuple:
        return Path.touch, (Path("exploded"),)


def test_a_file_with_code_is_not_opened(network: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = saved(Path("x.pth.tar"), network, D=Bomb())
    with pytest.raises(CheckpointError, match="wants to run code"):
        load_model(path)
    path.write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(CheckpointError):
        load_model(path)
    assert not Path("exploded").exists()


def test_damaged_and_foreign_files(network: Published, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no weights file"):
        load_model(tmp_path / "missing.pth.tar")
    path = saved(tmp_path / "x.pth.tar", network)
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"\xff" * 200):
        path.write_bytes(damaged)
        with pytest.raises(CheckpointError, match="damaged"):
            load_model(path)
    state = network.state_dict()
    convolution = "bottleneck_block.1.conv_block.4.weight_orig"
    for other in (
        None, {}, 5, {"a.weight": 3}, nn.Conv2d(3, 8, 7).state_dict(), Published(blocks=1).final_block.state_dict(),
        {**state, convolution: torch.zeros(16, 16, 5, 5)}, {**state, "more.weight": torch.zeros(3)},
        {name: tensor for name, tensor in state.items() if not name.startswith("entry_block.2")},
        {name: tensor for name, tensor in state.items() if not name.endswith("weight_u")},
    ):  # fmt: skip
        with pytest.raises(CheckpointError, match="not a checkpoint of the published InGAN"):
            load_model(saved(path, network, G=other))
    torch.save([1, 2], path)
    with pytest.raises(CheckpointError, match="not a checkpoint"):
        load_model(path)
    with pytest.raises(CheckpointError, match="not finite"):
        load_model(saved(path, network, G={**state, "final_block.1.bias": torch.tensor([0.0, float("nan"), 0.0])}))
