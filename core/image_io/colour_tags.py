"""What PNG, AVIF and HEIF files say of their colours beside a profile."""

from __future__ import annotations

from core.image_io.decoded import ColourTags


def png_tags(data: bytes) -> ColourTags:
    """Of a PNG file."""
    return ColourTags()


def nclx_tags(data: bytes) -> ColourTags:
    """Of an AVIF or HEIF file."""
    return ColourTags()
