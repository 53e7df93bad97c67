"""What of a training is written for use: which weights, and the threshold above which their edges are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.edgeconnect.training.checkpoints import under
from core.edgeconnect.training.settings import InpaintingSettings
from core.edgeconnect.training.state import TrainState
from core.edgeconnect.weights import DEFAULT_THRESHOLD, load_part, save_part
from core.errors import CheckpointError
from core.training.averaging import tensors_of


def published_file(folder: Path, part: str) -> Path:
    """Where a generator is written for use: ``part`` is "edge" or "completion"."""
    return folder / f"{part}.safetensors"


def known_threshold(folder: Path) -> float:
    """That of the edge network that was published before; the default where there is none."""
    try:
        return load_part(published_file(folder, "edge"), "edge").threshold
    except CheckpointError:
        return DEFAULT_THRESHOLD


class Publisher:
    """Writes the averaged weights of each generator as they are now.

    The newest are taken, not those of an earlier step that measured best: the figures of a validation, of two dozen
    photos, say too little of how a fill looks to choose by. What they do choose is the threshold of the edges.

    Args:
        folder: gets ``edge.safetensors``, ``completion.safetensors``, or both.
        threshold: until one is measured.
        photos: number of photos that are trained on.
    """

    def __init__(
        self, folder: Path, state: TrainState, settings: InpaintingSettings, threshold: float, photos: int
    ) -> None:
        self._folder, self._state, self._settings = folder, state, settings
        self._threshold, self._photos = threshold, photos

    def choose_threshold(self, figures: Mapping[str, float]) -> None:
        """Take the threshold with the best F1, where ``figures`` of a validation have one."""
        self._threshold = figures.get("threshold", self._threshold)

    def publish(self) -> None:
        """Write the files.

        Raises:
            CheckpointError: the disk refuses.
        """
        settings, state = self._settings, self._state
        averaged = tensors_of(state.averaged.module)
        for part in state.stage.generators:
            facts = {"body": settings.body, "width": settings.width, "threshold": self._threshold, "steps": state.step}
            facts |= {"samples": state.step * settings.batch, "photos": self._photos, "stage": settings.stage}
            if part == "completion":
                facts["soft"] = settings.soft
            save_part(published_file(self._folder, part), part, under(averaged, f"{part}."), facts)
