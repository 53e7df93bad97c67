"""Files to pixels: whatever the file holds comes out upright, in RGB, at the depth it was stored with."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from core.checkpoint import reason
from core.errors import ImageError
from core.image_io.colour import to_rgb
from core.image_io.decoded import ColourTags, Decoded
from core.image_io.metadata import read_metadata
from core.image_io.orientation import upright
from core.image_io.photo import Photo, to_8_bit

if TYPE_CHECKING:
    from core.image_io.decoders import Opened

MIN_SIDE = 16  # px; below this there is not one patch to learn from
MAX_PIXELS = 200_000_000  # px; the largest phone sensors. 600 MB once decoded to 8-bit RGB

_logger = logging.getLogger(__name__)


def load_photo(path: Path | str) -> Photo:
    """Open a picture.

    Camera rotation is applied. CMYK, Lab and grey files become RGB through their own profile; RGB keeps its profile.
    More than 8 bits a channel become 16. Of an animation the first frame is taken. What a damaged file still holds is
    opened, with plain grey for the rest. ``notes`` say what was left out, mended or converted.

    Raises:
        ImageError: no such file, no permission, not a picture, a kind that is not read, nothing left of it, smaller
            than 16 px or larger than 200 MP.
    """
    path = Path(path)
    opened, data = _open(path, MIN_SIDE)
    decoded = _decode(opened, path.name)
    try:
        pixels, alpha, icc, notes = to_rgb(decoded, path.name)
        if alpha is not None and alpha.min() == np.iinfo(alpha.dtype).max:
            alpha = None  # an alpha channel that hides nothing would only make every result bigger
        beside = read_metadata(opened.image, data)
        pixels = _own(upright(pixels, decoded.orientation))
        alpha = None if alpha is None else _own(upright(alpha, decoded.orientation))
    except MemoryError as error:
        raise _no_memory(path.name) from error
    for note in notes:
        _logger.warning("%s: %s", path.name, note)  # commands show it; the editor has a place for it
    return Photo(pixels, alpha, icc, beside, path, notes)


def load_decoded(path: Path | str) -> Decoded:
    """Open a picture of any size from 1 px as its file stores it: no profile applied, not rotated.

    Raises:
        ImageError: as :func:`load_photo`.
    """
    path = Path(path)
    opened, _ = _open(path, 1)
    return _decode(opened, path.name)


def load_gray(path: Path | str) -> np.ndarray:
    """Open a picture as luminance: uint8 (h, w), upright, transparent parts black.

    Meant for edge maps and masks: any size from 1 px is taken and no profile is applied.

    Raises:
        ImageError: as :func:`load_photo`.
    """
    path = Path(path)
    decoded = load_decoded(path)
    try:
        pixels, alpha, _, _ = to_rgb(replace(decoded, icc=None, tags=ColourTags()), path.name)
        if decoded.model == "grey":
            gray = to_8_bit(pixels[..., 0])
        else:
            gray = np.array(Image.fromarray(to_8_bit(pixels)).convert("L"))
        if alpha is not None:
            gray = ((gray.astype(np.uint16) * to_8_bit(alpha) + 127) // 255).astype(np.uint8)
        return _own(upright(gray, decoded.orientation))
    except MemoryError as error:
        raise _no_memory(path.name) from error


def _open(path: Path, min_side: int) -> tuple[Opened, bytes]:
    """The file's header, read, and the file itself; the pixels are decoded later."""
    from core.image_io.decoders import open_picture  # the window opens sooner without any

    try:
        if path.exists() and not path.is_file():
            raise ImageError("{0} is not a picture file.", path)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ImageError("There is no file {0}.", path) from error
    except (OSError, ValueError) as error:
        raise ImageError("{0} cannot be opened: {1}.", path, reason(error), details=repr(error)) from error
    except MemoryError as error:
        raise _no_memory(path.name) from error
    if not data:
        raise ImageError("{0} is empty.", path.name)
    try:
        opened = open_picture(data, path.name)
    except ImageError:
        raise
    except MemoryError as error:
        raise _no_memory(path.name) from error
    except Exception as error:  # as in _decode
        raise _damaged(path.name, error) from error
    width, height = opened.width, opened.height
    if width * height > MAX_PIXELS:
        limit = MAX_PIXELS // 1_000_000
        raise ImageError(
            "{0} has {1} x {2} px; Regrain opens pictures of up to {3} megapixels.", path.name, width, height, limit
        )
    if min(width, height) < min_side:
        raise ImageError(
            "{0} is only {1} x {2} px; a photo needs at least {3} px in each direction.",
            path.name,
            width,
            height,
            MIN_SIDE,
        )
    return opened, data


def _decode(opened: Opened, name: str) -> Decoded:
    try:
        return opened.decode()
    except MemoryError as error:
        raise _no_memory(name) from error
    except ImageError:
        raise
    except Exception as error:  # every decoder has failures of its own; to the user they are one
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> ImageError:
    return ImageError("{0} is damaged or cut off and cannot be opened.", name, details=repr(error))


def _no_memory(name: str) -> ImageError:
    return ImageError("There is not enough memory to open {0}.", name)


def _own(array: np.ndarray) -> np.ndarray:
    """``array`` itself, or a copy where it is another library's and read-only."""
    return array if array.flags.writeable else array.copy()
