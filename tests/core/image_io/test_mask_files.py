"""Masks in files of every kind: one rule says what they mark."""

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from app.cli.evaluate import _load
from core.errors import ImageError
from core.image_io import fit_mask, list_samples, load_mask, load_photo
from core.image_io.mask_files import marked
from core.sentence import Sentence

HOLE = np.zeros((60, 80), bool)
HOLE[20:35, 10:40] = True
PHOTO = cv2.resize(load_photo(list_samples()[0].path).rgb8(), (80, 60), interpolation=cv2.INTER_AREA)


def layer(colour, below=(0, 0, 0)):
    """RGB painted with ``colour`` where the hole is."""
    return np.where(HOLE[..., None], np.uint8(colour), np.uint8(below))


def with_alpha(colours, opaque):
    return np.dstack([colours, np.uint8(opaque) * 255])


def two_paints():
    colours = layer((255, 0, 0))
    colours[20:35, 10:20] = 20, 60, 220
    return colours


PICTURES = {
    "white": np.uint8(HOLE) * 255,
    "zero and one": np.uint8(HOLE),
    "dark and less dark": np.uint8(HOLE) * 40 + 30,
    "light and less light": np.uint8(HOLE) * 80 + 160,
    "labels": np.uint8(HOLE) * 2 + np.uint8(HOLE & (np.arange(80) > 20)),
    "16 bits": np.uint16(HOLE) * 65535,
    "zero and one in 16 bits": np.uint16(HOLE),
    "8 bits in 16": cv2.GaussianBlur(np.uint16(HOLE) * 255, (3, 3), 0),
    "red on black": layer((255, 0, 0)),
    "red and blue on black": two_paints(),
    "white on blue": layer((255, 255, 255), (0, 0, 255)),
    "red on transparent": with_alpha(layer((255, 0, 0)), HOLE),
    "white on transparent": with_alpha(layer((255, 255, 255)), HOLE),
    "black on transparent": with_alpha(layer((0, 0, 0)), HOLE),
    "two paints on transparent": with_alpha(two_paints(), HOLE),
    "red beside opaque black": with_alpha(layer((255, 0, 0)), np.arange(80) < 60 + 0 * HOLE),
    "white and black, partly opaque": with_alpha(layer((255, 255, 255)), np.arange(80) < 60 + 0 * HOLE),
    "grey as opaque as it is light": np.dstack([cv2.GaussianBlur(np.uint8(HOLE) * 255, (3, 3), 0)] * 4),
    "hole in black": with_alpha(layer((0, 0, 0)), ~HOLE),
    "hole in a photo": with_alpha(PHOTO, ~HOLE),
    "hole in a grey photo": with_alpha(np.repeat(PHOTO[..., :1], 3, 2), ~HOLE),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_what_a_picture_marks(kind, tmp_path):
    picture = PICTURES[kind]
    bgr = picture if picture.ndim == 2 else picture[..., [2, 1, 0, 3][: picture.shape[2]]]
    cv2.imwrite(str(tmp_path / "m.png"), bgr)
    hole = load_mask(tmp_path / "m.png", (80, 60))
    assert hole.dtype == bool
    np.testing.assert_array_equal(hole, HOLE)


def test_masks_of_other_formats(tmp_path):
    white = Image.fromarray(np.uint8(HOLE) * 255)
    white.convert("1").save(tmp_path / "bits.png")
    indices = Image.fromarray(np.uint8(HOLE), "L").convert("P")
    indices.putpalette([0, 0, 0, 230, 20, 40])
    indices.save(tmp_path / "palette.png")
    tifffile.imwrite(tmp_path / "float.tif", HOLE.astype(np.float32))
    white.save(tmp_path / "noisy.jpg", quality=50)
    exif = Image.Exif()
    exif[0x0112] = 6
    white.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "turned.png", exif=exif)
    for path in tmp_path.iterdir():
        assert (load_mask(path, (80, 60)) != HOLE).mean() < (0.01 if path.suffix == ".jpg" else 1e-9), path.name


def test_soft_edges_are_cut_at_middle_grey():
    soft = cv2.GaussianBlur(np.uint8(HOLE) * 255, (0, 0), 4)
    np.testing.assert_array_equal(marked(soft) >= 128, soft >= 128)
    np.testing.assert_array_equal(marked(soft.astype(np.float32) / 255) >= 128, soft >= 128)
    np.testing.assert_array_equal(marked(soft.astype(np.uint16) * 257) >= 128, soft >= 128)
    np.testing.assert_array_equal(marked(layer((255, 0, 0)), soft) >= 128, soft >= 128)


@pytest.mark.parametrize(("grey", "said"), [(0, "dark"), (1, "dark"), (128, "light"), (255, "light"), (None, "dark")])
def test_a_mask_without_parts_is_refused(grey, said, tmp_path):
    picture = cv2.GaussianBlur(PHOTO, (0, 0), 2) // 3 if grey is None else np.full((60, 80), grey, np.uint8)
    Image.fromarray(picture).save(tmp_path / "blank.png")
    with pytest.raises(ImageError, match=rf"The mask blank\.png is {said} all over"):
        load_mask(tmp_path / "blank.png", (80, 60))


def test_masks_of_another_size(tmp_path):
    for width, height in ((40, 30), (160, 120), (79, 60), (80, 61), (161, 120)):
        other = cv2.resize(np.uint8(HOLE), (width, height), interpolation=cv2.INTER_NEAREST)  # 0 and 1, which blend
        Image.fromarray(other).save(tmp_path / "m.png")
        hole = load_mask(tmp_path / "m.png", (80, 60))
        assert hole.shape == (60, 80)
        assert (hole != HOLE).mean() < 0.03
    for shape in ((60, 40), (30, 80), (80, 60), (57, 80)):
        with pytest.raises(ImageError, match="does not fit a photo of 80 x 60 px"):
            fit_mask(np.zeros(shape, np.uint8), (80, 60), Sentence("The mask"))


def test_a_mask_that_lies_as_the_pixels_of_a_turned_photo(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(PHOTO).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "photo.jpg", exif=exif)
    Image.fromarray(np.uint8(HOLE) * 255).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "m.png")
    photo = load_photo(tmp_path / "photo.jpg")
    assert (photo.width, photo.height) == (80, 60)
    np.testing.assert_array_equal(load_mask(tmp_path / "m.png", (80, 60), photo.path), HOLE)
    with pytest.raises(ImageError, match="does not fit"):
        load_mask(tmp_path / "m.png", (80, 60))


def test_evaluate_scales_masks_as_all_commands_do(tmp_path):
    Image.fromarray(PHOTO).save(tmp_path / "a.png")
    Image.fromarray(np.uint8(HOLE[::2, ::2])).save(tmp_path / "m.png")
    hole = _load(tmp_path / "a.png", tmp_path / "a.png", tmp_path / "m.png")[2]
    assert hole.shape == HOLE.shape
    assert (hole != HOLE).mean() < 0.03
