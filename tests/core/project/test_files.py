"""Project files: everything comes back exactly, whatever is in them, and bad ones are refused with one sentence."""

import dataclasses
import json
import os
import time
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core
from app.model.placement import Placement
from core.errors import GeometryError, ProjectError
from core.image_io.metadata import Metadata
from core.project.files import (
    PREVIEW_SIDE,
    VERSION,
    ModelNote,
    PhotoEncoder,
    extract_model,
    is_project,
    read_project,
    read_summary,
    write_project,
)
from core.project.history import History, Step
from core.project.reading import ProjectReader
from tests.core.project.projects import history, picture, project, refused, rewrite


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("alpha", [False, True])
def test_everything_comes_back_exactly(tmp_path, dtype, alpha):
    photo = picture(dtype, alpha=alpha)
    mask = np.random.default_rng(1).integers(0, 256, (150, 200), np.uint8)
    model = tmp_path / "model.safetensors"
    model.write_bytes(b"weights" * 1000)
    before = project(
        photo, planes={"mask": mask, "empty": np.zeros_like(mask)}, history=history(photo),
        preview=photo.pixels, sample="moss", model=ModelNote("0123456789abcdef", "quick"),
    )  # fmt: skip
    path = tmp_path / "lake.regrain"
    write_project(path, before, model)
    after = read_project(path)
    assert after.photo.pixels.dtype == dtype
    assert np.array_equal(after.photo.pixels, photo.pixels)
    assert (after.photo.alpha is None) == (not alpha)
    assert not alpha or np.array_equal(after.photo.alpha, photo.alpha)
    assert (after.photo.icc, after.photo.metadata) == (photo.icc, photo.metadata)
    assert after.photo.path == tmp_path / "lake.jpg"
    assert (after.geometry, after.origin, after.original) == (before.geometry, before.origin, before.original)
    assert list(after.planes) == ["mask"]
    assert np.array_equal(after.planes["mask"], mask)
    assert (after.sample, after.model, after.saved_to) == ("moss", before.model, None)
    assert [(s.kind, s.text, s.facts) for s in after.history.steps] == [
        (s.kind, s.text, s.facts) for s in before.history.steps
    ]
    assert after.history.index == 2
    pixels = photo.pixels.copy()
    after.history.steps[2].deltas["pixels"].apply(pixels)
    assert (pixels[20:90, 30:170] == 7).all()
    after.history.steps[2].deltas["pixels"].revert(pixels)
    assert np.array_equal(pixels, photo.pixels)
    extract_model(path, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == model.read_bytes()


def test_the_photo_in_it_opens_anywhere(saved, tmp_path):
    with zipfile.ZipFile(saved) as file:
        assert file.namelist()[0] == "mimetype"
        file.extract("photo.png", tmp_path)
    from core.image_io import load_photo

    assert np.array_equal(load_photo(tmp_path / "photo.png").pixels, picture().pixels)


def test_a_project_tells_no_one_where_the_photo_lay(saved):
    assert b"somewhere" not in saved.read_bytes()


def test_an_autosaved_one_knows_where_it_belongs(tmp_path):
    path = tmp_path / "1.regrain"
    note = ModelNote("0123456789abcdef", "quick")
    write_project(path, project(autosaved=True, saved_to=tmp_path / "mine.regrain", model=note))
    back = read_project(path)
    assert (back.saved_to, back.photo.path, back.model) == (
        tmp_path / "mine.regrain", Path("/somewhere/lake.jpg"), note,
    )  # fmt: skip


def test_previews_are_small(tmp_path):
    path = tmp_path / "a.regrain"
    write_project(path, project(preview=np.full((600, 1800, 3), 90, np.uint8)))
    assert read_summary(path).title == "lake.jpg"
    preview = read_summary(path).preview
    assert preview.shape == (171, PREVIEW_SIDE, 3)
    assert abs(int(preview.mean()) - 90) < 2
    write_project(path, project())
    assert read_summary(path).preview is None


def test_an_edited_photo_is_encoded_anew_and_an_unchanged_one_is_not():
    encoder, photo = PhotoEncoder(), picture()
    first, name = encoder.encode(photo)
    again, _ = encoder.encode(dataclasses.replace(photo, icc=None))
    assert again["photo.png"] is first["photo.png"]
    assert "photo.icc" not in again
    other, other_name = encoder.encode(picture(seed=4))
    assert other["photo.png"] != first["photo.png"]
    assert other_name != name


def test_a_failure_while_writing_leaves_the_old_file(saved, tmp_path):
    before = saved.read_bytes()
    with pytest.raises(ProjectError, match="unchanged"):
        write_project(saved, project(), model=tmp_path / "is not there")
    assert saved.read_bytes() == before
    assert list(tmp_path.iterdir()) == [saved]


def test_what_killed_writes_have_left_goes_with_the_next_save(saved, tmp_path):
    names = (".lake-abcd_123.regrain", ".lake-abcd_124.regrain", ".lake.regrain")
    old, young, other = (tmp_path / name for name in names)
    for path in (old, young, other):
        path.write_bytes(b"half of it")
    for path in (old, other):
        os.utime(path, (time.time() - 9000,) * 2)
    write_project(saved, project())
    assert sorted(tmp_path.iterdir()) == sorted([saved, young, other])


def test_history_within_a_cap_keeps_what_is_near_to_the_present():
    full = history(picture())
    cost = [step.nbytes for step in full.steps]
    assert full.within(sum(cost)) == full
    less = full.within(sum(cost) - 1)  # the one that could be redone goes first
    assert (len(less.steps), less.index) == (2, 2)
    assert full.within(cost[1]) == History(full.steps[:2], 2)
    assert full.within(0).steps == ()
    many = History(tuple(Step("reshape", str(n)) for n in range(900)), 900).within(10)
    assert (len(many.steps), many.index, many.steps[-1].text) == (500, 500, "899")


# -- files that somebody else made, or that were cut off ------------------------------------------------------------


def with_manifest(path: Path, change) -> None:
    def apply(content):
        manifest = json.loads(content["project.json"])
        change(manifest)
        content["project.json"] = json.dumps(manifest)

    rewrite(path, apply)


def test_a_newer_version_says_so(saved):
    with_manifest(saved, lambda m: m.update(version=VERSION + 1))
    assert "newer Regrain" in refused(saved)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(format="something"),
        lambda m: m.update(version="1"),
        lambda m: m.pop("photo"),
        lambda m: m["photo"].update(width=10**9),
        lambda m: m["photo"].update(width=199),
        lambda m: m["photo"].update(bits=32),
        lambda m: m["photo"].update(bits=16),
        lambda m: m["photo"].update(alpha=True),
        lambda m: m["photo"].update(fingerprint="0" * 16),
        lambda m: m["photo"].update(original="../../x"),
        lambda m: m["placement"].update(width=-5),
        lambda m: m["placement"].update(width=31_000, height=31_000, quad=None) or m["placement"].update(width=1e300),
        lambda m: m["placement"].update(quad=[[0, 0], [1, 1]]),
        lambda m: m["placement"].update(quad=[[0, 0], [9, 9], [9, 0], [0, 9]]),
        lambda m: m["placement"].update(origin=[float("nan"), 0]),
        lambda m: m.update(planes=["../../mask"]),
        lambda m: m.update(planes=["nothing"]),
        lambda m: m.update(planes="mask" * 1000),
    ],
)
def test_impossible_figures_are_refused(saved, change):
    with_manifest(saved, change)
    assert "damaged" in refused(saved)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "planes/../../x.png", "photo.png.exe", "C:\\x"])
