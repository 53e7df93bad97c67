"""Training: it gains, it can be interrupted anywhere, and it fails without losing anything."""

import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from core import checkpoint
from core.control import RunControl
from core.errors import CheckpointError, TrainingError
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo, photo_fingerprint
from core.ingan.messages import Drawing, RenderRequest, Style, TrainEvent
from core.ingan.model import build_generator, load_model
from core.ingan.presets import TrainSettings
from core.ingan.scores import combined_score
from core.ingan.training import examples, heldout
from core.ingan.training import state as states
from core.ingan.training import step as steps
from core.ingan.training.resume import read_history
from core.ingan.training.trainer import Trainer
from core.rendering.adoption import Judge
from core.rendering.renderer import Renderer
from tests.core.pictures import pebbles
from tests.core.tiny_training import CPU, PHOTO, TINY, TINY_PAPER, same, train, weights_of


def test_training_gains_on_what_it_does_not_see(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coherence and completeness: more than of a warp, which stretches bark, and of fresh weights, which paste it."""
    monkeypatch.setattr(heldout, "combined_score", lambda scores, anchor=None: scores[0] + scores[1])
    settings = TrainSettings.preset(
        "quick", steps=120, base=16, residual_blocks=1, levels=1, window=64, d_channels=8, d_base=64, working_side=160,
        measure_seconds=1e9, ema=0.9, warmup=20, w_nearest=30.0, w_swd=0.5, w_gan=0.1,
    )  # fmt: skip
    nuthatch = next(sample.path for sample in list_samples() if sample.name == "nuthatch")
    photo = cv2.resize(load_photo(nuthatch).pixels, (160, 100), interpolation=cv2.INTER_AREA)
    trainer = Trainer([photo], settings, CPU, style="things")
    fresh = trainer._held_out.measure(trainer.state.g)
    events = train(trainer)
    measured = [e.patch_distance for e in events if e.patch_distance is not None]
    assert len(measured) == 2
    assert measured[1] < 0.98 * measured[0]
    assert measured[1] < 0.995 * fresh
    assert (events[-1].best_step, trainer.published.step) == (120, 120)
    snapshot = trainer.published.take(0)
    assert snapshot is not None
    assert snapshot.drawing == Drawing("small", 120)
    monkeypatch.setattr(Judge, "gain", lambda *_: 1.0)
    renderer = Renderer(photo, device=CPU, style="things")
    renderer.load(snapshot)
    result = renderer.render(RenderRequest(CanvasGeometry(160, 100, 240, 100), max_side=None, refine=True))
    assert result.image.shape == (100, 240, 3)
    assert result.drawing == Drawing("small", 120, refined=True)


def test_what_is_no_better_than_no_training_is_not_published() -> None:
    trainer = Trainer([PHOTO], replace(TINY, g_rate=0.5, warmup=0, clip=0.0, curriculum_steps=1), CPU)
    events = train(trainer)
    measured = [e.patch_distance for e in events if e.patch_distance is not None]
    assert measured[-1] > measured[0]
    assert (events[-1].best_step, events[-1].best_patch_distance) == (0, measured[0])
    assert trainer.published.step is None
    assert trainer.published.take(-1) is None


def test_one_distance_cannot_pay_for_another() -> None:
    """Above what is drawn untrained in any of the three distances, the held-out distance rises."""
    assert combined_score((2, 3, 9)) == 5
    assert combined_score((2, 3, 9), (2.5, 3, 10)) == 5
    assert combined_score((2, 3, 11), (2.5, 3, 10)) == pytest.approx(5.5)
    assert combined_score((1.5, 3.6, 9), (2.5, 3, 10)) > combined_score((2.5, 3, 10))
    trainer = Trainer([PHOTO], TINY, CPU, style="things")
    untrained = trainer._held_out.untrained()
    assert trainer._held_out.measure(build_generator(TINY)) >= untrained > 0


def test_what_was_measured_is_told_again_after_going_on(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    first = train(Trainer([PHOTO], replace(TINY, measure_seconds=1e-6), CPU, model_path=path))
    told = [(e.step, e.patch_distance, e.best_step, e.losses) for e in first if e.patch_distance is not None]
    assert len(told) > 2
    again = train(Trainer([PHOTO], TINY, CPU, resume=path))
    repeated = [(e.step, e.patch_distance, e.best_step, e.losses) for e in again if e.patch_distance is not None]
    assert repeated[: len(told)] == told
    assert [(e.step, e.patch_distance, e.best_step, e.losses) for e in read_history(path)] == told
    assert read_history(tmp_path / "none.safetensors") == []


def test_blur_costs_the_nearest_patches_their_weight() -> None:
    state = Trainer([PHOTO], TINY, CPU).state
    for statistics, expected in ((0.9, 1.25), (0.96, 1.5625), (1.1, 1.25), (0.98, 1.0)):
        state.rebalance(statistics)
        assert state.balance == pytest.approx(expected)
    for _ in range(20):
        state.rebalance(2.0)
    assert state.balance == states.BALANCES[0]


def test_events_tell_how_far_it_is() -> None:
    events = train(Trainer([PHOTO], TINY, CPU))
    last = events[-1]
    assert (last.step, last.total_steps, last.seconds_left) == (6, 6, 0.0)
    assert {"generator", "discriminator", "swd", "nearest", "layout", "total"} <= last.losses.keys()
    assert all(np.isfinite(value) for value in last.losses.values())
    assert [e.step for e in events] == sorted(e.step for e in events)


@pytest.mark.parametrize(
    ("settings", "style"),
    [(TINY, "pattern"), (TINY, "things"), (TINY_PAPER, "auto")],
    ids=["small pattern", "small things", "paper"],
)
def test_a_resumed_training_takes_the_steps_it_would_have_taken(
    settings: TrainSettings, style: Style, tmp_path: Path
) -> None:
    whole = Trainer([PHOTO], settings, CPU, seed=3, style=style)
    train(whole)

    path, control = tmp_path / "model.safetensors", RunControl()
    first = Trainer([PHOTO], settings, CPU, seed=3, model_path=path, style=style)
    done = first._train_step.run

    def run_and_stop(step: int, *rest: object) -> steps.Losses:
        found = done(step, *rest)  # type: ignore[arg-type]
        if step == settings.steps // 2 - 1:  # type: ignore[operator]
            control.stop()
        return found

    first._train_step.run = run_and_stop  # type: ignore[method-assign]
    train(first, control=control)
    assert first.step == settings.steps // 2  # type: ignore[operator]

    second = Trainer([PHOTO], settings, CPU, seed=99, resume=path, style=style)
    assert (second.resumed, second.step) == (True, first.step)
    train(second)
    assert second.step == settings.steps
    assert same(weights_of(second), weights_of(whole))


def test_a_finished_training_is_trained_for_its_length_again(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    train(Trainer([PHOTO], TINY, CPU, model_path=path))
    again = Trainer([PHOTO], TINY, CPU, resume=path)
    train(again)
    assert again.step == 12


def test_a_stop_does_not_wait_for_the_first_measurement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    control, drawn, draw = RunControl(), [], examples.SourceImage.untrained

    def stopped_after_one(example: examples.SourceImage, geometry: CanvasGeometry) -> np.ndarray:
        drawn.append(geometry)
        control.stop()
        return draw(example, geometry)

    monkeypatch.setattr(examples.SourceImage, "untrained", stopped_after_one)
    path = tmp_path / "stopped.safetensors"
    trainer = Trainer([PHOTO], TINY, CPU, model_path=path)
    train(trainer, control=control)
    assert len(drawn) == 1
    assert trainer.step == 0
    assert train(Trainer([PHOTO], TINY, CPU, resume=path))[-1].step == 6


def test_where_a_training_was_stopped_after_its_last_measurement_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.ingan.training.report.EVENT_SECONDS", 0.0)
    path, control = tmp_path / "stopped.safetensors", RunControl()
    events = train(
        Trainer([PHOTO], TINY, CPU, model_path=path), lambda event: control.stop() if event.step == 2 else None, control
    )
    assert events[-1].step == 2
    told = [(e.step, e.patch_distance is None, e.best_step) for e in read_history(path)]
    assert told == [(0, False, 0), (2, True, 0)]


def test_pausing_saves_and_resuming_goes_on(tmp_path: Path) -> None:
    path, control = tmp_path / "model.safetensors", RunControl()
    trainer = Trainer([PHOTO], TINY, CPU, model_path=path)
    saved_at: list[int] = []

    def on_event(event: TrainEvent) -> None:
        if event.saved and not saved_at:
            saved_at.append(event.step)
            assert load_model(path, PHOTO).settings == TINY
            threading.Timer(0.05, control.resume).start()

    control.pause()
    train(trainer, on_event, control)
    assert saved_at == [0]
    assert trainer.step == 6


def test_a_pause_in_the_middle_of_a_step_saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that waits for its canvas must end before training rests: what rests unsaved is lost in a crash."""
    path, control = tmp_path / "model.safetensors", RunControl()
    trainer = Trainer([PHOTO], TINY, CPU, model_path=path)
    prepare, saved_at = examples.prepare, []

    def prepare_late(*arguments: object) -> object:
        control.pause()  # while the step waits
        time.sleep(0.3)
        return prepare(*arguments)

    def on_event(event: TrainEvent) -> None:
        if event.saved and not saved_at:
            saved_at.append(event.step)
            monkeypatch.setattr(examples, "prepare", prepare)
            control.resume()

    monkeypatch.setattr(examples, "prepare", prepare_late)
    stuck = threading.Timer(60, control.stop)
    stuck.start()
    train(trainer, on_event, control)
    stuck.cancel()
    stuck.join()
    assert saved_at == [1]
    assert trainer.step == 6


def test_a_full_disk_is_told_and_training_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, full = tmp_path / "model.safetensors", [True]
    real = checkpoint.atomic_replace

    def atomic_replace(target: Path) -> object:
        if full[0]:
            raise OSError(28, "No space left on device")
        return real(target)

    monkeypatch.setattr(checkpoint, "atomic_replace", atomic_replace)
    monkeypatch.setattr("core.ingan.training.checkpoints.SAVE_SECONDS", 0.0)
    notes: list[str] = []

    def on_event(event: TrainEvent) -> None:
        if event.note is not None:
            notes.append(str(event.note))
            full[0] = False

    train(Trainer([PHOTO], TINY, CPU, model_path=path), on_event)
    assert "no space left on device" in notes[0]
    assert load_model(path, PHOTO).working_size == (64, 48)


def poisoned(trainer: Trainer, at: set[int]) -> None:
    """Make the steps whose running count is in ``at`` return and leave behind what a divergence leaves."""
    real, count = trainer._train_step.run, [0]

    def run(*arguments: object) -> steps.Losses:
        found = real(*arguments)  # type: ignore[arg-type]
        count[0] += 1
        if count[0] in at:
            with torch.no_grad():
                next(trainer.state.g.parameters()).fill_(float("nan"))
            found["total"] = torch.tensor(float("nan"))
        return found

    trainer._train_step.run = run  # type: ignore[method-assign]


def test_a_divergence_goes_back_and_on_at_half_the_rate() -> None:
    trainer = Trainer([PHOTO], TINY, CPU)
    poisoned(trainer, {4})
    events = train(trainer)
    assert any("unstable" in str(event.note) for event in events)
    assert trainer.step == 6
    assert trainer.progress.slowdown == 0.5
    assert all(torch.isfinite(tensor).all() for tensor in weights_of(trainer))


def test_a_second_divergence_ends_training_and_keeps_what_was_good(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    trainer = Trainer([PHOTO], TINY, CPU, model_path=path)
    poisoned(trainer, {2, 4})
    with pytest.raises(TrainingError, match="unstable twice") as caught:
        train(trainer)
    assert str(caught.value).count(".") == 1
    snapshot = load_model(path, PHOTO)
    assert all(torch.isfinite(tensor).all() for tensor in snapshot.state.values())


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory"), MemoryError(),
                                   RuntimeError("DefaultCPUAllocator: can't allocate memory")])  # fmt: skip
