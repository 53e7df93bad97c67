"""`edges`, `inpaint`, `evaluate` and `learn` as a person calls them."""

import json
import os

import cv2
import numpy as np
import pytest

from app.cli import main
from core.edgeconnect import inpainter
from core.edgeconnect.weights import Weights
from core.edges import canny, to_grey
from core.image_io import Photo, load_photo, save_photo
from core.image_io.carried import Carried


@pytest.fixture(autouse=True)
def small_networks(monkeypatch, tiny_weights):
    """The bundled weights are replaced by tiny ones, unless a test names some."""
    load = inpainter.load_weights

    def fake(source=None) -> Weights:
        return tiny_weights if source is None else load(source)

    monkeypatch.setattr(inpainter, "load_weights", fake)


@pytest.fixture
def files(tmp_path, photo):
    """A photo, its mask and the mask's bool array."""
    mask = np.zeros(photo.shape[:2], np.uint8)
    mask[60:100, 90:140] = 255
    write(tmp_path / "photo.png", photo)
    write(tmp_path / "mask.png", mask)
    return tmp_path, photo, mask > 0


def write(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), array[:, :, ::-1] if array.ndim == 3 else array)


def read(path):
    return cv2.imread(str(path), cv2.IMREAD_COLOR)[:, :, ::-1]


def run(*arguments):
    return main([str(a) for a in arguments])


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


def test_edges_writes_known_ones_and_no_edge_of_what_the_hole_hides(files):
    folder, photo, hole = files
    assert run("edges", folder / "photo.png", "-o", folder / "edges.png") == 0
    assert np.array_equal(read(folder / "edges.png")[..., 0] > 0, canny(to_grey(photo)))
    masked = ("edges", folder / "photo.png", "--mask", folder / "mask.png", "-o", folder / "a.png")
    assert run(*masked) == 0
    other = photo.copy()
    other[hole] = np.random.default_rng(0).integers(0, 256, (int(hole.sum()), 3))
    write(folder / "photo.png", other)
    assert run(*masked[:-1], folder / "b.png") == 0
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


def test_evaluate_measures_a_folder_by_hole_share(files, capsys):
    folder, photo, hole = files
    dark = (photo * 0.9).astype(np.uint8)
    for name, picture in (("same", photo), ("hole", np.where(hole[..., None], dark, photo))):
        write(folder / "out" / f"{name}.png", picture)
        write(folder / "truth" / f"{name}.png", photo)
    wide = np.zeros(hole.shape, np.uint8)
    wide[:, :36] = 255  # 15 %
    for name in ("same", "hole"):
        write(folder / "masks" / f"{name}.png", wide)
    arguments = ("evaluate", folder / "out", folder / "truth", "--mask", folder / "masks")
    assert run(*arguments, "--json") == 0
    result = json.loads(capsys.readouterr().out)
    by_name = {row["name"]: row for row in result["pictures"]}
    assert by_name["same.png"]["psnr"] is None
    assert by_name["same.png"]["ssim"] == pytest.approx(1)
    assert by_name["hole.png"]["psnr"] > 20
    assert by_name["hole.png"]["share"] == pytest.approx(0.15)
    assert result["mean"]["10-20 %"]["count"] == 2
    assert run(*arguments) == 0
    assert "10-20 %" in capsys.readouterr().out


def test_evaluate_speaks_the_papers_protocol(files, capsys):
    folder, photo, hole = files
    blurred = np.where(hole[..., None], cv2.GaussianBlur(photo, (0, 0), 6), photo)
    for name, picture in (("same", photo), ("blur", blurred)):
        write(folder / "out" / f"{name}.png", picture)
        write(folder / "truth" / f"{name}.png", photo)
    arguments = ("evaluate", folder / "out", folder / "truth", "--protocol", "paper")
    assert run(*arguments, "--mask", folder / "mask.png", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    by_name = {row["name"]: row for row in result["pictures"]}
    assert by_name["same.png"]["psnr_grey"] is None
    assert by_name["same.png"]["edge_recall"] == 1
    assert by_name["blur.png"]["edge_recall"] < 0.8
    assert 0 < by_name["blur.png"]["relative_mae"] < 5
    assert result["mean"]["all"]["frechet_lite0"] > 0
    assert any("not FID" in note for note in result["notes"])
    assert run(*arguments) == 0
    table = capsys.readouterr().out
    assert "Fréchet" in table
    assert "edge" not in table.splitlines()[0]  # there is no hole to look into


def test_evaluate_says_what_does_not_fit(files, capsys):
    folder, photo, _hole = files
    write(folder / "small.png", photo[:80])
    assert run("evaluate", folder / "small.png", folder / "photo.png") == 1
    assert "240 x 80 px, but its reference is 240 x 160 px" in capsys.readouterr().err
    (folder / "empty").mkdir()
    assert run("evaluate", folder / "empty", folder / "empty") == 1
    assert "has a reference of the same name" in capsys.readouterr().err
    assert run("evaluate", folder / "photo.png", folder / "empty") == 1
    assert "is a folder" in capsys.readouterr().err


def test_learn_writes_weights_that_inpaint_takes(files, photo_folder, capsys):
    folder = files[0]
    small = [f"--set={pair}" for pair in ("width=8", "d_width=8", "crop=64", "batch=2")]
    for stage in ("edge", "inpaint"):
        common = ("--images", photo_folder, "--out", folder / "net", "--steps", 2, "--workers", 0, "--threads", 1)
        assert run("learn", stage, *common, *small) == 0
    assert "The completion weights are in" in capsys.readouterr().out
    arguments = ("inpaint", folder / "photo.png", folder / "mask.png", "-o", folder / "filled.png")
    assert run(*arguments, "--weights", folder / "net") == 0


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (("--steps", "0"), "at least one step"),
        (("--steps", "1", "--set", "speed=3"), "no hyperparameter “speed”"),
        (("--steps", "1", "--set", "crop=big"), "“big” is no value for crop"),
    ],
)
def test_learn_names_wrong_settings(photo_folder, tmp_path, capsys, extra, words):
    assert run("learn", "edge", "--images", photo_folder, "--out", tmp_path, *extra) == 1
    assert words in capsys.readouterr().err


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
    carried = Carried(xmp=b"<x:xmpmeta></x:xmpmeta>", text=(("Comment", "lake"),), dpi=(300.0, 300.0))
    (folder / "in").mkdir()
    for name in ("a.jpg", "b.jfif"):
        save_photo(Photo(photo, carried=carried), folder / "in" / name)
    (folder / "in" / "notes.txt").write_text("no picture")
    sizes = {}
    for quality in (20, 95):
        one, many = folder / f"{quality}.jpg", folder / str(quality)
        assert run("inpaint", folder / "in" / "a.jpg", folder / "mask.png", "-o", one, "--quality", quality) == 0
        assert run("inpaint", folder / "in", folder / "mask.png", "-o", many, "--quality", quality, "--batch") == 0
        assert "1 file was left out, not being named as a picture: notes.txt." in capsys.readouterr().out
        made = [one, many / "a.jpg", many / "b.jfif"]
        assert all(load_photo(path).carried == carried for path in made)
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
