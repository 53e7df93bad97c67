"""`train`: an InGAN for one photo (or several photos of one texture)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import ProgressPrinter, stop_on_interrupt

if TYPE_CHECKING:
    from core.ingan.messages import TrainEvent

SMALLEST_SIDE, LARGEST_SIDE = 32, 2048  # px, of the copy of the photo that is trained on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", type=Path, nargs="+", help="the photo; further ones are examples of the same texture")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="MODEL", help="the model file to write")
    parser.add_argument("--preset", default="quick", choices=("quick", "balanced", "paper"), help="default quick")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=_positive(float), help="train so long (pauses do not count)")
    length.add_argument("--steps", type=_positive(int), help="train so many steps")
    parser.add_argument("--size", type=_positive(int), metavar="PX", help="long side of the copy that it works on")
    parser.add_argument(
        "--style", choices=("auto", "things", "pattern"), default="auto", help="as in retarget (default auto)"
    )
    parser.add_argument("--resume", action="store_true", help="go on from MODEL")


def run(args: argparse.Namespace) -> int:
    from core.control import Cancelled, Progress, RunControl
    from core.device import choose_device
    from core.errors import CheckpointError, TrainingError
    from core.image_io import load_photo
    from core.ingan.presets import TrainSettings
    from core.ingan.trainer import Trainer

    if args.resume and not args.out.exists():
        raise CheckpointError(f"There is no model file at {args.out} to go on from; leave --resume out to start anew.")
    if args.size is not None and not SMALLEST_SIDE <= args.size <= LARGEST_SIDE:
        raise TrainingError(f"--size must lie between {SMALLEST_SIDE} and {LARGEST_SIDE} px.")
    images = [load_photo(path).rgb8() for path in args.image]
    given = {"minutes": args.minutes, "steps": args.steps, "working_side": args.size}
    settings = TrainSettings.preset(args.preset, **{name: value for name, value in given.items() if value})
    trainer = Trainer(
        images,
        settings,
        choose_device(args.device),
        seed=args.seed,
        resume=args.out if args.resume else None,
        model_path=args.out,
        style=args.style,
    )
    printer = ProgressPrinter(args.image[0].name)
    last: list[TrainEvent] = []

    def report(event: TrainEvent) -> None:
        last[:] = [event]
        distance = event.best_patch_distance
        text = "" if distance is None else f"patch distance {distance:.4g} (step {event.best_step})"
        printer(Progress(event.step, max(event.total_steps, event.step), text, event.seconds_left))

    control = RunControl()
    try:
        with stop_on_interrupt(control):
            trainer.run(control, report)
    finally:
        printer.close()
    if control.stopped:
        raise Cancelled
    done = last[0] if last else None
    summary = "" if done is None else f"step {done.step}, drawn by step {done.best_step}, the best so far"
    print(f"{args.out}: {summary or 'trained'}")
    return 0


def _positive(kind: type) -> object:
    def parse(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = 0
        if not 0 < value < 1e9:
            raise argparse.ArgumentTypeError(f"“{text}” is not a positive number")
        return value

    return parse
