"""Names of picture files: which suffixes are read, and which are written as what."""

from __future__ import annotations

from pathlib import Path

from core.image_io import heif

_READ = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "PNG": (".png", ".apng"),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp", ".dib"),
    "GIF": (".gif",),
    "AVIF": (".avif", ".avifs"),
    "JPEG2000": (".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx"),
    "PPM": (".ppm", ".pgm", ".pbm", ".pnm", ".pam", ".pfm"),
    "TGA": (".tga", ".icb", ".vda", ".vst"),
    "HEIF": heif.SUFFIXES,
}
READABLE_SUFFIXES = tuple(suffix for suffixes in _READ.values() for suffix in suffixes)

WRITTEN_AS = {
    ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".webp": "WEBP",
    ".tif": "TIFF", ".tiff": "TIFF", ".bmp": "BMP", ".dib": "BMP",
}  # fmt: skip
WRITABLE_SUFFIXES = tuple(WRITTEN_AS)


def named_as_picture(path: Path) -> bool:
    """Whether ``path`` is named like a picture file that can be read. Nothing is looked for on the disk."""
    return path.suffix.lower() in READABLE_SUFFIXES and not path.name.startswith(".")


def name_filter() -> str:
    """The patterns of picture files for a file dialog: ``*.jpg *.png ...``."""
    return " ".join(f"*{suffix}" for suffix in READABLE_SUFFIXES)
