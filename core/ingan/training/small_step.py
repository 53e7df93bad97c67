"""A step of the small generator: windows of canvases that start from the warped photo and from its copies, held to its
patches and judged by what may be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from core.geometry import CanvasGeometry
from core.ingan.start import Start, start_back
from core.ingan.training import losses
from core.ingan.training.examples import TrainSample, source_region
from core.ingan.training.step import Losses, TrainStep
from core.ingan.training.whitened import lsgan
from core.ingan.transforms import Window, random_window

SMALLEST_BACK = 16  # px, side of what is worth mapping back
OPTIONS, LEAST = 4, 0.02  # windows that one is chosen from by what may be changed in it, and that of one with nothing


@dataclass(frozen=True)
class WindowTask:
    """A whole picture, a canvas of it, and the part of the canvas that is drawn."""

    source: torch.Tensor
    sample: TrainSample
    part: Start


class SmallStep(TrainStep[WindowTask]):
    """Canvases come from the state's pool, prepared beside training."""

    def _task(self, step: int, wait: Callable[[], None]) -> WindowTask:
        sample = self.state.pool.next(step, wait)
        part = sample.start.window(self._window(sample.geometry, sample.start.free))
        return WindowTask(self.examples[sample.example].image, sample, part)

    def _draw(self, task: WindowTask, seen: torch.Tensor, found: Losses) -> torch.Tensor:
        s, part, example = self.settings, task.part, self.examples[task.sample.example]
        with self._precision():
            picture: torch.Tensor = self.state.g(seen, task.sample.geometry, part)
        region = source_region(part, (example.height, example.width))
        if s.w_swd > 0:
            found["swd"] = example.patches.swd(picture, region, self.state.noise)
        if s.w_layout > 0:
            found["layout"] = losses.layout(picture, part.frame)
        if s.w_nearest > 0:
            found["nearest"] = example.patches.nearest(picture, region, self.state.noise, free=part.free)
        return picture

    def _back(self, picture: torch.Tensor, task: WindowTask) -> torch.Tensor | None:
        """None for bends and for copies, which show places twice."""
        source = task.source
        if task.sample.geometry.quad is not None or self.examples[task.sample.example].is_pattern:
            return None
        start, (top, bottom, left, right) = start_back(picture, task.part, (source.shape[2], source.shape[3]))
        if min(start.shape) < SMALLEST_BACK:
            return None
        with self._precision():
            returned = self.state.g(picture, None, start)
        return losses.reconstruction(returned, source[:, :, top:bottom, left:right])

    def _fooled(self, picture: torch.Tensor, task: WindowTask, step: int) -> torch.Tensor:
        with self._precision():
            return lsgan(self.state.d(self._noisy(picture), task.part.free), 1)

    def _told_apart(self, fake: torch.Tensor, task: WindowTask, step: int) -> torch.Tensor:
        """By what may be changed alone: all else is real anyway."""
        index = int(self.state.rng.integers(len(self.examples)))
        example, side = self.examples[index], self.settings.input_crop
        height, width = (side, side) if side else fake.shape[2:]
        both = torch.cat([example.image, example.free], 1)
        options = [self._crop(both, height, width) for _ in range(OPTIONS)]
        chosen = options[self._pick([each[:, 3] for each in options])]
        with self._precision():
            real = self.state.d(self._noisy(chosen[:, :3]), chosen[:, 3:])
            return 0.5 * lsgan(real, 1) + 0.5 * lsgan(self.state.d(self._noisy(fake), task.part.free), 0)

    def _window(self, geometry: CanvasGeometry, free: torch.Tensor) -> Window:
        """A random part of a canvas, sooner one where much may be changed."""
        options = [random_window(geometry, self.settings.window, self.state.rng) for _ in range(OPTIONS)]
        return options[self._pick([free[..., y : y + height, x : x + width] for y, x, height, width in options])]

    def _pick(self, free: Sequence[torch.Tensor]) -> int:
        """One of several windows, the sooner the more may be changed in it."""
        chances = np.array([float(each.mean()) for each in free]) + LEAST
        return int(self.state.rng.choice(len(free), p=chances / chances.sum()))
