"""The tour on one sample: every file that its page names is there."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch

from app.cli import main
from core.image_io import Photo, list_samples, load_photo, save_photo


def test_the_tour_leaves_pictures_and_a_page(tmp_path, capsys, monkeypatch):
    whole = next(sample for sample in list_samples() if sample.name == "moss")
    small = replace(whole, name="small", path=tmp_path / "small.png")  # a fourth of the size, a tenth of the time
    save_photo(Photo(np.ascontiguousarray(load_photo(whole.path).pixels[:250, :400])), small.path)
    monkeypatch.setattr("core.image_io.list_samples", lambda: [small])
    folder = tmp_path / "tour"
    assert main(["demo", "-o", str(folder), "--minutes", "0.01", "--device", "cpu"]) == 0
    page = (folder / "index.html").read_text()
    shown = re.findall(r'<img src="([^"]+)"', page)
    assert {"small-wide.jpg", "collage.jpg", "quad.png", "training-after.jpg", "erase-filled.jpg"} <= set(shown)
    for name in shown:
        assert load_photo(folder / name).width > 100
        assert name in (folder / "README.md").read_text()
    assert "Left out" not in page
    assert "LGPL" in page  # the photo's licence
    wide, marked = load_photo(folder / "small-wide.jpg"), load_photo(folder / "erase-hole.jpg")
    assert (wide.width, wide.height) == (640, 250)
    filled = load_photo(folder / "erase-filled.jpg").pixels.astype(int)
    change = np.abs(filled - marked.pixels).max(-1) > 60
    _rows, columns = np.nonzero(change)
    assert columns.max() - columns.min() < 100  # only the hole differs
    assert change.sum() > 1_000
    assert load_photo(folder / "quad.png").has_alpha
    assert str(folder) in capsys.readouterr().out


@pytest.mark.parametrize("error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory")])
def test_one_failing_stop_does_not_end_the_tour(tmp_path, capsys, monkeypatch, error):
    def full(tour):
        raise error

    def fine(tour):
        tour.chapters[-1].figures.clear()

    monkeypatch.setattr("app.cli.demo.STOPS", [("Bad", full), ("Good", fine)])
    assert main(["demo", "-o", str(tmp_path / "tour"), "--only", "moss"]) == 1
    said = capsys.readouterr()
    assert "not enough memory" in said.err
    assert "unexpectedly" not in said.err
    assert "Good" in said.out
    assert "not enough memory" in (tmp_path / "tour" / "index.html").read_text()


def test_a_folder_that_cannot_be_made(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    assert main(["demo", "-o", str(tmp_path / "file" / "tour")]) == 1
    assert "cannot be made" in capsys.readouterr().err
    assert main(["demo", "-o", str(tmp_path / "tour"), "--only", "nothing"]) == 1
