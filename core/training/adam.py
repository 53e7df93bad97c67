"""The state of an optimiser as named tensors, for checkpoints that hold tensors and nothing that is executed."""

from __future__ import annotations

from collections.abc import Mapping

import torch


def collect(optimizer: torch.optim.Optimizer, prefix: str) -> dict[str, torch.Tensor]:
    """``PREFIX.NUMBER.NAME`` for each parameter's state, such as Adam's step and moments; copies on the CPU."""
    states = optimizer.state_dict()["state"]
    return {
        f"{prefix}.{number}.{name}": torch.as_tensor(value).cpu().clone()
        for number, state in states.items()
        for name, value in state.items()
    }


def restore(optimizer: torch.optim.Optimizer, prefix: str, tensors: Mapping[str, torch.Tensor]) -> None:
    """Put :func:`collect`'s state, found among ``tensors``, into an optimiser of the same parameters.

    Raises:
        ValueError, IndexError: it is of other parameters.
    """
    shapes = [p.shape for group in optimizer.param_groups for p in group["params"]]
    state: dict[int, dict[str, torch.Tensor]] = {}
    for key, tensor in tensors.items():
        if key.startswith(f"{prefix}."):
            number, name = key.removeprefix(f"{prefix}.").split(".")
            if name != "step" and tensor.shape != shapes[int(number)]:
                raise ValueError(f"{key} has shape {tuple(tensor.shape)}")
            state.setdefault(int(number), {})[name] = tensor
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
