"""What a user does while pictures are taken: ``scenes.py FOLDER``, inside the display that __main__ has made."""

from __future__ import annotations

import json
import sys
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
from app.theme import theme
from core.image_io import list_samples
from tests.e2e.scenario import Scenario, Step, xdotool

QUALITY = 82  # of WebP
MOVES = 20  # of the drag, and so pictures of the animation
KITE = ((824, 250), (912, 262), (830, 272), (885, 288), (826, 296), (850, 306), (824, 330))  # photo px, the brush's way


class Scenes(Scenario):
    """Start page, drag with training, mask and fill, pairs, and an animation of a drag."""

    def steps(self) -> Iterator[Step]:
        window = self.window
        theme().set_mode("light")
        window.setGeometry(20, 20, 1280, 800)
        cards = window.start_page.samples.cards
        yield "the samples", lambda: bool(cards) and all(card.has_image for card in cards)
        yield from self.rest(0.5)
        xdotool("windowfocus", "--sync", int(window.winId()))
        self.keep("start", shot(window))
        yield from self.drag_and_train("nuthatch")
        yield from self.remove("kite")

    def rest(self, seconds: float) -> Iterator[Step]:
        until = time.monotonic() + seconds
        yield "a moment", lambda: time.monotonic() > until

    def open(self, name: str) -> Iterator[Step]:
        self.document.mark_saved()
        sample = next(sample for sample in list_samples() if sample.name == name)
        self.window.open_path(sample.path)
        yield f"the sample {name}", lambda: self.document.sample == sample and self.drawn()
        yield from self.rest(6.0)  # a model, if there is one; and the first drag is prepared

    def drag_and_train(self, name: str) -> Iterator[Step]:
        yield from self.open(name)
        window, canvas = self.window, self.window.canvas
        window.act["panels"].trigger()  # room to pull
        yield from self.rest(0.5)
        canvas.set_zoom(0.5)
        yield from self.rest(0.5)
        frames: list[np.ndarray] = []
        at_left = self.handle(Handle.LEFT)
        bar = canvas.horizontalScrollBar()
        bar.setValue(bar.value() + at_left.x() - canvas.mapToGlobal(QPoint(0, 0)).x() - 60)
        yield from self.rest(0.5)
        at = self.handle(Handle.RIGHT)
        xdotool("mousemove", at.x(), at.y())
        xdotool("mousedown", 1)
        yield "the press", lambda: canvas.tool.dragging
        for move in range(1, MOVES + 1):
            far = round(420 * np.sin(np.pi * move / MOVES / 1.35)) if move < MOVES else 340
            xdotool("mousemove", at.x() + far, at.y())
            yield from self.rest(0.25)
            frames.append(shot(canvas))
        xdotool("mouseup", 1)
        yield "the sharp frame", lambda: not self.document.interacting and self.drawn()
        yield "the refined frame", lambda: "refined" in self.document.result.label
        frames += [shot(canvas)]
        self.keep_animation("drag", [cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
                                     for frame in frames])  # fmt: skip
        self.keep("reshaped", self.triple())

        window.act["panels"].trigger()
        yield from self.rest(0.5)
        window.zoom_fit()
        self.session.start_training("quick", steps=400)
        first = self.document.model_step
        yield "training", lambda: self.document.training_state != "running" or any(
            event.step > first + 40 for event in self.document.events
        )
        yield from self.rest(1.0)  # the curves are drawn a moment later
        self.keep("editor", shot(window))
        self.session.stop()
        yield "the end of training", lambda: self.document.training_state == "idle"

    def triple(self) -> np.ndarray:
        """Photo, plain stretch and re-made picture, side by side."""
        photo, made = self.document.photo.pixels, self.document.result.image
        height = 240
        small = cv2.resize(photo, (height * photo.shape[1] // photo.shape[0], height), interpolation=cv2.INTER_AREA)
        size = (round(height * made.shape[1] / made.shape[0]), height)
        return beside(small, cv2.resize(photo, size, interpolation=cv2.INTER_AREA),
                      cv2.resize(made, size, interpolation=cv2.INTER_AREA))  # fmt: skip

    def remove(self, name: str) -> Iterator[Step]:
        yield from self.open(name)
        window, filling = self.window, self.session.filling
        window.zoom_fit()
        window.repair.choose_brush()
        yield from self.rest(0.5)
        xdotool("mousemove", *self.on_screen(KITE[0]))
        xdotool("mousedown", 1)
        for place in KITE:
            xdotool("mousemove", *self.on_screen(place))
            yield from self.rest(0.2)
        xdotool("mouseup", 1)
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
        first.save(self.folder / f"{name}.webp", save_all=True, append_images=others,
                   duration=[120] * len(others) + [1500], loop=0, quality=30,
                   method=6)  # fmt: skip


def shot(widget: QWidget) -> np.ndarray:
    from app.qt_image import from_qimage

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
