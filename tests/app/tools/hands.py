"""What a user does with the mask tools, in photo px; and an inpainter that answers at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from core.control import Cancelled
from core.edgeconnect.request import EdgeMaps, InpaintRequest, InpaintResult
from tests.app.driver import Driver

NONE = Qt.KeyboardModifier.NoModifier


class FlatInpainter:
    """Fills with one colour for each variation. With ``gate`` it waits for it (or for being cancelled) before."""

    def __init__(self, gate: threading.Event | None = None, error: Exception | None = None) -> None:
        self.gate, self.error = gate, error
        self.requests: list[InpaintRequest] = []
        self.cancelled = threading.Event()

    def fill(
        self, request: InpaintRequest, cancelled: Callable[[], bool] = lambda: False, on_progress: object = None
    ) -> InpaintResult:
        self.requests.append(request)
        if self.error is not None:
            raise self.error
        while self.gate is not None and not self.gate.is_set():
            if cancelled():
                self.cancelled.set()
                raise Cancelled
            time.sleep(0.005)
        weight, kind = request.mask / (255 if request.blend.soft else 1), request.image.dtype
        full = int(np.iinfo(kind).max)

        def blended(before: np.ndarray, fill: object, weight: np.ndarray) -> np.ndarray:
            return np.round(weight * fill + (1 - weight) * before).astype(kind)

        image = blended(request.image, (full, 0, full // (1 + request.variation)), weight[..., None])
        alpha = None if request.alpha is None else blended(request.alpha, full, weight)
        blank, hole = np.zeros(weight.shape, bool), weight > 0
        return InpaintResult(image, alpha, hole, EdgeMaps(blank, blank, blank, lambda: blank), 0.0, (), "flat")

    def edges(self, request: InpaintRequest, cancelled: Callable[[], bool] = lambda: False) -> EdgeMaps:
        blank = np.zeros(request.mask.shape, bool)
        return EdgeMaps(blank, blank, blank, lambda: blank)


class Hands:
    """A user with the mask tools."""

    def __init__(self, driver: Driver) -> None:
        self.driver, self.window, self.document = driver, driver.window, driver.document
        self.mask, self.filling = driver.document.mask, driver.session.filling

    def use(self, inpainter: object) -> None:
        self.filling.make_inpainter = lambda: inpainter

    def at(self, x: float, y: float) -> QPoint:
        return self.driver.canvas.viewportTransform().map(QPointF(x, y)).toPoint()

    def stroke(self, points: Sequence[tuple[float, float]], modifiers: Qt.KeyboardModifier = NONE) -> None:
        places = [self.at(*p) for p in points]
        self.driver.press(places[0], modifiers)
        for place in places[1:]:
            self.driver.move(place)
        self.driver.release(places[-1], modifiers)

    def size(self, pixels: float, hardness: float = 1.0) -> None:
        self.window.repair.settings.change(size=pixels, hardness=hardness)

    def key(self, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        for key in keys:
            QTest.keyClick(self.driver.canvas, key, modifiers)

    def until_ready(self) -> None:
        self.driver.wait(lambda: self.filling.ready)

    def fill(self) -> None:
        self.key(Qt.Key.Key_Return)
        self.until_ready()

    @property
    def state(self) -> tuple[bytes, ...]:
        """The document as bytes: photo, transparency, mask, the user's edges."""
        photo = self.document.photo
        alpha = b"" if photo.alpha is None else photo.alpha.tobytes()
        return photo.pixels.tobytes(), alpha, self.mask.pixels.tobytes(), self.document.edges.pixels.tobytes()
