"""ICC profiles: made from primaries and a curve, told apart, and the matrices between RGB spaces."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

# White x y, red x y, green x y, blue x y by code (ITU-T H.273, table 2), as in PNG's cHRM.
PRIMARIES: dict[int, tuple[float, ...]] = {
    1: (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06),
    4: (0.31, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    5: (0.3127, 0.329, 0.64, 0.33, 0.29, 0.6, 0.15, 0.06),
    6: (0.3127, 0.329, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    7: (0.3127, 0.329, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    8: (0.31, 0.316, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049),
    9: (0.3127, 0.329, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    10: (1 / 3, 1 / 3, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
    11: (0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    12: (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    22: (0.3127, 0.329, 0.63, 0.34, 0.295, 0.605, 0.155, 0.077),
}
SRGB_PRIMARIES = PRIMARIES[1]

# Decoding curves as parameters of ICC.1:2022, 10.18: (g,) for Y = X^g, or (g, a, b, c, d) for
# Y = (a X + b)^g from d on and c X below.
Curve = tuple[float, ...]
SRGB_CURVE: Curve = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)  # IEC 61966-2-1
_ALPHA, _BETA = 1.099296826809442, 0.018053968510807  # of BT.709 and BT.2020 (H.273, table 3)
_BT709: Curve = (1 / 0.45, 1 / _ALPHA, (_ALPHA - 1) / _ALPHA, 1 / 4.5, 4.5 * _BETA)
# By code (ITU-T H.273, table 3), without logarithmic curves, PQ and HLG. The curves of cameras are turned round.
CURVES: dict[int, Curve] = {
    1: _BT709, 6: _BT709, 11: _BT709, 12: _BT709, 14: _BT709, 15: _BT709,
    4: (2.2,), 5: (2.8,), 8: (1.0,), 13: SRGB_CURVE, 17: (2.6,),
    7: (1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4, 4 * 0.0228),
}  # fmt: skip

_D50 = np.array([0.9642, 1.0, 0.8249])  # ICC.1:2022, 7.2.16
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def space_of(icc: bytes | None) -> str:
    """The colour space of a profile's pixels: "RGB", "CMYK", "GRAY", "Lab" or another; "" where it is no profile."""
    if icc is None or len(icc) < 132 or icc[36:40] != b"acsp":
        return ""
    return icc[16:20].decode("latin-1").strip()


def is_plausible(chromaticities: Sequence[float] | None) -> bool:
    """Whether white and primaries, in the order of cHRM, make a space: a triangle with the white inside."""
    if chromaticities is None or len(chromaticities) != 8 or not all(-0.5 <= v <= 1.5 for v in chromaticities):
        return False
    if chromaticities[1] <= 0.01:
        return False
    corners = _columns(chromaticities[2:])
    if abs(np.linalg.det(corners)) < 1e-3:
        return False
    return bool((np.linalg.solve(corners, _white(chromaticities)) > 0).all())


def to_d50(chromaticities: Sequence[float]) -> np.ndarray:
    """float64 (3, 3): linear RGB of a space to XYZ adapted to D50 by Bradford's transform (ICC.1:2022, annex E)."""
    corners, white = _columns(chromaticities[2:]), _white(chromaticities)
    return _adaptation(white) @ (corners * np.linalg.solve(corners, white))


def between(source: Sequence[float], target: Sequence[float]) -> np.ndarray:
    """float64 (3, 3): linear RGB of one space to linear RGB of another, white to white."""
    return np.linalg.solve(to_d50(target), to_d50(source))


def decoded_by(curve: Curve, values: np.ndarray) -> np.ndarray:
    """Linear light 0..1 of encoded ``values`` 0..1."""
    if len(curve) == 1:
        return values ** curve[0]
    g, a, b, c, d = curve
    return np.where(values >= d, np.maximum(a * values + b, 0) ** g, c * values)


def encoded_srgb(linear: np.ndarray) -> np.ndarray:
    """sRGB-encoded 0..1 of ``linear`` light 0..1 (IEC 61966-2-1)."""
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055)


def make_profile(chromaticities: Sequence[float], curve: Curve, name: str) -> bytes:
    """An ICC profile (version 4.3, ICC.1:2010) of a display with these primaries and this curve for all channels.

    Args:
        chromaticities: white x y, red x y, green x y, blue x y, of which :func:`is_plausible` holds.
        curve: parameters, see :data:`Curve`.
        name: what programs call it.
    """
    matrix = to_d50(chromaticities)
    trc = b"para" + struct.pack(">IHH", 0, 0 if len(curve) == 1 else 3, 0) + b"".join(map(_s15, curve))
    bodies = {
        b"desc": _text(name),
        b"cprt": _text("CC0"),
        b"wtpt": _xyz(_D50),
        b"chad": b"sf32" + bytes(4) + b"".join(_s15(v) for v in _adaptation(_white(chromaticities)).ravel()),
        b"rXYZ": _xyz(matrix[:, 0]),
        b"gXYZ": _xyz(matrix[:, 1]),
        b"bXYZ": _xyz(matrix[:, 2]),
        b"rTRC": trc,
        b"gTRC": trc,
        b"bTRC": trc,
    }
    at = 128 + 4 + 12 * len(bodies)
    table, content, places = struct.pack(">I", len(bodies)), b"", dict[bytes, int]()
    for tag, body in bodies.items():
        if body not in places:  # the three curves are one
            places[body] = at + len(content)
            content += body + bytes(-len(body) % 4)
        table += tag + struct.pack(">II", places[body], len(body))
    header = struct.pack(">I4sI4s4s4s", at + len(content), bytes(4), 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(map(_s15, _D50))
    return header.ljust(128, b"\0") + table + content


def _columns(chromaticities: Sequence[float]) -> np.ndarray:
    """(3, 3), one xyz column for each pair of chromaticities."""
    pairs = np.reshape(np.asarray(chromaticities, float), (-1, 2))
    return np.column_stack([pairs, 1 - pairs.sum(1)]).T


def _white(chromaticities: Sequence[float]) -> np.ndarray:
    column = _columns(chromaticities[:2])[:, 0]
    return np.asarray(column / column[1])


def _adaptation(white: np.ndarray) -> np.ndarray:
    """(3, 3): XYZ under ``white`` to XYZ under D50."""
    gains = (_BRADFORD @ _D50) / (_BRADFORD @ white)
    return np.asarray(np.linalg.solve(_BRADFORD, gains[:, None] * _BRADFORD))


def _s15(value: float) -> bytes:
    """s15Fixed16Number."""
    return struct.pack(">i", round(float(value) * 65536))


def _xyz(values: Sequence[float] | np.ndarray) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_s15, values))


def _text(text: str) -> bytes:
    """multiLocalizedUnicodeType with one record."""
    encoded = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">III4sII", 0, 1, 12, b"enUS", len(encoded), 28) + encoded
