"""Masks from files: which pixels a picture marks, whatever a mask was drawn, painted or exported with.

One rule for every mask that is read from a file (holes, what to keep, what to remove, where to copy from). It goes by
what the file holds; the first line that fits counts. "Black" and "light" are meant on the scale below.

======================================================  ================================================================
the file                                                what is marked
======================================================  ================================================================
transparent in places, grey, black and white only, or   what is light and opaque
as transparent as it is dark
... painted with one colour                             what is painted (black: what covers less, paint or transparent)
... painted with up to four colours                     what is painted, but for black
... anything else, such as a photo                      what is transparent
coloured paint and nothing white, or pale               what is painted, but for black
two values (0 and 1; 0 and 255 in 16 bits; any two)     the lighter
a few values that are all dark (labels 0, 1, 2, ...)    all but the darkest
all else: soft edges, JPEG, 1 bit, palette, float       what is lighter than middle grey
one colour, or no light part beside a dark one          refused
======================================================  ================================================================

Whole numbers of 8 and 16 bits count by their range, but 16 bits that stay below 256 as 8; floats from 0 to 1, larger
ones as 8 or 16 bits. Colours count by their luma (Rec. 601), paint by its largest channel. Transparency that is the
same everywhere is none. Turned photos turn their masks: an EXIF orientation is applied.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from core.errors import ImageError
from core.image_io.colour import to_rgb
from core.image_io.decoded import ColourTags
from core.image_io.orientation import orientation_of, upright
from core.image_io.photo import to_8_bit
from core.image_io.reading import load_decoded
from core.sentence import Sentence

HALF = 128  # grey level from which a pixel is light
ALIKE = 24  # grey levels around black, white or a colour of paint
PALE = 96  # of a colour's smallest channel, from which it is no paint but pale or white
FLAT = 0.98  # share of what is painted that has its few colours; the rest are soft edges
MOST_PAINTS = 4
MOST_LABELS = 16
LOOKED_AT = 1 << 20  # pixels, or a few more, that tell what kind of picture a mask is


def load_mask(path: Path | str, size: tuple[int, int] | None = None, photo: Path | None = None) -> np.ndarray:
    """Open a mask: bool (h, w), True where the file marks the photo (see the table above).

    Args:
        size: (width, height) in px of the photo it belongs to. A mask of the same shape at another resolution is scaled
            to it; another shape is refused, since the hole would land elsewhere.
        photo: its file. Where an EXIF orientation turns that on its side, a mask that lies as the file's pixels do
            (made by a program that knows no EXIF) is turned along.

    Raises:
        ImageError: as :func:`core.image_io.load_photo`; the file marks nothing or everything; or it does not fit
            ``size``.
    """
    path = Path(path)
    name = Sentence("The mask {0}", path.name)
    try:
        levels = marked(*_samples(path))
    except MemoryError as error:
        raise ImageError("There is not enough memory to open {0}.", path.name) from error
    if size is not None and photo is not None and not _fits(levels, size) and _fits(levels, size[::-1]):
        turned = _orientation_in(photo)
        levels = upright(levels, turned) if turned > 4 else levels
    marks = levels >= HALF if size is None else fit_mask(levels, size, name)
    if not marks.any():
        raise ImageError("{0} is dark all over, so it marks nothing; white marks what is meant.", name)
    if marks.all():
        raise ImageError("{0} is light all over, so it marks the whole picture; is it inverted?", name)
    return marks


def fit_mask(gray: np.ndarray, size: tuple[int, int], name: Sentence) -> np.ndarray:
    """The hole mask bool (h, w) of a photo of ``size`` (width, height) px from a grey picture of the same shape.

    Args:
        gray: uint8 (h, w) at any resolution, light = hole. Its shape may be off by a pixel, its own or the photo's.
        name: of the mask, to begin a sentence with.

    Raises:
        ImageError: another shape.
    """

    import cv2

    if gray.shape != (size[1], size[0]):
        height, width = gray.shape
        if not _fits(gray, size):
            raise ImageError(
                "{0} is {1} x {2} px and does not fit a photo of {3} x {4} px.", name, width, height, size[0], size[1]
            )
        shrinks = size[0] < width
        gray = cv2.resize(gray, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return gray >= HALF


def marked(samples: np.ndarray, alpha: np.ndarray | None = None) -> np.ndarray:
    """How far a mask's pixels are marked, uint8 (h, w): those from :data:`HALF` on are.

    Args:
        samples: (h, w) grey or (h, w, 3) RGB as stored: bool, whole numbers or float.
        alpha: (h, w), 0 = transparent, not premultiplied; or None.
    """
    opacity = None if alpha is None or alpha.min() == alpha.max() else _to_8_bit(alpha)
    if samples.ndim == 3 and all((samples[..., 0] == samples[..., channel]).all() for channel in (1, 2)):
        samples = samples[..., 0]
    return _by_light(samples) if opacity is None else _by_transparency(samples, opacity)


def _by_light(samples: np.ndarray) -> np.ndarray:
    if samples.ndim == 3:
        colours = _to_8_bit(samples)
        paint = colours.max(2)
        if int(colours.min(2).max()) < PALE and int(paint.min()) < HALF:
            return _by_light(paint)
        return _by_light(_luma(colours))
    low, high = samples.min(), samples.max()
    levels = _to_8_bit(samples)
    if low < high and (int(levels.max()) < HALF or int(levels.min()) < HALF or levels.max() - levels.min() > ALIKE):
        lighter = samples == high
        if (lighter | (samples == low)).all():
            return _as_levels(lighter)
        if int(levels.max()) < HALF and len(np.unique(levels)) <= MOST_LABELS:
            return _as_levels(samples > low)
    return levels


def _by_transparency(samples: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    colours = _to_8_bit(samples)
    rgb = colours if colours.ndim == 3 else np.broadcast_to(colours[..., None], (*colours.shape, 3))
    step = max(1, int((opacity.size / LOOKED_AT) ** 0.5))
    part = (slice(None, None, step),) * 2
    opaque = opacity[part] >= HALF
    if not opaque.any():
        part, opaque = (slice(None),) * 2, opacity >= HALF
        if not opaque.any():
            return opacity
    seen = rgb[part][opaque].astype(np.int16)
    if _close(seen, np.median(seen, 0)).mean() >= FLAT:  # one paint
        black = int(np.median(seen, 0).max()) <= ALIKE
        covers = float((opacity >= HALF).mean())
        return 255 - opacity if black and covers > 0.5 else opacity
    if colours.ndim == 2:
        ends = _close(seen, np.zeros(3)) | _close(seen, np.full(3, 255))
        apart = np.abs(seen[:, 0] - opacity[part][opaque].astype(np.int16))
        if ends.mean() >= FLAT or (apart <= ALIKE).mean() >= FLAT:
            return np.minimum(colours, opacity)
    if _is_painted(seen):
        return np.where(rgb.max(2) > ALIKE, opacity, 0).astype(np.uint8)
    return 255 - opacity


def _is_painted(seen: np.ndarray) -> bool:
    """Whether pixels, int16 (n, 3), have a few flat colours."""
    left, whole = seen, len(seen)
    for _ in range(MOST_PAINTS):
        coarse = left // 16
        _, of, counts = np.unique(coarse @ np.array([256, 16, 1]), return_inverse=True, return_counts=True)
        left = left[~_close(left, np.median(left[of == counts.argmax()], 0))]
        if len(left) <= (1 - FLAT) * whole:
            return True
    return False


def _close(colours: np.ndarray, to: np.ndarray) -> np.ndarray:
    return np.asarray((np.abs(colours - to) <= ALIKE).all(1))


def _fits(gray: np.ndarray, size: tuple[int, int]) -> bool:
    """Whether the shapes are the same, to a pixel of the coarser one."""
    height, width = gray.shape
    return abs(width * size[1] - height * size[0]) <= max(*size, width, height)


def _orientation_in(path: Path) -> int:
    try:
        with Image.open(path) as image:
            return orientation_of(image)
    except (OSError, ValueError):  # moved away since it was opened, or a format that is turned by its decoder
        return 1


def _as_levels(marks: np.ndarray) -> np.ndarray:
    return marks.astype(np.uint8) * np.uint8(255)


def _luma(colours: np.ndarray) -> np.ndarray:
    import cv2

    return cv2.cvtColor(np.ascontiguousarray(colours), cv2.COLOR_RGB2GRAY)


def _to_8_bit(values: np.ndarray) -> np.ndarray:
    """uint8 of values of any type; see the module's docstring for their scales."""
    if values.dtype == np.uint8:
        return values
    if values.dtype == bool:
        return _as_levels(values)
    if np.issubdtype(values.dtype, np.floating):
        values = np.nan_to_num(values, nan=0, posinf=0, neginf=0).clip(0)
        top = float(values.max())
        return (values * (255 if top <= 1 else 1 if top <= 255 else 255 / max(top, 65535)) + 0.5).astype(np.uint8)
    if values.max() <= 255:
        return values.clip(0).astype(np.uint8)
    return to_8_bit(values.clip(0, 65535).astype(np.uint16))


def _samples(path: Path) -> tuple[np.ndarray, np.ndarray | None]:
    """A file's pixels as stored, grey (h, w) or RGB (h, w, 3), and its alpha, upright; no profile is applied.

    Raises:
        ImageError: as :func:`core.image_io.load_photo`.
    """
    decoded = load_decoded(path)
    if decoded.model == "grey":
        pixels = decoded.samples[..., 0]
    elif decoded.model == "rgb":
        pixels = decoded.samples
    else:
        pixels = to_rgb(replace(decoded, icc=None, tags=ColourTags()), path.name)[0]
    alpha = decoded.alpha
    return upright(pixels, decoded.orientation), None if alpha is None else upright(alpha, decoded.orientation)
