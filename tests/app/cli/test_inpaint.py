"""`inpaint` as a person calls it."""

import os

import cv2
import numpy as np
import pytest

from core.edgeconnect import inpainter
from core.image_io import Photo, load_photo, save_photo
from core.image_io.metadata import Metadata
from tests.app.cli.calling import read, run, write

pytestmark = pytest.mark.usefixtures("small_networks")


def test_inpaint_fills_the_hole_and_nothing_else(files):
    folder, photo, hole = files
    out = folder / "filled.png"
    assert run("inpaint", folder / "photo.png", folder / "mask.png", "-o", out, "--dilate", 2, "--feather", 2) == 0
    filled = read(out)
    far = cv2.dilate(hole.astype(np.uint8), np.ones((11, 11), np.uint8)) == 0
    assert np.array_equal(filled[far], photo[far])
    assert (filled[hole] != photo[hole]).any()


def test_the_flow_and_the_finish_are_chosen(files):
    folder, photo, hole = files
    plain = ("inpaint", folder / "photo.png", folder / "mask.png", "-o", folder / "a.png")
    assert run(*plain) == 0
    assert run(*plain[:-1], folder / "b.png", "--flow", "published") == 0
    assert run(*plain[:-1], folder / "c.png", "--flow", "published", "--finish", "patches") == 0
    regrain, published, patched = (read(folder / name) for name in ("a.png", "b.png", "c.png"))
    for filled in (published, patched):
        assert np.array_equal(filled[~hole], photo[~hole])  # neither grown nor feathered
    assert (regrain[~hole] != photo[~hole]).any()
    assert (published != patched)[hole].any()


def test_an_inverted_mask_can_be_turned(files):
    folder, _photo, hole = files
    write(folder / "inverted.png", np.where(hole, 0, 255).astype(np.uint8))
    arguments = ("inpaint", folder / "photo.png", folder / "inverted.png", "--invert", "-o", folder / "a.png")
    assert run(*arguments) == 0
    assert run("inpaint", folder / "photo.png", folder / "mask.png", "-o", folder / "b.png") == 0
    assert np.array_equal(read(folder / "a.png"), read(folder / "b.png"))


def test_given_edges_change_the_fill(files):
    folder, photo, _hole = files
    lines = np.zeros(photo.shape[:2], np.uint8)
    cv2.line(lines, (80, 80), (150, 80), 255, 1)
    write(folder / "lines.png", lines)
    plain = ("inpaint", folder / "photo.png", folder / "mask.png", "-o", folder / "plain.png")
    assert run(*plain) == 0
    assert run(*plain[:-1], folder / "drawn.png", "--edges", folder / "lines.png") == 0
    assert not np.array_equal(read(folder / "plain.png"), read(folder / "drawn.png"))


def test_a_fill_takes_from_where_a_mask_says_alone_and_in_a_batch(files, capsys):
    folder, photo, hole = files
    source = np.zeros(hole.shape, np.uint8)
    source[10:50, 180:230] = 255
    photo = photo.copy()
    photo[10:50, 180:230] = (0, 0, 200)
    for name in ("photo.png", "in/a.png", "in/b.png"):
        write(folder / name, photo)
    for name in ("from.png", "sources/a.png"):
        write(folder / name, source)
    assert run("inpaint", folder / "photo.png", folder / "mask.png", "--from", folder / "from.png",
               "-o", folder / "out.png", "--dilate", 0, "--feather", 0) == 0  # fmt: skip
    assert (np.abs(read(folder / "out.png")[hole].astype(int) - (0, 0, 200)) < 12).all()
    assert run("inpaint", folder / "in", folder / "mask.png", "--from", folder / "sources", "-o", folder / "out",
               "--batch") == 1  # fmt: skip
    assert "b.png: There is no source mask named b" in capsys.readouterr().err
    assert (np.abs(read(folder / "out" / "a.png")[hole].astype(int) - (0, 0, 200)) < 12).all()


def test_batch_goes_on_after_failures_and_names_them(files, capsys):
    folder, photo, hole = files
    for name in ("a.png", "b.png", "c.png"):
        write(folder / "in" / name, photo)
    (folder / "in" / "broken.jpg").write_bytes(b"\xff\xd8 no picture")
    (folder / "in" / "notes.txt").write_text("not a photo")
    mask = np.where(hole, 255, 0).astype(np.uint8)
    for name in ("a.png", "b.jpg", "broken.png"):
        write(folder / "masks" / name, mask)
    assert run("inpaint", folder / "in", folder / "masks", "-o", folder / "out", "--batch") == 1
    said = capsys.readouterr()
    assert "2 of 4 photos filled" in said.out
    assert "c.png: There is no mask named c" in said.err
    assert "broken.jpg: " in said.err
    assert sorted(p.name for p in (folder / "out").iterdir()) == ["a.png", "b.png"]