def test_no_memory_is_one_clear_sentence(error: Exception) -> None:
    trainer = Trainer([PHOTO], TINY, CPU)

    def run(*_: object) -> steps.Losses:
        raise error

    trainer._train_step.run = run  # type: ignore[method-assign]
    with pytest.raises(TrainingError, match="not enough memory to train on .* the Quick preset"):
        train(trainer)


def test_an_error_about_memory_is_told_as_it_is() -> None:
    trainer = Trainer([PHOTO], TINY, CPU)

    def run(*_: object) -> steps.Losses:
        raise RuntimeError("unsupported memory format option ChannelsLast")

    trainer._train_step.run = run  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="memory format"):
        train(trainer)


def test_a_canvas_that_is_no_longer_looked_at_while_it_is_taken() -> None:
    class Nosy(CanvasGeometry):
        """Somebody turns away at the moment at which training asks whether this canvas is of use."""

        @property
        def is_identity(self) -> bool:
            pool.focus_on(None)
            return super().is_identity

    pool = Trainer([PHOTO], TINY, CPU).state.pool
    pool.focus_on(Nosy(64, 48, 96, 48))
    sample = pool.next(0, lambda: None)
    assert (sample.geometry.width, sample.geometry.height) == (96, 48)
    pool.close()


def test_several_pictures_of_one_texture() -> None:
    trainer = Trainer([PHOTO, pebbles(60, 40, 5)], replace(TINY, steps=24), CPU)
    seen: set[int] = set()
    real = trainer.state.pool.next

    def following(*arguments: object) -> object:
        sample = real(*arguments)  # type: ignore[arg-type]
        seen.add(sample.example)
        return sample

    trainer.state.pool.next = following  # type: ignore[method-assign, assignment]
    train(trainer)
    assert seen == {0, 1}
    assert trainer.published.newest().working_size == (64, 48)


