"""One optimiser step of InGAN: generator, cycle, discriminator. What differs from one kind of generator to the other,
each kind's own step says (:mod:`paper_step`, :mod:`small_step`)."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

import torch
from torch import nn

from core.device import Device
from core.ingan.presets import TrainSettings
from core.ingan.training.examples import SourceImage
from core.ingan.training.state import TrainState

Losses = dict[str, torch.Tensor]

EARLY = 0.6  # share of the planned length over which ``w_early`` fades


class Task(Protocol):
    """What a step is taken on."""

    @property
    def source(self) -> torch.Tensor:
        """The picture, or the part of it, that is to be drawn on another canvas: (1, 3, h, w) in -1..1."""


T = TypeVar("T", bound=Task)


class TrainStep(ABC, Generic[T]):
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
        task = self._task(step, wait)

        found: Losses = {}
        picture = self._draw(task, self._noisy(task.source), found)
        if picture.requires_grad:  # halfway back: between the losses' part and the generator's
            picture.register_hook(lambda gradient: self._yield_cores())
        total = self._weighted(found, share)
        if s.w_gan > 0 and step >= s.gan_from:
            self.state.d.requires_grad_(False)
            found["generator"] = self._fooled(picture, task, step)
            total = total + s.w_gan * found["generator"]
            self.state.d.requires_grad_(True)
        there_and_back = s.w_cycle > 0 and step % s.cycle_every == 0
        if there_and_back:  # as published, what comes back is held to the picture without its noise
            back = self._back(picture, task)
            if back is not None:
                found["cycle"] = back
                total = total + s.w_cycle * back
        self._descend(self.state.g_optimizer, self.state.g, total)
        if there_and_back and 0 <= s.inverse_from <= step:
            back = self._back(picture.detach(), task)
            if back is not None:
                found["inverse"] = back
                self._descend(self.state.g_optimizer, self.state.g, back)
        if s.w_gan > 0:
            self._yield_cores()
            found["discriminator"] = loss = self._told_apart(picture.detach(), task, step)
            self._descend(self.state.d_optimizer, self.state.d, loss)
        self.state.averaged.update(step)
        found["total"] = total
        return {name: value.detach() for name, value in found.items()}

    # -- what each kind of generator does its own way ---------------------------------------------------------------

    @abstractmethod
    def _task(self, step: int, wait: Callable[[], None]) -> T:
        """What this step is taken on; ``wait`` is called while waiting for it."""

    @abstractmethod
    def _draw(self, task: T, seen: torch.Tensor, found: Losses) -> torch.Tensor:
        """The generator's picture of ``seen``, the task's source with noise; adds the losses that need no discriminator
        to ``found``."""

    @abstractmethod
    def _back(self, picture: torch.Tensor, task: T) -> torch.Tensor | None:
        """Reconstruction loss of the picture mapped back to the source; None where it cannot be mapped back."""

    @abstractmethod
    def _fooled(self, picture: torch.Tensor, task: T, step: int) -> torch.Tensor:
        """The generator's adversarial loss."""

    @abstractmethod
    def _told_apart(self, fake: torch.Tensor, task: T, step: int) -> torch.Tensor:
        """The discriminator's loss, on a real part of the photo and on ``fake``."""

    # -- what they share --------------------------------------------------------------------------------------------

    def _crop(self, image: torch.Tensor, height: int, width: int) -> torch.Tensor:
        height, width = min(height, image.shape[2]), min(width, image.shape[3])
        top = int(self.state.rng.integers(image.shape[2] - height + 1))
        left = int(self.state.rng.integers(image.shape[3] - width + 1))
        return image[:, :, top : top + height, left : left + width]

    def _noisy(self, picture: torch.Tensor) -> torch.Tensor:
        """With uniform noise of +-``settings.noise`` in the range -1..1."""
        noise = torch.rand(picture.shape, generator=self.state.noise, device=picture.device)
        return picture + (noise * 2 - 1) * self.settings.noise

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        """bf16 where that is fastest. fp16 would need loss scaling, so a device that has only that trains in fp32."""
        return self.device.autocast() if self.device.low_precision == "bf16" else contextlib.nullcontext()

    def _weighted(self, found: Losses, share: float) -> torch.Tensor:
        s = self.settings
        nearest = self.state.balance * s.w_nearest + s.w_early * max(0.0, 1 - share / EARLY)
        weights = {"swd": s.w_swd, "nearest": nearest, "layout": s.w_layout}
        total = torch.zeros((), device=self.device.torch_device)
        for name, value in found.items():
            total = total + weights[name] * value
        return total

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
