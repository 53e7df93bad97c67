"""The one place that decides on what hardware, at what precision and with how many threads to compute."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import DeviceError

if TYPE_CHECKING:
    import torch

DEVICE_NAMES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "full")

_wishes: dict[str, Any] = {"device": "auto", "precision": "auto", "threads": 0}


@dataclass(frozen=True)
class Device:
    """Where and how to compute.

    Attributes:
        name: "cpu", "cuda" or "mps".
        label: words for a person, such as "NVIDIA H100" or "CPU, 2 cores".
        low_precision: "bf16", "fp16" or "" (full precision is fastest or the only one that works).
        threads: processor threads a job may use when nothing else runs.
    """

    name: str
    label: str
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


def wish(device: str = "auto", precision: str = "auto", threads: int = 0) -> None:
    """What the user prefers, for everything that is decided from now on.

    Args:
        device: what "auto" takes where it is there; one of :data:`DEVICE_NAMES`.
        precision: "full" forgoes the faster, less exact arithmetic of a device.
        threads: processor threads to use at most; 0 for all.
    """
    _wishes.update(device=device, precision=precision, threads=threads)
    choose_device.cache_clear()


def available_cores() -> int:
    """Cores this process may run on (respects affinity masks, containers and the user's own limit)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _wishes["threads"] or cores))


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

    full = _wishes["precision"] == "full"
    if name == "auto" and _wishes["device"] in ("cpu", "cuda", "mps"):
        with contextlib.suppress(DeviceError):  # a card that has gone: take what is there
            return choose_device(_wishes["device"])
    if name not in DEVICE_NAMES:
        raise DeviceError(f"There is no device called “{name}”; choose one of {', '.join(DEVICE_NAMES)}.")
    if name in ("auto", "cuda") and torch.cuda.is_available():
        precision = "bf16" if torch.cuda.is_bf16_supported() else "fp16"
        return Device("cuda", torch.cuda.get_device_name(0), "" if full else precision, available_cores())
    if name == "cuda":
        raise DeviceError("No CUDA graphics card was found; use --device cpu or auto.")
    if name in ("auto", "mps") and torch.backends.mps.is_available():
        return Device("mps", "Apple GPU", "", available_cores())
    if name == "mps":
        raise DeviceError("No Apple GPU (MPS) was found; use --device cpu or auto.")
    cores = available_cores()
    plural = "core" if cores == 1 else "cores"
    return Device("cpu", f"CPU, {cores} {plural}", "bf16" if cpu_has_fast_bf16() and not full else "", cores)


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


@contextlib.contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Use ``count`` processor threads inside the block. The setting is process-wide, so it is put back on leaving."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(max(1, count))
    try:
        yield
    finally:
        torch.set_num_threads(before)
