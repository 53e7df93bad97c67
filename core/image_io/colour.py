"""What a decoder hands on, as RGB pixels that one profile gives their meaning."""

from __future__ import annotations

import functools
import logging
from dataclasses import replace

import numpy as np

from core.image_io import tone
from core.image_io.decoded import ColourTags, Decoded
from core.image_io.profiles import (
    CURVES,
    PRIMARIES,
    SRGB_CURVE,
    SRGB_PRIMARIES,
    Curve,
    decoded_by,
    encoded_srgb,
    is_plausible,
    make_profile,
    space_of,
)
from core.sentence import Sentence

_PQ, _HLG = 16, 18  # transfer characteristics (ITU-T H.273, table 3)
_NAMES = {9: "BT.2020", 11: "DCI P3", 12: "Display P3"}
_LIKE_SRGB = 0.05  # relative difference of gAMA from 1/2.2 that counts as none, as in libpng
_LIKE_PRIMARIES = 0.003  # difference in x or y; programs round
_USUAL = (1.5, 3.0)  # decoding exponents of pictures that are stored as the eye sees them
_SPACES = {"grey": "GRAY", "rgb": "RGB", "cmyk": "CMYK", "lab": "Lab"}
_TOP16 = 65535
_RINGING = 1.25  # to which a resampled picture of 0 to 1 may swing over
_logger = logging.getLogger(__name__)

HDR = Sentence("This HDR picture was brought into the range of a normal one: its highlights are compressed.")
BROKEN = Sentence("The colour profile of this file is damaged and was left out.")
FOREIGN = Sentence("The colour profile of this file is not meant for its pixels and was left out.")
CLIPPED = Sentence("This file holds values outside 0 to 1, which were cut off.")
LINEAR = Sentence("This file holds light beyond white: it was taken as linear and its highlights were compressed.")


def to_rgb(decoded: Decoded, name: str) -> tuple[np.ndarray, np.ndarray | None, bytes | None, tuple[Sentence, ...]]:
    """Pixels in RGB, and the profile that gives them their meaning.

    CMYK, Lab and grey become sRGB through the file's profile (littleCMS, relative colorimetric with black point
    compensation), or by the plain formula where there is none. RGB keeps its samples and its profile. Where the file
    has other marks than a profile, the order is that of PNG's third edition, 4.3: cICP, ICC profile, sRGB, gAMA and
    cHRM. Marks that mean another space than sRGB become a profile and the samples stay, but for two kinds: samples far
    from what the eye sees (linear light) get sRGB's curve with the primaries left as they are, since 8 bits of linear
    light have no room to work in; and PQ and HLG are brought into the range of sRGB (:mod:`core.image_io.tone`).

    Samples of floats become 16 bits. Whole numbers of which some go beyond 1 are taken for 8 or 16 bits. Others are
    encoded as in other files, and what lies outside 0 to 1 is cut off, which the notes say. Only without a profile and
    clearly beyond 1 they are linear light with 1 for white, and are treated as HDR.

    Args:
        decoded: of any model and depth.
        name: the file's, for the log.

    Returns:
        (h, w, 3) uint8 or uint16; alpha (h, w) of the same dtype or None; an RGB profile or None for sRGB; notes,
        which begin with those of ``decoded``. Nothing is rotated.
    """
    notes: list[Sentence | None] = [*decoded.notes]
    if decoded.samples.dtype.kind == "f":
        decoded, said = _without_floats(decoded)
        notes.append(said)
    icc, said = _checked(decoded, name)
    notes.append(said)
    tags = decoded.tags
    if decoded.model in ("cmyk", "lab"):
        pixels, icc = _through_profile(decoded, icc), None
    elif icc is not None and space_of(icc) == "GRAY" and not _is_known(tags.cicp):
        pixels, icc = _grey_through_profile(decoded.samples[..., 0], icc), None
    else:
        samples = decoded.samples
        pixels = np.repeat(samples, 3, axis=2) if samples.shape[2] == 1 else samples
        pixels, icc, said = _by_tags(pixels, icc if space_of(icc) == "RGB" else None, tags)
        notes.append(said)
    said_once = tuple(dict.fromkeys(note for note in notes if note is not None))
    return np.ascontiguousarray(pixels), decoded.alpha, icc, said_once


def to_srgb(pixels: np.ndarray, icc: bytes | None) -> np.ndarray:
    """RGB pixels (h, w, 3) with the profile ``icc`` as sRGB of the same depth, for places that hold no profile.

    The pixels themselves where they are sRGB already or the profile is of no use.
    """
    if icc is None or not _is_usable(icc, "rgb"):
        return pixels
    return _transformed(np.ascontiguousarray(pixels), icc, "rgb")


def linear_srgb(values: np.ndarray, icc: bytes) -> np.ndarray:
    """Linear sRGB light, float32 (h, w, 3), not clipped, of ``values`` float32 (h, w, 3), 0..1, of the profile."""
    return _transformed(values, icc, "rgb", make_profile(SRGB_PRIMARIES, (1.0,), "linear"))


