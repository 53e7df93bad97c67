"""Pausing, stopping and following a long job from another thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.sentence import Sentence


class Cancelled(Exception):  # noqa: N818 - an outcome, not an error
    """Raised inside a job when its :class:`RunControl` was stopped; never an error to show."""


class RunControl:
    """Pause and stop switches shared by the thread that works and the threads that steer it.

    Built on :class:`threading.Event` because the worker's loop blocks its own event loop, so a queued Qt signal would
    only arrive after the job. All methods may be called from any thread.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._running = threading.Event()
        self._running.set()
        self._yield_until = 0.0
        self._yielded = 0.0

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        return not self._running.is_set()

    def pause(self) -> None:
        self._running.clear()

    def resume(self) -> None:
        self._running.set()

    def stop(self) -> None:
        """Ask the job to end; also wakes a paused job so that it can."""
        self._stop.set()
        self._running.set()

    def yield_cores(self, seconds: float) -> None:
        """Ask the job to leave the processor alone for ``seconds`` from now (a live render goes first)."""
        self._yield_until = time.monotonic() + seconds

    def checkpoint(self) -> None:
        """Called by the job between steps: waits while paused or yielding.

        Raises:
            Cancelled: the job was stopped.
        """
        while not self._stop.is_set():
            if not self._running.wait(0.1):
                continue
            rest = self._yield_until - time.monotonic()
            if rest <= 0:
                break
            self._stop.wait(min(rest, 0.05))
        if self._stop.is_set():
            raise Cancelled

    def raise_if_stopped(self) -> None:
        """Called by the job in the middle of a step: a pause waits for the step to end, so that it can be saved.

        Raises:
            Cancelled: the job was stopped.
        """
        if self._stop.is_set():
            raise Cancelled

    def wait_while_yielding(self) -> None:
        """Called by the job in the middle of a step: waits while yielding. A step is taken whole, so that it neither
        waits for a pause to end nor raises."""
        began = time.monotonic()
        while (rest := self._yield_until - time.monotonic()) > 0 and not self._stop.wait(min(rest, 0.05)):
            pass
        self._yielded += time.monotonic() - began

    @property
    def seconds_yielded(self) -> float:
        """Time spent in :meth:`wait_while_yielding` so far: it is no working time."""
        return self._yielded


@dataclass(frozen=True)
class Progress:
    """How far a job is, and what it is doing. ``done`` and ``total`` share a unit; ``seconds_left`` is None while
    unknown."""

    done: int
    total: int
    doing: Sentence | None = None
    seconds_left: float | None = None


ProgressCallback = Callable[[Progress], None]
