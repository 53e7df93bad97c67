"""The transform inside the network, the random geometries, and the presets."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from torch.nn import functional as F

from core.geometry import MAX_SCALE, MIN_SCALE, CanvasGeometry
from core.ingan.presets import PRESETS, TrainSettings
from core.ingan.start import to_signed
from core.ingan.transforms import (
    curriculum,
    inverse_geometry,
    random_geometry,
    random_window,
    resample,
    sampling_grid,
    scale_range,
)
from tests.core.pictures import pebbles

QUAD = ((20.0, 8.0), (110.0, 0.0), (120.0, 90.0), (0.0, 80.0))
BENT = CanvasGeometry(128, 96, 120, 90, QUAD)


def test_a_resize_is_what_interpolate_gives() -> None:
    features = torch.rand(1, 5, 48, 64)
    grid, scales = sampling_grid(CanvasGeometry(64, 48, 96, 24), (0, 0, 24, 96))
    expected = F.interpolate(features, size=(24, 96), mode="bilinear", align_corners=False)
    torch.testing.assert_close(resample(features, grid)[..., 1:-1], expected[..., 1:-1], atol=1e-5, rtol=0)
    assert scales[0, 0].unique().tolist() == [-1.0]
    torch.testing.assert_close(scales[0, 1], torch.full((24, 96), np.log2(1.5), dtype=torch.float32))


def test_the_grid_takes_corners_of_the_quad_to_corners_of_the_photo() -> None:
    canvas = CanvasGeometry(128, 96, 400, 300, ((40.0, 20.0), (360.0, 60.0), (320.0, 260.0), (60.0, 240.0)))
    grid, _ = sampling_grid(canvas, (0, 0, 300, 400))
    for (x, y), wanted in zip(canvas.corners, ((-1, -1), (1, -1), (1, 1), (-1, 1))):
        found = grid[0, round(y), round(x)]
        assert np.abs(np.array(wanted) - found.numpy()).max() < 0.02  # a pixel and a half


def test_a_homography_is_what_opencv_draws() -> None:
    photo = cv2.GaussianBlur(pebbles(), (0, 0), 3)
    grid, _ = sampling_grid(BENT, (0, 0, 90, 120))
    drawn = resample(to_signed(photo), grid)[0].permute(1, 2, 0).numpy()
    shift = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])  # OpenCV counts pixel centres, Regrain pixel edges
    matrix = np.linalg.inv(shift) @ BENT.homography @ shift
    expected = cv2.warpPerspective(photo, matrix, (120, 90), flags=cv2.INTER_LINEAR) / 127.5 - 1
    inside = cv2.erode(BENT.coverage(), np.ones((5, 5))) == 1
    assert inside.mean() > 0.6
    assert np.abs(drawn - expected)[inside].max() < 0.04


def test_a_window_continues_past_the_canvas() -> None:
    whole, _ = sampling_grid(BENT, (0, 0, 90, 120), 2)
    part, _ = sampling_grid(BENT, (30, 40, 96, 96), 2)
    torch.testing.assert_close(part[:, :30, :40], whole[:, 15:45, 20:60])
    assert part.shape == (1, 48, 48, 2)
    assert part.abs().max() <= 3


def test_there_and_back_is_where_it_began() -> None:
    back = inverse_geometry(BENT)
    assert (back.width, back.height, back.source_width, back.source_height) == (128, 96, 120, 90)
    product = back.homography @ BENT.homography
    np.testing.assert_allclose(product / product[2, 2], np.eye(3), atol=1e-3)


def test_the_range_of_sizes_grows_to_the_papers() -> None:
    paper = PRESETS["paper"]
    assert curriculum(0, paper) == pytest.approx(1e-4)
    low, high = scale_range(4_999, paper)
    assert (low, high) == (pytest.approx(1 - 0.85 / 2), pytest.approx(1 + 1.25 / 2))
    for step in (9_999, 74_999):
        assert scale_range(step, paper) == (pytest.approx(MIN_SCALE), pytest.approx(MAX_SCALE))


@pytest.mark.parametrize("name", ["quick", "paper"])
def test_random_geometries_fill_their_range(name: str) -> None:
    settings, rng = PRESETS[name], np.random.default_rng(1)
    made = [random_geometry(256, 192, 10**6, settings, rng) for _ in range(600)]
    scales = np.array([g.scale for g in made])
    assert scales.max() > 0.95 * settings.largest
    assert scales.min() < 1.25 * settings.smallest
    rounding = settings.size_multiple / 192
    assert scales.max() <= settings.largest + rounding
    bent = [g for g in made if g.quad is not None]
    assert abs(len(bent) / 600 - settings.homography_share) < 0.06  # corner handles are trained, too
    if name == "paper":
        assert all(g.width % 8 == 0 and g.height % 8 == 0 for g in made)
    early = [random_geometry(256, 192, 0, settings, rng) for _ in range(50)]
    assert np.ptp([g.scale for g in early]) < np.ptp(scales)


def test_corners_move_farther_as_the_curriculum_goes_on() -> None:
    settings = replace(PRESETS["paper"], homography_share=1.0)

    def bend(step: int) -> float:
        rng = np.random.default_rng(3)
        made = [random_geometry(256, 256, step, settings, rng) for _ in range(40)]
        moved = [
            np.abs(np.array(g.corners) / (g.width, g.height) - np.array([[0, 0], [1, 0], [1, 1], [0, 1]])).max()
            for g in made
        ]
        return float(np.mean(moved))

    assert bend(500) < 0.03
    assert 0.1 < bend(10_000) <= settings.homography


def test_windows_lie_in_the_canvas_and_in_the_quad() -> None:
    rng = np.random.default_rng(0)
    canvas = CanvasGeometry(128, 96, 300, 240, ((80.0, 0.0), (220.0, 0.0), (300.0, 240.0), (0.0, 240.0)))
    covered = canvas.coverage()
    shares = []
    for _ in range(30):
        top, left, height, width = random_window(canvas, 64, rng)
        assert top + height <= 240
        assert left + width <= 300
        shares.append(covered[top : top + height, left : left + width].mean())
    assert np.mean(shares) > 0.9
    assert random_window(canvas, 0, rng) == (0, 0, 240, 300)
    assert random_window(CanvasGeometry(128, 96, 40, 30), 64, rng) == (0, 0, 30, 40)


def test_the_paper_preset_is_the_papers() -> None:
    paper = PRESETS["paper"]
    assert (paper.base, paper.residual_blocks, paper.levels, paper.input_crop) == (64, 6, 3, 256)
    assert (paper.d_factor, paper.d_smallest, paper.scale_balance_step) == (1.4, 13, 25_000)
    assert (paper.g_rate, paper.d_rate, paper.beta1, paper.beta2) == (5e-5, 5e-5, 0.5, 0.999)
    assert (paper.steps, paper.schedule_steps, paper.decay_from, paper.decay_to) == (75_000, 75_000, 20_000, 75_000)
    assert (paper.init_gain, paper.last_scale_exponent, paper.d_antialias) == (0.01, -2, False)
    assert (paper.w_gan, paper.w_cycle, paper.inverse_from, paper.noise) == (1.0, 0.1, 10_000, 1 / 255)
    assert (paper.w_swd, paper.w_nearest) == (0, 0)
    assert (paper.ema, paper.clip, paper.warmup, paper.keep_best) == (0, 0, 0, False)


def test_a_length_replaces_the_presets_length() -> None:
    assert TrainSettings.preset("quick", steps=7).minutes is None
    assert TrainSettings.preset("paper", minutes=2.0).steps is None
    both = TrainSettings.preset("quick", steps=7, minutes=1.0)
    assert (both.steps, both.minutes) == (7, 1.0)


def test_settings_survive_json() -> None:
    for settings in PRESETS.values():
        assert TrainSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings
    older = {**PRESETS["quick"].to_json(), "forgotten": 3}
    assert TrainSettings.from_json(older) == PRESETS["quick"]


@pytest.mark.parametrize(
    "change",
    [{"base": 10**6}, {"base": "64"}, {"steps": -1}, {"generator": "other"}, {"levels": 2.5}, {"minutes": 0},
     {"keep_best": 1}, {"working_side": 10**7}],
)  # fmt: skip
def test_settings_of_a_file_are_checked(change: dict) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each figure has its own words
        TrainSettings.from_json({**PRESETS["quick"].to_json(), **change})
