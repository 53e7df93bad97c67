"""Model files: small, bound to their photo, never executed; and the hand-over to the renderer."""

import json
import pickle
import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from core.checkpoint import load_checkpoint, save_checkpoint
from core.errors import CheckpointError
from core.image_io import list_samples, load_photo, photo_fingerprint
from core.ingan.messages import Drawing
from core.ingan.model import KIND, Snapshot, build_generator, bundled_model, load_model, save_model
from core.ingan.presets import TrainSettings
from core.ingan.publish import Published
from tests.core.pictures import pebbles

SETTINGS = TrainSettings("t", base=8, residual_blocks=1, levels=1)
PHOTO = pebbles(48, 64)


def snapshot(settings: TrainSettings = SETTINGS, step: int = 12) -> Snapshot:
    state = {name: tensor.clone() for name, tensor in build_generator(settings).state_dict().items()}
    return Snapshot(settings, step, state, (64, 48))


@pytest.mark.parametrize("half", [False, True])
def test_a_model_comes_back_as_it_was(half: bool, tmp_path: Path) -> None:
    path, saved = tmp_path / "m.safetensors", snapshot()
    save_model(path, saved, photo_fingerprint(PHOTO), half=half)
    loaded = load_model(path, PHOTO)
    assert (loaded.settings, loaded.step, loaded.working_size) == (SETTINGS, 12, (64, 48))
    assert loaded.drawing == Drawing("small", 12)
    for name, tensor in saved.state.items():
        assert loaded.state[name].dtype == torch.float32
        torch.testing.assert_close(loaded.state[name], tensor, atol=1e-3 if half else 0, rtol=0)
    build_generator(loaded.settings).load_state_dict(loaded.state)


def test_the_quick_model_fits_below_4_mb(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    save_model(path, snapshot(TrainSettings.preset("quick")), "", half=True)
    assert path.stat().st_size < 4_000_000


def test_a_model_belongs_to_its_picture(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    save_model(path, snapshot(), photo_fingerprint(PHOTO))
    assert load_model(path).step == 12
    with pytest.raises(CheckpointError, match="another picture"):
        load_model(path, pebbles(48, 64, 1))
    deep = PHOTO.astype(np.uint16) * 257  # the same photo opened from a 16-bit file
    assert load_model(path, deep).step == 12


class Bomb:
    """What a hostile file would run when unpickled."""

    def __reduce__(self) -> tuple:
        return Path.touch, (Path("exploded"),)


def test_a_hostile_file_is_never_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "m.safetensors"
    path.write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(CheckpointError, match="damaged"):
        load_model(path, PHOTO)
    torch.save({"state": Bomb()}, path)
    with pytest.raises(CheckpointError, match="damaged"):
        load_model(path, PHOTO)
    assert not Path("exploded").exists()


def test_damaged_and_foreign_files(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    with pytest.raises(CheckpointError, match="no model file"):
        load_model(path)
    save_model(path, snapshot(), "")
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"\xff" * 200):
        path.write_bytes(damaged)
        with pytest.raises(CheckpointError):
            load_model(path)
    save_file({"x": torch.zeros(2)}, path)
    with pytest.raises(CheckpointError, match="not written by Regrain"):
        load_model(path)
    save_checkpoint(path, "edgeconnect-edge", {"x": torch.zeros(2)}, {})
    with pytest.raises(CheckpointError, match="edgeconnect-edge"):
        load_model(path)


@pytest.mark.parametrize(
    "change",
    [{"settings": {}}, {"settings": None}, {"step": -1}, {"step": "a"}, {"working_size": [1, 1]},
     {"working_size": [10**9, 48]}, {"working_size": 5}, {"settings": {"name": "x", "base": 120}}],
)  # fmt: skip
def test_a_lying_header_is_refused(change: dict, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    save_model(path, snapshot(), "")
    tensors, meta = load_checkpoint(path, KIND)
    save_checkpoint(path, KIND, tensors, {**json.loads(json.dumps(meta)), **change})
    with pytest.raises(CheckpointError, match="damaged"):
        load_model(path)


@pytest.mark.parametrize("change", [{"generator": "guided"}, {"generator": "small", "w_early": None}])
def test_a_model_of_an_earlier_version_is_named_as_such(tmp_path: Path, change: dict[str, str | None]) -> None:
    path = tmp_path / "old.safetensors"
    save_model(path, snapshot(), "")
    tensors, meta = load_checkpoint(path, KIND)
    meta = json.loads(json.dumps(meta))
    meta["settings"] = {key: value for key, value in (meta["settings"] | change).items() if value is not None}
    save_checkpoint(path, KIND, tensors, meta)
    with pytest.raises(CheckpointError, match="earlier Regrain; train on the photo again"):
        load_model(path)


def test_weights_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    path, broken = tmp_path / "m.safetensors", snapshot()
    broken.state["last.bias"][0] = float("nan")
    save_model(path, broken, "")
    with pytest.raises(CheckpointError, match="damaged"):
        load_model(path)


def test_bundled_models_belong_to_their_samples() -> None:
    found = {sample.name: bundled_model(sample.name) for sample in list_samples()}
    assert any(found.values())
    for sample in list_samples():
        path = found[sample.name]
        if path is not None:
            assert path.stat().st_size < 4_000_000
            assert load_model(path, load_photo(sample.path).rgb8()).step > 0
    assert bundled_model("no such sample") is None


def test_what_is_taken_was_never_half_written() -> None:
    """One thread publishes weights that are all the same number while others take them."""
    module = nn.Sequential(*(nn.Linear(64, 64) for _ in range(6)))
    published, stop = Published(SETTINGS, (64, 48), module), threading.Event()
    torn: list[int] = []

    def reader() -> None:
        seen = 0
        while not stop.is_set():
            taken = published.take(seen)
            if taken is not None:
                seen = taken.step
                if any(not bool((tensor == taken.step).all()) for tensor in taken.state.values()):
                    torn.append(taken.step)

    threads = [threading.Thread(target=reader) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 200):
        with torch.no_grad():
            for parameter in module.parameters():
                parameter.fill_(number)
        published.update(number)
    stop.set()
    for thread in threads:
        thread.join()
    assert not torn
    assert published.take(198) is not None
    assert published.take(199) is None


def test_a_taken_snapshot_is_private() -> None:
    module = nn.Linear(2, 2)
    published = Published(SETTINGS, (64, 48), module)
    assert published.take(-1) is None
    published.update(4)
    first = published.take(0)
    assert first is not None
    first.state["weight"].fill_(99)
    second = published.take(0)
    assert second is not None
    assert not torch.equal(first.state["weight"], second.state["weight"])
