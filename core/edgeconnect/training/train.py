"""From a folder of photos to weights: sets up store, stage, device and files, and runs a :class:`InpaintingTrainer`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from core.checkpoint import load_checkpoint
from core.control import ProgressCallback, RunControl
from core.device import Device, available_cores
from core.edgeconnect.light import LightCompletion, LightEdgeGenerator
from core.edgeconnect.training.dataset import HoleDataset, PhotoStore, SampleRecipe, batches
from core.edgeconnect.training.labels import EdgeMaker
from core.edgeconnect.training.masks import MaskMaker
from core.edgeconnect.training.parallel import Ranks
from core.edgeconnect.training.sampling import DeviceSamples
from core.edgeconnect.training.settings import InpaintingSettings
from core.edgeconnect.training.stages import Batch, build_stage
from core.edgeconnect.training.trainer import KIND, InpaintingTrainer, Limits
from core.edgeconnect.training.validation import Validation, validate
from core.edgeconnect.weights import DEFAULT_THRESHOLD, Part, load_part, save_part
from core.errors import CheckpointError, TrainingError
from core.metrics.perceptual import find_vgg19, make_backbone
from core.sentence import Sentence
from core.training.averaging import tensors_of
from core.training.memory import out_of_memory_explained

VALIDATION_PHOTOS = 24  # validation photos
LESS_MEMORY = Sentence("Try smaller batches or crops, such as --set batch=4 or --set crop=96.")
POWER_ITERATIONS = 30  # until the spectral norm of weights that were taken over is known


@dataclass(frozen=True)
class TrainingJob:
    """Where to learn from and to.

    Attributes:
        images: folders of photos.
        out: folder for checkpoints, logs, sheets and the exported ``edge.safetensors`` / ``completion.safetensors``.
        val: folder of validation photos; None takes every 50th training photo.
        masks: folder of mask pictures to mix in, or None.
        resume: go on from the checkpoint in ``out`` if there is one.
        begin: weights of the network to start from; a light edge network may also begin from the completion network's,
            see :meth:`core.edgeconnect.light.LightEdgeGenerator.begin_from`.
        short_side: photos are packed with at most this short side, px; 0 for :func:`packed_side`.
        workers: processes that prepare samples; -1 picks by device.
        backbone: see :func:`core.metrics.perceptual.make_backbone`.
        sampling: "device" keeps the photos on the device and makes the samples there, "workers" makes them in
            processes; "auto" is "device" on CUDA where the photos take less than half of the free memory.
        compile: let torch compile the networks.
        edge_weights: the stage 1 whose edges the stage "inpaint" learns on where its settings say "predicted"; None for
            ``edge.safetensors`` in ``out``.
    """

    images: Sequence[Path]
    out: Path
    settings: InpaintingSettings
    limits: Limits
    val: Path | None = None
    masks: Path | None = None
    resume: bool = False
    begin: Path | None = None
    short_side: int = 0
    workers: int = -1
    backbone: str = "auto"
    edge_weights: Path | None = None
    sampling: str = "auto"
    compile: bool = False


def packed_side(settings: InpaintingSettings) -> int:
    """Short side of the packed photos, px, that leaves room for the largest crops of these settings."""
    return max(288, round(settings.zoom * settings.crop))


def train_inpainting(
    job: TrainingJob,
    device: Device,
    control: RunControl,
    on_progress: ProgressCallback | None = None,
    say: Callable[[str], None] = lambda text: None,
    ranks: Ranks | None = None,
) -> InpaintingTrainer:
    """Run a learning job to its limit and export the averaged weights.

    The same seed, settings and number of steps give the same weights on the same machine, however often the run was
    interrupted. (A limit in minutes shapes the learning rate by the clock and is only repeatable in quality.)

    Raises:
        TrainingError: no usable photos, a checkpoint of other networks, losses that became infinite, no memory.
        CheckpointError: a damaged checkpoint, a full disk.
        Cancelled: stopped by ``control``; a checkpoint was saved.
    """
    with out_of_memory_explained(device, LESS_MEMORY):
        return _train(job, device, control, on_progress, say, ranks or Ranks())


def _train(
    job: TrainingJob,
    device: Device,
    control: RunControl,
    on_progress: ProgressCallback | None,
    say: Callable[[str], None],
    ranks: Ranks,
) -> InpaintingTrainer:
    settings = job.settings
    if settings.batch % ranks.count:
        raise TrainingError("A batch of {0} cannot be shared by {1} processes.", settings.batch, ranks.count)
    job.out.mkdir(parents=True, exist_ok=True)
    short_side = job.short_side or packed_side(settings)
    maker = EdgeMaker.named(settings.canny, settings.labels)
    store = _open_store(job, short_side, maker, ranks)
    say(store.note)
    random.seed(settings.seed)
    torch.manual_seed(settings.seed)
    backbone = None
    if settings.stage != "edge":
        backbone = make_backbone(job.backbone)
        if settings.features == "raw" and not str(backbone.name).startswith("VGG"):
            raise TrainingError("Raw features need a VGG, but the losses are measured on {0}.", backbone.name)
        say(f"Perceptual and style losses on {backbone.name}, {settings.features} features.")
    edge_file, completion_file = job.out / "edge.safetensors", job.out / "completion.safetensors"
    threshold = _known_threshold(edge_file)
    frozen = None
    if settings.edges == "predicted" and settings.stage == "inpaint":
        path = job.edge_weights or edge_file
        if not path.is_file():
            raise TrainingError("There are no edge weights at {0} to predict edges with; learn “edge” first.", path)
        frozen = load_part(path, "edge").module
        say(f"Of the samples {settings.predicted:.0%} have the edges that {path} predicts.")
    stage = build_stage(settings, backbone, frozen)
    if settings.stage == "joint":
        if not (edge_file.is_file() and completion_file.is_file()):
            raise TrainingError(
                "Learn the stages “edge” and “inpaint” in {0} first; “joint” goes on from both.", job.out
            )
        for name, path in (("edge", edge_file), ("completion", completion_file)):
            _take_over(stage.generators[name], load_part(path, name), settings, path)
    elif job.begin is not None:
        _begin(stage.generators, settings, job.begin)
    trainer = InpaintingTrainer(stage, settings, device, job.out, ranks)
    if settings.stage == "joint":
        _borrow_discriminator(trainer, job.out / "inpaint-training.safetensors")
    if job.compile:
        trainer.compile()
    if device.name == "cuda":
        torch.backends.cudnn.benchmark = True  # all batches have one size
        torch.set_float32_matmul_precision("high")
    if job.resume and trainer.path.exists():
        trainer.load()
        say(f"Going on from step {trainer.step}.")
    recipe = SampleRecipe(
        settings.crop, settings.zoom, settings.sigmas, settings.edge_dropout, settings.edge_rubbing, maker=maker
    )
    masks = MaskMaker(settings.mask_kinds, settings.mask_shares, job.masks)
    samples = _samples(job, store, recipe, masks, device, trainer.step, ranks)
    validation = None
    if ranks.leads:
        photos = _validation_photos(job, store, short_side, maker)
        validation = Validation(photos, min(256, 2 * settings.crop), maker=maker)

    seen = dict(trainer.averaged.module.named_children()) | ({"edge": frozen} if frozen is not None else {})

    def on_validate(trainer: InpaintingTrainer) -> dict[str, float]:
        nonlocal threshold
        assert validation is not None
        figures = validate(validation, seen, job.out / f"{settings.stage}-sheet-{trainer.step:07d}.png")
        threshold = figures.get("threshold", threshold)
        say(" ".join(f"{k} {v:.4g}" for k, v in figures.items()))
        return figures

    def on_save(trainer: InpaintingTrainer) -> None:
        export(trainer, job.out, threshold, len(store))

    trainer.run(samples, job.limits, control, on_progress, on_validate, on_save)
    return trainer


def export(trainer: InpaintingTrainer, folder: Path, threshold: float, photos: int) -> None:
    """Write the averaged weights of each generator for use."""
    settings = trainer.settings
    for part in trainer.stage.generators:
        prefix = f"{part}."
        state = {k[len(prefix) :]: v for k, v in tensors_of(trainer.averaged.module).items() if k.startswith(prefix)}
        meta = {"body": settings.body, "width": settings.width, "threshold": threshold, "steps": trainer.step}
        meta |= {"samples": trainer.step * settings.batch, "photos": photos, "stage": settings.stage}
        if part == "completion":
            meta["soft"] = settings.soft
        save_part(folder / f"{part}.safetensors", part, state, meta)


def _known_threshold(path: Path) -> float:
    try:
        return load_part(path, "edge").threshold
    except CheckpointError:
        return DEFAULT_THRESHOLD


def vgg_at_hand(choice: str) -> bool:
    """Whether :func:`core.metrics.perceptual.make_backbone` will take ``choice`` for a VGG."""
    return choice != "lite0" and (choice != "auto" or find_vgg19() is not None)


def _open_store(job: TrainingJob, short_side: int, maker: EdgeMaker, ranks: Ranks) -> PhotoStore:
    # Each rank packs for itself on its own machine; within one machine they share the leader's file.
    cache = job.out / f"photos-{short_side}.u8"
    if ranks.count > 1 and not ranks.leads:
        torch.distributed.barrier()
    store = PhotoStore(job.images, cache, short_side, 64, maker.labels)
    if ranks.count > 1 and ranks.leads:
        torch.distributed.barrier()
    return store


def _validation_photos(job: TrainingJob, store: PhotoStore, short_side: int, maker: EdgeMaker) -> list[np.ndarray]:
    if job.val is not None:
        val = PhotoStore([job.val], job.out / f"val-{short_side}.u8", short_side, 64, maker.labels)
        return [val[i] for i in range(0, len(val), max(1, len(val) // VALIDATION_PHOTOS))][:VALIDATION_PHOTOS]
    return [store[i] for i in range(0, len(store), max(50, len(store) // VALIDATION_PHOTOS))][:VALIDATION_PHOTOS]


def _samples(
    job: TrainingJob, store: PhotoStore, recipe: SampleRecipe, masks: MaskMaker, device: Device, step: int, ranks: Ranks
) -> Iterator[Batch]:
    """Batches for the steps from ``step`` on, made on the device or by workers."""
    settings = job.settings
    on_device = job.sampling == "device"
    if job.sampling == "auto" and device.name == "cuda":
        on_device = recipe.maker.on_device and DeviceSamples.needs(store, recipe) < torch.cuda.mem_get_info()[0] / 2
    if on_device:
        if not recipe.maker.on_device:
            raise TrainingError("Labels “{0}” can only be made by workers.", settings.labels)
        samples = DeviceSamples(
            store, recipe, masks, settings.seed, settings.batch, device.torch_device,
            rank=ranks.number, ranks=ranks.count,
        )  # fmt: skip
        return samples.batches(step)
    dataset = HoleDataset(store, recipe, masks, settings.seed)
    workers = job.workers if job.workers >= 0 else _default_workers(device)
    return batches(dataset, step, settings.batch, workers, ranks.number, ranks.count)


def _default_workers(device: Device) -> int:
    """On the processor the networks need the cores; an accelerator waits for crops and edge maps otherwise."""
    return 0 if device.name == "cpu" else max(1, min(12, available_cores() - 2))


def _begin(generators: torch.nn.ModuleDict, settings: InpaintingSettings, path: Path) -> None:
    part = "completion" if "completion" in generators else "edge"
    try:
        start = load_part(path, part)
    except CheckpointError:
        if part == "completion":
            raise
    else:
        _take_over(generators[part], start, settings, path)
        return
    start = load_part(path, "completion")  # an edge network may begin from the body of the other, too
    edge = generators["edge"]
    if not (isinstance(edge, LightEdgeGenerator) and isinstance(start.module, LightCompletion)):
        raise TrainingError("Only a light edge network can begin from a light completion network.")
    _check_build(start, settings, path)
    edge.begin_from(start.module)


def _check_build(part: Part, settings: InpaintingSettings, path: Path) -> None:
    if part.body != settings.body:
        raise TrainingError("{0} holds a {1} network, but {2} ones are to be learned.", path, part.body, settings.body)
    if part.width != settings.width:
        raise TrainingError(
            "{0} has another width ({1}) than the networks to be learned ({2}); add --set width={1}.",
            path,
            part.width,
            settings.width,
        )


def _take_over(target: torch.nn.Module, part: Part, settings: InpaintingSettings, path: Path) -> None:
    """Copy plain weights into a module that may be under spectral norm.

    Raises:
        TrainingError: another width or body.
    """
    _check_build(part, settings, path)
    own = dict(target.named_modules())
    with torch.no_grad():
        for name, module in part.module.named_modules():
            for key, value in module.named_parameters(recurse=False):
                twin = own[name]
                if key == "weight" and torch.nn.utils.parametrize.is_parametrized(twin, "weight"):
                    twin.parametrizations.weight.original.copy_(value)
                    for _ in range(POWER_ITERATIONS):
                        _ = twin.weight  # each look at it while training is one power iteration of the norm
                elif getattr(twin, key, None) is not None:
                    getattr(twin, key).copy_(value)


def _borrow_discriminator(trainer: InpaintingTrainer, path: Path) -> None:
    """Joint learning goes on with the completion stage's discriminator where its checkpoint is still there."""
    try:
        tensors, _ = load_checkpoint(path, KIND)
        prefix = "stage.discriminator."
        state = {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}
        trainer.stage.discriminator.load_state_dict(state)
    except (CheckpointError, RuntimeError):
        return  # a fresh discriminator learns within a few hundred steps
