"""Training on one photo: the loop around the steps, with its limits, measurements, checkpoints and failures."""

from __future__ import annotations

import contextlib
import copy
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from core.checkpoint import load_checkpoint
from core.control import Cancelled, RunControl
from core.device import Device, is_out_of_memory, torch_threads
from core.errors import CheckpointError, TrainingError
from core.geometry import CanvasGeometry
from core.image_io import photo_fingerprint
from core.ingan import resume as resuming
from core.ingan.examples import SourceImage, working_copy
from core.ingan.heldout import HeldOut
from core.ingan.messages import Style, TrainEvent
from core.ingan.model import KIND, read_snapshot, save_model
from core.ingan.presets import TrainSettings
from core.ingan.publish import Published
from core.ingan.step import GanStep, Losses
from core.retarget.pattern import is_pattern
from core.retarget.subject import Subject, find_subject

EVENT_SECONDS = 0.1
SAVE_SECONDS = 60.0
KEEP_EVERY = 50  # steps between copies of the state that a diverged training returns to
CHECK_EVERY = 25  # steps between looks at a graphics card's losses; each look waits for it
LONGEST_HISTORY = 400  # measurements that are kept; of more every other old one goes
MEASURE_REST = 6  # a measurement is followed by at least so many times its own duration of training
SMOOTHING = 0.9
SMALLEST_RATE = 0.02

