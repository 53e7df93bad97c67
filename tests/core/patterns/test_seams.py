"""Cuts between overlapping covers run where the covers agree."""

import numpy as np

from core.patterns.seams import cover_seams


def test_the_cut_follows_a_winding_path_of_agreement() -> None:
    height, half = 64, 24
    difference = np.full((height, 4 * half), 100, np.float32)
    path = np.round(12 + 6 * np.sin(np.arange(height) / 12)).astype(int)
    for y, x in enumerate(path):
        difference[y, x - 1 : x + 2] = 0
    seam = cover_seams(difference, half)
    np.testing.assert_allclose(seam.sum(0), 1, atol=1e-6)
    crossing = (seam[0, :, :half] > 0.5).argmax(1)
    assert np.abs(crossing - path).max() <= 3


def test_covers_alternate_and_end_at_their_blocks() -> None:
    seam = cover_seams(np.zeros((8, 100), np.float32), 20)
    np.testing.assert_allclose(seam[0, 0, [0, 19, 20, 39, 40]], [0, 1, 1, 0, 0], atol=0.1)
    np.testing.assert_allclose(seam[1], 1 - seam[0])


def test_tiny_pictures_have_seams_too() -> None:
    for height, width in ((1, 1), (1, 50), (50, 1), (3, 2)):
        assert cover_seams(np.zeros((height, width), np.float32), 2).shape == (2, height, width)
