"""A folder of photos: every one is tried, failures are named, originals stay."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.batch import BatchProgress, Inpaint, Reshape, check_folders, photos_in, run_batch
from core.control import Cancelled, Progress
from core.edgeconnect.request import InpaintResult
from core.errors import GeometryError, ImageError
from core.image_io import load_photo
from tests.app.pictures import discs, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a.png", "b.jpg", "c.gif"):
        cv2.imwrite(str(tmp_path / "in" / name), discs(96, 64)[..., ::-1])
    (tmp_path / "in" / "broken.png").write_bytes(b"no picture")
    (tmp_path / "in" / "notes.txt").write_text("not a photo")
    (tmp_path / "in" / "._a.png").write_bytes(b"what another system left")
    return tmp_path / "in"


def copy(photo: Path, out: Path, cancelled, on_progress) -> None:
    load_photo(photo)
    out.parent.mkdir(exist_ok=True)
    out.write_bytes(photo.read_bytes())


def test_photos_are_found_by_name_and_nothing_else(folder, tmp_path):
    assert [p.name for p in photos_in(folder)] == ["a.png", "b.jpg", "broken.png", "c.gif"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(ImageError, match="no photo in"):
        photos_in(tmp_path / "empty")
    with pytest.raises(ImageError, match="not a folder"):
        photos_in(folder / "a.png")


def test_one_failure_does_not_stop_the_others(folder, tmp_path):
    result = run_batch(photos_in(folder), tmp_path / "out", copy, keep_existing=True)
    assert not result.cancelled
    assert [o.photo.name for o in result.failures] == ["broken.png"]
    assert "not a picture" in str(result.failures[0].error)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.png", "b.jpg", "c.png"]
    assert [o.written and o.written.name for o in result.outcomes] == ["a.png", "b.jpg", None, "c.png"]


def test_results_of_an_earlier_run_are_kept_or_replaced_as_asked(folder, tmp_path):
    photos, out = [folder / "a.png"], tmp_path / "out"
    out.mkdir()
    (out / "a.png").write_bytes(b"precious")
    run_batch(photos, out, copy, keep_existing=True)
    assert (out / "a.png").read_bytes() == b"precious"
    assert load_photo(out / "a-2.png").width == 96
    run_batch(photos, out, copy, keep_existing=False)
    assert load_photo(out / "a.png").width == 96


def test_two_photos_that_would_have_one_name_do_not_replace_each_other(folder, tmp_path):
    save(folder / "c.png", discs(96, 64))
    result = run_batch([folder / "c.gif", folder / "c.png"], tmp_path / "out", copy, keep_existing=False)
    assert [o.written.name for o in result.outcomes] == ["c.png", "c-2.png"]


def test_the_folder_of_the_photos_is_refused_by_any_name(folder, tmp_path):
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    (tmp_path / "link").symlink_to(folder)
    for out in (folder, folder / ".." / "in", tmp_path / "link"):
        with pytest.raises(ImageError, match="would replace"):
            run_batch(photos_in(folder), out, copy, keep_existing=False)
    with pytest.raises(ImageError, match="is a file"):
        check_folders(folder, folder / "a.png")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_progress_grows_and_a_cancel_keeps_what_is_done(folder, tmp_path):
    seen: list[BatchProgress] = []

    def operation(photo, out, cancelled, on_progress):
        on_progress(Progress(1, 2))
        if photo.name == "b.jpg":
            raise Cancelled
        copy(photo, out, cancelled, on_progress)

    result = run_batch(photos_in(folder), tmp_path / "out", operation, keep_existing=True, on_progress=seen.append)
    assert result.cancelled
    assert [o.photo.name for o in result.outcomes] == ["a.png"]
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a.png"]
    assert [(p.done, p.name, len(p.outcomes)) for p in seen] == [
        (0, "a.png", 0), (500, "a.png", 0), (1000, "b.jpg", 1), (1500, "b.jpg", 1),
    ]  # fmt: skip
    assert {p.total for p in seen} == {4000}


def test_photos_are_reshaped_to_a_size_or_by_a_scale(folder, tmp_path):
    for operation, size in ((Reshape(size=(80, 80)), (80, 80)), (Reshape(scale=(1.25, 0.75)), (120, 48))):
        out = tmp_path / f"{size[0]}"
        result = run_batch([folder / "a.png"], out, operation, keep_existing=True)
        assert not result.failures
        made = load_photo(out / "a.png")
        assert (made.width, made.height) == size
        assert made.pixels.std() > 20
    result = run_batch([folder / "a.png"], out, Reshape(size=(5000, 60)), keep_existing=True)
    assert isinstance(result.failures[0].error, GeometryError)


class Grey:
    """An inpainter that paints its holes grey."""

    def fill(self, request, cancelled, on_progress):
        image = request.image.copy()
        image[request.mask] = 127
        return InpaintResult(image, request.alpha, request.mask, None, 0.0, (), "grey")


def test_one_mask_or_a_folder_of_masks_or_the_painted_one(folder, tmp_path):
    hole = np.zeros((64, 96), np.uint8)
    hole[10:20, 30:50] = 255
    masks = tmp_path / "masks"
    masks.mkdir()
    for name in ("a.png", "c.png"):
        cv2.imwrite(str(masks / name), hole)
    for n, (mask, failed) in enumerate((
        (hole, []), (masks / "a.png", []), (masks, ["b.jpg"]), (cv2.resize(hole, (48, 32)), []),
        (hole[:30], ["a.png", "b.jpg", "c.gif"]),
    )):  # fmt: skip
        photos = [folder / name for name in ("a.png", "b.jpg", "c.gif")]
        result = run_batch(photos, tmp_path / f"{n}", Inpaint(Grey(), mask), keep_existing=True)
        assert [o.photo.name for o in result.failures] == failed
        if "a.png" not in failed:
            made = load_photo(tmp_path / f"{n}" / "a.png").pixels
            assert (made[11:19, 32:48] == 127).all()
            assert np.array_equal(made[30:], load_photo(folder / "a.png").pixels[30:])
