"""Trains the models that come with the sample photos: ``python -m core.ingan.training.bundle [--steps N] [NAME ...]``.

Each sample is trained with the Quick preset; the best weights by the held-out measure are written to resources/models
as 16-bit generator files. A sample whose training gained less than 1 % of that measure gets no file.
"""

from __future__ import annotations

import argparse

from core.control import RunControl
from core.device import choose_device
from core.image_io import Sample, list_samples, load_photo, photo_fingerprint
from core.ingan.messages import TrainEvent
from core.ingan.model import BUNDLED_MODELS, save_model
from core.ingan.presets import TrainSettings
from core.ingan.training.trainer import Trainer

LEAST_GAIN = 0.01  # of the untrained picture's patch distance: what is worth 1.7 MB and shows


def train_sample(sample: Sample, settings: TrainSettings, device_name: str, seed: int) -> bool:
    """Train one sample and write its model; False when too little was gained over the prior."""
    photo = load_photo(sample.path).rgb8()
    trainer = Trainer([photo], settings, choose_device(device_name), seed=seed)

    measured: list[float] = []

    def tell(event: TrainEvent) -> None:
        if event.patch_distance is not None:
            measured.append(event.patch_distance)
            print(
                f"{sample.name}: step {event.step}, {event.seconds:.0f} s, patch distance {event.patch_distance:.3f}"
                f" (best {event.best_patch_distance:.3f} at step {event.best_step})",
                flush=True,
            )

    trainer.run(RunControl(), tell)
    snapshot = trainer.published.take(0)
    if snapshot is None or min(measured) > (1 - LEAST_GAIN) * measured[0]:
        return False
    save_model(BUNDLED_MODELS / f"{sample.name}.safetensors", snapshot, photo_fingerprint(photo), half=True)
    return True


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="samples; all without it")
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    settings = TrainSettings.preset("quick", steps=options.steps)
    for sample in list_samples():
        if not options.names or sample.name in options.names:
            written = train_sample(sample, settings, options.device, options.seed)
            print(f"{sample.name}: {'written' if written else 'no gain over the prior; no file'}", flush=True)


if __name__ == "__main__":
    main()
