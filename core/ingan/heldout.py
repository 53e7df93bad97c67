"""The held-out measure: how good the generator is on canvases, patches and projections that training does not see."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from core.device import Device
from core.geometry import CanvasGeometry
from core.ingan.examples import Example, to_pixels
from core.metrics.patches import coherence, patch_swd

SCALES = ((0.62, 1.0), (1.7, 1.0), (1.0, 0.6), (0.85, 1.35))
"""(x, y) of the measured canvases; training draws its own at random."""

QUERIES = 256
PROJECTIONS = 8
SWD_SHARE = 0.1
EXCESS = 5.0  # weight of coherence or completeness above the anchor's


def whole(scores: tuple[float, float, float]) -> float:
    """One figure of a canvas's coherence, completeness and sliced Wasserstein distance."""
    return scores[0] + scores[1] + SWD_SHARE * scores[2]


class HeldOut:
    """Measures one photo. The measure is coherence + completeness + 0.1 sliced Wasserstein, times 1000, a mean over
    four canvases (see :mod:`core.metrics.patches`); lower is better.

    Attributes:
        anchor: coherence and completeness, times 1000, of the untrained generator. What exceeds them counts
            :data:`EXCESS` times more, so that a gain in one of the three distances cannot pay for a loss in these.
    """

    anchor: tuple[float, float] | None = None

    def __init__(self, example: Example, device: Device) -> None:
        self._example, self._device = example, device
        canvases = [
            CanvasGeometry(example.width, example.height, round(example.width * sx), round(example.height * sy))
            for sx, sy in SCALES
        ]
        self._geometries = canvases

    def frame(self, generator: nn.Module, canvas: int) -> np.ndarray:
        """Measured canvas number ``canvas`` as the renderer would draw it, uint8."""
        geometry = self._geometries[canvas]
        with torch.inference_mode(), self._device.autocast():
            if hasattr(generator, "compose"):
                maps = self._example.candidates(geometry)
                return to_pixels(
                    generator.compose(self._example.image, geometry, maps, None, self._example.low).picture  # type: ignore[operator]
                )
            return to_pixels(generator(self._example.image, geometry, None))

    def measure(
        self,
        generator: nn.Module,
        *,
        set_anchor: bool = False,
        give_way: Callable[[], None] = lambda: None,
    ) -> float:
        """The distance of what ``generator`` draws.

        Args:
            set_anchor: later distances are held against this one.
            give_way: called some tenths of a second apart; may take its time.
        """
        photo, scores = self._example.pixels, []
        for canvas in range(len(self._geometries)):
            give_way()
            frame = self.frame(generator, canvas)
            found = []
            for one, other in ((frame, photo), (photo, frame)):
                give_way()
                found.append(coherence(one, other, QUERIES))
            give_way()
            scores.append((found[0], found[1], patch_swd(frame, photo, PROJECTIONS, 512)))
        there, back, swd = 1e3 * np.mean(scores, 0)
        if set_anchor:
            self.anchor = float(there), float(back)
        excess = 0.0
        if self.anchor is not None:
            excess = max(0.0, there - self.anchor[0]) + max(0.0, back - self.anchor[1])
        return float(whole((there, back, swd)) + EXCESS * excess)
