"""`edges`: the edge map of a photo, white on black; inside a mask's holes the one that stage 1 predicts."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, help="the photo")
    parser.add_argument("-o", "--out", type=Path, required=True, help="the edge map to write")
    parser.add_argument("--mask", type=Path, help="white where the photo is to be filled")
    parser.add_argument("--sigma", type=float, default=2.0, help="Gaussian of the Canny edges, px (default 2)")
    parser.add_argument("--threshold", type=float, help="edge probability from which a predicted edge is drawn, 0-1")
    parser.add_argument("--dilate", type=int, help="how far the mask is grown, px (default 3; published flow 0)")
    parser.add_argument("--weights", metavar="NAME|DIR|FILE", help="networks to use")


def run(args: argparse.Namespace) -> int:
    import numpy as np

    from core.device import choose_device
    from core.edgeconnect.inpainter import Inpainter
    from core.edgeconnect.request import Blend, EdgeDetection, InpaintRequest
    from core.edges import canny, to_grey
    from core.errors import ImageError
    from core.image_io import Photo, load_mask, load_photo, save_photo

    if not 0 <= args.sigma <= 20:
        raise ImageError("Sigma must lie between 0 and 20 px.")
    photo = load_photo(args.image)
    if args.mask is None:
        lines = canny(to_grey(photo.pixels), args.sigma)
    else:
        request = InpaintRequest(
            photo.pixels, load_mask(args.mask, (photo.width, photo.height), photo.path),
            detection=EdgeDetection(args.sigma, args.threshold), blend=Blend(args.dilate),
        )  # fmt: skip
        lines = Inpainter(args.weights, choose_device(args.device)).edges(request).merged
    white = np.repeat(lines[..., None], 3, -1).astype(np.uint8) * 255
    save_photo(Photo(white), args.out)
    return 0
