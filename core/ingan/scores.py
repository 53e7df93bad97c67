"""How near a frame is to its photo, quickly measured: for training, and for whether a trained frame is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.metrics.patches import coherence, patch_swd

QUERIES = 256
PROJECTIONS = 8

Scores = tuple[float, float, float]
"""Coherence, completeness and sliced Wasserstein distance."""


def scores_of(frame: np.ndarray, photo: np.ndarray, yield_cores: Callable[[], None] = lambda: None) -> Scores:
    """The three distances between two uint8 (h, w, 3) pictures, quickly measured."""
    found = []
    for one, other in ((frame, photo), (photo, frame)):
        yield_cores()
        found.append(coherence(one, other, QUERIES))
    yield_cores()
    return found[0], found[1], patch_swd(frame, photo, PROJECTIONS, 512)


def combined_score(scores: Sequence[float], anchor: Sequence[float] | None = None) -> float:
    """One figure of coherence, completeness and sliced Wasserstein distance: the sum of the first two.

    Args:
        anchor: the same of what is drawn untrained. By the share by which any of the three exceeds it, the figure is
            raised, so that a gain in one distance cannot pay for a loss in another: a blurred picture is nearer to the
            photo's patches, and its distribution is not.
    """
    figure = float(scores[0] + scores[1])
    if anchor is None:
        return figure
    return figure * (1 + sum(max(0.0, a / max(b, 1e-9) - 1) for a, b in zip(scores, anchor)))
