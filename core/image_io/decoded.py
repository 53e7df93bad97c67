"""What a decoder hands on: samples as the file stores them, and what the file says of their meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.sentence import Sentence

ColourModel = Literal["grey", "rgb", "cmyk", "lab"]


@dataclass(frozen=True)
class ColourTags:
    """What a file says of its colours beside an ICC profile (PNG gAMA, cHRM, cICP, sRGB; AVIF and HEIF nclx).

    Attributes:
        gamma: encoding exponent as in gAMA: 0.45455 for sRGB-like.
        chromaticities: white x y, red x y, green x y, blue x y, as in cHRM.
        cicp: primaries, transfer, matrix, full range (ITU-T H.273).
        srgb: a PNG with an sRGB chunk.
    """

    gamma: float | None = None
    chromaticities: tuple[float, ...] | None = None
    cicp: tuple[int, int, int, int] | None = None
    srgb: bool = False


@dataclass(frozen=True, eq=False)
class Decoded:
    """A picture in its file's own colour model, as it lies there.

    Attributes:
        samples: (h, w, c) uint8, uint16 or float32, NOT rotated, colour channels only.
        model: what the channels are. cmyk: 0 = no ink, the largest value = full ink. lab: PIL's and ICC's encoding at
            8 bits (L 0..255, a and b offset by 128) or ICC v4's at 16 bits.
        alpha: (h, w) of the same dtype, 0 = transparent, not premultiplied; None for an opaque picture.
        icc: the file's profile as it lies there, whatever its colour space.
        tags: what it says of its colours beside a profile.
        orientation: EXIF orientation 1..8 that is still to be applied.
        notes: what was left out or mended.
    """

    samples: np.ndarray
    model: ColourModel
    alpha: np.ndarray | None = None
    icc: bytes | None = None
    tags: ColourTags = ColourTags()
    orientation: int = 1
    notes: tuple[Sentence, ...] = ()