def test_entries_with_odd_names_are_refused_and_nothing_is_unpacked(saved, tmp_path, name):
    rewrite(saved, lambda content: content.update({name: b"x"}))
    assert "damaged" in refused(saved)
    assert list(tmp_path.iterdir()) == [saved]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(saved):
    rewrite(saved, lambda content: content.update({"history.bin": bytes(50 << 20)}), zipfile.ZIP_DEFLATED)
    assert saved.stat().st_size < 1 << 20
    assert "damaged" in refused(saved)


def test_a_file_that_holds_more_than_it_says_is_refused(saved):
    rewrite(saved, lambda content: content.update({"preview.jpg": bytes(1 << 20)}), zipfile.ZIP_DEFLATED)
    data = saved.read_bytes()
    assert data.count((1 << 20).to_bytes(4, "little")) == 2  # before the entry and in the directory
    saved.write_bytes(data.replace((1 << 20).to_bytes(4, "little"), (99).to_bytes(4, "little")))
    with pytest.raises(ProjectError, match="damaged"):
        read_summary(saved)


@pytest.mark.parametrize("size", [(32_000, 32_000), (32_000, 1_600)])
def test_an_absurd_canvas_is_refused_before_the_photo_is_decoded(saved, size, monkeypatch):
    with_manifest(saved, lambda m: m["placement"].update(width=size[0], height=size[1], quad=None))
    monkeypatch.setattr(ProjectReader, "picture", lambda *_: pytest.fail("decoded"))
    assert "canvas of 32000 x" in refused(saved)
    with pytest.raises(GeometryError, match="too large for a photo"):
        Placement.from_json({"size": size, "origin": (0, 0), "quad": None}, 200, 150)


