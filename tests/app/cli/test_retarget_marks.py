"""`retarget --protect`, `--remove` and `--style`: masks from files, and what is kept or repeated."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.cli import main
from core.image_io import Photo, load_photo, save_photo


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A grey-green picture with a red disc, and the disc's mask."""
    grain = cv2.GaussianBlur(np.random.default_rng(1).normal(0, 1, (112, 160)).astype(np.float32), (0, 0), 1.5) * 50
    picture = np.clip(np.stack([50 + grain, 130 + grain, 60 + grain], -1), 0, 255).astype(np.uint8)
    cv2.circle(picture, (96, 50), 12, (220, 20, 30), -1)
    mask = np.zeros((112, 160, 3), np.uint8)
    cv2.circle(mask, (96, 50), 14, (255, 255, 255), -1)
    save_photo(Photo(picture), tmp_path / "photo.png")
    save_photo(Photo(mask), tmp_path / "mask.png")
    return tmp_path / "photo.png", tmp_path / "mask.png"


def red(path: Path) -> np.ndarray:
    pixels = load_photo(path).pixels.astype(int)
    return pixels[..., 0] - pixels[..., 1] > 60


def shape_of(mask: np.ndarray) -> float:
    """Width over height of the one part that there must be."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    assert count == 2
    return float(stats[1, cv2.CC_STAT_WIDTH] / stats[1, cv2.CC_STAT_HEIGHT])


@pytest.mark.parametrize("scale", ["1.6x1", "0.6x1"])
def test_what_is_protected_stays_and_what_is_removed_goes(files: tuple[Path, Path], tmp_path: Path, scale: str) -> None:
    photo, mask = files
    kept, gone = tmp_path / "kept.png", tmp_path / "gone.png"
    assert main(["retarget", str(photo), "--scale", scale, "--protect", str(mask), "-o", str(kept)]) == 0
    assert main(["retarget", str(photo), "--scale", scale, "--remove", str(mask), "-o", str(gone)]) == 0
    assert shape_of(red(kept)) == pytest.approx(shape_of(red(photo)), abs=0.08)
    assert 0.75 < red(kept).sum() / red(photo).sum() < 1.1
    assert not red(gone).any()


@pytest.mark.parametrize(("style", "label"), [("things", "by warp"), ("pattern", "by patches"), ("auto", "by warp")])
def test_the_style_is_obeyed(files: tuple[Path, Path], tmp_path: Path, capsys, style: str, label: str) -> None:
    out = tmp_path / "out.png"
    assert main(["retarget", str(files[0]), "--scale", "1.6x1", "--style", style, "-o", str(out)]) == 0
    assert label in capsys.readouterr().out
    assert load_photo(out).pixels.shape[:2] == (112, 256)


def test_a_mask_of_another_shape_is_refused(files: tuple[Path, Path], tmp_path: Path, capsys) -> None:
    photo, _ = files
    other = tmp_path / "other.png"
    save_photo(Photo(np.zeros((50, 50, 3), np.uint8)), other)
    assert main(["retarget", str(photo), "--scale", "2x1", "--remove", str(other), "-o", str(tmp_path / "x.png")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "x.png").exists()


def test_a_folder_is_re_made_and_what_fails_is_named(files: tuple[Path, Path], tmp_path: Path, capsys) -> None:
    photo, mask = files
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name in ("one.png", "two.png"):
        shutil.copy(photo, folder / name)
    (folder / "broken.jpg").write_bytes(b"no picture")
    asked = ["retarget", str(folder), "--scale", "1.5x1", "--protect", str(mask), "-o", str(out)]
    assert main([*asked, "--batch"]) == 1
    said = capsys.readouterr()
    assert "2 of 3 photos re-made." in said.out
    assert said.err.startswith("broken.jpg: ")
    assert said.err.count("\n") == 1
    for name in ("one.png", "two.png"):
        assert load_photo(out / name).pixels.shape[:2] == (112, 240)
        assert shape_of(red(out / name)) == pytest.approx(shape_of(red(photo)), abs=0.08)
    assert not (out / "broken.jpg").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (lambda photo, folder: [str(folder)], "add --batch"),
        (lambda photo, folder: [str(photo), "--batch"], "must be a folder"),
        (lambda photo, folder: [str(folder), "--batch", "--model", "x.model"], "belongs to one photo"),
    ],
)
def test_a_folder_asked_for_wrongly_is_refused(files, tmp_path, capsys, changes, words) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    asked = changes(files[0], folder)
    assert main(["retarget", *asked, "--scale", "2x1", "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
