"""`edges` as a person calls it."""


import numpy as np
import pytest

from core.edges import canny, to_grey
from tests.app.cli.calling import read, run, write

pytestmark = pytest.mark.usefixtures("small_networks")


def test_edges_writes_known_ones_and_no_edge_of_what_the_hole_hides(files):
    folder, photo, hole = files
    assert run("edges", folder / "photo.png", "-o", folder / "edges.png") == 0
    assert np.array_equal(read(folder / "edges.png")[..., 0] > 0, canny(to_grey(photo)))
    masked = ("edges", folder / "photo.png", "--mask", folder / "mask.png", "-o", folder / "a.png")
    assert run(*masked) == 0
    other = photo.copy()
    other[hole] = np.random.default_rng(0).integers(0, 256, (int(hole.sum()), 3))
    write(folder / "photo.png", other)
    assert run(*masked[:-1], folder / "b.png") == 0
    assert np.array_equal(read(folder / "a.png"), read(folder / "b.png"))
