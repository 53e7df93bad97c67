"""`collage`: a photo at a grid of sizes, or bent into a sweep of quads, in one picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.arguments import add_masks, add_quality, add_style, between, factors, make_renderer
from app.cli.console import ProgressPrinter, say, stop_on_interrupt


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, help="the photo")
    parser.add_argument("-o", "--out", type=Path, required=True, help="the picture to write")
    parser.add_argument(
        "--model", type=Path, help="a model trained on this photo, to draw where it is better than the photo alone"
    )
    parser.add_argument(
        "--scales-x", type=factors, default=(0.5, 1.0, 1.5, 2.0), metavar="SX,...",
        help="factors of the photo's width, one for each column (default 0.5,1,1.5,2)",
    )  # fmt: skip
    parser.add_argument(
        "--scales-y", type=factors, default=(0.5, 1.0, 1.5), metavar="SY,...",
        help="factors of the photo's height, one for each row (default 0.5,1,1.5)",
    )  # fmt: skip
    parser.add_argument("--quads", action="store_true", help="a sweep of trapezia and parallelograms instead of sizes")
    parser.add_argument(
        "--max-side", type=between(200, 16_000, int), default=3000, metavar="PX",
        help="long side of the whole picture, at most (default 3000)",
    )  # fmt: skip
    add_style(parser)
    add_masks(parser)
    add_quality(parser, 92, "of JPEG and WebP")


def run(args: argparse.Namespace) -> int:
    from core.control import RunControl
    from core.export import CollageSettings, collage
    from core.image_io import load_photo, save_photo

    photo = load_photo(args.image)
    renderer = make_renderer(args, photo, args.protect, args.remove)
    gap = max(4, args.max_side // 180)
    settings = CollageSettings(args.scales_x, args.scales_y, args.quads, args.max_side, gap)
    control, printer = RunControl(), ProgressPrinter(args.image.name)
    try:
        with stop_on_interrupt(control):
            sheet = collage(renderer, photo, settings, lambda: control.stopped, printer)
    finally:
        printer.close()
    save_photo(photo.with_pixels(sheet), args.out, args.quality)
    cells = settings.cells(photo.width, photo.height)
    kind = "quads" if args.quads else "sizes"
    say(f"{args.out}: {len(cells[0])} x {len(cells)} {kind}, {sheet.shape[1]} x {sheet.shape[0]} px")
    return 0
