"""`retarget`: re-make a photo, or a folder of them, at another size, scale or quad, from its own full-size pixels."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.arguments import add_masks, add_quality, add_style, make_renderer, quad, scale, size
from app.cli.console import ProgressPrinter, say, through_folder
from app.model.drawing_words import drawing_words
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.geometry import CanvasGeometry


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, help="the photo (with --batch: a folder of photos)")
    parser.add_argument(
        "--model", type=Path, help="a model trained on this photo, to draw where it is better than the photo alone"
    )
    shape = parser.add_mutually_exclusive_group(required=True)
    shape.add_argument("--size", type=size, metavar="WxH", help="size of the result, px: 1600x900")
    shape.add_argument("--scale", type=scale, metavar="SXxSY", help="factors of the photo's width and height: 1.5x1")
    shape.add_argument("--quad", type=quad, metavar='"x,y x,y x,y x,y"', help="corners, px: tl tr br bl")
    add_style(parser)
    add_masks(parser)
    parser.add_argument("-o", "--out", type=Path, required=True, help="the picture (with --batch: the folder) to write")
    parser.add_argument("--batch", action="store_true", help="work through a folder; masks may be folders, too")
    parser.add_argument("--no-refine", action="store_true", help="only warp; leave stretched grain as it is")
    add_quality(parser, 92, "of JPEG and WebP")


def run(args: argparse.Namespace) -> int:
    from core.errors import ImageError

    if args.batch and not args.image.is_dir():
        raise ImageError("With --batch, {0} must be a folder of photos.", args.image)
    if not args.batch and args.image.is_dir():
        raise ImageError("{0} is a folder; add --batch to re-make all photos in it.", args.image)
    if not args.batch:
        _retarget_one(args, args.image, args.protect, args.remove, args.out)
        return 0
    if args.model is not None:
        raise ImageError("A model belongs to one photo; leave --model out with --batch.")
    from core.batch import matching_file

    def operation(photo: Path, out: Path, _cancelled: object, _on_progress: object) -> None:
        def mask(path: Path | None) -> Path | None:
            return None if path is None else matching_file(path, photo, Sentence("mask"))

        _retarget_one(args, photo, mask(args.protect), mask(args.remove), out)

    return through_folder(args.image, args.out, operation, "re-made")


def _retarget_one(args: argparse.Namespace, image: Path, protect: Path | None, remove: Path | None, out: Path) -> None:
    from core.image_io import load_photo, save_photo
    from core.ingan.messages import RenderRequest

    photo = load_photo(image)
    geometry = _geometry(args, photo.width, photo.height)
    renderer = make_renderer(args, photo, protect, remove)
    request = RenderRequest(geometry, max_side=None, refine=not args.no_refine)
    printer = ProgressPrinter(image.name)
    try:
        result = renderer.render(request, on_progress=printer)
    finally:
        printer.close()
    photo = photo.with_pixels(result.image)
    del renderer  # it holds the old photo, and saving a large one takes memory of its own
    save_photo(photo, out, args.quality)
    tried = f" (step {result.tried} is no better on this canvas)" if result.tried else ""
    drawn = f"drawn by {drawing_words(result.drawing)}{tried} in {result.seconds:.1f} s"
    say(f"{out}: {geometry.width} x {geometry.height} px, {drawn}")


def _geometry(args: argparse.Namespace, width: int, height: int) -> CanvasGeometry:
    from core.geometry import CanvasGeometry, resized

    if args.quad is not None:
        return CanvasGeometry.from_quad(width, height, args.quad)
    return resized(width, height, args.size, args.scale or (1.0, 1.0))
