"""Names of files that people and other systems really have: every command reads, writes and shows them."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.cli import main
from core.image_io import READABLE_SUFFIXES, Photo, encode_photo, list_samples, load_photo, save_photo
from core.image_io.metadata import Metadata
from core.retarget.subject import Subject

ROOT = Path(__file__).resolve().parents[3]
ODD = {
    "latin-1": b"caf\xe9.jpg",
    "newline": b"two\nlines.png",
    "quotes": b"\"it's\" `$HOME` %s {0}.png",
    "dash": b"-o.png",
    "turned": "\u202egnp.png".encode(),
    "longest": b"x" * 251 + b".png",
    "longest in bytes": ("한" * 83).encode() + b"ab.png",
}


@pytest.fixture(autouse=True)
def no_networks(monkeypatch):
    """What the subject is matters to no name, and finding it takes a second each time."""
    monkeypatch.setattr("core.retarget.subject.find_subject", lambda *_: Subject(np.ones((32, 48), np.float32), ()))


@pytest.fixture(scope="module")
def picture():
    pixels = load_photo(list_samples()[0].path).pixels[100:164, 200:296]
    metadata = Metadata(xmp=b"<x:xmpmeta></x:xmpmeta>", text=(("Title", "boats"),), dpi=(300.0, 300.0))
    return Photo(np.ascontiguousarray(pixels), metadata=metadata)


@pytest.mark.parametrize("name", ODD.values(), ids=ODD.keys())
def test_any_name_is_read_written_and_said_in_one_line(tmp_path, monkeypatch, capsys, picture, name):
    monkeypatch.chdir(tmp_path)
    file = "./" + os.fsdecode(name)
    save_photo(picture, file)
    out = "out/" + os.fsdecode(name)
    assert main(["retarget", file, "--scale", "1x1", "-o", out]) == 0
    assert load_photo(out).width == 96
    said = capsys.readouterr().out
    said.encode("utf-8")
    assert said.count("\n") == 1
    assert main(["edges", file, "-o", out]) == 0
    assert load_photo(out).width == 96
    Path(file).write_bytes(b"no picture")
    assert main(["retarget", file, "--scale", "1x1", "-o", out]) == 1
    said = capsys.readouterr().err
    said.encode("utf-8")
    assert said.count("\n") == 1
    assert sorted(os.listdir("out")) == [os.fsdecode(name)]


def test_a_terminal_that_knows_no_letters_is_told_all_the_same(tmp_path):
    missing = tmp_path / os.fsdecode(b"\xe9\xff \xe2\x80\x9c.png")
    done = subprocess.run(
        [sys.executable, "main.py", "retarget", missing, "--scale", "1x1", "-o", tmp_path / "o.png"],
        cwd=ROOT, env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode("ascii").startswith("There is no file ")
    assert done.stderr.count(b"\n") == 1
    assert rb"\xe9\xff \u201c.png" in done.stderr


def test_a_name_that_no_system_takes_is_said_in_one_sentence(tmp_path, capsys, picture):
    save_photo(picture, tmp_path / "a.png")
    long = str(tmp_path / ("x" * 300 + ".png"))
    for source, out in ((long, "b.png"), (tmp_path / "a.png", long)):
        assert main(["retarget", str(source), "--scale", "1x1", "-o", str(out)]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "file name too long" in said


def test_a_name_that_begins_with_a_dash_can_follow_two(tmp_path, monkeypatch, picture):
    monkeypatch.chdir(tmp_path)
    save_photo(picture, "-a.png")
    assert main(["retarget", "--scale", "1x1", "--out=-b.png", "--", "-a.png"]) == 0
    assert (tmp_path / "-b.png").is_file()


def test_a_link_is_written_through(tmp_path, picture):
    save_photo(picture, tmp_path / "a.png")
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "kept.png").write_bytes(b"old")
    (tmp_path / "link.png").symlink_to("shelf/kept.png")
    assert main(["retarget", str(tmp_path / "a.png"), "--scale", "1x0.5", "-o", str(tmp_path / "link.png")]) == 0
    assert (tmp_path / "link.png").is_symlink()
    assert load_photo(tmp_path / "shelf" / "kept.png").height == 32
    assert os.listdir(tmp_path / "shelf") == ["kept.png"]


def test_a_batch_takes_every_suffix_keeps_what_is_carried_and_names_the_rest(tmp_path, capsys, picture):
    photos, out = tmp_path / "in", tmp_path / "out"
    photos.mkdir()
    small = Photo(np.ascontiguousarray(picture.pixels[:32, :32]), metadata=picture.metadata)
    content = encode_photo(small, ".jpg")
    for suffix in READABLE_SUFFIXES:  # what a file is, is found by its content
        (photos / f"a{suffix.upper() if suffix == '.jpe' else suffix}").write_bytes(content)
    for name in ("notes.txt", os.fsdecode(b"b\xe9.doc"), ".hidden"):
        (photos / name).write_bytes(b"")
    assert main(["retarget", str(photos), "--scale", "1x1", "-o", str(out), "--batch", "--no-refine"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-2] == f"{len(READABLE_SUFFIXES)} of {len(READABLE_SUFFIXES)} photos re-made."
    assert said[-1] == r"2 files were left out, not being named as pictures: b\xe9.doc, notes.txt."
    made = list(out.iterdir())
    assert len(made) == len(READABLE_SUFFIXES)
    assert {"a.jfif", "a.JPE", "a.dib", "a.png"} <= {path.name for path in made}
    for path in made:
        found = load_photo(path).metadata
        assert found.dpi == (300, 300)
        assert path.suffix in (".bmp", ".dib") or found.xmp == picture.metadata.xmp


@pytest.mark.parametrize("command", ["retarget", "extend"])
def test_what_a_photo_carries_is_in_the_result(tmp_path, picture, command):
    save_photo(picture, tmp_path / "a.png")
    how = ["--scale", "1.5x1"] if command == "retarget" else ["--right", "20"]
    assert main([command, str(tmp_path / "a.png"), *how, "-o", str(tmp_path / "b.png")]) == 0
    assert load_photo(tmp_path / "b.png").metadata == picture.metadata


@pytest.mark.parametrize("command", ["retarget", "extend"])
def test_quality_is_of_all_commands(tmp_path, picture, command):
    save_photo(picture, tmp_path / "a.png")
    how = ["--scale", "1x1"] if command == "retarget" else ["--right", "4"]
    sizes = []
    for quality in ("20", "95"):
        out = tmp_path / f"{quality}.jpg"
        assert main([command, str(tmp_path / "a.png"), *how, "--quality", quality, "-o", str(out)]) == 0
        sizes.append(out.stat().st_size)
    assert sizes[0] < 0.6 * sizes[1]
