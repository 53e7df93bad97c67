"""Grain of thin holes, and holes in pictures with transparency."""

import cv2
import numpy as np
import pytest

from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, InpaintRequest
from core.matching.grain import grained
from tests.core.edgeconnect.conftest import CPU


@pytest.fixture(scope="module")
def tool(tiny_weights):
    return Inpainter(tiny_weights, CPU)


@pytest.fixture(scope="module")
def logo():
    """A red disc and a half transparent blue box on nothing, whose hidden pixels are green: (pixels, alpha)."""
    pixels = np.full((160, 260, 3), (0, 255, 0), np.uint8)
    alpha = np.zeros((160, 260), np.uint8)
    disc, box = np.zeros_like(alpha), np.zeros_like(alpha)
    cv2.circle(disc, (70, 80), 50, 1, -1)
    cv2.rectangle(box, (160, 50), (230, 110), 1, -1)
    pixels[disc > 0], alpha[disc > 0] = (220, 30, 30), 255
    pixels[box > 0], alpha[box > 0] = (20, 60, 200), 128
    return pixels, alpha


def test_what_stood_on_nothing_leaves_nothing(tool, logo):
    pixels, alpha = logo
    hole = np.zeros(alpha.shape, bool)
    hole[40:120, 150:240] = True
    result = tool.fill(InpaintRequest(pixels, hole, alpha))
    assert (result.alpha[hole] == 0).all()
    assert (result.alpha[~result.mask] == alpha[~result.mask]).all()


def test_inside_a_shape_the_shape_goes_on_in_its_own_colours(tool, logo):
    pixels, alpha = logo
    hole = np.zeros(alpha.shape, bool)
    hole[70:90, 180:205] = True
    result = tool.fill(InpaintRequest(pixels, hole, alpha))
    assert (result.alpha[hole] == 128).all()
    off = np.abs(result.image[hole].astype(int) - (20, 60, 200))
    assert off.max() < 40


def test_an_outline_goes_on_through_a_hole_and_hidden_colours_never_come_in(tool, logo):
    pixels, alpha = logo
    hole = np.zeros(alpha.shape, bool)
    hole[95:145, 40:100] = True  # the lower rim of the disc
    result = tool.fill(InpaintRequest(pixels, hole, alpha))
    filled = result.alpha[hole]
    assert (filled > 200).mean() > 0.2
    assert (filled < 50).mean() > 0.1
    shown = hole & (result.alpha > 128)
    assert result.image[shown][:, 1].mean() < 90  # green was hidden


def test_a_wire_in_grain_is_filled_with_grain():
    tool = Inpainter(None, CPU)  # networks that have learned draw no grain; others draw anything
    rng = np.random.default_rng(0)
    y, _ = np.mgrid[:200, :300]
    smooth = np.repeat((120 + 0.2 * y)[..., None], 3, -1)
    photo = np.clip(smooth + cv2.GaussianBlur(rng.normal(0, 16, smooth.shape), (0, 0), 0.7), 0, 255).astype(np.uint8)
    hole = np.zeros((200, 300), bool)
    cv2.line(mask := np.zeros((200, 300), np.uint8), (30, 60), (270, 140), 1, 5)
    hole |= mask > 0
    wire = np.where(hole[..., None], 20, photo).astype(np.uint8)
    result = tool.fill(InpaintRequest(wire, hole, blend=EXACT)).image

    def grain(picture: np.ndarray) -> np.ndarray:
        return picture.astype(float) - cv2.GaussianBlur(picture.astype(float), (0, 0), 2)

    strength = grain(result)[hole].std() / grain(photo)[~hole].std()
    assert 0.85 < strength < 1.15
    alone = tool.fill(InpaintRequest(wire, hole, blend=EXACT, finish="network")).image
    assert grain(alone)[hole].std() / grain(photo)[~hole].std() < 0.7  # what the networks draw has none


def test_clean_ground_gets_no_grain():
    flat = np.full((60, 80, 3), 0.5, np.float32)
    hole = np.zeros((60, 80), bool)
    hole[20:25] = True
    assert np.array_equal(grained(flat, hole, ~hole, flat), flat)
