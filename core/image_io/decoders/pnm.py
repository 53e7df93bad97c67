"""The Netpbm family: PBM, PGM, PPM and PAM at up to 16 bits, packed or as text, and PFM in floating point.

Formats as in the manual pages pbm(5), pgm(5), ppm(5), pam(5) and in P. Debevec's description of PFM.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from core.errors import ImageError
from core.image_io.decoded import Decoded
from core.image_io.decoders.opened import DAMAGED, Opened, lay_plain

_WHITE = rb"(?:[ \t\r\n\v\f]|#[^\r\n]*[\r\n])"
_PAM = re.compile(rb"P7[ \t\r]*\n(.*?)ENDHDR[ \t\r]*\n", re.DOTALL)


@dataclass(frozen=True)
class _Header:
    kind: bytes  # b"P1".. b"P7", b"PF", b"Pf"
    width: int
    height: int
    channels: int
    top: int  # the largest value
    body: int  # where the pixels begin
    scale: float = 1.0  # PFM: below 0 for little-endian


def is_pnm(data: bytes) -> bool:
    """Whether a file's bytes begin as one of the family's do."""
    return len(data) > 2 and data[:2] in (b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"P7", b"PF", b"Pf") and (
        data[2:3] in (b" ", b"\t", b"\r", b"\n", b"\v", b"\f", b"#")
    )


def open_pnm(data: bytes, name: str) -> Opened:
    """A PBM, PGM, PPM, PAM or PFM file."""
    header = _pam(data) if data.startswith(b"P7") else _header(data)
    if header is None or not header.width or not header.height:
        raise ImageError("{0} is damaged or cut off and cannot be opened.", name, details="no valid Netpbm header")
    return Opened(header.width, header.height, lambda: _decode(data, header))


def _header(data: bytes) -> _Header | None:
    kind = data[:2]
    numbers = 2 if kind in (b"P1", b"P4") else 3
    number = rb"([0-9]{1,10})" if kind not in (b"PF", b"Pf") else rb"([-+.0-9eE]{1,20})"
    found = re.compile(kind + (rb"(?:" + _WHITE + rb")+" + number) * numbers + rb"[ \t\r\n\v\f]").match(data)
    if found is None:
        return None
    try:
        width, height = int(found[1]), int(found[2])
        channels = 3 if kind in (b"P3", b"P6", b"PF") else 1
        if kind in (b"PF", b"Pf"):
            return _Header(kind, width, height, channels, 1, found.end(), float(found[3]))
        top = 1 if numbers == 2 else int(found[3])
    except ValueError:
        return None
    return _Header(kind, width, height, channels, top, found.end()) if 0 < top < 65536 else None


def _pam(data: bytes) -> _Header | None:
    found = _PAM.match(data[:65536])
    if found is None:
        return None
    fields = dict(line.split(None, 1) for line in found[1].splitlines() if len(line.split(None, 1)) == 2)
    try:
        width, height, depth, top = (int(fields[key]) for key in (b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL"))
    except (KeyError, ValueError):
        return None
    if not 0 < top < 65536 or depth not in (1, 2, 3, 4) or width < 0 or height < 0:
        return None
    return _Header(b"P7", width, height, depth, top, found.end())


def _decode(data: bytes, header: _Header) -> Decoded:
    if header.kind in (b"PF", b"Pf"):
        values = _raw(data, header, "<f4" if header.scale < 0 else ">f4")
    elif header.kind == b"P4":
        length = (header.width + 7) // 8
        bits = np.frombuffer(data, np.uint8, min(len(data) - header.body, length * header.height), header.body)
        bits = bits[: len(bits) // length * length].reshape(-1, length)
        values = 1 - np.unpackbits(bits, axis=1, count=header.width).ravel()
    elif header.kind in (b"P1", b"P2", b"P3"):
        values = _text(data[header.body :], header)
    else:
        values = _raw(data, header, np.uint8 if header.top < 256 else ">u2")
    return _picture(values, header)


def _raw(data: bytes, header: _Header, dtype: str | type) -> np.ndarray:
    kind = np.dtype(dtype)
    count = min((len(data) - header.body) // kind.itemsize, header.width * header.height * header.channels)
    return np.frombuffer(data, kind, count, header.body)


def _text(body: bytes, header: _Header) -> np.ndarray:
    body = re.sub(rb"#[^\r\n]*", b"", body)
    count = header.width * header.height * header.channels
    if header.kind == b"P1":  # digits need no space between them
        digits = np.frombuffer(body, np.uint8)
        digits = digits[(digits == ord("0")) | (digits == ord("1"))]
        return ord("1") - digits[:count]
    good = re.match(rb"[0-9 \t\r\n\v\f]*", body)
    assert good is not None  # it matches nothing, too
    return np.fromstring(good[0].decode("ascii"), dtype=np.uint32, sep=" ")[:count]


def _picture(values: np.ndarray, header: _Header) -> Decoded:
    """``values`` in reading order, perhaps fewer than the picture has, as the picture."""
    pixels = len(values) // header.channels
    if not pixels:
        raise ValueError("no pixels")
    whole = header.width * header.height
    flat = values[: pixels * header.channels].reshape(pixels, header.channels)
    if header.kind in (b"PF", b"Pf"):
        flat = flat.astype(np.float32)
    elif header.top in (255, 65535):
        flat = flat.astype(np.uint8 if header.top == 255 else np.uint16)
    else:
        full = 255 if header.top < 256 else 65535
        table = ((np.arange(header.top + 1, dtype=np.uint32) * full + header.top // 2) // header.top)
        flat = table.astype(np.uint8 if full == 255 else np.uint16)[np.minimum(flat, header.top)]
    if pixels < whole:
        flat = np.concatenate([flat, np.zeros((whole - pixels, header.channels), flat.dtype)])
    array = flat.reshape(header.height, header.width, header.channels)
    alpha = array[..., -1] if header.channels in (2, 4) else None
    colour = array if alpha is None else array[..., :-1]
    notes = (DAMAGED,) if pixels < whole else ()
    decoded = Decoded(colour, "grey" if colour.shape[2] == 1 else "rgb", alpha, notes=notes)
    if pixels < whole:
        lay_plain(decoded, (np.arange(whole) >= pixels).reshape(header.height, header.width))
    if header.kind in (b"PF", b"Pf"):  # rows from the bottom up
        return Decoded(colour[::-1], decoded.model, notes=decoded.notes)
    return decoded
