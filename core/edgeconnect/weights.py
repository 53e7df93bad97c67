"""Weights of the two generators: our own files, the published ones, and clear words for everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from core.checkpoint import load_checkpoint, read_pickle, save_checkpoint
from core.edgeconnect.generators import build_completion, build_edge
from core.edgeconnect.networks import CompletionGenerator
from core.errors import CheckpointError
from core.sentence import Sentence

WEIGHTS_DIR = Path(__file__).resolve().parents[2] / "resources" / "weights"
NAMES = ("standard", "light")  # best first
PARTS = ("edge", "completion")
PUBLISHED_FILES = {"edge": "EdgeModel_gen.pth", "completion": "InpaintingModel_gen.pth"}
DEFAULT_THRESHOLD = 0.5


@dataclass(frozen=True)
class Weights:
    """Both generators, ready for use (eval mode, on the CPU, float32), and where they come from.

    Attributes:
        threshold: edge probability above which stage 1 draws an edge.
        label: for a person, such as "light".
        max_hole_thickness: thickness of the holes that the networks have learned to bridge, px.
        soft: whether the completion network has learned on stage 1's raw probabilities in the hole, as the published
            one has, and should be given them in use; else it knows lines, each as strong as it is probable.
    """

    edge: nn.Module | None
    completion: nn.Module
    threshold: float
    label: str
    max_hole_thickness: float = 112.0
    soft: bool = False

    @property
    def published(self) -> bool:
        """Whether the networks are of the published kind, whoever trained them: what surrounds them in the published
        program suits them."""
        return isinstance(self.completion, CompletionGenerator)


@dataclass(frozen=True)
class Part:
    """One generator out of a file, in eval mode, and what the file says about it: see :class:`Weights`."""

    module: nn.Module
    body: str
    width: int
    threshold: float = DEFAULT_THRESHOLD
    soft: bool = False


def available_weights() -> list[str]:
    """Names of the bundled pairs that are there, best first."""
    return [n for n in NAMES if all((WEIGHTS_DIR / n / f"{part}.safetensors").is_file() for part in PARTS)]


def load_weights(source: str | Path | None = None) -> Weights:
    """Load a pair of generators.

    Args:
        source: None for the best bundled pair, one of its names, a folder that holds ``edge.safetensors`` and
            ``completion.safetensors`` or the published ``EdgeModel_gen.pth`` and ``InpaintingModel_gen.pth``, or one
            completion file (beside which the edge file is looked for; without one, only given edges can be used).

    Raises:
        CheckpointError: not there, damaged, foreign or unsafe.
    """
    if source is None:
        names = available_weights()
        if not names:
            raise CheckpointError("No inpainting weights are installed; give some with --weights.")
        source = names[0]
    if isinstance(source, str) and source in NAMES:
        if source not in available_weights():
            there = ", ".join(available_weights())
            if not there:
                raise CheckpointError("The “{0}” weights are not installed, and no others either.", source)
            raise CheckpointError("The “{0}” weights are not installed; there is: {1}.", source, there)
        return _load_folder(WEIGHTS_DIR / source, source)
    path = Path(source)
    if path.is_dir():
        return _load_folder(path, path.name)
    if not path.is_file():
        raise CheckpointError("There are no weights at {0}; the names are {1}.", path, ", ".join(NAMES))
    completion = load_part(path, "completion")
    neighbours = [path.parent / n for n in ("edge.safetensors", PUBLISHED_FILES["edge"])]
    edge_path = next((p for p in neighbours if p.is_file()), None)
    edge = load_part(edge_path, "edge") if edge_path else None
    return _pair(edge, completion, path.name)


def _load_folder(folder: Path, label: str) -> Weights:
    parts: dict[str, Part] = {}
    for part in PARTS:
        choices = [folder / f"{part}.safetensors", folder / PUBLISHED_FILES[part]]
        path = next((p for p in choices if p.is_file()), None)
        if path is None:
            raise CheckpointError("{0} holds neither {1} nor {2}.", folder, choices[0].name, choices[1].name)
        parts[part] = load_part(path, part)
    return _pair(parts["edge"], parts["completion"], label)


def _pair(edge: Part | None, completion: Part, label: str) -> Weights:
    threshold = DEFAULT_THRESHOLD if edge is None else edge.threshold
    module = None if edge is None else edge.module
    return Weights(module, completion.module, threshold, label, soft=completion.soft)


def load_part(path: Path, part: str) -> Part:
    """One generator from a file, with what is known about it. The published files count as learned on soft edges.

    Raises:
        CheckpointError: see :func:`load_weights`.
    """
    if path.suffix == ".safetensors":
        tensors, meta = load_checkpoint(path, f"edgeconnect-{part}")
        build = build_edge if part == "edge" else build_completion
        try:
            body, width = str(meta["body"]), int(meta["width"])
            module = build(body, width)
            _load_state(module, tensors)
            threshold = float(meta.get("threshold", DEFAULT_THRESHOLD))
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise CheckpointError("{0} does not fit the networks it names.", path, details=repr(error)) from error
        module.eval().requires_grad_(False)
        return Part(module, body, width, threshold, bool(meta.get("soft", False)))
    state = fold_spectral_norm(strip_wrappers(read_pickle(path), path))
    module = _published_module(state, part, path)
    return Part(module, "standard", int(state["encoder.1.weight"].shape[0]), soft=True)


def _load_state(module: nn.Module, state: Mapping[str, torch.Tensor]) -> None:
    """Load plain weights; biases of residual blocks that are not there become 0.

    A network that learned under spectral norm has none there, since the instance norm behind them cancels any.
    """
    own = module.state_dict()
    silent = {k: torch.zeros_like(v) for k, v in own.items() if k.startswith("middle.") and k.endswith(".bias")}
    module.load_state_dict(silent | {k: v.float() for k, v in state.items()})


def save_part(path: Path, part: str, state: Mapping[str, torch.Tensor], meta: Mapping[str, Any]) -> None:
    """Write one generator's state for use: spectral norm folded, fp16. ``meta`` needs "body" and "width"; that of a
    completion network says whether it is "soft" (see :class:`Weights`).

    Raises:
        CheckpointError: the disk refuses.
    """
    folded = fold_spectral_norm(state)
    save_checkpoint(path, f"edgeconnect-{part}", {k: v.half() for k, v in folded.items()}, meta)


def strip_wrappers(content: Any, path: Path) -> dict[str, torch.Tensor]:
    """The generator's state dict out of ``{"iteration", "generator": ...}``, without ``module.`` prefixes.

    Raises:
        CheckpointError: there is no generator inside.
    """
    if isinstance(content, Mapping) and "discriminator" in content and "generator" not in content:
        raise CheckpointError("{0} holds a discriminator; the file of the generator is needed.", path)
    if isinstance(content, Mapping) and "generator" in content:
        content = content["generator"]
    tensors_only = isinstance(content, Mapping) and all(isinstance(v, torch.Tensor) for v in content.values())
    if not tensors_only or not content:
        raise CheckpointError("{0} is not a weights file of EdgeConnect.", path)
    return {str(k).removeprefix("module."): v for k, v in content.items()}


def fold_spectral_norm(state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Plain weights out of spectrally normalised ones: weight / sigma, with sigma = u^T W v.

    Takes both generations of PyTorch's keys: ``weight_orig``, ``weight_u`` and (from 1.0 on) ``weight_v``, and
    ``parametrizations.weight.original``, ``.0._u``, ``.0._v``. Without v it is W^T u, normalised; a ``weight`` that
    lies beside ``weight_orig`` (before 1.0) is already the normalised one.
    """
    state = dict(state)
    plain: dict[str, torch.Tensor] = {}
    for key, value in state.items():
        if key.endswith(".weight_orig"):
            stem = key.removesuffix("_orig")
            if stem in state:
                plain[stem] = state[stem]
            else:
                plain[stem] = _divided(value, state.get(stem + "_u"), state.get(stem + "_v"), stem)
        elif key.endswith(".parametrizations.weight.original"):
            root = key.removesuffix("original")
            stem = root.replace(".parametrizations.weight.", ".weight")
            plain[stem] = _divided(value, state.get(root + "0._u"), state.get(root + "0._v"), stem)
        elif key.endswith((".weight_u", ".weight_v", ".0._u", ".0._v")):
            continue
        else:
            plain.setdefault(key, value)
    return plain


