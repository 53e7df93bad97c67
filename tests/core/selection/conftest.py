import cv2
import numpy as np
import pytest


@pytest.fixture
def scene():
    """A textured red disk on noisy green."""
    rng = np.random.default_rng(0)
    image = np.clip(rng.normal((60, 140, 70), 14, (160, 200, 3)), 0, 255).astype(np.uint8)
    truth = np.zeros((160, 200), np.uint8)
    cv2.circle(truth, (110, 80), 36, 255, -1)
    disk = np.clip(rng.normal((190, 50, 50), 18, (160, 200, 3)), 0, 255).astype(np.uint8)
    image[truth > 0] = disk[truth > 0]
    return image, truth


def iou(a, b):
    a, b = a > 127, b > 127
    return (a & b).sum() / (a | b).sum()
