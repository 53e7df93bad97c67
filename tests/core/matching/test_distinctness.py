import cv2
import numpy as np
import pytest

from core.matching.distinctness import importance, solid


@pytest.fixture(scope="module")
def scene():
    """A speckled pole in an even sky."""
    image = np.full((120, 180, 3), (150, 190, 230), np.uint8)
    image = np.clip(image + np.random.default_rng(0).normal(0, 2, image.shape), 0, 255).astype(np.uint8)
    pole = np.random.default_rng(1).integers(0, 120, (70, 22, 3)).astype(np.uint8)
    image[30:100, 80:102] = pole
    return image


def test_an_object_in_the_sky_is_important_and_a_texture_is_not(scene):
    values = importance(scene)
    assert values.shape == scene.shape[:2]
    assert values[35:95, 84:98].mean() > 0.6
    assert values[:, :40].max() < 0.15
    gravel = cv2.GaussianBlur(np.random.default_rng(2).normal(128, 90, scene.shape), (0, 0), 1.2)
    texture = np.clip(gravel, 0, 255).astype(np.uint8)
    assert importance(texture).mean() < 0.4
    assert importance(np.full((9, 5, 3), 77, np.uint8)).max() == 0


def test_the_users_word_counts(scene):
    protect, remove = np.zeros(scene.shape[:2], bool), np.zeros(scene.shape[:2], bool)
    protect[:10, :10] = True
    remove[30:100, 80:102] = True
    values = importance(scene, protect, remove)
    assert (values[:10, :10] == 1).all()
    assert (values[30:100, 80:102] == 0).all()


def test_islands_are_filled_but_not_what_the_border_cuts() -> None:
    ring = np.zeros((60, 80), np.float32)
    cv2.circle(ring, (40, 30), 15, 0.8, 3)
    cv2.circle(ring, (0, 30), 12, 0.8, 3)
    filled = solid(ring, 0.35)
    assert filled[30, 40] == pytest.approx(0.8)  # inside the ring
    assert filled[30, 3] == 0  # inside the one that the border cuts
    assert filled[5, 60] == 0
    assert (filled >= ring).all()
    assert ring[30, 40] == 0  # the given map is left alone
