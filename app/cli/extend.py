"""`extend`: more canvas around a photo. The photo stays as it is, pixel by pixel; what is new is filled."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.arguments import add_quality, size
from app.cli.console import ProgressPrinter, say

if TYPE_CHECKING:
    from core.extend.extend import Margins

PLACES = ("center", "left", "right", "top", "bottom")
SIDES = ("left", "right", "top", "bottom")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, help="the photo")
    parser.add_argument("--size", type=size, metavar="WxH", help="size of the result, px: 1600x900")
    parser.add_argument(
        "--at", choices=PLACES, default="center", help="with --size: where the photo lies (default center)"
    )
    for side in SIDES:
        parser.add_argument(f"--{side}", type=int, metavar="PX", help=f"how much is added on the {side}, px")
    parser.add_argument(
        "--weights", metavar="NAME|DIR|FILE",
        help="networks that draw joints before patches finish them (default: patches alone)",
    )  # fmt: skip
    parser.add_argument("-o", "--out", type=Path, required=True, help="the picture to write")
    add_quality(parser, 92, "of JPEG and WebP")


def run(args: argparse.Namespace) -> int:
    from core.device import choose_device
    from core.edgeconnect.inpainter import Inpainter
    from core.extend.extend import extend
    from core.image_io import load_photo, save_photo
    from core.retarget.subject import find_subject

    photo = load_photo(args.image)
    margins = _margins(args, photo.width, photo.height)
    margins.check(photo.width, photo.height)  # before networks are loaded
    printer = ProgressPrinter(args.image.name)
    try:
        result = extend(
            photo.pixels,
            margins,
            photo.alpha,
            subject=find_subject(photo.pixels, photo.alpha),
            inpainter=None if args.weights is None else Inpainter(args.weights, choose_device(args.device)),
            seed=args.seed,
            on_progress=printer,
        )
    finally:
        printer.close()
    save_photo(photo.with_pixels(result.image, result.alpha), args.out, args.quality)
    height, width = result.image.shape[:2]
    say(f"{args.out}: {width} x {height} px, extended in {result.seconds:.1f} s")
    return 0


def _margins(args: argparse.Namespace, width: int, height: int) -> Margins:
    from core.errors import GeometryError
    from core.extend.extend import Margins, margins_for

    sides = {side: getattr(args, side) for side in SIDES}
    if args.size is not None:
        if any(value is not None for value in sides.values()):
            raise GeometryError("Give either --size or how much is added on each side, not both.")
        wide, high = args.size
        return margins_for(width, height, wide, high, args.at)
    return Margins(**{side: value or 0 for side, value in sides.items()})
