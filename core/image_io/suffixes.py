"""Names of picture files: which suffixes are read, and which are written as what."""

from __future__ import annotations

from pathlib import Path

from core.image_io import heif

READABLE = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "PNG": (".png", ".apng"),
    "HEIC": heif.SUFFIXES,
    "TIFF": (".tif", ".tiff"),
    "WebP": (".webp",),
    "AVIF": (".avif", ".avifs"),
    "BMP": (".bmp", ".dib"),
    "GIF": (".gif",),
    "JPEG 2000": (".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx"),
    "Netpbm": (".ppm", ".pgm", ".pbm", ".pnm", ".pam", ".pfm"),
    "TGA": (".tga", ".icb", ".vda", ".vst"),
}
"""The formats that can be read, by the names that people know, the most usual first: the suffixes of their files."""
READABLE_SUFFIXES = tuple(suffix for suffixes in READABLE.values() for suffix in suffixes)

WRITTEN_AS = {
    ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".webp": "WEBP",
    ".tif": "TIFF", ".tiff": "TIFF", ".bmp": "BMP", ".dib": "BMP",
}  # fmt: skip
WRITABLE_SUFFIXES = tuple(WRITTEN_AS)


def named_as_picture(path: Path) -> bool:
    """Whether ``path`` is named like a picture file that can be read. Nothing is looked for on the disk."""
    return path.suffix.lower() in READABLE_SUFFIXES and not path.name.startswith(".")


def formats_read() -> dict[str, tuple[str, ...]]:
    """:data:`READABLE` without what needs a library that is not there."""
    return {name: ends for name, ends in READABLE.items() if ends is not heif.SUFFIXES or heif.available()}


def name_filter() -> str:
    """The patterns of picture files for a file dialog: ``*.jpg *.png ...``."""
    return " ".join(f"*{suffix}" for suffix in READABLE_SUFFIXES)
