"""How soon the editor is there: `python -m tests.benchmarks.startup [--pairs 7]`.

Time from starting the process to the first painting of its window, as a multiple of
`python -c "import PySide6.QtWidgets"` run right after it: the floor under any program of this kind, and a measure of
how busy the machine is. Both are the second start of their kind or later, so that the files are in the system's cache.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 120  # s
FLOOR = "import PySide6.QtWidgets"
# The editor's own code runs unchanged; when its window has been painted for the first time the process ends. What was
# imported is told before that, when it is shown: then the worker starts to load what drawing needs.
EDITOR = """
import os, sys
sys.argv = ["main.py"]
from PySide6.QtCore import QEvent
from app.window import main_window

class Window(main_window.MainWindow):
    def event(self, event):
        handled = super().event(event)
        if event.type() == QEvent.Type.Show:
            print("shown", *sorted({"torch", "numba", "cv2"} & set(sys.modules)), flush=True)
        if event.type() == QEvent.Type.Paint:
            os._exit(0)
        return handled

main_window.MainWindow = Window
from app.cli import main
main([])
"""


def start(code: str, environment: dict[str, str]) -> tuple[float, str]:
    """Seconds from the start of a Python process to its end, and what it printed."""
    began = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
        timeout=TIMEOUT,
    )  # fmt: skip
    return time.perf_counter() - began, told.stdout.strip()


def surroundings(folder: Path) -> dict[str, str]:
    """The environment, with settings and data in ``folder``, and Qt without a screen where there is none."""
    places = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("win32", "darwin")
    return {**os.environ, **places} if screen else {"QT_QPA_PLATFORM": "offscreen", **os.environ, **places}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=7, help="how often both are started (default 7)")
    args = parser.parse_args()
    floors, windows, ratios = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        environment = surroundings(Path(folder))
        for code in (FLOOR, EDITOR):
            start(code, environment)
        for number in range(1, args.pairs + 1):
            window, told = start(EDITOR, environment)
            floor, _ = start(FLOOR, environment)
            if told != "shown":
                print(f"The window was not shown, or heavy modules were there before it: {told!r}.", file=sys.stderr)
                return 1
            floors.append(floor)
            windows.append(window)
            ratios.append(window / floor)
            print(f"pair {number}: window {window:.2f} s, import {floor:.2f} s, ratio {window / floor:.1f}", flush=True)
    print(
        f"Median of {args.pairs} pairs: first window {statistics.median(windows):.2f} s, "
        f"import of PySide6.QtWidgets {statistics.median(floors):.2f} s, ratio {statistics.median(ratios):.1f}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
