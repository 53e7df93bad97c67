"""The frame that is drawn while the handle rests: the frame at hand, its joints mended with the photo's patches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.patches import nnf
from core.patches.maps import CandidateMaps
from core.patches.resynthesis import resynthesise


@dataclass(frozen=True)
class Refined:
    """A refined frame at working size.

    Attributes:
        image: uint8 (H, W, 3).
        maps: where each pixel was copied from (one candidate), to draw the same frame from full-size pixels.
        copies: uint8 (H, W, 3), the pixels at ``maps``, from which ``image`` was voted.
    """

    image: np.ndarray
    maps: CandidateMaps
    copies: np.ndarray


def refine(
    photo: np.ndarray,
    frame: np.ndarray,
    maps: CandidateMaps,
    *,
    threads: int | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> Refined | None:
    """Mend a frame by :func:`core.patches.resynthesis.resynthesise`, about half a second at 256 px.

    Args:
        photo: uint8 (h, w, 3) at working size.
        frame, maps: the frame at hand, uint8 (H, W, 3), and the candidates it was made of.
        checkpoint: called often; may raise to cancel.

    Returns:
        None where a picture is too small to hold patches.
    """
    height, width = frame.shape[:2]
    if min(*photo.shape[:2], height, width) < 3 * nnf.PATCH:
        return None
    made = resynthesise(photo, frame, match=_best_source(maps), threads=threads, checkpoint=checkpoint)
    rows, columns = nnf.centre_sources(made.match, height, width, photo.shape)
    ones = np.ones((1, height, width), np.float32)
    single = CandidateMaps(rows[None].astype(np.int32), columns[None].astype(np.int32), ones, maps.source_shape)
    return Refined(made.image, single, photo[rows, columns])


def _best_source(maps: CandidateMaps) -> np.ndarray:
    """int32 (H, W, 2): source (y, x) of each pixel in the candidate that is farthest from its seam."""
    best = maps.seam.argmax(0)[None]
    rows = np.take_along_axis(np.asarray(maps.rows), best, 0)[0]
    columns = np.take_along_axis(np.asarray(maps.columns), best, 0)[0]
    return np.stack([rows, columns], -1).astype(np.int32)
