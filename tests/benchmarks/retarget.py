"""Retargeting beside its peers: `make bench`, or `python -m tests.benchmarks.retarget --images a.jpg --minutes 1`.

Rows: plain stretch, seam carving, Regrain as drawn while dragging and at rest, and with the generator after 30, 60 and
300 s of training with the Quick preset (training time, pauses excluded; figures depend on the processor); for a sample
also with the model that it comes with. Six sizes each: coherence, completeness and distance of patches, and how many of
them show the subject whole where a box says where that is. Writes a markdown table, JSON and a contact sheet per photo
to out/retarget.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import seam_carving

from core.control import RunControl
from core.device import choose_device
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.ingan.messages import Engine, RenderRequest, TrainEvent
from core.ingan.model import Snapshot, bundled_model, load_model
from core.ingan.presets import TrainSettings
from core.ingan.training.trainer import Trainer
from core.metrics.patches import PatchScores, patch_scores
from core.metrics.subject import Box, subject_whole
from core.rendering.renderer import Renderer
from core.retarget.subject import Subject, find_subject
from tests.benchmarks.sheet import contact_sheet

SCALES = {
    "half width": (0.5, 1.0),
    "1.5 wide": (1.5, 1.0),
    "twice as wide": (2.0, 1.0),
    "half height": (1.0, 0.5),
    "1.5 high": (1.0, 1.5),
    "both 1.5": (1.5, 1.5),
}
MARKS = (30.0, 60.0, 300.0)
BOXES: dict[str, Box] = {  # of the samples' subjects, fractions of the sides; what has none is scenery or a pattern
    "boats": (0.41, 0.49, 0.66, 0.76),
    "kite": (0.62, 0.37, 0.74, 0.52),
    "dandelions": (0.24, 0.1, 0.5, 0.6),
    "nuthatch": (0.32, 0.42, 0.48, 0.72),
}


def canvases(photo: np.ndarray) -> list[CanvasGeometry]:
    height, width = photo.shape[:2]
    return [CanvasGeometry(width, height, round(width * x), round(height * y)) for x, y in SCALES.values()]


def fit(pixels: np.ndarray, side: int) -> np.ndarray:
    """A copy whose long side is ``side`` px."""
    scale = side / max(pixels.shape[:2])
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def train_snapshots(photo: np.ndarray, preset: str, marks: list[float], seed: int) -> list[tuple[float, Snapshot]]:
    """Weights as they were published when training had taken each of ``marks`` seconds."""
    settings = TrainSettings.preset(preset, minutes=max(marks[-1], 1) / 60)
    trainer = Trainer([photo], settings, choose_device(), seed=seed)
    control = RunControl()
    found: list[tuple[float, Snapshot]] = []
    waiting = list(marks)

    def on_event(event: TrainEvent) -> None:
        while waiting and event.seconds >= waiting[0]:
            found.append((waiting.pop(0), trainer.published.newest()))

    trainer.run(control, on_event)
    return found + [(mark, trainer.published.newest()) for mark in waiting]


def carve(photo: np.ndarray, canvas: CanvasGeometry) -> np.ndarray:
    return seam_carving.resize(photo, (canvas.width, canvas.height), energy_mode="forward")


def rows_of(
    photo: np.ndarray, subject: Subject, preset: str, marks: list[float], seed: int, bundled: Snapshot | None
) -> dict[str, Callable[..., np.ndarray]]:
    """Name of each engine -> function that draws the photo on a canvas."""
    renderer = Renderer(photo, subject=subject)

    def draw(canvas: CanvasGeometry, engine: Engine, snapshot: Snapshot | None = None, rest: bool = True) -> np.ndarray:
        renderer.load(snapshot)
        request = RenderRequest(canvas, max_side=None, engine=engine, refine=rest, dragging=not rest)
        return renderer.render(request).image

    rows: dict[str, Callable[..., np.ndarray]] = {
        "stretch": lambda c: draw(c, "stretch"),
        "seam carving": lambda c: carve(photo, c),
        "while dragging": lambda c: draw(c, "patches", rest=False),
        "at rest": lambda c: draw(c, "patches"),
    }
    if bundled is not None:
        rows["bundled model"] = lambda c: draw(c, "auto", bundled)
    for seconds, snapshot in train_snapshots(photo, preset, marks, seed) if marks else []:
        name = f"{preset}, {seconds:.0f} s (step {snapshot.step})"
        rows[name] = lambda c, s=snapshot: draw(c, "auto", s)
    return rows


def measure(
    name: str,
    photo: np.ndarray,
    preset: str,
    marks: list[float],
    seed: int,
    out: Path,
    bundled: Snapshot | None = None,
) -> dict[str, dict]:
    """Draw, score and lay out one photo; returns scores by row."""
    table: dict[str, dict] = {}
    sheet = [(f"{name}, {photo.shape[1]} x {photo.shape[0]}", [photo])]
    box = BOXES.get(name)
    for row, draw in rows_of(photo, find_subject(photo), preset, marks, seed, bundled).items():
        began = time.perf_counter()
        pictures = [draw(canvas) for canvas in canvases(photo)]
        seconds = (time.perf_counter() - began) / len(pictures)
        scores = [patch_scores(picture, photo) for picture in pictures]
        mean = PatchScores.mean(scores)
        table[row] = {**asdict(mean), "seconds": seconds, "sizes": dict(zip(SCALES, map(asdict, scores)))}
        if box is not None:
            table[row]["whole"] = sum(subject_whole(photo, box, picture).whole for picture in pictures)
        sheet.append((f"{row}: " + ", ".join(f"{n} {v}" for n, v in zip(PatchScores.names(), mean.row())), pictures))
        figures = " | ".join([*mean.row(), str(table[row].get("whole", ""))])
        print(f"{name:>16} | {row:<28} | {figures} | {seconds * 1e3:.0f} ms", flush=True)
    contact_sheet(sheet, out / f"{name}.png")
    return table


def markdown(tables: dict[str, dict[str, dict]]) -> str:
    """Coherence / completeness / SWD by photo (columns) and engine (rows)."""
    engines = list(dict.fromkeys(row for table in tables.values() for row in _plain(table)))
    lines = [
        "Coherence / completeness / patch SWD (x 1000, mean of six sizes; lower is better); sizes with a whole subject",
        "",
        f"| | {' | '.join(tables)} |",
        "|---" * (len(tables) + 1) + "|",
    ]
    for engine in engines:
        cells = []
        for table in tables.values():
            found = _plain(table).get(engine)
            whole = f"; {found['whole']}" if found and "whole" in found else ""
            cells.append(" / ".join(f"{found[n]:.2f}" for n in PatchScores.names()) + whole if found else "")
        lines.append(f"| {engine} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _plain(table: dict[str, dict]) -> dict[str, dict]:
    """Rows without the training step in their names, which differs from photo to photo."""
    return {re.sub(r" \(step \d+\)", "", name): row for name, row in table.items()}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", nargs="+", type=Path, help="photos; the bundled samples without it")
    parser.add_argument("--side", type=int, default=256, help="long side of the photos, px")
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--minutes", type=float, default=5.0, help="longest training; 0 leaves training out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("out/retarget"))
    options = parser.parse_args(arguments)
    limit = options.minutes * 60
    marks = sorted({mark for mark in MARKS if mark < limit} | {limit}) if limit > 0 else []
    paths = {path.stem: path for path in options.images or [sample.path for sample in list_samples()]}
    tables = {}
    for name, path in paths.items():
        full = load_photo(path).rgb8()
        model = None if options.images else bundled_model(name)
        bundled = load_model(model, full) if model is not None else None
        photo = fit(full, options.side)
        tables[name] = measure(name, photo, options.preset, marks, options.seed, options.out, bundled)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "retarget.json").write_text(json.dumps(tables, indent=1))
    (options.out / "retarget.md").write_text(markdown(tables))
    print(markdown(tables))


if __name__ == "__main__":
    main()
