"""Which of many candidates is shown where: a labelling of a grid by graph cuts.

Kwatra, Schödl, Essa, Turk, Bobick, "Graphcut Textures", SIGGRAPH 2003 (the cost of a seam: how much the two candidates
differ on both of its sides); Boykov, Veksler, Zabih, "Fast Approximate Energy Minimization via Graph Cuts", PAMI 2001
(expansion moves, equation 11 for what a move costs). The cuts themselves are those of :mod:`core.matching.graph_cuts`.
"""

from __future__ import annotations

from collections.abc import Callable

import numba
import numpy as np

from core.matching.graph_cuts import neighbours, sink_side

NEVER = 1 << 20
"""Cost of a label where it must not be: more than any seam is worth."""

_kernel = numba.njit(cache=True, nogil=True, boundscheck=False)


def alpha_expansion(
    features: np.ndarray,
    costs: np.ndarray,
    start: np.ndarray,
    sweeps: int = 2,
    checkpoint: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """The labelling whose seams show least, by expansion moves.

    Args:
        features: uint8 (K, h, w, C), what each label shows; a seam between two neighbours costs the sum, over both
            pixels and all channels, of how much their labels differ there.
        costs: int32 (K, h, w), what each label costs at each pixel.
        start: int32 (h, w), labels to begin with; they must not be forbidden.
        sweeps: how often every label is tried. After the first only those are tried that are shown somewhere.
        checkpoint: called between moves; may raise to cancel.

    Returns:
        int32 (h, w).
    """
    labels = start.astype(np.int32).copy()
    beside = neighbours(np.ones(labels.shape, bool))
    cheapest = costs.reshape(len(costs), -1).min(1)
    tried: list[int] = np.argsort(cheapest, kind="stable").tolist()
    for sweep in range(sweeps):
        changed = 0
        for label in tried if sweep == 0 else [int(each) for each in np.unique(labels)]:
            checkpoint()
            changed += _expand(features, costs, labels, beside, label)
        if not changed:
            break
    return labels


@_kernel
def _differ(features, a, b, y, x):  # type: ignore[no-untyped-def]  # numba infers
    total = np.int32(0)
    for c in range(features.shape[3]):
        total += abs(np.int32(features[a, y, x, c]) - np.int32(features[b, y, x, c]))
    return total


def _expand(
    features: np.ndarray, costs: np.ndarray, labels: np.ndarray, beside: np.ndarray, alpha: int
) -> int:
    """Let ``alpha`` take pixels where that lowers the whole cost, in place; how many it took."""
    ends, caps = _move(features, costs, labels, alpha)
    taken = sink_side(ends, caps, beside).reshape(labels.shape) & (labels != alpha)
    labels[taken] = alpha
    return int(taken.sum())


@_kernel
def _move(features, costs, labels, alpha):  # type: ignore[no-untyped-def]
    """The graph of a move: what is lost where a pixel takes alpha (above 0) or does not (below), and the capacities."""
    height, width = labels.shape
    size = height * width
    caps = np.zeros((size, 4), np.float32)
    ends = np.zeros(size, np.float32)
    for y in range(height):
        for x in range(width):
            i = y * width + x
            own = labels[y, x]
            ends[i] += costs[alpha, y, x] - costs[own, y, x]
            for down in range(2):
                v, u = (y + 1, x) if down else (y, x + 1)
                if v >= height or u >= width:
                    continue
                other = labels[v, u]
                j = v * width + u
                stays = takes_other = takes_own = 0
                if own != other:
                    stays = _differ(features, own, other, y, x) + _differ(features, own, other, v, u)
                if own != alpha:
                    takes_other = _differ(features, own, alpha, y, x) + _differ(features, own, alpha, v, u)
                if other != alpha:
                    takes_own = _differ(features, alpha, other, y, x) + _differ(features, alpha, other, v, u)
                ends[i] += takes_own - stays
                ends[j] -= takes_own
                caps[i, 2 * down] += takes_other + takes_own - stays  # not negative: the cost is a metric
    return ends, caps
