"""What a training tells: progress to whoever looks on, and lines of CSV files."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from core.control import Progress
from core.edgeconnect.training.settings import InpaintingSettings, Limits
from core.edgeconnect.training.state import TrainState
from core.edgeconnect.training.step import Losses
from core.errors import TrainingError
from core.sentence import Sentence

LOG_STEPS = 25
LOGGED = ("l1", "perceptual", "style", "bce", "gan", "matching", "d")


class Report:
    """Sums of losses since the last line of the log, and the speed since this was made.

    Args:
        folder: gets ``STAGE-log.csv``.
    """

    def __init__(self, folder: Path, state: TrainState, settings: InpaintingSettings) -> None:
        self._path, self._state, self._settings = folder / f"{settings.stage}-log.csv", state, settings
        self._sums: Losses = {}
        self._first_step, self._first_seconds = state.step, state.seconds

    def add(self, losses: Losses) -> None:
        """Take the losses of a step; nobody waits for them."""
        for name, value in losses.items():
            self._sums[name] = self._sums[name] + value if name in self._sums else value

    @property
    def due(self) -> bool:
        """Whether a line of the log is."""
        return self._state.step % LOG_STEPS == 0

    def check(self) -> dict[str, float]:
        """The sums as plain numbers; waits for the device.

        Raises:
            TrainingError: one of them is infinite or undefined.
        """
        values = {name: float(value) for name, value in self._sums.items()}
        if not all(math.isfinite(value) for value in values.values()):
            raise TrainingError("The losses became infinite; resume with a lower learning rate.")
        return values

    def log(self, progress: float, *, write: bool) -> None:
        """Begin new sums, and write the mean of the old ones unless another process does.

        Raises:
            TrainingError: as :meth:`check`.
        """
        sums, state = self.check(), self._state
        self._sums = {}
        if not write:
            return
        images = (state.step - self._first_step) * self._settings.batch
        rate = images / max(state.seconds - self._first_seconds, 1e-6)
        row: dict[str, float | str] = {"step": state.step, "seconds": round(state.seconds, 1)}
        row |= {"images/s": round(rate, 2), "progress": round(progress, 4)}
        row |= {name: round(sums[name] / LOG_STEPS, 5) if name in sums else "" for name in LOGGED}
        append_row(self._path, row)

    def progress(self, limits: Limits, progress: float) -> Progress:
        """How far the training is, for a progress bar; ``progress`` is the share of its length that is done."""
        step, seconds = self._state.step, self._state.seconds
        total = limits.steps or (round(step / progress) if progress > 0 else step + 1)
        left = seconds * (1 - progress) / progress if progress > 0 else None
        rate = step * self._settings.batch / max(seconds, 1e-6)
        return Progress(step, max(total, step), Sentence("{0} images/s", f"{rate:.1f}"), left)


def append_row(path: Path, row: dict) -> None:
    """Add a line to a CSV file, with a header when it is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with open(path, "a", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        if new:
            writer.writeheader()
        writer.writerow(row)
