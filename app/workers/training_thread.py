"""Training beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal

from core.control import Cancelled, RunControl

if TYPE_CHECKING:
    from core.geometry import CanvasGeometry
    from core.ingan.model import Snapshot
    from core.ingan.trainer import Trainer


class TrainingThread(QThread):
    """Runs one Trainer to its end. Steered through ``control``, never through slots: the loop blocks its event loop.

    Args:
        build: makes the trainer; called on the worker, since importing torch and the first copy to the device take
            a second that the window must not wait for.

    Signals (emitted from the worker; connect methods of QObjects only):
        event(TrainEvent), failed(BaseException), completed(bool): True at the planned end, False when stopped.
    """

    event = Signal(object)
    failed = Signal(object)
    completed = Signal(bool)

    def __init__(self, build: Callable[[], Trainer]) -> None:
        super().__init__()
        self.control = RunControl()
        self._build = build
        self._trainer: Trainer | None = None
        self._looked_at: CanvasGeometry | None = None

    def look_at(self, geometry: CanvasGeometry | None) -> None:
        """Say which canvas is on the screen: training searches it soon. May be called from any thread."""
        self._looked_at = geometry
        if self._trainer is not None:
            self._trainer.look_at(geometry)

    def newest(self, since_step: int) -> Snapshot | None:
        """Weights newer than ``since_step``; may be called from any thread."""
        trainer = self._trainer
        return None if trainer is None else trainer.published.take(since_step)

    def run(self) -> None:
        try:
            self._trainer = self._build()
            self._trainer.look_at(self._looked_at)
            self._trainer.run(self.control, self.event.emit)
        except Cancelled:
            self.completed.emit(False)
        except BaseException as error:  # also SystemExit and KeyboardInterrupt: a thread must not die in silence
            self.failed.emit(error)
        else:
            self.completed.emit(not self.control.stopped)
