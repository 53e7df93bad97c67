"""The training panel's buttons and words in every state."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest

from app.model.document import Document
from app.model.placement import Placement
from app.panels.training_panel import TrainingPanel
from app.panels.training_words import how_long
from app.widgets.basics import byte_size, duration
from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing, RenderResult, TrainEvent
from core.ingan.presets import PRESETS


class Steering(QObject):
    """Stands for the session and its training: notes what was asked, and answers as they do."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document, self.asked, self.continues = document, [], False
        self.training = self

    def start(self, preset, device="auto", minutes=None, steps=None) -> None:
        self.asked.append(("start", preset, device, minutes, steps))
        self.document.set_training_state("running")

    def pause(self) -> None:
        self.asked.append("pause")
        self.document.set_training_state("paused")

    def resume(self) -> None:
        self.asked.append("resume")
        self.document.set_training_state("running")

    def stop(self) -> None:
        self.asked.append("stop")
        self.document.set_training_state("stopping")

    def can_continue(self, preset: str) -> bool:
        return self.continues and preset == "quick"


@pytest.fixture
def document(qapp, photo):
    made = Document()
    made.set_photo(photo, "0123")
    return made


@pytest.fixture
def panel(qtbot, document):
    steering = Steering(document)
    made = TrainingPanel(document, steering)
    made.steering = steering
    qtbot.addWidget(made)
    made.resize(320, 800)
    made.show()
    return made


def click(button) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def event(step=120, total=900, **more) -> TrainEvent:
    return TrainEvent(step, total, step / 4, **more)


def test_without_a_photo_nothing_can_be_pressed(qtbot):
    document = Document()
    panel = TrainingPanel(document, Steering(document))
    qtbot.addWidget(panel)
    assert not panel.train_button.isEnabled()
    assert not panel.stop_button.isEnabled()
    assert panel.progress_text.text() == "Open a photo to train on it."


def test_the_buttons_lead_through_a_training(panel, document):
    assert (panel.train_button.text(), panel.stop_button.isEnabled()) == ("Train", False)
    click(panel.train_button)
    assert panel.steering.asked == [("start", "quick", "auto", PRESETS["quick"].minutes, None)]
    assert (panel.train_button.text(), panel.stop_button.isEnabled()) == ("Pause", True)
    assert not panel.preset_buttons["paper"].isEnabled()
    assert panel.progress_text.text() == "Getting ready…"
    click(panel.train_button)
    assert (panel.train_button.text(), document.training_state) == ("Resume", "paused")
    click(panel.train_button)
    assert (panel.train_button.text(), document.training_state) == ("Pause", "running")
    click(panel.stop_button)
    assert not panel.train_button.isEnabled()
    assert not panel.stop_button.isEnabled()
    assert panel.progress_text.text() == "Saving what was learned…"
    document.set_training_state("idle")
    assert (panel.train_button.text(), panel.train_button.isEnabled()) == ("Train", True)
    assert panel.preset_buttons["paper"].isEnabled()
    assert panel.steering.asked[1:] == ["pause", "resume", "stop"]


def test_the_space_bar_presses_train(panel):
    panel.train_button.setFocus()
    QTest.keyClick(panel.train_button, Qt.Key.Key_Space)
    assert panel.steering.asked[0][0] == "start"


def test_the_chosen_preset_and_length_are_used(panel):
    click(panel.preset_buttons["paper"])
    assert panel.length_box.value() == 75_000
    assert panel.length_box.suffix() == " steps"
    panel.length_box.setValue(300)
    click(panel.train_button)
    assert panel.steering.asked == [("start", "paper", "auto", None, 300)]


def test_earlier_training_is_gone_on_with(panel):
    panel.steering.continues = True
    click(panel.preset_buttons["balanced"])
    assert panel.train_button.text() == "Train"
    click(panel.preset_buttons["quick"])
    assert panel.train_button.text() == "Train on"


def frame(drawing: Drawing, tried: int = 0) -> RenderResult:
    return RenderResult(np.zeros((112, 240, 3), np.uint8), drawing, 0.1, tried=tried)


def test_progress_is_said_honestly(panel, document):
    click(panel.train_button)
    document.set_placement(Placement(CanvasGeometry(160, 112, 240, 112)))
    document.set_model(Drawing("small", 96))
    document.add_event(event(seconds_left=40.0, losses={"swd": 0.5}, best_step=96, best_patch_distance=0.8))
    assert panel.progress_text.text() == "Step 120 of about 900, 40 s left."
    assert panel.drawn_text.text() == "Where step 96 is better, it draws the picture once the canvas rests."
    document.set_result(frame(Drawing("small", 96, refined=True)), document.placement)
    assert panel.drawn_text.text() == "This picture is drawn by step 96, the best so far."
    document.set_result(frame(Drawing("small", 60, refined=True)), document.placement)
    assert panel.drawn_text.text() == "This picture is drawn by learned patches, step 60, refined."
    document.set_result(frame(Drawing("warp", refined=True), tried=96), document.placement)
    assert panel.drawn_text.text() == "On this canvas step 96 is not better, so it is drawn from the photo alone."
    assert panel.progress.value() == round(1000 * 120 / 900)
    document.set_training_state("done")
    assert panel.progress_text.text() == "Done: 120 steps in 30 s."
    document.set_placement(Placement.identity(160, 112))
    assert panel.drawn_text.text() == "At its own size the photo stays as it is."


