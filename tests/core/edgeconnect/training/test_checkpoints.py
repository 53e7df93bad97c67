"""What is kept of a training, what is published of it, and what losses that are no numbers leave of both."""

import csv

import pytest
import torch

from core.control import RunControl
from core.edgeconnect.training.checkpoints import Checkpoints, is_finished, training_file
from core.edgeconnect.training.publish import Publisher, known_threshold
from core.edgeconnect.training.report import LOG_STEPS, Report
from core.edgeconnect.training.settings import InpaintingSettings, Limits
from core.edgeconnect.training.stages import EdgeStage, build_stage
from core.edgeconnect.training.state import TrainState
from core.edgeconnect.training.train import TrainingJob, train_inpainting
from core.edgeconnect.weights import DEFAULT_THRESHOLD, load_part
from core.errors import TrainingError
from tests.core.edgeconnect.conftest import CPU

SETTINGS = InpaintingSettings.preset("edge", width=8, d_width=8, crop=64, batch=2)


def state(seed=0, settings=SETTINGS):
    torch.manual_seed(seed)
    return TrainState(build_stage(settings, None), settings, CPU)


def test_a_checkpoint_is_due_after_its_time_and_not_again_once_it_is_saved(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    checkpoints = Checkpoints(tmp_path, state(), SETTINGS, Limits(checkpoint_seconds=60))
    assert not checkpoints.due
    now[0] += 61
    assert checkpoints.due
    checkpoints.save()
    assert not checkpoints.due


def test_a_state_comes_back_with_how_far_it_came(tmp_path):
    saved, loaded = state(1), state(2)
    saved.step, saved.seconds = 7, 12.5
    Checkpoints(tmp_path, saved, SETTINGS, Limits()).save()
    Checkpoints(tmp_path, loaded, SETTINGS, Limits()).load()
    assert (loaded.step, loaded.seconds) == (7, 12.5)
    for one, two in ((saved.stage, loaded.stage), (saved.averaged.module, loaded.averaged.module)):
        assert all(torch.equal(value, two.state_dict()[name]) for name, value in one.state_dict().items())


def test_other_networks_do_not_go_on_from_it(tmp_path):
    Checkpoints(tmp_path, state(), SETTINGS, Limits()).save()
    wider = InpaintingSettings.preset("edge", width=16, d_width=8, crop=64, batch=2)
    with pytest.raises(TrainingError, match="begun with another width"):
        Checkpoints(tmp_path, state(0, wider), wider, Limits()).load()


def test_a_stage_is_finished_at_its_limit(tmp_path):
    assert not is_finished(tmp_path, "edge", Limits(steps=5))
    reached = state()
    reached.step = 5
    Checkpoints(tmp_path, reached, SETTINGS, Limits()).save()
    assert is_finished(tmp_path, "edge", Limits(steps=5))
    assert not is_finished(tmp_path, "edge", Limits(steps=6))
    training_file(tmp_path, "edge").write_bytes(b"damaged")
    with pytest.raises(TrainingError, match="take it away"):
        is_finished(tmp_path, "edge", Limits(steps=5))


def test_the_averaged_weights_are_published_with_the_threshold_that_was_measured_last(tmp_path):
    trained = state()
    with torch.no_grad():
        for parameter in trained.averaged.module.parameters():
            parameter.fill_(0.25)
    publisher = Publisher(tmp_path, trained, SETTINGS, known_threshold(tmp_path), photos=6)
    publisher.publish()
    assert known_threshold(tmp_path) == DEFAULT_THRESHOLD
    publisher.choose_threshold({"threshold": 0.35, "f1": 0.5})
    publisher.choose_threshold({"true.psnr": 20.0})  # of a stage that measures no edges
    publisher.publish()
    assert known_threshold(tmp_path) == pytest.approx(0.35)
    assert all(bool((p == 0.25).all()) for p in load_part(tmp_path / "edge.safetensors", "edge").module.parameters())


def test_a_line_of_the_log_is_the_mean_of_its_steps(tmp_path):
    trained = state()
    report = Report(tmp_path, trained, SETTINGS)
    for number in range(LOG_STEPS):
        assert not report.due or number == 0
        report.add({"bce": torch.tensor(float(number))})
        trained.step += 1
    assert report.due
    report.log(0.5, write=True)
    report.log(0.6, write=False)
    with open(tmp_path / "edge-log.csv") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["bce"]) for row in rows] == [(LOG_STEPS - 1) / 2]
    assert rows[0]["l1"] == ""


def test_infinite_losses_leave_the_last_checkpoint_and_what_was_published(photo_folder, tmp_path, monkeypatch):
    def job(steps, *, resume):
        return TrainingJob([photo_folder], tmp_path, SETTINGS, Limits(steps=steps), resume=resume, workers=0)

    train_inpainting(job(2, resume=False), CPU, RunControl())
    files = [training_file(tmp_path, "edge"), tmp_path / "edge.safetensors"]
    before = [file.read_bytes() for file in files]
    monkeypatch.setattr(EdgeStage, "generator_losses", lambda *_: {"bce": torch.tensor(torch.inf, requires_grad=True)})
    with pytest.raises(TrainingError, match="became infinite"):
        train_inpainting(job(4, resume=True), CPU, RunControl())
    assert [file.read_bytes() for file in files] == before
