import csv
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.cli import main
from core.control import Cancelled, RunControl
from core.edgeconnect.generators import build_edge
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import InpaintRequest
from core.edgeconnect.training import sampling
from core.edgeconnect.training.checkpoints import Checkpoints
from core.edgeconnect.training.dataset import HoleDataset, PhotoStore, SampleRecipe, batches
from core.edgeconnect.training.masks import MaskMaker
from core.edgeconnect.training.plan import plan, train_plan
from core.edgeconnect.training.settings import InpaintingSettings, Limits
from core.edgeconnect.training.stages import Generated, build_stage
from core.edgeconnect.training.train import TrainingJob, packed_side, train_inpainting
from core.edgeconnect.weights import load_weights
from core.errors import CheckpointError, TrainingError
from tests.core.edgeconnect.conftest import CPU

ROOT = Path(__file__).resolve().parents[4]
TINY = {"width": 8, "d_width": 8, "crop": 64, "batch": 2}


def job(folder, out, stage, steps, **changes):
    settings = InpaintingSettings.preset(stage, **(TINY | changes))
    return TrainingJob([folder], out, settings, Limits(steps=steps), workers=0, backbone="lite0")


def weights_of(out, part):
    from safetensors.torch import load_file

    return load_file(out / f"{part}.safetensors")


def test_three_stages_from_a_folder_to_usable_weights(photo_folder, tmp_path):
    for stage in ("edge", "inpaint", "joint"):
        trainer = train_inpainting(job(photo_folder, tmp_path, stage, 3), CPU, RunControl())
        assert trainer.step == 3
        assert list(tmp_path.glob(f"{stage}-sheet-*.png"))
    pair = load_weights(tmp_path)
    assert pair.edge is not None
    assert 0 < pair.threshold < 1
    assert pair.soft


