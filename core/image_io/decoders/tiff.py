"""TIFF through tifffile, with the codecs of imagecodecs: every depth, layout and colour model that can be shown.

What the fields mean: TIFF 6.0 (Adobe, 1992), its technical notes (Adobe, 1995 and 2002: ICC Lab, floating point).
"""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from core.errors import ImageError
from core.image_io.decoded import ColourModel, Decoded
from core.image_io.decoders import jpeg2000, pillow
from core.image_io.decoders.opened import (
    CAMERA_RAW,
    DAMAGED,
    FIRST_PAGE,
    Opened,
    lay_plain,
    not_read,
    whole_depth,
    without_premultiplication,
)
from core.image_io.decoders.tiff_damage import salvaged
from core.sentence import Sentence

if TYPE_CHECKING:
    import tifffile

logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # it talks of every odd tag; what matters is said here

MOST_CHANNELS = 16  # beside each other in a pixel; more is measurement data
MOST_BYTES = 1 << 32  # of the page, unpacked
MOST_PIXELS = 200_000_000  # of a strip or tile that is a JPEG or JPEG 2000 file with a size of its own
_MIN_IS_WHITE, _MIN_IS_BLACK, _RGB, _PALETTE, _SEPARATED, _YCBCR, _CIELAB, _ICCLAB = 0, 1, 2, 3, 5, 6, 8, 9
_COLOURS = {_MIN_IS_WHITE: 1, _MIN_IS_BLACK: 1, _RGB: 3, _PALETTE: 1, _SEPARATED: 4, _YCBCR: 3, _CIELAB: 3, _ICCLAB: 3}
_OTHER_MODELS = {
    4: Sentence("a transparency mask"),
    10: Sentence("ITU Lab colours"),
    32844: Sentence("LogL light"),
    32845: Sentence("LogLuv light"),
}
_RAW_MODELS = (32803, 34892)  # colour filter array and linear raw, of DNG and its relatives
_JPEGS = (6, 7)  # compressions, of old and as in the technical note
_REDUCED, _MASK = 1, 4  # bits of NewSubfileType
_SUBFILE_TYPE, _EXTRA_SAMPLES, _ORIENTATION, _ICC, _INK_SET, _DNG_VERSION = 254, 338, 274, 34675, 332, 50706
EXTRA_NOTE = Sentence("A channel beside the colours of this file was left out.")
DEEP_NOTE = Sentence("The file stores 32 bits per channel; at most 16 of them were kept.")
SIGNED_NOTE = Sentence("The file stores numbers with a sign; those below 0 became black.")


def open_tiff(data: bytes, name: str) -> Opened:
    """A TIFF or BigTIFF file: its first page that is neither a thumbnail nor a mask."""
    import tifffile

    image = _metadata(data)
    try:
        file = tifffile.TiffFile(io.BytesIO(data))
        page = _main_page(file)
        width, height = int(page.imagewidth), int(page.imagelength)
    except Exception as error:
        if image is not None:
            return pillow.opened(image, data, name)
        raise ImageError("{0} is damaged or cut off and cannot be opened.", name, details=repr(error)) from error
    return Opened(width, height, lambda: _decode(file, page, data, name), image)


def _metadata(data: bytes) -> Image.Image | None:
    try:
        return Image.open(io.BytesIO(data), formats=["TIFF"])
    except Exception:  # Pillow knows fewer kinds of TIFF than are read here
        return None


def _main_page(file: tifffile.TiffFile) -> tifffile.TiffPage:
    import tifffile

    first = None
    for index in range(8):
        try:
            page = file.pages[index]
        except (IndexError, ValueError, tifffile.TiffFileError):
            break
        page = page if isinstance(page, tifffile.TiffPage) else page.aspage()
        first = first or page
        if not int(page.tags.valueof(_SUBFILE_TYPE, 0) or 0) & (_REDUCED | _MASK):
            return page
    if first is None:
        raise ValueError("no page")
    return first


def _decode(file: tifffile.TiffFile, page: tifffile.TiffPage, data: bytes, name: str) -> Decoded:
    _check(page, data, name)
    try:
        array, missing = _samples(page, data)
    except NotImplementedError:  # subsampled YCbCr outside of JPEG
        decoded = _by_libtiff(data, page)
        missing = None
    else:
        decoded = _interpreted(page, array, name)
    notes = decoded.notes
    if missing is not None:
        decoded = replace(decoded, samples=np.array(decoded.samples))
        lay_plain(decoded, missing)
        notes = (*notes, DAMAGED)
    orientation = page.tags.valueof(_ORIENTATION, 1)
    return replace(
        decoded,
        icc=_bytes(page.tags.valueof(_ICC)),
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        notes=(*notes, FIRST_PAGE) if _other_pages(file) else notes,
    )


def _not_read(name: str, what: Sentence) -> ImageError:
    return ImageError("{0} is a TIFF file with {1}, which Regrain does not read.", name, what)


