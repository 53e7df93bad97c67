"""Which weights of a training render: the best by the held-out measure, or the newest."""

from __future__ import annotations

import copy
import math
from dataclasses import replace

from core.ingan.model import Snapshot
from core.ingan.networks import Generator
from core.ingan.presets import TrainSettings
from core.ingan.publish import Published


class Selection:
    """Chooses among the averaged weights at each evaluation.

    Args:
        settings: with ``keep_best`` only what is better than all before is chosen, and kept; else whatever is newest.
        working_size: (width, height) of the copy of the photo that training works on.
        averaged: the weights to choose from, as training goes on.

    Attributes:
        step, distance: of what was chosen last: its step (0 for untrained) and its held-out distance, None before any.
        published: the weights that render.
    """

    def __init__(self, settings: TrainSettings, working_size: tuple[int, int], averaged: Generator) -> None:
        self._keeps_best, self._averaged = settings.keep_best, averaged
        self._chosen = copy.deepcopy(averaged) if settings.keep_best else averaged
        self.published = Published(settings, working_size, self._chosen)
        self.step = 0
        self.distance: float | None = None

    def offer(self, step: int, distance: float) -> bool:
        """Choose the present averaged weights if they are good enough; True where they were published.

        With ``keep_best``, what is offered at step 0 is only what there is to beat.
        """
        if not math.isfinite(distance):
            return False
        if self._keeps_best and self.distance is not None and distance >= self.distance:
            return False
        self.step, self.distance = step, distance
        if self._keeps_best:
            self._chosen.load_state_dict(self._averaged.state_dict())
            if step == 0:
                return False
        self.published.update(step)
        return True

    def begin_with(self, snapshot: Snapshot) -> None:
        """Publish the weights that a new training begins with."""
        self._chosen.load_state_dict(snapshot.state)
        self.published.restore(snapshot)

    def restore(self, snapshot: Snapshot, published: int) -> None:
        """Publish again what was published at that step, and keep it as the best."""
        self.published.restore(replace(snapshot, step=published))
        if self._keeps_best:
            self._chosen.load_state_dict(snapshot.state)
