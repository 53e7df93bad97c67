import cv2
import numpy as np
import pytest
import torch

from core.device import Device
from core.edgeconnect.light import LightCompletion, LightEdgeGenerator
from core.edgeconnect.weights import Weights
from core.image_io import list_samples, load_photo
from core.sentence import Sentence

CPU = Device("cpu", Sentence("CPU"), "", 1)


@pytest.fixture(scope="session")
def photo():
    """Part of a real photo, uint8 (160, 240, 3)."""
    return np.ascontiguousarray(cv2.resize(load_photo(list_samples()[0].path).pixels, (480, 300))[100:260, 120:360])


@pytest.fixture(scope="session")
def tiny_weights():
    """Untrained small networks: their fills are the smooth first fill, a little disturbed."""
    torch.manual_seed(0)
    edge, completion = LightEdgeGenerator(8, 2, 2).eval(), LightCompletion(8, 2, 2).eval()
    return Weights(edge.requires_grad_(False), completion.requires_grad_(False), 0.3, "tiny")


@pytest.fixture(scope="session")
def photo_folder(tmp_path_factory, photo):
    folder = tmp_path_factory.mktemp("photos")
    for number in range(6):
        cv2.imwrite(str(folder / f"{number}.png"), np.roll(photo, 31 * number, 1)[:, :, ::-1])
    return folder