# -- profiles ------------------------------------------------------------------------------------------------------


def _checked(decoded: Decoded, name: str) -> tuple[bytes | None, Sentence | None]:
    """The profile of ``decoded`` if it can be used with its samples, and what to say where it cannot."""
    icc = decoded.icc
    if icc is None:
        return None, None
    space = space_of(icc)
    fits = space == _SPACES[decoded.model]
    if decoded.model == "grey":
        fits = fits or space == "RGB"  # many programs give grey pictures the profile of their window
    elif decoded.model == "rgb" and space == "GRAY":
        fits = bool((decoded.samples == decoded.samples[..., :1]).all())
    if space and not fits:
        return None, FOREIGN
    model = {"GRAY": "gray", "RGB": "rgb", "CMYK": "cmyk", "Lab": "lab"}.get(space, "")
    if not model or not _is_usable(icc, model):
        _logger.info("%s: colour profile of %d bytes cannot be used", name, len(icc))
        return None, BROKEN
    return icc, None


@functools.lru_cache(maxsize=16)
def _is_usable(icc: bytes, model: str) -> bool:
    channels = {"gray": 1, "cmyk": 4}.get(model, 3)
    try:
        _transformed(np.zeros((1, 1, channels)[: 2 if channels == 1 else 3], np.uint8), icc, model)
    except (RuntimeError, ValueError):  # CmsError is a RuntimeError
        return False
    return True


def _transformed(
    samples: np.ndarray, icc: bytes, model: str, target: bytes | None = None, exactly: bool = False
) -> np.ndarray:
    """(h, w, 3) of the same type in the space of ``target``, by default sRGB.

    Args:
        exactly: without the tables that littleCMS makes beforehand, which are up to 2 of 255 levels off (in the
            shadows of linear light 10), and up to ten times as fast on photos.
    """
    import imagecodecs

    return np.asarray(
        imagecodecs.cms_transform(
            samples,
            icc,
            target or _srgb_profile(),
            colorspace=model,
            planar=False,
            outcolorspace="rgb",
            outplanar=False,
            intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC,
            flags=imagecodecs.CMS.FLAGS.BLACKPOINTCOMPENSATION | (imagecodecs.CMS.FLAGS.NOOPTIMIZE if exactly else 0),
        )
    )


@functools.cache
def _srgb_profile() -> bytes:
    return make_profile(SRGB_PRIMARIES, SRGB_CURVE, "sRGB")


