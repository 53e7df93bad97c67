"""From a folder of photos to weights: sets up store, stage, device and files, and runs a :class:`Learner`."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from core.checkpoint import load_checkpoint
from core.control import ProgressCallback, RunControl
from core.device import Device, available_cores
from core.edgeconnect.dataset import HoleDataset, PhotoStore, SampleRecipe, batches
from core.edgeconnect.light import LightCompletion, LightEdgeGenerator
from core.edgeconnect.looking import Looker, look
from core.edgeconnect.masks import MaskMaker
from core.edgeconnect.parallel import Ranks
from core.edgeconnect.settings import LearnSettings
from core.edgeconnect.stages import build_stage
from core.edgeconnect.trainer import KIND, Learner, Limits
from core.edgeconnect.weights import load_part, save_part
from core.errors import CheckpointError, TrainingError
from core.metrics.perceptual import make_backbone

LOOKED_AT = 24  # validation photos


@dataclass(frozen=True)
class LearnJob:
    """Where to learn from and to.

    Attributes:
        images: folders of photos.
        out: folder for checkpoints, logs, sheets and the exported ``edge.safetensors`` / ``completion.safetensors``.
        val: folder of validation photos; None takes every 50th training photo.
        masks: folder of mask pictures to mix in, or None.
        resume: go on from the checkpoint in ``out`` if there is one.
        begin: weights of the network to start from; a light edge network may also begin from the completion network's,
            see :meth:`core.edgeconnect.light.LightEdgeGenerator.begin_from`.
        short_side: photos are packed with at most this short side, px; 0 for 1.25 crops times the zoom, at least 288.
        workers: processes that prepare samples; -1 picks by device.
        backbone: see :func:`core.metrics.perceptual.make_backbone`.
    """

    images: Sequence[Path]
    out: Path
    settings: LearnSettings
    limits: Limits
    val: Path | None = None
    masks: Path | None = None
    resume: bool = False
    begin: Path | None = None
    short_side: int = 0
    workers: int = -1
    backbone: str = "auto"


def learn(
    job: LearnJob,
    device: Device,
    control: RunControl,
    on_progress: ProgressCallback | None = None,
    say: Callable[[str], None] = lambda text: None,
    ranks: Ranks | None = None,
) -> Learner:
    """Run a learning job to its limit and export the averaged weights.

    The same seed, settings and number of steps give the same weights on the same machine, however often the run was
    interrupted. (A limit in minutes shapes the learning rate by the clock and is only repeatable in quality.)

    Raises:
        TrainingError: no usable photos, a checkpoint of other networks, losses that became infinite.
        CheckpointError: a damaged checkpoint, a full disk.
        Cancelled: stopped by ``control``; a checkpoint was saved.
    """
    settings = job.settings
    ranks = ranks or Ranks()
    if settings.batch % ranks.count:
        raise TrainingError(f"A batch of {settings.batch} cannot be shared by {ranks.count} processes.")
    job.out.mkdir(parents=True, exist_ok=True)
    short_side = job.short_side or max(288, round(1.25 * settings.crop))
    store = _open_store(job, short_side, ranks)
    say(store.note)
    random.seed(settings.seed)
    torch.manual_seed(settings.seed)
    backbone = None
    if settings.stage != "edge":
        backbone = make_backbone(job.backbone)
        say(f"Perceptual and style losses on {backbone.name}.")
    threshold = 0.5
    edge_file, completion_file = job.out / "edge.safetensors", job.out / "completion.safetensors"
    if settings.stage == "joint":
        if not (edge_file.is_file() and completion_file.is_file()):
            raise TrainingError(f"Learn the stages “edge” and “inpaint” in {job.out} first; “joint” goes on from both.")
        edge, threshold = load_part(edge_file, "edge")
        completion, _ = load_part(completion_file, "completion")
    stage = build_stage(settings, backbone, threshold)
    if job.begin is not None:
        _begin(stage.generators, job.begin)
    if settings.stage == "joint":
        _take_over(stage.generators["edge"], edge)
        _take_over(stage.generators["completion"], completion)
    learner = Learner(stage, settings, device, job.out, ranks)
    if settings.stage == "joint":
        _borrow_discriminator(learner, job.out / "inpaint-training.safetensors")
    if job.resume and learner.path.exists():
        learner.load()
        say(f"Going on from step {learner.step}.")
    recipe = SampleRecipe(settings.crop, settings.zoom, settings.sigmas, settings.edge_dropout)
    masks = MaskMaker(settings.mask_kinds, settings.mask_shares, job.masks)
    dataset = HoleDataset(store, recipe, masks, settings.seed)
    workers = job.workers if job.workers >= 0 else _default_workers(device)
    samples = batches(dataset, learner.step, settings.batch, workers, ranks.number, ranks.count)
    looker = Looker(_validation_photos(job, store, short_side), min(256, 2 * settings.crop)) if ranks.leads else None

    def on_look(learner: Learner) -> dict[str, float]:
        assert looker is not None
        chosen = threshold if settings.stage == "joint" else None
        sheet = job.out / f"{settings.stage}-sheet-{learner.step:07d}.png"
        figures = look(looker, learner.stage.generators, sheet, chosen)
        export(learner, job.out, figures.get("threshold", threshold) if chosen is None else chosen, store)
        say(" ".join(f"{k} {v:.4g}" for k, v in figures.items()))
        return figures

    learner.run(samples, job.limits, control, on_progress, on_look)
    return learner


def export(learner: Learner, folder: Path, threshold: float, store: PhotoStore) -> None:
    """Write the averaged weights of each generator for use."""
    settings = learner.settings
    for part in learner.stage.generators:
        prefix = f"{part}."
        state = {k[len(prefix) :]: v for k, v in learner.averaged.state.items() if k.startswith(prefix)}
        meta = {"body": settings.body, "width": settings.width, "threshold": threshold, "steps": learner.step}
        meta |= {"samples": learner.step * settings.batch, "photos": len(store), "stage": settings.stage}
        save_part(folder / f"{part}.safetensors", part, state, meta)


def _open_store(job: LearnJob, short_side: int, ranks: Ranks) -> PhotoStore:
    # Each rank packs for itself on its own machine; within one machine they share the leader's file.
    cache = job.out / f"photos-{short_side}.u8"
    if ranks.count > 1 and not ranks.leads:
        torch.distributed.barrier()
    store = PhotoStore(job.images, cache, short_side, smallest=64)
    if ranks.count > 1 and ranks.leads:
        torch.distributed.barrier()
    return store


def _validation_photos(job: LearnJob, store: PhotoStore, short_side: int) -> list[np.ndarray]:
    if job.val is not None:
        val = PhotoStore([job.val], job.out / f"val-{short_side}.u8", short_side, smallest=64)
        return [val[i] for i in range(0, len(val), max(1, len(val) // LOOKED_AT))][:LOOKED_AT]
    return [store[i] for i in range(0, len(store), max(50, len(store) // LOOKED_AT))][:LOOKED_AT]


def _default_workers(device: Device) -> int:
    """On the processor the networks need the cores; an accelerator waits for crops and edge maps otherwise."""
    return 0 if device.name == "cpu" else max(1, min(12, available_cores() - 2))


def _begin(generators: torch.nn.ModuleDict, path: Path) -> None:
    networks = dict(generators.items())
    part = "completion" if "completion" in networks else "edge"
    try:
        networks[part].load_state_dict(load_part(path, part)[0].state_dict())
        return
    except RuntimeError as error:
        raise TrainingError(f"{path} has another width or body than the network that should begin from it.") from error
    except CheckpointError:
        if part == "completion":
            raise
    start, _ = load_part(path, "completion")  # an edge network may begin from the body of the other, too
    edge = networks["edge"]
    if not (isinstance(edge, LightEdgeGenerator) and isinstance(start, LightCompletion)):
        raise TrainingError("Only a light edge network can begin from a light completion network.")
    try:
        edge.begin_from(start)
    except RuntimeError as error:
        raise TrainingError(f"{path} has another width or body than the network that should begin from it.") from error


def _take_over(target: torch.nn.Module, source: torch.nn.Module) -> None:
    """Copy plain weights into a module that may be under spectral norm (the norm starts from the folded weights)."""
    own = dict(target.named_modules())
    for name, module in source.named_modules():
        for key, value in module.named_parameters(recurse=False):
            twin = own[name]
            if key == "weight" and torch.nn.utils.parametrize.is_parametrized(twin, "weight"):
                twin.parametrizations.weight.original.data.copy_(value)
            elif getattr(twin, key, None) is not None:
                getattr(twin, key).data.copy_(value)


def _borrow_discriminator(learner: Learner, path: Path) -> None:
    """Joint learning goes on with the completion stage's discriminator where its checkpoint is still there."""
    try:
        tensors, _ = load_checkpoint(path, KIND)
        prefix = "stage.discriminator."
        state = {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}
        learner.stage.discriminator.load_state_dict(state)
    except (CheckpointError, RuntimeError):
        return  # a fresh discriminator learns within a few hundred steps