EventCallback = Callable[[TrainEvent], None]


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
        step: optimiser steps done.
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
        self.settings, self._device, self._model_path = settings, device, model_path
        self._fingerprint = photo_fingerprint(images[0])
        subject = subject or _subject_of(images[0], settings)
        if style in ("auto", "extend"):  # nothing is learned to extend by
            style = "pattern" if is_pattern(working_copy(images[0], settings.working_side), subject) else "things"
        examples = [
            SourceImage(working_copy(image, settings.working_side), device, style, None if number else subject)
            for number, image in enumerate(images)
        ]
        self.step = 0
        self.resumed = False
        self._seconds = 0.0
        self._leg = (0, 0.0)  # step and seconds at which the present planned length began
        self._best: tuple[int, float | None] = (0, None)  # step and distance of what renders
        self._slowdown = 1.0  # factor on the learning rates after a divergence
        self._smoothed: Losses = {}
        self._saved_at = 0.0
        self._measured_at = -math.inf
        self._measuring = 0.0  # duration of the last measurement, seconds
        self._told_at = -math.inf
        self._note = ""
        self._history: list[TrainEvent] = []
        self._work = GanStep(examples, settings, device, seed)
        self._held_out = HeldOut(examples[0], device)
        size, averaged = (examples[0].width, examples[0].height), self._work.averaged.module
        self._kept = copy.deepcopy(averaged) if settings.keep_best else averaged  # the weights that render
        self.published = Published(settings, size, self._kept)
        if resume is not None:
            self._go_on_from(Path(resume))
        self._good = (self.step, *resuming.collect(self._work))

    def look_at(self, geometry: CanvasGeometry | None) -> None:
        """Say which canvas (at the photo's own size) somebody looks at; it is trained on soon. From any thread."""
        width, height = self.published.working_size
        self._work.pool.focus_on(None if geometry is None else geometry.at_source_size(width, height))

    # -- the loop ---------------------------------------------------------------------------------------------------

    def run(self, control: RunControl, on_event: EventCallback) -> None:
        """Train to the planned end, or until ``control`` is stopped; both save and return.

        Raises:
            TrainingError: diverged twice, or no memory. What was published stays; a checkpoint of the last good state
                is saved.
            CheckpointError: the last save failed (earlier failures are reported in events, and training goes on).
        """
        for past in self._history:
            on_event(past)
        threads = max(1, self._device.threads - 1)  # one core stays free for the window and the next canvases
        try:
            with torch_threads(threads), contextlib.suppress(Cancelled):
                self._loop(control, on_event)
            saved = self._save()
        except Exception as error:
            if is_out_of_memory(error):
                raise self._out_of_memory(error) from error
            raise
        finally:
            self._work.pool.close()
        self._tell(on_event, None, saved=saved, at_once=True)

    def _loop(self, control: RunControl, on_event: EventCallback) -> None:
        if self.step == 0 or self._best[1] is None:
            self._measure(on_event, control)
        while True:
            if control.paused and not control.stopped:
                self._tell(on_event, None, saved=self._try_to_save(), at_once=True)
            control.checkpoint()
            share = self._share_done()
            if share >= 1:
                break
            began = time.monotonic() - control.seconds_given_way
            place, done = self._place(share), share if self._leg[0] == 0 else 1.0
            found = self._work.run(place, self._rate(place, share), control.leave_if_stopped, control.give_way, done)
            self.step += 1
            sound = self._is_sound(found)
            self._seconds += time.monotonic() - control.seconds_given_way - began
            if not sound:
                self._recover()
                continue
            self._smooth(found)
            if self.step % KEEP_EVERY == 0:
                self._good = (self.step, *resuming.collect(self._work))
            if self._seconds - self._measured_at >= max(self.settings.measure_seconds, MEASURE_REST * self._measuring):
                self._measure(on_event, control)
            if self._seconds - self._saved_at >= SAVE_SECONDS:
                self._tell(on_event, None, saved=self._try_to_save(), at_once=True)
            self._tell(on_event, None)
        if self._measured_at < self._seconds:
            self._measure(on_event, control)

    def _share_done(self) -> float:
        step, seconds = self._leg
        return self.settings.share_done(self.step - step, self._seconds - seconds)

    def _place(self, share: float) -> int:
        """Step of the preset's schedule to take at ``share`` of the planned length."""
        s = self.settings
        if s.schedule_steps == 0:
            return self.step
        again = (s.decay_from + s.decay_to) // 2  # the rate is half of the first one's there
        if s.steps is None and s.minutes is None:
            return min(self.step, again)
        start = again if self._leg[0] > 0 else 0
        return start + round(share * (s.schedule_steps - start))

    def _rate(self, place: int, share: float) -> float:
        """Factor on the learning rates at ``place`` in the schedule and ``share`` of the planned length."""
        s, rate = self.settings, self._slowdown
        if self.step < s.warmup:
            rate *= (self.step + 1) / s.warmup
        if s.decay_to > s.decay_from:
            rate *= min(1.0, max(0.0, (s.decay_to - place) / (s.decay_to - s.decay_from)))
        elif s.decay_share > 0:
            rate *= min(1.0, max(SMALLEST_RATE, (1 - share) / s.decay_share))
        return rate

    # -- measuring and telling --------------------------------------------------------------------------------------

    def _measure(self, on_event: EventCallback, control: RunControl) -> None:
        """Measure the averaged weights; publish them where they are the best so far (or in any case, if so set)."""
        began = time.monotonic() - control.seconds_given_way
        newest, keeping = self._work.averaged.module, self.settings.keep_best
        if keeping and self.step == 0:  # what is drawn without a generator is what it has to be better than
            distance = self._held_out.untrained(give_way=_giving_way(control))
        else:
            distance = self._held_out.measure(newest, give_way=_giving_way(control))
            self._work.rebalance(self._held_out.statistics)
        best = self._best[1]
        better = math.isfinite(distance) and (best is None or distance < best or not keeping)
        publish = better and (self.step > 0 or not keeping)
        if better:
            self._best = self.step, distance
            if keeping:
                self._kept.load_state_dict(newest.state_dict())
        if publish:
            self.published.update(self.step)
        took = time.monotonic() - control.seconds_given_way - began
        self._measuring = took if self.step > 0 else 0.0  # the first one prepares the photo as well
        self._seconds += took
        self._measured_at = self._seconds
        self._tell(on_event, distance, published=publish, at_once=True)

    def _smooth(self, found: Losses) -> None:
        for name, value in found.items():
            old = self._smoothed.get(name)
            self._smoothed[name] = value if old is None else old.lerp(value, 1 - SMOOTHING)

    def _tell(
        self,
        on_event: EventCallback,
        distance: float | None,
        *,
        published: bool = False,
        saved: bool = False,
        at_once: bool = False,
    ) -> None:
        now = time.monotonic()
        if not at_once and now - self._told_at < EVENT_SECONDS:
            return
        self._told_at = now
        share, done = self._share_done(), self.step - self._leg[0]
        left = (self._seconds - self._leg[1]) * (1 - share) / share if share > 0 else None
        total = self._leg[0] + round(done / share) if share > 0 else self._leg[0] + (self.settings.steps or 0)
        event = TrainEvent(
            step=self.step,
            total_steps=total,
            seconds=self._seconds,
            seconds_left=None if left is None else max(0.0, left),
            losses={name: float(value) for name, value in self._smoothed.items()},
            patch_distance=distance,
            best_step=self._best[0],
            best_patch_distance=self._best[1],
            published=published,
            saved=saved,
            note=self._note,
        )
        self._note = ""
        if distance is not None:
            self._history.append(replace(event, seconds_left=None, published=False, saved=False, note=""))
            if len(self._history) > LONGEST_HISTORY:
                self._history[: LONGEST_HISTORY // 2] = self._history[: LONGEST_HISTORY // 2 : 2]
        on_event(event)

    # -- failures ---------------------------------------------------------------------------------------------------

    def _is_sound(self, found: Losses) -> bool:
        """Whether the losses are finite; on a graphics card looked at only now and then."""
        if self._device.name != "cpu" and self.step % CHECK_EVERY:
            return True
        return bool(torch.isfinite(torch.stack(list(found.values()))).all())

    def _recover(self) -> None:
        """Go back to the last good state at half the rate; the second time, give up."""
        self.step = self._good[0]
        resuming.apply(self._work, *self._good[1:])
        self._smoothed = {}
        if self._slowdown < 1:
            self._try_to_save()
            raise TrainingError(
                "Training became unstable twice and was stopped; the best result so far is kept.",
                details=f"step {self.step}",
            )
        self._slowdown = 0.5
        self._note = "Training became unstable; it went back a little and goes on more carefully."

    def _out_of_memory(self, error: BaseException) -> TrainingError:
        return TrainingError(
            f"There is not enough memory to train on {self._device.label}; the best result so far is kept. "
            "Try the Quick preset or a smaller working size.",
            details=repr(error),
        )

    # -- saving -----------------------------------------------------------------------------------------------------

    def _save(self) -> bool:
        """Write the checkpoint; False when there is nowhere to."""
        if self._model_path is None:
            return False
        tensors, facts = resuming.collect(self._work)
        facts |= {
            "step": self.step,
            "seconds": self._seconds,
            "leg": list(self._leg),
            "best": list(self._best),
            "anchor": self._held_out.anchor,
            "slowdown": self._slowdown,
            "published": self.published.step,
            "history": resuming.to_facts(self._history),
        }
        save_model(self._model_path, self.published.newest(), self._fingerprint, training=(tensors, facts))
        self._saved_at = self._seconds
        return True

    def _try_to_save(self) -> bool:
        """Save if that is possible; a failure is told with the next event, and training goes on."""
        try:
            return self._save()
        except CheckpointError as error:
            self._note = str(error)
            self._saved_at = self._seconds
            return False

    def _go_on_from(self, path: Path) -> None:
        tensors, meta = load_checkpoint(path, KIND)
        snapshot = read_snapshot(path, tensors, meta, self._fingerprint)
        if snapshot.settings.architecture != self.settings.architecture:
            return
        if self.settings.generator == "small" and snapshot.working_size != self.published.working_size:
            return  # it drew the photo in the other style, or smaller
        self.resumed = True
        facts: dict[str, Any] | None = meta.get("training")
        if facts is None:  # a model without its training: its weights are where a new training starts
            for module in (self._work.g, self._work.averaged.module, self._kept):
                module.load_state_dict(snapshot.state)
            self.step, self._leg = snapshot.step, (snapshot.step, 0.0)
            self.published.restore(snapshot)
            return
        try:
            self.step, self._seconds = int(facts["step"]), float(facts["seconds"])
            self._leg = int(facts["leg"][0]), float(facts["leg"][1])
            best_step, distance = facts["best"]
            self._best = int(best_step), None if distance is None else float(distance)
            self._slowdown = min(1.0, max(0.25, float(facts["slowdown"])))
            published, anchor = facts["published"], facts.get("anchor")
            self._history = resuming.past_events(facts)
            self._held_out.anchor = None if anchor is None else (float(anchor[0]), float(anchor[1]), float(anchor[2]))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise CheckpointError(f"{path} is damaged and cannot go on; start it anew.", details=repr(error)) from error
        resuming.apply(self._work, tensors, facts)
        if published is not None:
            self.published.restore(replace(snapshot, step=int(published)))
            if self.settings.keep_best:
                self._kept.load_state_dict(snapshot.state)
        if self._share_done() >= 1:
            self._leg = self.step, self._seconds
        self._saved_at = self._measured_at = self._seconds


def _giving_way(control: RunControl) -> Callable[[], None]:
    """Between the parts of a measurement, which takes seconds: leave where training was stopped, or rest for a drag."""

    def give_way() -> None:
        control.leave_if_stopped()
        control.give_way()

    return give_way


def _subject_of(image: np.ndarray, settings: TrainSettings) -> Subject | None:
    """The paper's network needs none."""
    return find_subject(image) if settings.generator == "small" else None
