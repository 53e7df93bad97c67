"""Progress on a terminal as a bar, off it as plain lines; and Ctrl-C that lets work be saved."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from core.control import Cancelled, Progress, RunControl
from core.errors import RegrainError
from core.names import printable

if TYPE_CHECKING:
    from tqdm import tqdm

    from core.batch import BatchOperation

LINE_SECONDS = 5.0  # off a terminal, at most one line in so many seconds


def say(text: str, *, to_stderr: bool = False) -> None:
    """Print one line; names of files in it may hold anything (see :func:`core.names.printable`)."""
    print(printable(text), file=sys.stderr if to_stderr else sys.stdout, flush=True)


def never_fail_to_print() -> None:
    """Let streams that know few characters (``LANG=C``) escape the others, instead of raising UnicodeEncodeError."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class ProgressPrinter:
    """Callable that shows :class:`core.control.Progress`."""

    def __init__(self, title: str) -> None:
        self._title = printable(title)
        self._bar: tqdm[NoReturn] | None = None
        self._last = time.monotonic()  # a job of a few seconds needs no lines

    def __call__(self, progress: Progress) -> None:
        if sys.stderr.isatty():
            self._draw_bar(progress)
            return
        now = time.monotonic()
        if now - self._last < LINE_SECONDS:
            return
        self._last = now
        count = f"{progress.done}/{progress.total}" if progress.total else ""
        left = "" if progress.seconds_left is None else f"{progress.seconds_left:.0f} s left"
        say(f"{self._title}: {', '.join(part for part in (count, left, _doing(progress)) if part)}")

    def _draw_bar(self, progress: Progress) -> None:
        from tqdm import tqdm

        bar = self._bar
        if bar is None:
            bar = self._bar = tqdm(total=progress.total, desc=self._title, leave=False)
        bar.total = progress.total
        bar.n = progress.done
        bar.set_postfix_str(_doing(progress), refresh=False)
        bar.refresh()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


@contextlib.contextmanager
def stop_on_interrupt(control: RunControl) -> Iterator[None]:
    """While inside, Ctrl-C (and SIGTERM) ask the job to stop after its current step; a second one ends it at once."""

    def ask(_number: int, _frame: object) -> None:
        if control.stopped:
            raise KeyboardInterrupt
        control.stop()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def through_folder(
    photos: Path,
    out: Path,
    operation: BatchOperation,
    done: str,
    *,
    place: Callable[[Path], Path] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Treat all photos of a folder. Returns the exit code, 1 where any failed.

    At the end photos that failed are named, and files that are not named as pictures.

    Args:
        place: see :func:`core.batch.run_batch`.

    Raises:
        Cancelled: stopped.
        ImageError: there is no photo, or ``out`` will not do.
    """
    from core.batch import photos_in, run_batch, skipped_files

    found = photos_in(photos)
    result = run_batch(found, out, operation, keep_existing=False, place=place, cancelled=cancelled)
    failures = result.failures
    say(f"{len(result.outcomes) - len(failures)} of {len(found)} photos {done}.")
    if skipped := skipped_files(photos):
        say(_left_out([path.name for path in skipped]))
    for failure in failures:
        error = failure.error
        reason = str(error) if isinstance(error, RegrainError) else f"{type(error).__name__}: {error}"
        say(f"{failure.photo.name}: {reason}", to_stderr=True)
    if result.cancelled:
        raise Cancelled
    return 1 if failures else 0


def _doing(progress: Progress) -> str:
    """What the job is at, or at which file of a batch."""
    name: str = getattr(progress, "name", "")
    return name or str(progress.doing or "")


def _left_out(names: list[str], named: int = 5) -> str:
    more = f" and {len(names) - named} more" if len(names) > named else ""
    files = "1 file was left out, not being named as a picture"
    if len(names) > 1:
        files = f"{len(names)} files were left out, not being named as pictures"
    return f"{files}: {', '.join(names[:named])}{more}."
