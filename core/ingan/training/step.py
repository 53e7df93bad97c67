"""One optimiser step of InGAN: generator, cycle, discriminator. The same code for every preset."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from core.device import Device
from core.errors import GeometryError
from core.geometry import CanvasGeometry
from core.ingan.presets import TrainSettings
from core.ingan.start import Start, start_back
from core.ingan.training import losses
from core.ingan.training.discriminator import MultiScaleDiscriminator, scale_weights
from core.ingan.training.examples import SourceImage, TrainSample, source_region
from core.ingan.training.state import TrainState
from core.ingan.training.whitened import lsgan
from core.ingan.transforms import Window, inverse_geometry, random_geometry, random_window

Losses = dict[str, torch.Tensor]

EARLY = 0.6  # share of the planned length over which ``w_early`` fades
SMALLEST_BACK = 16  # px, side of what is worth mapping back
OPTIONS, LEAST = 4, 0.02  # windows that one is chosen from by what may be changed in it, and that of one with nothing


class TrainStep:
    """Does one step after the other on a :class:`core.ingan.training.state.TrainState`.

    Args:
        examples: pictures of one texture; the first is the photo.
    """

    def __init__(
        self, state: TrainState, examples: Sequence[SourceImage], settings: TrainSettings, device: Device
    ) -> None:
        self.state, self.examples, self.settings, self.device = state, examples, settings, device
        self._yield_cores: Callable[[], None] = _go_on

    def run(
        self,
        step: int,
        rate: float,
        wait: Callable[[], None],
        yield_cores: Callable[[], None] | None = None,
        share: float = 1.0,
    ) -> Losses:
        """Do one step.

        Args:
            step: its place in the schedule, from 0.
            rate: factor on the learning rates.
            wait: called while waiting for a canvas; may raise to cancel.
            yield_cores: called between the parts of the step, some tens of milliseconds apart; may take its time.
            share: of the training's planned length that is done; what helps it at first fades with it.

        Returns:
            the losses as tensors on the device (reading them waits for it).
        """
        s = self.settings
        self._yield_cores = yield_cores or _go_on
        for optimizer, base in ((self.state.g_optimizer, s.g_rate), (self.state.d_optimizer, s.d_rate)):
            for group in optimizer.param_groups:
                group["lr"] = base * rate
        if self.state.g.needs_start:
            sample = self.state.pool.next(step, wait)
            source = self.examples[sample.example].image
        else:
            source, sample = self._random_crop(step)
        seen = self._noisy(source)
        part = None if sample.start is None else sample.start.window(self._window(sample.geometry, sample.start.free))

        found: Losses = {}
        picture = self._draw(seen, sample, part, found)
        if picture.requires_grad:  # halfway back: between the losses' part and the generator's
            picture.register_hook(lambda gradient: self._yield_cores())
        total = self._weighted(found, share)
        if s.w_gan > 0 and step >= s.gan_from:
            self.state.d.requires_grad_(False)
            found["generator"] = self._fooled(picture, part, step)
            total = total + s.w_gan * found["generator"]
            self.state.d.requires_grad_(True)
        there_and_back = s.w_cycle > 0 and step % s.cycle_every == 0
        if there_and_back:  # as published, what comes back is held to the picture without its noise
            back = self._back(picture, source, sample, part)
            if back is not None:
                found["cycle"] = back
                total = total + s.w_cycle * back
        self._descend(self.state.g_optimizer, self.state.g, total)
        if there_and_back and 0 <= s.inverse_from <= step:
            back = self._back(picture.detach(), source, sample, part)
            if back is not None:
                found["inverse"] = back
                self._descend(self.state.g_optimizer, self.state.g, back)
        if s.w_gan > 0:
            self._yield_cores()
            found["discriminator"] = self._train_discriminator(picture.detach(), part, step)
        self.state.averaged.update(step)
        found["total"] = total
        return {name: value.detach() for name, value in found.items()}

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _random_crop(self, step: int) -> tuple[torch.Tensor, TrainSample]:
        """A random part of a random picture, and a canvas for it."""
        index = int(self.state.rng.integers(len(self.examples)))
        side = self.settings.input_crop
        crop = self._crop(self.examples[index].image, side or 1 << 30, side or 1 << 30)
        geometry = random_geometry(crop.shape[3], crop.shape[2], step, self.settings, self.state.rng)
        return crop, TrainSample(index, geometry)

    def _crop(self, image: torch.Tensor, height: int, width: int) -> torch.Tensor:
        height, width = min(height, image.shape[2]), min(width, image.shape[3])
        top = int(self.state.rng.integers(image.shape[2] - height + 1))
        left = int(self.state.rng.integers(image.shape[3] - width + 1))
        return image[:, :, top : top + height, left : left + width]

    def _window(self, geometry: CanvasGeometry, free: torch.Tensor) -> Window:
        """A random part of a canvas, sooner one where much may be changed."""
        options = [random_window(geometry, self.settings.window, self.state.rng) for _ in range(OPTIONS)]
        return options[self._pick([free[..., y : y + height, x : x + width] for y, x, height, width in options])]

    def _pick(self, free: Sequence[torch.Tensor]) -> int:
        """One of several windows, the sooner the more may be changed in it."""
        chances = np.array([float(each.mean()) for each in free]) + LEAST
        return int(self.state.rng.choice(len(free), p=chances / chances.sum()))

    def _noisy(self, picture: torch.Tensor) -> torch.Tensor:
        """With uniform noise of +-``settings.noise`` in the range -1..1."""
        noise = torch.rand(picture.shape, generator=self.state.noise, device=picture.device)
        return picture + (noise * 2 - 1) * self.settings.noise

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        """bf16 where that is fastest. fp16 would need loss scaling, so a device that has only that trains in fp32."""
        return self.device.autocast() if self.device.low_precision == "bf16" else contextlib.nullcontext()

    def _draw(self, seen: torch.Tensor, sample: TrainSample, part: Start | None, found: Losses) -> torch.Tensor:
        """The generator's picture; adds the losses that need no discriminator to ``found``."""
        s, example = self.settings, self.examples[sample.example]
        with self._precision():
            picture: torch.Tensor = self.state.g(seen, sample.geometry, part)
        if part is not None:
            region = source_region(part, (example.height, example.width))
            if s.w_swd > 0:
                found["swd"] = example.patches.swd(picture, region, self.state.noise)
            if s.w_layout > 0:
                found["layout"] = losses.layout(picture, part.frame)
            if s.w_nearest > 0:
                found["nearest"] = example.patches.nearest(picture, region, self.state.noise, free=part.free)
        return picture

    def _weighted(self, found: Losses, share: float) -> torch.Tensor:
        s = self.settings
        nearest = self.state.balance * s.w_nearest + s.w_early * max(0.0, 1 - share / EARLY)
        weights = {"swd": s.w_swd, "nearest": nearest, "layout": s.w_layout}
        total = torch.zeros((), device=self.device.torch_device)
        for name, value in found.items():
            total = total + weights[name] * value
        return total

    def _back(
        self, picture: torch.Tensor, source: torch.Tensor, sample: TrainSample, part: Start | None
    ) -> torch.Tensor | None:
        """Reconstruction loss of the picture mapped back to the input; None where it cannot be mapped back: beyond the
        horizon of a perspective, and by the small generator from bends and from copies, which show places twice."""
        if part is None:
            try:
                back = inverse_geometry(sample.geometry)
            except GeometryError:
                return None
            with self._precision():
                return losses.reconstruction(self.state.g(picture, back, None), source)
        if sample.geometry.quad is not None or self.examples[sample.example].is_pattern:
            return None
        start, (top, bottom, left, right) = start_back(picture, part, (source.shape[2], source.shape[3]))
        if min(start.shape) < SMALLEST_BACK:
            return None
        with self._precision():
            returned = self.state.g(picture, None, start)
        return losses.reconstruction(returned, source[:, :, top:bottom, left:right])

    # -- losses and descent -----------------------------------------------------------------------------------------

    def _fooled(self, picture: torch.Tensor, part: Start | None, step: int) -> torch.Tensor:
        """The generator's adversarial loss."""
        if part is None:
            return losses.lsgan_generator(self._judge(picture, step, noisy=False))
        with self._precision():
            return lsgan(self.state.d(self._noisy(picture), part.free), 1)

    @property
    def _multi_scale(self) -> MultiScaleDiscriminator:
        """The discriminator that comes with the paper's generator."""
        if not isinstance(self.state.d, MultiScaleDiscriminator):
            raise TypeError("this discriminator judges at one scale")
        return self.state.d

    def _judge(
        self, picture: torch.Tensor, step: int, scales: int | None = None, *, noisy: bool = True
    ) -> torch.Tensor:
        """The paper's discriminator's map at the first ``scales`` scales; None: all that the picture is large enough
        for."""
        s = self.settings
        weights = scale_weights(
            step, scales or len(self._multi_scale.scales), s.d_factor, s.scale_balance_step, s.last_scale_exponent
        )
        short = s.d_smallest - min(picture.shape[2:])
        if short > 0:  # a sliver: mirror it until the discriminator can look at it
            picture = F.pad(picture, (0, max(0, short), 0, max(0, short)), mode="replicate")
        with self._precision():
            return self.state.d(self._noisy(picture) if noisy else picture, weights)

    def _train_discriminator(self, fake: torch.Tensor, part: Start | None, step: int) -> torch.Tensor:
        index = int(self.state.rng.integers(len(self.examples)))
        example, side = self.examples[index], self.settings.input_crop
        height, width = (side, side) if side else fake.shape[2:]
        if part is None:
            real = self._crop(example.image, height, width)
            scales = self._multi_scale.judges(fake)  # as published: both are judged at the same scales
            loss = losses.lsgan_discriminator(self._judge(real, step, scales), self._judge(fake, step))
        else:  # by what may be changed alone: all else is real anyway
            both = torch.cat([example.image, example.free], 1)
            options = [self._crop(both, height, width) for _ in range(OPTIONS)]
            chosen = options[self._pick([each[:, 3] for each in options])]
            with self._precision():
                real = self.state.d(self._noisy(chosen[:, :3]), chosen[:, 3:])
                loss = 0.5 * lsgan(real, 1) + 0.5 * lsgan(self.state.d(self._noisy(fake), part.free), 0)
        self._descend(self.state.d_optimizer, self.state.d, loss)
        return loss

    def _descend(self, optimizer: torch.optim.Optimizer, module: nn.Module, loss: torch.Tensor) -> None:
        self._yield_cores()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._yield_cores()
        if self.settings.clip > 0:
            nn.utils.clip_grad_norm_(module.parameters(), self.settings.clip)
        optimizer.step()


def _go_on() -> None:
    pass