def test_a_quad_beyond_its_canvas_is_refused(saved):
    quad = [[0, 0], [9000, 0], [9000, 200], [0, 200]]
    with_manifest(saved, lambda m: m["placement"].update(quad=quad))
    assert "outside of its canvas" in refused(saved)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("folder", ["", "lake/"])
def test_a_project_that_was_unpacked_and_packed_again_opens(saved, tmp_path, compression, folder):
    before = read_project(saved)
    with zipfile.ZipFile(saved) as file:
        content = {name: file.read(name) for name in file.namelist()}
    packed = tmp_path / "packed.regrain"
    with zipfile.ZipFile(packed, "w", compression) as file:
        for name in ("__MACOSX/", f"__MACOSX/{folder}._photo.png", f"{folder}.DS_Store", f"{folder}planes/", folder):
            if name:
                file.writestr(name, b"" if name.endswith("/") else b"\0\5\x16\7")
        for name in sorted(content, reverse=True):
            file.writestr(folder + name, content[name])
    after = read_project(packed)
    assert np.array_equal(after.photo.pixels, before.photo.pixels)
    assert np.array_equal(after.planes["mask"], before.planes["mask"])
    assert len(after.history.steps) == len(before.history.steps)
    assert read_summary(packed).preview.shape == read_summary(saved).preview.shape


def test_compression_that_few_tools_know_is_refused(saved):
    rewrite(saved, lambda content: None, zipfile.ZIP_LZMA)
    assert "damaged" in refused(saved)


def with_pieces(path: Path, change) -> None:
    """Let ``change`` alter the pieces of history.bin, a list of (table of places, name, bytes), and write them anew."""

    def altered(content):
        data, table = content["history.bin"], json.loads(content["history.json"])
        places = [entry[kind] for entry in table["steps"] for kind in ("deltas", "pictures") if kind in entry]
        pieces = [(of, name, data[at : at + size]) for of in places for name, (at, size) in of.items()]
        at, whole = 0, b""
        for of, name, piece in change(pieces):
            of[name] = [at, len(piece)]
            at, whole = at + len(piece), whole + piece
        content["history.bin"], content["history.json"] = whole, json.dumps(table)

    rewrite(path, altered)


