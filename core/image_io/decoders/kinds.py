"""Which decoder a file is for."""

from __future__ import annotations

from core.image_io.decoders import bmp, heif, jpeg2000, pillow, png, pnm, tiff
from core.image_io.decoders.opened import CAMERA_RAW, Opened, not_read
from core.image_io.heif import is_heif
from core.sentence import Sentence

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
# What is a picture but is not read is called by its name; "not a picture" would send people looking for damage.
_FOREIGN = (
    (b"\xff\x0a", "JPEG XL"), (b"\0\0\0\x0cJXL ", "JPEG XL"), (b"v/1\x01", "OpenEXR"), (b"8BPS", "Photoshop"),
    (b"#?RADIANCE", "Radiance HDR"), (b"#?RGBE", "Radiance HDR"), (b"%PDF-", "PDF"), (b"II\xbc", "JPEG XR"),
    (b"FUJIFILMCCD-RAW", CAMERA_RAW), (b"IIRO", CAMERA_RAW), (b"IIU\0", CAMERA_RAW), (b"FOVb", CAMERA_RAW),
    (b"qoif", "QOI"), (b"gimp xcf", "GIMP"), (b"DDS ", "DirectDraw"), (b"\0\0\1\0", Sentence("icon")), (b"<svg", "SVG"),
)  # fmt: skip


def open_picture(data: bytes, name: str) -> Opened:
    """Read the header of a picture file.

    Args:
        data: the whole file.
        name: of the file, for sentences.

    Raises:
        ImageError: a kind of picture that Regrain does not read, which the sentence names, or no picture.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return png.open_png(data, name)
    if data[:4] in _TIFF:
        return tiff.open_tiff(data, name)
    if jpeg2000.is_jpeg2000(data):
        return jpeg2000.open_jpeg2000(data, name)
    if pnm.is_pnm(data):
        return pnm.open_pnm(data, name)
    if is_heif(data):
        return heif.open_heif(data, name)
    if heif.is_avif(data):
        return heif.open_avif(data, name)
    if bmp.has_masks(data):
        return bmp.open_masked(data, name)
    for start, kind in _FOREIGN:
        if data.startswith(start):
            raise not_read(name, kind)
    if data[4:12] == b"ftypcrx ":
        raise not_read(name, CAMERA_RAW)
    return pillow.open_by_pillow(data, name)
