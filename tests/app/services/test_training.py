"""Training as the window sees it: a trainer that needs no time stands in for the real one (tests/e2e has that)."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint

import core.ingan.training.trainer
from app.canvas.handles import Handle
from app.model.commands import StyleCommand
from app.panels.training_panel import TrainingPanel
from core.checkpoint import load_checkpoint, save_checkpoint
from core.control import Cancelled
from core.errors import TrainingError
from core.ingan.messages import TrainEvent
from tests.app.driver import Driver
from tests.app.pictures import discs, save


class FakeTrainer:
    """Steps as fast as it is let, saves a file when it is stopped or paused, fails where it is told to."""

    made: ClassVar[list["FakeTrainer"]] = []
    fail_at: int | None = None
    error: BaseException | None = None

    def __init__(
        self, images, settings, device, seed=0, resume=None, model_path=None, style="auto", subject=None
    ) -> None:
        self.images, self.settings, self.resume, self.model_path = images, settings, resume, model_path
        self.style, self.subject = style, subject
        self.step, self.saved_at = 0, None
        self.control = None
        self.published = SimpleNamespace(take=lambda since: None)
        self.looked_at = None
        FakeTrainer.made.append(self)

    def focus_on(self, geometry) -> None:
        self.looked_at = geometry

    def run(self, control, on_event) -> None:
        self.control = control
        total = self.settings.steps or 10**9
        try:
            while self.step < total:
                control.checkpoint()
                threading.Event().wait(0.002)
                self.step += 1
                if self.step == self.fail_at:
                    raise self.error
                on_event(TrainEvent(self.step, total, self.step / 100, published=self.step % 5 == 0))
        except Cancelled:
            self.saved_at = self.step
            self.model_path.parent.mkdir(exist_ok=True)
            self.model_path.write_bytes(b"")
            raise


@pytest.fixture
def trainer(monkeypatch):
    monkeypatch.setattr(core.ingan.training.trainer, "Trainer", FakeTrainer)
    monkeypatch.setattr(FakeTrainer, "made", [])
    monkeypatch.setattr(FakeTrainer, "fail_at", None)
    return FakeTrainer


@pytest.fixture
def training(driver, trainer):
    """Training that runs without end."""
    driver.session.training.start()
    driver.wait(lambda: len(driver.document.events) > 3)
    return driver


def test_a_training_of_some_steps_runs_to_its_end(driver, trainer):
    states = []
    driver.document.trainingStateChanged.connect(states.append)
    driver.session.training.start("quick", steps=12)
    driver.wait(lambda: driver.document.training_state == "done")
    assert states == ["running", "done"]
    assert [event.step for event in driver.document.events] == list(range(1, 13))
    assert trainer.made[0].settings.steps == 12
    assert trainer.made[0].images[0].shape == (112, 160, 3)


def test_training_is_for_the_style_and_the_subject_of_the_picture(driver, trainer):
    driver.wait(lambda: driver.document.subject is not None)
    driver.document.undo_stack.push(StyleCommand(driver.document, "auto", "pattern", ""))
    driver.session.training.start("quick", steps=1)
    driver.wait(lambda: driver.document.training_state == "done")
    assert trainer.made[0].style == "pattern"
    assert trainer.made[0].subject is driver.document.subject


def test_pause_stands_still_and_resume_goes_on(training):
    training.session.training.pause()
    assert training.document.training_state == "paused"
    training.wait(lambda: FakeTrainer.made[0].control.paused)
    training.qtbot.wait(50)
    step = FakeTrainer.made[0].step
    training.qtbot.wait(50)
    assert FakeTrainer.made[0].step == step
    training.session.training.resume()
    training.wait(lambda: FakeTrainer.made[0].step > step + 2)
    assert training.document.training_state == "running"


def test_stop_saves_and_ends(training):
    training.session.training.stop()
    assert training.document.training_state == "stopping"
    training.wait(lambda: training.document.training_state == "idle")
    assert FakeTrainer.made[0].saved_at is not None


def test_only_one_training_at_a_time(training):
    training.session.training.start()
    assert len(FakeTrainer.made) == 1


def test_the_next_training_goes_on_from_what_was_saved(training):
    training.session.training.stop()
    training.wait(lambda: training.document.training_state == "idle")
    training.session.training.start()
    training.wait(lambda: len(FakeTrainer.made) == 2)
    assert FakeTrainer.made[0].resume is None
    assert FakeTrainer.made[1].resume == FakeTrainer.made[0].model_path


@pytest.mark.parametrize(("error", "sentence"), [
    (TrainingError("The losses are no numbers any more; the last good weights are kept."),
     "The losses are no numbers any more; the last good weights are kept."),
    (RuntimeError("index 5 is out of bounds"), "Training failed unexpectedly. Your work is kept."),
    (MemoryError(), "Training needs more memory than there is; try a smaller size."),
])  # fmt: skip
def test_a_failure_is_one_sentence_and_the_work_stays(driver, trainer, error, sentence):
    driver.drag(Handle.RIGHT, 40, 0)
    trainer.fail_at, trainer.error = 3, error
    driver.session.training.start()
    driver.wait(lambda: driver.document.training_state == "failed")
    assert driver.window.banner.text == sentence
    assert driver.size[0] > 160
    driver.settle()
    trainer.fail_at = None
    driver.session.training.start(steps=5)  # and it can be tried again
    driver.wait(lambda: driver.document.training_state == "done")


def test_closing_while_training_saves_and_ends_the_thread(training):
    training.window.close()
    assert FakeTrainer.made[0].saved_at is not None
    assert not training.window.isVisible()


def test_closing_while_paused_saves_too(training):
    training.session.training.pause()
    training.window.close()
    assert FakeTrainer.made[0].saved_at is not None


def test_another_photo_ends_the_training_of_the_first(training, tmp_path):
    other = save(tmp_path / "other.png", discs(90, 90, seed=3))
    first = FakeTrainer.made[0]
    training.open(other)
    assert training.document.training_state == "idle"
    assert training.document.events == []
    training.wait(lambda: first.saved_at is not None)
    training.session.training.start(steps=4)
    training.wait(lambda: training.document.training_state == "done")
    assert [event.step for event in training.document.events] == [1, 2, 3, 4]  # none of the first one's
    assert FakeTrainer.made[1].model_path != first.model_path


def test_a_turn_and_its_undo_end_training_with_a_word_and_the_next_goes_on_from_what_was_saved(training, monkeypatch):
    said, slow, first = [], threading.Event(), FakeTrainer.made[0]
    training.document.statusMessage.connect(said.append)
    run = FakeTrainer.run

    def save_late(self, control, on_event):
        try:
            run(self, control, on_event)
        finally:
            slow.wait(5)  # a large model on a slow disk

    monkeypatch.setattr(FakeTrainer, "run", save_late)
    word = "The photo changed; start training again to learn from it."
    training.trigger("turn_right")
    assert said == [word]
    assert training.document.training_state == "idle"
    training.wait(lambda: first.saved_at is not None)
    training.session.training.start()  # of the turned photo
    training.wait(lambda: len(FakeTrainer.made) == 2)
    training.trigger("undo")
    assert said == [word, word]
    training.session.training.start()
    assert training.document.training_state == "running"
    training.qtbot.wait(50)
    assert len(FakeTrainer.made) == 2  # what was asked to stop is still saving
    slow.set()
    training.wait(lambda: len(FakeTrainer.made) == 3)
    assert FakeTrainer.made[1].saved_at is not None
    assert FakeTrainer.made[2].resume == FakeTrainer.made[2].model_path == first.model_path


def test_an_applied_size_ends_training_and_says_so(training):
    said = []
    training.document.statusMessage.connect(said.append)
    training.session.frames.set_engine("stretch")  # quicker
    training.drag(Handle.RIGHT, 40, 0)
    width = training.size[0]
    training.trigger("apply_size")
    training.trigger("apply_size")  # once more: it is under way
    training.wait(lambda: training.document.photo.width == width)
    assert said[-1] == f"The photo is {width} × 112 px now; start training again to learn from it."
    assert training.document.training_state == "idle"
    assert training.document.undo_stack.count() == 2
    training.wait(lambda: FakeTrainer.made[0].saved_at is not None)


def test_a_drag_makes_training_yield_the_cores(training):
    control = FakeTrainer.made[0].control
    yielded = []
    original = control.yield_cores
    control.yield_cores = lambda seconds: (yielded.append(seconds), original(seconds))
    start = training.at(Handle.RIGHT)
    training.press(start)
    training.move(start + QPoint(20, 0))
    training.move(start + QPoint(40, 0))
    assert len(yielded) >= 2
    training.release(start + QPoint(40, 0))
    training.settle()


def test_frames_keep_coming_while_training(training):
    training.drag(Handle.RIGHT, 40, 0)
    training.settle()
    shown = []
    training.document.resultChanged.connect(shown.append)
    training.wait(lambda: len(shown) >= 2)


def test_an_offer_to_train_goes_when_training_starts_in_another_way(training):
    banner, toggle = training.window.banner, training.window.act["train"]
    toggle.trigger()
    for kind, about, stays in (("info", "training", False), ("error", "saving", True)):
        banner.say("A sentence.", kind, "Go on training", training.window.training.toggle, about)
        toggle.trigger()
        assert training.document.training_state == "running"
        assert banner.isVisible() == stays
        toggle.trigger()


def test_the_train_action_says_what_it_will_do(training):
    toggle = training.window.act["train"]
    assert toggle.text() == "&Pause training"
    toggle.trigger()
    assert toggle.text() == "&Go on training"
    toggle.trigger()
    assert training.document.training_state == "running"
    training.trigger("train_stop")
    training.wait(lambda: training.document.training_state == "idle")
    assert toggle.text() == "&Start training"


def gained(path: Path) -> None:
    """Make a saved model one that changes what it draws, as if its step 40 had been adopted."""
    tensors, meta = load_checkpoint(path, "ingan")
    tensors["generator.last.bias"] = tensors["generator.last.bias"] + 0.05
    save_checkpoint(path, "ingan", tensors, meta | {"step": 40})


def test_a_photo_trained_before_opens_with_its_model(driver, make_window, monkeypatch):
    """With the real trainer: what it saves is what the next window draws with, and goes on from."""
    monkeypatch.setattr("core.rendering.adoption.Judge.gain", lambda *_: 1.0)
    driver.session.training.start("quick", device="cpu", steps=1)
    driver.wait(lambda: driver.document.training_state == "done")
    assert driver.session.training.can_continue("quick")
    assert not driver.session.training.can_continue("balanced")
    driver.window.close()
    gained(driver.session.shelf.path(driver.document.fingerprint, "quick"))

    again = Driver(make_window(), driver.qtbot)
    again.open(driver.document.photo.path)
    again.wait(again.window.banner.isVisible)
    assert "You trained on this photo before; learned patches, step 40 draws" in again.window.banner.text
    panel = again.window.findChild(TrainingPanel)
    assert panel.distance_curve.first("distance") is not None  # what was measured is there again
    again.drag(Handle.RIGHT, 60, 0)
    again.wait(lambda: again.document.result.drawing.step == 40)
    again.settle()
    assert again.window.status_strip.engine.text().startswith("Drawn by learned patches")
    assert panel.drawn_text.text().startswith("This picture is drawn by learned patches, step 40")
    drawn = again.document.result.image.copy()
    again.drag(Handle.RIGHT, 20, 0)
    again.trigger("undo")
    again.wait(lambda: again.document.result.drawing.step == 40)
    np.testing.assert_array_equal(again.document.result.image, drawn)
    again.trigger("patches_only")
    again.wait(lambda: again.document.result.drawing.engine == "warp")
    again.session.weights.forget_model()
    again.wait(lambda: again.document.model is None)
    assert not again.session.weights.has_own_model


def test_a_damaged_model_is_set_aside(driver, tmp_path, make_window):
    path = driver.session.shelf.path(driver.document.fingerprint, "quick")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a model")
    driver.window.close()
    again = Driver(make_window(), driver.qtbot)
    again.open(driver.document.photo.path)
    again.wait(again.window.banner.isVisible)
    assert "cannot be read" in again.window.banner.text
    assert not path.exists()
    assert path.with_suffix(".damaged").read_bytes() == b"not a model"


def test_more_photos_of_a_texture_are_learnt_from_until_the_model_is_deleted(driver, trainer, tmp_path, monkeypatch):
    others = [save(tmp_path / f"{seed}.png", discs(90, 80, seed=seed)) for seed in (3, 4)]
    own = driver.document.photo.path
    monkeypatch.setattr(
        "app.panels.more_photos.QFileDialog.getOpenFileNames", lambda *_: ([str(own), *map(str, others)], "")
    )
    said = []
    driver.document.statusMessage.connect(said.append)
    driver.trigger("train_more")
    driver.wait(lambda: len(driver.document.events) > 3)
    assert "Training also learns from 2 more photos." in said
    assert [image.shape for image in trainer.made[0].images] == [(112, 160, 3), (80, 90, 3), (80, 90, 3)]
    driver.trigger("train_more")  # not while it runs
    assert any("Stop the training first" in words for words in said)
    assert len(trainer.made) == 1
    driver.session.training.stop()
    driver.wait(lambda: driver.document.training_state == "idle")
    driver.trigger("train")  # goes on with the same photos
    driver.wait(lambda: len(trainer.made) == 2)
    assert len(trainer.made[1].images) == 3
    assert trainer.made[1].resume == trainer.made[0].model_path
    driver.session.training.stop()
    driver.wait(lambda: driver.document.training_state == "idle")
    driver.session.weights.forget_model()
    driver.trigger("train")
    driver.wait(lambda: len(trainer.made) == 3)
    assert len(trainer.made[2].images) == 1


def test_a_further_photo_that_is_gone_is_named(driver, trainer, tmp_path):
    other = save(tmp_path / "other.png", discs(90, 80, seed=3))
    driver.window.more_photos.train([other])
    driver.wait(lambda: len(driver.document.events) > 3)
    driver.session.training.stop()
    driver.wait(lambda: driver.document.training_state == "idle")
    other.unlink()
    driver.trigger("train")
    driver.wait(lambda: driver.document.training_state == "failed")
    assert driver.window.banner.text.startswith("This training also learns from other.png, which cannot be opened.")
    assert len(trainer.made) == 1


def test_the_open_photo_alone_is_not_more_photos(driver, trainer):
    said = []
    driver.document.statusMessage.connect(said.append)
    driver.window.more_photos.train([driver.document.photo.path])
    assert said == ["Choose other photos than the one that is open."]
    assert trainer.made == []


def test_training_that_gained_nothing_says_so(driver, make_window, monkeypatch):
    monkeypatch.setattr("core.ingan.training.heldout.HeldOut.measure", lambda *_, **__: 1e9)
    driver.session.training.start("quick", device="cpu", steps=1)
    driver.wait(lambda: driver.document.training_state == "done")
    panel = driver.window.findChild(TrainingPanel)
    assert panel.progress_text.text().endswith("Nothing was gained on this photo.")
    driver.drag(Handle.RIGHT, 60, 0)
    driver.settle()
    assert driver.document.result.drawing.engine == "warp"
    assert panel.drawn_text.text() == "Other sizes are drawn from the photo alone."
    driver.document.mark_saved()
    driver.window.close()
    again = Driver(make_window(), driver.qtbot)
    again.open(driver.document.photo.path)
    again.wait(again.window.banner.isVisible)
    assert again.window.banner.text == "You trained on this photo before; nothing was gained by it so far."


def test_a_canvas_that_is_no_better_trained_is_drawn_without(driver, make_window, monkeypatch):
    driver.session.training.start("quick", device="cpu", steps=1)
    driver.wait(lambda: driver.document.training_state == "done")
    driver.window.close()
    gained(driver.session.shelf.path(driver.document.fingerprint, "quick"))
    monkeypatch.setattr("core.rendering.adoption.Judge.gain", lambda *_: -1.0)
    again = Driver(make_window(), driver.qtbot)
    again.open(driver.document.photo.path)
    again.wait(again.window.banner.isVisible)
    again.drag(Handle.RIGHT, 60, 0)
    again.wait(lambda: again.document.result.tried == 40)
    assert again.document.result.drawing.engine == "warp"
    words = again.window.findChild(TrainingPanel).drawn_text.text()
    assert words == "On this canvas step 40 is not better, so it is drawn from the photo alone."
