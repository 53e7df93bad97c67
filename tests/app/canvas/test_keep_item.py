"""The veil of the Keep view tells a subject from its background at a glance."""

import numpy as np

from app.canvas.keep_item import KeepItem


def veil(kept: float) -> tuple[int, int]:
    """(green, opacity) of the veil where this much is kept."""
    item = KeepItem()
    item.set_map(np.full((2, 2), kept, np.float32), 20, 20)
    colour = item.image.pixelColor(0, 0)
    return colour.green(), colour.alpha()


def test_what_gives_way_is_dark_and_what_stays_is_tinted():
    background, cloth, face = veil(0.14), veil(0.42), veil(1.0)  # as importance has them for a person
    assert background[0] < 60  # dark
    assert background[1] > 0.4 * 255
    assert cloth[0] > 150
    assert face[0] > 200
    assert face[1] < 0.45 * 255  # the photo is still seen


def test_without_a_map_there_is_no_veil(qapp):
    item = KeepItem()
    item.set_map(np.ones((2, 2), np.float32), 20, 20)
    item.set_map(None)
    assert item.image is None
