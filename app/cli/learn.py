"""`learn`: train the edge and completion networks on a folder of photos, or pack such a folder."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.console import ProgressPrinter, say, stop_on_interrupt

if TYPE_CHECKING:
    from core.control import ProgressCallback, RunControl
    from core.device import Device
    from core.edgeconnect.training.parallel import Ranks
    from core.edgeconnect.training.train import TrainingJob

DEFAULT_MINUTES = 60.0
STAGES = ("edge", "inpaint", "joint", "all", "pack")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "all learns the stages one after the other with settings for an accelerator, 256 px and all losses; what was "
        "interrupted goes on with --resume and the same --minutes. pack writes the photos as shards of at most 40 MB "
        "into --out, which --images takes as it takes folders of photos."
    )
    parser.add_argument("stage", choices=STAGES, help="what to learn (joint needs both others), or pack the photos")
    parser.add_argument("--images", type=Path, nargs="+", required=True, metavar="DIR", help="folders of photos")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="checkpoints, logs, sheets and weights")
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument("--minutes", type=float, help=f"learn this long in all (default {DEFAULT_MINUTES:g})")
    limit.add_argument("--steps", type=int, help="learn this many steps in all; repeatable to the bit")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument("--begin", type=Path, metavar="FILE", help="weights to start from")
    parser.add_argument("--val", type=Path, metavar="DIR", help="photos to measure and draw sample sheets on")
    parser.add_argument("--masks", type=Path, metavar="DIR", help="mask pictures to mix in (white = hole)")
    parser.add_argument("--body", choices=("light", "standard"), default="light", help="which networks")
    parser.add_argument(
        "--edges", choices=("true", "predicted"), default="true",
        help="inpaint: learn on true edges only, or also on those of a trained edge network (--set predicted=SHARE)",
    )  # fmt: skip
    parser.add_argument("--edge-weights", type=Path, metavar="FILE", help="that network (default: the one in --out)")
    parser.add_argument("--perceptual", default="auto", metavar="NAME|FILE", help="auto, lite0, vgg19 or a VGG file")
    parser.add_argument("--threads", type=int, default=0, help="processor threads (default: all)")
    parser.add_argument("--workers", type=int, default=-1, help="processes that prepare samples (default: by device)")
    parser.add_argument(
        "--sampling", choices=("auto", "device", "workers"), default="auto",
        help="where samples are made (auto: on a CUDA device that has room for the photos, else by workers)",
    )  # fmt: skip
    parser.add_argument("--compile", action="store_true", help="let torch compile the networks, where it can")
    parser.add_argument("--look-minutes", type=float, default=10.0, help="time between sample sheets")
    parser.add_argument(
        "--short-side", type=int, default=0, metavar="PX", help="photos are shrunk to it (default: the largest crop)"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a hyperparameter, such as crop=192 or lr=3e-4"
    )


def run(args: argparse.Namespace) -> int:
    from core.control import RunControl
    from core.device import choose_device, torch_threads
    from core.edgeconnect.training.parallel import joined_ranks, leave_rank

    control = RunControl()
    if args.stage == "pack":
        return _pack(args, control)
    jobs = _jobs(args)
    device = choose_device(args.device)
    with joined_ranks(device.name) as ranks, stop_on_interrupt(control), torch_threads(args.threads or device.threads):
        _train(jobs, device, control, ranks)
        if ranks.leads:
            names = {"edge": "edge", "inpaint": "completion"}
            say(f"The {names.get(args.stage, 'edge and completion')} weights are in {args.out}.")
    if ranks.count > 1:
        leave_rank()
    return 0


def _jobs(args: argparse.Namespace) -> list[TrainingJob]:
    from core.edgeconnect.training.plan import plan
    from core.edgeconnect.training.settings import InpaintingSettings, Limits
    from core.edgeconnect.training.train import TrainingJob, vgg_at_hand
    from core.errors import TrainingError

    if (args.steps is not None and args.steps < 1) or (args.minutes is not None and args.minutes <= 0):
        raise TrainingError("There is nothing to do: ask for at least one step or some minutes.")
    changes = _changes(args.set)
    if args.edges == "predicted":
        if args.stage != "inpaint":
            raise TrainingError("Only the stage “inpaint” is learned on predicted edges with --edges.")
        changes["edges"] = "predicted"
    minutes = args.minutes if args.steps is not None or args.minutes is not None else DEFAULT_MINUTES
    vgg = vgg_at_hand(args.perceptual)
    whole = args.stage == "all"
    if whole and args.begin is not None:
        raise TrainingError("The stages of “all” begin from each other; --begin is for a single stage.")
    settings = InpaintingSettings.preset(
        "edge" if whole else args.stage, args.body, vgg=vgg, seed=args.seed, **({} if whole else changes)
    )
    limits = Limits(args.steps, minutes, validate_seconds=60 * args.look_minutes)
    job = TrainingJob(
        args.images, args.out, settings, limits, args.val, args.masks, args.resume,
        begin=args.begin, short_side=args.short_side, workers=args.workers, backbone=args.perceptual,
        edge_weights=args.edge_weights, sampling=args.sampling, compile=args.compile,
    )  # fmt: skip
    return plan(job, changes, vgg=vgg) if whole else [job]


def _train(jobs: list[TrainingJob], device: Device, control: RunControl, ranks: Ranks) -> None:
    from core.edgeconnect.training.plan import train_plan
    from core.edgeconnect.training.train import train_inpainting

    say: Callable[[str], None] = print if ranks.leads else lambda text: None
    printers: list[ProgressPrinter] = []

    def printer(stage: str) -> ProgressCallback | None:
        for earlier in printers:
            earlier.close()
        if ranks.leads:
            printers.append(ProgressPrinter(f"learn {stage}"))
            return printers[-1]
        return None

    try:
        if len(jobs) == 1:
            train_inpainting(jobs[0], device, control, printer(jobs[0].settings.stage), say, ranks)
        else:
            train_plan(jobs, device, control, printer, say, ranks)
    finally:
        for shown in printers:
            shown.close()


def _pack(args: argparse.Namespace, control: RunControl) -> int:
    from core.control import Cancelled
    from core.edgeconnect.training.shards import pack

    with stop_on_interrupt(control):
        packed = pack(args.images, args.out, short_side=args.short_side or 288, cancelled=lambda: control.stopped)
    if control.stopped:
        raise Cancelled
    left_out = f"; {len(packed.unreadable)} could not be read" if packed.unreadable else ""
    say(f"{packed.photos} photos are in {args.out}, shards: {len(packed.shards)}{left_out}.")
    return 0


def _changes(pairs: list[str]) -> dict[str, Any]:
    """``NAME=VALUE`` texts as settings of the right type; ranges and lists are separated by commas."""
    from core.edgeconnect.training.settings import InpaintingSettings
    from core.errors import TrainingError

    defaults = {f.name: f.default for f in dataclasses.fields(InpaintingSettings)}
    changes: dict[str, Any] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        if name not in defaults or name in ("stage", "body", "seed"):
            raise TrainingError("There is no hyperparameter “{0}” to set.", name)
        like: Any = defaults[name]
        try:
            if isinstance(like, tuple):
                changes[name] = tuple(type(like[0])(part) for part in text.split(","))
            else:
                changes[name] = type(like)(text)
        except ValueError as error:
            raise TrainingError("“{0}” is no value for {1}.", text, name) from error
    return changes
