"""ICC profiles and PNG chunks that tests make themselves, from the specifications."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

import numpy as np
from PySide6.QtGui import QColorSpace, QImage

P3 = bytes(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile().data())
ADOBE = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
PROPHOTO = bytes(QColorSpace(QColorSpace.NamedColorSpace.ProPhotoRgb).iccProfile().data())
SRGB = bytes(QColorSpace(QColorSpace.NamedColorSpace.SRgb).iccProfile().data())


def by_qt(pixels: np.ndarray, icc: bytes | None) -> np.ndarray:
    """uint8 sRGB of uint8 RGB pixels with the profile ``icc``, by Qt's colour management: no littleCMS in it."""
    if icc is None:
        return pixels
    height, width = pixels.shape[:2]
    image = QImage(np.ascontiguousarray(pixels).data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    space = QColorSpace.fromIccProfile(icc)
    assert space.isValid()
    image.setColorSpace(space)
    image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return rows[:, : 3 * width].reshape(height, width, 3).copy()


def encoded(linear: np.ndarray) -> np.ndarray:
    """sRGB 0..1 of linear light 0..1 (IEC 61966-2-1)."""
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055)


def of_lightness(lightness: np.ndarray) -> np.ndarray:
    """sRGB 0..1 of CIE L* 0..100 (CIE 15:2004)."""
    return encoded(np.where(lightness > 8, ((lightness + 16) / 116) ** 3, lightness / 903.3))


def _profile(kind: bytes, space: bytes, pcs: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061),
        **tags,
    }
    at, table, content = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, body in tags.items():
        body += bytes(-len(body) % 4)
        table += tag + struct.pack(">II", at + len(content), len(body))
        content += body
    header = struct.pack(">I4sI4s4s4s", at + len(content), bytes(4), 0x02400000, kind, space, pcs)
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + table + content


def grey_profile(gamma: float) -> bytes:
    """A grey profile whose curve is a power (ICC.1:2001-04)."""
    return _profile(
        b"mntr", b"GRAY", b"XYZ ", {b"kTRC": b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))}
    )


def table_profile(space: bytes, corners: Iterable[tuple[float, float, float]]) -> bytes:
    """A profile that is a table with two places a channel (lut8Type) between the Lab colours of ``corners``.

    Args:
        space: b"CMYK" or b"RGB ".
        corners: Lab of every combination of no and full, the last channel running fastest.
    """
    channels = 4 if space == b"CMYK" else 3
    table = b"".join(bytes([round(L * 2.55), round(a) + 128, round(b) + 128]) for L, a, b in corners)
    assert len(table) == 3 * 2**channels
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = b"mft1" + bytes(4) + bytes([channels, 3, 2, 0]) + identity
    lut += bytes(range(256)) * channels + table + bytes(range(256)) * 3
    return _profile(b"prtr", space, b"Lab ", {b"A2B0": lut, b"A2B1": lut})


def cmyk_profile() -> bytes:
    """Inks without colour: each takes a fifth of the lightness, black two fifths. Linear, so that a table is exact."""
    corners = []
    for number in range(16):
        c, m, y, k = (number >> shift & 1 for shift in (3, 2, 1, 0))
        corners.append((100.0 - 20 * (c + m + y) - 40 * k, 0.0, 0.0))
    return table_profile(b"CMYK", corners)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_chunks(png: bytes, *chunks: bytes) -> bytes:
    """A PNG file with chunks put in behind its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def iccp(icc: bytes) -> bytes:
    return chunk(b"iCCP", b"test\0\0" + zlib.compress(icc))


def gama(value: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">I", round(value * 1e5)))


def chrm(*values: float) -> bytes:
    return chunk(b"cHRM", struct.pack(">8I", *(round(v * 1e5) for v in values)))


def cicp(primaries: int, transfer: int, full: int = 1) -> bytes:
    return chunk(b"cICP", bytes([primaries, transfer, 0, full]))
