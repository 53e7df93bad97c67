"""Fixtures for commands that repair: a photo with its mask, and networks that are small."""

import numpy as np
import pytest

from core.edgeconnect import inpainter
from core.edgeconnect.weights import Weights
from tests.app.cli.calling import write
from tests.core.edgeconnect import conftest as edgeconnect

photo, photo_folder, tiny_weights = edgeconnect.photo, edgeconnect.photo_folder, edgeconnect.tiny_weights


@pytest.fixture
def small_networks(monkeypatch, tiny_weights):
    """The bundled weights are replaced by tiny ones, unless a test names some."""
    load = inpainter.load_weights

    def fake(source=None) -> Weights:
        return tiny_weights if source is None else load(source)

    monkeypatch.setattr(inpainter, "load_weights", fake)


@pytest.fixture
def files(tmp_path, photo):
    """A photo, its mask and the mask's bool array."""
    mask = np.zeros(photo.shape[:2], np.uint8)
    mask[60:100, 90:140] = 255
    write(tmp_path / "photo.png", photo)
    write(tmp_path / "mask.png", mask)
    return tmp_path, photo, mask > 0
