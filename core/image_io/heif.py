"""HEIC and HEIF, the files of phone cameras: read through a library that is an optional extra."""

from __future__ import annotations

from importlib.util import find_spec

from core.errors import ImageError

SUFFIXES = (".heic", ".heif", ".hif")
FORMAT = "HEIF"  # what Pillow calls it once the library has joined it
_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}  # ISO/IEC 23008-12, annex B


def available() -> bool:
    """Whether the library is there. It is only looked for, not loaded."""
    return find_spec("pi_heif") is not None


def is_heif(data: bytes) -> bool:
    """Whether a file's bytes begin as HEIF does, and not as AVIF, which shares its container and which Pillow reads."""
    if data[4:8] != b"ftyp":
        return False
    length = min(int.from_bytes(data[:4], "big"), 512)
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, length, 4)}
    return bool(brands & _BRANDS) and not brands & {b"avif", b"avis"}


def join_pillow(name: str) -> None:
    """Let Pillow open HEIF from now on.

    Args:
        name: of the file that asks for it.

    Raises:
        ImageError: the library is not there.
    """
    try:
        from pi_heif import register_heif_opener
    except ImportError as error:
        raise ImageError(
            "{0} is a HEIC picture, which needs the package pi-heif; “pip install pi-heif” brings it.",
            name,
            details=repr(error),
        ) from error
    register_heif_opener()