def test_too_small_and_no_pictures() -> None:
    with pytest.raises(TrainingError, match="8 x 8 px"):
        Trainer([PHOTO[:8, :8]], TINY, CPU)
    with pytest.raises(TrainingError, match="at least one picture"):
        Trainer([], TINY, CPU)


def test_a_checkpoint_of_another_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    train(Trainer([PHOTO], replace(TINY, steps=1), CPU, model_path=path))
    with pytest.raises(CheckpointError, match="another picture"):
        Trainer([pebbles(48, 64, 1)], TINY, CPU, resume=path)


def test_a_damaged_training_state_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    train(Trainer([PHOTO], replace(TINY, steps=1), CPU, model_path=path))
    tensors, meta = checkpoint.load_checkpoint(path, "ingan")
    foreign = [[7, 8, 8, None, 0, False, 0]]
    for change in ({"leg": None}, {"rng": {}}, {"pool": foreign}, {"step": "x"}, {"anchor": [1]}, {"history": [[1]]}):
        damaged = json.loads(json.dumps(meta))
        damaged["training"] |= change
        checkpoint.save_checkpoint(path, "ingan", tensors, damaged)
        with pytest.raises(CheckpointError):
            Trainer([PHOTO], TINY, CPU, resume=path)
    lacking = {name: t for name, t in tensors.items() if not name.startswith("live_d")}
    checkpoint.save_checkpoint(path, "ingan", lacking, meta)
    with pytest.raises(CheckpointError, match="damaged"):
        Trainer([PHOTO], TINY, CPU, resume=path)


