"""What patch distances do not tell of the patch engine: `python -m tests.benchmarks.engine [--images PHOTO ...]`.

For each photo, mean of six sizes: importance lost and doubled (dragging, refined, and with a bundled model where there
is one); sharpness of larger sizes in full resolution as a multiple of the photo's (mean size of the Laplacian), beside
a plain stretch and seam carving; share of the picture that jumps from frame to frame in a drag, beside one whose frames
know nothing of each other; time of a refined frame at 512 px beside seam carving. Then one retarget of 12 megapixels on
the command line: time and peak memory. Writes a markdown table and JSON to out/engine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import psutil
import seam_carving

from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.ingan.messages import RenderRequest
from core.ingan.model import Snapshot, bundled_model, load_model
from core.ingan.renderer import Renderer
from core.metrics.objects import ObjectScores, object_scores
from core.patches.importance import importance
from core.patches.maps import CandidateMaps, CandidateState
from core.patches.prior import PatchPrior
from core.patches.sources import best_source
from tests.benchmarks.retarget import canvases, fit

WORKING = 256  # px, long side for what is lost, doubled and jumps
MEDIUM = 512
LARGE = (4000, 3000)
DRAG = np.linspace(0.6, 1.8, 60)
JUMP = 2  # px by which a source may move beyond what the canvas grew by, and still count as moving along


def sharpness(picture: np.ndarray) -> float:
    """Mean size of the Laplacian of the brightness, 8-bit units."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean())


def mean_objects(prior: PatchPrior, draw: Callable[[CanvasGeometry], CandidateMaps]) -> str:
    weights = importance(prior.pixels) ** 2
    shown = [object_scores(*best_source(draw(prior.fitted(canvas)[0])), weights) for canvas in canvases(prior.pixels)]
    return " / ".join(ObjectScores.mean(shown).row())


def jumps(prior: PatchPrior, steady: bool, snapshot: Snapshot | None = None) -> float:
    """Mean share of pixels whose source jumps from a frame of a drag to the next; ``steady``: as the editor drags."""
    height, width = prior.shape
    arrangements = snapshot.arrangements if snapshot else None
    state: CandidateState | None = None
    before, shares, grown = None, [], JUMP + (DRAG[1] - DRAG[0]) * width
    for factor in DRAG:
        canvas, _ = prior.fitted(CanvasGeometry(width, height, round(width * factor), height))
        maps = prior.candidates(canvas, state if steady else None, arrangements)
        state, shown = maps.state, np.stack(best_source(maps)).astype(np.int64)
        if before is not None:
            narrow = min(shown.shape[2], before.shape[2])
            moved = np.abs(shown[..., :narrow] - before[..., :narrow]).max(0)
            shares.append(float((moved > grown).mean()))
        before = shown
    return float(np.mean(shares))


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(path: Path) -> dict[str, str]:
    """One photo's row of the table."""
    photo = load_photo(path).rgb8()
    prior = PatchPrior(fit(photo, WORKING))
    model = bundled_model(path.stem)
    renderer = Renderer(photo)

    def sharp(engine: str, **more: bool) -> float:
        pictures = [
            renderer.render(RenderRequest(canvas, max_side=None, engine=engine, **more)).image
            for canvas in canvases(photo)
            if canvas.width >= canvas.source_width and canvas.height >= canvas.source_height
        ]
        return float(np.mean([sharpness(each) for each in pictures])) / sharpness(photo)

    medium = fit(photo, MEDIUM)
    wider = CanvasGeometry(medium.shape[1], medium.shape[0], round(1.4 * medium.shape[1]), medium.shape[0])
    quick = Renderer(medium)
    carved = seam_carving.resize(medium, (wider.width, wider.height), energy_mode="forward")
    row = {
        "lost / doubled, drag": mean_objects(prior, prior.candidates),
        "refined": mean_objects(prior, lambda canvas: prior.refined(prior.candidates(canvas))),
        "with model": "",
        "sharpness, stretch": f"{sharp('stretch'):.2f}",
        "seam carving (512 px)": f"{sharpness(carved) / sharpness(medium):.2f}",
        "patches": f"{sharp('patches'):.2f}",
        "patches, refined": f"{sharp('patches', refine=True):.2f}",
        "jumps, frame by frame": f"{100 * jumps(prior, steady=False):.1f} %",
        "as dragged": f"{100 * jumps(prior, steady=True):.1f} %",
        "as dragged, with model": "",
    }
    if model is not None:
        snapshot = load_model(model, photo)
        row["with model"] = mean_objects(prior, lambda canvas: prior.candidates(canvas, None, snapshot.arrangements))
        row["as dragged, with model"] = f"{100 * jumps(prior, True, snapshot):.1f} %"
    ours = timed(lambda: quick.render(RenderRequest(wider, max_side=None, engine="patches", refine=True)))
    peer = timed(lambda: seam_carving.resize(medium, (wider.width, wider.height), energy_mode="forward"))
    row["refined at 512 px, of seam carving's time"] = f"{ours / peer:.2f}"
    return row


def export_large(path: Path) -> tuple[float, float]:
    """Seconds and peak memory, MiB, of the command that makes a photo of 12 megapixels 1.4 times as wide."""
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder, "photo.png"), Path(folder, "wide.png")
        pixels = cv2.resize(load_photo(path).rgb8(), LARGE, interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(source), pixels[..., ::-1])
        command = [sys.executable, "main.py", "retarget", str(source), "--scale", "1.4x1", "-o", str(result)]
        began, peak = time.perf_counter(), 0
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None:
                try:
                    peak = max(peak, psutil.Process(process.pid).memory_info().rss)
                except psutil.Error:
                    break
                time.sleep(0.02)
        if process.returncode:
            raise RuntimeError(f"retarget ended with {process.returncode}")
        return time.perf_counter() - began, peak / 2**20


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", nargs="+", type=Path, help="photos; the bundled samples without it")
    parser.add_argument("--out", type=Path, default=Path("out/engine"))
    options = parser.parse_args(arguments)
    paths = options.images or [sample.path for sample in list_samples()]
    table = {path.stem: measure(path) for path in paths}
    names = list(next(iter(table.values())))
    lines = [f"| | {' | '.join(table)} |", "|---" * (len(table) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(row[name] for row in table.values())} |" for name in names]
    seconds, peak = export_large(paths[0])
    lines += ["", f"12 megapixels, 1.4 times as wide, whole command: {seconds:.1f} s, {peak:.0f} MiB at most"]
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "engine.md").write_text("\n".join(lines) + "\n")
    (options.out / "engine.json").write_text(json.dumps({"photos": table, "seconds": seconds, "peak_mib": peak}))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
