"""How the editor feels while a photo is repaired: `make bench-edit`, or `python -m tests.benchmarks.editing`.

The real window, without a screen, driven by real mouse events: time from a pointer event to the painted canvas for the
brush, the edge pencil and the lasso on a 12 MP photo; quick and full fill of a photo of 512 px beside OpenCV's Telea
and PatchMatch (patchmatch-cython) on the same pixels right after it; time from the end of an edge stroke to the
picture; each with nothing else running and while a model is trained in the editor's own thread. At last a hole of 5 %
of the 12 MP photo: time, and the most memory that the process held. Wall-clock times depend on the machine and on what
else it does; ratios to Telea, timed in the same minute, do so less. Prints a table in Markdown, and writes it with
JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from app.window.main_window import MainWindow

LARGE, SMALL = (4000, 3000), 512  # px: 12 MP; the long side of a small photo
HOLE = 0.05  # share of the large photo
MOVES, STROKES = 60, 4
WAIT = 300.0  # s, a hang and not a slow machine
Row = dict[str, float | str]


class Hands:
    """A user at the window; places are in px of the photo."""

    def __init__(self, window: MainWindow) -> None:
        from PySide6.QtWidgets import QApplication

        self.window, self.document, self.filling = window, window.document, window.session.filling
        self._events = QApplication.processEvents

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window work until ``condition``, looked at after each of its events."""
        end = time.perf_counter() + WAIT
        while not condition():
            self._events()
            time.sleep(0.001)
            if time.perf_counter() > end:
                raise TimeoutError("The editor did not answer.")

    def rest(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() > end)

    def open(self, path: Path) -> None:
        self.window.open_path(path)
        self.until(lambda: self.document.photo is not None and self.document.photo.path == path)
        self.rest(2)

    def at(self, x: float, y: float) -> QPoint:
        from PySide6.QtCore import QPointF

        return self.window.canvas.viewportTransform().map(QPointF(x, y)).toPoint()

    def stroke(self, tool: str, points: Sequence[tuple[float, float]]) -> list[float]:
        """Draw along ``points``; seconds from each move of the pointer until the canvas is painted."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self.window.act[tool].trigger()
        self._events()
        viewport, button, plain = (
            self.window.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        places, seconds = [self.at(*point) for point in points], []
        QTest.mouseMove(viewport, places[0])
        QTest.mousePress(viewport, button, plain, places[0])
        self._events()
        for place in places[1:]:
            began = time.perf_counter()
            QTest.mouseMove(viewport, place)
            viewport.repaint()
            seconds.append(time.perf_counter() - began)
            self._events()
        QTest.mouseRelease(viewport, button, plain, places[-1])
        return seconds

    def fill_times(self, start: Callable[[], object]) -> tuple[float, float]:
        """Seconds from ``start`` until the quick fill is shown, and until the full one is."""
        self.filling.discard()
        seen: list[float] = []

        def note() -> None:
            proposal = self.filling.proposal
            if proposal is not None and (len(seen) == 0 or (len(seen) == 1 and self.filling.ready)):
                self.window.canvas.viewport().repaint()
                seen.append(time.perf_counter())

        self.filling.changed.connect(note)
        try:
            start()
            began = time.perf_counter()
            self.until(lambda: self.filling.ready)
        finally:
            self.filling.changed.disconnect(note)
        return seen[0] - began, seen[-1] - began

    def forget(self) -> None:
        """Take the fill that is shown, the mask and the edges away."""
        self.filling.discard()
        for plane in (self.document.mask, self.document.edges):
            while not plane.empty:
                self.document.undo_stack.undo()
                self._events()


def ellipse(centre: tuple[float, float], axes: tuple[float, float], count: int = MOVES) -> list[tuple[float, float]]:
    return [
        (centre[0] + axes[0] * np.cos(angle), centre[1] + axes[1] * np.sin(angle))
        for angle in np.linspace(0, 2 * np.pi, count)
    ]


def wave(width: int, height: int, level: float) -> list[tuple[float, float]]:
    """A line that a hand would draw across most of a picture."""
    return [
        (width * (0.15 + 0.7 * t), height * (level + 0.03 * np.sin(9 * t))) for t in np.linspace(0, 1, MOVES)
    ]


def strokes(hands: Hands, width: int, height: int) -> dict[str, Row]:
    """Latency of the tools on the photo that is open."""
    rows: dict[str, Row] = {}
    hands.window.edge_view.settings.change(redraw=False)
    hands.window.repair.settings.change(size=150, hardness=0.8, fill_on_release=False)
    for tool, name in (("tool_brush", "brush 150 px"), ("tool_lasso", "lasso"), ("tool_edge_pencil", "edge pencil")):
        seconds: list[float] = []
        for number in range(STROKES):
            seconds += hands.stroke(tool, wave(width, height, 0.2 + 0.15 * number))
            hands.rest(0.3)
        median, high = np.percentile(seconds, (50, 95))
        rows[f"{name}, 12 MP"] = {"median ms": 1e3 * median, "p95 ms": 1e3 * high, "most ms": 1e3 * max(seconds)}
        hands.forget()
    return rows


def peers(photo: np.ndarray, hole: np.ndarray) -> tuple[float, float]:
    """Seconds that Telea and PatchMatch take."""
    import cv2
    import patchmatch_cython

    began = time.perf_counter()
    cv2.inpaint(photo, hole.astype(np.uint8), 5, cv2.INPAINT_TELEA)
    between = time.perf_counter()
    patchmatch_cython.inpaint_pyramid(np.where(hole[..., None], 0, photo), hole, seed=0)
    return between - began, time.perf_counter() - between


def fills(hands: Hands, repeats: int = 3) -> dict[str, Row]:
    """Fill times on the photo that is open, of a hole painted with the brush and of a line drawn by hand."""
    photo = hands.document.photo
    width, height = photo.width, photo.height
    hands.window.edge_view.settings.change(redraw=True)
    hands.window.repair.settings.change(size=height / 8, hardness=1.0, fill_on_release=False)
    hands.stroke("tool_brush", ellipse((width * 0.55, height * 0.5), (width * 0.09, height * 0.09)))
    hands.rest(0.2)
    hole = hands.document.mask.pixels > 0
    times = []
    for _ in range(repeats + 1):
        times.append((*hands.fill_times(hands.filling.fill), *peers(photo.rgb8(), hole)))
    quick, full, telea, patchmatch = np.median(times[1:], 0)  # the first one loads and compiles
    name = f"hole of {100 * hole.mean():.0f} %, {width} x {height} px"
    rows: dict[str, Row] = {
        f"{name}: quick fill": {"s": quick, "/ Telea": quick / telea, "/ PatchMatch": quick / patchmatch},
        f"{name}: full fill": {"s": full, "/ Telea": full / telea, "/ PatchMatch": full / patchmatch},
        f"{name}: Telea": {"s": telea, "/ Telea": 1.0, "/ PatchMatch": telea / patchmatch},
        f"{name}: PatchMatch": {"s": patchmatch, "/ Telea": patchmatch / telea, "/ PatchMatch": 1.0},
    }
    hands.forget()
    drawn = []
    for number in range(repeats + 1):
        line = wave(width, height, 0.3 + 0.08 * number)
        drawn.append(hands.fill_times(lambda line=line: hands.stroke("tool_edge_pencil", line)))
        hands.forget()
    quick, full = np.median(drawn[1:], 0)
    rows["edge stroke to quick picture"] = {"s": quick, "/ Telea": quick / telea, "/ PatchMatch": quick / patchmatch}
    rows["edge stroke to full picture"] = {"s": full, "/ Telea": full / telea, "/ PatchMatch": full / patchmatch}
    return rows


@contextmanager
def peak_memory() -> Iterator[list[float]]:
    """Yields a list that holds, at the end, GiB of the process before and at most."""
    process, over = psutil.Process(), threading.Event()
    held = [process.memory_info().rss / 2**30] * 2

    def watch() -> None:
        while not over.wait(0.01):
            held[1] = max(held[1], process.memory_info().rss / 2**30)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield held
    finally:
        over.set()
        watcher.join()


def large_hole(hands: Hands) -> dict[str, Row]:
    """A hole of HOLE of the large photo, round, as the brush paints it."""
    width, height = hands.document.photo.width, hands.document.photo.height
    radius = np.sqrt(HOLE * width * height / np.pi)
    hands.window.repair.settings.change(size=500, hardness=1.0)
    for reach in np.arange(radius - 250, 0, -200):
        hands.stroke("tool_brush", ellipse((width * 0.5, height * 0.55), (reach, reach)))
    hands.stroke("tool_brush", ellipse((width * 0.5, height * 0.55), (60, 60), 4))
    hands.rest(0.5)
    share = (hands.document.mask.pixels > 0).mean()
    with peak_memory() as held:
        quick, full = hands.fill_times(hands.filling.fill)
    hands.forget()
    name = f"hole of {100 * share:.1f} %, 12 MP"
    memory = {"GiB before": held[0], "GiB at most": held[1]}
    return {f"{name}: quick fill": {"s": quick}, f"{name}: full fill": {"s": full, **memory}}


@contextmanager
def training(hands: Hands) -> Iterator[None]:
    """A model is trained on the open photo in the editor's own thread."""
    session, document = hands.window.session, hands.document
    told: list[object] = []
    document.trainingEvent.connect(told.append)
    session.training.start("quick", minutes=30)
    hands.until(lambda: bool(told))
    hands.rest(3)
    try:
        yield
    finally:
        session.training.stop()
        hands.until(lambda: not document.training_active)
        document.trainingEvent.disconnect(told.append)


