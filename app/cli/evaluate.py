"""`evaluate`: how near pictures are to their references."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.image_io import READABLE_SUFFIXES

BINS = ((0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.5))
FIGURES = ("psnr", "ssim", "l1", "lite0")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("output", type=Path, help="a picture, or a folder of them")
    parser.add_argument("reference", type=Path, help="the original, or a folder with the same file stems")
    parser.add_argument("--mask", type=Path, help="mask(s), white = hole: figures by hole share")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def run(args: argparse.Namespace) -> int:
    from core.errors import ImageError

    pairs = _pairs(args.output, args.reference)
    rows = [_measure(output, reference, args.mask) for output, reference in pairs]
    if not rows:
        raise ImageError(f"No picture in {args.output} has a reference of the same name in {args.reference}.")
    groups = {"all": rows}
    if args.mask is not None:
        for low, high in BINS:
            members = [r for r in rows if low <= r["share"] < high]
            if members:
                groups[f"{100 * low:.0f}-{100 * high:.0f} %"] = members
    summary = {name: _mean(members) for name, members in groups.items()}
    if args.json:
        print(json.dumps({"pictures": rows, "mean": summary}, allow_nan=False))
        return 0
    print(f"{'hole share':<12}{'pictures':>9}{'PSNR dB':>9}{'SSIM':>8}{'l1 %':>8}{'Lite0':>8}")
    for name, mean in summary.items():
        shown = "   same" if mean["psnr"] is None else f"{mean['psnr']:>9.2f}"
        counted = f"{name:<12}{len(groups[name]):>9}"
        print(f"{counted}{shown:>9}{mean['ssim']:>8.4f}{mean['l1']:>8.3f}{mean['lite0']:>8.4f}")
    return 0


def _pairs(output: Path, reference: Path) -> list[tuple[Path, Path]]:
    from core.errors import ImageError

    if not output.is_dir():
        if reference.is_dir():
            raise ImageError(f"{reference} is a folder, but {output} is one picture.")
        return [(output, reference)]
    if not reference.is_dir():
        raise ImageError(f"{output} is a folder, so the reference must be one too; {reference} is not.")
    originals = {p.stem: p for p in sorted(reference.iterdir()) if p.suffix.lower() in READABLE_SUFFIXES}
    pictures = sorted(p for p in output.iterdir() if p.suffix.lower() in READABLE_SUFFIXES)
    return [(p, originals[p.stem]) for p in pictures if p.stem in originals]


def _measure(output: Path, reference: Path, masks: Path | None) -> dict:
    import math

    from core.batch import partner
    from core.errors import ImageError
    from core.image_io import load_mask, load_photo
    from core.metrics.fidelity import l1_percent, psnr, ssim
    from core.metrics.perceptual import lite0_distance

    first, second = load_photo(output).rgb8(), load_photo(reference).rgb8()
    if first.shape != second.shape:
        sizes = [f"{p.shape[1]} x {p.shape[0]} px" for p in (first, second)]
        raise ImageError(f"{output.name} is {sizes[0]}, but its reference is {sizes[1]}; they must have the same size.")
    value = psnr(first, second)
    row = {
        "name": output.name,
        "psnr": value if math.isfinite(value) else None,  # equal pictures; JSON knows no infinity
        "ssim": ssim(first, second),
        "l1": l1_percent(first, second),
        "lite0": lite0_distance(first, second),
    }
    if masks is not None:
        hole = load_mask(partner(masks, output, "mask"))
        if hole.shape != first.shape[:2]:
            raise ImageError(f"The mask of {output.name} has another size than the picture.")
        row["share"] = float(hole.mean())
    return row


def _mean(rows: list[dict]) -> dict:
    import numpy as np

    result: dict = {"count": len(rows)}
    for name in FIGURES:
        values = [r[name] for r in rows if r[name] is not None]
        result[name] = float(np.mean(values)) if values else None
    return result
