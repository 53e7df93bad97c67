"""A decoded photo: pixels upright in RGB, and what has to travel with them to the next file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.errors import ImageError
from core.image_io.metadata import NOTHING, Metadata
from core.sentence import Sentence


@dataclass(frozen=True, eq=False)
class Photo:
    """A picture in memory.

    Attributes:
        pixels: (h, w, 3) RGB, uint8 or uint16, upright (a camera's rotation mark is already applied), C-contiguous.
        alpha: (h, w) of the same dtype, 0 = transparent, not premultiplied; None for an opaque picture.
        icc: colour profile that gives ``pixels`` their meaning (always an RGB profile); None means sRGB.
        metadata: EXIF, XMP and whatever else goes on to files that are made of this picture.
        path: the file it came from, if any.
        notes: what was left out, mended or converted when the file was opened.

    Raises:
        ImageError: arrays that are no picture.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None = None
    icc: bytes | None = None
    metadata: Metadata = NOTHING
    path: Path | None = None
    notes: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        pixels, alpha = self.pixels, self.alpha
        if pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape or pixels.dtype not in (np.uint8, np.uint16):
            raise ImageError(
                "A picture needs rows, columns and three channels of 8 or 16 bits.",
                details=f"{pixels.shape} {pixels.dtype}",
            )
        if alpha is not None and (alpha.shape != pixels.shape[:2] or alpha.dtype != pixels.dtype):
            raise ImageError(
                "The transparency of a picture must have its size and depth.", details=f"{alpha.shape} {alpha.dtype}"
            )

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def has_alpha(self) -> bool:
        return self.alpha is not None

    def rgb8(self) -> np.ndarray:
        """uint8 (h, w, 3): the pixels themselves where they have 8 bits, else rounded to 8."""
        return to_8_bit(self.pixels)

    def with_pixels(self, pixels: np.ndarray, alpha: np.ndarray | None = None) -> Photo:
        """The same picture (profile, metadata, path) with other pixels, of any size.

        Args:
            pixels: (h, w, 3), or (h, w, 4) whose last channel is the alpha.
            alpha: (h, w) of the same dtype; None for an opaque picture.
        """
        if pixels.ndim == 3 and pixels.shape[2] == 4:
            pixels, alpha = pixels[..., :3], pixels[..., 3]
        return replace(
            self,
            pixels=np.ascontiguousarray(pixels),
            alpha=None if alpha is None else np.ascontiguousarray(alpha),
            notes=(),
        )


def to_8_bit(values: np.ndarray) -> np.ndarray:
    """uint8 of uint8 or uint16 values; 65535 becomes 255 and every step is rounded to the nearest."""
    if values.dtype == np.uint8:
        return values
    return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)


def photo_fingerprint(pixels: np.ndarray) -> str:
    """Content hash of decoded pixels, 16 hexadecimal digits.

    The same picture in another lossless file, or with other metadata, has the same fingerprint; a model is bound to its
    photo by it. ``pixels`` is any array; its shape and dtype count.
    """
    digest = hashlib.blake2b(f"{pixels.shape}{pixels.dtype}".encode(), digest_size=8)
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()
