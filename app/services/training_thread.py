"""Training beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QThread, Signal

from core.control import Cancelled, RunControl
from core.errors import ImageError, TrainingError
from core.image_io import Photo, Sample, load_photo
from core.ingan.messages import Style

if TYPE_CHECKING:
    from core.geometry import CanvasGeometry
    from core.ingan.model import Snapshot
    from core.ingan.training.trainer import Trainer
    from core.retarget.subject import Subject


@dataclass(frozen=True, eq=False)
class TrainingPlan:
    """What to train on, for how long, and where the model goes.

    Attributes:
        path: the model file; training goes on from it where it exists, else from the bundled model of ``sample``.
        preset, device, minutes, steps: see :meth:`app.services.training.Training.start`.
        further: files of more photos of the same texture.
        style, subject: as the photo is drawn.
    """

    photo: Photo
    path: Path
    preset: str
    device: str
    minutes: float | None
    steps: int | None
    sample: Sample | None
    further: Sequence[Path]
    style: Style
    subject: Subject | None

    def build(self) -> Trainer:
        """Load what is needed and make the trainer; for the worker's thread.

        Raises:
            RegrainError: see :class:`core.ingan.training.trainer.Trainer`; or a further photo cannot be read.
        """
        from core.device import choose_device
        from core.ingan.model import bundled_model
        from core.ingan.presets import TrainSettings
        from core.ingan.training.trainer import Trainer

        length = {"minutes": self.minutes, "steps": self.steps}
        given = {name: value for name, value in length.items() if value is not None}
        settings = TrainSettings.preset(self.preset, **given)
        bundled = bundled_model(self.sample.name) if self.sample is not None else None
        return Trainer(
            [self.photo.rgb8(), *map(_further, self.further)],
            settings,
            choose_device(self.device),
            resume=self.path if self.path.is_file() else bundled,  # one of another architecture is left alone
            model_path=self.path,
            style=self.style,
            subject=self.subject,
        )


def _further(path: Path) -> np.ndarray:
    try:
        return load_photo(path).rgb8()
    except ImageError as error:
        raise TrainingError(
            "This training also learns from {0}, which cannot be opened. Choose its photos anew, or delete this "
            "photo’s model to start without them.", path.name, details=str(error),
        ) from error  # fmt: skip


class TrainingThread(QThread):
    """Runs one Trainer to its end. Steered through ``control``, never through slots: the loop blocks its event loop.

    Args:
        build: makes the trainer; called on the worker, since importing torch and the first copy to the device take
            a second that the window must not wait for.
        after: threads that were asked to stop; what they save is there before this one begins, and is not written
            over what it saves.

    Signals (emitted from the worker; connect methods of QObjects only):
        measured(TrainEvent), failed(BaseException), completed(bool): True at the planned end, False when stopped.
    """

    measured = Signal(object)
    failed = Signal(object)
    completed = Signal(bool)

    def __init__(self, build: Callable[[], Trainer], after: Sequence[QThread] = ()) -> None:
        super().__init__()
        self.control = RunControl()
        self._build, self._after = build, after
        self._trainer: Trainer | None = None
        self._focused_on: CanvasGeometry | None = None

    def focus_on(self, geometry: CanvasGeometry | None) -> None:
        """Say which canvas is on the screen: training searches it soon. May be called from any thread."""
        self._focused_on = geometry
        if self._trainer is not None:
            self._trainer.focus_on(geometry)

    def newest(self, since_step: int) -> Snapshot | None:
        """Weights newer than ``since_step``; may be called from any thread."""
        trainer = self._trainer
        return None if trainer is None else trainer.published.take(since_step)

    def run(self) -> None:
        try:
            for thread in self._after:
                thread.wait()
            self._after = ()
            self.control.raise_if_stopped()
            self._trainer = self._build()
            self._trainer.focus_on(self._focused_on)
            self._trainer.run(self.control, self.measured.emit)
        except Cancelled:
            self.completed.emit(False)
        except BaseException as error:  # also SystemExit and KeyboardInterrupt: a thread must not die in silence
            self.failed.emit(error)
        else:
            self.completed.emit(not self.control.stopped)
