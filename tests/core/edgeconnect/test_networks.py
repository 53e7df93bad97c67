"""The published architecture, checked against a plain reimplementation that shares no code with it."""

import pytest
import torch
import torch.nn.functional as F

from core.edgeconnect.light import LightCompletion, LightEdgeGenerator
from core.edgeconnect.networks import CompletionGenerator, EdgeGenerator, PatchDiscriminator, parameter_count
from core.edgeconnect.weights import load_part
from core.errors import CheckpointError

WIDTH = 8


def oracle(state, x):
    """Forward pass of the published body, written with functional calls from the paper's table."""
    conv = lambda x, name, **how: F.conv2d(x, state[f"{name}.weight"], state.get(f"{name}.bias"), **how)  # noqa: E731
    up = lambda x, n: F.conv_transpose2d(x, state[f"{n}.weight"], state[f"{n}.bias"], stride=2, padding=1)  # noqa: E731
    relu_norm = lambda x: F.relu(F.instance_norm(x))  # noqa: E731
    height, width = x.shape[2:]
    x = F.pad(x, (0, -width % 4, 0, -height % 4), mode="reflect")
    x = relu_norm(conv(F.pad(x, (3, 3, 3, 3), mode="reflect"), "encoder.1"))
    x = relu_norm(conv(x, "encoder.4", stride=2, padding=1))
    x = relu_norm(conv(x, "encoder.7", stride=2, padding=1))
    for block in range(8):
        name = f"middle.{block}.conv_block"
        y = relu_norm(conv(F.pad(x, (2, 2, 2, 2), mode="reflect"), f"{name}.1", dilation=2))
        x = x + F.instance_norm(conv(F.pad(y, (1, 1, 1, 1), mode="reflect"), f"{name}.5"))
    x = relu_norm(up(x, "decoder.0"))
    x = relu_norm(up(x, "decoder.3"))
    x = conv(F.pad(x, (3, 3, 3, 3), mode="reflect"), "decoder.7")
    return x[..., :height, :width]


def published_state(inputs, outputs, generator, biased_middle):
    """A state dict with the keys and shapes of the published files (plain weights), at a small width."""
    w = WIDTH
    shapes = {"encoder.1": (w, inputs, 7, 7), "encoder.4": (2 * w, w, 4, 4), "encoder.7": (4 * w, 2 * w, 4, 4)}
    for block in range(8):
        shapes |= {f"middle.{block}.conv_block.{n}": (4 * w, 4 * w, 3, 3) for n in (1, 5)}
    shapes |= {"decoder.0": (4 * w, 2 * w, 4, 4), "decoder.3": (2 * w, w, 4, 4), "decoder.7": (outputs, w, 7, 7)}
    state = {}
    for name, shape in shapes.items():
        state[f"{name}.weight"] = torch.randn(shape, generator=generator) * 0.1
        outs = shape[1] if name in ("decoder.0", "decoder.3") else shape[0]
        if biased_middle or not name.startswith("middle"):
            state[f"{name}.bias"] = torch.randn(outs, generator=generator) * 0.1
    return state


def under_spectral_norm(state, keys, generator):
    """The same weights as a spectrally normalised network stores them, in one of PyTorch's generations of keys."""
    stored = {}
    for name, value in state.items():
        if not name.endswith(".weight") or name.startswith("decoder.7"):
            stored[name] = value
            continue
        stem = name.removesuffix(".weight")
        transposed = stem in ("decoder.0", "decoder.3")
        raw = value * (1.5 + torch.rand((), generator=generator))
        matrix = (raw.transpose(0, 1) if transposed else raw).flatten(1)
        # sigma = u^T W v must be |raw| / |value| for the folded weight to come out as `value`.
        left, sizes, right = torch.linalg.svd(matrix, full_matrices=False)
        scale = sizes[0] * float(value.flatten()[0] / raw.flatten()[0])
        if keys == "old":  # before PyTorch 1.0: no v; `weight` holds the normalised copy
            stored |= {f"{stem}.weight_orig": raw, f"{stem}.weight_u": left[:, 0], f"{stem}.weight": value}
        elif keys == "hooks":
            stored |= {f"{stem}.weight_orig": raw / scale, f"{stem}.weight_u": left[:, 0], f"{stem}.weight_v": right[0]}
            state[name] = raw / sizes[0]
        else:
            root = f"{stem}.parametrizations.weight"
            stored |= {f"{root}.original": raw, f"{root}.0._u": left[:, 0], f"{root}.0._v": right[0]}
            state[name] = raw / sizes[0]
    return stored


@pytest.fixture
def rng():
    return torch.Generator().manual_seed(5)


@pytest.mark.parametrize("size", [(32, 40), (37, 45)])
def test_published_completion_weights_load_and_give_the_right_picture(tmp_path, rng, size):
    state = published_state(4, 3, rng, biased_middle=True)
    path = tmp_path / "InpaintingModel_gen.pth"
    torch.save({"iteration": 7, "generator": {f"module.{k}": v for k, v in state.items()}}, path)
    part = load_part(path, "completion")
    assert part.soft  # as published
    network = part.module
    image, edges = torch.rand(1, 3, *size, generator=rng), (torch.rand(1, 1, *size, generator=rng) > 0.8).float()
    mask = torch.zeros(1, 1, *size)
    mask[..., 8:20, 10:26] = 1
    with torch.inference_mode():
        given = network(image, edges, mask)
        wanted = (torch.tanh(oracle(state, torch.cat([image * (1 - mask) + mask, edges], 1))) + 1) / 2
    torch.testing.assert_close(given, wanted, atol=2e-5, rtol=1e-4)


