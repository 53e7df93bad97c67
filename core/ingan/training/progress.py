"""How far a training is, and where in its preset's schedule that is."""

from __future__ import annotations

from dataclasses import dataclass

from core.ingan.presets import TrainSettings

SMALLEST_RATE = 0.02


@dataclass
class Progress:
    """Steps and time of a training.

    Attributes:
        step: optimiser steps done. seconds: time trained, pauses excluded.
        leg: step and seconds at which the present planned length began.
        slowdown: factor on the learning rates after a divergence.
    """

    settings: TrainSettings
    step: int = 0
    seconds: float = 0.0
    leg: tuple[int, float] = (0, 0.0)
    slowdown: float = 1.0

    @property
    def share(self) -> float:
        """Share of the present planned length that is done, 0 and up."""
        step, seconds = self.leg
        return self.settings.share_done(self.step - step, self.seconds - seconds)

    @property
    def total_steps(self) -> int:
        """The step at which it will end, as far as can be told."""
        share = self.share
        return self.leg[0] + (round((self.step - self.leg[0]) / share) if share > 0 else self.settings.steps or 0)

    @property
    def seconds_left(self) -> float | None:
        """None while nothing is known."""
        share = self.share
        return max(0.0, (self.seconds - self.leg[1]) * (1 - share) / share) if share > 0 else None

    @property
    def early(self) -> float:
        """Share of a first planned length that is done; 1 for what goes on after it."""
        return self.share if self.leg[0] == 0 else 1.0

    def begin_leg(self) -> None:
        """Plan for the whole length once more."""
        self.leg = self.step, self.seconds

    @property
    def place(self) -> int:
        """Step of the preset's schedule to take next."""
        s = self.settings
        if s.schedule_steps == 0:
            return self.step
        again = (s.decay_from + s.decay_to) // 2  # the rate is half of the first one's there
        if s.steps is None and s.minutes is None:
            return min(self.step, again)
        start = again if self.leg[0] > 0 else 0
        return start + round(self.share * (s.schedule_steps - start))

    @property
    def rate(self) -> float:
        """Factor on the learning rates of the next step."""
        s, rate = self.settings, self.slowdown
        if self.step < s.warmup:
            rate *= (self.step + 1) / s.warmup
        if s.decay_to > s.decay_from:
            rate *= min(1.0, max(0.0, (s.decay_to - self.place) / (s.decay_to - s.decay_from)))
        elif s.decay_share > 0:
            rate *= min(1.0, max(SMALLEST_RATE, (1 - self.share) / s.decay_share))
        return rate
