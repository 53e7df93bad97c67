"""A model for each of many photos, trained one after the other, and gone on with where that stopped."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.checkpoint import load_checkpoint
from core.control import Cancelled, Progress, ProgressCallback, RunControl
from core.device import Device
from core.errors import CheckpointError, ImageError
from core.image_io import load_photo, photo_fingerprint
from core.ingan.messages import Style, TrainEvent
from core.ingan.model import KIND
from core.ingan.presets import TrainSettings
from core.ingan.training.trainer import Trainer
from core.names import fitted

SUFFIX = ".safetensors"


def model_files(photos: Sequence[Path], out: Path) -> dict[Path, Path]:
    """photo -> its model file in the folder ``out``: "stem.safetensors".

    Photos that share a stem (also one that differs in capitals only) keep their suffix in the name, all of them, so
    that a model never changes hands when the folder is read in another order.

    Raises:
        ImageError: ``out`` is a file.
    """
    if out.exists() and not out.is_dir():
        raise ImageError("{0} is a file, but a folder is needed to write to.", out)
    stems = Counter(photo.stem.casefold() for photo in photos)
    return {photo: out / _name(photo.stem if stems[photo.stem.casefold()] == 1 else photo.name) for photo in photos}


def _name(stem: str) -> str:
    """The name of a model file; a stem that is too long is cut and told from others by its hash."""
    name = fitted(stem, SUFFIX)
    if name == stem + SUFFIX:
        return name
    return fitted(stem, f"-{hashlib.blake2b(os.fsencode(stem), digest_size=4).hexdigest()}{SUFFIX}")


def is_trained(path: Path, settings: TrainSettings, fingerprint: str) -> bool:
    """Whether the model at ``path`` is of this photo, has this architecture and was trained for the planned length.

    Args:
        settings: what is planned now. A model that was trained for a shorter length is not finished.
        fingerprint: of the photo at 8 bits (:func:`core.image_io.photo_fingerprint`).

    Raises:
        CheckpointError: it is damaged or no model.
    """
    _, meta = load_checkpoint(path, KIND)
    try:
        known, facts = TrainSettings.from_json(meta["settings"]), meta.get("training")
        if meta["fingerprint"] != fingerprint or known.architecture != settings.architecture or facts is None:
            return False
        step, second = facts["leg"]  # at which the present length began
        return settings.share_done(int(facts["step"]) - int(step), float(facts["seconds"]) - float(second)) >= 1
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise CheckpointError("{0} is damaged or is not a model of a photo.", path, details=repr(error)) from error


@dataclass(frozen=True, eq=False)
class TrainEach:
    """Trains a model of each photo. A :data:`core.batch.BatchOperation`.

    Attributes:
        settings: of every training, with its length.
        device: where to compute.
        resume: leave a finished model at the place to write to as it is, and go on with an unfinished one; else it is
            replaced.
        seed, style: see :class:`core.ingan.training.trainer.Trainer`.
        control: stops the training at work, which is saved.
        on_event: hears what the trainer reports.
    """

    settings: TrainSettings
    device: Device
    resume: bool = False
    seed: int = 0
    style: Style = "auto"
    control: RunControl = field(default_factory=RunControl)
    on_event: Callable[[TrainEvent], None] = lambda _event: None

    def __call__(self, path: Path, out: Path, cancelled: Callable[[], bool], on_progress: ProgressCallback) -> None:
        """Train on the photo ``path`` into the model file ``out``.

        Raises:
            Cancelled: stopped; what was learnt so far is saved.
            CheckpointError: what is at ``out`` is damaged, of another picture, or was trained with other settings.
            ImageError, TrainingError: the photo or the training failed.
        """
        image = load_photo(path).rgb8()
        resume = out if self.resume and out.exists() else None
        if resume is not None and is_trained(resume, self.settings, photo_fingerprint(image)):
            return
        trainer = Trainer(
            [image], self.settings, self.device, self.seed, resume=resume, model_path=out, style=self.style
        )
        if resume is not None and not trainer.resumed:
            raise CheckpointError("{0} was trained with other settings; use those, or another folder.", out.name)

        def report(event: TrainEvent) -> None:
            self.on_event(event)
            on_progress(Progress(event.step, max(event.total_steps, event.step), None, event.seconds_left))
            if cancelled():
                self.control.stop()

        trainer.run(self.control, report)
        if self.control.stopped:
            raise Cancelled