def _through_profile(decoded: Decoded, icc: bytes | None) -> np.ndarray:
    """sRGB of CMYK or Lab samples."""
    samples = np.ascontiguousarray(decoded.samples)
    if icc is not None:
        return _transformed(samples, icc, decoded.model)
    if decoded.model == "lab":
        import imagecodecs

        return _transformed(samples, imagecodecs.cms_profile("lab4"), "lab")
    top = int(np.iinfo(samples.dtype).max)
    light = top - samples[..., 3:].astype(np.uint32)
    return ((light * (top - samples[..., :3].astype(np.uint32)) + top // 2) // top).astype(samples.dtype)


def _grey_through_profile(grey: np.ndarray, icc: bytes) -> np.ndarray:
    """sRGB (h, w, 3) of ``grey`` (h, w): a table of all levels, since there are so few."""
    levels = np.arange(int(np.iinfo(grey.dtype).max) + 1, dtype=grey.dtype)
    table = _transformed(levels[:, None], icc, "gray", exactly=True)[:, 0]
    if int(np.ptp(table.astype(np.int32), axis=1).max()) <= max(1, len(levels) // 1024):
        table = np.repeat(np.median(table, axis=1).astype(grey.dtype)[:, None], 3, axis=1)  # rounding is no tint
    return table[grey]


# -- marks beside a profile ----------------------------------------------------------------------------------------


def _by_tags(
    pixels: np.ndarray, icc: bytes | None, tags: ColourTags
) -> tuple[np.ndarray, bytes | None, Sentence | None]:
    """RGB pixels, their profile and a note, from ``pixels`` (h, w, 3) with a profile and marks."""
    cicp = tags.cicp
    if cicp is not None and _is_known(cicp) and cicp[1] in (_PQ, _HLG):
        primaries = PRIMARIES[9 if cicp[0] == 2 else cicp[0]]
        convert = tone.pq_to_srgb if cicp[1] == _PQ else tone.hlg_to_srgb
        return convert(_full_range(pixels, cicp), primaries), None, HDR
    space = _space_by_cicp(tags)
    if space is not None:
        pixels = _full_range(pixels, cicp)
    elif icc is not None:
        return pixels, icc, None
    else:
        space = _space_by_gamma(tags)
    if space is None:
        return pixels, None, None
    primaries, curve, name = space
    if not _USUAL[0] <= (2.2 if len(curve) > 1 else curve[0]) <= _USUAL[1]:
        pixels, curve, name = _with_srgb_curve(pixels, curve), SRGB_CURVE, name + ", sRGB curve"
    if curve == SRGB_CURVE and max(np.abs(np.subtract(primaries, SRGB_PRIMARIES))) <= _LIKE_PRIMARIES:
        return pixels, None, None
    return pixels, make_profile(primaries, curve, name), None


def _is_known(cicp: tuple[int, int, int, int] | None) -> bool:
    """Whether ``cicp`` says anything: 2 means "unspecified", and programs need not know every code."""
    return cicp is not None and cicp[0] in (2, *PRIMARIES) and cicp[1] in (_PQ, _HLG, *CURVES)


def _space_by_cicp(tags: ColourTags) -> tuple[tuple[float, ...], Curve, str] | None:
    """Primaries, curve and name of an SDR space by its code; None where there is none or one that is not known."""
    if tags.cicp is None or not _is_known(tags.cicp):
        return None
    primaries, transfer = tags.cicp[:2]
    primaries = 1 if primaries == 2 else primaries
    return PRIMARIES[primaries], CURVES[transfer], _NAMES.get(primaries, f"CICP {primaries}/{transfer}")


def _space_by_gamma(tags: ColourTags) -> tuple[tuple[float, ...], Curve, str] | None:
    """Primaries, curve and name by gAMA and cHRM; None for sRGB and for values that mean nothing."""
    if tags.srgb:
        return None
    gamma = tags.gamma if tags.gamma is not None and 0.1 <= tags.gamma <= 10 else None
    plausible = is_plausible(tags.chromaticities)
    primaries = tuple(tags.chromaticities) if tags.chromaticities is not None and plausible else SRGB_PRIMARIES
    same = max(np.abs(np.subtract(primaries, SRGB_PRIMARIES))) <= _LIKE_PRIMARIES
    if gamma is None:
        return None if same else (primaries, SRGB_CURVE, "Primaries of the file")
    if same and abs(gamma * 2.2 - 1) <= _LIKE_SRGB:
        return None
    return primaries, (1 / gamma,), f"Gamma {1 / gamma:.4g}"


def _full_range(pixels: np.ndarray, cicp: tuple[int, int, int, int] | None) -> np.ndarray:
    """``pixels`` of the whole range, from the narrow one of video, 16..235 at 8 bits, where ``cicp`` says so."""
    if cicp is None or cicp[3]:
        return pixels
    top = int(np.iinfo(pixels.dtype).max)
    levels = np.arange(top + 1) * (255 / top)
    if pixels.dtype == np.uint16:
        levels = np.arange(top + 1) / 256  # H.273, 8.3: levels of more bits are those of 8 times a power of two
    table = np.clip((levels - 16) / 219, 0, 1)
    return np.round(table * top).astype(pixels.dtype)[pixels]


def _with_srgb_curve(pixels: np.ndarray, curve: Curve) -> np.ndarray:
    top = int(np.iinfo(pixels.dtype).max)
    table = np.round(encoded_srgb(decoded_by(curve, np.linspace(0, 1, top + 1))) * top)
    return table.astype(pixels.dtype)[pixels]


# -- floats --------------------------------------------------------------------------------------------------------


def _without_floats(decoded: Decoded) -> tuple[Decoded, Sentence | None]:
    """``decoded`` with 16 bits instead of floats, and a note; see :func:`to_rgb` for what the values mean."""
    samples = np.nan_to_num(decoded.samples, nan=0, posinf=1, neginf=0)
    alpha = None if decoded.alpha is None else np.nan_to_num(decoded.alpha, nan=0, posinf=1, neginf=0)
    if decoded.model == "lab":  # L 0..100, a and b as they are
        samples = (samples + np.array([0, 128, 128], samples.dtype)) / np.array([100, 255, 255], samples.dtype)
    low, high = float(samples.min()), float(samples.max())
    if 1 < high <= _TOP16 and low >= 0 and (samples == np.rint(samples)).all():
        top = 255 if high <= 255 else _TOP16
        samples, alpha = samples / top, alpha if alpha is None or alpha.max() <= 1 else alpha / top
        low, high = 0, 1
    alpha = None if alpha is None else _sixteen_bits(alpha)
    if high > _RINGING and decoded.model in ("grey", "rgb") and decoded.icc is None and decoded.tags.cicp is None:
        chromaticities = decoded.tags.chromaticities
        primaries = chromaticities if chromaticities is not None and is_plausible(chromaticities) else SRGB_PRIMARIES
        rgb = np.broadcast_to(samples, (*samples.shape[:2], 3)) if samples.shape[2] == 1 else samples
        pixels = tone.linear_to_srgb(rgb.astype(np.float32, copy=False), primaries)
        return replace(decoded, samples=pixels, model="rgb", alpha=alpha, tags=ColourTags()), LINEAR
    said = CLIPPED if low < 0 or high > 1 else None
    return replace(decoded, samples=_sixteen_bits(samples), alpha=alpha), said


def _sixteen_bits(values: np.ndarray) -> np.ndarray:
    return (np.clip(values, 0, 1) * np.float32(_TOP16) + np.float32(0.5)).astype(np.uint16)
