"""What patch distances do not tell of reshaping: `python -m tests.benchmarks.engine [--images PHOTO ...]`.

For each photo, larger sizes at the photo's full resolution: sharpness as a multiple of the photo's (mean size of the
Laplacian) at rest and while dragging, beside a plain stretch and seam carving; share of the canvas that is given new
grain; time of a frame at rest at 512 px beside seam carving. Then one retarget of 12 megapixels on the command line:
time and peak memory. Writes a markdown table and JSON to out/engine.
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
from core.rendering.renderer import Renderer
from core.retarget.retargeter import Retargeter
from core.retarget.sampling import Pyramid
from core.retarget.subject import find_subject
from tests.benchmarks.retarget import canvases, fit

MEDIUM = 512
LARGE = (4000, 3000)


def sharpness(picture: np.ndarray) -> float:
    """Mean size of the Laplacian of the brightness, 8-bit units."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean())


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(path: Path) -> dict[str, str]:
    """One photo's row of the table."""
    photo = load_photo(path).rgb8()
    subject = find_subject(photo)
    renderer, retargeter = Renderer(photo, subject=subject), Retargeter(Pyramid.of(photo), subject)
    larger = [c for c in canvases(photo) if c.width >= c.source_width and c.height >= c.source_height]

    def sharp(engine: str, **more: bool) -> float:
        pictures = [
            renderer.render(RenderRequest(canvas, max_side=None, engine=engine, **more)).image  # type: ignore[arg-type]
            for canvas in larger
        ]
        return float(np.mean([sharpness(each) for each in pictures])) / sharpness(photo)

    medium = fit(photo, MEDIUM)
    wider = CanvasGeometry(medium.shape[1], medium.shape[0], round(1.4 * medium.shape[1]), medium.shape[0])
    quick = Renderer(medium, subject=subject)
    carved = seam_carving.resize(medium, (wider.width, wider.height), energy_mode="forward")
    grain = [retargeter.composition(canvas) for canvas in larger]
    ours = timed(lambda: quick.render(RenderRequest(wider, max_side=None, engine="patches", refine=True)))
    peer = timed(lambda: seam_carving.resize(medium, (wider.width, wider.height), energy_mode="forward"))
    return {
        "sharpness, stretch": f"{sharp('stretch'):.2f}",
        "seam carving (512 px)": f"{sharpness(carved) / sharpness(medium):.2f}",
        "while dragging": f"{sharp('patches', dragging=True):.2f}",
        "at rest": f"{sharp('patches', refine=True):.2f}",
        "new grain, of the canvas": f"{100 * np.mean([0 if g is None else g.shown.mean() for g in grain]):.0f} %",
        "frame at rest at 512 px, of seam carving's time": f"{ours / peer:.2f}",
    }


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