def test_the_same_seed_gives_the_same_weights_however_often_it_was_stopped(photo_folder, tmp_path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    train_inpainting(job(photo_folder, whole, "inpaint", 6, gan_start=0.3), CPU, RunControl())
    control = RunControl()
    steps = []

    def stop_after_three(progress):
        steps.append(progress.done)
        if progress.done >= 3:
            control.stop()

    with pytest.raises(Cancelled):
        train_inpainting(job(photo_folder, parts, "inpaint", 6, gan_start=0.3), CPU, control, stop_after_three)
    again = job(photo_folder, parts, "inpaint", 6, gan_start=0.3)
    said = []
    trainer = train_inpainting(replace(again, resume=True), CPU, RunControl(), say=said.append)
    assert any("Going on from step" in text for text in said)
    assert trainer.step == 6
    one, two = weights_of(whole, "completion"), weights_of(parts, "completion")
    for name, value in one.items():
        torch.testing.assert_close(two[name], value, msg=name)


@pytest.mark.parametrize(("stage", "part"), [("inpaint", "completion"), ("edge", "edge")])
def test_learning_can_begin_from_the_networks_own_weights(photo_folder, tmp_path, stage, part):
    first, second = tmp_path / "first", tmp_path / "second"
    train_inpainting(job(photo_folder, first, stage, 3), CPU, RunControl())
    begin = first / f"{part}.safetensors"
    train_inpainting(replace(job(photo_folder, second, stage, 1, lr=1e-9, lr_end=1e-9), begin=begin), CPU, RunControl())
    one, two = weights_of(first, part), weights_of(second, part)
    for name, value in one.items():
        torch.testing.assert_close(two[name], value, msg=name)
    with pytest.raises(TrainingError, match="another width"):
        train_inpainting(replace(job(photo_folder, second, stage, 1, width=16), begin=begin), CPU, RunControl())


def test_a_completion_network_does_not_begin_from_an_edge_network(photo_folder, tmp_path):
    train_inpainting(job(photo_folder, tmp_path, "edge", 1), CPU, RunControl())
    begin = tmp_path / "edge.safetensors"
    with pytest.raises(CheckpointError):
        train_inpainting(replace(job(photo_folder, tmp_path, "inpaint", 1), begin=begin), CPU, RunControl())


@pytest.mark.parametrize(("share", "count"), [(0.5, 2), (0.75, 3), (1.0, 4), (0.01, 1)])
@pytest.mark.parametrize("stage_name", ["joint", "inpaint"])
def test_a_share_of_the_samples_has_the_raw_probabilities_of_stage_1_in_its_hole(stage_name, share, count):
    settings = InpaintingSettings.preset(stage_name, width=8, edges="predicted", predicted=share)
    stage = build_stage(settings, torch.nn.Identity(), build_edge("light", 8))
    edge = stage.generators["edge"] if stage_name == "joint" else stage.frozen_edge[0]
    for parameter in edge.parameters():
        torch.nn.init.zeros_(parameter)
    last = [layer for layer in edge.modules() if isinstance(layer, torch.nn.Conv2d)][-1]
    torch.nn.init.constant_(last.bias, 1.0)  # a probability of .73 everywhere
    seen = {}
    stage.complete = lambda batch, edges: seen.update(edges=edges) or Generated(batch["image"], batch["image"])
    mask = torch.zeros(4, 1, 32, 32)
    mask[..., 8:24, 8:24] = 1
    planes = {name: torch.zeros(4, 1, 32, 32) for name in ("grey", "edges", "known", "guide")}
    planes["known"][..., 2] = 1
    planes["guide"][:, :, 16] = 1
    stage.generate(planes | {"image": torch.zeros(4, 3, 32, 32), "mask": mask})
    edges = seen["edges"].detach()
    torch.testing.assert_close(edges[:count], (planes["known"] + 0.731059 * mask)[:count])
    assert torch.equal(edges[count:], planes["guide"][count:])
    assert seen["edges"].requires_grad == (stage_name == "joint")


@pytest.mark.parametrize("width", [32, 64])
def test_the_standard_pair_is_learned_joined_and_used(photo_folder, photo, tmp_path, monkeypatch, width):
    monkeypatch.setattr(Checkpoints, "save", lambda checkpoints: None)  # half a gigabyte of Adam
    tiny = {"body": "standard", "width": width, "crop": 32}
    for stage in ("edge", "inpaint"):
        train_inpainting(job(photo_folder, tmp_path, stage, 1, **tiny), CPU, RunControl())
    assert not load_weights(tmp_path).soft
    train_inpainting(job(photo_folder, tmp_path, "joint", 1, **tiny), CPU, RunControl())
    pair = load_weights(tmp_path)
    assert pair.soft
    assert pair.completion.encoder[1].weight.shape[0] == width
    part, mask = photo[:64, :64], np.zeros((64, 64), bool)
    mask[20:40, 20:40] = True
    result = Inpainter(pair, CPU).fill(InpaintRequest(part, mask, finish="network"))
    assert (result.image[25:35, 25:35] != part[25:35, 25:35]).any()
    with pytest.raises(TrainingError, match=f"add --set width={width}"):
        train_inpainting(job(photo_folder, tmp_path, "joint", 1, **(tiny | {"width": 16})), CPU, RunControl())
    with pytest.raises(TrainingError, match="holds a standard network"):
        train_inpainting(job(photo_folder, tmp_path, "joint", 1, width=width), CPU, RunControl())


@pytest.mark.parametrize(("stage", "part"), [("inpaint", "completion"), ("edge", "edge")])
def test_standard_learning_begins_from_its_own_weights(photo_folder, tmp_path, stage, part):
    tiny = {"body": "standard", "width": 32, "crop": 32}
    first, second = tmp_path / "first", tmp_path / "second"
    train_inpainting(job(photo_folder, first, stage, 1, **tiny), CPU, RunControl())
    still = job(photo_folder, second, stage, 1, lr=1e-12, lr_end=1e-12, **tiny)
    train_inpainting(replace(still, begin=first / f"{part}.safetensors"), CPU, RunControl())
    before, after = weights_of(first, part), weights_of(second, part)
    for name, value in before.items():  # but for the estimate of the spectral norm, which instance norms undo
        likeness = torch.cosine_similarity(after[name].float().flatten(), value.float().flatten(), 0)
        assert likeness > 0.999 or not value.any(), name


def test_completion_learns_on_the_edges_that_a_frozen_stage_1_predicts(photo_folder, tmp_path):
    with pytest.raises(TrainingError, match="no edge weights"):
        train_inpainting(job(photo_folder, tmp_path, "inpaint", 1, edges="predicted"), CPU, RunControl())
    train_inpainting(job(photo_folder, tmp_path, "edge", 1), CPU, RunControl())
    before = weights_of(tmp_path, "edge")
    often = Limits(steps=2, checkpoint_seconds=0)
    again = replace(job(photo_folder, tmp_path, "inpaint", 2, edges="predicted"), limits=often)
    train_inpainting(again, CPU, RunControl())
    assert load_weights(tmp_path).soft
    after = weights_of(tmp_path, "edge")
    assert all(torch.equal(after[name], value) for name, value in before.items())
    with open(tmp_path / "inpaint-val.csv") as file:
        assert "predicted.psnr" in next(csv.DictReader(file))


def test_a_plan_learns_all_stages_on_samples_of_the_device_and_goes_on(photo_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, "BANK", 8)
    whole = replace(job(photo_folder, tmp_path, "edge", 10), sampling="device")
    jobs = plan(whole, TINY | {"crop": 32})
    assert [(j.settings.stage, j.limits.steps) for j in jobs] == [("inpaint", 4), ("edge", 2), ("joint", 3)]
    control, said = RunControl(), []

    def stop_in_joint(stage):
        if stage == "joint":
            control.stop()

    with pytest.raises(Cancelled):
        train_plan(jobs, CPU, control, stop_in_joint, said.append)
    assert sum("Stage" in text for text in said) == 3
    before = weights_of(tmp_path, "completion")
    said.clear()
    train_plan([replace(j, resume=True) for j in jobs], CPU, RunControl(), say=said.append)
    finished = [text for text in said if "finished" in text]
    assert finished == ["The stage “inpaint” is finished.", "The stage “edge” is finished."]
    assert load_weights(tmp_path).soft
    assert any(not torch.equal(value, before[name]) for name, value in weights_of(tmp_path, "completion").items())


def test_the_commands_pack_photos_and_learn_a_pair_of_them(photo_folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sampling, "BANK", 8)
    shards, out = str(tmp_path / "shards"), str(tmp_path / "net")
    assert main(["learn", "pack", "--images", str(photo_folder), "--out", shards]) == 0
    assert "6 photos are in" in capsys.readouterr().out
    common = ["--images", shards, "--out", out, "--steps", "3", "--threads", "1", "--sampling", "device"]
    settings = [f"--set={name}={value}" for name, value in (TINY | {"crop": 32}).items()]
    device = ["--device", "cpu", "--perceptual", "lite0"]
    assert main(["learn", "all", "--body", "standard", *common, *settings, *device]) == 0
    assert "The edge and completion weights are in" in capsys.readouterr().out
    pair = load_weights(out)
    assert pair.published
    assert pair.soft
    assert main(["learn", "joint", "--edges", "predicted", *common]) == 1
    assert "Only the stage “inpaint”" in capsys.readouterr().err


def test_networks_that_cannot_be_compiled_learn_as_they_are(photo_folder, tmp_path, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("no compiler")

    monkeypatch.setattr(torch, "compile", lambda *args, **kwargs: broken)
    plain, compiled = tmp_path / "plain", tmp_path / "compiled"
    train_inpainting(job(photo_folder, plain, "edge", 2), CPU, RunControl())
    train_inpainting(replace(job(photo_folder, compiled, "edge", 2), compile=True), CPU, RunControl())
    assert "no compiler" in caplog.text
    one, two = weights_of(plain, "edge"), weights_of(compiled, "edge")
    assert all(torch.equal(two[name], value) for name, value in one.items())


def test_training_lowers_the_loss(photo_folder, tmp_path):
    train_inpainting(job(photo_folder, tmp_path, "edge", 60, gan_start=1.0), CPU, RunControl())
    with open(tmp_path / "edge-log.csv") as file:
        losses = [float(row["bce"]) for row in csv.DictReader(file)]
    assert losses[-1] < losses[0]


def test_two_processes_learn_what_one_learns(photo_folder, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    train_inpainting(job(photo_folder, one, "edge", 3, gan_start=0.0), CPU, RunControl())
    env = os.environ | {"OMP_NUM_THREADS": "1"}
    command = [
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", "main.py",
        "learn", "edge", "--images", photo_folder, "--out", two, "--steps", "3", "--device", "cpu", "--workers", "0",
    ]  # fmt: skip
    for name, value in (TINY | {"gan_start": 0.0}).items():
        command += ["--set", f"{name}={value}"]
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    a, b = weights_of(one, "edge"), weights_of(two, "edge")
    for name, value in a.items():
        torch.testing.assert_close(b[name].float(), value.float(), atol=4e-3, rtol=0.05, msg=name)


def test_bad_folders_are_named(tmp_path):
    with pytest.raises(TrainingError, match="There is no folder"):
        train_inpainting(job(tmp_path / "nowhere", tmp_path / "o", "edge", 1), CPU, RunControl())
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match="There is no photo"):
        train_inpainting(job(tmp_path / "empty", tmp_path / "o", "edge", 1), CPU, RunControl())
    (tmp_path / "empty" / "a.jpg").write_bytes(b"broken")
    with pytest.raises(TrainingError, match="can be used"):
        train_inpainting(job(tmp_path / "empty", tmp_path / "o", "edge", 1), CPU, RunControl())


def test_joint_needs_both_stages_first(photo_folder, tmp_path):
    with pytest.raises(TrainingError, match="“edge” and “inpaint”"):
        train_inpainting(job(photo_folder, tmp_path, "joint", 1), CPU, RunControl())


def test_two_photos_and_a_broken_one_still_learn_and_say_so(photo_folder, tmp_path):
    folder = tmp_path / "few"
    folder.mkdir()
    for name in ("0.png", "1.png"):
        shutil.copy(photo_folder / name, folder)
    (folder / "bad.jpg").write_bytes(b"\xff\xd8broken")
    said = []
    train_inpainting(job(folder, tmp_path / "o", "edge", 1), CPU, RunControl(), say=said.append)
    assert "bad.jpg" in said[0]
    assert "by heart" in said[0]


def test_samples_depend_on_their_number_only(photo_folder, tmp_path):
    store = PhotoStore([photo_folder], tmp_path / "p.u8", 96, 64)
    data = HoleDataset(store, SampleRecipe(64), MaskMaker(), seed=3)
    first = [next(batches(data, step, 4, workers=0))["image"] for step in (0, 1)]
    stream = batches(data, 0, 4, workers=0)
    assert torch.equal(next(stream)["image"], first[0])
    assert torch.equal(next(stream)["image"], first[1])
    halves = [next(batches(data, 0, 4, workers=0, rank=rank, ranks=2))["image"] for rank in (0, 1)]
    assert torch.equal(torch.cat(halves), first[0])
    sample = data[11]
    assert set(sample) == {"image", "grey", "mask", "edges", "known", "guide"}
    assert not (sample["known"] * sample["mask"]).any()
    assert 0 < sample["mask"].mean() < 1


def test_stages_and_settings_are_checked():
    with pytest.raises(TrainingError, match="no stage"):
        InpaintingSettings.preset("colour")
    settings = InpaintingSettings.preset("edge", sigmas=(1.0, 4.0))
    assert InpaintingSettings.from_meta(settings.to_meta() | {"of a later version": 1}) == settings


@pytest.mark.parametrize("crop", [64, 128, 256])
def test_packed_photos_leave_room_for_the_largest_crops(crop):
    settings = InpaintingSettings.preset("edge", crop=crop)
    assert packed_side(settings) >= settings.zoom * crop
