"""Hole filling beside its peers: `make bench-fill`, or `python -m tests.benchmarks.fill --images FOLDER --count 40`.

For each bin of the hole share (10-20, 20-30, 30-40, 40-50 %) every picture gets one mask of free-form strokes. Rows:
OpenCV's Telea and Navier-Stokes, PatchMatch (patchmatch-cython), and Regrain's networks with predicted, without, and
with true edges (the paper's ablation), each as the networks draw it and finished with the photo's own patches. Figures
are means over the pictures: PSNR in dB, SSIM and mean absolute difference over the whole picture, distance on
EfficientNet-Lite0 features, and time as a ratio to Telea's on the same mask. Writes a table, JSON and a sheet.
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
from core.edgeconnect.edges import canny, to_grey
from core.edgeconnect.flow import Finish
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.masks import strokes
from core.edgeconnect.request import InpaintRequest
from core.image_io import READABLE_SUFFIXES, list_samples, load_photo
from core.metrics.fidelity import l1_percent, psnr, ssim
from core.metrics.perceptual import lite0_distance

BINS = ((0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.5))
SIDE = 256
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


def methods(weights: str | None, device: str) -> dict[str, Fill]:
    inpainter = Inpainter(weights, choose_device(device))

    def classic(kind: int) -> Fill:
        return lambda image, hole: cv2.inpaint(image, hole.astype(np.uint8), 5, kind)

    def patchmatch(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
        filled = patchmatch_cython.inpaint_pyramid(np.where(hole[..., None], 0, image), hole, seed=0)
        return np.where(hole[..., None], np.asarray(filled).astype(np.uint8), image)

    def ours(edges: str, finish: Finish) -> Fill:
        def fill(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
            given = {
                "predicted": None,
                "no": np.zeros(hole.shape, bool),
                "true": canny(to_grey(image)),
            }[edges]
            request = InpaintRequest(image, hole, edges=given, dilate=0, feather=0, finish=finish)
            return inpainter.fill(request).image

        return fill

    name = inpainter.weights.label
    rows: dict[str, Fill] = {
        "Telea": classic(cv2.INPAINT_TELEA),
        "Navier-Stokes": classic(cv2.INPAINT_NS),
        "PatchMatch": patchmatch,
    }
    for edges in ("no", "predicted", "true"):
        rows[f"{name}, {edges} edges"] = ours(edges, finish="network")
    for edges in ("predicted", "true"):
        rows[f"{name}, {edges} edges + patches"] = ours(edges, finish="auto")
    return rows


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
    fills = methods(args.weights, args.device)
    if args.only:
        fills = {name: fill for name, fill in fills.items() if any(word in name for word in args.only)}
    results: dict[str, dict[str, dict[str, float]]] = {name: {} for name in fills}
    sheet = []
    with torch_threads(1):  # one thread for all: the classical methods have no more
        for low, high in BINS:
            title = f"{100 * low:.0f}-{100 * high:.0f} %"
            rng = np.random.default_rng(round(1000 * low))
            masks = [mask_in_bin(rng, low, high) for _ in images]
            scores: dict[str, list[tuple[float, ...]]] = {name: [] for name in fills}
            for number, (image, mask) in enumerate(zip(images, masks)):
                drawn, base = [], 0.0
                for name, fill in fills.items():
                    began = time.perf_counter()
                    filled = fill(image, mask)
                    spent = time.perf_counter() - began
                    base = base or spent
                    drawn.append(filled)
                    figures = psnr(filled, image), ssim(filled, image), l1_percent(filled, image)
                    scores[name].append((*figures, lite0_distance(filled, image), spent / base))
                if number < 3:
                    holed = np.where(mask[..., None], 128, image).astype(np.uint8)
                    sheet.append(np.hstack([holed, *drawn, image]))
            for name, rows in scores.items():
                mean = np.array(rows).mean(0)
                keys = ("psnr", "ssim", "l1", "lite0", "time / Telea")
                results[name][title] = {key: round(float(value), 4) for key, value in zip(keys, mean)}
            print(f"{title} done", flush=True)
    _write(args.out, results, sheet, len(images))


def _write(out: Path, results: dict, sheet: list[np.ndarray], count: int) -> None:
    titles = list(next(iter(results.values())))
    lines = [f"{count} pictures a bin; PSNR / SSIM / Lite0 distance", ""]
    lines += ["| | " + " | ".join(titles) + " | time / Telea |", "|---" * (len(titles) + 2) + "|"]
    for name, by_bin in results.items():
        cells = [f"{f['psnr']:.2f} / {f['ssim']:.3f} / {f['lite0']:.3f}" for f in by_bin.values()]
        ratio = np.mean([f["time / Telea"] for f in by_bin.values()])
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {ratio:.1f} |")
    table = "\n".join(lines)
    print(table)
    (out / "table.md").write_text(table + "\n")
    (out / "figures.json").write_text(json.dumps(results, indent=1))
    cv2.imwrite(str(out / "sheet.jpg"), np.vstack(sheet)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
    print(f"Columns of {out / 'sheet.jpg'}: hole, {', '.join(results)}, truth.")


if __name__ == "__main__":
    main()
