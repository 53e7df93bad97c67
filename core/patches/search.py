"""Searching for the best arrangement of a canvas: what training does for the layout, and a drag has no time for.

Coarse to fine, from an eighth of the size, where a patch sees 56 px around it and whole things are moved; from
several starts, of which the best is kept. Bidirectional similarity decides (Simakov et al., CVPR 2008, eq. 1), and
what it does not see: how much of what matters is lost or shown twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.geometry import CanvasGeometry
from core.metrics.objects import object_scores, torn
from core.patches.arrangements import SHRINK, Arrangement, Arrangements
from core.patches.maps import CandidateMaps
from core.patches.mend import Level, Plan
from core.patches.prior import PatchPrior
from core.patches.sources import best_source

PLANS: tuple[Plan, ...] = (
    (Level(8, 20, 3), Level(4, 6, 2), Level(2, 1, 1)),
    (Level(4, 10, 2), Level(2, 1, 1)),
)

OWN = 0.01
DISTANCES = (0.03, 0.07, 0.13, 0.2)
"""Reach of an arrangement that helps no canvas but its own, and distances that are tried beyond it."""

ASIDE = (0.0, math.pi / 4, -math.pi / 4)
"""Directions in which these are tried, from the line through the canvas and the photo."""

SHARE, BACK_SHARE = 0.1, 0.02  # of what coherence was, and the others, by which they may be worse off
TIE = 0.02  # of what both patch distances were, by which each of them may be worse off besides
OBJECTS, SLACK = 4.0, 11.0  # by which objects may be worse off; by how much more, in a pure texture
TEXTURE = 0.1  # how much objects count in a picture that looks alike everywhere

LOST, DOUBLED, TORN = 1500.0, 400.0, 80.0
"""What losing or doubling everything important costs, and a cut as long as the photo through what is important: in mean
square difference of patches, 8-bit units."""


def arrange(
    prior: PatchPrior,
    geometry: CanvasGeometry,
    known: Arrangements | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> Arrangement | None:
    """The best arrangement that a search finds for a canvas, some tenths of a second.

    Args:
        geometry: the canvas at working size, no quad.
        known: what was found before; has to be bettered, and is one of the starts.
        checkpoint: called often; may raise to cancel.

    Returns:
        None where nothing better than the frame of a drag was found, or the canvas or photo is too small to be mended.
    """
    if geometry.quad is not None or geometry.is_identity or not prior.mender.can_mend(_size(geometry), SHRINK):
        return None
    known = known if known is not None else Arrangements(prior.shape)
    drag = cost(prior, prior.candidates(geometry, None, known))
    best, lowest = None, drag.total
    like = known.likest(geometry.height, geometry.width)
    carried = [like.carry(geometry.height, geometry.width, prior.importance, prior.shape)] if like is not None else []
    for start in carried + prior.starts(geometry):
        for plan in PLANS:
            maps = prior.mended(start, plan, checkpoint)
            reached = cost(prior, maps)
            if reached.improves(drag) and reached.total < lowest:
                best, lowest = maps, reached.total
    if best is None:
        return None
    found = Arrangement(geometry.height, geometry.width, _field(prior, best), (OWN, OWN))
    reach = reach_of(prior, found, known)
    return replace(found, reach=reach) if reach is not None else None


@dataclass(frozen=True)
class Cost:
    """How far a mended frame is from what it should be; 0 for the photo itself, in 8-bit units squared.

    Attributes:
        there: coherence. back: completeness. objects: what is lost, doubled and torn.
        slack: by which objects may be worse off than in another frame of this photo.
    """

    there: float
    back: float
    objects: float
    slack: float = OBJECTS

    @property
    def patches(self) -> float:
        return self.there + self.back

    @property
    def total(self) -> float:
        return self.patches + self.objects

    def improves(self, other: Cost) -> bool:
        """Better on the whole and for the patches; coherence, completeness and objects may lose but little."""
        tie = TIE * other.patches
        within = (
            self.there < other.there * (1 + SHARE) + tie
            and self.back < other.back * (1 + BACK_SHARE) + tie
            and self.objects < other.objects * (1 + BACK_SHARE) + self.slack
        )
        return within and self.patches < other.patches and self.total < other.total


def cost(prior: PatchPrior, maps: CandidateMaps) -> Cost:
    """The cost of a frame of this photo. Where it is one texture, nothing in it is an object."""
    shown = best_source(maps)
    objects = object_scores(*shown, prior.importance**2)
    cuts = torn(*shown, prior.importance, prior.pixels)
    matters = min(1.0, TEXTURE + 2 * prior.objectness)
    there, back = prior.mender.distances(maps)
    lost_and_more = LOST * objects.lost + DOUBLED * objects.doubled + TORN * cuts
    return Cost(there, back, matters * lost_and_more, OBJECTS + SLACK * (1 - matters))


def reach_of(prior: PatchPrior, new: Arrangement, known: Arrangements) -> tuple[float, float] | None:
    """How far canvases may be from that of an arrangement and still come out better than with what is known.

    What counts is the frame of a drag, which is mended in a hurry from the arrangement: a little of it may be lost.

    Returns:
        distances as of :meth:`Arrangement.apart`, of canvases nearer to the photo and of such farther from it; None
        where not even its own canvas comes out better.
    """
    alone = Arrangements(prior.shape, (replace(new, reach=(1.0, 1.0)),))
    away = math.atan2(math.log(new.height / prior.shape[0]), math.log(new.width / prior.shape[1]))

    def helps(distance: float, angle: float) -> bool:
        height = max(1, round(new.height * math.exp(distance * math.sin(angle))))
        width = max(1, round(new.width * math.exp(distance * math.cos(angle))))
        geometry = CanvasGeometry(prior.shape[1], prior.shape[0], width, height)
        if prior.nearest(geometry, alone) is None:
            return False
        carried = prior.candidates(geometry, None, alone)
        return cost(prior, carried).improves(cost(prior, prior.candidates(geometry, None, known)))

    if not helps(0.0, away):
        return None
    found = []
    for ahead in (away + math.pi, away):
        reach = OWN
        for distance in DISTANCES:
            if not all(helps(distance, ahead + turn) for turn in ASIDE):
                break
            reach = distance
        found.append(reach)
    return found[0], found[1]


def _field(prior: PatchPrior, maps: CandidateMaps) -> np.ndarray:
    return prior.mender.coarse(maps, SHRINK).astype(np.int16)


def _size(geometry: CanvasGeometry) -> tuple[int, int]:
    return geometry.height, geometry.width
