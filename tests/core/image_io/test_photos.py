import errno
import io
import os
import struct
import zlib

import cv2
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from core.errors import ImageError
from core.image_io import (
    MAX_PIXELS,
    Photo,
    list_samples,
    load_gray,
    load_mask,
    load_photo,
    photo_fingerprint,
    save_photo,
)


def noise(height=40, width=60, channels=3, dtype=np.uint8, seed=0):
    top = np.iinfo(dtype).max
    return np.random.default_rng(seed).integers(0, top, (height, width, channels), dtype, endpoint=True)


def smooth(height=48, width=64):
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 255 // width, y * 255 // height, (x + y) * 255 // (width + height)], -1).astype(np.uint8)


SENTENCE = r"^[^\n]{15,200}[.]$"


# -- what people really have ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".bmp"])
@given(st.integers(16, 50), st.integers(16, 50), st.booleans(), st.booleans(), st.integers(0, 9))
@settings(max_examples=12, deadline=None)
def test_lossless_round_trip(tmp_path_factory, suffix, height, width, deep, transparent, seed):
    dtype = np.uint16 if deep and suffix != ".bmp" else np.uint8
    alpha = noise(height, width, 1, dtype, seed + 1)[..., 0] if transparent and suffix != ".bmp" else None
    photo = Photo(noise(height, width, 3, dtype, seed), alpha)
    path = tmp_path_factory.mktemp("io") / f"a{suffix}"
    save_photo(photo, path)
    again = load_photo(path)
    assert again.pixels.dtype == dtype
    assert np.array_equal(again.pixels, photo.pixels)
    assert (again.alpha is None) == (alpha is None)
    assert alpha is None or np.array_equal(again.alpha, alpha)


@pytest.mark.parametrize(("suffix", "close"), [(".jpg", 2.0), (".webp", 3.0)])
def test_lossy_formats_stay_close_and_lay_transparency_on_white(tmp_path, suffix, close):
    path = tmp_path / f"a{suffix}"
    save_photo(Photo(smooth()), path, quality=95)
    assert np.abs(load_photo(path).pixels.astype(int) - smooth()).mean() < close
    hidden = np.zeros((48, 64), np.uint8)
    save_photo(Photo(smooth(), hidden), path, quality=95)
    again = load_photo(path)
    assert again.has_alpha if suffix == ".webp" else again.pixels.min() > 250


def test_webp_at_100_is_lossless(tmp_path):
    save_photo(Photo(noise()), tmp_path / "a.webp", quality=100)
    assert np.array_equal(load_photo(tmp_path / "a.webp").pixels, noise())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_rotated_camera_picture_comes_out_upright(tmp_path, orientation):
    stored = Image.fromarray(smooth())
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera"
    stored.save(tmp_path / "a.png", exif=exif)
    expected = {
        1: lambda a: a, 2: np.fliplr, 3: lambda a: np.rot90(a, 2), 4: np.flipud, 5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, -1), 7: lambda a: np.rot90(a, 2).swapaxes(0, 1), 8: np.rot90,
    }[orientation](smooth())  # fmt: skip
    photo = load_photo(tmp_path / "a.png")
    assert np.array_equal(photo.pixels, expected)
    save_photo(photo, tmp_path / "b.jpg")
    with Image.open(tmp_path / "b.jpg") as again:
        assert again.getexif()[0x0112] == 1
        assert again.getexif()[0x010F] == "Camera"


def test_palette_grey_and_grey_with_alpha(tmp_path):
    Image.fromarray(smooth()).quantize(32).save(tmp_path / "palette.png")
    assert load_photo(tmp_path / "palette.png").pixels.shape == (48, 64, 3)
    Image.fromarray(smooth()[..., 0]).save(tmp_path / "grey.png")
    grey = load_photo(tmp_path / "grey.png").pixels
    assert (grey[..., 0] == grey[..., 2]).all()
    both = Image.fromarray(smooth()[..., 0]).convert("LA")
    both.putalpha(77)
    both.save(tmp_path / "la.png")
    assert (load_photo(tmp_path / "la.png").alpha == 77).all()


def test_cmyk_becomes_rgb(tmp_path):
    Image.fromarray(smooth()).convert("CMYK").save(tmp_path / "cmyk.jpg", quality=95)
    assert np.abs(load_photo(tmp_path / "cmyk.jpg").pixels.astype(int) - smooth()).mean() < 6