def test_without_an_estimate_no_number_of_steps_is_named(panel, document):
    click(panel.train_button)
    document.add_event(event(total=120, seconds_left=300.0))  # as right after going on
    assert panel.progress_text.text() == "Step 120, 5 min left."


def test_a_number_of_steps_that_was_asked_for_is_no_estimate(panel, document):
    click(panel.preset_buttons["paper"])
    click(panel.train_button)
    document.add_event(event(total=300))
    assert panel.progress_text.text() == "Step 120 of 300."


def test_before_the_first_good_step_the_photo_alone_draws(panel, document):
    click(panel.train_button)
    document.add_event(event())
    assert panel.drawn_text.text() == "Other sizes are drawn from the photo alone."


def test_curves_take_what_training_reports(panel, document, qtbot):
    click(panel.train_button)
    for step in range(1, 41):
        distance = 1 / step if step % 10 == 0 else None
        document.add_event(event(step, losses={"swd": 1 / step, "odd": 2.0}, patch_distance=distance,
                                 best_step=step // 10 * 10, best_patch_distance=distance))  # fmt: skip
    assert len(panel.loss_curve.points("swd")) == 40
    assert panel.distance_curve.points("distance") == tuple((s, 1 / s) for s in (10, 20, 30, 40))
    qtbot.waitUntil(lambda: "best at step 40" in panel.distance_curve.accessibleDescription())
    assert panel.best_text.text() == "Lower is better. Best at step 40, 75 % below the first."
    QTest.mouseClick(panel.log_box, Qt.MouseButton.LeftButton, pos=panel.log_box.rect().center())
    panel.log_box.setChecked(False)
    assert not panel.loss_curve.log


def test_another_photo_starts_empty_curves(panel, document, photo):
    document.add_event(event(losses={"swd": 1.0}))
    document.set_photo(photo, "4567")
    assert panel.loss_curve.points("swd") == ()


def test_failure_is_said_and_training_can_start_again(panel, document):
    click(panel.train_button)
    document.set_training_state("failed")
    assert "ended early" in panel.progress_text.text()
    assert panel.train_button.text() == "Train"
    click(panel.train_button)
    assert len(panel.steering.asked) == 2


def test_devices_of_this_machine_are_offered_once_something_was_drawn(panel, document):
    import numpy as np
    import torch  # noqa: F401 - the render thread has loaded it by then

    assert panel.device_box.count() == 1
    document.set_result(RenderResult(np.zeros((4, 4, 3), np.uint8), Drawing("patches"), 0.01), document.placement)
    names = [panel.device_box.itemData(i) for i in range(panel.device_box.count())]
    assert names[:2] == ["auto", "cpu"]
    panel.device_box.setCurrentIndex(1)
    click(panel.train_button)
    assert panel.steering.asked[0][2] == "cpu"


def test_the_sentence_follows_the_length(panel):
    panel.length_box.setValue(20)
    assert "Takes 20 min" in panel.preset_text.text()


def test_how_long_is_told_for_the_device():
    assert how_long("quick", "cpu", 5) == "Takes 5 min; stop whenever it looks right."
    assert "4 days" in how_long("paper", "cpu", 75_000)
    assert "6 h" in how_long("paper", "cuda", 75_000)


def test_words_for_times_and_sizes():
    assert [duration(s) for s in (0.2, 40, 89, 91, 3600, 4800, 7200, 50_000, 400_000)] == [
        "1 s", "40 s", "89 s", "2 min", "60 min", "80 min", "2 h", "14 h", "5 days"
    ]  # fmt: skip
    assert [byte_size(n) for n in (12, 820_000, 3_400_000, 1_240_000_000)] == ["12 bytes", "820 kB", "3.4 MB", "1.2 GB"]


def test_both_curves_are_in_sight_while_training_in_a_low_window(panel, document, qtbot):
    panel.resize(288, 520)  # what a window of 1280 x 720 leaves
    panel.start()
    document.add_event(TrainEvent(5, 300, 2.0, 120.0, {"total": 1.0, "generator": 0.5}, 0.2, 0, 0.2))
    qtbot.waitUntil(lambda: not panel.length_and_device.isVisible())

    def seen(curve) -> bool:
        return panel.viewport().rect().contains(curve.rect().translated(curve.mapTo(panel.viewport(), QPoint(0, 0))))

    qtbot.waitUntil(lambda: seen(panel.distance_curve) and seen(panel.loss_curve))
    document.set_training_state("idle")
    assert panel.length_and_device.isVisible()