def _divided(weight: torch.Tensor, u: torch.Tensor | None, v: torch.Tensor | None, stem: str) -> torch.Tensor:
    if u is None:
        raise CheckpointError("The spectral norm of “{0}” is incomplete in this weights file.", stem)
    # PyTorch flattens a transposed convolution's weight around its second axis, the output channels.
    transposed = weight.shape[0] != u.numel() or (stem.startswith("decoder.") and weight.ndim == 4)
    matrix = (weight.transpose(0, 1) if transposed else weight).flatten(1).float()
    if u.numel() != matrix.shape[0] or (v is not None and v.numel() != matrix.shape[1]):
        raise CheckpointError("The spectral norm of “{0}” does not fit its weight in this weights file.", stem)
    if v is None:
        v = nn.functional.normalize(matrix.T @ u.float(), dim=0)
    return weight.float() / torch.dot(u.float(), matrix @ v.float())


def _network(part: str) -> Sentence:
    return Sentence("the edge network") if part == "edge" else Sentence("the completion network")


def _published_module(state: dict[str, torch.Tensor], part: str, path: Path) -> nn.Module:
    first = state.get("encoder.1.weight")
    inputs = {"edge": 3, "completion": 4}
    if first is None or first.ndim != 4:
        raise CheckpointError("{0} is not a weights file of EdgeConnect.", path)
    if first.shape[1] != inputs[part]:
        other = "completion" if part == "edge" else "edge"
        known = first.shape[1] == inputs[other]
        kind = _network(other) if known else Sentence("another network")
        raise CheckpointError("{0} holds {1}, but {2} is needed here.", path, kind, _network(part))
    build = build_edge if part == "edge" else build_completion
    module = build("standard", int(first.shape[0]))
    try:
        _load_state(module, state)
    except (RuntimeError, TypeError) as error:
        raise CheckpointError(
            "{0} does not fit {1} of EdgeConnect.", path, _network(part), details=str(error)
        ) from error
    return module.eval().requires_grad_(False)
