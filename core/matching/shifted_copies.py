"""A hole filled with large pieces of the photo.

They are chosen at working size and laid at the photo's own; then tone is corrected, and patches are put over the seams.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from core.image_io.photo import to_8_bit
from core.matching.completion import CompletionSettings, complete
from core.matching.dominant_offsets import PIXELS, ShiftedCopies, shifted_copies
from core.matching.tone_correction import HOLD, tone_correction

LARGEST = 12_000_000  # px of a window in which pieces are joined at its own size
FADE = 3  # px on each side of a seam over which the copies of larger ones are mixed
_SEAM_BAND = 4.0  # px beside a seam in which patches may change what was copied, at least
_SEAM_COMPLETION = CompletionSettings(rounds=3)


def copied_fill(
    image: np.ndarray,
    hole: np.ndarray,
    guess: np.ndarray,
    usable: np.ndarray,
    *,
    pixels: int = PIXELS,
    seed: int = 0,
    threads: int | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> np.ndarray | None:
    """Fill ``hole`` with shifted copies of the photo (see :mod:`core.matching.dominant_offsets`).

    Args:
        image: uint8 or uint16 (h, w, 3); what is inside the hole is ignored.
        hole: bool (h, w).
        guess: like ``image``; what a network thinks of the hole, of low sharpness.
        usable: bool (h, w), what may be copied.
        pixels: of the hole, at the size at which it is parted; fewer are quicker.
        seed: other seeds take other offsets where several serve.
        checkpoint: called often; may raise to cancel.

    Returns:
        a copy of ``image``, filled; None where no offset of the photo's serves.
    """
    copies = shifted_copies(image, hole, guess, usable, pixels=pixels, seed=seed, checkpoint=checkpoint)
    if copies is None:
        return None
    filled = image.copy()
    filled[hole] = image[copies.rows[hole], copies.columns[hole]]
    checkpoint()
    complete_seams = partial(complete, settings=_SEAM_COMPLETION, seed=seed, threads=threads, checkpoint=checkpoint)
    return _joined(filled, hole, usable & ~hole, copies, complete_seams)


def _joined(
    filled: np.ndarray, hole: np.ndarray, usable: np.ndarray, copies: ShiftedCopies,
    complete_seams: Callable[..., np.ndarray],
) -> np.ndarray:  # fmt: skip
    """``filled``, a picture with copies laid into its hole, corrected in tone and along its seams; it is used up.

    Args:
        complete_seams: :func:`core.matching.completion.complete`, but for what is filled.
    """
    if hole.size > LARGEST:
        return _joined_at_half(filled, hole, usable, copies, complete_seams)
    top = float(np.iinfo(filled.dtype).max)
    down = copies.rows - np.arange(hole.shape[0], dtype=np.int32)[:, None]
    across = copies.columns - np.arange(hole.shape[1], dtype=np.int32)
    photo = to_8_bit(filled)
    correction = tone_correction(photo, hole, down, across, HOLD / copies.grain**2)[hole] * (top / 255)
    filled[hole] = np.clip(filled[hole] + correction + 0.5, 0, top).astype(filled.dtype)
    del correction  # of a large hole each of these planes is large
    seams = _seams(down, across)
    del down, across
    reach = max(_SEAM_BAND, copies.grain)
    distance = cv2.distanceTransform((~seams).astype(np.uint8), cv2.DIST_L2, 5)
    band = (distance <= reach) & hole
    if not band.any():
        return filled
    repaired = complete_seams(filled, band, filled, usable=usable, sources=(copies.rows, copies.columns))
    weight = np.clip(1.5 * (1 - distance / (reach + 1)), 0, 1)[band][:, None]
    mixed = weight * repaired[band] + (1 - weight) * filled[band]
    filled[band] = np.clip(mixed + 0.5, 0, top).astype(filled.dtype)
    return filled


def _joined_at_half(
    filled: np.ndarray, hole: np.ndarray, usable: np.ndarray, copies: ShiftedCopies,
    complete_seams: Callable[..., np.ndarray],
) -> np.ndarray:  # fmt: skip
    """As :func:`_joined`, a quarter of the memory: what joining changes at half the size is added to the copies."""
    _cross_fade(filled, hole, copies.rows, copies.columns)
    height, width = hole.shape
    size = (width + 1) // 2, (height + 1) // 2
    small = cv2.resize(filled, size, interpolation=cv2.INTER_AREA)
    small_hole = np.ascontiguousarray(hole[::2, ::2])
    whole = np.pad(usable, ((0, height % 2), (0, width % 2)), mode="edge")
    small_usable = whole[::2, ::2] & whole[1::2, ::2] & whole[::2, 1::2] & whole[1::2, 1::2] & ~small_hole
    halved = ShiftedCopies(copies.rows[::2, ::2] // 2, copies.columns[::2, ::2] // 2, max(1.0, copies.grain / 2))
    joined = _joined(small.copy(), small_hole, small_usable, halved, complete_seams)
    top, bottom, left, right = _box(small_hole)
    change = joined[top:bottom, left:right].astype(np.float32) - small[top:bottom, left:right]
    doubled = cv2.resize(change, (2 * (right - left), 2 * (bottom - top)), interpolation=cv2.INTER_LINEAR)
    box = slice(2 * top, 2 * bottom), slice(2 * left, 2 * right)
    part, inside = filled[box], hole[box]
    values = part[inside] + doubled[: part.shape[0], : part.shape[1]][inside]
    part[inside] = np.clip(values + 0.5, 0, np.iinfo(filled.dtype).max).astype(filled.dtype)
    return filled


def _cross_fade(filled: np.ndarray, hole: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> None:
    """Mix the copies on both sides of a seam beside it, in place: what is joined at half the size leaves a hairline."""
    top, bottom, left, right = _box(hole)
    box = slice(top, bottom), slice(left, right)
    inside, limits = hole[box], (filled.shape[0] - 1, filled.shape[1] - 1)
    down = rows[box] - np.arange(top, bottom, dtype=np.int32)[:, None]
    across = columns[box] - np.arange(left, right, dtype=np.int32)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (2 * FADE + 1, 2 * FADE + 1))
    y, x = np.nonzero((cv2.dilate(_seams(down, across).astype(np.uint8), cross) > 0) & inside)
    total = np.zeros((len(y), 3), np.float32)
    for i, j in np.argwhere(cross) - FADE:
        v, u = np.clip(y + i, 0, inside.shape[0] - 1), np.clip(x + j, 0, inside.shape[1] - 1)
        total += filled[np.clip(top + y + down[v, u], 0, limits[0]), np.clip(left + x + across[v, u], 0, limits[1])]
    mean = total / float(cross.sum())
    filled[box][y, x] = np.clip(mean + 0.5, 0, np.iinfo(filled.dtype).max).astype(filled.dtype)


def _box(hole: np.ndarray) -> tuple[int, int, int, int]:
    """(top, bottom, left, right) around what is True."""
    y, x = (np.flatnonzero(hole.any(axis)) for axis in (1, 0))
    return (int(y[0]), int(y[-1]) + 1, int(x[0]), int(x[-1]) + 1) if len(y) else (0, 0, 0, 0)


def _seams(down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """bool (h, w): pixels beside one that was copied along another offset."""
    seams = np.zeros(down.shape, bool)
    for axis in range(2):
        first, second = (tuple(s if a == axis else slice(None) for a in range(2)) for s in (slice(1, None), slice(-1)))
        differs = (down[first] != down[second]) | (across[first] != across[second])
        seams[first] |= differs
        seams[second] |= differs
    return seams
