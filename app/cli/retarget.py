"""`retarget`: re-make a photo, or a folder of them, at another size, scale or quad, from its own full-size pixels."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import ProgressPrinter, through_folder

if TYPE_CHECKING:
    from core.geometry import CanvasGeometry, Quad


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, help="the photo (with --batch: a folder of photos)")
    parser.add_argument("--model", type=Path, help="a model trained on this photo; without one, the photo alone draws")
    shape = parser.add_mutually_exclusive_group(required=True)
    shape.add_argument("--size", type=_size, metavar="WxH", help="size of the result, px: 1600x900")
    shape.add_argument("--scale", type=_scale, metavar="SXxSY", help="factors of the photo's width and height: 1.5x1")
    shape.add_argument("--quad", type=_quad, metavar='"x,y x,y x,y x,y"', help="corners, px: tl tr br bl")
    parser.add_argument(
        "--style", choices=("auto", "things", "pattern"), default="auto",
        help="keep things whole, repeat a pattern's elements, or look at the photo (default)",
    )  # fmt: skip
    parser.add_argument("--protect", type=Path, metavar="MASK", help="keep what is light in this mask whole and single")
    parser.add_argument("--remove", type=Path, metavar="MASK", help="leave out what is light in this mask")
    parser.add_argument("-o", "--out", type=Path, required=True, help="the picture (with --batch: the folder) to write")
    parser.add_argument("--batch", action="store_true", help="work through a folder; masks may be folders, too")
    parser.add_argument("--no-refine", action="store_true", help="only warp; leave stretched grain as it is")
    parser.add_argument("--quality", type=int, default=92, help="of JPEG and WebP, 1-100 (default 92)")


def run(args: argparse.Namespace) -> int:
    from core.errors import ImageError

    if args.batch and not args.image.is_dir():
        raise ImageError(f"With --batch, {args.image} must be a folder of photos.")
    if not args.batch and args.image.is_dir():
        raise ImageError(f"{args.image} is a folder; add --batch to re-make all photos in it.")
    if not args.batch:
        _retarget_one(args, args.image, args.protect, args.remove, args.out)
        return 0
    if args.model is not None:
        raise ImageError("A model belongs to one photo; leave --model out with --batch.")
    from core.batch import partner

    def treat(photo: Path, out: Path, _cancelled: object, _on_progress: object) -> None:
        masks = [path and partner(path, photo, "mask") for path in (args.protect, args.remove)]
        _retarget_one(args, photo, *masks, out)

    return through_folder(args.image, args.out, treat, "re-made")


def _retarget_one(args: argparse.Namespace, image: Path, protect: Path | None, remove: Path | None, out: Path) -> None:
    from core.device import choose_device
    from core.image_io import load_mask, load_photo, save_photo
    from core.ingan.messages import Marks, RenderRequest
    from core.ingan.renderer import Renderer
    from core.retarget.subject import find_subject

    photo = load_photo(image)
    geometry = _geometry(args, photo.width, photo.height)
    renderer = Renderer(photo.pixels, photo.alpha, choose_device(args.device), style=args.style)
    if args.model is not None:
        from core.ingan.model import load_model

        renderer.load(load_model(args.model, photo.pixels))
    masks = [path and load_mask(path, (photo.width, photo.height)) for path in (protect, remove)]
    marks = Marks(*masks) if protect or remove else None
    subject = find_subject(photo.pixels, photo.alpha)
    request = RenderRequest(geometry, max_side=None, refine=not args.no_refine, marks=marks, subject=subject)
    printer = ProgressPrinter(image.name)
    try:
        result = renderer.render(request, on_progress=printer)
    finally:
        printer.close()
    save_photo(photo.with_pixels(result.image), out, args.quality)
    print(f"{out}: {geometry.width} x {geometry.height} px, drawn by {result.label} in {result.seconds:.1f} s")


def _geometry(args: argparse.Namespace, width: int, height: int) -> CanvasGeometry:
    from core.geometry import CanvasGeometry, resized

    if args.quad is not None:
        return CanvasGeometry.from_quad(width, height, args.quad)
    return resized(width, height, args.size, args.scale or (1.0, 1.0))


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)\s*[xX×]\s*(\d+)", text.strip())
    if found is None or 0 in (width_height := (int(found[1]), int(found[2]))):
        raise argparse.ArgumentTypeError(f"“{text}” is not a size like 1600x900")
    return width_height


def _scale(text: str) -> tuple[float, float]:
    found = re.fullmatch(r"(\d*\.?\d+)\s*[xX×]\s*(\d*\.?\d+)", text.strip())
    if found is None or 0 in (factors := (float(found[1]), float(found[2]))):
        raise argparse.ArgumentTypeError(f"“{text}” is not a pair of factors like 1.5x1")
    return factors


def _quad(text: str) -> Quad:
    try:
        corners = tuple(tuple(float(number) for number in pair.split(",")) for pair in text.split())
    except ValueError:
        corners = ()
    if len(corners) != 4 or any(len(corner) != 2 for corner in corners):
        raise argparse.ArgumentTypeError(f"“{text}” is not four corners like “0,0 800,60 760,600 20,580”")
    return corners  # type: ignore[return-value]
