"""Training on one photo: the loop around the steps.

What it needs has a module each: ``state`` (networks, optimisers, random state), ``step``, ``progress`` (length and
rates), ``heldout`` (evaluation), ``selection`` (which weights render), ``checkpoints``, ``report`` (events).
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from core.control import Cancelled, RunControl
from core.device import Device, torch_threads
from core.errors import TrainingError
from core.geometry import CanvasGeometry
from core.image_io import photo_fingerprint
from core.ingan.messages import Style
from core.ingan.presets import TrainSettings
from core.ingan.training.checkpoints import Checkpoints
from core.ingan.training.examples import SourceImage, working_copy
from core.ingan.training.heldout import HeldOut
from core.ingan.training.paper_step import PaperStep
from core.ingan.training.progress import Progress
from core.ingan.training.report import EventCallback, Report
from core.ingan.training.selection import Selection
from core.ingan.training.small_step import SmallStep
from core.ingan.training.state import TrainState
from core.ingan.training.step import Losses, TrainStep
from core.retarget.pattern import is_pattern
from core.retarget.subject import Subject, find_subject
from core.sentence import Sentence
from core.training.memory import out_of_memory_explained

KEEP_EVERY = 50  # steps between copies of the state that a diverged training returns to
CHECK_EVERY = 25  # steps between looks at a graphics card's losses; each look waits for it
EVALUATION_REST = 6  # an evaluation is followed by at least so many times its own duration of training
LESS_MEMORY = Sentence("Try the Quick preset or a smaller working size.")


class Trainer:
    """One training of one photo.

    A checkpoint holds everything; training that goes on from it takes the very steps that it would have taken (where
    measurements, which weigh the losses anew, fall on the same ones). An
    interrupted training goes on to its planned end, a finished one is trained for its length once more (of a schedule,
    that repeats the second half of the decay: see :attr:`TrainSettings.schedule_steps`).

    Args:
        images: uint8 (h, w, 3) RGB; the first is the photo, further ones are more examples of the same texture.
        settings: usually :meth:`TrainSettings.preset`.
        device: where to compute.
        seed: of weights and everything random.
        resume: a checkpoint or model of the same photo. One of another architecture is not used (see ``resumed``).
        model_path: where to save: on pause, on stop, at the end and each minute; None saves nothing.
        style, subject: of the photo, as a renderer has them; a subject that is not given is looked for.

    Attributes:
        state, progress: what steps change, and how many were done.
        published: the weights that render.
        resumed: whether ``resume`` was used.

    Raises:
        TrainingError: a picture is too small.
        CheckpointError: ``resume`` is missing, damaged or of another picture.
    """

    def __init__(
        self,
        images: Sequence[np.ndarray],
        settings: TrainSettings,
        device: Device,
        seed: int = 0,
        resume: Path | None = None,
        model_path: Path | None = None,
        style: Style = "auto",
        subject: Subject | None = None,
    ) -> None:
        if not images:
            raise TrainingError("Training needs at least one picture.")
        self.settings, self._device = settings, device
        subject = subject or _subject_of(images[0], settings)
        if style in ("auto", "extend"):  # nothing is learned to extend by
            style = "pattern" if is_pattern(working_copy(images[0], settings.working_side), subject) else "things"
        examples = [
            SourceImage(working_copy(image, settings.working_side), device, style, None if number else subject)
            for number, image in enumerate(images)
        ]
        self.state = TrainState(examples, settings, device, seed)
        self.progress = Progress(settings)
        steps: type[TrainStep] = SmallStep if settings.generator == "small" else PaperStep
        self._train_step = steps(self.state, examples, settings, device)
        self._held_out = HeldOut(examples[0], device)
        self._selection = Selection(settings, (examples[0].width, examples[0].height), self.state.averaged.module)
        self.published = self._selection.published
        self._report = Report(self.progress, self._selection)
        self._checkpoints = Checkpoints(
            model_path, photo_fingerprint(images[0]), self.state, self.progress, self._selection, self._held_out,
            self._report, None if resume is None else Path(resume),
        )  # fmt: skip
        self.resumed = self._checkpoints.resumed
        self._evaluated_at = self.progress.seconds
        self._evaluation_took = 0.0  # seconds

    @property
    def step(self) -> int:
        """Optimiser steps done."""
        return self.progress.step

    def focus_on(self, geometry: CanvasGeometry | None) -> None:
        """Say which canvas (at the photo's own size) somebody looks at; it is trained on soon. From any thread."""
        width, height = self.published.working_size
        self.state.pool.focus_on(None if geometry is None else geometry.at_source_size(width, height))

    # -- the loop ---------------------------------------------------------------------------------------------------

    def run(self, control: RunControl, on_event: EventCallback) -> None:
        """Train to the planned end, or until ``control`` is stopped; both save and return.

        Raises:
            TrainingError: diverged twice, or no memory. What was published stays; a checkpoint of the last good state
                is saved.
            CheckpointError: the last save failed (earlier failures are reported in events, and training goes on).
        """
        self._report.begin(on_event)
        threads = max(1, self._device.threads - 1)  # one core stays free for the window and the next canvases
        try:
            with out_of_memory_explained(self._device, LESS_MEMORY):
                with torch_threads(threads), contextlib.suppress(Cancelled):
                    self._loop(control)
                saved = self._checkpoints.save()
        finally:
            self.state.pool.close()
        self._report.tell(saved=saved, at_once=True)

    def _loop(self, control: RunControl) -> None:
        progress, report, checkpoints = self.progress, self._report, self._checkpoints
        if progress.step == 0 or self._selection.distance is None:
            self._evaluate(control)
        while True:
            if control.paused and not control.stopped:
                report.tell(saved=checkpoints.try_to_save(), at_once=True)
            control.checkpoint()
            if progress.share >= 1:
                break
            if not self._take_step(control):
                self._recover()
                continue
            if progress.step % KEEP_EVERY == 0:
                checkpoints.keep()
            if self._evaluation_due:
                self._evaluate(control)
            if checkpoints.due:
                report.tell(saved=checkpoints.try_to_save(), at_once=True)
            report.tell()
        if self._evaluated_at < progress.seconds:
            self._evaluate(control)

    # -- one step ---------------------------------------------------------------------------------------------------

    def _take_step(self, control: RunControl) -> bool:
        """Train one step; False where it diverged."""
        progress = self.progress
        began = time.monotonic() - control.seconds_yielded
        losses = self._train_step.run(
            progress.place, progress.rate, control.raise_if_stopped, control.wait_while_yielding, progress.early
        )
        progress.step += 1
        sound = self._is_sound(losses)
        progress.seconds += time.monotonic() - control.seconds_yielded - began
        if sound:
            self._report.add(losses)
        return sound

    def _is_sound(self, losses: Losses) -> bool:
        """Whether the losses are finite; on a graphics card looked at only now and then."""
        if self._device.name != "cpu" and self.step % CHECK_EVERY:
            return True
        return bool(torch.isfinite(torch.stack(list(losses.values()))).all())

    # -- evaluation -------------------------------------------------------------------------------------------------

    @property
    def _evaluation_due(self) -> bool:
        pause = max(self.settings.measure_seconds, EVALUATION_REST * self._evaluation_took)
        return self.progress.seconds - self._evaluated_at >= pause

    def _evaluate(self, control: RunControl) -> None:
        """Measure the averaged weights on what training does not see, and offer them to render."""
        progress, began = self.progress, time.monotonic() - control.seconds_yielded
        if self.settings.keep_best and progress.step == 0:  # what they have to be better than is drawn without any
            distance = self._held_out.untrained(yield_cores=_yielding(control))
        else:
            distance = self._held_out.measure(self.state.averaged.module, yield_cores=_yielding(control))
            self.state.rebalance(self._held_out.statistics)
        published = self._selection.offer(progress.step, distance)
        took = time.monotonic() - control.seconds_yielded - began
        self._evaluation_took = took if progress.step > 0 else 0.0  # the first one prepares the photo as well
        progress.seconds += took
        self._evaluated_at = progress.seconds
        self._report.tell(distance, published=published, at_once=True)

    # -- failures ---------------------------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Go back to the last good state at half the rate; the second time, give up."""
        self._checkpoints.roll_back()
        self._report.forget_losses()
        if self.progress.slowdown < 1:
            self._checkpoints.try_to_save()
            raise TrainingError(
                "Training became unstable twice and was stopped; the best result so far is kept.",
                details=f"step {self.step}",
            )
        self.progress.slowdown = 0.5
        self._report.note = Sentence("Training became unstable; it went back a little and goes on more carefully.")


def _yielding(control: RunControl) -> Callable[[], None]:
    """Between the parts of a measurement, which takes seconds: leave where training was stopped, or rest for a drag."""

    def yield_cores() -> None:
        control.raise_if_stopped()
        control.wait_while_yielding()

    return yield_cores


def _subject_of(image: np.ndarray, settings: TrainSettings) -> Subject | None:
    """The paper's network needs none."""
    return find_subject(image) if settings.generator == "small" else None