@pytest.mark.parametrize("keys", ["old", "hooks", "parametrizations"])
def test_published_edge_weights_load_in_every_generation_of_spectral_norm(tmp_path, rng, keys):
    state = published_state(3, 1, rng, biased_middle=False)
    stored = under_spectral_norm(state, keys, rng)
    path = tmp_path / "EdgeModel_gen.pth"
    torch.save({"iteration": 7, "generator": stored}, path)
    network = load_part(path, "edge").module
    grey, edges = torch.rand(1, 1, 32, 36, generator=rng), (torch.rand(1, 1, 32, 36, generator=rng) > 0.8).float()
    mask = torch.zeros(1, 1, 32, 36)
    mask[..., 6:20, 9:25] = 1
    with torch.inference_mode():
        given = network(grey, edges, mask)
        wanted = oracle(state, torch.cat([grey * (1 - mask) + mask, edges * (1 - mask), mask], 1))
    torch.testing.assert_close(given, wanted, atol=1e-4, rtol=1e-3)


def test_sizes_as_published():
    assert parameter_count(EdgeGenerator(spectral=False)) == pytest.approx(10.77e6, rel=0.01)
    assert parameter_count(CompletionGenerator()) == pytest.approx(10.77e6, rel=0.01)
    logits, activations = PatchDiscriminator(3)(torch.rand(1, 3, 256, 256))
    assert logits.shape == (1, 1, 30, 30)
    assert [a.shape[1] for a in activations] == [64, 128, 256, 512, 1]


def test_the_discriminator_sees_seventy_pixels():
    image = torch.rand(1, 3, 128, 128, requires_grad=True)
    PatchDiscriminator(3, 8)(image)[0][0, 0, 7, 7].backward()
    seen = image.grad[0].abs().sum(0) > 0
    assert int(seen.any(0).sum()) == 70
    assert int(seen.any(1).sum()) == 70


@pytest.mark.parametrize("size", [(64, 64), (65, 91), (128, 70)])
def test_light_networks_take_any_size_and_keep_what_is_known(size):
    image, edges = torch.rand(2, 3, *size), torch.zeros(2, 1, *size)
    mask = torch.zeros(2, 1, *size)
    mask[..., 20:40, 20:40] = 1
    with torch.inference_mode():
        filled = LightCompletion(8, 2, 2)(image, edges, mask)
        logits = LightEdgeGenerator(8, 2, 2)(image[:, :1], edges, mask)
    assert logits.shape == (2, 1, *size)
    known = (mask == 0).expand_as(image)
    assert torch.equal(filled[known], image[known])
    assert filled.min() >= 0
    assert filled.max() <= 1


def test_what_lies_in_the_hole_is_not_looked_at():
    image, edges, mask = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64), torch.zeros(1, 1, 64, 64)
    mask[..., 20:44, 20:44] = 1
    other = torch.where(mask.bool(), torch.rand_like(image), image)
    for network in (LightCompletion(8, 2, 2), CompletionGenerator(8, 2)):
        with torch.inference_mode():
            one, two = network(image, edges, mask), network(other, edges, mask)
        torch.testing.assert_close(one, two)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.write_bytes(b"PK\x03\x04 nonsense"), "damaged"),
        (lambda p: p.write_bytes(b""), "damaged"),
        (lambda p: torch.save({"discriminator": {"a": torch.zeros(1)}}, p), "discriminator"),
        (lambda p: torch.save({"generator": {"a": torch.zeros(1)}}, p), "not a weights file"),
        (lambda p: torch.save({"generator": {"encoder.1.weight": torch.zeros(8, 3, 7, 7)}}, p), "edge network"),
        (lambda p: torch.save({"generator": {"encoder.1.weight": torch.zeros(8, 4, 7, 7)}}, p), "does not fit"),
        (lambda p: torch.save(Evil(), p), "run code"),
    ],
)
def test_foreign_and_hostile_files_are_named(tmp_path, monkeypatch, make, words):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "InpaintingModel_gen.pth"
    make(path)
    with pytest.raises(CheckpointError, match=words) as caught:
        load_part(path, "completion")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "executed").exists()


class Evil:
    def __reduce__(self):
        import os

        return os.mkdir, ("executed",)


def test_an_edge_network_can_begin_from_a_completion_network():
    """On a grey picture the begun network sees what the other does: equal activations before the last layer."""
    torch.manual_seed(0)
    completion, edge = LightCompletion(8, 2, 2), LightEdgeGenerator(8, 2, 2)
    edge.begin_from(completion)
    seen = []
    for body in (completion.body, edge.body):
        body.join.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    grey, mask = torch.rand(1, 1, 64, 64), torch.zeros(1, 1, 64, 64)
    mask[..., 20:40, 20:40] = 1
    edges = (torch.rand(1, 1, 64, 64) > 0.9).float() * (1 - mask)
    completion(grey.expand(-1, 3, -1, -1), edges, mask)
    edge(grey, edges, mask)
    torch.testing.assert_close(seen[1], seen[0], rtol=1e-3, atol=1e-4)
