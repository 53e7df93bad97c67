"""`animate`: a film of a photo on its way through sizes and quads."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.arguments import add_masks, add_quality, add_style, between, make_renderer, quad, scale, size
from app.cli.console import ProgressPrinter, say, stop_on_interrupt

if TYPE_CHECKING:
    from core.export import Keyframe
    from core.geometry import Quad
    from core.image_io import Photo

LARGEST_FACTOR = 20  # "2x1" is a scale, "600x400" a size: no side changes by more than this factor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, help="the photo")
    parser.add_argument("-o", "--out", type=Path, required=True, help="the film to write: .mp4, .webp or .gif")
    parser.add_argument(
        "--model", type=Path, help="a model of the paper's network; others draw single pictures, and films are warped"
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--to", type=_target, nargs="+", action="extend", metavar="WxH|SXxSY|QUAD",
        help="where to go from the photo's own size, in order: sizes in px (800x600), factors up to "
        f'{LARGEST_FACTOR} (1.5x1), quads ("0,0 800,60 760,600 20,580"); without this, a tour of sizes',
    )  # fmt: skip
    way.add_argument("--script", type=Path, metavar="FILE", help="keyframes in a JSON file, see docs/command-line.md")
    parser.add_argument("--seconds", type=between(0.2, 600), default=6.0, help="length (default 6)")
    parser.add_argument("--fps", type=between(1, 60, int), default=25, help="frames a second (default 25)")
    parser.add_argument(
        "--max-side", type=between(32, 4096, int), default=720, metavar="PX", help="long side of a frame (default 720)"
    )
    parser.add_argument(
        "--easing", choices=("smooth", "linear"), default="smooth", help="of ways without their own (default smooth)"
    )
    parser.add_argument(
        "--rest", type=between(0, 0.9), default=0.16, metavar="SHARE",
        help="share of each way at which the picture stands still (default 0.16)",
    )  # fmt: skip
    parser.add_argument("--loop", action="store_true", help="go back to the beginning at the end")
    add_style(parser)
    add_masks(parser)
    add_quality(parser, 85, "of MP4 and WebP")


def run(args: argparse.Namespace) -> int:
    from core.control import RunControl
    from core.export import AnimationSettings, animation, check_suffix, closed
    from core.image_io import load_photo

    check_suffix(args.out)
    photo = load_photo(args.image)
    keys = _keys(args, photo)
    if args.loop:
        keys = closed(keys)
    settings = AnimationSettings(
        args.seconds, args.fps, args.max_side, quality=args.quality, easing=args.easing, rest=args.rest
    )
    frames = len(settings.path(keys))  # a way that cannot be gone is refused before anything is looked for
    renderer = make_renderer(args, photo, args.protect, args.remove)
    control, printer = RunControl(), ProgressPrinter(args.image.name)
    try:
        with stop_on_interrupt(control):
            animation(renderer, photo, keys, args.out, settings, lambda: control.stopped, printer)
    finally:
        printer.close()
    say(f"{args.out}: {frames} frames, {frames / args.fps:.1f} s")
    return 0


def _keys(args: argparse.Namespace, photo: Photo) -> list[Keyframe]:
    from core.export import Keyframe, read_script, tour
    from core.geometry import CanvasGeometry, resized

    width, height = photo.width, photo.height
    if args.script is not None:
        return read_script(args.script, width, height)
    if not args.to:
        return tour(width, height)
    keys = [Keyframe(CanvasGeometry.identity(width, height))]
    for kind, value in args.to:
        if kind == "quad":
            geometry = CanvasGeometry.from_quad(width, height, value)
        else:
            geometry = resized(width, height, None, value) if kind == "scale" else resized(width, height, value)
        keys.append(Keyframe(geometry))
    return keys


def _target(text: str) -> tuple[str, tuple[float, float] | tuple[int, int] | Quad]:
    if "," in text:
        return "quad", quad(text)
    try:
        found = scale(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no size, no pair of factors and no quad") from error
    return ("scale", found) if max(found) <= LARGEST_FACTOR else ("size", size(text))
