"""A step of the paper's generator: whole canvases of random crops, judged at several scales."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch.nn import functional as F

from core.errors import GeometryError
from core.geometry import CanvasGeometry
from core.ingan.training import losses
from core.ingan.training.discriminator import MultiScaleDiscriminator, scale_weights
from core.ingan.training.step import Losses, TrainStep
from core.ingan.transforms import inverse_geometry, random_geometry


@dataclass(frozen=True)
class CropTask:
    """A random part of a picture, and a canvas for it."""

    source: torch.Tensor
    geometry: CanvasGeometry


class PaperStep(TrainStep[CropTask]):
    """See Shocher et al. (2019), section 3, and :mod:`core.ingan.presets` for what its published code does."""

    def _task(self, step: int, wait: Callable[[], None]) -> CropTask:
        index = int(self.state.rng.integers(len(self.examples)))
        side = self.settings.input_crop
        crop = self._crop(self.examples[index].image, side or 1 << 30, side or 1 << 30)
        return CropTask(crop, random_geometry(crop.shape[3], crop.shape[2], step, self.settings, self.state.rng))

    def _draw(self, task: CropTask, seen: torch.Tensor, found: Losses) -> torch.Tensor:
        with self._precision():
            picture: torch.Tensor = self.state.g(seen, task.geometry, None)
        return picture

    def _back(self, picture: torch.Tensor, task: CropTask) -> torch.Tensor | None:
        """None beyond the horizon of a perspective."""
        try:
            back = inverse_geometry(task.geometry)
        except GeometryError:
            return None
        with self._precision():
            return losses.reconstruction(self.state.g(picture, back, None), task.source)

    def _fooled(self, picture: torch.Tensor, task: CropTask, step: int) -> torch.Tensor:
        return losses.lsgan_generator(self._judge(picture, step, self._scales, noisy=False))

    def _told_apart(self, fake: torch.Tensor, task: CropTask, step: int) -> torch.Tensor:
        index = int(self.state.rng.integers(len(self.examples)))
        side = self.settings.input_crop
        height, width = (side, side) if side else fake.shape[2:]
        real = self._crop(self.examples[index].image, height, width)
        scales = self._discriminator.judges(fake)  # as published: both are judged at the same scales
        return losses.lsgan_discriminator(self._judge(real, step, scales), self._judge(fake, step, self._scales))

    @property
    def _discriminator(self) -> MultiScaleDiscriminator:
        return cast(MultiScaleDiscriminator, self.state.d)  # the state makes the one that belongs to the generator

    @property
    def _scales(self) -> int:
        return len(self._discriminator.scales)

    def _judge(self, picture: torch.Tensor, step: int, scales: int, *, noisy: bool = True) -> torch.Tensor:
        """The discriminator's map at the first ``scales`` scales, or as many as the picture is large enough for."""
        s = self.settings
        weights = scale_weights(
            step, scales, s.d_factor, s.scale_balance_step, s.last_scale_exponent
        )
        short = s.d_smallest - min(picture.shape[2:])
        if short > 0:  # a sliver: mirror it until the discriminator can look at it
            picture = F.pad(picture, (0, max(0, short), 0, max(0, short)), mode="replicate")
        with self._precision():
            return self.state.d(self._noisy(picture) if noisy else picture, weights)
