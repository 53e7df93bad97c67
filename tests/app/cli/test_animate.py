"""`animate` as a script sees it: films that other programs can read, scripts, sentences, Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from app.cli import main
from core.image_io import Photo, list_samples, load_photo, save_photo

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    save_photo(Photo(np.ascontiguousarray(load_photo(list_samples()[0].path).pixels[:384:4, :480:4])), path)
    return path


def frames_of(path):
    with Image.open(path) as film:
        for index in range(film.n_frames):
            film.seek(index)
            yield np.asarray(film.convert("RGB")).astype(int)


def test_a_way_through_a_scale_a_size_and_a_quad_and_back(photo, tmp_path, capsys):
    out = tmp_path / "film.webp"
    to = ["1.5x1", "90x96", "30,0 120,0 90,96 0,96"]
    asked = ["animate", str(photo), "-o", str(out), "--to", *to, "--loop", "--seconds", "2", "--fps", "8"]
    assert main([*asked, "--quality", "100", "--rest", "0.6"]) == 0
    frames = list(frames_of(out))
    assert frames[0].shape == (96, 180, 3)
    assert np.array_equal(frames[0][:, 30:150], load_photo(photo).pixels)
    assert np.array_equal(frames[-1], frames[0]) or len(frames) < 16  # equal frames may be one
    widths = {int((np.abs(frame - 32).max(2) > 3).any(0).sum()) for frame in frames}
    assert {180, 90, 120} <= widths
    assert "16 frames, 2.0 s" in capsys.readouterr().out


def test_an_mp4_of_a_script(photo, tmp_path):
    script, out = tmp_path / "way.json", tmp_path / "film.mp4"
    script.write_text(json.dumps([
        {"scale": [1, 1]}, {"scale": [1.5, 1], "seconds": 0.5, "easing": "linear", "hold": 0.5},
    ]))  # fmt: skip
    assert main(["animate", str(photo), "--script", str(script), "--fps", "10", "-o", str(out)]) == 0
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", str(out), "-f", "rawvideo",
               "-pix_fmt", "rgb24", "-"]  # fmt: skip
    data = subprocess.run(command, capture_output=True, check=True).stdout
    frames = np.frombuffer(data, np.uint8).reshape(-1, 96, 180, 3).astype(int)
    assert len(frames) == 10
    assert np.abs(frames[0][:, :20] - 32).max() < 12  # the photo is in the middle
    assert np.abs(frames[5][:, :20] - 32).mean() > 15
    assert np.abs(frames[5] - frames[-1]).mean() < 3  # the hold


def test_without_a_way_it_makes_a_tour(photo, tmp_path):
    out = tmp_path / "film.gif"
    assert main(["animate", str(photo), "-o", str(out), "--seconds", "1.4", "--fps", "5", "--max-side", "120"]) == 0
    with Image.open(out) as film:
        assert film.size == (120, 76)
        assert film.n_frames > 4


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('[{"scale": [1, 1]}, {"scale": [2]}]', "Keyframe 2 of way.json is wrong: “scale” must be"),
        ('[{"scale": [1, 1]}, {"quad": [[0, 0], [9, 9], [9, 0], [0, 9]]}]', "Keyframe 2 of way.json is wrong"),
        ("nothing", "not JSON"),
        ('[{"scale": [1, 1]}]', "at least two keyframes"),
        (None, "cannot be read"),
    ],
)
def test_a_wrong_script_is_1_with_one_sentence(photo, tmp_path, capsys, script, words):
    path, out = tmp_path / "way.json", tmp_path / "film.webp"
    if script is not None:
        path.write_text(script)
    assert main(["animate", str(photo), "--script", str(path), "-o", str(out)]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "film.avi"], "MP4, GIF or WebP"),
        (["--to", "0,0 90,90 90,0 0,90", "-o", "film.webp"], "convex"),
        (["--to", "9000x9", "-o", "film.webp"], "too far"),
        (["--model", "nowhere.safetensors", "-o", "film.webp"], "no model file"),
    ],
)
def test_what_cannot_be_made_is_said(photo, tmp_path, capsys, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert main(["animate", str(photo), *arguments]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not list(tmp_path.glob("film*"))


@pytest.mark.parametrize(
    "arguments",
    [["x.png"], ["x.png", "-o", "y.mp4", "--to", "wide"], ["x.png", "-o", "y.mp4", "--to", "0,0 1,1"],
     ["x.png", "-o", "y.mp4", "--to", "2x1", "--script", "z.json"], ["x.png", "-o", "y.mp4", "--easing", "bouncy"],
     ["x.png", "-o", "y.mp4", "--rest", "1"], ["x.png", "-o", "y.mp4", "--fps", "0"]],
)  # fmt: skip
def test_wrong_usage_is_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["animate", *arguments])
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a group of processes")
def test_ctrl_c_is_130_and_keeps_the_film_that_was_there(photo, tmp_path):
    """As a terminal sends it: to every process of the command, the encoder's too."""
    out, log = tmp_path / "film.mp4", tmp_path / "log"
    out.write_bytes(b"earlier")
    command = [sys.executable, "main.py", "animate", str(photo), "-o", str(out), "--seconds", "600", "--fps", "60"]
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        deadline = time.monotonic() + 100
        while "photo.png:" not in log.read_text() and time.monotonic() < deadline:
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text()
    assert log.read_text().count("Interrupted") == 1
    assert out.read_bytes() == b"earlier"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["film.mp4", "log", "photo.png"]
