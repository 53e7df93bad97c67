"""The one thread that looks for the photo's own edges, so that sliders answer at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QThread, Signal

from app.services.mailbox import Mailbox


@dataclass(frozen=True)
class EdgeJob:
    """Where to look.

    Attributes:
        pixels: uint8 or uint16 (h, w, 3), the whole photo; never written to.
        hole: bool (h', w') at working scale.
        scale: working scale.
        sigma: of Canny's Gaussian, px at working scale.
        number: tells answers apart.
    """

    pixels: np.ndarray
    hole: np.ndarray
    scale: float
    sigma: float
    number: int


class EdgeThread(QThread):
    """Jobs come through a one-slot mailbox; the latest wins.

    Signals (emitted from the worker; connect methods of QObjects only):
        found(int number, bool array): edges at working scale.
        failed(BaseException).
    """

    found = Signal(int, object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mailbox: Mailbox[EdgeJob] = Mailbox()
        self._grey: tuple[np.ndarray, np.ndarray] | None = None  # of which photo, its luma at working scale

    def request(self, job: EdgeJob) -> None:
        self._mailbox.put(job)

    def close(self) -> None:
        self._mailbox.close()
        self.wait()

    def run(self) -> None:
        while (job := self._mailbox.take()) is not None:
            if isinstance(job, EdgeJob):
                try:
                    self.found.emit(job.number, self._find(job))
                except BaseException as error:  # every failure has to reach the window
                    self.failed.emit(error)

    def _find(self, job: EdgeJob) -> np.ndarray:
        from core.edge_editing.guidance import working_grey
        from core.edges import canny

        if self._grey is None or self._grey[0] is not job.pixels:
            self._grey = job.pixels, working_grey(job.pixels, job.scale)
        return canny(self._grey[1], job.sigma, job.hole)
