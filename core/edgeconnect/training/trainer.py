"""Training of one stage: the loop around the steps.

What it needs has a module each: ``state`` (networks, optimisers, how far they came), ``step`` (with ``stages``),
``evaluation``, ``publish`` (which weights are written for use), ``checkpoints``, ``report`` (progress and log).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.control import Cancelled, ProgressCallback, RunControl
from core.edgeconnect.training.checkpoints import Checkpoints
from core.edgeconnect.training.evaluation import Evaluation
from core.edgeconnect.training.parallel import Ranks
from core.edgeconnect.training.publish import Publisher
from core.edgeconnect.training.report import Report
from core.edgeconnect.training.settings import Limits
from core.edgeconnect.training.stages import Batch
from core.edgeconnect.training.state import TrainState
from core.edgeconnect.training.step import TrainStep
from core.edgeconnect.training.stopwatch import Stopwatch


@dataclass(frozen=True)
class InpaintingTrainer:
    """One training of one stage; :func:`core.edgeconnect.training.train.train_inpainting` makes it.

    Attributes:
        evaluation: None in processes that do not lead.
        ranks: this process among several; only the one that leads writes files and tells progress.
    """

    state: TrainState
    train_step: TrainStep
    report: Report
    checkpoints: Checkpoints
    publisher: Publisher
    evaluation: Evaluation | None
    ranks: Ranks

    @property
    def step(self) -> int:
        """Optimiser steps done."""
        return self.state.step

    def run(
        self,
        samples: Iterator[Batch],
        limits: Limits,
        control: RunControl,
        on_progress: ProgressCallback | None = None,
    ) -> None:
        """Train until a limit. On a stop from ``control`` everything is saved first.

        Args:
            samples: batches from step :attr:`step` on.

        Raises:
            Cancelled: stopped.
            TrainingError: the losses became infinite or undefined (found within :data:`.report.LOG_STEPS` steps); the
                last checkpoint stays as it is.
            CheckpointError: the disk refuses.
        """
        self.state.stage.train()
        try:
            self._loop(samples, limits, control, on_progress)
        except (Cancelled, KeyboardInterrupt):
            if self.ranks.leads:
                self._save()
                self.publisher.publish()
            raise
        if self.ranks.leads:
            self._save()
            self._evaluate()
            self.publisher.publish()

    def _loop(
        self, samples: Iterator[Batch], limits: Limits, control: RunControl, on_progress: ProgressCallback | None
    ) -> None:
        state, report, clock = self.state, self.report, Stopwatch()
        while (progress := self.ranks.agree(limits.progress(state.step, state.seconds))) < 1:
            control.checkpoint()
            report.add(self.train_step.run(next(samples), progress))
            state.seconds += clock.lap()
            if report.due:
                report.log(progress, write=self.ranks.leads)
            if not self.ranks.leads:
                continue
            if on_progress is not None:
                on_progress(report.progress(limits, progress))
            if self.checkpoints.due:
                self._save()
                self.publisher.publish()
                clock.lap()
            if self.evaluation is not None and self.evaluation.due:
                self._evaluate()
                clock.lap()

    def _save(self) -> None:
        self.report.check()
        self.checkpoints.save()

    def _evaluate(self) -> None:
        """Measure the averaged weights, and let the figures choose what they can of what is published."""
        if self.evaluation is not None:
            self.publisher.choose_threshold(self.evaluation.run())
