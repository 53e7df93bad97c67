"""What a long job says: a line now and then off a terminal, a bar on one; and Ctrl-C as a polite request."""

import io
import os
import signal
import sys

import pytest

from app.cli import console
from app.cli.console import ProgressPrinter, stop_on_interrupt
from core.control import Progress, RunControl
from core.sentence import Sentence


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(console, "time", clock)
    return clock


def test_off_a_terminal_one_line_in_five_seconds(clock, capsys):
    printer = ProgressPrinter("job")
    for second in range(12):
        clock.now = 100.0 + second
        printer(Progress(second, 12, Sentence("fine"), 12.0 - second))
    printer.close()
    assert capsys.readouterr().out.splitlines() == ["job: 5/12, 7 s left, fine", "job: 10/12, 2 s left, fine"]


def test_an_unknown_length_is_not_counted(clock, capsys):
    printer = ProgressPrinter("job")
    clock.now += 6
    printer(Progress(0, 0, None, 9.0))
    assert capsys.readouterr().out == "job: 9 s left\n"


def test_on_a_terminal_a_bar(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stderr", screen)
    printer = ProgressPrinter("job")
    printer(Progress(3, 10, Sentence("fine")))
    printer.close()
    assert "job" in screen.getvalue()
    assert "3/10" in screen.getvalue()


def test_ctrl_c_asks_first_and_a_second_one_ends():
    control = RunControl()
    before = signal.getsignal(signal.SIGINT)
    with stop_on_interrupt(control):
        os.kill(os.getpid(), signal.SIGINT)
        assert control.stopped
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