def test_batch_with_one_mask_for_all(files, capsys):
    folder, photo, _hole = files
    for name in ("a.png", "b.png"):
        write(folder / "in" / name, photo)
    assert run("inpaint", folder / "in", folder / "mask.png", "-o", folder / "out", "--batch") == 0
    assert len(list((folder / "out").iterdir())) == 2
    assert "2 of 2 photos filled" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "extra", "words"),
    [
        (lambda f: write(f / "mask.png", np.zeros((160, 240), np.uint8)), (), "marks nothing"),
        (lambda f: write(f / "mask.png", np.full((160, 240), 255, np.uint8)), (), "marks the whole picture"),
        (lambda f: write(f / "mask.png", np.full((99, 240), 255, np.uint8)), (), "240 x 99"),
        (lambda f: (f / "mask.png").write_bytes(b"no picture"), (), "mask.png"),
        (lambda f: (f / "photo.png").unlink(), (), "photo.png"),
        (lambda f: None, ("--weights", "standardd"), "There are no weights at standardd"),
        (lambda f: None, ("--max-side", "20"), "at least 128 px"),
        (lambda f: None, ("--batch",), "must be a folder"),
        (lambda f: None, ("--edges", "nowhere.png"), "nowhere.png"),
        (lambda f: None, ("--from", "nowhere.png"), "nowhere.png"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_no_file(files, capsys, spoil, extra, words):
    folder = files[0]
    spoil(folder)
    code = run("inpaint", folder / "photo.png", folder / "mask.png", "-o", folder / "out.png", *extra)
    said = capsys.readouterr().err.strip()
    assert code == 1
    assert words in said
    assert "\n" not in said
    assert "Traceback" not in said
    assert not (folder / "out.png").exists()


@pytest.fixture
def grey_fills(monkeypatch):
    """Holes become grey: what matters is which files are read and written, and how."""

    def fill(self, request, cancelled=None, on_progress=None):
        image = request.image.copy()
        image[request.mask] = 127
        return inpainter.InpaintResult(image, request.alpha, request.mask, None, 0.0, (), "grey")

    monkeypatch.setattr(inpainter.Inpainter, "fill", fill)


@pytest.mark.usefixtures("grey_fills")
def test_quality_is_of_a_fill_and_of_a_batch_and_what_the_photo_carries_goes_on(files, capsys):
    folder, photo, _ = files
    metadata = Metadata(xmp=b"<x:xmpmeta></x:xmpmeta>", text=(("Comment", "lake"),), dpi=(300.0, 300.0))
    (folder / "in").mkdir()
    for name in ("a.jpg", "b.jfif"):
        save_photo(Photo(photo, metadata=metadata), folder / "in" / name)
    (folder / "in" / "notes.txt").write_text("no picture")
    sizes = {}
    for quality in (20, 95):
        one, many = folder / f"{quality}.jpg", folder / str(quality)
        assert run("inpaint", folder / "in" / "a.jpg", folder / "mask.png", "-o", one, "--quality", quality) == 0
        assert run("inpaint", folder / "in", folder / "mask.png", "-o", many, "--quality", quality, "--batch") == 0
        assert "1 file was left out, not being named as a picture: notes.txt." in capsys.readouterr().out
        made = [one, many / "a.jpg", many / "b.jfif"]
        assert all(load_photo(path).metadata == metadata for path in made)
        sizes[quality] = [path.stat().st_size for path in made]
    assert all(low < 0.6 * high for low, high in zip(sizes[20], sizes[95], strict=True))


@pytest.mark.usefixtures("grey_fills")
def test_a_fill_between_the_oddest_names(files):
    folder, _, _ = files
    for old, new in (("photo.png", b"p\xe9\n.png"), ("mask.png", b"m\xff" + b"x" * 249 + b".png")):
        (folder / old).rename(folder / os.fsdecode(new))
    out = folder / os.fsdecode(b"\xff" * 251 + b".png")
    assert run("inpaint", *(folder / os.fsdecode(name) for name in (b"p\xe9\n.png", b"m\xff" + b"x" * 249 + b".png")),
               "-o", out) == 0  # fmt: skip
    assert load_photo(out).width == 240
