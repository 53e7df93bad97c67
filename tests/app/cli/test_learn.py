"""`learn` as a person calls it."""


import pytest

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
