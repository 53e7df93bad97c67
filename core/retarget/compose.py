"""The warped picture and its native grain made one: a cut where it shows least, at the photo's own resolution."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from core.patterns.bidirectional import shifted_candidates
from core.patterns.maps import CandidateMaps
from core.patterns.transfer import TILE, Enlarger
from core.retarget.regrain import Grain

SURE = (0.15, 0.85)  # of the mask: outside the warp, inside the grain; between them the cut is found
FITS = (10.0, 18.0)  # grey levels of misfit, smoothed: patches that fit so well are taken, or given up
TONES, TONE_SIGMA = (9.0, 16.0), 6.0  # grey levels that the tone may be off, and over how many px that is looked at
LIVELY = (0.8, 0.6)  # of the warp's detail: it has lost some, so that copies which have even less are other ground
LEAST_DETAIL = 1.0  # grey level
FEATHER = 1.2  # px, at the size at which grain was found
TONE_CORRECTION_SIGMA = 8.0  # px, brightness that is coarser than that is the warp's
MOST_CORRECTED = 6.0  # grey levels: more is no shade of the same ground
UNSHOWN = 1 / 512
SMALLEST_PIECE = 0.005  # of the canvas: less is not worth a cut


def seam_mask(frame: np.ndarray, copied: np.ndarray, mask: np.ndarray, misfit: np.ndarray) -> np.ndarray:
    """Where the grain is shown, float32 (H, W) in 0..1.

    Grain whose patches do not fit together, or that has another tone or less detail than the warp, is given up; then a
    graph cut (Kwatra, Schödl, Essa, Turk, Bobick, "Graphcut Textures", SIGGRAPH 2003; OpenCV's seam finder) parts the
    two where they are alike.

    Args:
        frame, copied: uint8 (H, W, 3), the warped frame and its grain.
        mask: float32 (H, W), where grain is missing.
        misfit: float32 (H, W), grey levels.
    """
    smooth = cv2.GaussianBlur(misfit, (0, 0), 4)
    tones = [cv2.GaussianBlur(each.astype(np.float32), (0, 0), TONE_SIGMA) for each in (frame, copied)]
    foreign = cv2.absdiff(*tones).max(2)
    there, got = (
        cv2.GaussianBlur(cv2.absdiff(each.astype(np.float32), tone).mean(2), (0, 0), TONE_SIGMA)
        for each, tone in zip((frame, copied), tones)
    )
    duller = 1 - (got + LEAST_DETAIL) / (there + LEAST_DETAIL)
    good = _falling(smooth, *FITS) * _falling(foreign, *TONES) * _falling(duller, 1 - LIVELY[0], 1 - LIVELY[1])
    wish = cv2.GaussianBlur(mask * good, (0, 0), 2)
    inner, outer = (wish > SURE[1]).astype(np.uint8), (wish < SURE[0]).astype(np.uint8)
    drop = (outer == 0) & ~_large_pieces(outer == 0, inner > 0)
    inner[drop], outer[drop] = 0, 1
    if not inner.any():
        return np.zeros(mask.shape, np.float32)
    if not outer.any():
        return np.ones(mask.shape, np.float32)
    finder = cv2.detail_GraphCutSeamFinder("COST_COLOR_GRAD")  # type: ignore[attr-defined]  # its stubs lack it
    masks = [cv2.UMat(np.ascontiguousarray((1 - each) * 255)) for each in (inner, outer)]  # type: ignore[call-overload]
    pictures = [cv2.UMat(each.astype(np.float32)) for each in (frame, copied)]  # type: ignore[call-overload]
    shown = finder.find(pictures, [(0, 0), (0, 0)], masks)[1].get() > 0
    shown = _large_pieces(shown, shown)
    return np.asarray(cv2.GaussianBlur(shown.astype(np.float32), (0, 0), FEATHER), np.float32)


def _large_pieces(pixels: np.ndarray, core: np.ndarray) -> np.ndarray:
    """bool (H, W): the connected pieces that are worth a cut and hold any of ``core``."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pixels.astype(np.uint8))
    large = stats[:, cv2.CC_STAT_AREA] >= SMALLEST_PIECE * pixels.size
    kept = large & np.isin(np.arange(count), np.unique(labels[core]))
    kept[0] = False
    return np.asarray(kept[labels])


def _falling(values: np.ndarray, full: float, none: float) -> np.ndarray:
    return np.clip((none - values) / (none - full), 0, 1).astype(np.float32)


def tone_correction(frame: np.ndarray, copied: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """Brightness that copies lack, float32 (H, W, 3) in grey levels: the coarse difference to the warped frame, as far
    as that is a shade. Only what is shown counts, so that nothing beside it bleeds in."""
    weight = (shown > 0.5).astype(np.float32)
    total = cv2.GaussianBlur(weight, (0, 0), TONE_CORRECTION_SIGMA)[..., None]
    difference = (frame.astype(np.float32) - copied) * weight[..., None]
    smooth = cv2.GaussianBlur(difference, (0, 0), TONE_CORRECTION_SIGMA) / np.maximum(total, 1e-3)
    return np.clip(smooth, -MOST_CORRECTED, MOST_CORRECTED).astype(np.float32)


class Composition:
    """What is drawn over a warped picture, at any size.

    Args:
        source: uint8 (h, w, 3) that the grain was found in.
        frame: uint8 (H, W, 3), the warped frame at the same scale.
        grain: found for it. mask: float32 (H, W), where it is missing.
        scale: of ``source`` to the photo at the canvas's scale, at most 1.

    Attributes:
        shown: float32 (H, W), see :func:`seam_mask`.
        scale: as given.
    """

    def __init__(
        self,
        source: np.ndarray,
        frame: np.ndarray,
        grain: Grain,
        mask: np.ndarray,
        scale: float,
    ) -> None:
        self.scale = scale
        copied = source[grain.rows, grain.columns]
        self.shown = seam_mask(frame, copied, mask, grain.misfit)
        self._rest = tone_correction(frame, copied, self.shown)
        still = CandidateMaps(
            grain.rows[None], grain.columns[None], np.ones((1, *mask.shape), np.float32), source.shape[:2]
        )
        self._maps = shifted_candidates(grain.match, still)

    def draw_over(
        self,
        picture: np.ndarray,
        photo: np.ndarray,
        between_tiles: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Put the grain into a warped picture, in place.

        Args:
            picture: (H', W', C) uint8 or uint16, the warp at the size to be shown.
            photo: (h', w', C) at the same scale as ``picture``: what is copied from.
        """
        height, width = picture.shape[:2]
        enlarger = Enlarger(photo, self._maps, self._rest / 255, (height, width))
        tiles = [(y, x) for y in range(0, height, TILE) for x in range(0, width, TILE)]
        small_y, small_x = self.shown.shape[0] / height, self.shown.shape[1] / width
        for done, (y, x) in enumerate(tiles):
            between_tiles(done, len(tiles))
            tile = picture[y : y + TILE, x : x + TILE]
            rows = np.clip((np.arange(y, y + tile.shape[0]) + 0.5) * small_y - 0.5, 0, None).astype(np.float32)
            columns = np.clip((np.arange(x, x + tile.shape[1]) + 0.5) * small_x - 0.5, 0, None).astype(np.float32)
            map_x, map_y = np.broadcast_to(columns, tile.shape[:2]), np.broadcast_to(rows[:, None], tile.shape[:2])
            share = cv2.remap(
                self.shown, np.ascontiguousarray(map_x), np.ascontiguousarray(map_y), cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )[..., None]  # fmt: skip
            if share.max(initial=0) < UNSHOWN:
                continue
            copied = enlarger.tile(y, x, tile.shape[0], tile.shape[1])
            mixed = copied * share + tile * (1 - share)
            tile[:] = np.where(share > UNSHOWN, np.rint(mixed), tile).astype(picture.dtype)
