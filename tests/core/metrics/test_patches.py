"""Patch distances: zero for copies, exact against brute force, deterministic, on the right side of known changes."""

import cv2
import numpy as np
import pytest

from core.metrics.patches import PatchScores, coherence, patch_scores, patch_swd


def textured(height: int = 48, width: int = 64, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.float32)
    return np.clip((cv2.GaussianBlur(noise, (0, 0), 1.2) - 128) * 2.5 + 128, 0, 255).astype(np.uint8)


def test_a_copy_has_no_distance() -> None:
    photo = textured()
    assert patch_scores(photo, photo) == PatchScores(0.0, 0.0, 0.0)


def test_coherence_is_the_exact_nearest_neighbour_distance() -> None:
    a, b = textured(9, 10, 1)[:, :10], textured(11, 8, 2)
    windows = [
        np.lib.stride_tricks.sliding_window_view(x.astype(np.float64) / 255, (7, 7), (0, 1)).reshape(-1, 147)
        for x in (a, b)
    ]
    brute = np.mean([((windows[1] - query) ** 2).mean(1).min() for query in windows[0]])
    assert coherence(a, b, queries=None) == pytest.approx(brute, rel=1e-4)


def test_a_crop_is_coherent_but_not_complete() -> None:
    photo = textured(64, 96)
    crop = photo[:, :32]
    assert coherence(crop, photo) < 0.1 * coherence(photo, crop)


def test_alien_pixels_and_blur_cost_coherence() -> None:
    photo = textured()
    alien = photo.copy()
    alien[16:32, 16:32] = textured(16, 16, 9)
    assert coherence(alien, photo) > 0
    assert coherence(cv2.blur(photo, (5, 5)), photo) > 1e-3


def test_swd_sees_how_often_patches_occur_but_not_where() -> None:
    left, right = textured(64, 64, 3), np.full((64, 64, 3), 200, np.uint8)
    photo, swapped = np.hstack([left, right]), np.hstack([right, left])
    unfair = np.hstack([left, left, left, right])
    assert patch_swd(swapped, photo) < 0.5 * patch_swd(unfair, photo)


def test_figures_repeat_and_average() -> None:
    photo, other = textured(40, 40, 4), textured(50, 30, 5)
    first, second = patch_scores(other, photo), patch_scores(other, photo)
    assert first == second
    mean = PatchScores.mean([first, PatchScores(0, 0, 0)])
    assert mean.coherence == pytest.approx(first.coherence / 2)
    assert first.row() == [f"{v:.2f}" for v in (first.coherence, first.completeness, first.swd)]
    with pytest.raises(ValueError, match="no scores"):
        PatchScores.mean([])


def test_a_picture_without_a_patch_is_refused() -> None:
    with pytest.raises(ValueError, match="7 x 7"):
        patch_scores(textured(6, 20), textured())
