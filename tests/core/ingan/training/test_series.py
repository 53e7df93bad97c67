"""Many photos, one model each: names, what is finished, and going on where it stopped."""

from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from core.batch import photos_in, run_batch
from core.control import RunControl
from core.device import choose_device
from core.errors import CheckpointError, ImageError
from core.image_io import load_photo, photo_fingerprint
from core.ingan.messages import TrainEvent
from core.ingan.model import load_model
from core.ingan.presets import TrainSettings
from core.ingan.training.report import Report
from core.ingan.training.series import TrainEach, is_trained, model_files
from core.ingan.training.trainer import Trainer
from tests.core.pictures import pebbles

CPU = choose_device("cpu")
TINY = TrainSettings.preset(
    "quick", steps=4, base=8, residual_blocks=1, levels=1, window=32, d_channels=4, d_base=32, refresh=4, pool=4,
    warmup=2, measure_seconds=1e9,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number, name in enumerate(("a.png", "b.png", "c.png")):
        cv2.imwrite(str(tmp_path / "in" / name), pebbles(48, 64 + 8 * number)[..., ::-1])
    return tmp_path / "in"


def train_all(folder: Path, out: Path, each: TrainEach):
    files = model_files(photos_in(folder), out)
    stopped = lambda: each.control.stopped  # noqa: E731
    return run_batch(list(files), out, each, keep_existing=False, place=files.__getitem__, cancelled=stopped)


def test_photos_of_one_stem_do_not_share_a_model(tmp_path):
    photos = [Path("in", name) for name in ("a.png", "b.jpg", "B.png", "c.jpeg")]
    names = [file.name for file in model_files(photos, tmp_path).values()]
    assert names == ["a.safetensors", "b.jpg.safetensors", "B.png.safetensors", "c.safetensors"]
    reordered = model_files(photos[::-1], tmp_path)
    assert reordered == model_files(photos, tmp_path)


def test_a_file_is_no_place_for_models(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ImageError, match="a folder is needed"):
        model_files([], tmp_path / "file")


def test_every_photo_gets_its_model_and_what_fails_is_named(folder, tmp_path):
    (folder / "broken.jpg").write_bytes(b"no picture")
    result = train_all(folder, tmp_path / "out", TrainEach(TINY, CPU))
    assert [failure.photo.name for failure in result.failures] == ["broken.jpg"]
    for name in "abc":
        assert load_model(tmp_path / "out" / f"{name}.safetensors", load_photo(folder / f"{name}.png").pixels)
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_series_that_was_stopped_goes_on_as_if_it_never_had(folder, tmp_path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    train_all(folder, whole, TrainEach(TINY, CPU))
    control, seen = RunControl(), []

    def stop_in_the_second(event) -> None:
        seen.append(event.step)
        if seen.count(0) == 2 and event.step == 2:
            control.stop()

    def no_rest(report, *args, **kwargs) -> None:
        report._told_at = float("-inf")
        tell(report, *args, **kwargs)

    tell = Report.tell
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Report, "tell", no_rest)
        result = train_all(folder, parts, TrainEach(TINY, CPU, control=control, on_event=stop_in_the_second))
    assert result.cancelled
    assert [outcome.photo.name for outcome in result.outcomes] == ["a.png"]
    assert sorted(p.name for p in parts.iterdir()) == ["a.safetensors", "b.safetensors"]
    finished = (parts / "a.safetensors").read_bytes()
    trained: list[int] = []

    def note(event: TrainEvent) -> None:
        if event.patch_distance is None:  # those with one tell what was measured before
            trained.append(event.step)

    resumed = train_all(folder, parts, TrainEach(TINY, CPU, resume=True, on_event=note))
    assert not resumed.failures
    assert len(resumed.outcomes) == 3
    assert trained[0] == 2 or trained[0] == 3  # the second goes on in the middle
    assert (parts / "a.safetensors").read_bytes() == finished
    for name in "bc":
        once, twice = (load_model(where / f"{name}.safetensors") for where in (whole, parts))
        assert once.step == twice.step
        assert all((once.state[key] == twice.state[key]).all() for key in once.state)


def test_finished_is_what_was_trained_for_the_planned_length(folder, tmp_path):
    path, photo = tmp_path / "m.safetensors", load_photo(folder / "a.png").rgb8()
    Trainer([photo], TINY, CPU, model_path=path).run(RunControl(), lambda event: None)
    own = photo_fingerprint(photo)
    assert is_trained(path, TINY, own)
    assert not is_trained(path, replace(TINY, steps=5), own)
    assert is_trained(path, replace(TINY, steps=2), own)
    assert not is_trained(path, replace(TINY, steps=None, minutes=60.0), own)
    assert not is_trained(path, replace(TINY, base=16), own)
    assert not is_trained(path, TINY, "of another photo")
    path.write_bytes(b"damaged")
    with pytest.raises(CheckpointError, match="damaged"):
        is_trained(path, TINY, own)


def test_models_of_other_settings_or_photos_stay_and_are_named(folder, tmp_path):
    out = tmp_path / "out"
    train_all(folder, out, TrainEach(TINY, CPU))
    before = {path: path.read_bytes() for path in out.iterdir()}
    wider = train_all(folder, out, TrainEach(replace(TINY, base=16), CPU, resume=True))
    assert [str(failure.error) for failure in wider.failures] == [
        f"{name}.safetensors was trained with other settings; use those, or another folder." for name in "abc"
    ]
    cv2.imwrite(str(folder / "a.png"), pebbles(56, 56)[..., ::-1])
    other = train_all(folder, out, TrainEach(TINY, CPU, resume=True))
    assert ["another picture" in str(failure.error) for failure in other.failures] == [True]
    assert {path: path.read_bytes() for path in out.iterdir()} == before
