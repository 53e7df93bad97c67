"""`train` as a script sees it: files, going on, interruption, and photos and models that do not fit."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.cli import main
from core.checkpoint import load_checkpoint, save_checkpoint
from core.image_io import Photo, list_samples, load_photo, save_photo
from core.ingan.model import load_model

ROOT = Path(__file__).resolve().parents[3]
SMALL = ["--size", "96", "--device", "cpu"]


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    part = load_photo(list_samples()[0].path).pixels[:384:4, :480:4]
    save_photo(Photo(np.ascontiguousarray(part)), path)
    return path


@pytest.fixture(scope="module")
def model(photo, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    assert main(["train", str(photo), "-o", str(path), "--steps", "2", *SMALL]) == 0
    return path


@pytest.mark.parametrize("style", ["pattern", "things"])
def test_a_trained_model_draws_its_photo_where_it_is_better(photo, model, tmp_path, capsys, monkeypatch, style):
    tensors, meta = load_checkpoint(model, "ingan")
    tensors["generator.last.bias"] = tensors["generator.last.bias"] + 0.05
    changed, out = tmp_path / "changed.safetensors", tmp_path / "wide.png"
    save_checkpoint(changed, "ingan", tensors, meta | {"step": 40})
    asked = ["retarget", str(photo), "--model", str(changed), "--scale", "1.5x1", "--style", style, "-o", str(out)]
    monkeypatch.setattr("core.rendering.adoption.Judge.gain", lambda *_: 1.0)
    assert main(asked) == 0
    assert load_photo(out).pixels.shape == (96, 180, 3)
    assert "drawn by learned patches, step 40" in capsys.readouterr().out
    monkeypatch.setattr("core.rendering.adoption.Judge.gain", lambda *_: 0.0)
    assert main(asked) == 0
    assert "(step 40 is no better on this canvas)" in capsys.readouterr().out


def test_resume_goes_on_where_it_stopped(photo, model, tmp_path, capsys):
    again = tmp_path / "again.safetensors"
    again.write_bytes(model.read_bytes())
    assert main(["train", str(photo), "-o", str(again), "--steps", "2", "--resume", *SMALL]) == 0
    assert "step 4" in capsys.readouterr().out


def test_a_model_of_another_picture_is_refused_and_stays(model, photo, tmp_path, capsys):
    other = tmp_path / "other.png"
    save_photo(Photo(load_photo(photo).pixels[::-1].copy()), other)
    before = model.read_bytes()
    assert main(["retarget", str(other), "--model", str(model), "--size", "90x90", "-o", str(tmp_path / "o.png")]) == 1
    assert "another picture" in capsys.readouterr().err
    assert main(["train", str(other), "-o", str(model), "--steps", "1", "--resume", *SMALL]) == 1
    assert "another picture" in capsys.readouterr().err
    assert model.read_bytes() == before


class Trap:
    """Unpickling this makes a folder: proof that a file was executed."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def test_a_hostile_model_is_refused_and_not_executed(photo, tmp_path, capsys):
    sprung = tmp_path / "sprung"
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(pickle.dumps(Trap(sprung)))
    assert main(["retarget", str(photo), "--model", str(bad), "--size", "90x90", "-o", str(tmp_path / "o.png")]) == 1
    assert "damaged or is not a model" in capsys.readouterr().err
    assert main(["train", str(photo), "-o", str(bad), "--resume", "--steps", "1", *SMALL]) == 1
    assert not sprung.exists()
    pickle.loads(bad.read_bytes())
    assert sprung.exists()  # the trap works


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--resume"], "no model file"),
        (["--size", "5000"], "--size must lie"),
    ],
)
def test_what_cannot_start_says_why(photo, tmp_path, capsys, arguments, words):
    out = tmp_path / "m.safetensors"
    assert main(["train", str(photo), "-o", str(out), "--steps", "1", *arguments]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not out.exists()


def stopped_once_it_says(words: str, command: list, log: Path) -> str:
    """Output of a command that is sent Ctrl-C a second after it has said ``words``; it is written to ``log``."""
    whole = [sys.executable, "main.py", *command]
    with log.open("w") as file:
        process = subprocess.Popen(whole, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 100
        while words not in log.read_text() and time.monotonic() < deadline:
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    finally:
        process.kill()
        process.wait()
    said = log.read_text()
    assert "Traceback" not in said
    return said


def test_ctrl_c_saves_and_exits_130(photo, tmp_path):
    out = tmp_path / "model.safetensors"
    stopped_once_it_says("photo.png:", ["train", photo, "-o", out, "--minutes", "10", *SMALL], tmp_path / "log")
    assert load_model(out, load_photo(photo).pixels).step >= 0


@pytest.fixture
def folder(photo, tmp_path):
    (tmp_path / "in").mkdir()
    pixels = load_photo(photo).pixels
    save_photo(Photo(pixels), tmp_path / "in" / "one.png")
    save_photo(Photo(pixels[::-1].copy()), tmp_path / "in" / "two.png")
    return tmp_path / "in"


def test_a_folder_is_trained_on_and_what_is_finished_is_skipped(folder, tmp_path, capsys):
    out = tmp_path / "models"
    asked = ["train", str(folder), "-o", str(out), "--batch", "--steps", "2", *SMALL]
    assert main(asked) == 0
    assert "2 of 2 photos have a model." in capsys.readouterr().out
    for name in ("one", "two"):
        assert load_model(out / f"{name}.safetensors", load_photo(folder / f"{name}.png").pixels)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (folder / "broken.jpg").write_bytes(b"no picture")
    assert main([*asked, "--resume"]) == 1
    said = capsys.readouterr()
    assert said.out.count("was finished before") == 2
    assert "2 of 3 photos have a model." in said.out
    assert said.err.startswith("broken.jpg: ")
    assert said.err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (lambda folder, tmp: [folder, "-o", tmp / "m"], "add --batch"),
        (lambda folder, tmp: [folder / "one.png", "-o", tmp / "m", "--batch"], "must be a folder"),
        (lambda folder, tmp: [folder, folder, "-o", tmp / "m", "--batch"], "one folder of photos instead of 2"),
        (lambda folder, tmp: [folder, "-o", folder / "one.png", "--batch"], "a folder is needed"),
        (lambda folder, tmp: [tmp / "empty", "-o", tmp / "m", "--batch"], "no photo in"),
    ],
)
def test_a_folder_asked_for_wrongly_is_refused(folder, tmp_path, capsys, changes, words):
    (tmp_path / "empty").mkdir()
    assert main(["train", *map(str, changes(folder, tmp_path)), "--steps", "1", *SMALL]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not (tmp_path / "m").exists()


def test_ctrl_c_in_a_folder_saves_the_one_at_work(folder, tmp_path):
    out = tmp_path / "models"
    command = ["train", folder, "-o", out, "--batch", "--minutes", "10", *SMALL]
    said = stopped_once_it_says("one.png:", command, tmp_path / "log")
    assert "0 of 2 photos have a model." in said
    assert [path.name for path in out.iterdir()] == ["one.safetensors"]
    assert load_model(out / "one.safetensors", load_photo(folder / "one.png").pixels)


def test_several_photos_of_one_texture_go_on_with_all_of_them(folder, tmp_path, capsys):
    out = tmp_path / "both.safetensors"
    one, two = str(folder / "one.png"), str(folder / "two.png")
    assert main(["train", one, two, "-o", str(out), "--steps", "6", *SMALL]) == 0
    before = out.read_bytes()
    capsys.readouterr()
    assert main(["train", one, "-o", str(out), "--steps", "6", "--resume", *SMALL]) == 1
    assert capsys.readouterr().err == "The training to go on with used more pictures than were given now.\n"
    assert out.read_bytes() == before
    assert main(["train", one, two, "-o", str(out), "--steps", "2", "--resume", *SMALL]) == 0
    assert "step 8" in capsys.readouterr().out
