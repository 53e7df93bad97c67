"""Which photo is open when several are asked for, one is bad, or the open one is to stay. Without a window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import core.retarget.subject
from app.model.document import Document
from app.project.models import ModelShelf
from app.services.frames import FrameScheduler
from app.services.jobs import Jobs
from app.services.opening import Opening
from app.services.training import Training
from app.services.weights import Weights
from core.image_io import Photo
from tests.app.pictures import discs, save
from tests.app.services.test_frames import Notes


class Desk:
    """The services that a photo is opened for; nothing is drawn."""

    def __init__(self, folder: Path) -> None:
        self.document, self.jobs, shelf = Document(), Jobs(), ModelShelf(folder / "models")
        weights = Weights(self.document, shelf, self.jobs)
        training = Training(self.document, shelf, weights)
        self.frames = FrameScheduler(self.document, weights, Notes(), training.yield_cores)
        self.opening = Opening(self.document, shelf, self.jobs, weights, training, self.frames)
        self.reading: list[str] = []
        self.opened: list[Path] = []
        self.errors: list[tuple[str, ...]] = []
        self.opening.reading.connect(self.reading.append)
        self.opening.opened.connect(self.opened.append)
        self.document.errorOccurred.connect(lambda *words: self.errors.append(words))

    def close(self) -> None:
        self.jobs.abandon()
        self.jobs.wait()
        self.frames.close()


@pytest.fixture
def desk(qapp, tmp_path, monkeypatch) -> Iterator[Desk]:
    monkeypatch.setattr(core.retarget.subject, "find_subject", lambda *_: None)
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def until(qtbot) -> Callable[[Callable[[], bool]], None]:
    return lambda condition: qtbot.waitUntil(condition, timeout=20_000)


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path]:
    return save(tmp_path / "a.png", discs(48, 32)), save(tmp_path / "b.png", discs(40, 40, seed=1))


def test_a_file_is_read_beside_the_window_and_becomes_the_photo(desk, files, until):
    desk.opening.open_path(files[0])
    assert (desk.opening.busy, desk.reading, desk.document.photo) == (True, ["a.png"], None)
    until(lambda: bool(desk.opened))
    assert (desk.opening.busy, desk.reading, desk.opened) == (False, ["a.png", ""], [files[0]])
    assert np.array_equal(desk.document.photo.pixels, discs(48, 32))
    assert not desk.document.dirty


def test_what_is_asked_for_last_is_what_opens(desk, files, until):
    desk.opening.open_path(files[0])
    desk.opening.open_path(files[1])
    until(lambda: bool(desk.opened) and not desk.jobs.running)
    assert desk.opened == [files[1]]
    assert desk.reading == ["a.png", "", "b.png", ""]


def test_a_pasted_picture_and_closing_call_off_what_is_read(desk, files, until):
    pasted = Photo(discs(30, 20))
    desk.opening.open_path(files[0])
    desk.opening.open_photo(pasted)
    assert (desk.opening.busy, desk.document.photo) == (False, pasted)
    desk.opening.open_path(files[1])
    desk.opening.close_photo()
    until(lambda: not desk.jobs.running)
    assert (desk.document.photo, desk.opened) == (None, [])
    assert desk.reading == ["a.png", "", "b.png", ""]


def test_a_file_that_cannot_be_read_changes_nothing(desk, files, tmp_path, until):
    desk.opening.open_photo(Photo(discs(30, 20)))
    before = desk.document.photo
    (tmp_path / "bad.png").write_bytes(b"no picture")
    desk.opening.open_path(tmp_path / "bad.png")
    until(lambda: bool(desk.errors))
    assert (desk.document.photo, desk.opened, desk.opening.busy) == (before, [], False)
    assert "bad.png" in desk.errors[0][0]


def test_the_open_photo_stays_until_the_answer_is_yes(desk, files, until):
    desk.opening.open_photo(Photo(discs(30, 20)))
    before, asked = desk.document.photo, []

    def later(then: Callable[[], None]) -> bool:
        asked.append(then)
        return False

    desk.opening.may_replace = later
    desk.opening.open_path(files[0])
    until(lambda: bool(asked))
    assert (desk.document.photo, desk.opened) == (before, [])
    desk.opening.may_replace = lambda _then: True
    desk.opening.open_path(files[1])
    asked[0]()  # too late: another was asked for
    until(lambda: bool(desk.opened))
    assert desk.opened == [files[1]]
    asked[0]()
    assert desk.opened == [files[1], files[0]]
