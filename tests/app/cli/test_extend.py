"""`extend` as a person calls it."""

import numpy as np
import pytest

from app.cli import main
from core.image_io import Photo, load_photo, save_photo


@pytest.fixture
def deep(tmp_path):
    """A photo of 16 bits with transparency and a colour profile."""
    from PIL import ImageCms

    dice = np.random.default_rng(2)
    pixels = (np.linspace(9000, 50000, 60)[None, :, None] + dice.normal(0, 900, (48, 60, 3))).astype(np.uint16)
    alpha = np.full((48, 60), 65535, np.uint16)
    alpha[:10] = 0
    photo = Photo(pixels, alpha, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    save_photo(photo, tmp_path / "deep.png")
    return tmp_path / "deep.png", photo


def run(*arguments):
    return main([str(a) for a in arguments])


def test_extend_keeps_depth_transparency_profile_and_the_photo(deep, tmp_path):
    path, photo = deep
    out = tmp_path / "wide.png"
    assert run("extend", path, "--left", 13, "--bottom", 8, "-o", out) == 0
    made = load_photo(out)
    assert (made.width, made.height) == (73, 56)
    np.testing.assert_array_equal(made.pixels[:48, 13:], photo.pixels)
    np.testing.assert_array_equal(made.alpha[:48, 13:], photo.alpha)
    assert made.icc == photo.icc


def test_extend_to_a_size_at_a_place(deep, tmp_path):
    path, photo = deep
    out = tmp_path / "large.png"
    assert run("extend", path, "--size", "70x60", "--at", "top", "-o", out) == 0
    np.testing.assert_array_equal(load_photo(out).pixels[:48, 5:65], photo.pixels)


@pytest.mark.parametrize(("arguments", "word"), [
    (["--size", "59x100"], "smaller"), (["--right", "121"], "3 times"), ([], "Nothing"),
    (["--top", "-3"], "negative"), (["--size", "80x80", "--left", "3"], "either"),
])  # fmt: skip
def test_what_is_refused_takes_one_sentence_and_writes_nothing(deep, tmp_path, capsys, arguments, word):
    out = tmp_path / "no.png"
    assert run("extend", deep[0], *arguments, "-o", out) == 1
    said = capsys.readouterr().err.strip()
    assert word in said
    assert len(said.splitlines()) == 1
    assert not out.exists()
