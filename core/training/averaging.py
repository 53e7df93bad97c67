"""Exponential moving averages of weights."""

from __future__ import annotations

import copy
from typing import Generic, TypeVar

import torch
from torch import nn

Module = TypeVar("Module", bound=nn.Module)


def tensors_of(module: nn.Module) -> dict[str, torch.Tensor]:
    """Parameters AND buffers by their names in the state dict, detached, sharing memory."""
    return {name: tensor.detach() for name, tensor in module.state_dict().items()}


class AveragedWeights(Generic[Module]):
    """Exponential moving average (EMA) of a module's parameters; early steps are averaged over a shorter past.

    Buffers are taken as they are: running statistics are averages already, and the vectors of a spectral norm must stay
    of unit length.

    Args:
        live: the module that is trained.
        decay: of the average; 0 follows the module exactly.
    """

    def __init__(self, live: Module, decay: float) -> None:
        self.module = copy.deepcopy(live).eval().requires_grad_(False)
        self._decay = decay
        self._mine = [p.data for p in self.module.parameters()]
        self._live = [p.data for p in live.parameters()]
        self._my_buffers, self._live_buffers = list(self.module.buffers()), list(live.buffers())

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take the live weights after optimiser step number ``step`` (from 0) into the average."""
        keep = min(self._decay, (1 + step) / (10 + step))
        if keep == 0:
            torch._foreach_copy_(self._mine, self._live)
        else:
            torch._foreach_lerp_(self._mine, self._live, 1 - keep)
        if self._my_buffers:
            torch._foreach_copy_(self._my_buffers, self._live_buffers)
