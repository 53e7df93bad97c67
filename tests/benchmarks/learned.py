"""What training adds on a photo: `python -m tests.benchmarks.learned nuthatch a.jpg --steps 1100`.

Six sizes each, at working size: the network with its last layer at zero (the warp), what is drawn at rest without
training, fresh weights, the best weights, and what is drawn of those (copies cut where they meet the warp best).
Coherence, completeness and sliced Wasserstein distance of patches; then the change of the sum of the first two, and of
the third, to the warp.
"""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

import numpy as np
import torch

from core.control import RunControl
from core.device import choose_device
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.ingan.messages import TrainEvent
from core.ingan.presets import TrainSettings
from core.ingan.start import to_pixels
from core.ingan.training.examples import SourceImage, working_copy
from core.ingan.training.trainer import Trainer
from core.metrics.patches import PatchScores, patch_scores
from core.rendering.adoption import Adopted
from core.rendering.drawing import LoadedGenerator
from core.rendering.retargeted_frames import RetargetedFrames
from core.retarget.sampling import Pyramid
from core.retarget.subject import Subject, find_subject
from tests.benchmarks.retarget import SCALES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="+", help="files, or names of samples")
    parser.add_argument("--steps", type=int, default=1100)
    options = parser.parse_args()
    samples = {sample.name: sample.path for sample in list_samples()}
    for name in options.photos:
        photo = load_photo(samples.get(name, Path(name))).rgb8()
        print(name)
        compare(photo, find_subject(photo), options.steps)


def compare(photo: np.ndarray, subject: Subject, steps: int) -> None:
    device, settings = choose_device("cpu"), TrainSettings.preset("quick", steps=steps)
    trainer = Trainer([photo], settings, device, subject=subject)
    fresh = copy.deepcopy(trainer.published.newest())
    curve = []

    def on_event(event: TrainEvent) -> None:
        if event.patch_distance is not None:
            curve.append(f"{event.step}: {event.patch_distance:.2f}")

    trainer.run(RunControl(), on_event)
    print("held out:", ", ".join(curve))
    small = working_copy(photo, settings.working_side)
    example = SourceImage(small, device, subject=subject)
    rows: dict[str, list[PatchScores]] = {}
    snapshots = {"fresh": fresh, "trained": trainer.published.newest()}
    generators = {name: LoadedGenerator(snapshot, device) for name, snapshot in snapshots.items()}
    frames = RetargetedFrames(Pyramid.of(small), subject, None, device, Adopted())
    height, width = small.shape[:2]
    for across, down in SCALES.values():
        canvas = CanvasGeometry(width, height, round(width * across), round(height * down))
        start = example.start(canvas)
        made = {"zeroed": to_pixels(start.frame), "at rest, untrained": example.untrained(canvas)}
        with torch.inference_mode():
            for name, generator in generators.items():
                made[name] = to_pixels(generator.mix(example.image, start)[0])
        if not example.is_pattern:
            made["drawn"] = frames.put_small(generators["trained"], canvas)
        for name, frame in made.items():
            rows.setdefault(name, []).append(patch_scores(frame, small))
    means = {name: PatchScores.mean(scores) for name, scores in rows.items()}
    warp = means["zeroed"]
    for name, mean in means.items():
        near = (mean.coherence + mean.completeness) / (warp.coherence + warp.completeness) - 1
        print(f"{name:20} {' / '.join(mean.row()):24} {near:+.1%} {mean.swd / warp.swd - 1:+.1%}")


if __name__ == "__main__":
    main()
