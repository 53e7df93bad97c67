"""Photos in and out of files, with what other programs put beside the pixels: orientation, colour profile, alpha."""

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
