"""The published flow, beside a plain one that shares no code with it."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from skimage.color import rgb2gray
from skimage.feature import canny as skimage_canny

from core.edgeconnect import published
from core.edgeconnect.flow import Flow
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, EdgeDetection, GivenLines, InpaintRequest
from core.edgeconnect.weights import load_weights
from core.image_io import list_samples, load_photo
from tests.core.edgeconnect.conftest import CPU

WIDTH, BLOCKS = 16, 8


def random_state(inputs: int, outputs: int, seed: int, biased: bool) -> dict[str, torch.Tensor]:
    """Weights under the published files' names; the edge network's blocks have no biases there."""
    rng = torch.Generator().manual_seed(seed)
    w = WIDTH
    shapes = {"encoder.1": (w, inputs, 7, 7), "encoder.4": (2 * w, w, 4, 4), "encoder.7": (4 * w, 2 * w, 4, 4)}
    for n in range(BLOCKS):
        shapes |= {f"middle.{n}.conv_block.{k}": (4 * w, 4 * w, 3, 3) for k in (1, 5)}
    shapes |= {"decoder.0": (4 * w, 2 * w, 4, 4), "decoder.3": (2 * w, w, 4, 4), "decoder.7": (outputs, w, 7, 7)}
    state = {}
    for name, shape in shapes.items():
        state[f"{name}.weight"] = 0.05 * torch.randn(shape, generator=rng)
        if biased or not name.startswith("middle"):
            count = shape[1] if name in ("decoder.0", "decoder.3") else shape[0]
            state[f"{name}.bias"] = 0.1 * torch.randn(count, generator=rng)
    return state


def plain_network(state: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """The paper's generator (appendix) with functions alone."""

    def conv(name, x, **how):
        return F.conv2d(x, state[f"{name}.weight"], state.get(f"{name}.bias"), **how)

    def deconv(name, x):
        return F.conv_transpose2d(x, state[f"{name}.weight"], state[f"{name}.bias"], stride=2, padding=1)

    def reflected(x, pixels):
        return F.pad(x, (pixels,) * 4, mode="reflect")

    x = F.relu(F.instance_norm(conv("encoder.1", reflected(x, 3))))
    for name in ("encoder.4", "encoder.7"):
        x = F.relu(F.instance_norm(conv(name, x, stride=2, padding=1)))
    for n in range(BLOCKS):
        y = F.relu(F.instance_norm(conv(f"middle.{n}.conv_block.1", reflected(x, 2), dilation=2)))
        x = x + F.instance_norm(conv(f"middle.{n}.conv_block.5", reflected(y, 1)))
    for name in ("decoder.0", "decoder.3"):
        x = F.relu(F.instance_norm(deconv(name, x)))
    return conv("decoder.7", reflected(x, 3))


