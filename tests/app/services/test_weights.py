"""Which weights draw and which model goes into a project, as photos are opened, edited, trained on and left."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.model.document import Document
from app.project.models import ModelShelf
from app.services.jobs import Jobs
from app.services.weights import SnapshotSource, TrainedModel, Weights
from core.image_io import Photo
from core.ingan.model import Snapshot
from core.ingan.presets import TrainSettings
from core.project.files import ModelNote

BEFORE, NOW = ModelNote("aaaa", "quick"), ModelNote("bbbb", "quick")


class Desk:
    """A photo that was edited since it was trained on: its model draws it still, under the former fingerprint."""

    def __init__(self, folder: Path) -> None:
        self.document, self.shelf, self.jobs = Document(), ModelShelf(folder), Jobs()
        self.weights = Weights(self.document, self.shelf, self.jobs)
        self.photo = Photo(np.zeros((20, 30, 3), np.uint8))
        self.document.set_photo(self.photo, NOW.fingerprint)
        self.write(BEFORE)
        self.model = TrainedModel(weights_of(40), BEFORE)
        self.weights.use_found(self.model, [])

    def write(self, note: ModelNote) -> Path:
        path = self.shelf.path(note.fingerprint, note.preset)
        path.write_bytes(b"a training")
        return path

    @property
    def attached(self) -> tuple[ModelNote, Path | Snapshot] | None:
        attachment = self.weights.attachment()
        return None if attachment is None else (attachment.note, attachment.weights)


def weights_of(step: int) -> Snapshot:
    return Snapshot(TrainSettings.preset("quick"), step, {}, (8, 8))


def publishing(published: list[Snapshot]) -> SnapshotSource:
    return lambda since: published[-1] if published and published[-1].step > since else None


def nothing(_since: int) -> None:
    return None


@pytest.fixture
def desk(qapp, tmp_path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def read(qtbot) -> Callable[[Desk], None]:
    return lambda desk: qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)


def test_a_training_that_published_nothing_leaves_the_model_that_draws_in_the_project(desk):
    former = desk.attached
    assert former == (BEFORE, desk.shelf.path("aaaa", "quick"))
    desk.weights.follow(nothing, NOW)
    assert desk.attached == former
    desk.write(NOW)  # stopped before anything was published: the file holds untrained weights
    desk.weights.unfollow()
    assert desk.weights.newest is desk.model
    assert desk.weights.model_fingerprint == "aaaa"
    assert desk.attached == former


def test_a_training_of_another_preset_is_not_attached_before_it_draws(desk):
    desk.weights.follow(nothing, ModelNote("aaaa", "balanced"))
    desk.write(ModelNote("aaaa", "balanced"))  # newer than what draws
    desk.weights.unfollow()
    assert desk.attached == (BEFORE, desk.shelf.path("aaaa", "quick"))


def test_what_is_published_is_that_training_s_model_from_then_on(desk):
    published: list[Snapshot] = []
    desk.weights.follow(publishing(published), NOW)
    assert desk.weights.model_fingerprint == "aaaa"
    published.append(weights_of(5))
    assert desk.weights.newest.snapshot is published[0]
    assert desk.weights.model_fingerprint == "bbbb"
    assert desk.attached == (ModelNote("bbbb"), published[0])  # nothing is saved yet
    path = desk.write(NOW)
    assert desk.attached == (NOW, path)
    desk.weights.unfollow()
    assert desk.weights.fixed.snapshot is published[0]
    assert desk.attached == (NOW, path)


def test_a_first_training_that_published_nothing_is_no_model(desk):
    desk.weights.use(None)
    desk.weights.follow(nothing, NOW)
    desk.write(NOW)
    desk.weights.unfollow()
    assert desk.weights.model_fingerprint == ""
    assert desk.attached is None


def test_a_photo_that_is_left_leaves_nothing_behind(desk):
    desk.weights.follow(nothing, NOW)
    desk.weights.leave_photo()
    assert desk.weights.newest is desk.weights.source is None
    assert desk.weights.model_fingerprint == ""
    assert desk.attached is None


def test_a_photo_without_a_model_has_no_name_for_one(desk, read):
    desk.weights.leave_photo()
    desk.weights.load(desk.photo, None)
    read(desk)
    assert desk.weights.newest is None
    assert desk.weights.model_fingerprint == ""
    assert desk.attached is None


def test_a_forgotten_model_has_no_name_any_more(desk):
    desk.write(NOW)
    desk.weights.forget_model()
    assert not desk.weights.has_own_model
    assert desk.weights.newest is None
    assert desk.weights.model_fingerprint == ""
    assert desk.attached is None


def test_a_model_that_is_being_read_goes_into_a_project_already(desk, read):
    desk.weights.leave_photo()
    path = desk.write(NOW)
    desk.weights.load(desk.photo, None)
    assert desk.attached == (NOW, path)
    desk.weights.cancel_loading()
    assert desk.attached is None
    read(desk)


def test_a_photo_that_comes_back_is_drawn_by_the_model_that_it_had(desk):
    desk.document.photoLeaving.emit()
    desk.document.set_photo(desk.photo, "cccc")
    assert not desk.weights.restore_replaced()
    assert desk.weights.newest is None
    desk.document.set_photo(desk.photo, NOW.fingerprint)
    assert desk.weights.restore_replaced()
    assert desk.weights.newest is desk.model
    desk.weights.forget_replaced()
    assert not desk.weights.restore_replaced()
