"""How a photo's pixels look on a screen: 8-bit sRGB, fast enough for the frames of a drag."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numba
import numpy as np

from core.image_io.colour import linear_srgb, to_srgb
from core.image_io.photo import to_8_bit
from core.image_io.profiles import encoded_srgb

_SIGNATURE = "void({}[:, :, ::1], uint64[:, ::1], uint8[::1], uint8[:, :, ::1])"
_kernel = numba.njit(
    [_SIGNATURE.format("uint8"), _SIGNATURE.format("uint16")], cache=True, nogil=True, error_model="numpy"
)
_FIELD, _INDEX = 21, 15  # bits of a channel's light, and of them those that the table of levels is asked with
_SEEN = 1  # level, a difference that nobody sees
_EXACT = 2  # levels that curves and a matrix may be off before the profile is followed to the letter

Look = Callable[[np.ndarray], np.ndarray]


@functools.lru_cache(maxsize=4)
def for_screen(icc: bytes | None) -> Look | None:
    """What turns pixels of the profile ``icc`` into what an sRGB screen shows; None where that changes nothing.

    The function takes (h, w, 3 or 4) uint8 or uint16, the last of four channels an alpha, and gives uint8 of the same
    shape. Most profiles are three curves and a matrix (ICC.1:2022, 8.3.3): both are measured once through littleCMS. A
    profile of another kind goes through littleCMS pixel by pixel, about ten times slower.
    """
    if icc is None:
        return None
    colours = _test_colours()
    exact = to_srgb(colours, icc)
    if _difference(exact, colours) <= _SEEN:
        return None
    look = _Shaper(icc)
    if _difference(look(colours), exact) <= _EXACT:
        return look
    return lambda pixels: np.dstack([to_8_bit(to_srgb(pixels[..., :3], icc)), to_8_bit(pixels[..., 3:])])


class _Shaper:
    """Curves, matrix and sRGB's curve of one profile as tables; see :func:`for_screen`.

    What a channel's code adds to the three linear channels of the screen lies in one word of 64 bits, 21 for each, so
    that two additions make a pixel.
    """

    def __init__(self, icc: bytes) -> None:
        self._icc = icc
        self._matrix = linear_srgb(np.eye(3, dtype=np.float32)[None], icc)[0].T.astype(np.float64)
        lowest, highest = np.minimum(self._matrix, 0).sum(1), np.maximum(self._matrix, 0).sum(1)
        self._low = float(lowest.min())
        self._scale = ((1 << _FIELD) - 4) / float(highest.max() - self._low)  # 4: what rounding may add
        steps = (np.arange(1 << _INDEX) + 0.5) * (1 << _FIELD - _INDEX)
        self._encoding = np.round(encoded_srgb(np.clip(self._low + steps / self._scale, 0, 1)) * 255).astype(np.uint8)
        self._words: dict[np.dtype, np.ndarray] = {}

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        if pixels.dtype not in self._words:
            self._words[pixels.dtype] = self._measured(int(np.iinfo(pixels.dtype).max))
        pixels = np.ascontiguousarray(pixels)
        out = np.empty(pixels.shape, np.uint8)
        _look_up(pixels, self._words[pixels.dtype], self._encoding, out)
        if pixels.shape[2] == 4:
            out[..., 3] = to_8_bit(pixels[..., 3])
        return out

    def _measured(self, top: int) -> np.ndarray:
        """uint64 (3, top + 1): the word of each channel's codes."""
        words = np.zeros((3, top + 1), np.uint64)
        for channel in range(3):
            ramp = np.zeros((1, top + 1, 3), np.float32)
            ramp[0, :, channel] = np.linspace(0, 1, top + 1)
            column = self._matrix[:, channel]
            curve = linear_srgb(ramp, self._icc)[0] @ (column / max(float(column @ column), 1e-9))
            for out in range(3):
                # Fields know no sign: each channel starts from its own lowest, and the first makes up for the rest.
                added = np.clip(curve, 0, 1) * column[out] - min(column[out], 0)
                if channel == 0:
                    added += np.minimum(self._matrix[out], 0).sum() - self._low
                words[channel] |= np.round(added * self._scale).astype(np.uint64) << np.uint64(_FIELD * out)
        return words


@_kernel
def _look_up(pixels, words, encoding, out):  # type: ignore[no-untyped-def]  # numba infers
    mask = np.uint64(len(encoding) - 1)
    first = np.uint64(_FIELD - _INDEX)
    second, third = first + np.uint64(_FIELD), first + np.uint64(2 * _FIELD)
    for y in range(pixels.shape[0]):
        for x in range(pixels.shape[1]):
            light = words[0, pixels[y, x, 0]] + words[1, pixels[y, x, 1]] + words[2, pixels[y, x, 2]]
            out[y, x, 0] = encoding[(light >> first) & mask]
            out[y, x, 1] = encoding[(light >> second) & mask]
            out[y, x, 2] = encoding[(light >> third) & mask]


def _difference(first: np.ndarray, second: np.ndarray) -> int:
    return int(np.abs(first.astype(np.int16) - second).max())


def _test_colours() -> np.ndarray:
    """uint8 (1, n, 3): greys, the corners of the cube and colours all over it."""
    greys = np.repeat(np.arange(0, 256, 5, dtype=np.uint8)[:, None], 3, axis=1)
    steps = np.array([0, 64, 128, 192, 255], np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    return np.concatenate([greys, cube])[None]
