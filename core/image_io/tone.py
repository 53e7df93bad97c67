"""HDR to a normal picture: the curves PQ and HLG, and a roll-off that brings bright light below white."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.image_io.profiles import SRGB_PRIMARIES, between, encoded_srgb

REFERENCE_WHITE = 203.0  # cd/m2 of diffuse white in HDR (ITU-R BT.2408-7, table 1); becomes the picture's brightest
_PQ_PEAK = 10_000.0  # cd/m2
_HLG_PEAK, _HLG_GAMMA = 1_000.0, 1.2  # nominal display (ITU-R BT.2100-2, table 5)
_BRIGHTEST = 99.9  # percentile that counts as a picture's peak, so that a few sparks do not darken all of it
_BAND = 1 << 20  # px worked on at once
_SAMPLE = 1 << 20  # px looked at for the peak
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # of linear sRGB (ITU-R BT.709)


def pq_light(codes: np.ndarray) -> np.ndarray:
    """cd/m2 of PQ-encoded values 0..1 (SMPTE ST 2084; ITU-R BT.2100-2, table 4: reference EOTF)."""
    power = np.asarray(codes, np.float64) ** (1 / _M2)
    return np.asarray(_PQ_PEAK * (np.maximum(power - _C1, 0) / (_C2 - _C3 * power)) ** (1 / _M1))


def pq_codes(light: np.ndarray | float) -> np.ndarray:
    """PQ-encoded values 0..1 of ``light`` in cd/m2, the inverse of :func:`pq_light`."""
    power = (np.maximum(np.asarray(light, np.float64), 0) / _PQ_PEAK) ** _M1
    return np.asarray(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2)


_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32


def hlg_scene(codes: np.ndarray) -> np.ndarray:
    """Scene light 0..1 of HLG-encoded values 0..1 (ITU-R BT.2100-2, table 5: inverse OETF)."""
    codes = np.asarray(codes, np.float64)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(codes <= 0.5, codes**2 / 3, (np.exp((codes - c) / a) + b) / 12)


def rolled_off(light: np.ndarray, peak: float) -> np.ndarray:
    """``light`` in cd/m2 brought below :data:`REFERENCE_WHITE` where a picture goes up to ``peak`` cd/m2.

    The EETF of ITU-R BT.2390-11, 5.4.1, with black at 0: what is dark stays as it is, and from a knee on a Hermite
    spline in PQ ends with ``peak`` at white.
    """
    if peak <= REFERENCE_WHITE:
        return np.minimum(light, REFERENCE_WHITE)
    scale = float(pq_codes(peak))
    highest = float(pq_codes(REFERENCE_WHITE)) / scale
    knee = 1.5 * highest - 0.5
    given = np.minimum(pq_codes(light) / scale, 1)
    t = np.clip((given - knee) / (1 - knee), 0, 1)
    spline = (
        (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * highest
    )
    return np.where(given < knee, light, np.minimum(pq_light(spline * scale), REFERENCE_WHITE))


def pq_to_srgb(samples: np.ndarray, primaries: Sequence[float]) -> np.ndarray:
    """A PQ picture, uint8 or uint16 (h, w, 3), as sRGB of the same depth.

    Args:
        primaries: white and primaries of ``samples``, in the order of cHRM.
    """
    table = pq_light(_code_range(samples)).astype(np.float32)
    return _to_srgb(samples, lambda part: table[part], primaries, samples.dtype)


def hlg_to_srgb(samples: np.ndarray, primaries: Sequence[float]) -> np.ndarray:
    """An HLG picture, uint8 or uint16 (h, w, 3), as sRGB of the same depth, as on a display of 1000 cd/m2."""
    table = hlg_scene(_code_range(samples)).astype(np.float32)
    weights = np.array([0.2627, 0.678, 0.0593], np.float32)  # of BT.2020 (BT.2100-2, table 5)

    def light(part: np.ndarray) -> np.ndarray:
        scene = table[part]
        system = np.maximum(scene @ weights, 1e-6) ** np.float32(_HLG_GAMMA - 1)  # the OOTF
        return np.asarray(_HLG_PEAK * system[..., None] * scene)

    return _to_srgb(samples, light, primaries, samples.dtype)


def linear_to_srgb(samples: np.ndarray, primaries: Sequence[float]) -> np.ndarray:
    """Scene-linear light, float (h, w, 3) with 1 for diffuse white and no limit, as sRGB of 16 bits."""
    white, peak = np.float32(REFERENCE_WHITE), np.float32(_PQ_PEAK)
    return _to_srgb(samples, lambda part: np.clip(part * white, -peak, peak), primaries, np.dtype(np.uint16))


def _code_range(samples: np.ndarray) -> np.ndarray:
    """0..1 of every code of an integer type."""
    return np.linspace(0, 1, int(np.iinfo(samples.dtype).max) + 1)


def _to_srgb(
    samples: np.ndarray, light: Callable[[np.ndarray], np.ndarray], primaries: Sequence[float], dtype: np.dtype
) -> np.ndarray:
    """sRGB of ``dtype`` from ``samples`` (h, w, 3), whose cd/m2 ``light`` gives."""
    step = max(1, round((samples.shape[0] * samples.shape[1] / _SAMPLE) ** 0.5))
    brightest = light(samples[::step, ::step]).max(-1)
    peak = float(np.clip(np.percentile(brightest, _BRIGHTEST), REFERENCE_WHITE, _PQ_PEAK))
    # Gains by PQ code, so that a table of 4096 is finer than the eye in the dark, too.
    codes = np.linspace(0, 1, 4096)
    levels = pq_light(codes)
    knots = levels.astype(np.float32)
    gains = (rolled_off(levels, peak) / np.maximum(levels, 1e-9) / REFERENCE_WHITE).astype(np.float32)
    gains[0] = gains[1]
    matrix = between(primaries, SRGB_PRIMARIES).astype(np.float32)
    top = int(np.iinfo(dtype).max)
    roots = np.linspace(0, 1, 65536)  # a table by the root of light is fine in the dark, where the curve is steep
    encoding = np.round(encoded_srgb(roots**2) * top).astype(dtype)
    out = np.empty(samples.shape, dtype)
    rows = max(1, _BAND // samples.shape[1])
    for start in range(0, len(samples), rows):
        part = light(samples[start : start + rows])
        # One gain for the three channels, by the brightest: hues stay (BT.2390-11, 5.4.2, maxRGB).
        gain = np.interp(part.max(-1), knots, gains).astype(np.float32)
        rgb = _into_gamut((part * gain[..., None]) @ matrix.T)
        out[start : start + rows] = encoding[(np.sqrt(rgb) * 65535 + 0.5).astype(np.uint16)]
    return out


def _into_gamut(rgb: np.ndarray) -> np.ndarray:
    """Linear sRGB (h, w, 3) within 0..1: what lies outside moves towards the grey of its own luminance."""
    grey = np.clip(rgb @ _LUMINANCE, 0, 1)
    low, high = rgb.min(-1), rgb.max(-1)
    share = np.ones_like(grey)
    np.divide(grey, grey - low, out=share, where=low < 0)
    np.minimum(share, np.divide(1 - grey, high - grey, out=np.ones_like(grey), where=high > 1), out=share)
    return np.asarray(np.clip(grey[..., None] + (rgb - grey[..., None]) * share[..., None], 0, 1))
