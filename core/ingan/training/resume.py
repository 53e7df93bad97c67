"""The whole state of a training as named tensors and JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from core.checkpoint import load_checkpoint
from core.errors import CheckpointError
from core.ingan.messages import TrainEvent
from core.ingan.model import KIND
from core.ingan.training.state import BALANCES, TrainState
from core.training import adam
from core.training.averaging import tensors_of

Tensors = dict[str, torch.Tensor]


def collect(state: TrainState) -> tuple[Tensors, dict[str, Any]]:
    """Copies of networks, averages, optimisers and random state on the CPU: (tensors, JSON-able facts)."""
    tensors: Tensors = {}
    for prefix, module in _modules(state).items():
        tensors |= {f"{prefix}.{name}": tensor.cpu().clone() for name, tensor in tensors_of(module).items()}
    for prefix, optimizer in _optimizers(state).items():
        tensors |= adam.collect(optimizer, prefix)
    tensors["noise"] = state.noise.get_state().clone()
    return tensors, {"rng": state.rng.bit_generator.state, "pool": state.pool.state(), "balance": state.balance}


def apply(state: TrainState, tensors: Mapping[str, torch.Tensor], facts: Mapping[str, Any]) -> None:
    """Put :func:`collect`'s state into a training of the same settings.

    Raises:
        CheckpointError: something is missing or does not fit.
    """
    try:
        for prefix, module in _modules(state).items():
            found = {k.removeprefix(f"{prefix}."): v for k, v in tensors.items() if k.startswith(f"{prefix}.")}
            module.load_state_dict(found)
        for prefix, optimizer in _optimizers(state).items():
            adam.restore(optimizer, prefix, tensors)
        state.noise.set_state(tensors["noise"])
        state.rng.bit_generator.state = dict(facts["rng"])
        state.pool.restore(facts["pool"])
        state.balance = min(max(float(facts.get("balance", 1.0)), BALANCES[0]), BALANCES[1])
    except (KeyError, TypeError, ValueError, IndexError, RuntimeError) as error:
        raise CheckpointError(
            "The saved training is damaged and cannot go on; start it anew.", details=repr(error)
        ) from error


def to_facts(history: Sequence[TrainEvent]) -> list[list[Any]]:
    """JSON-able description of what was measured."""
    return [
        [e.step, e.total_steps, e.seconds, dict(e.losses), e.patch_distance, e.best_step, e.best_patch_distance]
        for e in history
    ]


def past_events(facts: Mapping[str, Any]) -> list[TrainEvent]:
    """What an earlier training measured, as it was told; empty for files that do not say.

    Raises:
        TypeError, ValueError: the facts are damaged.
    """
    found = []
    for step, total, seconds, losses, distance, best, best_distance in facts.get("history", []):
        known = {str(name): float(value) for name, value in losses.items()}
        lowest = None if best_distance is None else float(best_distance)
        found.append(
            TrainEvent(
                int(step), int(total), float(seconds), losses=known, patch_distance=float(distance),
                best_step=int(best), best_patch_distance=lowest,
            )
        )
    return found


def read_history(path: Path) -> list[TrainEvent]:
    """What the training behind a model file measured, and last how far it is; empty where it does not say or cannot be
    read."""
    try:
        facts = load_checkpoint(path, KIND)[1]["training"]
        events = past_events(facts)
        if events and events[-1].step < int(facts["step"]):  # it went on after its last measurement
            now = int(facts["step"]), float(facts["seconds"])
            events.append(replace(events[-1], step=now[0], seconds=now[1], losses={}, patch_distance=None))
        return events
    except (CheckpointError, KeyError, TypeError, ValueError, AttributeError):
        return []


def _modules(state: TrainState) -> dict[str, nn.Module]:
    return {"live_g": state.g, "live_d": state.d, "averaged": state.averaged.module}


def _optimizers(state: TrainState) -> dict[str, torch.optim.Optimizer]:
    return {"adam_g": state.g_optimizer, "adam_d": state.d_optimizer}
