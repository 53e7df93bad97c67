"""Training in several processes through torch's own launcher (``torchrun main.py learn ...``)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import torch
import torch.distributed as dist


@dataclass(frozen=True)
class Ranks:
    """This process's number among ``count`` that train together."""

    number: int = 0
    count: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes files and prints."""
        return self.number == 0

    def average_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Replace each gradient by its mean over the processes; all gradients travel in one message."""
        if self.count == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        if not gradients:
            return
        flat = torch.cat([g.flatten() for g in gradients])
        dist.all_reduce(flat)
        flat /= self.count
        for gradient, mean in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(mean.view_as(gradient))

    def agree(self, value: float) -> float:
        """The leading process's ``value`` in all of them, so that time-based decisions fall in the same step."""
        if self.count == 1:
            return value
        shared = torch.tensor([value], dtype=torch.float64)
        if dist.get_backend() == "nccl":
            shared = shared.cuda()
        dist.broadcast(shared, 0)
        return float(shared.item())


@contextmanager
def joined_ranks(device: str) -> Iterator[Ranks]:
    """Join the process group that torch's launcher announces in the environment; alone without one.

    Args:
        device: "cuda" uses NCCL and the local rank's GPU, anything else gloo.
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        yield Ranks()
        return
    if device == "cuda":
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    dist.init_process_group("nccl" if device == "cuda" else "gloo")
    try:
        yield Ranks(dist.get_rank(), count)
        dist.barrier()  # nobody leaves while another still writes the weights: the launcher would take them all down
    finally:
        dist.destroy_process_group()


def leave_rank() -> NoReturn:
    """End this process, its work done, without tearing the interpreter down.

    gloo's threads may outlive their process group; one that is still winding down when the interpreter unloads its
    libraries aborts a process that has finished (seen in 2 of 32 runs), and the launcher then calls the run failed.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
