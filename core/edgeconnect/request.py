"""What is asked of an inpainter and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.edgeconnect.flow import Finish, Flow
from core.edges import DEFAULT_SIGMA
from core.sentence import Sentence

COLOURS_STAY = 2  # in GivenLines.init_mode


@dataclass(frozen=True, eq=False)
class GivenLines:
    """Lines of somebody's own for a hole, and what they bring along.

    Attributes:
        lines: edge map (h, w), lines > half the range; counts inside the hole, where ``edited`` says.
        edited: bool (h, w), where ``lines`` is to be believed, drawn or erased; None for the whole hole. Elsewhere in
            the hole stage 1's prediction counts, and outside the photo's own edges.
        copyable: bool (h, w), part of the hole whose old pixels may be copied to other places of it; None for nothing.
        colours: like the photo, colours to take instead of the networks' where ``init_mode`` is set, or None.
        init_mode: uint8 (h, w): 1 where these colours are a start, 2 where they are to stay.
    """

    lines: np.ndarray
    edited: np.ndarray | None = None
    copyable: np.ndarray | None = None
    colours: np.ndarray | None = None
    init_mode: np.ndarray | None = None


@dataclass(frozen=True)
class EdgeDetection:
    """How edges are found.

    Attributes:
        sigma: Gaussian of the Canny edges, px of the working size.
        threshold: edge probability from which stage 1 draws an edge, 0..1; None for the weights' own.
    """

    sigma: float = DEFAULT_SIGMA
    threshold: float | None = None


@dataclass(frozen=True)
class Blend:
    """How a fill is joined to the photo.

    Attributes:
        dilate: how far the mask is grown before filling, px; None for the flow's own.
        feather: width of the blend around that, px; None for the flow's own. Everything farther out stays
            bit-identical.
        soft: the mask is uint8 and says how far the fill shows through, 255 for fully. All above 0 is hole, and instead
            of ``dilate`` and ``feather`` the mask itself blends the fill with the photo.
    """

    dilate: int | None = None
    feather: int | None = None
    soft: bool = False


EXACT = Blend(0, 0)  # the mask as it is
SOFT = Blend(soft=True)


@dataclass(frozen=True)
class InpaintRequest:
    """What to fill, and how.

    Attributes:
        image: uint8 or uint16 (h, w, 3) RGB.
        mask: bool (h, w), True = hole. Other arrays are thresholded at half their range, but for a soft ``blend``.
        alpha: (h, w) like ``image``, or None. Goes on inside the hole as it is around it; the colours of what is fully
            transparent are never used.
        given: lines of the user's own, and what they bring along; None where stage 1 alone says what lines there are.
        source: bool (h, w), True = may be copied, the hole never; the hole is then re-made of the patches that lie
            there, whatever the flow and the hole's thickness. Other arrays are thresholded at half their range; None
            for the whole photo.
        detection: how edges are found.
        blend: how the fill is joined to the photo around it.
        working_side: longest side the networks see, px; larger surroundings are shrunk to it.
        variation: 0 for the plain fill; other numbers give other, equally good fills: mirrored, with another seed, and
            along more or fewer edges.
        finish: "network" leaves the networks' colours as they are; "patches" re-makes every hole of the photo's own
            patches (see :func:`core.matching.completion.complete`); "auto" does so with the holes that the networks
            leave soft, thick ones and those they see smaller than they are, where the flow has patches.
        flow: what happens around the networks; None for what suits the weights: :meth:`Flow.published` for networks
            of the published kind, :meth:`Flow.regrain` for others.
        sketch: where there are patches, lay them at working size instead of the photo's own: soon done.
    """

    image: np.ndarray
    mask: np.ndarray
    alpha: np.ndarray | None = None
    given: GivenLines | None = None
    detection: EdgeDetection = EdgeDetection()
    blend: Blend = Blend()
    working_side: int = 512
    variation: int = 0
    finish: Finish = "auto"
    flow: Flow | None = None
    sketch: bool = False
    source: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class EdgeMaps:
    """Edge maps at the photo's size, bool (h, w).

    Attributes:
        predicted: stage 1's, inside the hole.
        drawn: those that the completion network gets inside the hole (with the user's).
        hole: what was to be filled.
        find_known: finds the photo's own edges outside of the hole. A fill needs only those around it.
    """

    predicted: np.ndarray
    drawn: np.ndarray
    hole: np.ndarray
    find_known: Callable[[], np.ndarray]

    @cached_property
    def known(self) -> np.ndarray:
        """The photo's own edges, outside of the hole; found when they are asked for."""
        return self.find_known()

    @cached_property
    def merged(self) -> np.ndarray:
        """All as the completion network gets them."""
        return np.where(self.hole, self.drawn, self.known)


@dataclass(frozen=True)
class InpaintResult:
    """A filled photo.

    Attributes:
        image: like the request's; outside of ``mask`` bit-identical to it.
        alpha: like the request's, going on in the hole as it is around it.
        mask: bool (h, w), the dilated and feathered hole: every pixel that may have changed.
        edges: what the fill was drawn from.
        seconds: time it took.
        notes: on anything unusual.
        label: the weights used.
    """

    image: np.ndarray
    alpha: np.ndarray | None
    mask: np.ndarray
    edges: EdgeMaps
    seconds: float
    notes: tuple[Sentence, ...]
    label: str
