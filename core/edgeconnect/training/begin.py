"""Weights that a training begins with."""

from __future__ import annotations

from pathlib import Path

import torch

from core.checkpoint import load_checkpoint
from core.edgeconnect.light import LightCompletion, LightEdgeGenerator
from core.edgeconnect.training.checkpoints import KIND, training_file, under
from core.edgeconnect.training.settings import InpaintingSettings
from core.edgeconnect.weights import Part, load_part
from core.errors import CheckpointError, TrainingError

POWER_ITERATIONS = 30  # until the spectral norm of weights that were taken over is known


def begin_from(generators: torch.nn.ModuleDict, settings: InpaintingSettings, path: Path) -> None:
    """Begin a stage with the weights of its network; a light edge network may also begin with the completion network's,
    see :meth:`core.edgeconnect.light.LightEdgeGenerator.begin_from`.

    Raises:
        CheckpointError: missing or damaged.
        TrainingError: of another network.
    """
    part = "completion" if "completion" in generators else "edge"
    try:
        start = load_part(path, part)
    except CheckpointError:
        if part == "completion":
            raise
    else:
        take_over(generators[part], start, settings, path)
        return
    start = load_part(path, "completion")  # an edge network may begin from the body of the other, too
    edge = generators["edge"]
    if not (isinstance(edge, LightEdgeGenerator) and isinstance(start.module, LightCompletion)):
        raise TrainingError("Only a light edge network can begin from a light completion network.")
    _check_build(start, settings, path)
    edge.begin_from(start.module)


def _check_build(part: Part, settings: InpaintingSettings, path: Path) -> None:
    if part.body != settings.body:
        raise TrainingError("{0} holds a {1} network, but {2} ones are to be learned.", path, part.body, settings.body)
    if part.width != settings.width:
        raise TrainingError(
            "{0} has another width ({1}) than the networks to be learned ({2}); add --set width={1}.",
            path,
            part.width,
            settings.width,
        )


def take_over(target: torch.nn.Module, part: Part, settings: InpaintingSettings, path: Path) -> None:
    """Copy plain weights into a module that may be under spectral norm.

    Raises:
        TrainingError: another width or body.
    """
    _check_build(part, settings, path)
    own = dict(target.named_modules())
    with torch.no_grad():
        for name, module in part.module.named_modules():
            for key, value in module.named_parameters(recurse=False):
                twin = own[name]
                if key == "weight" and torch.nn.utils.parametrize.is_parametrized(twin, "weight"):
                    twin.parametrizations.weight.original.copy_(value)
                    for _ in range(POWER_ITERATIONS):
                        _ = twin.weight  # each look at it while training is one power iteration of the norm
                elif getattr(twin, key, None) is not None:
                    getattr(twin, key).copy_(value)


def borrow_discriminator(discriminator: torch.nn.Module, folder: Path) -> None:
    """Joint training goes on with the completion stage's discriminator where its checkpoint is still there."""
    try:
        tensors, _ = load_checkpoint(training_file(folder, "inpaint"), KIND)
        discriminator.load_state_dict(under(tensors, "stage.discriminator."))
    except (CheckpointError, RuntimeError):
        return  # a fresh discriminator learns within a few hundred steps
