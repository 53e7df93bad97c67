"""The held-out measure: how good the generator is on canvases, patches and projections that training does not see."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from core.device import Device
from core.geometry import CanvasGeometry
from core.ingan.examples import Example, to_pixels
from core.metrics.patches import coherence, patch_swd

SCALES = ((0.62, 1.0), (1.7, 1.0), (1.0, 0.6), (0.85, 1.35))
"""(x, y) of the measured canvases; training draws its own at random."""

QUERIES = 128
PROJECTIONS = 8
SWD_SHARE = 0.1


class HeldOut:
    """Measures one photo. The measure is coherence + completeness + 0.1 sliced Wasserstein, times 1000, a mean over
    four canvases (see :mod:`core.metrics.patches`); lower is better.
    """

    def __init__(self, example: Example, device: Device) -> None:
        self._example, self._device = example, device
        self._geometries = [
            CanvasGeometry(example.width, example.height, round(example.width * sx), round(example.height * sy))
            for sx, sy in SCALES
        ]

    def frames(self, generator: nn.Module) -> list[np.ndarray]:
        """The measured canvases as the renderer would draw them, uint8."""
        found = []
        with torch.inference_mode(), self._device.autocast():
            for geometry in self._geometries:
                if hasattr(generator, "compose"):
                    maps = self._example.prior.candidates(geometry)
                    picture = generator.compose(  # type: ignore[operator]
                        self._example.image, geometry, maps, None, self._example.low
                    ).picture
                else:
                    picture = generator(self._example.image, geometry, None)
                found.append(to_pixels(picture))
        return found

    def measure(self, generator: nn.Module) -> float:
        photo = self._example.pixels
        distances = []
        for frame in self.frames(generator):
            both_ways = coherence(frame, photo, QUERIES) + coherence(photo, frame, QUERIES)
            distances.append(both_ways + SWD_SHARE * patch_swd(frame, photo, PROJECTIONS, 512))
        return 1e3 * float(np.mean(distances))
