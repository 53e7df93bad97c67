"""Memory that runs out while training: one sentence for whichever trainer it happens to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.device import Device, is_out_of_memory
from core.errors import RegrainError, TrainingError
from core.sentence import Sentence


@contextmanager
def out_of_memory_explained(device: Device, advice: Sentence) -> Iterator[None]:
    """Turn what Python, torch and others raise where memory runs out inside the block into an error that explains it.

    Args:
        device: where the block trains.
        advice: a sentence that says what needs less.

    Raises:
        TrainingError: memory ran out. All other errors pass as they are.
    """
    try:
        yield
    except RegrainError:
        raise
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        raise TrainingError(
            "There is not enough memory to train on {0}; the best result so far is kept. {1}", device.label, advice,
            details=repr(error),
        ) from error  # fmt: skip
