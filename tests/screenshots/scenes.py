"""What a user does while pictures are taken: ``scenes.py FOLDER``, inside the display that __main__ has made."""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QWidget

from app import application, cli
from app.canvas.handles import Handle
from app.services.render_options import ExportRenderer, RenderOptions
from app.theme.theme import theme
from core.image_io import list_samples
from core.ingan.messages import RenderRequest
from tests.e2e.scenario import Scenario, Step, xdotool

QUALITY = 82  # of WebP
MOVES, SMALLER = 13, 0.45  # pictures of the drag, and the scale of its animation
WIDER, HEIGHT = 1.6, 400  # how much the person's photo is pulled, and px of the pictures beside each other
SHUTTLE, SHUTTLE_WIDE = ((424, 8), (424, 80), (420, 150), (420, 262)), 76  # photo px
KITE = ((824, 250), (912, 262), (830, 272), (885, 288), (826, 296), (850, 306), (824, 330))  # photo px, the brush's way


class Scenes(Scenario):
    """Start page, a person made wider by an animated drag, what is kept of the photo, mask and fill."""

    def __init__(self, window: QWidget, folder: Path) -> None:
        self.scratch = tempfile.TemporaryDirectory(prefix="regrain-photo-")
        super().__init__(window, folder)

    def steps(self) -> Iterator[Step]:
        window = self.window
        theme().set_mode("light")
        window.setGeometry(20, 20, 1280, 800)
        cards = window.start_page.samples.cards
        yield "the samples", lambda: bool(cards) and all(card.has_image for card in cards)
        yield from self.rest(0.5)
        xdotool("windowfocus", "--sync", int(window.winId()))
        self.keep("start", shot(window))
        yield from self.open(person(Path(self.scratch.name)))
        yield from self.widen()
        yield from self.paint_keep()
        yield from self.remove("kite")

    def rest(self, seconds: float) -> Iterator[Step]:
        until = time.monotonic() + seconds
        yield "a moment", lambda: time.monotonic() > until

    def open(self, path: Path) -> Iterator[Step]:
        self.document.mark_saved()
        self.window.open_path(path)
        yield f"{path.name}", lambda: self.document.photo is not None and self.document.photo.path == path
        yield from self.finish()
        yield from self.rest(3.0)  # a model, if there is one; and the first drag is prepared

    def finish(self) -> Iterator[Step]:
        yield "the finished frame", lambda: self.drawn() and self.session.frames.finished

    def widen(self) -> Iterator[Step]:
        window, canvas = self.window, self.window.canvas
        window.act["panels"].trigger()  # room to pull
        yield from self.rest(0.5)
        canvas.set_zoom(1.25)
        yield from self.rest(0.5)
        frames: list[np.ndarray] = []
        at_left = self.handle(Handle.LEFT)
        bar = canvas.horizontalScrollBar()
        bar.setValue(bar.value() + at_left.x() - canvas.mapToGlobal(QPoint(0, 0)).x() - 60)
        yield from self.rest(0.5)
        at, width = self.handle(Handle.RIGHT), self.document.geometry.width
        whole = round((WIDER - 1) * width * 1.25)
        xdotool("mousemove", at.x(), at.y())
        xdotool("mousedown", 1)
        yield "the press", lambda: canvas.tool.dragging
        for move in range(MOVES):
            far = whole * (1 - math.cos(math.pi * move / (MOVES - 1))) / 2
            xdotool("mousemove", at.x() + round(far), at.y())
            yield from self.rest(0.1)
            yield "a frame of the drag", self.drawn
            frames.append(shot(canvas))
        xdotool("mouseup", 1)
        yield from self.finish()
        frames.append(shot(canvas))
        self.keep_animation("drag", [cv2.resize(frame, None, fx=SMALLER, fy=SMALLER, interpolation=cv2.INTER_AREA)
                                     for frame in frames])  # fmt: skip
        self.keep("reshaped", self.triple())
        window.act["panels"].trigger()
        yield from self.rest(0.5)

    def triple(self) -> np.ndarray:
        """Photo, plain stretch and re-made picture, side by side, all of them at the height :data:`HEIGHT`."""
        photo, geometry = self.document.photo, self.document.geometry
        options = RenderOptions.of(self.document)
        made = ExportRenderer(photo, options, None).render(RenderRequest(geometry, None, refine=True)).image
        size = round(HEIGHT * made.shape[1] / made.shape[0]), HEIGHT
        small = round(HEIGHT * photo.width / photo.height), HEIGHT
        return beside(cv2.resize(photo.pixels, small, interpolation=cv2.INTER_AREA),
                      cv2.resize(cv2.resize(photo.pixels, made.shape[1::-1], interpolation=cv2.INTER_CUBIC), size,
                                 interpolation=cv2.INTER_AREA),
                      cv2.resize(made, size, interpolation=cv2.INTER_AREA))  # fmt: skip

    def paint_keep(self) -> Iterator[Step]:
        """The shuttle behind the person is painted, to be kept as well."""
        window, document = self.window, self.document
        options = window.canvas.tool.options()
        options.keep_button.click()
        window.canvas.fit()
        window.repair.settings.change(size=SHUTTLE_WIDE)
        yield from self.rest(0.5)
        yield from self.stroke(SHUTTLE)
        yield "the stroke", lambda: document.marks is not None
        yield from self.finish()
        yield from self.rest(0.5)
        self.keep("editor", shot(window))
        options.keep_button.click()

    def stroke(self, places: tuple[tuple[int, int], ...]) -> Iterator[Step]:
        xdotool("mousemove", *self.on_screen(places[0]))
        xdotool("mousedown", 1)
        for place in places:
            xdotool("mousemove", *self.on_screen(place))
            yield from self.rest(0.2)
        xdotool("mouseup", 1)

    def remove(self, name: str) -> Iterator[Step]:
        yield from self.open(next(sample.path for sample in list_samples() if sample.name == name))
        window, filling = self.window, self.session.filling
        window.canvas.fit()
        window.repair.choose_brush()
        window.repair.settings.change(size=40.0)
        yield from self.rest(0.5)
        yield from self.stroke(KITE)
        yield "the mask", lambda: not self.document.mask.empty and not self.document.mask.painting
        yield from self.rest(0.5)
        self.keep("mask", shot(window))
        before = self.document.photo.pixels[:, 480:].copy()
        tint = self.document.mask.pixels[:, 480:, None] / 255 * 0.5
        painted = np.round(before * (1 - tint) + np.array((255, 60, 60)) * tint).astype(np.uint8)
        xdotool("key", "Return")
        yield "the fill", lambda: filling.ready
        yield from self.rest(0.5)
        xdotool("key", "Return")
        yield "the accepted fill", lambda: self.document.edited
        self.keep("removed", cv2.resize(beside(before, painted, self.document.photo.pixels[:, 480:]), None, fx=0.55,
                                        fy=0.55, interpolation=cv2.INTER_AREA))  # fmt: skip
        self.document.mark_saved()

    def on_screen(self, place: tuple[int, int]) -> tuple[int, int]:
        canvas = self.window.canvas
        point = canvas.viewport().mapToGlobal(canvas.viewportTransform().map(QPointF(*place)).toPoint())
        return point.x(), point.y()

    def keep(self, name: str, pixels: np.ndarray) -> None:
        Image.fromarray(pixels).save(self.folder / f"{name}.webp", quality=QUALITY, method=6)

    def keep_animation(self, name: str, frames: list[np.ndarray]) -> None:
        first, *others = [Image.fromarray(frame) for frame in frames]
        whole = {"kmin": 0, "kmax": 1}  # every frame; what WebP takes over from the one before shows blocks
        first.save(self.folder / f"{name}.webp", save_all=True, append_images=others,
                   duration=[150] * len(others) + [1500], loop=0, quality=45, method=6, **whole)  # fmt: skip


def person(folder: Path) -> Path:
    """Eileen Collins, by NASA (public domain), as it comes with scikit-image."""
    import skimage.data

    path = folder / "astronaut.png"
    Image.fromarray(skimage.data.astronaut()).save(path)
    return path


def shot(widget: QWidget) -> np.ndarray:
    from app.platform.qt_image import from_qimage

    return np.ascontiguousarray(from_qimage(widget.grab().toImage())[..., :3])


def beside(*pictures: np.ndarray) -> np.ndarray:
    gap = np.full((pictures[0].shape[0], 10, 3), 255, np.uint8)
    parts: list[np.ndarray] = []
    for picture in pictures:
        parts += [picture, gap]
    return np.hstack(parts[:-1])


def run(folder: Path) -> int:
    kept: list[Scenes] = []
    original = application.run_editor

    def with_scenes(path: Path | None = None) -> int:
        return original(path, on_ready=lambda window: kept.append(Scenes(window, folder)))

    application.run_editor = with_scenes
    code = cli.main([])
    facts = folder / "facts.json"
    failure = json.loads(facts.read_text())["failure"]
    facts.unlink()
    if failure:
        print(failure, file=sys.stderr)
    return 1 if failure else code


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
