"""A pair from nothing in one go: the stages one after the other, each with its share of the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from core.control import ProgressCallback, RunControl
from core.device import Device
from core.edgeconnect.training.checkpoints import is_finished
from core.edgeconnect.training.parallel import Ranks
from core.edgeconnect.training.publish import published_file
from core.edgeconnect.training.settings import InpaintingSettings, Limits
from core.edgeconnect.training.train import TrainingJob, train_inpainting


@dataclass(frozen=True)
class Leg:
    """A stage of a plan.

    Attributes:
        share: part of the plan's minutes or steps.
        begin: whether the light edge network begins from the completion network's body, see
            :meth:`core.edgeconnect.light.LightEdgeGenerator.begin_from`.
        changes: settings that differ from the stage's preset.
    """

    stage: str
    share: float
    begin: bool = False
    changes: dict[str, Any] = field(default_factory=dict)


# For an accelerator: 256 px and every loss of the paper, adversarial ones early. Weights of losses are the presets'.
_LIGHT = {"crop": 256, "batch": 32, "d_width": 64}
PLANS = {
    "light": (
        Leg("inpaint", 0.45, changes=_LIGHT | {"gan_start": 0.25}),
        Leg("edge", 0.25, begin=True, changes=_LIGHT | {"gan_start": 0.25}),
        Leg("joint", 0.3, changes=_LIGHT),
    ),
    "standard": (
        Leg("edge", 0.4, changes={"batch": 16}),
        Leg("inpaint", 0.35, changes={"batch": 16}),
        Leg("joint", 0.25, changes={"batch": 16}),
    ),
}


def plan(job: TrainingJob, changes: dict[str, Any], *, vgg: bool = False) -> list[TrainingJob]:
    """The jobs of a plan, in order.

    Args:
        job: what to train on and where to, and the limits of the whole; of its settings only body and seed count.
        changes: settings that hold in all stages, before what the plan says.
        vgg: see :meth:`core.edgeconnect.training.settings.InpaintingSettings.preset`.
    """
    jobs = []
    for leg in PLANS[job.settings.body]:
        values = leg.changes | {"seed": job.settings.seed} | changes
        limits = replace(
            job.limits,
            steps=None if job.limits.steps is None else max(1, round(leg.share * job.limits.steps)),
            minutes=None if job.limits.minutes is None else leg.share * job.limits.minutes,
        )
        begin = published_file(job.out, "completion") if leg.begin else None
        settings = InpaintingSettings.preset(leg.stage, job.settings.body, vgg=vgg, **values)
        jobs.append(replace(job, settings=settings, limits=limits, begin=begin))
    return jobs


def train_plan(
    jobs: list[TrainingJob],
    device: Device,
    control: RunControl,
    on_progress: Callable[[str], ProgressCallback | None] = lambda stage: None,
    say: Callable[[str], None] = lambda text: None,
    ranks: Ranks | None = None,
) -> None:
    """Run the jobs of a plan one after the other. With ``resume`` those that are finished are skipped.

    Args:
        on_progress: gives the callback for the stage that begins.

    Raises:
        As :func:`core.edgeconnect.training.train.train_inpainting`.
    """
    for job in jobs:
        stage = job.settings.stage
        if job.resume and is_finished(job.out, stage, job.limits):
            say(f"The stage “{stage}” is finished.")
            continue
        say(f"Stage “{stage}”, {_amount(job.limits)}.")
        train_inpainting(job, device, control, on_progress(stage), say, ranks)


def _amount(limits: Limits) -> str:
    return f"{limits.steps} steps" if limits.steps else f"{limits.minutes:.3g} minutes"
