"""How live the live rendering is: `python -m tests.benchmarks.latency [--image PHOTO] [--side 1400]`.

Time from having the photo's pixels to the first re-made frame, frame times of a drag (median and 95th percentile) in a
view of 1400 px with nothing else of ours running and while training runs in another thread, a frame at rest, full-size
export, and memory. Wall-clock times depend on the machine and on what else it does: beside each stand the processor
time of the drawing thread, which hardly does, the time as a multiple of cv2.resize from the photo's half size to the
view, timed in the same minute, and the load of the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import psutil

from core.control import Cancelled, RunControl
from core.device import choose_device
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.ingan.messages import RenderRequest
from core.ingan.presets import TrainSettings
from core.ingan.training.trainer import Trainer
from core.rendering.renderer import Renderer, warm_up
from core.retarget.subject import find_subject

FRAMES = 60
FULL_SIZE = (4000, 3000)  # px: 12 MP
YIELD_SECONDS = 0.3  # as the editor asks training to rest during a drag


def yardstick() -> float:
    """Median seconds of what any editor does for a frame: cv2.resize of half the photo to a view of 1400 x 900."""
    half = np.random.default_rng(0).integers(0, 255, (FULL_SIZE[1] // 2, FULL_SIZE[0] // 2, 3), np.uint8)
    times = []
    for _ in range(33):
        began = time.perf_counter()
        cv2.resize(half, (1400, 900), interpolation=cv2.INTER_LINEAR)
        times.append(time.perf_counter() - began)
    return float(np.median(times[3:]))


@dataclass
class Times:
    """Seconds of each frame by the clock and of processor time of the thread that draws."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @contextlib.contextmanager
    def frame(self) -> Iterator[None]:
        began, worked = time.perf_counter(), time.thread_time()
        yield
        self.wall.append(time.perf_counter() - began)
        self.cpu.append(time.thread_time() - worked)


def drag(renderer: Renderer, photo: np.ndarray, side: int, control: RunControl | None = None) -> Times:
    """Times of the frames while the right handle goes from 0.6 to 1.8 times the width."""
    height, width = photo.shape[:2]
    times = Times()
    for factor in np.linspace(0.6, 1.8, FRAMES):
        canvas = CanvasGeometry(width, height, round(width * factor), height)
        if control is not None:
            control.yield_cores(YIELD_SECONDS)
        with times.frame():
            renderer.render(RenderRequest(canvas, max_side=side, dragging=True))
    return times


def report(name: str, times: Times, unit: float) -> dict[str, float]:
    median, high = np.percentile(times.wall, [50, 95])
    cpu, load = np.median(times.cpu), os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    row = {"median_ms": median * 1e3, "p95_ms": high * 1e3, "cpu_ms": cpu * 1e3, "of_a_resize": median / unit}
    row["load"] = load
    print(f"{name:<34}" + "".join(f"{value:9.1f}" for value in row.values()), flush=True)
    return {key: float(value) for key, value in row.items()}


def while_training(renderer: Renderer, photo: np.ndarray, side: int) -> tuple[Times, Times]:
    """Frame times of a drag while another thread trains: with training yielding to the drag, and without."""
    trainer, control = Trainer([photo], TrainSettings.preset("quick", minutes=10), choose_device()), RunControl()
    started = threading.Event()

    def work() -> None:
        with contextlib.suppress(Cancelled):
            trainer.run(control, lambda event: started.set())

    thread = threading.Thread(target=work)
    thread.start()
    try:
        started.wait(60)
        return drag(renderer, photo, side, control), drag(renderer, photo, side)
    finally:
        control.stop()
        thread.join()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", type=Path, help="a photo; the first bundled sample without it")
    parser.add_argument("--side", type=int, default=1400, help="long side of the view, px")
    parser.add_argument("--out", type=Path, default=Path("out/latency.json"))
    options = parser.parse_args(arguments)
    pixels = load_photo(options.image or list_samples()[0].path).rgb8()
    photo = cv2.resize(pixels, FULL_SIZE, interpolation=cv2.INTER_CUBIC)
    unit = yardstick()
    print(f"resize yardstick {unit * 1e3:.1f} ms, photo {FULL_SIZE}")
    print(f"{'':<34}" + "".join(f"{word:>9}" for word in ("median", "95th", "cpu", "resizes", "load")) + "   (ms)")
    rows: dict[str, dict[str, float]] = {}
    warm_up()  # as the editor does before a photo is opened
    canvas, first = CanvasGeometry(*FULL_SIZE, round(FULL_SIZE[0] * 1.4), FULL_SIZE[1]), Times()
    with first.frame():
        renderer = Renderer(photo)
        renderer.render(RenderRequest(canvas, max_side=options.side, dragging=True))
    rows["first frame"] = report("first frame", first, unit)
    renderer = Renderer(photo, subject=find_subject(photo), style="things")
    drag(renderer, photo, options.side)
    rows["drag"] = report("drag", drag(renderer, photo, options.side), yardstick())
    for name, side in (("at rest, in the view", options.side), ("full size", None)):
        rest = Times()
        renderer = Renderer(photo, subject=find_subject(photo), style="things")
        with rest.frame():
            renderer.render(RenderRequest(canvas, max_side=side, refine=True))
        rows[name] = report(name, rest, unit)
    yielding, fighting = while_training(renderer, photo, options.side)
    rows["drag, training rests"] = report("drag, training rests", yielding, yardstick())
    rows["drag, training goes on"] = report("drag, training goes on", fighting, yardstick())
    moss = next(load_photo(sample.path).rgb8() for sample in list_samples() if sample.name == "moss")
    texture = cv2.resize(moss, FULL_SIZE, interpolation=cv2.INTER_CUBIC)
    pattern = Renderer(texture)
    drag(pattern, texture, options.side)
    rows["drag of a pattern"] = report("drag of a pattern", drag(pattern, texture, options.side), yardstick())
    memory = psutil.Process().memory_info().rss / 2**20
    print(f"memory of the process {memory:.0f} MiB")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"rows": rows, "memory_mib": memory, "resize_ms": unit * 1e3}, indent=1))


if __name__ == "__main__":
    main()
