"""What every test runs under: no display, one processor thread, folders of its own; and nothing left behind."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before torch, OpenCV and Qt are imported by any test module.
_HOME = Path(tempfile.mkdtemp(prefix="regrain-tests-"))
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = str(_HOME / _name.lower())
if not os.environ.get("QT_QPA_PLATFORM"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

_LIBRARY_THREADS = ("pytest_timeout", "tqdm", "hypothesis", "asyncio")


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a Python thread, a running Qt thread or a window behind."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in set(threading.enumerate()) - before
        if thread.is_alive() and not thread.name.startswith(("Dummy", *_LIBRARY_THREADS)) and not thread.daemon
    ]
    assert not left, f"threads left running: {left}"
    if {"qapp", "qtbot", "window"} & set(request.fixturenames):
        from PySide6.QtCore import QCoreApplication, QEvent
        from PySide6.QtWidgets import QApplication

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        for widget in shown:
            widget.hide()
        assert not shown, f"windows left open: {shown}"