def table(stands: dict[str, dict[str, Row]]) -> str:
    lines = []
    for stand, rows in stands.items():
        for name, row in rows.items():
            cells = ", ".join(f"{value:.3g} {key}" for key, value in row.items())
            lines.append(f"| {name} | {stand} | {cells} |")
    return "\n".join(["| what | beside it | figures |", "|---|---|---|", *lines])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", type=Path, help="a photo; the first bundled sample without it")
    parser.add_argument("--idle", action="store_true", help="do not train beside it")
    parser.add_argument("--out", type=Path, default=Path("out/editing"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):  # neither the user's settings nor models change
            os.environ[f"XDG_{kind}_HOME"] = folder
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        stands = measure(options.image, Path(folder), not options.idle)
    text = table(stands)
    print(text)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "table.md").write_text(text + "\n")
    (options.out / "figures.json").write_text(json.dumps(stands, indent=1, default=float))


def measure(image: Path | None, folder: Path, trained: bool) -> dict[str, dict[str, Row]]:
    import cv2
    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow
    from core.image_io import Photo, list_samples, load_photo, save_photo

    pixels = load_photo(image or list_samples()[0].path).rgb8()
    scale = SMALL / max(pixels.shape[:2])
    small_size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    large, small = folder / "large.png", folder / "small.png"
    save_photo(Photo(cv2.resize(pixels, LARGE, interpolation=cv2.INTER_CUBIC)), large)
    save_photo(Photo(cv2.resize(pixels, small_size, interpolation=cv2.INTER_AREA)), small)
    application = QApplication.instance() or QApplication(["regrain"])
    window = MainWindow(models_folder=folder / "models")
    window.resize(1280, 860)
    window.show()
    window.session.start()
    hands, stands = Hands(window), {"nothing": {}, "training": {}}
    for stand, rows in stands.items():
        if stand == "training" and not trained:
            continue
        for path, measured in ((small, (fills,)), (large, (lambda h: strokes(h, *LARGE), large_hole))):
            hands.open(path)
            for part in measured:
                if stand == "training":
                    with training(hands):
                        rows.update(part(hands))
                else:
                    rows.update(part(hands))
                print(f"{path.stem}, {stand}: done", flush=True)
    window.close_without_asking()
    application.processEvents()
    return {stand: rows for stand, rows in stands.items() if rows}


if __name__ == "__main__":
    main()
