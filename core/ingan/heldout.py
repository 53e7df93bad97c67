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
from core.patches.arrangements import Arrangements

SCALES = ((0.62, 1.0), (1.7, 1.0), (1.0, 0.6), (0.85, 1.35))
"""(x, y) of the measured canvases; training draws its own at random."""

QUERIES = 256
PROJECTIONS = 8
SWD_SHARE = 0.1
EXCESS = 5.0  # weight of coherence or completeness above the anchor's


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
        self._geometries = [
            CanvasGeometry(example.width, example.height, round(example.width * sx), round(example.height * sy))
            for sx, sy in SCALES
        ]

    def frames(
        self,
        generator: nn.Module,
        arrangements: Arrangements | None = None,
        give_way: Callable[[], None] = lambda: None,
    ) -> list[np.ndarray]:
        """The measured canvases as the renderer would draw them, uint8; arguments as in :meth:`measure`."""
        found = []
        with torch.inference_mode(), self._device.autocast():
            for geometry in self._geometries:
                give_way()
                if hasattr(generator, "compose"):
                    maps = self._example.prior.candidates(geometry, None, arrangements)
                    picture = generator.compose(  # type: ignore[operator]
                        self._example.image, geometry, maps, None, self._example.low
                    ).picture
                else:
                    picture = generator(self._example.image, geometry, None)
                found.append(to_pixels(picture))
        return found

    def measure(
        self,
        generator: nn.Module,
        arrangements: Arrangements | None = None,
        *,
        set_anchor: bool = False,
        give_way: Callable[[], None] = lambda: None,
    ) -> float:
        """The distance of what ``generator`` draws.

        Args:
            arrangements: that its canvases may start from.
            set_anchor: later distances are held against this one.
            give_way: called some tenths of a second apart; may take its time.
        """
        photo = self._example.pixels
        frames = self.frames(generator, arrangements, give_way)

        def mean(distance: Callable[[np.ndarray], float]) -> float:
            found = []
            for frame in frames:
                give_way()
                found.append(distance(frame))
            return 1e3 * float(np.mean(found))

        there = mean(lambda frame: coherence(frame, photo, QUERIES))
        back = mean(lambda frame: coherence(photo, frame, QUERIES))
        swd = mean(lambda frame: patch_swd(frame, photo, PROJECTIONS, 512))
        if set_anchor:
            self.anchor = there, back
        excess = 0.0
        if self.anchor is not None:
            excess = max(0.0, there - self.anchor[0]) + max(0.0, back - self.anchor[1])
        return there + back + SWD_SHARE * swd + EXCESS * excess
