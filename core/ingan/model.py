"""Generators as files and as snapshots that travel between training, renderer and disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from core.checkpoint import load_checkpoint, save_checkpoint
from core.errors import CheckpointError
from core.image_io import photo_fingerprint
from core.image_io.photo import to_8_bit
from core.ingan.foreign import PUBLISHED_SUFFIXES, read_published
from core.ingan.messages import Drawing
from core.ingan.networks import Generator, PaperGenerator
from core.ingan.presets import PRESETS, TrainSettings
from core.ingan.small import SmallGenerator

KIND = "ingan"
WEIGHTS = "generator."
"""Prefix of the weights that render, in a model file; a checkpoint holds more tensors under other prefixes."""

FORMER = "guided"  # the generator of earlier versions

BUNDLED_MODELS = Path(__file__).resolve().parents[2] / "resources" / "models"


@dataclass
class Snapshot:
    """Weights of one generator at one moment.

    Attributes:
        settings: what it was trained with; decides the architecture.
        step: optimiser steps behind these weights.
        state: name -> float32 tensor on the CPU, for ``load_state_dict``; a private copy.
        working_size: (width, height) of the copy of the photo that it was trained on, px.
        foreign: whether it was read from a checkpoint of the published code.
    """

    settings: TrainSettings
    step: int
    state: dict[str, torch.Tensor]
    working_size: tuple[int, int]
    foreign: bool = False

    @property
    def drawing(self) -> Drawing:
        """What these weights draw with."""
        return Drawing("foreign" if self.foreign else self.settings.generator, self.step)

    @property
    def changes_nothing(self) -> bool:
        """Whether these are the weights that the small generator begins with, which draw what is there without it."""
        return self.step == 0 and self.settings.generator == "small"


def build_generator(settings: TrainSettings) -> Generator:
    """A generator with fresh weights."""
    if settings.generator == "small":
        return SmallGenerator(settings.base, settings.residual_blocks, settings.levels)
    return PaperGenerator(
        settings.base,
        settings.residual_blocks,
        settings.levels,
        normalised=settings.batch_norm,
        gain=settings.init_gain,
    )


def snapshot_meta(snapshot: Snapshot, fingerprint: str) -> dict[str, Any]:
    """What a model file says about its weights."""
    return {
        "settings": snapshot.settings.to_json(),
        "step": snapshot.step,
        "working_size": list(snapshot.working_size),
        "fingerprint": fingerprint,
    }


def save_model(
    path: Path,
    snapshot: Snapshot,
    fingerprint: str,
    *,
    half: bool = False,
    training: tuple[Mapping[str, torch.Tensor], Mapping[str, Any]] | None = None,
) -> None:
    """Write a model file, atomically.

    Args:
        fingerprint: of the photo that the model belongs to (:func:`core.image_io.photo_fingerprint`).
        half: store the weights in 16 bits, half the size, enough for rendering.
        training: further tensors and facts that training needs to go on.

    Raises:
        CheckpointError: the disk is full, read-only or otherwise refuses.
    """
    tensors = {WEIGHTS + name: t.half() if half else t for name, t in snapshot.state.items()}
    meta = snapshot_meta(snapshot, fingerprint)
    if training is not None:
        tensors |= training[0]
        meta["training"] = dict(training[1])
    save_checkpoint(path, KIND, tensors, meta)


def load_model(path: Path, photo_pixels: np.ndarray | None = None) -> Snapshot:
    """Read the weights that render from a model file or a training checkpoint, or from a published one.

    Args:
        photo_pixels: (h, w, 3) uint8 or uint16 of the photo that is open; the model must belong to it. None skips
            the check. Training sees photos at 8 bits, so that is what is compared. A published checkpoint names no
            photo.

    Raises:
        CheckpointError: missing, damaged, not a model, or of another picture.
    """
    if path.suffix in PUBLISHED_SUFFIXES:
        return _published(path, None if photo_pixels is None else (photo_pixels.shape[1], photo_pixels.shape[0]))
    tensors, meta = load_checkpoint(path, KIND)
    fingerprint = None if photo_pixels is None else photo_fingerprint(to_8_bit(photo_pixels))
    return read_snapshot(path, tensors, meta, fingerprint)


def _published(path: Path, photo_size: tuple[int, int] | None) -> Snapshot:
    """A published checkpoint at the working size of ``paper``, which fits a photo (width, height) as training does."""
    state, (base, blocks, levels), step = read_published(path)
    settings = replace(PRESETS["paper"], base=base, residual_blocks=blocks, levels=levels)
    width, height = photo_size or (settings.working_side, settings.working_side)
    scale = min(1.0, settings.working_side / max(width, height))
    size = max(8, round(width * scale)), max(8, round(height * scale))
    return Snapshot(settings, step, state, size, foreign=True)


def read_snapshot(
    path: Path, tensors: Mapping[str, torch.Tensor], meta: Mapping[str, Any], fingerprint: str | None
) -> Snapshot:
    """The renderable weights out of a file's content, checked against the architecture that its settings describe.

    Raises:
        CheckpointError: something does not fit, or ``fingerprint`` is given and is not the file's.
    """
    try:
        former = meta["settings"].get("generator")
        if former == FORMER or (former == "small" and "w_early" not in meta["settings"]):
            raise CheckpointError("The model {0} is of an earlier Regrain; train on the photo again.", path.name)
        settings = TrainSettings.from_json(meta["settings"])
        step, (width, height) = int(meta["step"]), (int(v) for v in meta["working_size"])
        if step < 0 or not (8 <= width <= 4096 and 8 <= height <= 4096):
            raise ValueError("step or working size out of range")
        if fingerprint is not None and meta["fingerprint"] != fingerprint:
            raise CheckpointError("The model {0} was trained on another picture.", path.name)
        state = {
            name.removeprefix(WEIGHTS): tensor.float() for name, tensor in tensors.items() if name.startswith(WEIGHTS)
        }
        expected = build_generator(settings).state_dict()
        if {k: v.shape for k, v in state.items()} != {k: v.shape for k, v in expected.items()}:
            raise ValueError("tensors do not fit the architecture")
        if not all(bool(torch.isfinite(tensor).all()) for tensor in state.values()):
            raise ValueError("weights are not finite")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError("{0} is damaged or is not a model of a photo.", path, details=repr(error)) from error
    return Snapshot(settings, step, state, (width, height))


def bundled_model(sample: str, folder: Path = BUNDLED_MODELS) -> Path | None:
    """The model that comes with a bundled sample photo (:attr:`core.image_io.Sample.name`), or None."""
    path = folder / f"{sample}.safetensors"
    return path if path.is_file() else None
