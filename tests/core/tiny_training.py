"""Trainings of a few steps on a small picture, for the tests of the trainer."""

from collections.abc import Callable

import torch

from core.control import RunControl
from core.device import choose_device
from core.ingan.messages import TrainEvent
from core.ingan.presets import TrainSettings
from core.ingan.training.trainer import Trainer
from tests.core.pictures import pebbles

CPU = choose_device("cpu")
PHOTO = pebbles(48, 64)
TINY = TrainSettings.preset(
    "quick", steps=6, base=8, residual_blocks=1, levels=1, window=32, d_channels=4, d_base=32, refresh=4, pool=4,
    warmup=2, measure_seconds=1e9,
)  # fmt: skip
TINY_PAPER = TrainSettings.preset(
    "paper", steps=3, base=8, residual_blocks=1, levels=2, input_crop=40, d_channels=4, d_base=40, curriculum_steps=4,
    homography_share=0.5, schedule_steps=0, measure_seconds=1e9,
)  # fmt: skip


def train(
    trainer: Trainer, on_event: Callable[[TrainEvent], None] = lambda event: None, control: RunControl | None = None
) -> list[TrainEvent]:
    events: list[TrainEvent] = []

    def both(event: TrainEvent) -> None:
        events.append(event)
        on_event(event)

    trainer.run(control or RunControl(), both)
    return events


def weights_of(trainer: Trainer) -> list[torch.Tensor]:
    state = trainer.state
    modules = (state.g, state.d, state.averaged.module)
    return [tensor.clone() for module in modules for tensor in module.state_dict().values()]


def same(first: list[torch.Tensor], second: list[torch.Tensor]) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