def test_a_model_without_its_training_is_a_start(tmp_path: Path) -> None:
    from core.ingan.model import save_model

    path = tmp_path / "model.safetensors"
    trained = Trainer([PHOTO], TINY, CPU)
    train(trained)
    snapshot = trained.published.newest()
    snapshot.step = 6
    save_model(path, snapshot, photo_fingerprint(PHOTO), half=True)
    further = Trainer([PHOTO], TINY, CPU, resume=path)
    assert (further.resumed, further.step) == (True, 6)
    train(further)
    assert further.step == 12


def test_the_canvas_that_is_looked_at_is_trained_on_next(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared, prepare = [], examples.prepare

    def noted(example: examples.SourceImage, index: int, geometry: CanvasGeometry) -> examples.TrainSample:
        prepared.append((geometry.width, geometry.height))
        return prepare(example, index, geometry)

    monkeypatch.setattr(examples, "prepare", noted)
    trainer = Trainer([PHOTO], TINY, CPU, style="pattern")
    trainer.focus_on(CanvasGeometry(64, 48, 95, 48))
    train(trainer)
    assert prepared[0] == (95, 48)
    assert prepared.count((95, 48)) == 1


@pytest.mark.parametrize("gained", [True, False])
def test_only_what_is_better_renders(gained: bool) -> None:
    trainer = Trainer([PHOTO], replace(TINY, measure_seconds=1e-6), CPU, style="pattern")
    start = {name: tensor.clone() for name, tensor in trainer.state.averaged.module.state_dict().items()}
    measured: list[float] = []

    def measure(module: torch.nn.Module, **_: object) -> float:
        measured.append(10.0 + (-0.5 if gained else 0.5) * trainer.step)
        return measured[-1]

    trainer._held_out.measure = measure  # type: ignore[method-assign]
    trainer._held_out.untrained = lambda **_: measured.append(10.0) or 10.0  # type: ignore[method-assign, func-returns-value]
    events = train(trainer)
    assert len(measured) > 2
    assert events[-1].best_patch_distance == min(measured)
    published = trainer.published.newest()
    same_as_before = all(torch.equal(published.state[name], tensor) for name, tensor in start.items())
    assert same_as_before is not gained
