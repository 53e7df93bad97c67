"""One step of training: the discriminator, where its loss has set in, then the generators."""

from __future__ import annotations

import logging
import math

import torch

from core.device import Device, is_out_of_memory
from core.edgeconnect.training.parallel import Ranks
from core.edgeconnect.training.settings import InpaintingSettings
from core.edgeconnect.training.stages import Batch
from core.edgeconnect.training.state import TrainState

Losses = dict[str, torch.Tensor]

WARMUP = 100  # steps at a lower rate: Adam's first steps are as long as any
_log = logging.getLogger(__name__)


class TrainStep:
    """Changes ``state`` by one batch at a time, in mixed precision.

    Args:
        ranks: this process among several, whose gradients are averaged.
        compiled: let torch compile the networks at the first step. Where it cannot, training goes on without.
    """

    def __init__(
        self,
        state: TrainState,
        settings: InpaintingSettings,
        device: Device,
        ranks: Ranks,
        *,
        compiled: bool = False,
    ) -> None:
        self.state, self.settings, self.device, self.ranks = state, settings, device, ranks
        self._compiled = compiled
        if compiled:
            for network in self._networks():
                network.compile(dynamic=False)

    def run(self, batch: Batch, progress: float) -> Losses:
        """Train on a batch.

        Args:
            batch: see :class:`core.edgeconnect.training.dataset.HoleDataset`.
            progress: 0 at the start of the training, 1 at its end: where rates are, and which losses are on.

        Returns:
            weighted losses, scalars on the device, which nobody waits for.
        """
        try:
            return self._run(batch, progress)
        except Exception as error:
            if not self._compiled or is_out_of_memory(error):
                raise
            _log.warning("The networks could not be compiled, so they run as they are: %s", error)
            for network in self._networks():
                network._compiled_call_impl = None
            self._freeze_discriminator(False)  # the step may have ended while it stood still
            self._compiled = False
            return self._run(batch, progress)

    def _run(self, batch: Batch, progress: float) -> Losses:
        settings, state, stage = self.settings, self.state, self.state.stage
        self._set_rates(progress)
        batch = self._on_device(batch)
        adversarial = settings.adversarial > 0 and progress >= settings.gan_start
        found: Losses = {}
        with self.device.autocast():
            generated = stage.generate(batch)
        if adversarial:
            with self.device.autocast():
                d_loss = stage.discriminator_loss(generated)
            self._descend(d_loss, state.d_optimizer, state.d_parameters, clip=None)
            found["d"] = d_loss
        with self.device.autocast():
            terms = stage.generator_losses(batch, generated)
            if adversarial:
                self._freeze_discriminator(True)
                terms |= stage.adversarial_losses(generated)
        if terms:
            g_loss = torch.stack(list(terms.values())).sum()
            self._descend(g_loss, state.g_optimizer, state.g_parameters, settings.clip)
            state.averaged.update(state.step)
        self._freeze_discriminator(False)
        if state.scaler.is_enabled():
            state.scaler.update()
        state.step += 1
        return {name: value.detach() for name, value in (found | terms).items()}

    def _set_rates(self, progress: float) -> None:
        """A cosine from ``lr`` to ``lr_end``, after a warm-up."""
        settings, state = self.settings, self.state
        rate = settings.lr_end + (settings.lr - settings.lr_end) * (1 + math.cos(math.pi * progress)) / 2
        rate *= min(1.0, (state.step + 1) / WARMUP)
        for optimizer, factor in ((state.g_optimizer, 1.0), (state.d_optimizer, settings.d_rate)):
            for group in optimizer.param_groups:
                group["lr"] = rate * factor

    def _descend(
        self, loss: torch.Tensor, optimizer: torch.optim.Optimizer, parameters: list, clip: float | None
    ) -> None:
        scaler = self.state.scaler
        optimizer.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()
        self.ranks.average_gradients(parameters)
        if clip is not None:
            scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        scaler.step(optimizer)

    def _freeze_discriminator(self, frozen: bool) -> None:
        """The generators' losses go through it without a gradient of its own."""
        for parameter in self.state.d_parameters:
            parameter.requires_grad_(not frozen)

    def _on_device(self, batch: Batch) -> Batch:
        device = self.device.torch_device
        layout = torch.channels_last if self.device.name == "cuda" else torch.preserve_format
        return {name: each.to(device, non_blocking=True, memory_format=layout) for name, each in batch.items()}

    def _networks(self) -> list[torch.nn.Module]:
        return [*self.state.stage.generators.values(), self.state.stage.discriminator]
