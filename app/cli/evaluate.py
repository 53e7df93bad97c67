"""`evaluate`: how near pictures are to their references."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.image_io import named_as_picture

if TYPE_CHECKING:
    import numpy as np

BINS = ((0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.5))
Row = dict[str, Any]
# Of each protocol, the figures of a picture and of a group: heading, decimals.
COLUMNS = {
    "regrain": {"psnr": ("PSNR dB", 2), "ssim": ("SSIM", 4), "l1": ("l1 %", 3), "lite0": ("Lite0", 4)},
    "paper": {
        "psnr_grey": ("PSNR dB", 2),
        "ssim_51": ("SSIM 51", 4),
        "relative_mae": ("MAE %", 3),
        "edge_precision": ("edge prec.", 3),
        "edge_recall": ("edge rec.", 3),
        "frechet_lite0": ("Fréchet", 2),
    },
}
PSNRS = ("psnr", "psnr_grey")  # equal pictures have none
ABOUT_PAPER = (
    "On grey: PSNR, SSIM with a 51 px window, MAE = sum |a - b| / sum (a + b). "
    "Edges: Canny, sigma 2, in the hole, at most 1 px off."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("output", type=Path, help="a picture, or a folder of them")
    parser.add_argument("reference", type=Path, help="the original, or a folder with the same file stems")
    parser.add_argument("--mask", type=Path, help="mask(s), white = hole: figures by hole share")
    parser.add_argument(
        "--protocol", choices=tuple(COLUMNS), default="regrain",
        help="regrain: in colour, SSIM with a Gaussian window, Lite0 distance (default); paper: as EdgeConnect was "
        "published, on grey, SSIM with a 51 px window, with edge precision and recall in the hole",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def run(args: argparse.Namespace) -> int:
    from core.errors import ImageError

    pairs = _pairs(args.output, args.reference)
    if not pairs:
        raise ImageError("No picture in {0} has a reference of the same name in {1}.", args.output, args.reference)
    measure = _measure_paper if args.protocol == "paper" else _measure
    measured = []
    for output, reference in pairs:
        first, second, hole = _load(output, reference, args.mask)
        row: Row = {"name": output.name, **measure(first, second, hole)}
        if hole is not None:
            row["share"] = float(hole.mean())
        measured.append(row)
    vectors = {id(row): row.pop("vectors") for row in measured if "vectors" in row}
    groups = {"all": measured}
    if args.mask is not None:
        for low, high in BINS:
            members = [r for r in measured if low <= r["share"] < high]
            if members:
                groups[f"{100 * low:.0f}-{100 * high:.0f} %"] = members
    columns = COLUMNS[args.protocol]
    summary = {name: _mean(members, list(columns)) for name, members in groups.items()}
    notes = []
    if args.protocol == "paper":
        for name, members in groups.items():
            summary[name]["frechet_lite0"] = _frechet([vectors[id(row)] for row in members])
        notes = _notes(len(measured))
    if args.json:
        result = {"protocol": args.protocol, "pictures": measured, "mean": summary, "notes": notes}
        print(json.dumps(result, allow_nan=False))
        return 0
    shown = {k: v for k, v in columns.items() if args.mask is not None or not k.startswith("edge_")}
    print(f"{'hole share':<12}{'pictures':>9}" + "".join(f"{heading:>12}" for heading, _ in shown.values()))
    for name, mean in summary.items():
        cells = [_cell(key, mean[key], decimals) for key, (_, decimals) in shown.items()]
        print(f"{name:<12}{len(groups[name]):>9}" + "".join(f"{cell:>12}" for cell in cells))
    for note in notes:
        print(note)
    return 0


def _pairs(output: Path, reference: Path) -> list[tuple[Path, Path]]:
    from core.errors import ImageError

    if not output.is_dir():
        if reference.is_dir():
            raise ImageError("{0} is a folder, but {1} is one picture.", reference, output)
        return [(output, reference)]
    if not reference.is_dir():
        raise ImageError("{0} is a folder, so the reference must be one too; {1} is not.", output, reference)
    originals = {p.stem: p for p in sorted(reference.iterdir()) if named_as_picture(p)}
    pictures = sorted(p for p in output.iterdir() if named_as_picture(p))
    return [(p, originals[p.stem]) for p in pictures if p.stem in originals]


def _load(output: Path, reference: Path, masks: Path | None) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Both pictures, uint8 (h, w, 3), and the hole, bool (h, w), where there are masks."""
    from core.batch import matching_file
    from core.errors import ImageError
    from core.image_io import load_mask, load_photo
    from core.sentence import Sentence

    first, second = load_photo(output).rgb8(), load_photo(reference).rgb8()
    if first.shape != second.shape:
        sizes = [f"{p.shape[1]} x {p.shape[0]} px" for p in (first, second)]
        raise ImageError(
            "{0} is {1}, but its reference is {2}; they must have the same size.", output.name, sizes[0], sizes[1]
        )
    if masks is None:
        return first, second, None
    size = first.shape[1], first.shape[0]
    return first, second, load_mask(matching_file(masks, output, Sentence("mask")), size)


def _measure(first: np.ndarray, second: np.ndarray, _hole: np.ndarray | None) -> Row:
    from core.metrics.fidelity import l1_percent, psnr, ssim
    from core.metrics.perceptual import lite0_distance

    return {
        "psnr": _finite(psnr, first, second),
        "ssim": ssim(first, second),
        "l1": l1_percent(first, second),
        "lite0": lite0_distance(first, second),
    }


def _measure_paper(first: np.ndarray, second: np.ndarray, hole: np.ndarray | None) -> Row:
    from core.metrics.edges import edge_scores
    from core.metrics.fidelity import psnr_grey, relative_mae_percent, ssim_grey
    from core.metrics.frechet import lite0_vector

    row: Row = {
        "psnr_grey": _finite(psnr_grey, first, second),
        "ssim_51": ssim_grey(first, second),
        "relative_mae": relative_mae_percent(first, second),
    }
    if hole is not None:
        edges = edge_scores(first, second, hole)
        row |= {"edge_precision": edges.precision, "edge_recall": edges.recall}
    return row | {"vectors": (lite0_vector(first), lite0_vector(second))}


def _finite(figure: Callable[[np.ndarray, np.ndarray], float], first: np.ndarray, second: np.ndarray) -> float | None:
    value = figure(first, second)
    return value if math.isfinite(value) else None  # equal pictures; JSON knows no infinity


def _frechet(vectors: list[tuple[np.ndarray, np.ndarray]]) -> float | None:
    from core.metrics.frechet import frechet_distance

    if len(vectors) < 2:
        return None
    first, second = zip(*vectors, strict=True)
    return frechet_distance(first, second)


def _notes(count: int) -> list[str]:
    from core.metrics.frechet import ENOUGH, NAME

    notes = [ABOUT_PAPER, f"{NAME}; not FID."]
    if count < ENOUGH:
        notes.append(
            f"From fewer than {ENOUGH} pictures the Fréchet distance compares only with one of as many pictures."
        )
    return notes


def _mean(rows: list[Row], figures: list[str]) -> Row:
    import numpy as np

    result: Row = {"count": len(rows)}
    for name in figures:
        values = [r[name] for r in rows if r.get(name) is not None]
        result[name] = float(np.mean(values)) if values else None
    return result


def _cell(name: str, value: float | None, decimals: int) -> str:
    if value is None:
        return "same" if name in PSNRS else "-"
    return f"{value:.{decimals}f}"
