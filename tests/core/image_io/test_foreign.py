"""Files as other programs write them, and damaged files: a picture or a plain sentence, nothing else."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from core.errors import ImageError
from core.image_io import WRITABLE_SUFFIXES, Photo, encode_photo, load_gray, load_photo


def noise(dtype=np.uint8, channels=3):
    top = np.iinfo(dtype).max
    return np.random.default_rng(3).integers(0, top, (40, 60, channels), dtype, endpoint=True)


def test_a_phones_extra_frames_are_no_animation(tmp_path):
    frames = [Image.fromarray(noise()), Image.fromarray(255 - noise())]
    frames[0].save(tmp_path / "a.jpg", format="MPO", save_all=True, append_images=frames[1:])
    assert load_photo(tmp_path / "a.jpg").notes == ()


def test_lab_goes_through_its_profile(tmp_path):
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    converted = ImageCms.profileToProfile(Image.fromarray(noise()), srgb, lab, outputMode="LAB")
    converted.save(tmp_path / "a.tif")
    assert np.abs(load_photo(tmp_path / "a.tif").pixels.astype(int) - noise()).mean() < 3


@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
@pytest.mark.filterwarnings("error")
def test_damage_gives_a_picture_or_one_sentence(tmp_path, suffix):
    whole = encode_photo(Photo(noise(np.uint16), noise(np.uint16, 1)[..., 0]), suffix)
    random = np.random.default_rng(5)
    path = tmp_path / f"a{suffix}"
    refused = []
    for number in range(40):
        damaged = bytearray(whole)
        for place in random.integers(0, 300 if number % 2 else len(whole), 4):
            damaged[place] = random.integers(0, 256)
        if number % 4 == 0:
            del damaged[random.integers(1, len(whole)) :]
        path.write_bytes(damaged)
        for load in (load_photo, load_gray):
            try:
                load(path)
            except ImageError as error:
                refused.append(str(error))
    assert len(refused) > 10
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in refused)
