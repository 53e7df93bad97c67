"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from core.geometry import Quad
    from core.image_io import Photo
    from core.rendering.renderer import Renderer


def add_style(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--style", choices=("auto", "things", "pattern"), default="auto",
        help="keep things whole, repeat a pattern's elements, or look at the photo (default)",
    )  # fmt: skip


def add_masks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--protect", type=Path, metavar="MASK", help="keep what this mask marks whole and single")
    parser.add_argument("--remove", type=Path, metavar="MASK", help="leave out what this mask marks")


def add_quality(parser: argparse.ArgumentParser, default: int, what: str) -> None:
    parser.add_argument(
        "--quality", type=between(1, 100, int), default=default, help=f"{what}, 1-100 (default {default})"
    )


def make_renderer(args: argparse.Namespace, photo: Photo, protect: Path | None, remove: Path | None) -> Renderer:
    """What draws ``photo`` with the ``device``, ``model`` and ``style`` of the command, and with these masks.

    Raises:
        ImageError, CheckpointError, DeviceError: a mask, the model or the device will not do.
    """
    from core.device import choose_device
    from core.image_io import load_mask
    from core.ingan.messages import Marks
    from core.rendering.renderer import Renderer
    from core.retarget.subject import find_subject

    def read(path: Path | None) -> np.ndarray | None:
        return None if path is None else load_mask(path, (photo.width, photo.height), photo.path)

    marks = None if protect is None and remove is None else Marks(read(protect), read(remove))
    subject = find_subject(photo.pixels, photo.alpha)
    renderer = Renderer(photo.pixels, photo.alpha, choose_device(args.device), marks, args.style, subject)
    if args.model is not None:
        from core.ingan.model import load_model

        renderer.load(load_model(args.model, photo.pixels))
    return renderer


def size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)\s*[xX×]\s*(\d+)", text.strip())
    if found is None or 0 in (width_height := (int(found[1]), int(found[2]))):
        raise argparse.ArgumentTypeError(f"“{text}” is not a size like 1600x900")
    return width_height


def scale(text: str) -> tuple[float, float]:
    found = re.fullmatch(r"(\d*\.?\d+)\s*[xX×]\s*(\d*\.?\d+)", text.strip())
    if found is None or 0 in (factors := (float(found[1]), float(found[2]))):
        raise argparse.ArgumentTypeError(f"“{text}” is not a pair of factors like 1.5x1")
    return factors


def quad(text: str) -> Quad:
    from core.geometry import as_quad

    try:
        return as_quad((float(number) for number in pair.split(",")) for pair in text.split())
    except ValueError:
        sentence = f"“{text}” is not four corners like “0,0 800,60 760,600 20,580”"
        raise argparse.ArgumentTypeError(sentence) from None


def between(low: float, high: float, kind: type = float) -> Callable[[str], Any]:
    """A parser of numbers from ``low`` to ``high``."""

    def parse(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise argparse.ArgumentTypeError(f"“{text}” is not a number from {low:g} to {high:g}")
        return value

    return parse


def positive(kind: type) -> Callable[[str], Any]:
    """A parser of numbers above 0."""

    def parse(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = 0
        if not 0 < value < 1e9:
            raise argparse.ArgumentTypeError(f"“{text}” is not a positive number")
        return value

    return parse


def factors(text: str) -> tuple[float, ...]:
    """Factors with commas between them: 0.5,1,1.5."""
    try:
        values = tuple(float(each) for each in text.split(","))
    except ValueError:
        values = ()
    if not 1 <= len(values) <= 12 or not all(0.02 <= value <= 20 for value in values):
        raise argparse.ArgumentTypeError(f"“{text}” is not one to twelve factors from 0.02 to 20 like 0.5,1,1.5")
    return values
