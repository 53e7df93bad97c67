import errno
import json
import os
import pickle
import stat

import pytest
import torch
from safetensors.torch import save_file

from core.checkpoint import FORMAT_VERSION, atomic_replace, load_checkpoint, remove_leftovers, save_checkpoint
from core.errors import CheckpointError


def test_round_trip(tmp_path):
    tensors = {"a": torch.randn(3, 4), "b": torch.arange(5), "c": torch.ones(2, dtype=torch.bfloat16)}
    path = tmp_path / "new folder" / "model.safetensors"
    save_checkpoint(path, "ingan", tensors, {"step": 7, "name": "Übung"})
    found, meta = load_checkpoint(path, "ingan")
    assert meta == {"step": 7, "name": "Übung"}
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)


def test_shared_and_strided_tensors_can_be_saved(tmp_path):
    base = torch.randn(4, 6)
    save_checkpoint(tmp_path / "a.safetensors", "x", {"base": base, "view": base.T, "same": base}, {})
    assert torch.equal(load_checkpoint(tmp_path / "a.safetensors", "x")[0]["view"], base.T)


class Hostile:
    def __reduce__(self):
        return os.mkdir, ("executed",)


def foreign(path):
    save_file({"a": torch.zeros(1)}, path)


def newer(path):
    header = {"kind": "ingan", "version": FORMAT_VERSION + 1, "meta": {}}
    save_file({"a": torch.zeros(1)}, path, metadata={"regrain": json.dumps(header)})


def damaged(path):
    save_checkpoint(path, "ingan", {"a": torch.randn(100)}, {})
    path.write_bytes(path.read_bytes()[:-50])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: path.write_bytes(b"\xff" * 64), "damaged"),
        (lambda path: path.write_bytes(pickle.dumps(Hostile())), "damaged"),
        (lambda path: torch.save({"a": Hostile()}, path), "damaged"),
        (damaged, "damaged"),
        (foreign, "not written by Regrain"),
        (newer, "newer Regrain"),
        (lambda path: save_checkpoint(path, "edge", {"a": torch.zeros(1)}, {}), "holds “edge”"),
        (lambda path: None, "no model file"),
        (lambda path: path.mkdir(), "damaged|directory"),
    ],
)
def test_bad_files_give_one_sentence_and_run_nothing(tmp_path, monkeypatch, make, words):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "model.safetensors"
    make(path)
    with pytest.raises(CheckpointError, match=words) as caught:
        load_checkpoint(path, "ingan")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "executed").exists()


def test_a_full_disk_leaves_the_old_model(tmp_path, monkeypatch):
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, "ingan", {"a": torch.ones(3)}, {"step": 1})

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("core.checkpoint.os.fsync", full)
    with pytest.raises(CheckpointError, match="no space left"):
        save_checkpoint(path, "ingan", {"a": torch.zeros(3)}, {"step": 2})
    assert load_checkpoint(path, "ingan")[1] == {"step": 1}
    assert os.listdir(tmp_path) == ["model.safetensors"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match="could not be saved"):
        save_checkpoint(tmp_path / "file" / "model.safetensors", "ingan", {"a": torch.ones(1)}, {})


def test_replacing_keeps_permissions_and_cleans_up(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    with atomic_replace(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    with pytest.raises(KeyboardInterrupt), atomic_replace(path) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_the_longest_names_can_be_replaced(tmp_path):
    for name in ("ü" * 125 + "x.png", "x" * 255, "y." + "z" * 253):
        path = tmp_path / name
        assert len(os.fsencode(name)) == 255
        for content in (b"one", b"two"):
            with atomic_replace(path) as temporary:
                assert temporary.parent == path.parent
                temporary.write_bytes(content)
        assert path.read_bytes() == b"two"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_link_is_written_through_and_a_circle_refused(tmp_path):
    (tmp_path / "far").mkdir()
    kept = tmp_path / "far" / "kept.bin"
    kept.write_bytes(b"old")
    kept.chmod(0o640)
    link, dangling, circle = (tmp_path / name for name in ("link.bin", "dangling.bin", "circle.bin"))
    link.symlink_to(kept)
    dangling.symlink_to(tmp_path / "far" / "new.bin")
    circle.symlink_to(circle)
    for path in (link, dangling):
        with atomic_replace(path) as temporary:
            assert temporary.parent == kept.parent
            temporary.write_bytes(b"new")
        assert path.is_symlink()
        assert path.read_bytes() == b"new"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    with pytest.raises(OSError, match="symbolic links"), atomic_replace(circle):
        pass


def test_a_failure_leaves_neither_files_nor_folders(tmp_path):
    with pytest.raises(RuntimeError), atomic_replace(tmp_path / "a" / "b" / "c.bin") as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_what_a_killed_writer_left_is_swept_once_it_is_old(tmp_path):
    path = tmp_path / ("long " * 40 + ".regrain")
    with pytest.raises(RuntimeError), atomic_replace(path) as temporary:
        raise RuntimeError
    for name in (temporary.name, ".other-abcdefgh.regrain"):
        (tmp_path / name).write_bytes(b"half")
    remove_leftovers(path, older=3600)
    assert len(list(tmp_path.iterdir())) == 2
    os.utime(temporary, (0, 0))
    os.utime(tmp_path / ".other-abcdefgh.regrain", (0, 0))
    remove_leftovers(path, older=3600)
    assert [p.name for p in tmp_path.iterdir()] == [".other-abcdefgh.regrain"]
