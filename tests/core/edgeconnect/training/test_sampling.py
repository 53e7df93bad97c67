"""Photos packed into shards, and samples made on the device: the same as those that workers make."""

import zipfile

import cv2
import numpy as np
import pytest
import torch

from core import edges
from core.edgeconnect.training import sampling
from core.edgeconnect.training.dataset import HoleDataset, PhotoStore, SampleRecipe
from core.edgeconnect.training.labels import EdgeMaker, as_floats
from core.edgeconnect.training.masks import MaskMaker, strokes
from core.edgeconnect.training.sampling import DeviceSamples
from core.edgeconnect.training.shards import pack
from core.errors import TrainingError

DEVICE = torch.device("cpu")


@pytest.fixture(autouse=True)
def few_masks(monkeypatch):
    monkeypatch.setattr(sampling, "BANK", 8)


@pytest.mark.parametrize(
    ("canny", "labels", "sigma"),
    [("opencv", "canny", 2.0), ("opencv", "canny", 1.0), ("scikit", "canny", 2.0), ("opencv", "denoised", 2.0)],
)
def test_edges_on_the_device_are_those_of_the_processor(photo, canny, labels, sigma):
    maker = EdgeMaker.named(canny, labels)
    sample = photo if maker.labels is None else np.dstack([photo, maker.labels.plane(photo)])
    grey = maker.grey(photo)
    hole = strokes(np.random.default_rng(3), *grey.shape, 0.25)
    mask = torch.from_numpy(hole.astype(np.float32))[None, None]
    batch = torch.from_numpy(sample.astype(np.float32)).permute(2, 0, 1)[None]
    drawn = [plane[0].numpy() for plane in maker.of_batch(batch, mask, sigma)]
    np.testing.assert_allclose(drawn[0], as_floats(grey), atol=1.01 / 255 if canny == "opencv" else 1e-5)
    wanted_of = maker.label(sample, grey, sigma), maker.known(grey, sigma, hole)
    for plane, wanted in zip(drawn[1:], wanted_of, strict=True):
        found = plane[0] > 0
        assert wanted.any()
        assert (found & wanted).sum() > 0.98 * (found | wanted).sum()


def test_denoised_labels_leave_grain_out_and_known_edges_as_they_are(photo_folder, tmp_path):
    maker = EdgeMaker.named("opencv", "denoised")
    plain = PhotoStore([photo_folder], tmp_path / "a.u8", 96, 64)
    store = PhotoStore([photo_folder], tmp_path / "b.u8", 96, 64, maker.labels)
    masks = MaskMaker(("rectangles",))
    one = HoleDataset(plain, SampleRecipe(64), masks, seed=3)[0]
    two = HoleDataset(store, SampleRecipe(64, maker=maker), masks, seed=3)[0]
    assert torch.equal(one["image"], two["image"])
    assert torch.equal(one["known"], two["known"])
    assert 0 < two["edges"].sum() < one["edges"].sum()
    assert torch.equal(two["guide"], two["edges"] * two["mask"] + two["known"] * (1 - two["mask"]))
    with pytest.raises(TrainingError, match="labels canny, denoised"):
        EdgeMaker.named("opencv", "sobel")


def test_samples_of_the_device_depend_on_their_number_and_hold_together(photo_folder, tmp_path):
    store = PhotoStore([photo_folder], tmp_path / "p.u8", 96, 64)
    recipe = SampleRecipe(64, edge_dropout=0.3, edge_rubbing=0.3)

    def samples(**how):
        return DeviceSamples(store, recipe, MaskMaker(), 3, 8, DEVICE, **how)

    stream = samples().batches(0)
    first, second = next(stream), next(stream)
    again = next(samples().batches(1))
    halves = [next(samples(rank=rank, ranks=2).batches(1)) for rank in (0, 1)]
    for name, plane in second.items():
        assert torch.equal(again[name], plane)
        assert torch.equal(torch.cat([half[name] for half in halves]), plane)
        assert not torch.equal(first[name], plane)
    mask = first["mask"]
    assert not (first["known"] * mask).any()
    assert torch.equal(first["guide"] * (1 - mask), first["known"])
    assert (first["guide"] <= torch.maximum(first["edges"], first["known"])).all()
    assert len({float(share) for share in mask.mean((1, 2, 3))}) > 2
    planes = zip(first["guide"], first["edges"], mask, strict=True)
    rubbed_out = [not (g * m).any() and bool((e * m).any()) for g, e, m in planes]
    assert any(rubbed_out)
    assert not all(rubbed_out)


def test_crops_of_the_device_are_parts_of_the_photo(photo, tmp_path):
    (tmp_path / "photos").mkdir()
    cv2.imwrite(str(tmp_path / "photos" / "0.png"), photo[:, :, ::-1])
    store = PhotoStore([tmp_path / "photos"], tmp_path / "p.u8", 160, 64)
    recipe = SampleRecipe(64, zoom=1.0)
    batch = next(DeviceSamples(store, recipe, MaskMaker(), 0, 4, DEVICE).batches(0))
    for image, grey in zip(batch["image"], batch["grey"], strict=True):
        crop = (image.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
        places = [np.abs(cv2.matchTemplate(photo, c, cv2.TM_SQDIFF)).min() for c in (crop, crop[:, ::-1].copy())]
        assert min(places) < 64  # the very pixels, as they are or mirrored
        assert np.abs(edges.to_grey(crop).astype(int) - grey[0].numpy() * 255).max() < 1.01


def test_packed_photos_are_learned_from_like_the_folder(photo_folder, tmp_path):
    (tmp_path / "in").mkdir()
    for path in photo_folder.iterdir():
        picture = cv2.imread(str(path))
        cv2.imwrite(str(tmp_path / "in" / f"{path.stem}.png"), cv2.resize(picture, None, fx=2, fy=2))
    (tmp_path / "in" / "bad.jpg").write_bytes(b"\xff\xd8broken")
    packed = pack([tmp_path / "in"], tmp_path / "out", short_side=96, limit=20_000)
    assert packed.photos == 6
    assert packed.unreadable == ["bad.jpg"]
    assert len(packed.shards) > 1
    assert all(shard.stat().st_size <= 20_000 for shard in packed.shards)
    (tmp_path / "out" / "zz.zip").write_bytes(b"no zip")
    plain = PhotoStore([tmp_path / "in"], tmp_path / "a.u8", 96, 64)
    store = PhotoStore([tmp_path / "out"], tmp_path / "b.u8", 96, 64)
    assert len(store) == len(plain) == 6
    assert "zz.zip" in store.note
    assert all(np.abs(store[n].astype(int) - plain[n]).mean() < 4 for n in range(6))
    again = pack([tmp_path / "out"], tmp_path / "again", short_side=96)
    with zipfile.ZipFile(again.shards[0]) as one, zipfile.ZipFile(packed.shards[0]) as two:
        assert one.read("000000.jpg") == two.read("000000.jpg")  # no loss the second time
    with pytest.raises(TrainingError, match="where the photos come from"):
        pack([tmp_path / "in"], tmp_path / "in" / "shards")
