"""The history in a project file: photos of other sizes, no room on the disk, figures that are not as they say."""

import errno
import io
import json
import zipfile

import cv2
import numpy as np
import pytest

import core.project.files as project_module
from core.control import Cancelled
from core.image_io import Photo
from core.project import pictures as project_pictures
from core.project.files import (
    read_project,
    write_project,
)
from core.project.history import History, Step
from core.project.pictures import KeptPicture
from core.selection.tiles import TileDelta
from tests.core.project.projects import history, picture, project, refused, rewrite


def replaced(photo: Photo) -> History:
    """A smaller photo was painted on and replaced by ``photo``, that was painted on, and a deep one is to be redone."""
    small, wide = picture(height=60, width=90, alpha=True, seed=1), picture(height=50, width=300, seed=2)

    def painted(on: Photo) -> Step:
        mask = np.zeros(on.pixels.shape[:2], np.uint8)
        return Step("mask", "Paint", {}, {"mask": TileDelta(mask, mask + 9)})

    def put(other: Photo) -> Step:
        arrays = {"pixels": other.pixels, "alpha": other.alpha, "mask": np.full(other.pixels.shape[:2], 9, np.uint8)}
        kept = {name: KeptPicture(array) for name, array in arrays.items() if array is not None}
        return Step("replace", "Apply", {"size": [other.width, other.height], "alpha": other.has_alpha}, {}, kept)

    return History((painted(small), put(small), painted(photo), put(wide), painted(wide)), 3)


def test_photos_of_other_sizes_come_back_with_the_history(tmp_path):
    path, photo = tmp_path / "lake.regrain", picture()
    before = replaced(photo)
    write_project(path, project(photo, history=before))
    with zipfile.ZipFile(path) as file:
        assert json.loads(file.read("project.json"))["version"] == 3  # older Regrains must not take it for damaged
    after = read_project(path).history
    assert after.index == 3
    for one, other in zip(before.steps, after.steps, strict=True):
        assert (one.kind, one.facts, list(one.pictures)) == (other.kind, other.facts, list(other.pictures))
        for name, kept in one.pictures.items():
            np.testing.assert_array_equal(kept.array, other.pictures[name].array)
        for name, delta in one.deltas.items():
            assert delta.to_bytes() == other.deltas[name].to_bytes()


@pytest.mark.parametrize("room", [True, False])
def test_a_large_picture_waits_on_the_disk_for_the_next_file_or_in_memory(tmp_path, monkeypatch, room):
    def full(**_options):
        raise OSError(errno.ENOSPC, "no room")

    photo, encoded = picture(), []
    monkeypatch.setattr(project_pictures, "IN_MEMORY", 1000)
    if not room:
        monkeypatch.setattr(project_pictures.tempfile, "TemporaryFile", full)
    encode = cv2.imencode
    monkeypatch.setattr(cv2, "imencode", lambda kind, *what: encoded.append(what[0].shape) or encode(kind, *what))
    before, paths = replaced(photo), (tmp_path / "a.regrain", tmp_path / "b.regrain")
    kept = [picture for step in before.steps for picture in step.pictures.values()]
    for path in paths:
        assert write_project(path, project(photo, history=before)) == 0
    assert len(encoded) == len(kept) + 2  # the photo itself is encoded by whoever writes it
    assert all(isinstance(picture._file, io.BytesIO) != room or picture.stored <= 1000 for picture in kept)
    assert paths[0].read_bytes()[-10_000:] == paths[1].read_bytes()[-10_000:]
    again = [picture for step in read_project(paths[1]).history.steps for picture in step.pictures.values()]
    assert all(np.array_equal(one.array, other.array) for one, other in zip(kept, again, strict=True))


def test_where_the_disk_has_no_room_the_farthest_steps_are_left_out_and_counted(tmp_path, monkeypatch):
    path, photo = tmp_path / "lake.regrain", picture()
    before = replaced(photo)
    room = before.steps[1].stored + before.steps[2].stored
    usage = type("Usage", (), {"free": (16 << 20) + room})
    monkeypatch.setattr(project_module.shutil, "disk_usage", lambda _folder: usage)
    assert write_project(path, project(photo, history=before)) == 3
    after = read_project(path).history
    assert after.index == 2
    assert [step.text for step in after.steps] == ["Apply", "Paint"]
    np.testing.assert_array_equal(after.steps[0].pictures["pixels"].array, before.steps[1].pictures["pixels"].array)
    usage.free = 0
    assert write_project(path, project(photo, history=before)) == 5
    assert read_project(path).history == History((), 0)


def test_writing_a_history_can_be_called_off_between_its_steps(saved, monkeypatch):
    asked, before = [], saved.read_bytes()

    def cancelled():
        asked.append(1)
        return len(asked) > 7

    with pytest.raises(Cancelled):
        write_project(saved, project(history=history(picture())), cancelled=cancelled)
    assert saved.read_bytes() == before


@pytest.mark.parametrize("size", [[91, 60], [60, 90], [0, 60], [90_000, 60_000], [14_000, 14_000], "ab", None])
def test_a_photo_in_the_history_that_is_not_as_it_says_is_refused(tmp_path, size):
    path, photo = tmp_path / "lake.regrain", picture()
    write_project(path, project(photo, history=replaced(photo)))

    def change(entries):
        table = json.loads(entries["history.json"])
        table["steps"][1]["facts"]["size"] = size
        entries["history.json"] = json.dumps(table).encode()

    rewrite(path, change)
    assert "damaged" in refused(path)
