"""The learning loop: mixed precision, EMA, discriminator, checkpoints that survive a kill at any moment."""

from __future__ import annotations

import csv
import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch

from core.checkpoint import load_checkpoint, save_checkpoint
from core.control import Cancelled, Progress, ProgressCallback, RunControl
from core.device import Device, channels_last, is_out_of_memory
from core.edgeconnect.training.parallel import Ranks
from core.edgeconnect.training.settings import InpaintingSettings
from core.edgeconnect.training.stages import Batch, Stage
from core.errors import TrainingError
from core.training import adam
from core.training.averaging import AveragedWeights, tensors_of

KIND = "edgeconnect-training"
LOG_STEPS = 25
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """When to end: after ``steps`` steps or ``minutes`` of computing (both counted over all resumed runs)."""

    steps: int | None = None
    minutes: float | None = None
    checkpoint_seconds: float = 120.0
    validate_seconds: float = 600.0

    def progress(self, step: int, seconds: float) -> float:
        """0 at the start, 1 at the end."""
        shares = [0.0]
        if self.steps:
            shares.append(step / self.steps)
        if self.minutes:
            shares.append(seconds / (60 * self.minutes))
        return min(1.0, max(shares))


class InpaintingTrainer:
    """Trains one stage.

    Args:
        stage: networks and losses.
        settings: hyperparameters; a resumed run may come with others (a new phase).
        device: where and at what precision.
        folder: gets ``STAGE-training.safetensors`` and ``STAGE-log.csv``.
        ranks: this process among several.
    """

    def __init__(
        self, stage: Stage, settings: InpaintingSettings, device: Device, folder: Path, ranks: Ranks | None = None
    ) -> None:
        self.settings, self.device, self.folder = settings, device, folder
        self.ranks = ranks or Ranks()
        self.stage = channels_last(stage.to(device.torch_device))
        self.step = 0
        self.seconds = 0.0
        self.g_parameters = list(stage.generators.parameters())
        self.d_parameters = list(stage.discriminator.parameters())
        fused = device.name == "cuda"  # one kernel for all parameters instead of hundreds
        self.g_optimizer = torch.optim.Adam(self.g_parameters, settings.lr, settings.betas, fused=fused)
        self.d_optimizer = torch.optim.Adam(
            self.d_parameters, settings.lr * settings.d_rate, settings.betas, fused=fused
        )
        self.averaged = AveragedWeights(stage.generators, settings.ema)
        self.compiled = False
        self._sums: dict[str, torch.Tensor] = {}
        fp16 = device.low_precision == "fp16"
        self.scaler = torch.amp.GradScaler(device.name, enabled=fp16)

    @property
    def path(self) -> Path:
        return self.folder / f"{self.settings.stage}-training.safetensors"

    def compile(self) -> None:
        """Let torch compile the networks at their first step. Where it cannot, learning goes on without."""
        for network in self._networks():
            network.compile(dynamic=False)
        self.compiled = True

    def _networks(self) -> list[torch.nn.Module]:
        return [*self.stage.generators.values(), self.stage.discriminator]

    # -- checkpoints -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write everything needed to go on as if never stopped.

        Raises:
            CheckpointError: the disk refuses.
            TrainingError: the losses became infinite or undefined since the last one; it stays as it is.
        """
        _finite(self._sums)
        tensors = {f"stage.{k}": v for k, v in self.stage.state_dict().items()}
        tensors |= {f"ema.{k}": v for k, v in tensors_of(self.averaged.module).items()}
        for name, optimizer in (("g", self.g_optimizer), ("d", self.d_optimizer)):
            tensors |= adam.collect(optimizer, f"adam.{name}")
        meta = {"step": self.step, "seconds": self.seconds, "settings": self.settings.to_meta()}
        save_checkpoint(self.path, KIND, tensors, meta | {"scale": self.scaler.get_scale()})

    def load(self) -> None:
        """Go on from :attr:`path`.

        Raises:
            CheckpointError: missing or damaged.
            TrainingError: it belongs to other networks.
        """
        tensors, meta = load_checkpoint(self.path, KIND)
        before = InpaintingSettings.from_meta(meta["settings"])
        for name in ("stage", "body", "width", "d_width"):
            if getattr(before, name) != getattr(self.settings, name):
                raise TrainingError("{0} was begun with another {1} ({2}).", self.path, name, getattr(before, name))
        try:
            self.stage.load_state_dict(_under(tensors, "stage."))
            self.averaged.module.load_state_dict(_under(tensors, "ema."))
            for name, optimizer in (("g", self.g_optimizer), ("d", self.d_optimizer)):
                adam.restore(optimizer, f"adam.{name}", tensors)
            self.step, self.seconds = int(meta["step"]), float(meta["seconds"])
            if self.scaler.is_enabled():
                self.scaler.update(float(meta["scale"]))
        except (KeyError, IndexError, RuntimeError, ValueError) as error:
            raise TrainingError("{0} does not fit the networks it should continue.", self.path, ) from error

    # -- the loop ----------------------------------------------------------------------------------------------------

    def run(
        self,
        samples: Iterator[Batch],
        limits: Limits,
        control: RunControl,
        on_progress: ProgressCallback | None = None,
        on_validate: Callable[[InpaintingTrainer], dict[str, float]] | None = None,
        on_save: Callable[[InpaintingTrainer], None] = lambda trainer: None,
    ) -> None:
        """Train until a limit. On a stop from ``control`` everything is saved first.

        Args:
            samples: batches from step :attr:`step` on.
            on_validate: called now and then, and at the end, to measure on validation photos and draw a sample sheet.
            on_save: called after every checkpoint, and after the last look, to export what is there.

        Raises:
            Cancelled: stopped.
            TrainingError: the losses became infinite or undefined (found within :data:`LOG_STEPS` steps).
        """
        saved = looked = clock = time.monotonic()
        self.stage.train()
        self._sums = {}
        first_step, first_seconds = self.step, self.seconds
        try:
            while True:
                progress = self.ranks.agree(limits.progress(self.step, self.seconds))
                if progress >= 1:
                    break
                control.checkpoint()
                parts = self._compiled_step(next(samples), progress)
                for name, value in parts.items():
                    self._sums[name] = self._sums[name] + value if name in self._sums else value
                self.step += 1
                now = time.monotonic()
                self.seconds += now - clock
                clock = now
                if self.step % LOG_STEPS == 0:
                    self._log(_finite(self._sums), progress, first_step, first_seconds)
                    self._sums = {}
                if not self.ranks.leads:
                    continue
                if on_progress is not None:
                    on_progress(self._progress(limits, progress))
                if now - saved > limits.checkpoint_seconds:
                    self.save()
                    on_save(self)
                    saved = clock = time.monotonic()
                if on_validate is not None and now - looked > limits.validate_seconds:
                    self._validate(on_validate)
                    looked = time.monotonic()
                    clock = looked
        except (Cancelled, KeyboardInterrupt):
            if self.ranks.leads:
                self.save()
                on_save(self)
            raise
        if self.ranks.leads:
            self.save()
            if on_validate is not None:
                self._validate(on_validate)
            on_save(self)

    def _compiled_step(self, batch: Batch, progress: float) -> dict[str, torch.Tensor]:
        try:
            return self._one_step(batch, progress)
        except Exception as error:
            if not self.compiled or is_out_of_memory(error):
                raise
            _log.warning("The networks could not be compiled, so they run as they are: %s", error)
            for network in self._networks():
                network._compiled_call_impl = None
            for parameter in self.d_parameters:
                parameter.requires_grad_(True)  # the step may have ended while D stood still
            self.compiled = False
            return self._one_step(batch, progress)

    def _one_step(self, batch: Batch, progress: float) -> dict[str, torch.Tensor]:
        """Train on a batch; returns the losses, which nobody waits for."""
        settings, scaler = self.settings, self.scaler
        rate = settings.lr_end + (settings.lr - settings.lr_end) * (1 + math.cos(math.pi * progress)) / 2
        rate *= min(1.0, (self.step + 1) / 100)  # a short warm-up: Adam's first steps are as long as any
        for optimizer, factor in ((self.g_optimizer, 1.0), (self.d_optimizer, settings.d_rate)):
            for group in optimizer.param_groups:
                group["lr"] = rate * factor
        layout = torch.channels_last if self.device.name == "cuda" else torch.preserve_format
        batch = {
            k: v.to(self.device.torch_device, non_blocking=True, memory_format=layout) for k, v in batch.items()
        }
        adversarial = settings.adversarial > 0 and progress >= settings.gan_start
        parts: dict[str, torch.Tensor] = {}
        with self.device.autocast():
            generated = self.stage.generate(batch)
        if adversarial:
            with self.device.autocast():
                d_loss = self.stage.discriminator_loss(generated)
            self._descend(d_loss, self.d_optimizer, self.d_parameters, clip=None)
            parts["d"] = d_loss.detach()
        with self.device.autocast():
            terms = self.stage.generator_losses(batch, generated)
            if adversarial:
                for parameter in self.d_parameters:
                    parameter.requires_grad_(False)
                terms |= self.stage.adversarial_losses(generated)
        if terms:
            self._descend(torch.stack(list(terms.values())).sum(), self.g_optimizer, self.g_parameters, settings.clip)
            self.averaged.update(self.step)
        for parameter in self.d_parameters:
            parameter.requires_grad_(True)
        if scaler.is_enabled():
            scaler.update()
        return {name: value.detach() for name, value in (parts | terms).items()}

    def _descend(
        self, loss: torch.Tensor, optimizer: torch.optim.Optimizer, parameters: list, clip: float | None
    ) -> None:
        optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        self.ranks.average_gradients(parameters)
        if clip is not None:
            self.scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        self.scaler.step(optimizer)

    # -- telling -----------------------------------------------------------------------------------------------------

    def _progress(self, limits: Limits, progress: float) -> Progress:
        total = limits.steps or (round(self.step / progress) if progress > 0 else self.step + 1)
        left = self.seconds * (1 - progress) / progress if progress > 0 else None
        rate = self.step * self.settings.batch / max(self.seconds, 1e-6)
        return Progress(self.step, max(total, self.step), f"{rate:.1f} images/s", left)

    def _log(self, sums: dict[str, float], progress: float, first_step: int, first_seconds: float) -> None:
        if not self.ranks.leads:
            return
        rate = (self.step - first_step) * self.settings.batch / max(self.seconds - first_seconds, 1e-6)
        row: dict[str, float | str] = {"step": self.step, "seconds": round(self.seconds, 1), "images/s": round(rate, 2)}
        row["progress"] = round(progress, 4)
        for name in ("l1", "perceptual", "style", "bce", "gan", "matching", "d"):
            row[name] = round(sums[name] / LOG_STEPS, 5) if name in sums else ""
        append_row(self.folder / f"{self.settings.stage}-log.csv", row)

    def _validate(self, on_validate: Callable[[InpaintingTrainer], dict[str, float]]) -> None:
        inference = nullcontext() if _parametrised(self.averaged.module) else torch.inference_mode()
        with inference, torch.no_grad():
            measured = on_validate(self)
        row = {"step": float(self.step), "seconds": round(self.seconds, 1)} | measured
        append_row(self.folder / f"{self.settings.stage}-val.csv", row)


def _finite(sums: dict[str, torch.Tensor]) -> dict[str, float]:
    """Sums of losses as plain numbers.

    Raises:
        TrainingError: one of them is infinite or undefined.
    """
    values = {name: float(value) for name, value in sums.items()}
    if not all(math.isfinite(v) for v in values.values()):
        raise TrainingError("The losses became infinite; resume with a lower learning rate.")
    return values


def append_row(path: Path, row: dict) -> None:
    """Add a line to a CSV file, with a header when it is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with open(path, "a", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        if new:
            writer.writeheader()
        writer.writerow(row)


def _under(tensors: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}


def _parametrised(module: torch.nn.Module) -> bool:
    return any(torch.nn.utils.parametrize.is_parametrized(m) for m in module.modules())
