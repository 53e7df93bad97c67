"""Which lines of a photo give way when one axis changes length: even stretches first, objects last.

The density idea of optimal one-dimensional warps (Gal, Sorkine, Cohen-Or, "Feature-aware texturing", EGSR 2006) with
the importance of whole rows and columns. An object keeps its native size as long as there is anything else to spend.
"""

from __future__ import annotations

import numpy as np

FLOOR = 0.06  # squared importance below which lines are equally cheap
THINNEST = 0.05  # length that a line keeps at least
FLAT_CONTRAST, OBJECT_CONTRAST = 2.5, 3.7


def objectness(distinctness: np.ndarray) -> float:
    """0 for a picture that looks alike everywhere (a texture, a crowd), 1 for objects on a plain ground.

    Args:
        distinctness: float (h, w), how unlike the rest of the picture each place is.
    """
    low, high = np.percentile(distinctness, [10, 95])
    contrast = high / max(low, 1e-3)
    return float(np.clip((contrast - FLAT_CONTRAST) / (OBJECT_CONTRAST - FLAT_CONTRAST), 0, 1))


def line_importance(importance: np.ndarray, axis: int) -> np.ndarray:
    """float32 (n,) in 0..1 of each row (axis 0) or column (axis 1) of an importance map (h, w).

    The fourth-power mean: the tip of a mast counts although the rest of its row is sky.
    """
    lines = (importance.astype(np.float32) ** 4).mean(1 - axis) ** 0.25
    return lines / max(float(lines.max()), 0.2)


def allocate(lines: np.ndarray, target: int, strength: float) -> np.ndarray:
    """Spread a change of length over the lines of one axis.

    Args:
        lines: float (n,), importance of each line, 0..1.
        target: length of the canvas, px.
        strength: 0 spreads evenly (a plain stretch), 1 spares what is important.

    Returns:
        float64 (target,), rising: source line (px, centres at whole numbers) for each line of the canvas.
    """
    count = len(lines)
    cheap = 1 / (FLOOR + lines.astype(np.float64) ** 2)
    share = (1 - strength) + strength * cheap / cheap.mean()
    change = target / count - 1
    if change >= 0:
        length = 1 + change * share
    else:
        low, high = 0.0, 1.0 / share.min()  # bisect for the amount that makes the lengths add up
        for _ in range(50):
            amount = (low + high) / 2
            length = np.maximum(THINNEST * (1 + change), 1 - amount * share)
            low, high = (amount, high) if length.sum() > target else (low, amount)
    edges = np.concatenate([[0], np.cumsum(length)])
    edges *= target / edges[-1]
    return np.interp(np.arange(target) + 0.5, edges, np.arange(count + 1)) - 0.5
