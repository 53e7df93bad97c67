"""The shelf of trained models: what else a training learns from is kept and goes with its model."""

import os
import time

from app.project.models import ModelShelf


def test_further_photos_are_remembered_for_a_photo_and_a_preset(tmp_path):
    shelf = ModelShelf(tmp_path / "models")
    assert shelf.further("aa", "quick") == []
    photos = [tmp_path / "이끼 1.png", tmp_path / "b.jpg"]
    shelf.note_further("aa", "quick", photos)
    assert ModelShelf(tmp_path / "models").further("aa", "quick") == photos
    assert shelf.further("aa", "balanced") == []
    assert shelf.further("bb", "quick") == []
    assert shelf.files() == []  # a note is no model


def test_they_are_forgotten_with_the_model(tmp_path):
    shelf = ModelShelf(tmp_path)
    for fingerprint in ("aa", "bb", "cc"):
        shelf.note_further(fingerprint, "quick", [tmp_path / "x.png"])
        shelf.path(fingerprint, "quick").write_bytes(b"model")
    shelf.forget("aa")
    assert shelf.further("aa", "quick") == []
    old = time.time() - 10 * 86_400
    os.utime(shelf.path("bb", "quick"), (old, old))
    shelf.clean_up(5, [""])
    assert shelf.further("bb", "quick") == []
    assert shelf.further("cc", "quick") == [tmp_path / "x.png"]
