"""A user's hands: real mouse and key events on the real window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas.handles import Handle, handle_points
from app.window.main_window import MainWindow
from core.geometry import CanvasGeometry

LONG = 30_000  # ms, a hang and not a slow machine


class Driver:
    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.document, self.canvas, self.session = window.document, window.canvas, window.session

    def wait(self, condition) -> None:
        self.qtbot.waitUntil(condition, timeout=LONG)

    def open(self, path: Path) -> None:
        self.window.open_path(path)
        self.wait(lambda: self.document.photo is not None and self.document.photo.path == path)
        self.settle()

    def settle(self) -> None:
        """Wait until the canvas shows a sharp frame of the present geometry."""

        def sharp() -> bool:
            placement, result = self.document.result_placement, self.document.result
            return placement is not None and placement == self.document.placement and (
                max(result.image.shape[:2]) >= min(512, max(placement.geometry.width, placement.geometry.height))
            )

        self.wait(sharp)

    @property
    def geometry(self) -> CanvasGeometry:
        return self.document.geometry

    @property
    def size(self) -> tuple[int, int]:
        return self.geometry.width, self.geometry.height

    @property
    def frame(self) -> np.ndarray:
        return self.document.result.image

    def at(self, handle: Handle, mode: str = "resize") -> QPoint:
        """Where a handle is on the canvas widget."""
        point = handle_points(self.document.placement, mode)[handle]
        return self.canvas.viewportTransform().map(QPointF(*point)).toPoint()

    def press(self, at: QPoint, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseMove(self.canvas.viewport(), at)
        QTest.mousePress(self.canvas.viewport(), Qt.MouseButton.LeftButton, modifiers, at)

    def move(self, at: QPoint) -> None:
        QTest.mouseMove(self.canvas.viewport(), at)

    def release(self, at: QPoint, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseRelease(self.canvas.viewport(), Qt.MouseButton.LeftButton, modifiers, at)

    def drag(
        self, handle: Handle, dx: int, dy: int, modifiers=Qt.KeyboardModifier.NoModifier, mode: str = "resize",
        steps: int = 5,
    ) -> None:  # fmt: skip
        """Drag a handle by screen px, in ``steps`` moves."""
        start = self.at(handle, mode)
        self.press(start, modifiers)
        for step in range(1, steps + 1):
            self.move(start + QPoint(dx * step // steps, dy * step // steps))
        self.release(start + QPoint(dx, dy), modifiers)

    def key(self, *keys: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self.canvas, key, modifiers)

    def trigger(self, name: str) -> None:
        self.window.act[name].trigger()

    def screen(self) -> np.ndarray:
        """What the canvas shows, uint8 (h, w, 3)."""
        from app.platform.qt_image import from_qimage

        return from_qimage(self.canvas.viewport().grab().toImage())[..., :3]

    def accessible_widgets(self, kinds: Iterable[type]) -> list:
        return [widget for kind in kinds for widget in self.window.findChildren(kind)]
