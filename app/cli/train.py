"""`train`: an InGAN for one photo (or several photos of one texture), or one for each photo of a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.arguments import add_style, positive
from app.cli.console import ProgressPrinter, say, stop_on_interrupt, through_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.control import ProgressCallback
    from core.ingan.messages import TrainEvent
    from core.ingan.presets import TrainSettings

SMALLEST_SIDE, LARGEST_SIDE = 32, 2048  # px, of the copy of the photo that is trained on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "image", type=Path, nargs="+",
        help="the photo; further ones are examples of the same texture (with --batch: one folder of photos)",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--out", type=Path, required=True, metavar="MODEL",
        help="the model file to write (with --batch: the folder for a model of each photo)",
    )  # fmt: skip
    parser.add_argument("--preset", default="quick", choices=("quick", "balanced", "paper"), help="default quick")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=positive(float), help="train so long (pauses do not count)")
    length.add_argument("--steps", type=positive(int), help="train so many steps")
    parser.add_argument("--size", type=positive(int), metavar="PX", help="long side of the copy that it works on")
    add_style(parser)
    parser.add_argument("--resume", action="store_true", help="go on from MODEL; with --batch, skip what is finished")
    parser.add_argument("--batch", action="store_true", help="train on the photos of a folder, one after the other")


def run(args: argparse.Namespace) -> int:
    from core.errors import TrainingError
    from core.ingan.presets import TrainSettings

    if args.size is not None and not SMALLEST_SIDE <= args.size <= LARGEST_SIDE:
        raise TrainingError("--size must lie between {0} and {1} px.", SMALLEST_SIDE, LARGEST_SIDE)
    given = {"minutes": args.minutes, "steps": args.steps, "working_side": args.size}
    settings = TrainSettings.preset(args.preset, **{name: value for name, value in given.items() if value})
    return _train_each(args, settings) if args.batch else _train_one(args, settings)


def _train_one(args: argparse.Namespace, settings: TrainSettings) -> int:
    from core.control import Cancelled, RunControl
    from core.device import choose_device
    from core.errors import CheckpointError, TrainingError
    from core.image_io import load_photo
    from core.ingan.training.trainer import Trainer

    if any(path.is_dir() for path in args.image):
        folder = next(path for path in args.image if path.is_dir())
        raise TrainingError("{0} is a folder; add --batch to train a model for each photo in it.", folder)
    if args.resume and not args.out.exists():
        raise CheckpointError(
            "There is no model file at {0} to go on from; leave --resume out to start anew.", args.out
        )
    images = [load_photo(path).rgb8() for path in args.image]
    trainer = Trainer(
        images,
        settings,
        choose_device(args.device),
        seed=args.seed,
        resume=args.out if args.resume else None,
        model_path=args.out,
        style=args.style,
    )
    report, control = _Report(args.image[0].name), RunControl()
    try:
        with stop_on_interrupt(control):
            trainer.run(control, report)
    finally:
        report.close()
    if control.stopped:
        raise Cancelled
    say(f"{args.out}: {report.summary}")
    return 0


def _train_each(args: argparse.Namespace, settings: TrainSettings) -> int:
    from core.batch import photos_in
    from core.control import RunControl
    from core.device import choose_device
    from core.errors import ImageError
    from core.ingan.training.series import TrainEach, model_files

    folder = args.image[0]
    if len(args.image) > 1:
        raise ImageError("With --batch, give one folder of photos instead of {0} paths.", len(args.image))
    if not folder.is_dir():
        raise ImageError("With --batch, {0} must be a folder of photos.", folder)
    files, control, device = model_files(photos_in(folder), args.out), RunControl(), choose_device(args.device)

    def operation(photo: Path, out: Path, cancelled: Callable[[], bool], on_progress: ProgressCallback) -> None:
        report = _Report(photo.name)
        train = TrainEach(settings, device, args.resume, args.seed, args.style, control, report)
        try:
            train(photo, out, cancelled, on_progress)
        finally:
            report.close()
        say(f"{out}: {report.summary}")

    with stop_on_interrupt(control):
        return through_folder(
            folder, args.out, operation, "have a model", place=files.__getitem__, cancelled=lambda: control.stopped
        )


class _Report:
    """Shows what a trainer reports."""

    def __init__(self, title: str) -> None:
        self._printer = ProgressPrinter(title)
        self.summary = "was finished before"
        self.close = self._printer.close

    def __call__(self, event: TrainEvent) -> None:
        from core.control import Progress
        from core.sentence import Sentence

        distance = event.best_patch_distance
        best = None
        if distance is not None:
            best = Sentence("patch distance {0} (step {1})", f"{distance:.4g}", event.best_step)
        self._printer(Progress(event.step, max(event.total_steps, event.step), best, event.seconds_left))
        if event.best_step > 0:
            self.summary = f"step {event.step}, drawn by step {event.best_step}, the best so far"
        else:
            self.summary = f"step {event.step}, nothing gained: no step is better than no training"
