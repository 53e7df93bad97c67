"""How live the edge pencil is: `python -m tests.benchmarks.edges`.

Latency of one mouse move of the pencil and the edge eraser on a 12 MP photo (stroke and repaint of what changed), time
from letting go to the first look and to the full fill at 512 px, and the time of the photo's own edges after a slider
moved. Wall-clock times depend on the machine and its load: beside each stands the time as a multiple of a fixed
convolution timed in the same minute. The window is real and off the screen.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.window.main_window import MainWindow
from core.image_io import list_samples, load_photo
from tests.benchmarks.latency import FULL_SIZE, yardstick

MOVES = 60


class User:
    def __init__(self, photo: np.ndarray, folder: Path) -> None:
        self.app = QApplication.instance() or QApplication([])
        self.window = MainWindow(models_folder=folder / "models")
        self.window.resize(1280, 860)
        self.window.show()
        self.window.session.start()
        path = folder / f"{photo.shape[1]}.png"
        cv2.imwrite(str(path), photo[..., ::-1])
        self.window.open_path(path)
        self.until(lambda: self.window.document.photo is not None)
        self.window.act["tool_edge_pencil"].trigger()
        self.until(lambda: (near := self.window.edge_view.near_edges()) is not None and near.any())

    def until(self, condition) -> None:
        while not condition():
            self.app.processEvents()

    def at(self, x: float, y: float) -> QPoint:
        """Place on the canvas of a share of the photo's width and height."""
        photo = self.window.document.photo
        return self.window.canvas.viewportTransform().map(QPointF(x * photo.width, y * photo.height)).toPoint()

    def stroke(self, start: tuple[float, float], end: tuple[float, float]) -> list[float]:
        """Seconds of each move."""
        viewport, a, b = self.window.canvas.viewport(), self.at(*start), self.at(*end)
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, a)
        times = []
        for step in range(1, MOVES + 1):
            began = time.perf_counter()
            QTest.mouseMove(viewport, a + (b - a) * (step / MOVES))
            self.app.processEvents()
            times.append(time.perf_counter() - began)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, b)
        return times

    def close(self) -> None:
        self.window.close_without_asking()
        self.app.processEvents()


def main() -> None:
    unit = yardstick()

    def say(what: str, seconds: float) -> None:
        print(f"{what:52s} {1000 * seconds:8.1f} ms   {seconds / unit:8.1f} x")

    photo = load_photo(list_samples()[0].path).rgb8()
    with tempfile.TemporaryDirectory() as name:
        user = User(cv2.resize(photo, FULL_SIZE, interpolation=cv2.INTER_CUBIC), Path(name))
        settings = user.window.edge_view.settings
        settings.change(redraw=False, size=80.0)
        for tool in ("tool_edge_pencil", "tool_edge_eraser"):
            user.window.act[tool].trigger()
            times = user.stroke((0.2, 0.4), (0.8, 0.5))
            say(f"{tool}, 12 MP, a move, median", float(np.median(times)))
            say(f"{tool}, 12 MP, a move, 95th percentile", float(np.percentile(times, 95)))
        item = user.window.edge_view.item
        before = item.codes
        began = time.perf_counter()
        settings.change(sigma=4.0)
        user.until(lambda: item.codes is not before)
        say("sigma to new edges, 12 MP", time.perf_counter() - began)
        user.close()

        side = 512
        user = User(cv2.resize(photo, (side, side * 3 // 4), interpolation=cv2.INTER_AREA), Path(name))
        user.window.edge_view.settings.change(redraw=True)
        filling = user.window.session.filling
        user.window.act["tool_rectangle"].trigger()
        user.stroke((0.35, 0.3), (0.65, 0.7))
        filling.fill()  # loads the networks and lets stage 1 see the hole
        user.until(lambda: filling.ready)
        user.window.act["tool_edge_pencil"].trigger()
        for number in range(3):
            user.stroke((0.33, 0.4 + 0.08 * number), (0.67, 0.45 + 0.08 * number))
            began, job = time.perf_counter(), filling.proposal.job
            user.until(lambda job=job: filling.proposal is not None and filling.proposal.job is not job)
            say("stroke in a hole to a first look, 512 px", time.perf_counter() - began)
            user.until(lambda: filling.ready)
            say("stroke in a hole to the full fill, 512 px", time.perf_counter() - began)
        user.close()


if __name__ == "__main__":
    main()
