"""`learn`: train the edge and completion networks on a folder of photos."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from app.cli.console import ProgressPrinter, stop_on_interrupt

DEFAULT_MINUTES = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stage", choices=("edge", "inpaint", "joint"), help="what to learn; joint needs both others")
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
    parser.add_argument("--perceptual", default="auto", metavar="NAME|FILE", help="auto, lite0, vgg19 or a VGG19 file")
    parser.add_argument("--threads", type=int, default=0, help="processor threads (default: all)")
    parser.add_argument("--workers", type=int, default=-1, help="processes that prepare samples (default: by device)")
    parser.add_argument("--look-minutes", type=float, default=10.0, help="time between sample sheets")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a hyperparameter, such as crop=192 or lr=3e-4"
    )


def run(args: argparse.Namespace) -> int:
    from core.control import RunControl
    from core.device import choose_device, torch_threads
    from core.edgeconnect.learning import LearnJob, learn
    from core.edgeconnect.parallel import joined_ranks, leave_rank
    from core.edgeconnect.settings import LearnSettings
    from core.edgeconnect.trainer import Limits
    from core.errors import TrainingError

    if (args.steps is not None and args.steps < 1) or (args.minutes is not None and args.minutes <= 0):
        raise TrainingError("There is nothing to do: ask for at least one step or some minutes.")
    settings = LearnSettings.preset(args.stage, args.body, seed=args.seed, **_changes(args.set))
    minutes = args.minutes if args.steps is not None or args.minutes is not None else DEFAULT_MINUTES
    limits = Limits(args.steps, minutes, look_seconds=60 * args.look_minutes)
    job = LearnJob(
        args.images, args.out, settings, limits, args.val, args.masks, args.resume,
        begin=args.begin, workers=args.workers, backbone=args.perceptual,
    )  # fmt: skip
    device = choose_device(args.device)
    control = RunControl()
    with joined_ranks(device.name) as ranks, stop_on_interrupt(control), torch_threads(args.threads or device.threads):
        printer = ProgressPrinter(f"learn {args.stage}") if ranks.leads else None
        try:
            learn(job, device, control, printer, print if ranks.leads else lambda text: None, ranks)
        finally:
            if printer is not None:
                printer.close()
        if ranks.leads:
            names = {"edge": "edge", "inpaint": "completion", "joint": "edge and completion"}
            print(f"The {names[args.stage]} weights are in {args.out}.")
    if ranks.count > 1:
        leave_rank()
    return 0


def _changes(pairs: list[str]) -> dict[str, object]:
    """``NAME=VALUE`` texts as settings of the right type; ranges and lists are separated by commas."""
    from core.edgeconnect.settings import LearnSettings
    from core.errors import TrainingError

    defaults = {f.name: f.default for f in dataclasses.fields(LearnSettings)}
    changes: dict[str, object] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        if name not in defaults or name in ("stage", "body", "seed"):
            raise TrainingError(f"There is no hyperparameter “{name}” to set.")
        like = defaults[name]
        try:
            if isinstance(like, tuple):
                changes[name] = tuple(type(like[0])(part) for part in text.split(","))
            else:
                changes[name] = type(like)(text)
        except ValueError as error:
            raise TrainingError(f"“{text}” is no value for {name}.") from error
    return changes
