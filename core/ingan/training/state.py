"""What a step of training reads and changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from core.device import Device, channels_last
from core.ingan.model import build_generator
from core.ingan.networks import Generator
from core.ingan.presets import TrainSettings
from core.ingan.training.discriminator import MultiScaleDiscriminator
from core.ingan.training.examples import SamplePool, SourceImage
from core.ingan.training.whitened import WhitenedDiscriminator
from core.training.averaging import AveragedWeights

BALANCES, REBALANCED = (1.0, 6.0), 1.25
FAR = 0.98  # of the untrained distance of statistics: a little in hand for canvases that are not measured


class TrainState:
    """Networks, optimisers, random state and prepared canvases of one training.

    Args:
        examples: pictures of one texture; the first is the photo.
        seed: of weights and of everything random.

    Attributes:
        g, d: generator and discriminator. averaged: the generator's weights, averaged over steps.
        g_optimizer, d_optimizer: Adam.
        rng, noise: what is drawn at random, and noise on pictures.
        pool: canvases for the small generator.
        balance: factor on the weight of the nearest patches against their statistics.
    """

    def __init__(self, examples: Sequence[SourceImage], settings: TrainSettings, device: Device, seed: int) -> None:
        target = device.torch_device
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            g = build_generator(settings)
            d = _discriminator(settings, examples[0])
        self.g: Generator = channels_last(g.to(target))
        self.d: nn.Module = channels_last(d.to(target))
        self.averaged = AveragedWeights(self.g, settings.ema)
        betas = settings.beta1, settings.beta2
        self.g_optimizer = torch.optim.Adam(self.g.parameters(), settings.g_rate, betas)
        self.d_optimizer = torch.optim.Adam(self.d.parameters(), settings.d_rate, betas)
        self.rng = np.random.default_rng(seed)
        self.noise = torch.Generator(target).manual_seed(seed)
        self.pool = SamplePool(examples, settings, self.rng)
        self.balance = 1.0

    def rebalance(self, statistics: float) -> None:
        """Weigh the nearest patches anew: more as long as the patches' distribution is no farther than untrained.

        Nearest patches alone blur a picture, their statistics alone leave it as it is. How much of each a photo bears
        differs from one to the other.

        Args:
            statistics: held-out sliced Wasserstein distance, relative to that of what is drawn untrained.
        """
        factor = REBALANCED if statistics < FAR else 1 / REBALANCED
        self.balance = min(max(self.balance * factor, BALANCES[0]), BALANCES[1])


def _discriminator(settings: TrainSettings, example: SourceImage) -> nn.Module:
    """The one that belongs to a kind of generator."""
    if settings.generator == "small":
        return WhitenedDiscriminator(example.image, settings.d_channels)
    return MultiScaleDiscriminator(
        settings.d_channels,
        settings.d_factor,
        settings.d_smallest,
        settings.d_base,
        normalised=settings.batch_norm,
        antialias=settings.d_antialias,
        gain=settings.init_gain,
    )
