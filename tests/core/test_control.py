import threading
import time

import pytest

from core.control import Cancelled, RunControl


def in_thread(control):
    """A worker that counts its steps until stopped."""
    steps, ended = [], threading.Event()

    def work():
        try:
            while True:
                control.checkpoint()
                steps.append(time.monotonic())
                time.sleep(0.001)
        except Cancelled:
            ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    return steps, ended, thread


def test_pause_holds_resume_goes_on_stop_ends():
    control = RunControl()
    steps, ended, thread = in_thread(control)
    while len(steps) < 3:
        time.sleep(0.001)
    control.pause()
    assert control.paused
    time.sleep(0.02)
    held = len(steps)
    time.sleep(0.15)
    assert len(steps) <= held + 1
    control.resume()
    while len(steps) < held + 5:
        time.sleep(0.001)
    control.stop()
    thread.join(5)
    assert ended.is_set()


def test_stop_wakes_a_paused_job():
    control = RunControl()
    control.pause()
    _, ended, thread = in_thread(control)
    control.stop()
    thread.join(5)
    assert ended.is_set()
    assert control.stopped
    assert not control.paused


def test_yielding_rests_for_the_time_asked_and_stop_cuts_it_short():
    control = RunControl()
    control.yield_cores(0.2)
    began = time.monotonic()
    control.checkpoint()
    assert time.monotonic() - began >= 0.19
    control.yield_cores(3600)
    threading.Timer(0.05, control.stop).start()
    with pytest.raises(Cancelled):
        control.checkpoint()


def test_a_step_gives_way_but_is_neither_paused_nor_broken_off():
    control = RunControl()
    control.pause()
    control.wait_while_yielding()  # nobody asked for the processor
    assert control.seconds_yielded < 0.1
    control.yield_cores(0.2)
    began = time.monotonic()
    control.wait_while_yielding()
    assert time.monotonic() - began >= 0.19
    assert control.seconds_yielded >= 0.19
    control.yield_cores(3600)
    threading.Timer(0.05, control.stop).start()
    control.wait_while_yielding()
