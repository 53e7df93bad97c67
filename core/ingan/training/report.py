"""What a training tells: smoothed losses, measurements, and what went wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from core.ingan.messages import TrainEvent
from core.ingan.training.progress import Progress
from core.ingan.training.selection import Selection
from core.ingan.training.step import Losses
from core.sentence import Sentence

EVENT_SECONDS = 0.1
LONGEST_HISTORY = 400  # measurements that are kept; of more every other old one goes
SMOOTHING = 0.9

EventCallback = Callable[[TrainEvent], None]


class Report:
    """Tells one listener how a training goes.

    Attributes:
        history: the events with a measurement.
        note: what the next event says that went wrong.
    """

    def __init__(self, progress: Progress, selection: Selection) -> None:
        self._progress, self._selection = progress, selection
        self._on_event: EventCallback = lambda event: None
        self._smoothed: Losses = {}
        self._told_at = float("-inf")
        self.history: list[TrainEvent] = []
        self.note: Sentence | None = None

    def begin(self, on_event: EventCallback) -> None:
        """Tell what was measured so far, and from now on tell ``on_event``."""
        self._on_event = on_event
        for past in self.history:
            on_event(past)

    def add(self, losses: Losses) -> None:
        """Take a step's losses into the smoothed ones."""
        for name, value in losses.items():
            old = self._smoothed.get(name)
            self._smoothed[name] = value if old is None else old.lerp(value, 1 - SMOOTHING)

    def forget_losses(self) -> None:
        """Smooth anew: training went back."""
        self._smoothed = {}

    def tell(
        self, distance: float | None = None, *, published: bool = False, saved: bool = False, at_once: bool = False
    ) -> None:
        """Make an event of how things are; unless ``at_once``, not more than ten times a second.

        Args:
            distance: the held-out distance, where it was just measured.
        """
        now = time.monotonic()
        if not at_once and now - self._told_at < EVENT_SECONDS:
            return
        self._told_at = now
        progress = self._progress
        event = TrainEvent(
            step=progress.step,
            total_steps=progress.total_steps,
            seconds=progress.seconds,
            seconds_left=progress.seconds_left,
            losses={name: float(value) for name, value in self._smoothed.items()},
            patch_distance=distance,
            best_step=self._selection.step,
            best_patch_distance=self._selection.distance,
            published=published,
            saved=saved,
            note=self.note,
        )
        self.note = None
        if distance is not None:
            self.history.append(replace(event, seconds_left=None, published=False, saved=False, note=None))
            if len(self.history) > LONGEST_HISTORY:
                self.history[: LONGEST_HISTORY // 2] = self.history[: LONGEST_HISTORY // 2 : 2]
        self._on_event(event)