def test_only_the_first_frame_of_an_animation_and_it_says_so(tmp_path):
    frames = [Image.fromarray(np.full((32, 32, 3), 80 * i, np.uint8)) for i in range(3)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    photo = load_photo(tmp_path / "a.gif")
    assert photo.pixels.max() == 0
    assert "first frame" in str(photo.notes[0])


def test_the_profile_travels(tmp_path):
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for suffix in (".png", ".jpg", ".tiff", ".webp"):
        save_photo(Photo(smooth(), icc=icc), tmp_path / f"a{suffix}")
        assert load_photo(tmp_path / f"a{suffix}").icc == icc
    save_photo(Photo(noise(dtype=np.uint16), icc=icc), tmp_path / "deep.png")
    deep = load_photo(tmp_path / "deep.png")
    assert deep.icc == icc
    assert deep.pixels.dtype == np.uint16


def test_sixteen_bit_files_of_other_programs(tmp_path):
    deep = noise(dtype=np.uint16)
    tifffile.imwrite(tmp_path / "planar.tif", np.moveaxis(deep, -1, 0), photometric="rgb", planarconfig="separate")
    assert np.array_equal(load_photo(tmp_path / "planar.tif").pixels, deep)
    cv2.imwrite(str(tmp_path / "grey.png"), deep[..., 0])
    assert np.array_equal(load_photo(tmp_path / "grey.png").pixels[..., 1], deep[..., 0])
    assert np.abs(load_gray(tmp_path / "grey.png").astype(int) - deep[..., 0] / 257).max() <= 1


def test_forty_megapixels_open(tmp_path):
    Image.new("RGB", (8000, 5000), (10, 90, 200)).save(tmp_path / "large.jpg")
    photo = load_photo(tmp_path / "large.jpg")
    assert (photo.width, photo.height) == (8000, 5000)


# -- what goes wrong -----------------------------------------------------------------------------------------------


def png_without_pixels(width, height):
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", body), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.jpg", b"", "is empty"),
        ("text.png", b"I am not a picture", "not a picture"),
        ("script.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n", "not a picture"),
        ("bomb.png", png_without_pixels(60_000, 60_000), "megapixels"),
        ("header.png", png_without_pixels(90, 90), "damaged"),
    ],
)
def test_bad_files_give_one_sentence(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImageError, match=SENTENCE) as caught:
        load_photo(tmp_path / name)
    assert words in str(caught.value)


def test_missing_folder_tiny_and_forbidden(tmp_path, monkeypatch):
    with pytest.raises(ImageError, match="There is no file"):
        load_photo(tmp_path / "nothing.jpg")
    with pytest.raises(ImageError, match="not a picture file"):
        load_photo(tmp_path)
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    with pytest.raises(ImageError, match="only 1 x 1 px"):
        load_photo(tmp_path / "dot.png")

    def refuse(self):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(ImageError, match="permission denied"):
        load_photo(tmp_path / "dot.png")


def test_broken_metadata_does_not_cost_the_picture(tmp_path):
    buffer = io.BytesIO()
    Image.fromarray(smooth()).save(buffer, "JPEG", quality=95, exif=b"Exif\0\0garbage", icc_profile=b"nonsense" * 30)
    (tmp_path / "a.jpg").write_bytes(buffer.getvalue())
    photo = load_photo(tmp_path / "a.jpg")
    assert photo.icc is None
    assert np.abs(photo.pixels.astype(int) - smooth()).mean() < 2


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "mine.png"
    save_photo(Photo(smooth()), path)
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("core.checkpoint.os.fsync", full)
    with pytest.raises(ImageError, match=r"no space left.*unchanged\.$"):
        save_photo(Photo(noise()), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["mine.png"]


def test_unknown_and_impossible_formats(tmp_path):
    with pytest.raises(ImageError, match="cannot write “.xyz”"):
        save_photo(Photo(smooth()), tmp_path / "a.xyz")
    with pytest.raises(ImageError, match="without a suffix"):
        save_photo(Photo(smooth()), tmp_path / "a")
    with pytest.raises(ImageError, match="too large for .webp"):
        save_photo(Photo(np.zeros((16, 17_000, 3), np.uint8)), tmp_path / "a.webp")
    with pytest.raises(ImageError, match="three channels"):
        Photo(np.zeros((4, 4), np.uint8))
    assert MAX_PIXELS >= 100_000_000


# -- masks, fingerprints, samples ----------------------------------------------------------------------------------


def test_masks_are_thresholded_scaled_or_refused(tmp_path):
    mask = np.zeros((40, 60), np.uint8)
    mask[10:30, 20:40] = 255
    Image.fromarray(mask).save(tmp_path / "m.jpg", quality=60)
    hole = load_mask(tmp_path / "m.jpg")
    assert hole.dtype == bool
    assert abs(int(hole.sum()) - 400) < 40
    assert load_mask(tmp_path / "m.jpg", (120, 80)).shape == (80, 120)
    with pytest.raises(ImageError, match="does not fit"):
        load_mask(tmp_path / "m.jpg", (40, 60))


def test_fingerprint_follows_content_only(tmp_path):
    save_photo(Photo(smooth()), tmp_path / "a.png")
    save_photo(Photo(smooth()), tmp_path / "b.tiff")
    first, second = (photo_fingerprint(load_photo(tmp_path / name).pixels) for name in ("a.png", "b.tiff"))
    assert first == second
    changed = smooth()
    changed[0, 0, 0] ^= 1
    assert photo_fingerprint(changed) != first


def test_bundled_samples_open_and_are_credited():
    samples = list_samples()
    assert {"repeated", "skyline", "texture", "object"} <= {sample.kind for sample in samples}
    licences = (samples[0].path.parent / "LICENSES.md").read_text(encoding="utf-8")
    for sample in samples:
        photo = load_photo(sample.path)
        assert max(photo.width, photo.height) >= 1000
        assert sample.licence
        assert sample.path.name in licences
        assert sample.credit.split(",")[0] in licences
