"""Averages of weights over steps."""

import torch
from torch import nn

from core.training.averaging import AveragedWeights


def test_the_average_follows_parameters_and_copies_buffers() -> None:
    live = nn.BatchNorm1d(2)
    averaged = AveragedWeights(live, 0.5)
    with torch.no_grad():
        live.weight.fill_(3.0)
        live.running_mean.fill_(7.0)  # type: ignore[union-attr]
    averaged.update(100)
    assert averaged.module.weight.tolist() == [2.0, 2.0]
    assert averaged.module.running_mean.tolist() == [7.0, 7.0]  # type: ignore[union-attr]
    AveragedWeights(live, 0.0).update(5)
    assert live.weight.tolist() == [3.0, 3.0]
