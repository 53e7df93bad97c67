"""Runs the real main() and uses the editor through the X server: ``scenario.py PHOTO FOLDER``; facts in facts.json.

The steps are a generator that yields conditions; a timer of the editor's own event loop goes on when one has come true.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QObject, QPoint, QPointF, QTimer

from app import application, cli
from app.canvas.handles import Handle, handle_points
from app.model.commands import StyleCommand

PATIENCE = 120  # s for one step, a hang and not a slow machine
Step = tuple[str, Callable[[], bool]]


def xdotool(*arguments: object) -> None:
    subprocess.run(["xdotool", *map(str, arguments)], check=True, timeout=20)


class Scenario(QObject):
    def __init__(self, window, folder: Path) -> None:
        super().__init__(window)
        self.window, self.document, self.session, self.folder = window, window.document, window.session, folder
        self.facts: dict[str, object] = {}
        self._steps = self.steps()
        self._waiting: Step = ("the start", lambda: True)
        self._since = time.monotonic()
        self._timer = QTimer(self, interval=20)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def _go_on(self) -> None:
        name, condition = self._waiting
        if not condition():
            if time.monotonic() - self._since > PATIENCE:
                self._end(f"waited too long for {name}")
            return
        try:
            self._waiting = next(self._steps)
            self._since = time.monotonic()
        except StopIteration:
            self._end("")
        except BaseException as error:
            self._end(repr(error))

    def _end(self, failure: str) -> None:
        self._timer.stop()
        self.facts["failure"] = failure
        (self.folder / "facts.json").write_text(json.dumps(self.facts))
        if failure:
            self.window.close_without_asking()
        else:
            xdotool("key", "ctrl+q")

    def drawn(self) -> bool:
        return self.document.result is not None and self.document.result_placement == self.document.placement

    def handle(self, handle: Handle) -> QPoint:
        canvas = self.window.canvas
        point = handle_points(self.document.placement, "resize")[handle]
        return canvas.viewport().mapToGlobal(canvas.viewportTransform().map(QPointF(*point)).toPoint())

    def steps(self) -> Iterator[Step]:
        document, session, facts = self.document, self.session, self.facts
        yield "the photo", lambda: document.photo is not None and self.drawn()
        xdotool("windowfocus", "--sync", int(self.window.winId()))
        photo = document.photo.pixels
        facts["photo"] = [document.photo.width, document.photo.height]

        document.undo_stack.push(StyleCommand(document, document.style, "pattern", "Repeat the pattern"))
        held = []
        document.resultChanged.connect(lambda _result: held.append(document.interacting))
        at = self.handle(Handle.RIGHT)
        xdotool("mousemove", at.x(), at.y())
        xdotool("mousedown", 1)
        yield "the press", lambda: self.window.canvas.tool.dragging
        for step in range(1, 11):
            xdotool("mousemove", at.x() + 12 * step, at.y())
            before = len(held)
            yield f"frame {step} of the drag", lambda before=before: len(held) > before
        facts["frames_while_held"] = sum(held)
        xdotool("mouseup", 1)
        yield "the sharp frame", lambda: not document.interacting and self.drawn()
        geometry, frame = document.geometry, document.result.image
        facts["size"] = [geometry.width, geometry.height]
        facts["engine"] = document.result.drawing.engine
        height, width = frame.shape[:2]
        stretch = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA)
        facts["unlike_a_stretch"] = float(np.abs(frame.astype(float) - stretch).mean())
        self.window.grab().save(str(self.folder / "dragged.png"))

        session.training.start("quick", device="cpu", steps=2000)
        yield "twenty steps", lambda: any(event.step >= 20 for event in document.events)
        xdotool("key", "ctrl+t")
        yield "the pause", lambda: document.training_state == "paused"
        yield "the checkpoint", lambda: session.training.can_continue("quick")
        self.window.grab().save(str(self.folder / "trained.png"))

        job = session.exporting.export_picture(self.folder / "out.png")
        ended = []
        job.finished.connect(lambda: ended.append(True))
        yield "the export", lambda: bool(ended)
        facts["dirty"] = document.dirty

        xdotool("key", "ctrl+t")
        count = len(document.events)
        yield "training again", lambda: document.training_state == "running" and len(document.events) > count
        facts["state_at_the_end"] = document.training_state


def run(photo: str, folder: Path) -> int:
    kept = []
    original = application.run_editor

    def with_scenario(path):
        return original(path, on_ready=lambda window: kept.append(Scenario(window, folder)))

    application.run_editor = with_scenario
    return cli.main([photo])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], Path(sys.argv[2])))
