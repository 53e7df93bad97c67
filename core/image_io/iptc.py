"""IPTC's captions and credits: datasets of the Information Interchange Model, and the Photoshop blocks around them.

Sources: IPTC-NAA IIM 4.2 (1999), 1.6; Adobe Photoshop File Formats Specification (2019), "Image Resources Section".
"""

from __future__ import annotations

import struct

PHOTOSHOP = b"Photoshop 3.0\0"
_BLOCK = 0x0404
MOST_BYTES = 60_000  # of all datasets: they go into one JPEG segment


def from_photoshop(blocks: bytes) -> bytes | None:
    """The IPTC datasets among Photoshop's ``blocks``; thumbnails, paths and the rest stay behind."""
    at = 0
    while blocks[at : at + 4] == b"8BIM" and at + 12 <= len(blocks):
        kind = struct.unpack_from(">H", blocks, at + 4)[0]
        at += 6 + (blocks[at + 6] + 2) // 2 * 2  # a name of a length byte and text, padded to an even length
        if at + 4 > len(blocks):
            break
        size = struct.unpack_from(">I", blocks, at)[0]
        if kind == _BLOCK:
            return blocks[at + 4 : at + 4 + size]
        at += 4 + size + size % 2
    return None


def to_photoshop(datasets: bytes) -> bytes:
    """Photoshop's blocks with nothing but ``datasets``."""
    return b"8BIM" + struct.pack(">HHI", _BLOCK, 0, len(datasets)) + datasets + bytes(len(datasets) % 2)


def clean_iptc(datasets: bytes | None) -> bytes | None:
    """``datasets`` without previews (2:200 to 2:202) and embedded objects (records 7 to 9); None where none is left."""
    if datasets is None:
        return None
    kept, at = b"", 0
    while datasets[at : at + 1] == b"\x1c" and at + 5 <= len(datasets):
        record, number, size = struct.unpack_from(">BBH", datasets, at + 1)
        end = at + 5 + size
        # Bit 15 marks an extended dataset, of 32 KB or more: an object, not a caption.
        if size & 0x8000 or end > len(datasets) or len(kept) + end - at > MOST_BYTES:
            break
        if record in (1, 2) and not (record == 2 and 200 <= number <= 202):
            kept += datasets[at:end]
        at = end
    return kept or None
