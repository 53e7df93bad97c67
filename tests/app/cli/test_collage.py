"""`collage` as a script sees it."""

import os
import signal

import numpy as np
import pytest

from app.cli import main
from core.image_io import Photo, list_samples, load_photo, save_photo
from core.rendering.renderer import Renderer


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    save_photo(Photo(np.ascontiguousarray(load_photo(list_samples()[0].path).pixels[:384:4, :480:4])), path)
    return path


def test_a_grid_of_sizes_holds_the_photo(photo, tmp_path, capsys):
    out = tmp_path / "sizes.png"
    asked = ["collage", str(photo), "--scales-x", "0.5,1,1.5", "--scales-y", "1,1.25", "-o", str(out)]
    assert main([*asked, "--max-side", "900"]) == 0
    sheet = load_photo(out).pixels
    assert sheet.shape == (96 + 120 + 3 * 5, 60 + 120 + 180 + 4 * 5, 3)
    assert np.array_equal(sheet[5:101, 70:190], load_photo(photo).pixels)
    assert "3 x 2 sizes, 380 x 231 px" in capsys.readouterr().out


def test_a_sweep_of_quads_shows_the_ground_where_they_are_transparent(photo, tmp_path, capsys):
    out = tmp_path / "quads.png"
    assert main(["collage", str(photo), "--quads", "--max-side", "700", "-o", str(out)]) == 0
    sheet = load_photo(out).pixels
    assert "5 x 4 quads" in capsys.readouterr().out
    assert max(sheet.shape) <= 700
    white = (sheet == 255).all(2)
    assert white[:, :4].all()
    assert 0.2 < white.mean() < 0.7


def test_what_is_removed_is_gone_from_the_cells(photo, tmp_path):
    pixels = load_photo(photo).pixels.copy()
    pixels[30:50, 50:70] = (255, 0, 0)
    save_photo(Photo(pixels), photo)
    mask = np.zeros_like(pixels)
    mask[26:54, 46:74] = 255
    save_photo(Photo(mask), tmp_path / "mask.png")
    for name, extra in (("with.png", []), ("without.png", ["--remove", str(tmp_path / "mask.png")])):
        asked = ["collage", str(photo), "--scales-x", "1.5", "--scales-y", "1", "-o", str(tmp_path / name)]
        assert main([*asked, "--style", "things", *extra]) == 0
    reds = []
    for name in ("with.png", "without.png"):
        sheet = load_photo(tmp_path / name).pixels.astype(int)
        reds.append(int(((sheet[..., 0] > 200) & (sheet[..., 1] < 60)).sum()))
    assert reds[0] > 200
    assert reds[1] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "nowhere.safetensors"], "no model file"),
        (["--protect", "nowhere.png"], "There is no file"),
    ],
)
def test_failures_are_1_with_one_sentence_and_no_file(photo, tmp_path, capsys, arguments, words):
    out = tmp_path / "out.png"
    assert main(["collage", str(photo), *arguments, "-o", str(out)]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_said(photo, tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    asked = ["collage", str(photo), "--scales-x", "1", "--scales-y", "1", "-o", str(tmp_path / "file" / "o.png")]
    assert main(asked) == 1
    assert "could not be saved" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["x.png"], ["x.png", "-o", "y.png", "--scales-x", "0"], ["x.png", "-o", "y.png", "--scales-y", "one"],
     ["x.png", "-o", "y.png", "--max-side", "5"], ["x.png", "-o", "y.png", "--quality", "200"]],
)  # fmt: skip
def test_wrong_usage_is_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["collage", *arguments])
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_ctrl_c_is_130_and_writes_nothing(photo, tmp_path, capsys, monkeypatch):
    drawn = []
    render = Renderer.render

    def interrupted(*args, **kwargs):
        drawn.append(1)
        if len(drawn) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return render(*args, **kwargs)

    monkeypatch.setattr(Renderer, "render", interrupted)
    out = tmp_path / "sizes.png"
    assert main(["collage", str(photo), "-o", str(out)]) == 130
    assert len(drawn) == 2
    assert "Interrupted" in capsys.readouterr().err
    assert not out.exists()
