"""Time that passes while training."""

from __future__ import annotations

import time


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it was made, or since the last :meth:`lap`."""
        return time.monotonic() - self._began

    def lap(self) -> float:
        """Begin anew; returns the :attr:`seconds` until now."""
        now = time.monotonic()
        passed, self._began = now - self._began, now
        return passed
