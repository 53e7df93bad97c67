"""The one place that decides on what hardware, at what precision and with how many threads to compute."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from core.errors import DeviceError
from core.sentence import Sentence

if TYPE_CHECKING:
    import torch

DEVICE_NAMES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "full")
OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory", "insufficient memory")

Module = TypeVar("Module", bound="torch.nn.Module")

_preferences: dict[str, Any] = {"device": "auto", "precision": "auto", "threads": 0}


@dataclass(frozen=True)
class Device:
    """Where and how to compute.

    Attributes:
        name: "cpu", "cuda" or "mps".
        label: for a person: "NVIDIA H100", "CPU, 2 cores".
        low_precision: "bf16", "fp16" or "" (full precision is fastest or the only one that works).
        threads: processor threads a job may use when nothing else runs.
    """

    name: str
    label: Sentence
    low_precision: str
    threads: int

    @property
    def torch_device(self) -> torch.device:
        import torch

        return torch.device(self.name)

    def autocast(self) -> contextlib.AbstractContextManager:
        """Mixed precision in which this device is fastest; a no-op where that is fp32."""
        import torch

        if not self.low_precision:
            return contextlib.nullcontext()
        dtype = torch.bfloat16 if self.low_precision == "bf16" else torch.float16
        return torch.autocast(self.name, dtype=dtype)


def set_preferences(device: str = "auto", precision: str = "auto", threads: int = 0) -> None:
    """What the user prefers, for everything that is decided from now on.

    Args:
        device: what "auto" takes where it is there; one of :data:`DEVICE_NAMES`.
        precision: "full" forgoes the faster, less exact arithmetic of a device.
        threads: processor threads to use at most; 0 for all.
    """
    _preferences.update(device=device, precision=precision, threads=threads)
    choose_device.cache_clear()


def available_cores() -> int:
    """Cores this process may run on (respects affinity masks, containers and the user's own limit)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _preferences["threads"] or cores))


@functools.lru_cache(maxsize=8)
def choose_device(name: str = "auto") -> Device:
    """Resolve a device name.

    Args:
        name: one of :data:`DEVICE_NAMES`; "auto" takes what the user prefers, else CUDA, then Apple's MPS, then the
            processor.

    Raises:
        DeviceError: the named device is unknown or not present on this machine.
    """
    import torch

    full = _preferences["precision"] == "full"
    if name == "auto" and _preferences["device"] in ("cpu", "cuda", "mps"):
        with contextlib.suppress(DeviceError):  # a card that has gone: take what is there
            return choose_device(_preferences["device"])
    if name not in DEVICE_NAMES:
        raise DeviceError("There is no device called “{0}”; choose one of {1}.", name, ", ".join(DEVICE_NAMES))
    if name in ("auto", "cuda") and torch.cuda.is_available():
        precision = "bf16" if torch.cuda.is_bf16_supported() else "fp16"
        return Device("cuda", Sentence(torch.cuda.get_device_name(0)), "" if full else precision, available_cores())
    if name == "cuda":
        raise DeviceError("No CUDA graphics card was found; use --device cpu or auto.")
    if name in ("auto", "mps") and torch.backends.mps.is_available():
        return Device("mps", Sentence("Apple GPU"), "", available_cores())
    if name == "mps":
        raise DeviceError("No Apple GPU (MPS) was found; use --device cpu or auto.")
    cores = available_cores()
    label = Sentence("CPU, 1 core") if cores == 1 else Sentence("CPU, {0} cores", cores)
    return Device("cpu", label, "bf16" if cpu_has_fast_bf16() and not full else "", cores)


@functools.lru_cache(maxsize=1)
def cpu_has_fast_bf16() -> bool:
    """Whether bf16 convolutions run in hardware here. Without that they are slower than fp32, so this asks torch
    for the instruction set instead of timing anything (a timing at start-up would be noise on a busy machine)."""
    import torch

    probe = getattr(torch.cpu, "_is_avx512_bf16_supported", None) or getattr(torch.cpu, "_is_amx_tile_supported", None)
    if probe is None:
        return False
    try:
        return bool(probe())
    except RuntimeError:
        return False


class _ThreadCounts(threading.local):
    """How many processor threads the asking thread's own block set; 0 outside of any."""

    own = 0


class _Blocks:
    """The blocks of :func:`torch_threads` that are open, of all threads."""

    def __init__(self) -> None:
        self.lock, self.open = threading.Lock(), 0
        self.outside = 1  # processor threads when none was open


_counts, _blocks = _ThreadCounts(), _Blocks()


@contextlib.contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Use ``count`` processor threads for what the calling thread computes inside the block.

    torch keeps the number for each thread, and a thread that computes for the first time begins with the number that
    any thread has set last. So what is put back on leaving is the number of the enclosing block of the same thread, or
    the one that held before the first block of any thread: else a thread that first computes while a training runs
    would keep the training's number for ever.
    """
    import torch

    with _blocks.lock:
        if _blocks.open == 0:
            _blocks.outside = torch.get_num_threads()
        _blocks.open += 1
    before, _counts.own = _counts.own, max(1, count)
    torch.set_num_threads(_counts.own)
    try:
        yield
    finally:
        _counts.own = before
        torch.set_num_threads(before or _blocks.outside)
        with _blocks.lock:
            _blocks.open -= 1


def is_out_of_memory(error: BaseException) -> bool:
    """Whether ``error`` says that memory ran out: Python's and numpy's, torch's on any device, and OpenCV's, which all
    have their own ways to say so. An error that merely speaks of memory is none."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error).lower()
    return any(words in text for words in OUT_OF_MEMORY)


def channels_last(module: Module) -> Module:
    """``module``, its weights laid out in the order in which convolutions are fastest."""
    import torch

    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs have it for tensors only
    return module
