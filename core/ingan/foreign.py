"""Checkpoints of the published InGAN code (``.pth.tar``), read into the paper's generator.

Such a file holds ``{"G": state dict, "iter": step, ...}``. Layers are matched by their order and shapes, not by their
names.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import normalize

from core.checkpoint import read_pickle
from core.errors import CheckpointError
from core.ingan.networks import PaperGenerator

PUBLISHED_SUFFIXES = (".tar", ".pth", ".pt")
LARGEST_BASE, MOST_BLOCKS, MOST_LEVELS = 128, 16, 4

State = dict[str, torch.Tensor]


def read_published(path: Path) -> tuple[State, tuple[int, int, int], int]:
    """Weights of a published generator, which normalises by the picture's own statistics, as ours does.

    Returns:
        the state of a :class:`PaperGenerator`, its base, residual blocks and levels, and the step.

    Raises:
        CheckpointError: missing, damaged, unsafe, or not a generator of InGAN.
    """
    content = read_pickle(path)
    found = content.get("G") if isinstance(content, Mapping) else None
    try:
        layers = _layers(found)
        sizes = _sizes([layer["weight"] for layer in layers if layer["weight"].ndim == 4])
        generator = PaperGenerator(*sizes)
        _fill(generator, layers)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RuntimeError) as error:
        raise CheckpointError("{0} is not a checkpoint of the published InGAN.", path, details=repr(error)) from error
    state = generator.state_dict()
    if not all(bool(torch.isfinite(tensor).all()) for tensor in state.values()):
        raise CheckpointError("{0} holds weights that are not finite numbers.", path)
    return state, sizes, _step(content.get("iter"))


def _layers(state: Any) -> list[State]:
    """Tensors of each layer in the file's order: "weight", "bias", and "weight_u", "weight_v" under spectral norm."""
    layers: dict[str, State] = {}
    for name, tensor in state.items():
        place, _, role = str(name).rpartition(".")
        layer = layers.setdefault(place, {})
        if role == "weight_orig" or role not in layer:  # before PyTorch 1.0 the normalised weight lies beside it
            layer[role.removesuffix("_orig")] = tensor.float()
    return list(layers.values())


def _sizes(weights: list[torch.Tensor]) -> tuple[int, int, int]:
    """Base, residual blocks and levels, read off the convolutions: widths double on the way down, once a level."""
    base = len(weights[0])
    down = itertools.takewhile(lambda weight: weight.shape[0] == 2 * weight.shape[1], weights[1:])
    levels = len(list(down))
    blocks, rest = divmod(len(weights) - 2 - 2 * levels, 3)
    if rest or not (4 <= base <= LARGEST_BASE and 1 <= blocks <= MOST_BLOCKS and 1 <= levels <= MOST_LEVELS):
        raise ValueError(f"{len(weights)} convolutions, the first of {base} channels")
    return base, blocks, levels


@torch.no_grad()
def _fill(generator: PaperGenerator, layers: list[State]) -> None:
    own = [layer for layer in generator.modules() if isinstance(layer, (nn.Conv2d, nn.BatchNorm2d))]
    for layer, given in zip(own, layers, strict=True):
        state = {"weight": given["weight"], "bias": given["bias"]}
        if "weight_u" in given:
            u, weight = given["weight_u"], state.pop("weight")
            state["parametrizations.weight.original"] = weight
            state["parametrizations.weight.0._u"] = u
            # PyTorch keeps v from 1.0 on.
            state["parametrizations.weight.0._v"] = given.get("weight_v", normalize(weight.flatten(1).T @ u, dim=0))
        layer.load_state_dict(state)


def _step(value: Any) -> int:
    """The step where the file says one (it may hold a file's name instead), else 0."""
    return value if isinstance(value, int) and value >= 0 else 0
