"""Picture files of every kind that Regrain reads, made from known samples, with what opening them has to give."""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import imagecodecs
import numpy as np
import tifffile
from PIL import Image

from tests.core.image_io.profiles import P3, chunk, cmyk_profile, encoded, grey_profile, iccp, of_lightness

WIDTH, HEIGHT = 48, 40  # px, before any rotation
GREY_GAMMA = 1.0

UPRIGHT: dict[int, Callable[[np.ndarray], np.ndarray]] = {  # EXIF 2.32, tag 0x0112
    1: lambda a: a, 2: np.fliplr, 3: lambda a: np.rot90(a, 2), 4: np.flipud, 5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1), 7: lambda a: np.rot90(a, 2).swapaxes(0, 1), 8: np.rot90,
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One way to store a picture.

    Attributes:
        format: suffix of its files.
        model: "grey", "rgb", "palette", "cmyk" or "lab".
        bits: of a channel; 32 are floats.
        alpha: "", "channel", "premultiplied" or "key" (one colour or level is transparent).
        orientation: EXIF 1..8.
        profile: whether the profile of the model is in it: Display P3, linear grey, or inks in :mod:`profiles`.
        coding: compression and layout, where the format has several.
    """

    format: str
    model: str
    bits: int
    alpha: str
    orientation: int
    profile: bool
    coding: str

    def __str__(self) -> str:
        parts = [self.model, self.bits, self.alpha, self.orientation, "icc" * self.profile, self.coding]
        return "-".join(str(part) for part in (self.format, *parts) if part)


@dataclass(frozen=True)
class Wanted:
    """What opening a file gives: pixels (h, w, 3) and alpha (h, w), upright, and how far a level may be off."""

    pixels: np.ndarray
    alpha: np.ndarray | None
    icc: bytes | None
    close: float


_ALL, _SOME = tuple(range(1, 9)), (1,)
_SPACE: dict[str, list[dict[str, tuple[Any, ...]]]] = {
    "png": [
        {"model": ("grey",), "bits": (1, 2, 4), "alpha": ("", "key"), "orientation": _ALL, "profile": (False, True)},
        {"model": ("grey", "rgb"), "bits": (8, 16), "alpha": ("", "channel", "key"), "orientation": _ALL,
         "profile": (False, True)},
        {"model": ("palette",), "bits": (4, 8), "alpha": ("", "key"), "orientation": _ALL, "profile": (False, True)},
    ],
    "tif": [
        {"model": ("grey", "rgb"), "bits": (8, 16, 32), "alpha": ("", "channel", "premultiplied"), "orientation": _ALL,
         "profile": (False, True), "coding": ("none", "lzw", "zlib planar", "zstd tiled")},
        {"model": ("cmyk",), "bits": (8, 16), "alpha": ("", "channel"), "orientation": _ALL, "profile": (False, True),
         "coding": ("none", "lzw planar")},
        {"model": ("lab",), "bits": (8, 16), "alpha": ("",), "orientation": _ALL, "profile": (False,),
         "coding": ("none", "lzw")},
        {"model": ("palette",), "bits": (8,), "alpha": ("",), "orientation": _ALL, "profile": (False,),
         "coding": ("lzw",)},
        {"model": ("grey",), "bits": (1,), "alpha": ("",), "orientation": _ALL, "profile": (False,),
         "coding": ("none", "white is 0")},
    ],
    "jpg": [{"model": ("grey", "rgb", "cmyk"), "bits": (8,), "alpha": ("",), "orientation": _ALL,
             "profile": (False, True)}],
    "webp": [{"model": ("rgb",), "bits": (8,), "alpha": ("", "channel"), "orientation": _ALL,
              "profile": (False, True)}],
    "avif": [
        {"model": ("rgb",), "bits": (8,), "alpha": ("", "channel"), "orientation": _ALL, "profile": (False, True)},
        {"model": ("rgb",), "bits": (10, 12), "alpha": ("", "channel"), "orientation": _SOME, "profile": (False,)},
    ],
    "bmp": [{"model": ("rgb", "palette", "grey"), "bits": (8,), "alpha": ("",), "orientation": _SOME,
             "profile": (False,)}],
    "gif": [{"model": ("palette",), "bits": (8,), "alpha": ("", "key"), "orientation": _SOME, "profile": (False,)}],
    "jp2": [{"model": ("grey", "rgb"), "bits": (8, 12, 16), "alpha": ("", "channel"), "orientation": _SOME,
             "profile": (False,)}],
    "pgm": [{"model": ("grey",), "bits": (8, 16), "alpha": ("",), "orientation": _SOME, "profile": (False,),
             "coding": ("plain", "raw")}],
    "ppm": [{"model": ("rgb",), "bits": (8, 16), "alpha": ("",), "orientation": _SOME, "profile": (False,),
             "coding": ("plain", "raw")}],
    "tga": [{"model": ("rgb", "grey"), "bits": (8,), "alpha": ("", "channel"), "orientation": _SOME,
             "profile": (False,)}],
}  # fmt: skip


def kinds() -> list[Kind]:
    """So many that in each format any two properties have met (pairwise testing), chosen greedily."""
    chosen = []
    for name, blocks in _SPACE.items():
        rows = [dict(zip(b, v, strict=True)) for b in blocks for v in itertools.product(*b.values())]
        rows = [row for row in rows if (name, row["model"], row["alpha"]) != ("tga", "grey", "channel")]
        order = np.random.default_rng(7).permutation(len(rows))
        waiting = {index: set(itertools.combinations(sorted(rows[index].items()), 2)) for index in order}
        while any(waiting.values()):
            best = max(waiting, key=lambda index: len(waiting[index]))
            covered = waiting.pop(best)
            chosen.append(Kind(format=name, **({"coding": ""} | rows[best])))
            for pairs in waiting.values():
                pairs -= covered
    return chosen


def make(kind: Kind) -> tuple[bytes, Wanted]:
    """A file of a kind, and what opening it gives."""
    samples, alpha = _samples(kind)
    writer = {"png": _png, "tif": _tiff, "jp2": _jp2, "pgm": _pnm, "ppm": _pnm}.get(kind.format, _by_pillow)
    data = writer(kind, samples, alpha)
    return data, _wanted(kind, samples, alpha, data)


# -- samples -------------------------------------------------------------------------------------------------------


def _samples(kind: Kind) -> tuple[np.ndarray, np.ndarray | None]:
    """Codes (h, w, c) as they are stored, of floats in 0..1, and alpha (h, w): 0 in one corner, full in another."""
    channels = {"rgb": 3, "cmyk": 4, "lab": 3}.get(kind.model, 1)
    rng = np.random.default_rng(kind.bits)
    field = cv2.GaussianBlur(rng.random((HEIGHT, WIDTH, channels + 1)), (0, 0), 4)
    field = (field - field.min()) / np.ptp(field)
    field = 0.04 + 0.92 * field
    cover = np.clip(1.6 * field[..., -1] - 0.3, 0, 1)
    cover[:6, :6], cover[-6:, -6:] = 0, 1
    colour = field[..., :-1]
    if kind.model == "palette":
        colour = np.floor(colour * 15.99)
        return colour.astype(np.uint8), (colour[..., 0] != 3).astype(np.float64) if kind.alpha == "key" else None
    if kind.model == "lab":
        colour[..., 1:] = 0.5
    if kind.bits == 32:
        return colour.astype(np.float32), cover if kind.alpha else None
    top = 2**kind.bits - 1
    codes = np.round(colour * top).astype(np.uint8 if kind.bits <= 8 else np.uint16)
    if kind.alpha == "key":
        return codes, (codes != codes[20, 20]).any(-1).astype(np.float64)
    if kind.alpha == "premultiplied":  # what is divided again must be found again
        cover = np.maximum(cover, 0.5)
    return codes, np.round(cover * top) / top if kind.alpha else None


PALETTE = np.random.default_rng(3).integers(0, 256, (16, 3), dtype=np.uint8)


def _codes(kind: Kind, values: np.ndarray) -> np.ndarray:
    """0..1 as ``kind`` stores it."""
    if kind.bits == 32:
        return values.astype(np.float32)
    return np.round(values * (2**kind.bits - 1)).astype(np.uint8 if kind.bits <= 8 else np.uint16)


def _wanted(kind: Kind, samples: np.ndarray, alpha: np.ndarray | None, data: bytes) -> Wanted:
    deep = kind.bits > 8
    top = 65535 if deep else 255
    values = samples / 1.0 if kind.bits == 32 else samples / (2**kind.bits - 1)
    exact = kind.bits < 32 and kind.alpha != "premultiplied"
    close = {"avif": 4 * top / 255, "jpg": 3.0}.get(kind.format, 0.0 if exact else 1.0)
    icc = P3 if kind.profile and kind.model in ("rgb", "palette") else None
    if kind.model == "palette":
        values = PALETTE[samples[..., 0]] / 255
    elif kind.model == "grey":
        values = np.repeat(values, 3, axis=2)
        if kind.profile:
            values, close = encoded(values**GREY_GAMMA), max(close * 4, top / 255 if not deep else 20)
    elif kind.model == "cmyk":
        ink, black = values[..., :3], values[..., 3:]
        values, close = (1 - ink) * (1 - black), max(close, 1.0)
        if kind.profile:
            values = of_lightness(100 - 20 * ink.sum(-1, keepdims=True) - 40 * black)
            values, close = np.repeat(values, 3, axis=2), max(close, 2 * top / 255)
    elif kind.model == "lab":
        values, close = np.repeat(of_lightness(values[..., :1] * 100), 3, axis=2), 2 * top / 255
    if kind.format == "jpg" and kind.model != "cmyk":  # what JPEG loses is OpenCV's to say
        flags = cv2.IMREAD_IGNORE_ORIENTATION | (cv2.IMREAD_GRAYSCALE if kind.model == "grey" else cv2.IMREAD_COLOR)
        read = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
        read = (np.repeat(read[..., None], 3, axis=2) if read.ndim == 2 else read[..., ::-1]) / 255
        values = encoded(read**GREY_GAMMA) if kind.profile and kind.model == "grey" else read
        close = 2.0
    turn = UPRIGHT[kind.orientation]
    dtype = np.uint16 if deep else np.uint8
    cover = None if alpha is None else np.round(turn(alpha) * top).astype(dtype)
    return Wanted(np.round(turn(values) * top).astype(dtype), cover, icc, close)


# -- files ---------------------------------------------------------------------------------------------------------


def _icc(kind: Kind) -> bytes | None:
    if not kind.profile:
        return None
    return {"grey": grey_profile(GREY_GAMMA), "cmyk": cmyk_profile()}.get(kind.model, P3)


def _exif(kind: Kind) -> bytes:
    """A TIFF structure that holds an orientation and nothing else."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, kind.orientation, 0, 0)


