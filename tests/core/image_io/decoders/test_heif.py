"""HEIC files open upright with profile and EXIF where the library is there, and say what is missing where it is not."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import ImageError
from core.image_io import READABLE_SUFFIXES, load_photo
from core.image_io.heif import is_heif
from tests.app.pictures import discs

FILE = Path(__file__).resolve().parents[3] / "data" / "rotated.heic"  # discs(96, 64), to be turned by a quarter


def test_a_phone_s_picture_opens_upright_with_what_belongs_to_it(tmp_path):
    photo = load_photo(FILE)
    assert (photo.width, photo.height) == (64, 96)
    upright = np.rot90(discs(96, 64), -1)
    assert np.abs(photo.pixels.astype(int) - upright).mean() < 6  # it was compressed
    assert photo.icc is not None
    assert b"Camera" in photo.metadata.exif
    assert photo.notes == ()
    copied = shutil.copy(FILE, tmp_path / "mistaken.jpg")
    assert np.array_equal(load_photo(copied).pixels, photo.pixels)


def test_ten_bits_stay_ten_bits():
    photo = load_photo(FILE.with_name("ten_bits.heic"))  # grey in its lower half: 96 columns from 64 to 1000 of 1023
    assert photo.pixels.dtype == np.uint16
    assert (photo.width, photo.height) == (96, 64)
    ramp = np.linspace(64, 1000, 96).astype(int) * (65535 / 1023)
    assert np.abs(photo.pixels[-1] - ramp[:, None]).max() <= 0.5
    assert photo.notes == ()


def test_a_damaged_one_is_one_sentence(tmp_path):
    path = tmp_path / "cut.heic"
    path.write_bytes(FILE.read_bytes()[:2000])
    with pytest.raises(ImageError, match="cut.heic"):
        load_photo(path)


def test_without_the_library_the_sentence_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(ImageError, match="rotated.heic is a HEIC picture, which needs the package pi-heif"):
        load_photo(FILE)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", True),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", True),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", False),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", False),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", False),
        (b"\xff\xd8\xff\xe0 a JPEG file", False),
        (b"", False),
    ],
)
def test_the_kind_is_told_by_the_bytes(start, expected):
    assert is_heif(start) is expected


def test_the_open_dialog_lists_them():
    assert {".heic", ".heif"} <= set(READABLE_SUFFIXES)
