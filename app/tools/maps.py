"""Colouring the result by where its patches came from, and by how well it and the photo match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.canvas.map_item import MapItem, MapLegend
from app.canvas.view import CanvasView
from app.model.document import Document
from app.services.failures import explain
from app.services.job import Job
from app.services.session import Session
from core.image_io.photo import to_8_bit
from core.ingan.messages import RenderResult

if TYPE_CHECKING:
    from core.matching.match_maps import MapKind  # the patch engine compiles itself: not before a map is asked for

PAUSE = 150  # ms without a new frame before a map is made


class Maps(QObject):
    """Shows at most one map; made anew, off the window's thread, for every frame that stays.

    Signals:
        kindChanged(str): the kind of map that is wanted now, or "".
    """

    kindChanged = Signal(str)

    def __init__(self, canvas: CanvasView, document: Document, session: Session) -> None:
        super().__init__(canvas)
        self._canvas, self._document, self._session = canvas, document, session
        self.kind: MapKind | None = None
        self.item, self.legend = MapItem(), MapLegend(canvas.viewport())
        self.made_for: RenderResult | None = None  # the result whose map is shown
        self._job: Job | None = None
        self._again = QTimer(self, singleShot=True, interval=PAUSE)
        self._again.timeout.connect(self._make)
        canvas.scene().addItem(self.item)
        canvas.showingChanged.connect(self.refresh)
        canvas.unresizedChanged.connect(self.refresh)
        document.resultChanged.connect(self._on_result)
        document.photoChanged.connect(self._on_result)

    def show_sources(self, shown: bool) -> None:
        self._choose("sources", shown)

    def show_coherence(self, shown: bool) -> None:
        self._choose("coherence", shown)

    def show_completeness(self, shown: bool) -> None:
        self._choose("completeness", shown)

    def _choose(self, kind: MapKind, shown: bool) -> None:
        self.kind = kind if shown else None
        self.kindChanged.emit(self.kind or "")
        self._on_result()
        if self.kind is None:
            self.legend.hide()
            return
        from core.matching.match_maps import heat_map, source_colours

        line = np.linspace(0, 1, 64, dtype=np.float32)
        words = {
            "sources": self.tr("Colour: the place in the photo that each patch came from"),
            "coherence": self.tr("Bright: patches that the photo does not have"),
            "completeness": self.tr("Bright: parts of the photo that are missing (stretched over the canvas)"),
        }
        rows, columns = np.indices((32, 48))
        swatch = source_colours(rows, columns, (32, 48)) if kind == "sources" else heat_map(np.tile(line, (16, 1)))
        self.legend.say(swatch, words[kind])

    def _on_result(self, _result: object = None) -> None:
        """What is shown belongs to another frame."""
        self.made_for = None
        self.item.set_map(None)
        if self.kind is not None and self._document.result is not None:
            self._again.start()

    def refresh(self, _showing: object = None) -> None:
        """Show the map where the re-made picture is shown, and make it if it was not made meanwhile."""
        if self.kind is not None and self.made_for is None and self._document.result is not None:
            self._again.start()
        self.item.setVisible(self._canvas.showing == "result" and not self._canvas.unresized)

    def _make(self) -> None:
        import cv2

        document, kind = self._document, self.kind
        result, placement, photo = document.result, document.result_placement, document.photo
        if kind is None or result is None or placement is None or photo is None or self._canvas.unresized:
            return
        if self._job is not None:
            self._again.start()  # one at a time
            return
        drawn, pixels, geometry = result.image[..., :3], photo.pixels, placement.geometry

        def work(_cancelled: object, _progress: object) -> np.ndarray:
            from core.matching.match_maps import draw_match_map

            scale = drawn.shape[1] / geometry.width
            size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
            small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
            return draw_match_map(kind, np.ascontiguousarray(to_8_bit(drawn)), np.ascontiguousarray(to_8_bit(small)))

        self._job = job = self._session.jobs.start_quietly(self.tr("Making a map"), work)

        def made(picture: np.ndarray) -> None:
            self._job = None
            if document.result is result and self.kind == kind:
                self.made_for = result
                self.item.set_map(picture, placement)
                self.refresh()

        def failed(error: BaseException) -> None:
            self._job = None
            document.report_error(*explain(error, self.tr("Making a map")))

        job.succeeded.connect(made)
        job.failed.connect(failed)
