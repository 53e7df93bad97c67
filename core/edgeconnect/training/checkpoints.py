"""A training kept in a file, to go on from as if it had never stopped."""

from __future__ import annotations

from pathlib import Path

import torch

from core.checkpoint import load_checkpoint, save_checkpoint
from core.edgeconnect.training.settings import InpaintingSettings, Limits
from core.edgeconnect.training.state import TrainState
from core.edgeconnect.training.stopwatch import Stopwatch
from core.errors import CheckpointError, TrainingError
from core.training import adam
from core.training.averaging import tensors_of

KIND = "edgeconnect-training"


def training_file(folder: Path, stage: str) -> Path:
    """Where the training of a stage is kept."""
    return folder / f"{stage}-training.safetensors"


class Checkpoints:
    """Writes and reads everything that a training consists of.

    Args:
        folder: gets ``STAGE-training.safetensors``.
        settings: hyperparameters; a resumed run may come with others (a new phase), but not with other networks.
        limits: with the time between two checkpoints.
    """

    def __init__(self, folder: Path, state: TrainState, settings: InpaintingSettings, limits: Limits) -> None:
        self.path = training_file(folder, settings.stage)
        self._state, self._settings, self._every = state, settings, limits.checkpoint_seconds
        self._since = Stopwatch()

    @property
    def due(self) -> bool:
        """Whether the last one is old enough."""
        return self._since.seconds > self._every

    def save(self) -> None:
        """Write networks, averages, optimisers and how far they came.

        Raises:
            CheckpointError: the disk refuses.
        """
        state = self._state
        tensors = {f"stage.{name}": tensor for name, tensor in state.stage.state_dict().items()}
        tensors |= {f"ema.{name}": tensor for name, tensor in tensors_of(state.averaged.module).items()}
        for name, optimizer in self._optimizers().items():
            tensors |= adam.collect(optimizer, name)
        facts = {"step": state.step, "seconds": state.seconds, "settings": self._settings.to_meta()}
        save_checkpoint(self.path, KIND, tensors, facts | {"scale": state.scaler.get_scale()})
        self._since.lap()

    def load(self) -> None:
        """Put what :attr:`path` holds into the state.

        Raises:
            CheckpointError: missing or damaged.
            TrainingError: it belongs to other networks.
        """
        tensors, facts = load_checkpoint(self.path, KIND)
        before = InpaintingSettings.from_meta(facts["settings"])
        for name in ("stage", "body", "width", "d_width"):
            if getattr(before, name) != getattr(self._settings, name):
                raise TrainingError("{0} was begun with another {1} ({2}).", self.path, name, getattr(before, name))
        state = self._state
        try:
            state.stage.load_state_dict(under(tensors, "stage."))
            state.averaged.module.load_state_dict(under(tensors, "ema."))
            for name, optimizer in self._optimizers().items():
                adam.restore(optimizer, name, tensors)
            state.step, state.seconds = int(facts["step"]), float(facts["seconds"])
            if state.scaler.is_enabled():
                state.scaler.update(float(facts["scale"]))
        except (KeyError, IndexError, RuntimeError, ValueError) as error:
            raise TrainingError("{0} does not fit the networks it should continue.", self.path) from error

    def _optimizers(self) -> dict[str, torch.optim.Optimizer]:
        return {"adam.g": self._state.g_optimizer, "adam.d": self._state.d_optimizer}


def is_finished(folder: Path, stage: str, limits: Limits) -> bool:
    """Whether a stage's training has come to its limit; False where there is none.

    Raises:
        TrainingError: its checkpoint cannot be read.
    """
    path = training_file(folder, stage)
    if not path.exists():
        return False
    try:
        _, facts = load_checkpoint(path, KIND)
        return limits.progress(int(facts["step"]), float(facts["seconds"])) >= 1
    except (CheckpointError, KeyError, TypeError, ValueError) as error:
        raise TrainingError("{0} cannot be gone on from; take it away to begin that stage again.", path) from error


def under(tensors: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    """Those whose names begin with ``prefix``, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