def _png(kind: Kind, samples: np.ndarray, alpha: np.ndarray | None) -> bytes:
    colour_type = {"grey": 0, "rgb": 2, "palette": 3}[kind.model] + 4 * (kind.alpha == "channel")
    rows = samples if kind.alpha != "channel" else np.dstack([samples, _codes(kind, alpha)])
    if kind.bits == 16:
        packed = rows.astype(">u2").tobytes()
    elif kind.bits == 8:
        packed = rows.tobytes()
    else:
        bits = (rows[..., 0, None] >> np.arange(kind.bits - 1, -1, -1)) & 1
        packed = np.packbits(bits.reshape(HEIGHT, -1).astype(np.uint8), axis=1).tobytes()
    length = len(packed) // HEIGHT
    filtered = b"".join(b"\0" + packed[y * length : (y + 1) * length] for y in range(HEIGHT))
    chunks = [chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, kind.bits, colour_type, 0, 0, 0))]
    if kind.profile:
        chunks.append(iccp(_icc(kind)))
    if kind.model == "palette":
        chunks.append(chunk(b"PLTE", PALETTE.tobytes()))
    if kind.alpha == "key":
        key = bytes([255, 255, 255, 0]) if kind.model == "palette" else samples[20, 20].astype(">u2").tobytes()
        chunks.append(chunk(b"tRNS", key))
    if kind.orientation != 1:
        chunks.append(chunk(b"eXIf", _exif(kind)))
    chunks += [chunk(b"IDAT", zlib.compress(filtered)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _tiff(kind: Kind, samples: np.ndarray, alpha: np.ndarray | None) -> bytes:
    stored, options = samples, dict[str, Any]()
    if kind.model == "lab":  # a and b have a sign
        stored = samples.copy()
        stored[..., 1:] = 0
    if kind.bits == 1:
        options["photometric"] = "miniswhite" if "white" in kind.coding else "minisblack"
        stored = (samples[..., 0] == (0 if "white" in kind.coding else 1))
    elif kind.model == "palette":
        table = np.zeros((3, 256), np.uint16)
        table[:, :16] = PALETTE.T.astype(np.uint16) * 257
        options |= {"photometric": "palette", "colormap": table}
        stored = samples[..., 0]
    else:
        names = {"grey": "minisblack", "cmyk": "separated", "lab": "cielab"}
        options["photometric"] = names.get(kind.model, "rgb")
        if alpha is not None:
            cover = _codes(kind, alpha)
            if kind.alpha == "premultiplied":
                stored = stored * alpha[..., None] if kind.bits == 32 else np.round(stored * alpha[..., None])
                stored = stored.astype(samples.dtype)
            stored = np.dstack([stored, cover])
            options["extrasamples"] = ["assocalpha" if kind.alpha == "premultiplied" else "unassalpha"]
        elif stored.shape[2] == 1:
            stored = stored[..., 0]
    compression, _, layout = kind.coding.partition(" ")
    if layout == "planar" and stored.ndim == 3:
        stored = np.moveaxis(stored, -1, 0)
        options["planarconfig"] = "separate"
    elif stored.ndim == 3:
        options["planarconfig"] = "contig"
    if layout == "tiled":
        options["tile"] = (16, 16)
    if compression in ("lzw", "zlib", "zstd"):
        options["compression"] = compression
        options["predictor"] = kind.model != "palette"
    buffer = io.BytesIO()
    tifffile.imwrite(
        buffer, np.ascontiguousarray(stored), metadata=None, iccprofile=_icc(kind),
        extratags=[(274, "H", 1, kind.orientation, True)], **options,
    )  # fmt: skip
    return buffer.getvalue()


def _jp2(kind: Kind, samples: np.ndarray, alpha: np.ndarray | None) -> bytes:
    if alpha is not None:
        samples = np.dstack([samples, _codes(kind, alpha)])
    elif samples.shape[2] == 1:
        samples = samples[..., 0]
    return bytes(
        imagecodecs.jpeg2k_encode(samples, level=0, reversible=True, bitspersample=kind.bits, codecformat="jp2")
    )


def _pnm(kind: Kind, samples: np.ndarray, _alpha: np.ndarray | None) -> bytes:
    number = {"pgm": 2, "ppm": 3}[kind.format] + 3 * (kind.coding == "raw")
    head = f"P{number}\n# made by a test\n{WIDTH} {HEIGHT}\n{2**kind.bits - 1}\n".encode()
    if kind.coding == "raw":
        return head + samples.astype(">u2" if kind.bits == 16 else np.uint8).tobytes()
    return head + "\n".join(" ".join(map(str, row)) for row in samples.reshape(-1, 12).tolist()).encode() + b"\n"


def _by_pillow(kind: Kind, samples: np.ndarray, alpha: np.ndarray | None) -> bytes:
    if kind.bits > 8:  # AVIF
        deep = samples if alpha is None else np.dstack([samples, _codes(kind, alpha)])
        return bytes(imagecodecs.avif_encode(deep, level=100, bitspersample=kind.bits, pixelformat="444"))
    if kind.model == "palette":
        image = Image.fromarray(samples[..., 0], "P")
        image.putpalette(PALETTE.tobytes())
    elif alpha is not None:
        image = Image.fromarray(np.dstack([samples, _codes(kind, alpha)]))
    else:
        mode = "CMYK" if kind.model == "cmyk" else None
        image = Image.fromarray(samples if samples.shape[2] > 1 else samples[..., 0], mode)
    options: dict[str, Any] = {}
    if kind.profile:
        options["icc_profile"] = _icc(kind)
    if kind.orientation != 1:
        options["exif"] = b"Exif\0\0" + _exif(kind)
    options |= {
        "jpg": {"format": "JPEG", "quality": 98, "subsampling": 0},
        "webp": {"format": "WEBP", "lossless": True, "exact": True},
        "avif": {"format": "AVIF", "quality": 100, "subsampling": "4:4:4"},
        "bmp": {"format": "BMP"},
        "gif": {"format": "GIF"} | ({"transparency": 3} if alpha is not None else {}),
        "tga": {"format": "TGA"},
    }[kind.format]
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()
