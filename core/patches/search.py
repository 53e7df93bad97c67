"""Searching for the best arrangement of a canvas: what training does for the layout, and a drag has no time for.

Coarse to fine, from an eighth of the size, where a patch sees 56 px around it and whole things are moved; from
several starts, of which the best is kept. Bidirectional similarity decides (Simakov et al., CVPR 2008, eq. 1), and
what it does not see: how much of what matters is lost or shown twice.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.geometry import CanvasGeometry
from core.metrics.objects import object_scores, torn
from core.patches.arrangements import SHRINK, Arrangement, Arrangements
from core.patches.maps import CandidateMaps
from core.patches.mend import QUICK, Level, Plan
from core.patches.prior import PatchPrior
from core.patches.sources import best_source

PLANS: tuple[Plan, ...] = (
    (Level(8, 20, 3), Level(4, 8, 2), Level(2, 1, 1)),
    (Level(4, 14, 2), Level(2, 1, 1)),
    QUICK,
)

PROBES = (0.91, 1.04), (1.1, 0.96)
"""Scales of the canvases on which a new arrangement has to prove itself."""

LOST, DOUBLED, TORN = 3000.0, 400.0, 80.0
"""What losing or doubling everything important costs, and a cut as long as the photo through what is important: in mean
square difference of patches, 8-bit units."""


def arrange(
    prior: PatchPrior, geometry: CanvasGeometry, checkpoint: Callable[[], None] = lambda: None
) -> Arrangement | None:
    """The best arrangement that a search finds for a canvas, some tenths of a second.

    Args:
        geometry: the canvas at working size, no quad.
        checkpoint: called often; may raise to cancel.

    Returns:
        None where the canvas or the photo is too small to be mended.
    """
    if geometry.quad is not None or geometry.is_identity or not prior.mender.can_mend(_size(geometry), SHRINK):
        return None
    frames = (prior.mended(start, plan, checkpoint) for start in prior.starts(geometry) for plan in PLANS)
    best = min(frames, key=lambda maps: cost(prior, maps))
    return Arrangement(geometry.height, geometry.width, prior.mender.coarse(best, SHRINK).astype(np.int16))


def cost(prior: PatchPrior, maps: CandidateMaps) -> float:
    """How far a mended frame is from what it should be; 0 for the photo itself, in 8-bit units squared."""
    there, back = prior.mender.distances(maps)
    shown = best_source(maps)
    objects = object_scores(*shown, prior.importance**2)
    cuts = torn(*shown, prior.importance, prior.pixels)
    return there + back + LOST * objects.lost + DOUBLED * objects.doubled + TORN * cuts


def helps(prior: PatchPrior, known: Arrangements, new: Arrangement) -> bool:
    """Whether canvases about as large as that of ``new``, not itself, come out better when it is known too."""
    before = after = 0.0
    for scales in PROBES:
        height, width = (max(1, round(side * scale)) for side, scale in zip((new.height, new.width), scales))
        geometry = CanvasGeometry(prior.shape[1], prior.shape[0], width, height)
        both = known.with_(new)
        if geometry.is_identity or prior.nearest(geometry, both) is not new:
            continue
        before += cost(prior, prior.candidates(geometry, None, known))
        after += cost(prior, prior.candidates(geometry, None, both))
    return after < before


def _size(geometry: CanvasGeometry) -> tuple[int, int]:
    return geometry.height, geometry.width