def plain_flow(edge, completion, photo: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Grey, Canny, stage 1, its raw output to stage 2, composite; uint8."""
    grey = rgb2gray(photo)
    edges = skimage_canny(grey, sigma=2, mask=~hole)
    grey, edges, mask = (torch.tensor(np.float32(plane))[None, None] for plane in (grey, edges, hole))
    image = torch.tensor(np.float32(photo) / 255).permute(2, 0, 1)[None]
    lines = torch.sigmoid(plain_network(edge, torch.cat([grey * (1 - mask) + mask, edges * (1 - mask), mask], 1)))
    output = (torch.tanh(plain_network(completion, torch.cat([image * (1 - mask) + mask, lines], 1))) + 1) / 2
    merged = output * mask + image * (1 - mask)
    return (255 * merged[0].permute(1, 2, 0)).round().numpy().astype(np.uint8)


@pytest.fixture(scope="module")
def states():
    return random_state(3, 1, 1, biased=False), random_state(4, 3, 2, biased=True)


@pytest.fixture(scope="module")
def tool(states, tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    for name, state in zip(("EdgeModel_gen", "InpaintingModel_gen"), states, strict=True):
        torch.save({"iteration": 1, "generator": state}, folder / f"{name}.pth")
    return Inpainter(load_weights(folder), CPU)


def cases():
    """(photo, hole): a stroke, a block as thick as half the photo, two holes at once."""
    for number, (height, width) in enumerate(((256, 256), (200, 320), (256, 192))):
        photo = load_photo(list_samples()[number].path).pixels
        photo = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA)
        hole = np.zeros((height, width), np.uint8)
        if number == 0:
            cv2.line(hole, (40, 60), (200, 180), 1, 14)
        elif number == 1:
            hole[40:160, 100:230] = 1
        else:
            hole[20:60, 30:80] = hole[150:190, 90:160] = 1
        yield photo, hole > 0


def test_grey_and_canny_are_scikit_images_to_the_pixel():
    for photo, hole in cases():
        grey = published.luma(photo.astype(np.float32) / 255)
        assert np.abs(grey - rgb2gray(photo)).max() < 1e-12
        for sigma in (1.0, 2.0):
            assert np.array_equal(published.canny(grey, sigma, hole), skimage_canny(grey, sigma=sigma, mask=~hole))


def test_published_weights_fill_as_the_published_program_does(tool, states):
    for photo, hole in cases():
        result = tool.fill(InpaintRequest(photo, hole)).image
        wanted = plain_flow(*states, photo, hole)
        assert np.array_equal(result[~hole], photo[~hole])
        assert np.abs(result.astype(int) - wanted).max() <= 1
    ours = tool.fill(InpaintRequest(photo, hole, blend=EXACT, flow=Flow.regrain(), finish="network")).image
    assert np.abs(ours.astype(int) - wanted)[hole].mean() > 3  # what the test would miss otherwise


def test_what_the_user_draws_counts_in_the_published_flow_and_only_in_the_hole(tool):
    photo, hole = next(iter(cases()))
    drawn = np.zeros(hole.shape, bool)
    drawn[120] = True
    plain = InpaintRequest(photo, hole)
    filled = [tool.fill(replace(plain, given=GivenLines(drawn, where))).image for where in (hole, ~hole, drawn & hole)]
    bare = tool.fill(plain).image
    assert np.array_equal(filled[1], bare)  # nothing of the user's lies in the hole
    assert (filled[0] != bare)[hole].any()
    assert (filled[2] != bare)[hole].any()


def test_edges_are_shown_as_thin_lines(tool):
    photo, hole = next(iter(cases()))
    maps = tool.edges(InpaintRequest(photo, hole, detection=EdgeDetection(threshold=0.5)))
    assert maps.predicted.any()
    corners = maps.predicted[1:, 1:] & maps.predicted[:-1, 1:] & maps.predicted[1:, :-1] & maps.predicted[:-1, :-1]
    assert corners.sum() < 0.05 * maps.predicted.sum()
    assert np.array_equal(maps.known, published.canny(published.luma(photo), 2.0, hole))


def test_a_soft_pair_hands_its_probabilities_on(photo, tiny_weights, monkeypatch):
    seen = []
    hole = np.zeros(photo.shape[:2], bool)
    hole[60:90, 100:140] = True
    tool = Inpainter(tiny_weights, CPU)
    complete = tool._complete
    monkeypatch.setattr(tool, "_complete", lambda view, guide, flow: seen.append(guide) or complete(view, guide, flow))
    for flow in (Flow.regrain(), replace(Flow.regrain(), soft=True)):
        tool.fill(InpaintRequest(photo, hole, blend=EXACT, flow=flow, finish="network"))
    lines, soft = seen
    assert 0 < ((soft > 0) & (soft < 1)).sum() == hole.sum()
    assert np.array_equal(soft == 1, lines == 1)  # the photo's own edges are merged in both
    assert ((lines > 0) & (lines < 1)).sum() < 0.5 * hole.sum()
