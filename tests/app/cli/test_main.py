"""The command line as scripts see it: exit codes, one sentence on stderr, files whole or not there."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from app.cli import COMMANDS, main
from core.image_io import Photo, list_samples, load_photo, save_photo

ROOT = Path(__file__).resolve().parents[3]


def start(*arguments, **environment):
    env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    env.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "main.py", *map(str, arguments)],
        cwd=ROOT, env=env | environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    small = load_photo(list_samples()[0].path).pixels[100:228, 200:392]
    save_photo(Photo(np.ascontiguousarray(small)), path)
    return path


def test_without_a_display_one_sentence_names_the_tour():
    done = start()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "main.py demo" in done.stderr


def test_help_lists_every_command_and_needs_no_torch():
    code = "import sys; from app.cli import main; rc = main(['--help']); sys.exit(3 if 'torch' in sys.modules else rc)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert "--device" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["retarget", "x.png", "-o", "y.png"],
        ["retarget", "x.png", "--size", "0x10", "-o", "y.png"],
        ["retarget", "x.png", "--size", "tall", "-o", "y.png"],
        ["retarget", "x.png", "--scale", "1.5", "-o", "y.png"],
        ["retarget", "x.png", "--quad", "0,0 1,1", "-o", "y.png"],
        ["retarget", "x.png", "--size", "3x3", "--scale", "1x1", "-o", "y.png"],
        ["retarget", "x.png", "--size", "3x3", "--style", "cubist", "-o", "y.png"],
        ["train"],
        ["evaluate", "one"],
        ["doctor", "--device", "abacus"],
    ],
)
def test_wrong_usage_is_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_retarget_writes_the_exact_size(photo, tmp_path, capsys):
    out = tmp_path / "wide.png"
    assert main(["retarget", str(photo), "--size", "301x97", "-o", str(out)]) == 0
    assert load_photo(out).pixels.shape == (97, 301, 3)
    assert "301 x 97" in capsys.readouterr().out
    assert main(["retarget", str(photo), "--scale", "0.5x1.25", "-o", str(out)]) == 0
    assert load_photo(out).pixels.shape == (160, 96, 3)


def test_a_quad_is_transparent_outside(photo, tmp_path):
    out = tmp_path / "quad.png"
    assert main(["retarget", str(photo), "--quad", "20,0 220,30 200,150 0,120", "-o", str(out)]) == 0
    made = load_photo(out)
    assert (made.width, made.height) == (220, 150)
    assert made.alpha[0, 0] == 0
    assert made.alpha[75, 110] == 255


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--size", "9000000x5"], "too far"),
        (["--quad", "0,0 90,90 90,0 0,90"], "convex"),
        (["--size", "90x90", "--model", "nowhere.safetensors"], "no model file"),
    ],
)
def test_failures_are_1_with_one_sentence_and_no_file(photo, tmp_path, capsys, arguments, words):
    out = tmp_path / "out.png"
    assert main(["retarget", str(photo), *arguments, "-o", str(out)]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not out.exists()


def test_unreadable_photo_and_unwritable_target(photo, tmp_path, capsys):
    assert main(["retarget", str(tmp_path / "none.png"), "--size", "9x9", "-o", str(tmp_path / "o.png")]) == 1
    assert "There is no file" in capsys.readouterr().err
    (tmp_path / "file").write_text("in the way")
    assert main(["retarget", str(photo), "--size", "90x90", "-o", str(tmp_path / "file" / "o.png")]) == 1
    assert "could not be saved" in capsys.readouterr().err


def test_an_unexpected_error_is_one_sentence_not_a_traceback(photo, tmp_path, capsys, monkeypatch):
    def explode(*args, **kwargs):
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr("core.rendering.renderer.Renderer.render", explode)
    assert main(["retarget", str(photo), "--size", "90x90", "-o", str(tmp_path / "o.png")]) == 1
    said = capsys.readouterr().err
    assert "unexpectedly" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory")])
def test_no_memory_is_one_sentence(photo, tmp_path, capsys, monkeypatch, error):
    monkeypatch.setattr("core.rendering.renderer.Renderer.render", lambda *a, **k: (_ for _ in ()).throw(error))
    assert main(["retarget", str(photo), "--size", "90x90", "-o", str(tmp_path / "o.png")]) == 1
    said = capsys.readouterr().err
    assert "not enough memory" in said
    assert "unexpectedly" not in said
