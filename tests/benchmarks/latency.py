"""How live the live rendering is: `python -m tests.benchmarks.latency [--image PHOTO] [--side 384]`.

Time from having the photo's pixels to the first re-made frame, frame times of a drag (median and 95th percentile) with
nothing else of ours running and while training runs in another thread, full-size export, and memory. Wall-clock times
depend on the machine and on what else it does: beside each stand the processor time of the drawing thread, which hardly
does, the time as a multiple of a fixed convolution timed in the same minute, and the load of the machine.
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
import torch

from core.control import Cancelled, RunControl
from core.device import choose_device
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.ingan.messages import RenderRequest
from core.ingan.model import Snapshot
from core.ingan.presets import TrainSettings
from core.ingan.renderer import Renderer, warm_up
from core.ingan.trainer import Trainer

FRAMES = 60
FULL_SIZE = (4000, 3000)  # px: 12 MP
YIELD_SECONDS = 0.3  # as the editor asks training to rest during a drag


def yardstick() -> float:
    """Median seconds of a fixed amount of work: one 3 x 3 convolution, 32 to 64 channels on 256 x 256."""
    image, kernel = torch.zeros(1, 32, 256, 256), torch.zeros(64, 32, 3, 3)
    times = []
    with torch.inference_mode():
        for _ in range(15):
            began = time.perf_counter()
            torch.nn.functional.conv2d(image, kernel, padding=1)
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
    row = {"median_ms": median * 1e3, "p95_ms": high * 1e3, "cpu_ms": cpu * 1e3, "in_convolutions": median / unit}
    row["load"] = load
    print(f"{name:<34}" + "".join(f"{value:9.1f}" for value in row.values()), flush=True)
    return {key: float(value) for key, value in row.items()}


def trained_snapshot(photo: np.ndarray, steps: int) -> Snapshot:
    settings = TrainSettings.preset("quick", steps=steps)
    trainer = Trainer([photo], settings, choose_device())
    trainer.run(RunControl(), lambda event: None)
    return trainer.published.newest()


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
    parser.add_argument("--side", type=int, default=384, help="long side of a preview, px")
    parser.add_argument("--out", type=Path, default=Path("out/latency.json"))
    options = parser.parse_args(arguments)
    pixels = load_photo(options.image or list_samples()[0].path).rgb8()
    photo = cv2.resize(pixels, FULL_SIZE, interpolation=cv2.INTER_CUBIC)
    unit = yardstick()
    print(f"convolution yardstick {unit * 1e3:.1f} ms, {torch.get_num_threads()} threads, photo {FULL_SIZE}")
    print(f"{'':<34}" + "".join(f"{word:>9}" for word in ("median", "95th", "cpu", "in conv.", "load")) + "   (ms)")
    rows: dict[str, dict[str, float]] = {}
    warm_up()  # as the editor does before a photo is opened
    canvas, first = CanvasGeometry(*FULL_SIZE, round(FULL_SIZE[0] * 1.4), FULL_SIZE[1]), Times()
    with first.frame():
        renderer = Renderer(photo)
        renderer.render(RenderRequest(canvas, max_side=options.side))
    rows["first frame"] = report("first frame", first, unit)
    rows["drag, patches"] = report("drag, patches", drag(renderer, photo, options.side), unit)
    renderer.load(trained_snapshot(photo, steps=10))
    drag(renderer, photo, options.side)
    rows["drag, generator"] = report("drag, generator", drag(renderer, photo, options.side), unit)
    yielding, fighting = while_training(renderer, photo, options.side)
    rows["drag, generator, training rests"] = report("drag, generator, training rests", yielding, yardstick())
    rows["drag, generator, training goes on"] = report("drag, generator, training goes on", fighting, yardstick())
    for engine in ("patches", "auto"):
        whole = Times()
        with whole.frame():
            renderer.render(RenderRequest(canvas, max_side=None, engine=engine))
        rows[f"full size, {engine}"] = report(f"full size, {engine}", whole, unit)
    memory = psutil.Process().memory_info().rss / 2**20
    print(f"memory of the process {memory:.0f} MiB")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"rows": rows, "memory_mib": memory, "convolution_ms": unit * 1e3}, indent=1))


if __name__ == "__main__":
    main()
