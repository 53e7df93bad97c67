"""A training kept in a file, to go on from, and in memory, to go back to after a divergence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.checkpoint import load_checkpoint
from core.errors import CheckpointError
from core.ingan.model import KIND, Snapshot, read_snapshot, save_model
from core.ingan.training import resume as resuming
from core.ingan.training.heldout import HeldOut
from core.ingan.training.progress import Progress
from core.ingan.training.report import Report
from core.ingan.training.selection import Selection
from core.ingan.training.state import TrainState

SAVE_SECONDS = 60.0


class Checkpoints:
    """Writes and reads everything that a training consists of.

    Args:
        path: where to save; None saves nothing.
        fingerprint: of the photo.
        resume: a checkpoint or model of the same photo to go on from.

    Attributes:
        resumed: whether ``resume`` was used; one of another architecture is not.

    Raises:
        CheckpointError: ``resume`` is missing, damaged or of another picture.
    """

    def __init__(
        self,
        path: Path | None,
        fingerprint: str,
        state: TrainState,
        progress: Progress,
        selection: Selection,
        held_out: HeldOut,
        report: Report,
        resume: Path | None = None,
    ) -> None:
        self._path, self._fingerprint = path, fingerprint
        self._state, self._progress, self._selection = state, progress, selection
        self._held_out, self._report = held_out, report
        self._saved_at = 0.0
        self.resumed = resume is not None and self._go_on_from(resume)
        self.keep()

    @property
    def due(self) -> bool:
        """Whether the last one is a minute of training old."""
        return self._progress.seconds - self._saved_at >= SAVE_SECONDS

    def save(self) -> bool:
        """Write the checkpoint; False when there is nowhere to.

        Raises:
            CheckpointError: see :func:`core.ingan.model.save_model`.
        """
        if self._path is None:
            return False
        progress, selection = self._progress, self._selection
        tensors, facts = resuming.collect(self._state)
        facts |= {
            "step": progress.step,
            "seconds": progress.seconds,
            "leg": list(progress.leg),
            "best": [selection.step, selection.distance],
            "anchor": self._held_out.anchor,
            "slowdown": progress.slowdown,
            "published": selection.published.step,
            "history": resuming.to_facts(self._report.history),
        }
        save_model(self._path, selection.published.newest(), self._fingerprint, training=(tensors, facts))
        self._saved_at = progress.seconds
        return True

    def try_to_save(self) -> bool:
        """Save if that is possible; a failure is told with the next event, and training goes on."""
        try:
            return self.save()
        except CheckpointError as error:
            self._report.note = error.sentence
            self._saved_at = self._progress.seconds
            return False

    def keep(self) -> None:
        """Remember the present state as a good one."""
        self._good = self._progress.step, *resuming.collect(self._state)

    def roll_back(self) -> None:
        """To the last state that was good."""
        step, tensors, facts = self._good
        self._progress.step = step
        resuming.apply(self._state, tensors, facts)

    def _go_on_from(self, path: Path) -> bool:
        """Take over a training, or begin with a model's weights; False for those of another architecture."""
        tensors, meta = load_checkpoint(path, KIND)
        snapshot = read_snapshot(path, tensors, meta, self._fingerprint)
        settings, published = self._progress.settings, self._selection.published
        if snapshot.settings.architecture != settings.architecture:
            return False
        if settings.generator == "small" and snapshot.working_size != published.working_size:
            return False  # it drew the photo in the other style, or smaller
        facts: dict[str, Any] | None = meta.get("training")
        if facts is None:
            self._begin_with(snapshot)
        else:
            last = self._restored(path, facts)
            resuming.apply(self._state, tensors, facts)
            if last is not None:
                self._selection.restore(snapshot, last)
            if self._progress.share >= 1:
                self._progress.begin_leg()
            self._saved_at = self._progress.seconds
        return True

    def _begin_with(self, snapshot: Snapshot) -> None:
        """A model without its training: its weights are where a new training starts."""
        for module in (self._state.g, self._state.averaged.module):
            module.load_state_dict(snapshot.state)
        self._progress.step = snapshot.step
        self._progress.begin_leg()
        self._selection.begin_with(snapshot)

    def _restored(self, path: Path, facts: dict[str, Any]) -> int | None:
        """Bring back all but networks, optimisers and random state; the step that was published, None for none."""
        progress, selection = self._progress, self._selection
        try:
            progress.step, progress.seconds = int(facts["step"]), float(facts["seconds"])
            progress.leg = int(facts["leg"][0]), float(facts["leg"][1])
            best_step, distance = facts["best"]
            selection.step, selection.distance = int(best_step), None if distance is None else float(distance)
            progress.slowdown = min(1.0, max(0.25, float(facts["slowdown"])))
            anchor, published = facts.get("anchor"), facts["published"]
            self._report.history = resuming.past_events(facts)
            self._held_out.anchor = None if anchor is None else (float(anchor[0]), float(anchor[1]), float(anchor[2]))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise CheckpointError(
                "{0} is damaged and cannot go on; start it anew.", path, details=repr(error)
            ) from error
        return None if published is None else int(published)
