"""An optimiser's state as named tensors."""

import pytest
import torch
from torch import nn

from core.training import adam


def stepped(seed: int, width: int = 3) -> tuple[nn.Linear, torch.optim.Adam]:
    torch.manual_seed(seed)
    layer = nn.Linear(width, 2)
    optimizer = torch.optim.Adam(layer.parameters(), 0.1, (0.5, 0.9))
    descend(layer, optimizer)
    return layer, optimizer


def descend(layer: nn.Linear, optimizer: torch.optim.Adam) -> None:
    optimizer.zero_grad()
    layer(torch.linspace(-1, 1, layer.in_features)).square().sum().backward()
    optimizer.step()


def test_a_restored_state_takes_the_same_next_step() -> None:
    first, optimizer = stepped(1)
    tensors = adam.collect(optimizer, "adam.g")
    second, other = stepped(2)
    second.load_state_dict(first.state_dict())
    adam.restore(other, "adam.g", tensors | {"adam.d.0.step": torch.tensor(9.0)})
    descend(first, optimizer)
    descend(second, other)
    assert torch.equal(first.weight, second.weight)


def test_what_was_collected_stands_still() -> None:
    layer, optimizer = stepped(1)
    tensors = adam.collect(optimizer, "g")
    before = {name: tensor.clone() for name, tensor in tensors.items()}
    descend(layer, optimizer)
    assert all(torch.equal(tensors[name], value) for name, value in before.items())


def test_a_state_of_other_parameters_is_refused() -> None:
    tensors = adam.collect(stepped(1, width=4)[1], "g")
    with pytest.raises(ValueError, match="has shape"):
        adam.restore(stepped(2)[1], "g", tensors)
