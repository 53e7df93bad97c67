"""The held-out measure: how good the generator is on canvases, patches and projections that training does not see."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from core.device import Device
from core.geometry import CanvasGeometry
from core.ingan.networks import Generator
from core.ingan.scores import Scores, combined_score, scores_of
from core.ingan.start import to_pixels
from core.ingan.training.examples import SourceImage

SCALES = ((0.62, 1.0), (1.7, 1.0), (1.0, 0.6), (0.85, 1.35))
"""(x, y) of the measured canvases; training draws its own at random."""

class HeldOut:
    """Measures one photo. The measure is coherence + completeness, times 1000, a mean over four canvases (see
    :mod:`core.metrics.patches`); lower is better.

    Attributes:
        anchor: coherence, completeness and sliced Wasserstein distance, times 1000, of what is drawn untrained.
        statistics: the last of them as measured last, relative to the anchor's.
    """

    anchor: Scores | None = None
    statistics = 1.0

    def __init__(self, example: SourceImage, device: Device) -> None:
        self._example, self._device = example, device
        canvases = [
            CanvasGeometry(example.width, example.height, round(example.width * sx), round(example.height * sy))
            for sx, sy in SCALES
        ]
        self._geometries = canvases

    def frame(self, generator: Generator, canvas: int) -> np.ndarray:
        """Measured canvas number ``canvas`` as the renderer would draw it, uint8."""
        geometry = self._geometries[canvas]
        with torch.inference_mode(), self._device.autocast():
            start = self._example.start(geometry) if generator.needs_start else None
            return to_pixels(generator(self._example.image, geometry, start))

    def untrained(self, *, yield_cores: Callable[[], None] = lambda: None) -> float:
        """The distance of what is drawn without a generator, warped and re-grained or copied: the new anchor.

        Args:
            yield_cores: as in :meth:`measure`, some seconds apart for a large example.
        """
        scores = []
        for geometry in self._geometries:
            yield_cores()
            scores.append(self._scores(self._example.untrained(geometry), yield_cores))
        there, back, swd = (1e3 * float(each) for each in np.mean(scores, 0))
        self.anchor = there, back, swd
        return combined_score(self.anchor)

    def measure(
        self,
        generator: Generator,
        *,
        yield_cores: Callable[[], None] = lambda: None,
    ) -> float:
        """The distance of what ``generator`` draws.

        Args:
            yield_cores: called some tenths of a second apart; may take its time.
        """
        scores = []
        for canvas in range(len(self._geometries)):
            yield_cores()
            scores.append(self._scores(self.frame(generator, canvas), yield_cores))
        found = [1e3 * float(each) for each in np.mean(scores, 0)]
        if self.anchor is not None:
            self.statistics = found[2] / max(self.anchor[2], 1e-9)
        return combined_score(found, self.anchor)

    def _scores(self, frame: np.ndarray, yield_cores: Callable[[], None] = lambda: None) -> Scores:
        return scores_of(frame, self._example.pixels, yield_cores)
