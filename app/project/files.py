"""Opening and storing projects together with their models; no Qt, for threads of their own."""

from __future__ import annotations

import contextlib
import filecmp
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.project.models import ModelShelf
from core.checkpoint import atomic_replace
from core.errors import CheckpointError
from core.image_io import photo_fingerprint
from core.ingan.messages import TrainEvent
from core.project.files import ModelNote, PhotoEncoder, Project, extract_model, read_project, write_project
from core.sentence import Sentence

if TYPE_CHECKING:
    import numpy as np

    from core.ingan.model import Snapshot


@dataclass(frozen=True, eq=False)
class OpenedProject:
    """A project that was read.

    Attributes:
        path: the file.
        fingerprint: of its photo as it is now.
        snapshot: its model, or None. history: what its training measured.
        note: what could not be had, or is not as it was saved.
    """

    path: Path
    project: Project
    fingerprint: str
    snapshot: Snapshot | None
    history: list[TrainEvent]
    note: Sentence | None = None


@dataclass(frozen=True, eq=False)
class ModelAttachment:
    """What draws a picture, to be put into its project.

    Attributes:
        weights: a model file of the shelf, from which training can go on; where there is none, the weights alone.
    """

    note: ModelNote
    weights: Path | Snapshot


def open_project(path: Path, shelf: ModelShelf, recovered: bool = False) -> OpenedProject:
    """Read a project and its model. A model that this computer does not have, or not as far, is put onto the shelf.

    Args:
        recovered: an autosaved copy is opened as what it is a copy of; its model lies on the shelf.

    Raises:
        ProjectError: as :func:`core.project.files.read_project`.
    """
    project = read_project(path)
    fingerprint = photo_fingerprint(project.photo.pixels)
    if not recovered:  # a file from anywhere must not decide which other file a save would replace
        project = replace(project, saved_to=path, autosaved=False)
    snapshot: Snapshot | None = None
    history: list[TrainEvent] = []
    note = None
    if project.model is not None:
        try:
            snapshot, history, note = _model(path, project, project.model, fingerprint, shelf, recovered)
        except CheckpointError:
            note = Sentence("The model in this project cannot be read; the picture is drawn from the photo alone.")
    return OpenedProject(path, project, fingerprint, snapshot, history, note)


def _model(
    path: Path, project: Project, model: ModelNote, fingerprint: str, shelf: ModelShelf, recovered: bool
) -> tuple[Snapshot | None, list[TrainEvent], Sentence | None]:
    """What draws the project, what its training measured, and what there is to say of it."""
    from core.ingan.model import load_model
    from core.ingan.presets import PRESETS
    from core.ingan.training.resume import read_history

    if recovered:
        named = shelf.path(model.fingerprint, model.preset)
        own = named if model.preset and named.is_file() else shelf.newest(model.fingerprint)
        return (None, [], None) if own is None else (load_model(own), read_history(own), None)
    with tempfile.TemporaryDirectory(prefix="regrain-") as folder:
        file = Path(folder) / "model.safetensors"
        extract_model(path, file)
        same = model.fingerprint == fingerprint  # an edited photo goes on with what was learnt before
        snapshot, history = load_model(file, project.photo.pixels if same else None), read_history(file)
        if same and model.preset in PRESETS:
            # One training of a photo and a preset has room on the shelf. It is what a save puts into a project,
            # and what training goes on from, so it must be the one that draws: the one that has come further.
            mine = shelf.path(fingerprint, model.preset)
            learnt_here = _learnt(mine, project.photo.pixels)
            if learnt_here is not None and _further(learnt_here[1], history):
                note = Sentence("This photo’s training on this computer went further than the project’s; it draws.")
                return *learnt_here, note
            with contextlib.suppress(OSError):  # a shelf that refuses is told of when a training wants to save
                if learnt_here is None and mine.exists():
                    shelf.set_aside(mine)
                if not (mine.exists() and filecmp.cmp(mine, file, shallow=False)):
                    with atomic_replace(mine) as temporary:
                        temporary.write_bytes(file.read_bytes())
    return snapshot, history, None


def _learnt(file: Path, pixels: np.ndarray) -> tuple[Snapshot, list[TrainEvent]] | None:
    """A model of the shelf and what its training measured; None where there is none that draws ``pixels``."""
    from core.ingan.model import load_model
    from core.ingan.training.resume import read_history

    try:
        return load_model(file, pixels), read_history(file)
    except CheckpointError:
        return None


def _further(one: list[TrainEvent], other: list[TrainEvent]) -> bool:
    """Whether one training of a photo and a preset has come further than another: nearer to the photo's patches, or,
    where both came as near or either does not say, through more steps."""
    if not (one and other):
        return bool(one)
    reached, beside = one[-1].best_patch_distance, other[-1].best_patch_distance
    if reached is None or beside is None or reached == beside:
        return one[-1].step > other[-1].step
    return reached < beside


def store_project(
    path: Path,
    project: Project,
    model: ModelAttachment | None,
    encoder: PhotoEncoder,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write a project with its model. Returns how many steps of its history were left out for want of room.

    Raises:
        Cancelled: ``cancelled()`` was true; what was there stays.
        ProjectError: as :func:`core.project.files.write_project`.
    """
    if model is None:
        return write_project(path, project, None, encoder, cancelled)
    if isinstance(model.weights, Path):
        return write_project(path, project, model.weights, encoder, cancelled)
    from core.image_io.photo import to_8_bit
    from core.ingan.model import save_model

    with tempfile.TemporaryDirectory(prefix="regrain-") as folder:
        file = Path(folder) / "model.safetensors"
        # A model names its photo at 8 bits; the edited photo has another name, and is not asked for it.
        save_model(file, model.weights, photo_fingerprint(to_8_bit(project.photo.pixels)))
        return write_project(path, project, file, encoder, cancelled)
