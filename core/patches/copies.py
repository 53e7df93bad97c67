"""A hole filled with large pieces of the photo: parted at working size, laid at the photo's own, toned, and sewn."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from core.patches.completion import CompletionSettings, complete
from core.patches.shifts import PIXELS, shifted_copies
from core.patches.toning import HOLD, toned

SEWN = 4.0  # px beside a seam in which patches may change what was copied, at least
SEWING = CompletionSettings(rounds=3)


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
    """Fill ``hole`` with shifted copies of the photo (see :mod:`core.patches.shifts`).

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
    rows, columns = copies.rows, copies.columns
    top = float(np.iinfo(image.dtype).max)
    down = rows - np.arange(hole.shape[0], dtype=np.int32)[:, None]
    across = columns - np.arange(hole.shape[1], dtype=np.int32)
    photo = image if image.dtype == np.uint8 else (image // 257).astype(np.uint8)
    checkpoint()
    correction = toned(photo, hole, down, across, HOLD / copies.grain**2) * (top / 255)
    values = image[rows[hole], columns[hole]] + correction[hole]
    del correction  # of a large hole each of these planes is large
    filled = image.copy()
    filled[hole] = np.clip(values + 0.5, 0, top).astype(image.dtype)
    seams = _seams(down, across)
    del down, across
    reach = max(SEWN, copies.grain)
    distance = cv2.distanceTransform((~seams).astype(np.uint8), cv2.DIST_L2, 5)
    band = (distance <= reach) & hole
    if not band.any():
        return filled
    sewn = complete(
        filled, band, filled, SEWING, usable=usable & ~hole, sources=(rows, columns),
        seed=seed, threads=threads, checkpoint=checkpoint,
    )  # fmt: skip
    weight = np.clip(1.5 * (1 - distance / (reach + 1)), 0, 1)[band][:, None]
    mixed = weight * sewn[band] + (1 - weight) * filled[band]
    filled[band] = np.clip(mixed + 0.5, 0, top).astype(image.dtype)
    return filled


def _seams(down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """bool (h, w): pixels beside one that was copied along another offset."""
    seams = np.zeros(down.shape, bool)
    for axis in range(2):
        first, second = (tuple(s if a == axis else slice(None) for a in range(2)) for s in (slice(1, None), slice(-1)))
        differs = (down[first] != down[second]) | (across[first] != across[second])
        seams[first] |= differs
        seams[second] |= differs
    return seams
