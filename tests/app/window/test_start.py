"""Starting: quickly, and with failures from every thread in plain words."""

import os
import subprocess
import sys
import threading
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import QThread
from PySide6.QtGui import QGuiApplication

from app.dialogs.error_dialog import ErrorDialog, ErrorHooks

ROOT = Path(__file__).resolve().parents[3]


def first_window(folder):
    """Two lines of an editor of its own: heavy modules when its window has just been shown; when it is ready, whether
    OpenCV is there, and what the environment tells Qt's platform and the linker."""
    code = """
import os, sys
from app import application
from app.window import main_window

class Window(main_window.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        print(sorted({"torch", "numba", "cv2", "tifffile", "imagecodecs"} & set(sys.modules)))

def ready(window):
    print("cv2" in sys.modules, [name for name in os.environ if name.startswith(("QT_QPA_", "LD_"))])
    window.close()

main_window.MainWindow = Window
application.run_editor(None, ready)
"""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "XDG_", "LD_"))}
    places = {f"XDG_{name}_HOME": str(folder) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    env = kept | places | {"QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return told.stdout.splitlines()


def test_the_window_is_shown_without_the_heavy_libraries(tmp_path):
    shown, _ = first_window(tmp_path)
    assert shown == "[]"


def test_programs_that_the_editor_starts_get_nothing_of_opencvs(tmp_path):
    _, ready = first_window(tmp_path)
    assert ready == "True ['QT_QPA_PLATFORM']"


def test_every_action_has_its_method(window):
    from app.actions import ACTIONS, MENUS

    for spec in ACTIONS:
        assert callable(attrgetter(spec.handler)(window)), spec.id
    in_menus = {name for _, names in MENUS for name in names if name and not name.startswith("*")}
    assert in_menus == {spec.id for spec in ACTIONS}


def test_failures_of_all_threads_reach_the_user(qtbot, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    hooks = ErrorHooks()
    hooks.install()

    class Failing(QThread):
        def run(self):
            raise ValueError("from a Qt thread")

    def fail():
        raise ValueError("from a Python thread")

    try:
        for start in (threading.Thread(target=fail), Failing()):
            start.start()
            qtbot.waitUntil(lambda: hooks.dialog is not None, timeout=10_000)
            dialog = hooks.dialog
            assert isinstance(dialog, ErrorDialog)
            dialog.show_button.click()
            assert dialog.details.isVisible()
            dialog.copy_button.click()
            assert "ValueError: from a" in QGuiApplication.clipboard().text()
            dialog.reject()
            qtbot.waitUntil(lambda: hooks.dialog is None, timeout=10_000)
            start.join() if isinstance(start, threading.Thread) else start.wait()
    finally:
        hooks.remove()


def test_no_display_is_one_sentence():
    code = "import sys; from app.cli import main; sys.exit(main([]))"
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if sys.platform.startswith("linux"):
        assert told.returncode == 1
        assert told.stderr.count("\n") == 1
        assert "main.py demo" in told.stderr