def _check(page: tifffile.TiffPage, data: bytes, name: str) -> None:
    """Raise the true reason where the page cannot be a picture, or would take too much memory."""

    photometric = int(page.photometric)
    if photometric in _RAW_MODELS or _DNG_VERSION in page.tags:
        raise not_read(name, CAMERA_RAW)
    if photometric not in _COLOURS:
        own = Sentence("colours of a kind of their own ({0})", photometric)
        raise _not_read(name, _OTHER_MODELS.get(photometric, own))
    if photometric == _SEPARATED and (page.samplesperpixel < 4 or page.tags.valueof(_INK_SET, 1) not in (0, 1)):
        raise _not_read(name, Sentence("other inks than cyan, magenta, yellow and black"))
    if page.samplesperpixel < _COLOURS[photometric]:
        raise _not_read(name, Sentence("only {0} of {1} colours", page.samplesperpixel, _COLOURS[photometric]))
    if page.samplesperpixel > MOST_CHANNELS:
        raise _not_read(name, Sentence("{0} channels", page.samplesperpixel))
    if page.imagedepth > 1:
        raise _not_read(name, Sentence("a stack of pictures"))
    if not isinstance(page.bitspersample, int):
        raise _not_read(name, Sentence("channels of different depths"))
    if page.dtype is None or page.dtype.kind not in "buif" or (page.dtype.kind != "f" and page.dtype.itemsize > 4):
        raise _not_read(name, Sentence("numbers of a kind that no picture is made of ({0} bits)", page.bitspersample))
    if prod(page.shaped) * page.dtype.itemsize > MOST_BYTES:
        raise _not_read(name, Sentence("more than 4 GB of pixels"))
    if page.is_tiled and page.tilelength * page.tilewidth > MOST_PIXELS:
        raise _not_read(name, Sentence("tiles larger than any picture"))
    if any(_area(data, start) > MOST_PIXELS for start in page.dataoffsets):
        raise _not_read(name, Sentence("strips or tiles that unpack to more than they may hold"))


def _area(data: bytes, start: int) -> int:
    """Pixels of a JPEG or JPEG 2000 file within the file; 0 where none begins at ``start``."""
    frame = pillow.frame(data, start) if data[start : start + 2] == b"\xff\xd8" else None
    if frame is not None:
        return frame[1] * frame[2]
    return jpeg2000.area(data, start)


def _bytes(value: Any) -> bytes | None:
    return value if isinstance(value, bytes) and value else None


def _other_pages(file: tifffile.TiffFile) -> bool:
    """Whether there are further pages; thumbnails and masks do not count."""
    try:
        return len(file.pages) > 1 and sum(not _is_extra(file, i) for i in range(min(len(file.pages), 9))) > 1
    except Exception:  # a broken chain of pages must not cost the first
        return False


def _is_extra(file: tifffile.TiffFile, index: int) -> bool:
    page: Any = file.pages[index]
    return bool(int(page.aspage().tags.valueof(_SUBFILE_TYPE, 0) or 0) & (_REDUCED | _MASK))


# -- numbers as stored -----------------------------------------------------------------------------------------------


def _samples(page: tifffile.TiffPage, data: bytes) -> tuple[np.ndarray, np.ndarray | None]:
    """(h, w, c) as stored, and bool (h, w) where strips or tiles cannot be decoded (None: nowhere)."""
    segments = prod(page.chunked)
    ends = [offset + count for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False)]
    missing = None
    if len(ends) >= segments and all(page.databytecounts) and max(ends) <= len(data):
        try:
            array = page.asarray(squeeze=False)
        except NotImplementedError:
            raise
        except Exception:
            array, missing = salvaged(page, data)
    else:
        array, missing = salvaged(page, data)
    array = array.reshape(page.shaped)[:, 0]
    joined = np.moveaxis(array[..., 0], 0, -1) if page.shaped[0] > 1 else array[0]
    return np.ascontiguousarray(joined), missing


def _by_libtiff(data: bytes, page: tifffile.TiffPage) -> Decoded:
    """The page as libtiff shows it, 8 bits, as it lies in the file: libtiff mirrors it, but does not turn it."""
    import imagecodecs

    array = np.asarray(imagecodecs.tiff_decode(data, index=page.index, asrgb=True))[..., :3]
    orientation = page.tags.valueof(_ORIENTATION, 1)
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    return Decoded(np.ascontiguousarray(array), "rgb")


# -- numbers to colours ----------------------------------------------------------------------------------------------


