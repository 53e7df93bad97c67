"""What every decoder gives back, and what they share: scaling to whole depths, mending, sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.errors import ImageError
from core.image_io.decoded import ColourModel, Decoded
from core.sentence import Sentence

DAMAGED = Sentence("The file is damaged or cut off, so a part of the picture is missing or wrong.")
FIRST_FRAME = Sentence("Only the first frame of this animation was opened.")
FIRST_PAGE = Sentence("Only the first page of this file was opened.")
CAMERA_RAW = Sentence("camera raw")
MAIN_PICTURE = Sentence("Only the main picture of this file was opened.")


@dataclass(frozen=True, eq=False)
class Opened:
    """A file whose header has been read, and whose pixels have not.

    Attributes:
        width: in px, before any rotation.
        height: in px.
        decode: makes the picture; raises an ImageError with the true reason, or whatever its codec raises.
        image: Pillow's view of the same file's metadata (EXIF, profile), where Pillow knows the format. Its pixels are
            not to be asked for.
    """

    width: int
    height: int
    decode: Callable[[], Decoded]
    image: Image.Image | None = None


def whole_depth(values: np.ndarray, bits: int) -> np.ndarray:
    """Integers of ``bits`` significant bits at the depth that holds them: uint8 up to 8 bits, else uint16.

    The largest value becomes 255 or 65535, and what lies between is rounded to the nearest (PNG 3rd edition, 13.12).
    Values beyond ``bits`` count as the largest.
    """
    if bits > 16:
        return (values >> (bits - 16)).astype(np.uint16)
    dtype = np.uint8 if bits <= 8 else np.uint16
    if bits in (8, 16):
        return values.astype(dtype, copy=False)
    top, full = (1 << bits) - 1, int(np.iinfo(dtype).max)
    table = ((np.arange(1 << bits, dtype=np.uint32) * full + top // 2) // top).astype(dtype)
    return np.asarray(table[np.minimum(values, top)])


def without_premultiplication(colour: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """``colour`` (h, w, c) divided by ``alpha`` (h, w) of the same dtype; 0 stays 0."""
    shares = alpha.astype(np.float32)[..., None]
    if alpha.dtype.kind == "f":
        return np.asarray(np.where(shares > 0, colour / np.maximum(shares, 1e-6), colour), dtype=np.float32)
    top = int(np.iinfo(alpha.dtype).max)
    return np.clip(colour * (top / np.maximum(shares, 1)) + 0.5, 0, top).astype(alpha.dtype)


def plain(dtype: np.dtype, model: ColourModel) -> np.ndarray:
    """The samples (c,) of a middle grey that stands for what a damaged file lacks."""
    middle = 0.5 if dtype.kind == "f" else (int(np.iinfo(dtype).max) + 1) // 2
    values = {"grey": [middle], "rgb": [middle] * 3, "cmyk": [0, 0, 0, middle], "lab": [middle] * 3}[model]
    return np.array(values, dtype)


def lay_plain(decoded: Decoded, missing: np.ndarray) -> None:
    """Make ``missing`` (bool (h, w), or (h,) for whole rows) opaque middle grey, in place."""
    decoded.samples[missing] = plain(decoded.samples.dtype, decoded.model)
    if decoded.alpha is not None:
        decoded.alpha[missing] = 1 if decoded.alpha.dtype.kind == "f" else np.iinfo(decoded.alpha.dtype).max


def not_read(name: str, kind: str | Sentence) -> ImageError:
    """The error for a picture of a kind that is not read."""
    return ImageError("{0} is a {1} file, which Regrain does not open; PNG and TIFF carry everything over.", name, kind)
