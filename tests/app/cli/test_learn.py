"""`learn` as a person calls it."""

import pytest
import torch

from tests.app.cli.calling import run

pytestmark = pytest.mark.usefixtures("small_networks")


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


def test_learn_says_what_needs_less_memory(photo_folder, tmp_path, capsys, monkeypatch):
    def full(*_):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr("core.edgeconnect.training.stages.EdgeStage.generate", full)
    arguments = ("--images", photo_folder, "--out", tmp_path, "--steps", 1, "--workers", 0, "--set", "width=8")
    assert run("learn", "edge", *arguments) == 1
    said = capsys.readouterr().err
    assert "not enough memory to train" in said
    assert "--set batch=" in said
    assert "unexpectedly" not in said
