"""From a folder of photos to weights: sets up store, stage, device and files, and runs a :class:`InpaintingTrainer`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from core.control import ProgressCallback, RunControl
from core.device import Device, available_cores
from core.edgeconnect.training.begin import begin_from, borrow_discriminator, take_over
from core.edgeconnect.training.checkpoints import Checkpoints
from core.edgeconnect.training.dataset import HoleDataset, PhotoStore, SampleRecipe, batches
from core.edgeconnect.training.evaluation import Evaluation
from core.edgeconnect.training.labels import EdgeMaker
from core.edgeconnect.training.masks import MaskMaker
from core.edgeconnect.training.parallel import Ranks
from core.edgeconnect.training.publish import Publisher, known_threshold, published_file
from core.edgeconnect.training.report import Report
from core.edgeconnect.training.sampling import DeviceSamples
from core.edgeconnect.training.settings import InpaintingSettings, Limits
from core.edgeconnect.training.stages import Batch, Stage, build_stage
from core.edgeconnect.training.state import TrainState
from core.edgeconnect.training.step import TrainStep
from core.edgeconnect.training.trainer import InpaintingTrainer
from core.edgeconnect.training.validation import Validation
from core.edgeconnect.weights import load_part
from core.errors import TrainingError
from core.metrics.perceptual import find_vgg19, make_backbone
from core.sentence import Sentence
from core.training.memory import out_of_memory_explained

VALIDATION_PHOTOS = 24
LESS_MEMORY = Sentence("Try smaller batches or crops, such as --set batch=4 or --set crop=96.")


@dataclass(frozen=True)
class TrainingJob:
    """What to train on, and where to.

    Attributes:
        images: folders of photos.
        out: folder for checkpoints, logs, sheets and the published ``edge.safetensors`` / ``completion.safetensors``.
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
        edge_weights: the stage 1 whose edges the stage "inpaint" is trained on where its settings say "predicted"; None
            for ``edge.safetensors`` in ``out``.
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
    """Run a job to its limit and publish the averaged weights.

    The same seed, settings and number of steps give the same weights on the same machine, however often the run was
    interrupted. (A limit in minutes shapes the learning rate by the clock and is only repeatable in quality.)

    Raises:
        TrainingError: no usable photos, a checkpoint of other networks, losses that became infinite, no memory.
        CheckpointError: a damaged checkpoint, a full disk.
        Cancelled: stopped by ``control``; a checkpoint was saved.
    """
    with out_of_memory_explained(device, LESS_MEMORY):
        trainer, samples = _set_up(job, device, say, ranks or Ranks())
        trainer.run(samples, job.limits, control, on_progress)
    return trainer


def _set_up(
    job: TrainingJob, device: Device, say: Callable[[str], None], ranks: Ranks
) -> tuple[InpaintingTrainer, Iterator[Batch]]:
    """The trainer, and the batches that it goes on with."""
    settings, limits, out = job.settings, job.limits, job.out
    if settings.batch % ranks.count:
        raise TrainingError("A batch of {0} cannot be shared by {1} processes.", settings.batch, ranks.count)
    out.mkdir(parents=True, exist_ok=True)
    short_side = job.short_side or packed_side(settings)
    maker = EdgeMaker.named(settings.canny, settings.labels)
    store = _open_store(job, short_side, maker, ranks)
    say(store.note)
    random.seed(settings.seed)
    torch.manual_seed(settings.seed)
    backbone = _backbone(job, say)
    threshold = known_threshold(out)
    frozen_edge = _frozen_edge(job, say)
    stage = build_stage(settings, backbone, frozen_edge)
    _begin(stage, job)
    state = TrainState(stage, settings, device)
    if settings.stage == "joint":
        borrow_discriminator(state.stage.discriminator, out)
    if device.name == "cuda":
        torch.backends.cudnn.benchmark = True  # all batches have one size
        torch.set_float32_matmul_precision("high")
    checkpoints = Checkpoints(out, state, settings, limits)
    if job.resume and checkpoints.path.exists():
        checkpoints.load()
        say(f"Going on from step {state.step}.")
    samples = _samples(job, store, maker, device, state.step, ranks)
    evaluation = None
    if ranks.leads:
        photos = _validation_photos(job, store, short_side, maker)
        validation = Validation(photos, min(256, 2 * settings.crop), maker=maker)
        evaluation = Evaluation(validation, out, state, settings, limits, say, frozen_edge)
    trainer = InpaintingTrainer(
        state,
        TrainStep(state, settings, device, ranks, compiled=job.compile),
        Report(out, state, settings),
        checkpoints,
        Publisher(out, state, settings, threshold, len(store)),
        evaluation,
        ranks,
    )
    return trainer, samples


def _backbone(job: TrainingJob, say: Callable[[str], None]) -> torch.nn.Module | None:
    """What the perceptual and style losses are measured on; the edge stage has none of them."""
    if job.settings.stage == "edge":
        return None
    backbone = make_backbone(job.backbone)
    if job.settings.features == "raw" and not str(backbone.name).startswith("VGG"):
        raise TrainingError("Raw features need a VGG, but the losses are measured on {0}.", backbone.name)
    say(f"Perceptual and style losses on {backbone.name}, {job.settings.features} features.")
    return backbone


def _frozen_edge(job: TrainingJob, say: Callable[[str], None]) -> torch.nn.Module | None:
    """The trained stage 1 on whose edges the stage "inpaint" is trained, where its settings say so."""
    if job.settings.edges != "predicted" or job.settings.stage != "inpaint":
        return None
    path = job.edge_weights or published_file(job.out, "edge")
    if not path.is_file():
        raise TrainingError("There are no edge weights at {0} to predict edges with; learn “edge” first.", path)
    edge = load_part(path, "edge").module
    say(f"Of the samples {job.settings.predicted:.0%} have the edges that {path} predicts.")
    return edge


def _begin(stage: Stage, job: TrainingJob) -> None:
    """Take over the weights that the job begins with, if it does."""
    if job.settings.stage == "joint":
        files = {name: published_file(job.out, name) for name in ("edge", "completion")}
        if not all(path.is_file() for path in files.values()):
            raise TrainingError(
                "Learn the stages “edge” and “inpaint” in {0} first; “joint” goes on from both.", job.out
            )
        for name, path in files.items():
            take_over(stage.generators[name], load_part(path, name), job.settings, path)
    elif job.begin is not None:
        begin_from(stage.generators, job.settings, job.begin)


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
    job: TrainingJob, store: PhotoStore, maker: EdgeMaker, device: Device, step: int, ranks: Ranks
) -> Iterator[Batch]:
    """Batches for the steps from ``step`` on, made on the device or by workers."""
    settings = job.settings
    recipe = SampleRecipe(
        settings.crop, settings.zoom, settings.sigmas, settings.edge_dropout, settings.edge_rubbing, maker=maker
    )
    masks = MaskMaker(settings.mask_kinds, settings.mask_shares, job.masks)
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