def test_a_tile_that_would_grow_is_refused(saved):
    import zlib

    bomb = zlib.compress(bytes(1 << 24))
    head = (1).to_bytes(4, "little") + b"".join(n.to_bytes(4, "little") for n in (0, 0, 128, 128, len(bomb), len(bomb)))
    with_pieces(saved, lambda pieces: pieces)
    read_project(saved)
    with_pieces(saved, lambda pieces: [(*pieces[0][:2], head + bomb + bomb), *pieces[1:]])
    assert "damaged" in refused(saved)


@pytest.mark.parametrize("wrong", ["overlaps", "a gap", "the end", "more", "negative"])
def test_a_history_whose_pieces_lie_wrongly_is_refused(saved, wrong):
    def change(content):
        table = json.loads(content["history.json"])
        place = table["steps"][2]["deltas"]["mask"]  # the last one
        if wrong == "overlaps":
            place[0] -= 10
        elif wrong == "a gap":
            place[0], place[1] = place[0] + 10, place[1] - 10
        elif wrong == "the end":
            place[1] += 10
        elif wrong == "more":
            content["history.bin"] += b"more"
        else:
            place[1] = -place[1]
        content["history.json"] = json.dumps(table)

    rewrite(saved, change)
    assert "damaged" in refused(saved)


def test_json_that_nests_without_end_is_refused(saved):
    rewrite(saved, lambda content: content.update({"project.json": b"[" * 200_000}))
    assert "damaged" in refused(saved)


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "a.regrain"
    assert "no file" in refused(path)
    for content in (b"", b"PK\x03\x04 and then nothing", b"\x89PNG\r\n\x1a\n" * 30):
        path.write_bytes(content)
        assert "damaged" in refused(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("holiday.txt", "no project")
    assert "damaged" in refused(path)
    assert is_project(path)
    assert is_project(Path("A.REGRAIN"))
    assert not is_project(Path("a.zip"))


@settings(max_examples=60, deadline=None)
@given(cut=st.floats(0, 0.999))
def test_a_file_that_was_cut_off_is_refused(tmp_path_factory, cut):
    path = tmp_path_factory.mktemp("cut") / "a.regrain"
    photo = picture(height=40, width=30)
    write_project(path, project(photo, preview=photo.pixels))
    data = path.read_bytes()
    path.write_bytes(data[: int(cut * len(data))])
    refused(path)


@settings(max_examples=150, deadline=None)
@given(at=st.floats(0, 0.9999), byte=st.integers(1, 255))
def test_a_flipped_byte_is_refused_or_harmless(tmp_path_factory, at, byte):
    path = tmp_path_factory.mktemp("flip") / "a.regrain"
    photo = picture(height=40, width=30)
    write_project(path, project(photo, history=None))
    data = bytearray(path.read_bytes())
    data[int(at * len(data))] ^= byte
    path.write_bytes(data)
    try:
        back = read_project(path)
    except ProjectError:
        return
    assert np.array_equal(back.photo.pixels, photo.pixels)  # a date in a header or the like


def test_the_version_is_that_of_the_package():
    table = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    assert core.__version__ == table["project"]["version"]


def test_a_project_without_more_than_version_1_knew_is_one_of_version_1(tmp_path):
    plain = dataclasses.replace(picture(), metadata=Metadata(b"Exif\0\0 and more", dpi=(72.0, 72.0)))
    for photo, version in ((plain, 1), (picture(), 2)):
        write_project(tmp_path / "a.regrain", project(photo))
        with zipfile.ZipFile(tmp_path / "a.regrain") as file:
            assert json.loads(file.read("project.json"))["version"] == version
        assert read_project(tmp_path / "a.regrain").photo.metadata == photo.metadata


def test_a_project_named_in_any_bytes_of_a_photo_named_so_too(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9\n.regrain")
    photo = dataclasses.replace(picture(), path=tmp_path / os.fsdecode(b"\xff.jpg"))
    write_project(path, project(photo))
    assert read_project(path).photo.path == photo.path
