import numpy as np
import pytest
from skimage.color import rgb2gray
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from core.errors import CheckpointError, ImageError
from core.image_io import list_samples, load_photo
from core.metrics.edges import edge_scores
from core.metrics.fidelity import l1_percent, luma, psnr, psnr_grey, relative_mae_percent, ssim, ssim_grey
from core.metrics.frechet import frechet_distance, lite0_vector
from core.metrics.perceptual import find_vgg19, lite0_distance, make_backbone


@pytest.fixture(scope="module")
def pair():
    """Part of a photo, and the same with noise; uint8 (120, 160, 3)."""
    photo = np.ascontiguousarray(load_photo(list_samples()[0].path).rgb8()[100:220, 100:260])
    noise = np.random.default_rng(0).normal(0, 12, photo.shape)
    return photo, (photo + noise).clip(0, 255).astype(np.uint8)


def test_psnr_agrees_with_scikit_image(pair):
    assert psnr(*pair) == pytest.approx(peak_signal_noise_ratio(*pair, data_range=255), abs=1e-9)
    assert psnr(pair[0], pair[0]) == float("inf")


def test_ssim_agrees_with_scikit_image(pair):
    reference = structural_similarity(
        *pair, channel_axis=2, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    assert ssim(*pair) == pytest.approx(reference, abs=1e-4)
    assert ssim(pair[0], pair[0]) == pytest.approx(1)


def test_l1_is_percent_of_the_range():
    black, white = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 255, np.uint8)
    assert l1_percent(black, white) == 100
    assert l1_percent(black, np.full((4, 4, 3), 51, np.uint8)) == pytest.approx(20)


def test_the_published_evaluation_agrees_with_scikit_image(pair):
    grey = [rgb2gray(picture) for picture in pair]
    assert luma(pair[0]) == pytest.approx(grey[0], abs=1e-12)
    assert psnr_grey(*pair) == pytest.approx(peak_signal_noise_ratio(*grey, data_range=1), abs=1e-9)
    assert ssim_grey(*pair) == pytest.approx(structural_similarity(*grey, data_range=1, win_size=51), abs=1e-9)
    assert ssim_grey(pair[0], pair[0]) == pytest.approx(1)
    share = np.abs(grey[0] - grey[1]).sum() / (grey[0] + grey[1]).sum()
    assert relative_mae_percent(*pair) == pytest.approx(100 * share)
    with pytest.raises(ImageError, match="a picture is 160 x 50 px"):
        ssim_grey(pair[0][:50], pair[1][:50])


def test_frechet_distance_is_that_of_the_definition(pair):
    """Against the formula with a matrix root, on vectors of full rank; and a strong blur is farther than a weak one."""
    import cv2

    rng = np.random.default_rng(1)
    first, second = rng.normal(0, 1, (60, 5)), rng.normal(0.3, 2, (50, 5))
    covariances = [np.cov(vectors.T) for vectors in (first, second)]
    values, axes = np.linalg.eigh(covariances[0])
    root = axes @ np.diag(np.sqrt(values)) @ axes.T
    mixed = np.sqrt(np.linalg.eigvalsh(root @ covariances[1] @ root)).sum()
    wanted = ((first.mean(0) - second.mean(0)) ** 2).sum() + sum(np.trace(c) for c in covariances) - 2 * mixed
    assert frechet_distance(first, second) == pytest.approx(wanted)
    assert frechet_distance(first, first) == pytest.approx(0, abs=1e-9)
    with pytest.raises(ValueError, match="two vectors"):
        frechet_distance(first[:1], second)

    parts = [np.ascontiguousarray(pair[0][:, x : x + 64]) for x in (0, 32, 64, 96)]
    slightly, heavily = ([cv2.GaussianBlur(p, (0, 0), sigma) for p in parts] for sigma in (0.6, 4))
    true, near, far = ([lite0_vector(p) for p in pictures] for pictures in (parts, slightly, heavily))
    assert 0 < frechet_distance(near, true) < frechet_distance(far, true)


def test_edge_precision_and_recall_count_in_the_hole_within_a_pixel():
    truth = np.zeros((80, 80, 3), np.uint8)
    truth[:, 40:] = 200  # one edge from top to bottom
    hole = np.zeros((80, 80), bool)
    hole[20:60, 20:60] = True
    moved = [np.roll(truth, by, 1) for by in (1, 3)]
    assert edge_scores(truth, truth, hole) == edge_scores(moved[0], truth, hole)
    assert (edge_scores(moved[0], truth, hole).precision, edge_scores(moved[0], truth, hole).recall) == (1, 1)
    assert (edge_scores(moved[1], truth, hole).precision, edge_scores(moved[1], truth, hole).recall) == (0, 0)
    half = truth.copy()
    half[:40] = 0  # its edge ends in the middle of the hole, at a new one across
    scores = edge_scores(half, truth, hole)
    assert scores.recall == pytest.approx(0.5, abs=0.1)
    assert 0.3 < scores.precision < 0.8
    flat = np.zeros_like(truth)
    assert edge_scores(flat, truth, hole).precision is None
    assert edge_scores(flat, truth, hole).recall == 0


def test_lite0_distance_prefers_shifted_texture_to_a_blur(pair):
    """What separates it from PSNR: moss moved by two pixels is still moss, a blur of it is not."""
    import cv2

    photo = pair[0]
    shifted, blurred = np.roll(photo, 2, 1), cv2.GaussianBlur(photo, (0, 0), 4)
    assert lite0_distance(photo, photo) == pytest.approx(0, abs=1e-6)
    assert lite0_distance(photo, shifted) < lite0_distance(photo, blurred)
    assert lite0_distance(photo, blurred) == pytest.approx(lite0_distance(blurred, photo))


def test_vgg19_is_taken_from_the_torch_cache_or_a_file(tmp_path, monkeypatch):
    """A file laid out as torchvision's is found in the cache and gives the activations of a plain forward pass."""
    import torch
    from torch import nn

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    assert find_vgg19() is None
    assert make_backbone("auto").name == "EfficientNet-Lite0"
    with pytest.raises(CheckpointError, match="not in torch's cache"):
        make_backbone("vgg19")
    with pytest.raises(CheckpointError, match="no VGG19 weights file"):
        make_backbone(str(tmp_path / "none.pth"))

    layers, before = [], 3
    for width in (64, 64, "M", 128, 128, "M", *[256] * 4, "M", *[512] * 4, "M", *[512] * 4, "M"):
        if width == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(before, width, 3, padding=1), nn.ReLU()]
            before = width
    torch.manual_seed(0)
    plain = nn.Sequential(*layers)
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    torch.save({f"features.{k}": v for k, v in plain.state_dict().items()}, folder / "vgg19-dcbb9e9d.pth")

    backbone = make_backbone("auto")
    assert backbone.name == "VGG19"
    image = torch.rand(1, 3, 48, 48)
    given = backbone(image)
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    x = (image - mean[:, None, None]) / std[:, None, None]
    wanted = []
    for number, layer in enumerate(plain):
        x = layer(x)
        if number in (1, 6, 11, 20, 29):  # relu1_1, relu2_1, relu3_1, relu4_1, relu5_1
            wanted.append(x)
    for g, w in zip(given, wanted, strict=True):
        torch.testing.assert_close(g, w)

    (tmp_path / "broken.pth").write_bytes(b"no weights")
    with pytest.raises(CheckpointError, match="does not hold VGG19 weights"):
        make_backbone(str(tmp_path / "broken.pth"))
