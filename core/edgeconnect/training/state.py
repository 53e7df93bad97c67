"""What a step of training reads and changes."""

from __future__ import annotations

import torch
from torch import nn

from core.device import Device, channels_last
from core.edgeconnect.training.settings import InpaintingSettings
from core.edgeconnect.training.stages import Stage
from core.training.averaging import AveragedWeights


class TrainState:
    """Networks, optimisers and how far one stage has come.

    Args:
        stage: networks and losses; moved to the device.

    Attributes:
        stage: with ``generators`` and ``discriminator``.
        averaged: the generators' weights, averaged over steps; a ``ModuleDict`` as ``stage.generators`` is.
        g_parameters, d_parameters: of the generators, of the discriminator.
        g_optimizer, d_optimizer: Adam.
        scaler: of losses, where gradients are fp16; else it does nothing.
        step: optimiser steps done. seconds: time trained, checkpoints and validation excluded.
    """

    def __init__(self, stage: Stage, settings: InpaintingSettings, device: Device) -> None:
        self.stage = channels_last(stage.to(device.torch_device))
        self.averaged: AveragedWeights[nn.ModuleDict] = AveragedWeights(stage.generators, settings.ema)
        self.g_parameters = list(stage.generators.parameters())
        self.d_parameters = list(stage.discriminator.parameters())
        fused = device.name == "cuda"  # one kernel for all parameters instead of hundreds
        self.g_optimizer = torch.optim.Adam(self.g_parameters, settings.lr, settings.betas, fused=fused)
        self.d_optimizer = torch.optim.Adam(
            self.d_parameters, settings.lr * settings.d_rate, settings.betas, fused=fused
        )
        self.scaler = torch.amp.GradScaler(device.name, enabled=device.low_precision == "fp16")
        self.step = 0
        self.seconds = 0.0