def _interpreted(page: tifffile.TiffPage, array: np.ndarray, name: str) -> Decoded:
    """``array`` (h, w, c) as stored, in the file's own colour model at 8, 16 bits or in floating point."""
    photometric, bits = int(page.photometric), int(page.bitspersample)
    count = _COLOURS[photometric]
    colour, alpha, premultiplied, notes = _without_extras(page, array, count)
    if photometric == _PALETTE:
        return Decoded(_from_palette(page, colour[..., 0]), "rgb", None, notes=notes)
    if photometric in (_CIELAB, _ICCLAB):
        if bits not in (8, 16) or array.dtype.kind == "f":
            raise ImageError(
                "{0} is a TIFF file with Lab colours of {1} bits, which Regrain does not read.", name, bits
            )
        colour = _lab(colour.view(f"u{bits // 8}"), signed=photometric == _CIELAB)
        return Decoded(colour, "lab", None if alpha is None else alpha.view(colour.dtype), notes=notes)
    if colour.dtype.kind == "f":
        colour = colour.astype(np.float32)
        alpha = None if alpha is None else alpha.astype(np.float32)
    else:
        if colour.dtype.kind == "i":
            notes = (*notes, SIGNED_NOTE) if colour.min(initial=0) < 0 else notes
            colour, bits = np.maximum(colour, 0), bits - 1
            alpha = None if alpha is None else np.maximum(alpha, 0)
        if bits > 16:  # often smaller numbers in the type that a program computes with
            notes = (*notes, DEEP_NOTE)
            top = int(colour.max(initial=0))
            bits = 8 if top < 256 else 16 if top < 65536 else bits
        colour = whole_depth(colour.astype(np.uint8) if colour.dtype == bool else colour, bits)
        if alpha is not None:
            alpha = whole_depth(alpha.astype(np.uint8) if alpha.dtype == bool else alpha, bits)
    if photometric == _MIN_IS_WHITE:
        full = 1.0 if colour.dtype.kind == "f" else np.iinfo(colour.dtype).max
        colour = (full - colour).astype(colour.dtype)
    if alpha is not None and premultiplied:
        colour = without_premultiplication(colour, alpha)
    if photometric == _YCBCR and page.compression not in _JPEGS:  # JPEG comes out as RGB
        colour = _from_ycbcr(colour)
    model: ColourModel = "cmyk" if photometric == _SEPARATED else "grey" if count == 1 else "rgb"
    return Decoded(colour, model, alpha, notes=notes)


def _without_extras(
    page: tifffile.TiffPage, array: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray | None, bool, tuple[Sentence, ...]]:
    """(colours, alpha or None, whether they are multiplied by it, notes) of all channels.

    A fourth channel of RGB of which the file says nothing at all is alpha, as most programs have it; one that is said
    to be something else is not.
    """
    colour = np.ascontiguousarray(array[..., :count])
    kinds = [int(kind) for kind in page.extrasamples]
    beside = array.shape[2] - count
    if beside and _EXTRA_SAMPLES not in page.tags:
        kinds = [2]
    kinds = kinds[:beside]
    found = next((at for at, kind in enumerate(kinds) if kind in (1, 2)), None)
    alpha = None if found is None else np.ascontiguousarray(array[..., count + found])
    notes = (EXTRA_NOTE,) if beside > (found is not None) else ()
    return colour, alpha, found is not None and kinds[found] == 1, notes


def _from_palette(page: tifffile.TiffPage, indices: np.ndarray) -> np.ndarray:
    """uint8 (h, w, 3). Some programs wrote 8-bit values where the format has 16."""
    if page.colormap is None:
        raise ValueError("no colour map")
    table = np.asarray(page.colormap).T
    # Programs make 16 bits of 8 by 256 or by 257: the upper byte is right for both, to_8_bit for one.
    table = (table if table.max(initial=0) < 256 else table >> 8).astype(np.uint8)
    return np.asarray(table[np.minimum(indices.astype(np.intp), len(table) - 1)])


def _lab(stored: np.ndarray, signed: bool) -> np.ndarray:
    """TIFF's encodings of Lab as ICC's: a and b offset; at 16 bits the largest L is 65535 and a = 0 is 32896."""
    if stored.dtype == np.uint8:
        return stored ^ np.array([0, 128, 128], np.uint8) if signed else stored
    wide = stored.astype(np.int64)
    if signed:  # CIELAB: a and b with a sign, 256 steps each
        chroma = (stored[..., 1:].view(np.int16).astype(np.int64) + 32768) * 257 // 256
        return np.concatenate([wide[..., :1], np.minimum(chroma, 65535)], axis=2).astype(np.uint16)
    light = wide[..., :1] * 65535 // 65280  # ICCLAB: version 2's encoding, in which 65280 is white
    return np.minimum(np.concatenate([light, wide[..., 1:] * 257 // 256], axis=2), 65535).astype(np.uint16)


def _from_ycbcr(values: np.ndarray) -> np.ndarray:
    """RGB of the same dtype, by the coefficients of ITU-R BT.601 at full range (JFIF)."""
    top = int(np.iinfo(values.dtype).max)
    y, cb, cr = (values[..., i].astype(np.float32) for i in range(3))
    cb, cr = cb - (top + 1) // 2, cr - (top + 1) // 2
    rgb = np.stack([y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb], axis=-1)
    return np.clip(rgb + 0.5, 0, top).astype(values.dtype)
