"""Evaluation while training: when, of which weights, and where its figures go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import torch

from core.edgeconnect.training.report import append_row
from core.edgeconnect.training.settings import InpaintingSettings, Limits
from core.edgeconnect.training.state import TrainState
from core.edgeconnect.training.stopwatch import Stopwatch
from core.edgeconnect.training.validation import Validation, validate


class Evaluation:
    """Measures the averaged weights on validation photos, and draws a sheet of samples.

    Args:
        validation: the samples.
        folder: gets ``STAGE-val.csv`` and a ``STAGE-sheet-STEP.png`` each time.
        limits: with the time between two evaluations.
        say: takes the figures as a line.
        frozen_edge: the stage 1 whose edges a completion network is trained on, if it is.
    """

    def __init__(
        self,
        validation: Validation,
        folder: Path,
        state: TrainState,
        settings: InpaintingSettings,
        limits: Limits,
        say: Callable[[str], None],
        frozen_edge: torch.nn.Module | None = None,
    ) -> None:
        self._validation, self._folder, self._state, self._stage = validation, folder, state, settings.stage
        self._every, self._say, self._since = limits.validate_seconds, say, Stopwatch()
        self._generators = dict(state.averaged.module.named_children())
        if frozen_edge is not None:
            self._generators["edge"] = frozen_edge

    @property
    def due(self) -> bool:
        """Whether the last one is long enough ago."""
        return self._since.seconds > self._every

    def run(self) -> dict[str, float]:
        """Measure now; the figures of :func:`core.edgeconnect.training.validation.validate`."""
        state = self._state
        sheet = self._folder / f"{self._stage}-sheet-{state.step:07d}.png"
        inference = nullcontext() if _parametrised(state.averaged.module) else torch.inference_mode()
        with inference, torch.no_grad():
            figures = validate(self._validation, self._generators, sheet)
        self._say(" ".join(f"{name} {value:.4g}" for name, value in figures.items()))
        row = {"step": float(state.step), "seconds": round(state.seconds, 1)} | figures
        append_row(self._folder / f"{self._stage}-val.csv", row)
        self._since.lap()
        return figures


def _parametrised(module: torch.nn.Module) -> bool:
    return any(torch.nn.utils.parametrize.is_parametrized(m) for m in module.modules())
