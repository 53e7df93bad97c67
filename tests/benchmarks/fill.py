"""Hole filling beside its peers: `make bench-fill`, or `python -m tests.benchmarks.fill --images FOLDER --count 40`.

For each bin of the hole share (10-20, 20-30, 30-40, 40-50 %) every picture gets one mask of free-form strokes. Rows:
first what people get by each way to finish, with the rim around the mask (dilation and feather) that comes by itself;
then the same without it; then OpenCV's Telea and Navier-Stokes, PatchMatch (patchmatch-cython), and Regrain's networks
without and with true edges. Figures are means over the pictures: PSNR in dB, SSIM and mean absolute difference over the
whole picture, distance on EfficientNet-Lite0 features, the same on grey as the paper measures, and time as a ratio to
Telea's on the same mask. The masks are exact, so a rim only costs: it re-makes pixels outside of the mask, where all
other rows keep the truth, and hides the hole's surroundings from the networks. The difference between the first two
groups is what both cost; "in the mask" is the PSNR of the mask's own pixels, which has the second part alone, and
"changed" the share of all pixels that differ from the truth. Where the row without edges is among those asked for, a
third table has what each other row wins over it, picture by picture, with standard errors. Writes the tables, JSON and
a sheet.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import patchmatch_cython

from core.device import choose_device, torch_threads
from core.edgeconnect.flow import FINISHES, Finish
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, Blend, GivenLines, InpaintRequest
from core.edgeconnect.training.masks import strokes
from core.edges import canny, to_grey
from core.image_io import READABLE_SUFFIXES, list_samples, load_photo
from core.metrics.fidelity import l1_percent, psnr, psnr_grey, relative_mae_percent, ssim, ssim_grey
from core.metrics.perceptual import lite0_distance

BINS = ((0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.5))
SIDE = 256
BASE = "network, no rim, no edges"
Results = dict[str, dict[str, dict[str, float]]]  # figures by row and bin
Fill = Callable[[np.ndarray, np.ndarray], np.ndarray]


def pictures(folder: Path | None, count: int) -> list[np.ndarray]:
    """Square pictures of SIDE px: of a folder, or crops of the bundled samples."""
    if folder is not None:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in READABLE_SUFFIXES)
        step = max(1, len(paths) // count)
        return [_square(load_photo(path).rgb8()) for path in paths[::step][:count]]
    rng = np.random.default_rng(0)
    photos = [load_photo(sample.path).rgb8() for sample in list_samples()]
    found = []
    while len(found) < count:
        photo = photos[len(found) % len(photos)]
        side = int(rng.integers(SIDE, min(photo.shape[:2]) + 1))
        top, left = (int(rng.integers(0, limit - side + 1)) for limit in photo.shape[:2])
        found.append(_square(photo[top : top + side, left : left + side]))
    return found


def _square(photo: np.ndarray) -> np.ndarray:
    side = min(photo.shape[:2])
    top, left = (photo.shape[0] - side) // 2, (photo.shape[1] - side) // 2
    square = np.ascontiguousarray(photo[top : top + side, left : left + side])
    return square if side == SIDE else cv2.resize(square, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def mask_in_bin(rng: np.random.Generator, low: float, high: float) -> np.ndarray:
    while True:
        mask = strokes(rng, SIDE, SIDE, float(rng.uniform(low, high)))
        if low <= mask.mean() < high:
            return mask


def telea(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return cv2.inpaint(image, hole.astype(np.uint8), 5, cv2.INPAINT_TELEA)


def navier_stokes(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return cv2.inpaint(image, hole.astype(np.uint8), 5, cv2.INPAINT_NS)


def patchmatch(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    filled = patchmatch_cython.inpaint_pyramid(np.where(hole[..., None], 0, image), hole, seed=0)
    return np.where(hole[..., None], np.asarray(filled).astype(np.uint8), image)


def methods(inpainter: Inpainter) -> dict[str, Fill]:
    """The rows of the table, in its order."""

    def ours(finish: Finish, edges: str = "predicted", **margin: Blend) -> Fill:
        def fill(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
            given = {
                "predicted": None,
                "no": GivenLines(np.zeros(hole.shape, bool)),
                "true": GivenLines(canny(to_grey(image))),
            }[edges]
            return inpainter.fill(InpaintRequest(image, hole, given=given, finish=finish, **margin)).image

        return fill

    none = {"blend": EXACT}
    rows: dict[str, Fill] = {finish: ours(finish) for finish in FINISHES}
    rows |= {f"{finish}, no rim": ours(finish, **none) for finish in FINISHES}
    rows |= {"Telea": telea, "Navier-Stokes": navier_stokes, "PatchMatch": patchmatch}
    rows |= {f"network, no rim, {edges} edges": ours("network", edges, **none) for edges in ("no", "true")}
    return rows | {"auto, no rim, true edges": ours("auto", "true", **none)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, help="a folder of pictures (default: crops of the samples)")
    parser.add_argument("--count", type=int, default=40, help="pictures a bin")
    parser.add_argument("--weights", help="name, folder or file")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--only", nargs="+", metavar="WORD", help="rows whose name holds one of these words")
    parser.add_argument("--out", type=Path, default=Path("out/fill"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    images = pictures(args.images, args.count)
    inpainter = Inpainter(args.weights, choose_device(args.device))
    fills = methods(inpainter)
    if args.only:
        fills = {name: fill for name, fill in fills.items() if any(word in name for word in args.only)}
    results: Results = {name: {} for name in fills}
    gains: dict[str, dict[str, str]] = {name: {} for name in fills if name != BASE and BASE in fills}
    sheet = []
    with torch_threads(1):  # one thread for all: the classical methods have no more
        for low, high in BINS:
            rng = np.random.default_rng(round(1000 * low))
            rows: dict[str, list[dict[str, float]]] = {name: [] for name in fills}
            for number, image in enumerate(images):
                mask = mask_in_bin(rng, low, high)
                drawn = []
                began = time.perf_counter()
                telea(image, mask)
                base = time.perf_counter() - began
                for name, fill in fills.items():
                    began = time.perf_counter()
                    filled = fill(image, mask)
                    spent = time.perf_counter() - began
                    rows[name].append(measure(filled, image, mask) | {"time / Telea": spent / base})
                    drawn.append(filled)
                if number < 3:
                    holed = np.where(mask[..., None], 128, image).astype(np.uint8)
                    sheet.append(np.hstack([holed, *drawn, image]))
            title = f"{100 * low:.0f}-{100 * high:.0f} %"
            for name, figures in rows.items():
                results[name][title] = {k: round(float(np.mean([f[k] for f in figures])), 4) for k in figures[0]}
            for name, cells in gains.items():
                cells[title] = gain(rows[name], rows[BASE])
            print(f"{title} done", flush=True)
    _write(args.out, results, gains, sheet, f"{len(images)} pictures a bin, {inpainter.weights.label} weights")


def measure(filled: np.ndarray, image: np.ndarray, mask: np.ndarray) -> dict[str, float]:
    return {
        "psnr": psnr(filled, image),
        "ssim": ssim(filled, image),
        "l1": l1_percent(filled, image),
        "lite0": lite0_distance(filled, image),
        "psnr_grey": psnr_grey(filled, image),
        "ssim_51": ssim_grey(filled, image),
        "relative_mae": relative_mae_percent(filled, image),
        "psnr_mask": psnr(filled[mask], image[mask]),
        "changed": float((filled != image).any(-1).mean()),
    }


def gain(rows: list[dict[str, float]], base: list[dict[str, float]]) -> str:
    """What ``rows`` win over ``base`` on the same pictures: PSNR in dB and Lite0 distance in %, each with its standard
    error."""
    better = np.array([row["psnr"] - other["psnr"] for row, other in zip(rows, base, strict=True)])
    nearer = np.array([row["lite0"] - other["lite0"] for row, other in zip(rows, base, strict=True)])
    nearer *= 100 / np.mean([other["lite0"] for other in base])
    root = np.sqrt(len(rows))
    errors = [values.std(ddof=1) / root if len(rows) > 1 else np.nan for values in (better, nearer)]
    return f"{better.mean():+.2f} ± {errors[0]:.2f} / {nearer.mean():+.1f} ± {errors[1]:.1f}"


def table(results: Results, heading: str, cell: Callable[[dict[str, float]], str]) -> list[str]:
    """Markdown: a row for each method, a column for each bin."""
    titles = list(next(iter(results.values())))
    lines = [heading, "", "| | " + " | ".join(titles) + " | in the mask, dB | changed, % | time / Telea |"]
    lines.append("|---" * (len(titles) + 4) + "|")
    for name, by_bin in results.items():
        cells = [cell(figures) for figures in by_bin.values()]
        cells.append(" / ".join(f"{f['psnr_mask']:.1f}" for f in by_bin.values()))
        cells.append(" / ".join(f"{100 * f['changed']:.0f}" for f in by_bin.values()))
        cells.append(f"{np.mean([f['time / Telea'] for f in by_bin.values()]):.1f}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _write(
    out: Path, results: Results, gains: dict[str, dict[str, str]], sheet: list[np.ndarray], title: str
) -> None:
    lines = table(
        results, f"{title}; PSNR dB / SSIM / Lite0 distance",
        lambda f: f"{f['psnr']:.2f} / {f['ssim']:.3f} / {f['lite0']:.3f}",
    )  # fmt: skip
    lines += table(
        results, "On grey, as the paper measures: PSNR dB / SSIM with a 51 px window / MAE %",
        lambda f: f"{f['psnr_grey']:.2f} / {f['ssim_51']:.3f} / {f['relative_mae']:.2f}",
    )  # fmt: skip
    if gains:
        titles = list(next(iter(gains.values())))
        lines += [f"Against “{BASE}”: PSNR dB / Lite0 distance %, with standard errors", ""]
        lines += ["| | " + " | ".join(titles) + " |", "|---" * (len(titles) + 1) + "|"]
        lines += [f"| {name} | " + " | ".join(cells.values()) + " |" for name, cells in gains.items()]
    text = "\n".join(lines)
    print(text)
    (out / "table.md").write_text(text)
    (out / "figures.json").write_text(json.dumps(results, indent=1))
    cv2.imwrite(str(out / "sheet.jpg"), np.vstack(sheet)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
    print(f"Columns of {out / 'sheet.jpg'}: hole; {'; '.join(results)}; truth.")


if __name__ == "__main__":
    main()
