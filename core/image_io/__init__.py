"""Photos in and out of files, with what other programs put beside the pixels: orientation, colour profile, alpha.

Read :mod:`photo` first, then the way in: :mod:`reading`, :mod:`decoders` (which give :mod:`decoded` samples),
:mod:`colour` (RGB of them, by :mod:`colour_tags`, :mod:`profiles` and, for HDR, :mod:`tone`) and :mod:`orientation`.
The way out: :mod:`writing`, with :mod:`embedding` for :mod:`metadata` (:mod:`exif`, :mod:`xmp`, :mod:`iptc`).
:mod:`mask_files` tells what a mask marks, :mod:`screen` shows pixels in sRGB, :mod:`suffixes` and :mod:`heif` say which
formats there are, :mod:`samples` are the photos that come with Regrain.
"""

from core.image_io.decoders.opened import DAMAGED
from core.image_io.mask_files import fit_mask, load_mask
from core.image_io.photo import Photo, photo_fingerprint
from core.image_io.reading import MAX_PIXELS, MIN_SIDE, load_gray, load_photo
from core.image_io.samples import Sample, list_samples
from core.image_io.suffixes import (
    READABLE_SUFFIXES,
    WRITABLE_SUFFIXES,
    formats_read,
    name_filter,
    named_as_picture,
)
from core.image_io.writing import encode_photo, save_photo

__all__ = [
    "DAMAGED",
    "MAX_PIXELS",
    "MIN_SIDE",
    "READABLE_SUFFIXES",
    "WRITABLE_SUFFIXES",
    "Photo",
    "Sample",
    "encode_photo",
    "fit_mask",
    "formats_read",
    "list_samples",
    "load_gray",
    "load_mask",
    "load_photo",
    "name_filter",
    "named_as_picture",
    "photo_fingerprint",
    "save_photo",
]
