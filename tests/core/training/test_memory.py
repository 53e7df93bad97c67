"""Memory that runs out."""

import pytest
import torch

from core.device import choose_device
from core.errors import CheckpointError, TrainingError
from core.sentence import Sentence
from core.training.memory import out_of_memory_explained

ADVICE = Sentence("Try less.")


@pytest.mark.parametrize("error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory"),
                                   RuntimeError("DefaultCPUAllocator: can't allocate memory")])  # fmt: skip
def test_no_memory_is_explained_with_what_to_try(error: Exception) -> None:
    device = choose_device("cpu")
    with pytest.raises(TrainingError) as caught, out_of_memory_explained(device, ADVICE):
        raise error
    assert str(caught.value).startswith(f"There is not enough memory to train on {device.label};")
    assert str(caught.value).endswith("Try less.")
    assert caught.value.__cause__ is error
    assert caught.value.details == repr(error)


@pytest.mark.parametrize("error", [ValueError("of another kind"), CheckpointError("{0} is out of memory.", "A file")])
def test_other_errors_pass_as_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, out_of_memory_explained(choose_device("cpu"), ADVICE):
        raise error
    assert caught.value is error
