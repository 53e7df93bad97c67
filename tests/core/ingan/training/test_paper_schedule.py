"""The paper's preset: its losses, its schedule at any length, and how fast its weights turn."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.device import torch_threads
from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing
from core.ingan.presets import TrainSettings
from core.ingan.training import paper_step
from core.ingan.training import step as steps
from core.ingan.training.trainer import Trainer
from tests.core.tiny_training import CPU, PHOTO, TINY_PAPER, same, train, weights_of

TURNING = replace(TINY_PAPER, levels=1, input_crop=32, d_base=32, cycle_every=4, largest=1.2, smallest=0.8)


def test_the_paper_preset_trains_cycle_inverse_and_homographies() -> None:
    trainer = Trainer([PHOTO], replace(TINY_PAPER, inverse_from=2, steps=4), CPU)
    inverse_of, bent = [], []
    real = trainer._train_step.run

    def run(step: int, *rest: object) -> steps.Losses:
        found = real(step, *rest)  # type: ignore[arg-type]
        inverse_of.append("inverse" in found)
        assert {"generator", "cycle", "discriminator"} <= found.keys()
        return found

    random_geometry = paper_step.random_geometry

    def following(*arguments: object) -> CanvasGeometry:
        geometry = random_geometry(*arguments)  # type: ignore[arg-type]
        bent.append(geometry.quad is not None)
        return geometry

    trainer._train_step.run = run  # type: ignore[method-assign]
    paper_step.random_geometry = following  # type: ignore[assignment]
    try:
        before = weights_of(trainer)
        train(trainer)
    finally:
        paper_step.random_geometry = random_geometry  # type: ignore[assignment]
    assert inverse_of == [False, False, True, True]
    assert any(bent)
    assert not same(before, weights_of(trainer))
    assert trainer.published.newest().drawing == Drawing("paper", 4)  # the newest, as in the paper


SHORT_PAPER = replace(TINY_PAPER, schedule_steps=75_000, curriculum_steps=10_000, steps=30)


def places(trainer: Trainer) -> list[tuple[int, float]]:
    """Train, one empty step after the other: their places in the schedule and their rates."""
    found: list[tuple[int, float]] = []

    def run(place: int, rate: float, *rest: object) -> steps.Losses:
        found.append((place, rate))
        return {"total": torch.zeros(())}

    trainer._train_step.run = run  # type: ignore[method-assign, assignment]
    trainer._evaluate = lambda *rest: None  # type: ignore[method-assign]
    train(trainer)
    return found


def test_a_short_training_goes_through_the_whole_published_schedule() -> None:
    found = places(Trainer([PHOTO], SHORT_PAPER, CPU))
    assert [place for place, _ in found] == list(range(0, 75_000, 2_500))
    rates = dict(found)
    assert [rates[place] for place in (0, 20_000, 47_500, 72_500)] == pytest.approx([1, 1, 0.5, 2_500 / 55_000])
    whole = Trainer([PHOTO], replace(SHORT_PAPER, steps=75_000), CPU)
    whole.progress.step = 12_345
    assert whole.progress.place == 12_345


def test_minutes_go_through_the_schedule_too() -> None:
    trainer = Trainer([PHOTO], replace(SHORT_PAPER, steps=None, minutes=2.0), CPU)
    trainer.progress.step, trainer.progress.seconds = 7, 30.0
    assert trainer.progress.place == 18_750
    endless = Trainer([PHOTO], replace(SHORT_PAPER, steps=None), CPU)
    endless.progress.step = 10**6
    assert endless.progress.place == 47_500


def test_a_finished_schedule_that_goes_on_repeats_the_second_half_of_its_decay(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    first = Trainer([PHOTO], SHORT_PAPER, CPU, model_path=path)
    places(first)
    again = places(Trainer([PHOTO], SHORT_PAPER, CPU, resume=path))
    assert len(again) == 30
    assert again[0] == (47_500, 0.5)
    assert all(rate > 0 for _, rate in again)
    assert again[-1][0] < 75_000


def turned(settings: TrainSettings) -> float:
    """Median angle by which the weights of spectral-normed layers turn in 200 steps, degrees."""
    trainer = Trainer([PHOTO], settings, CPU, style="pattern")
    networks = trainer.state.g, trainer.state.d

    def weights() -> list[torch.Tensor]:
        found = [p for network in networks for name, p in network.named_parameters() if name.endswith("original")]
        return [p.detach().clone().flatten() for p in found]

    before = weights()
    with torch_threads(1):
        for step in range(200):
            trainer._train_step.run(step, 1.0, lambda: None)
    angles = [torch.cosine_similarity(a, b, dim=0).acos() for a, b in zip(before, weights(), strict=True)]
    return float(torch.stack(angles).median().rad2deg())


def test_spectral_normed_weights_turn_as_in_the_published_code() -> None:
    """Their size sets how far a step of Adam turns them; with torch's own initialisation training stands still."""
    assert turned(TURNING) > 10
    assert turned(replace(TURNING, init_gain=0.0)) < 5
