"""A piece of work with an end (open, load, export) on a thread of its own, followed and cancelled from the window."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from core.control import Cancelled, Progress, ProgressCallback

Work = Callable[[Callable[[], bool], ProgressCallback], object]
"""Called as ``work(cancelled, on_progress)`` on the job's thread; raises Cancelled once ``cancelled()`` is true."""

PROGRESS_SECONDS = 0.05


class _Thread(QThread):
    progressed = Signal(object)
    ended = Signal(object, object)  # value, error

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._last = 0.0
        self.stop_asked = False

    def run(self) -> None:
        try:
            value = self._work(lambda: self.stop_asked, self._on_progress)
        except BaseException as error:  # every failure has to reach the window, also SystemExit from a library
            self.ended.emit(None, error)
        else:
            self.ended.emit(value, None)

    def _on_progress(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last >= PROGRESS_SECONDS or progress.done >= progress.total:
            self._last = now
            self.progressed.emit(progress)


class Job(QObject):
    """Runs ``work`` once. Its signals are emitted in the main thread, so that any slot may be connected to them.

    Signals:
        progressed(Progress): at most twenty a second.
        succeeded(object): what ``work`` returned.
        failed(BaseException): a RegrainError carries a sentence for the user.
        cancelled: the work ended because it was asked to.
        finished: after one of the three, the thread has ended.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, title: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.must_finish = False  # leaving the photo or the editor does not cancel it; only the user does
        self._silent = False
        self._thread = _Thread(work)
        self._thread.progressed.connect(self._on_progress)
        self._thread.ended.connect(self._on_ended)

    def start(self) -> None:
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.isRunning()

    def cancel(self) -> None:
        """Ask the work to end; returns at once."""
        self._thread.stop_asked = True

    def abandon(self) -> None:
        """Cancel and forget: nothing but ``finished`` is emitted from now on."""
        self._silent = True
        if not self.must_finish:
            self.cancel()

    def wait(self) -> None:
        """Block until the thread has ended."""
        self._thread.wait()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if not self._silent:
            self.progressed.emit(progress)

    @Slot(object, object)
    def _on_ended(self, value: object, error: BaseException | None) -> None:
        self._thread.wait()  # it has emitted its last signal; from here the job may be dropped
        if not self._silent:
            if error is None:
                self.succeeded.emit(value)
            elif isinstance(error, Cancelled):
                self.cancelled.emit()
            else:
                self.failed.emit(error)
        self.finished.emit()
