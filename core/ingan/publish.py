"""Handing weights from training to rendering: a snapshot behind a short lock."""

from __future__ import annotations

import threading

import torch
from torch import nn

from core.ingan.model import Snapshot
from core.ingan.presets import TrainSettings
from core.training.averaging import tensors_of


class Published:
    """What renders. Training writes, any thread reads; neither waits for longer than a copy takes.

    Attributes:
        working_size: (width, height) of the copy of the photo that training works on.
    """

    def __init__(self, settings: TrainSettings, working_size: tuple[int, int], module: nn.Module) -> None:
        self._settings, self.working_size = settings, working_size
        self._lock = threading.Lock()
        self._source = list(tensors_of(module).values())
        self._copy = {name: tensor.cpu().clone() for name, tensor in tensors_of(module).items()}
        self._step: int | None = None

    @property
    def step(self) -> int | None:
        """Step of the published weights; None while nothing was published."""
        with self._lock:
            return self._step

    def update(self, step: int) -> None:
        """Publish the module's present weights under the name of ``step``."""
        with self._lock:
            torch._foreach_copy_(list(self._copy.values()), self._source)
            self._step = step

    def restore(self, snapshot: Snapshot) -> None:
        """Publish what a file held."""
        with self._lock:
            for name, tensor in self._copy.items():
                tensor.copy_(snapshot.state[name])
            self._step = snapshot.step

    def take(self, since_step: int) -> Snapshot | None:
        """A private copy of the published weights if they are newer than ``since_step``, else None."""
        with self._lock:
            if self._step is None or self._step <= since_step:
                return None
        return self.newest()

    def newest(self) -> Snapshot:
        """A private copy of what renders; the untrained weights, as step 0, while nothing was published."""
        with self._lock:
            state, step = {name: tensor.clone() for name, tensor in self._copy.items()}, self._step or 0
        return Snapshot(self._settings, step, state, self.working_size)
