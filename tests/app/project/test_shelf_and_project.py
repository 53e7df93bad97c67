"""A project and the shelf can hold different trainings of one photo: the one that came further draws, and is kept."""

from pathlib import Path

import numpy as np
import pytest

from app.project.files import open_project
from app.project.models import SET_ASIDE, ModelShelf
from core.checkpoint import load_checkpoint, save_checkpoint
from core.geometry import CanvasGeometry
from core.image_io import Photo, photo_fingerprint
from core.ingan.model import FORMER, KIND, Snapshot, build_generator, save_model
from core.ingan.presets import TrainSettings
from core.project.files import ModelNote, Project, write_project

PIXELS = np.random.default_rng(3).integers(0, 256, (40, 56, 3), dtype=np.uint8)
FINGERPRINT = photo_fingerprint(PIXELS)


def save_training(
    path: Path, steps: int, seconds: float = 60.0, preset: str = "quick", distance: float | None = 0.25
) -> None:
    """A model file of a training that has gone on for ``steps`` and come to a patch distance."""
    settings = TrainSettings.preset(preset)
    state = build_generator(settings).state_dict()
    measured = [[steps, 400, seconds, {"g": 0.5}, 0.25, steps, distance]]
    facts = {"history": measured, "step": steps, "seconds": seconds}
    save_model(path, Snapshot(settings, steps, state, (56, 40)), FINGERPRINT, training=({}, facts))


def save_project(tmp_path: Path, steps: int, *, autosaved: bool = False) -> Path:
    """A project of the photo with such a training in it; an autosaved one only names it."""
    path, model = tmp_path / "a.regrain", tmp_path / "model.safetensors"
    save_training(model, steps)
    photo = Photo(PIXELS.copy())
    project = Project(
        photo, FINGERPRINT, CanvasGeometry.identity(56, 40), model=ModelNote(FINGERPRINT, "quick"), autosaved=autosaved
    )
    write_project(path, project, None if autosaved else model)
    return path


@pytest.fixture
def shelf(tmp_path):
    return ModelShelf(tmp_path / "models")


def test_a_model_that_is_new_here_comes_onto_the_shelf(tmp_path, shelf):
    opened = open_project(save_project(tmp_path, 120), shelf)
    assert opened.snapshot.step == 120
    assert opened.note is None
    assert shelf.path(FINGERPRINT, "quick").read_bytes() == (tmp_path / "model.safetensors").read_bytes()


@pytest.mark.parametrize(("steps", "distance"), [(300, 0.25), (80, 0.2), (300, None)])
def test_what_came_further_here_draws_and_stays(tmp_path, shelf, steps, distance):
    save_training(shelf.path(FINGERPRINT, "quick"), steps, distance=distance)
    before = shelf.path(FINGERPRINT, "quick").read_bytes()
    opened = open_project(save_project(tmp_path, 120), shelf)
    assert opened.snapshot.step == steps
    assert opened.history[-1].step == steps
    assert "further" in opened.note.code
    assert shelf.path(FINGERPRINT, "quick").read_bytes() == before


@pytest.mark.parametrize(("steps", "distance"), [(80, 0.25), (120, 0.25), (300, 0.3), (80, None)])
def test_what_came_further_in_the_project_draws_and_comes_onto_the_shelf(tmp_path, shelf, steps, distance):
    save_training(shelf.path(FINGERPRINT, "quick"), steps, seconds=45.0, distance=distance)
    opened = open_project(save_project(tmp_path, 120), shelf)
    assert opened.snapshot.step == 120
    assert opened.note is None
    assert shelf.path(FINGERPRINT, "quick").read_bytes() == (tmp_path / "model.safetensors").read_bytes()


@pytest.mark.parametrize("kind", ["damaged", "former"])
def test_a_file_on_the_shelf_that_cannot_draw_is_set_aside(tmp_path, shelf, kind):
    mine = shelf.path(FINGERPRINT, "quick")
    if kind == "damaged":
        shelf.folder.mkdir()
        mine.write_bytes(b"no model")
    else:
        save_training(mine, 900)
        tensors, meta = load_checkpoint(mine, KIND)
        meta["settings"]["generator"] = FORMER  # of an earlier version, which cannot be drawn with any more
        save_checkpoint(mine, KIND, tensors, meta)
    before = mine.read_bytes()
    opened = open_project(save_project(tmp_path, 120), shelf)
    assert opened.snapshot.step == 120
    assert opened.note is None
    assert mine.read_bytes() == (tmp_path / "model.safetensors").read_bytes()
    assert mine.with_suffix(SET_ASIDE).read_bytes() == before


def test_a_shelf_that_refuses_does_not_keep_a_project_shut(tmp_path, shelf):
    shelf.folder.write_bytes(b"a file where the folder should be")
    opened = open_project(save_project(tmp_path, 120), shelf)
    assert opened.snapshot.step == 120


def test_a_recovered_copy_draws_with_the_training_that_it_names(tmp_path, shelf):
    save_training(shelf.path(FINGERPRINT, "quick"), 120)
    save_training(shelf.path(FINGERPRINT, "balanced"), 40, preset="balanced")  # the newer file
    opened = open_project(save_project(tmp_path, 120, autosaved=True), shelf, recovered=True)
    assert opened.snapshot.settings == TrainSettings.preset("quick")
    shelf.path(FINGERPRINT, "quick").unlink()
    opened = open_project(tmp_path / "a.regrain", shelf, recovered=True)
    assert opened.snapshot.settings == TrainSettings.preset("balanced")
