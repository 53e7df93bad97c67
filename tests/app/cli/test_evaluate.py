"""`evaluate` as a person calls it."""

import json

import cv2
import numpy as np
import pytest

from tests.app.cli.calling import run, write

pytestmark = pytest.mark.usefixtures("small_networks")


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
