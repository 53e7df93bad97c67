"""`inpaint`: fill the holes that masks mark, in one photo or a folder of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.arguments import add_quality
from app.cli.console import ProgressPrinter, say, through_folder
from core.edgeconnect.flow import FINISHES, FLOWS, named_flow
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.edgeconnect.inpainter import Inpainter


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, help="the photo (with --batch: a folder of photos)")
    parser.add_argument("mask", type=Path, help="white where to fill (with --batch: a folder, or one mask for all)")
    parser.add_argument("-o", "--out", type=Path, required=True, help="the picture (with --batch: the folder) to write")
    parser.add_argument("--edges", type=Path, help="edge map to follow inside the hole, white on black")
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="MASK",
        help="white where the fill may take its pixels from (with --batch: a folder, or one for all)",
    )  # fmt: skip
    parser.add_argument("--weights", metavar="NAME|DIR|FILE", help="networks to use")
    parser.add_argument("--batch", action="store_true", help="work through folders")
    parser.add_argument("--invert", action="store_true", help="black marks the hole instead of white")
    parser.add_argument("--sigma", type=float, default=2.0, help="Gaussian of the Canny edges, px (default 2)")
    parser.add_argument("--threshold", type=float, help="edge probability from which a predicted edge is drawn, 0-1")
    parser.add_argument("--dilate", type=int, help="how far the mask is grown, px (default 3; published flow 0)")
    parser.add_argument("--feather", type=int, help="width of the blend around it, px (default 3; published flow 0)")
    parser.add_argument("--max-side", type=int, default=512, help="longest side the networks see, px (default 512)")
    parser.add_argument(
        "--finish", choices=FINISHES, default="auto",
        help="the networks' colours stay; or every hole is re-made of the photo's own patches; or (auto) those that "
        "the networks leave soft",
    )  # fmt: skip
    parser.add_argument(
        "--flow", choices=FLOWS, default="auto",
        help="fill as the published program does, or with what Regrain adds (auto: as published with networks of the "
        "published kind)",
    )  # fmt: skip
    parser.add_argument("--variation", type=int, default=0, help="another number, another fill")
    add_quality(parser, 92, "of JPEG and WebP")


def run(args: argparse.Namespace) -> int:
    from core.device import choose_device
    from core.edgeconnect.inpainter import Inpainter
    from core.errors import ImageError

    if not 0 <= args.sigma <= 20 or (args.dilate or 0) < 0 or (args.feather or 0) < 0:
        raise ImageError("Sigma must lie between 0 and 20 px, and --dilate and --feather cannot be negative.")
    if args.max_side < 128:
        raise ImageError("The networks need at least 128 px to see; choose a larger --max-side.")
    if args.batch and not args.image.is_dir():
        raise ImageError("With --batch, {0} must be a folder of photos.", args.image)
    if not args.batch and args.image.is_dir():
        raise ImageError("{0} is a folder; add --batch to fill all photos in it.", args.image)
    inpainter = Inpainter(args.weights, choose_device(args.device))
    if args.batch:
        return _fill_folder(args, inpainter)
    _fill_one(args, inpainter, args.image, args.mask, args.edges, args.source, args.out)
    return 0


def _fill_one(
    args: argparse.Namespace, inpainter: Inpainter, image: Path, mask: Path, edges: Path | None, source: Path | None,
    out: Path,
) -> None:  # fmt: skip
    from core.edgeconnect.request import Blend, EdgeDetection, GivenLines, InpaintRequest
    from core.image_io import load_gray, load_mask, load_photo, save_photo

    photo = load_photo(image)
    size = photo.width, photo.height
    hole = load_mask(mask, size, photo.path)
    request = InpaintRequest(
        photo.pixels,
        ~hole if args.invert else hole,
        photo.alpha,
        None if edges is None else GivenLines(load_gray(edges)),
        source=None if source is None else load_mask(source, size, photo.path),
        detection=EdgeDetection(args.sigma, args.threshold),
        blend=Blend(args.dilate, args.feather),
        working_side=args.max_side,
        finish=args.finish,
        flow=named_flow(args.flow),
        variation=args.variation + args.seed,
    )
    printer = ProgressPrinter(image.name)
    try:
        result = inpainter.fill(request, on_progress=printer)
    finally:
        printer.close()
    photo = photo.with_pixels(result.image, result.alpha)
    notes = result.notes
    del request, result  # they hold the old photo, and saving a large one takes memory of its own
    save_photo(photo, out, args.quality)
    for note in notes:
        say(f"{image.name}: {note}")


def _fill_folder(args: argparse.Namespace, inpainter: Inpainter) -> int:
    from core.batch import matching_file
    from core.control import ProgressCallback

    def operation(photo: Path, out: Path, _cancelled: object, _on_progress: ProgressCallback) -> None:
        mask = matching_file(args.mask, photo, Sentence("mask"))
        edges = None if args.edges is None else matching_file(args.edges, photo, Sentence("edge map"))
        source = None if args.source is None else matching_file(args.source, photo, Sentence("source mask"))
        _fill_one(args, inpainter, photo, mask, edges, source, out)

    return through_folder(args.image, args.out, operation, "filled")
