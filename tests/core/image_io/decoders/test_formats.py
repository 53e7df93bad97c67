"""The other formats at every depth they come in, made by hand or by an encoder, compared with what was put in."""

import io
import struct

import cv2
import imagecodecs
import numpy as np
import pytest
from PIL import Image

from core.errors import ImageError
from core.image_io import load_gray, load_photo
from core.image_io.decoders.opened import DAMAGED
from core.image_io.reading import load_decoded

H, W = 36, 50


def noise(bits, channels, seed=1):
    values = np.random.default_rng(seed).integers(0, (1 << bits) - 1, (H, W, channels), endpoint=True)
    return values.astype(np.uint8 if bits <= 8 else np.uint16)


def soft(bits, channels=3):
    blurred = cv2.GaussianBlur(noise(8, channels).astype(np.float32), (0, 0), 5).reshape(H, W, channels)
    spread = (blurred - blurred.min()) / (blurred.max() - blurred.min())
    return (spread * ((1 << bits) - 1) + 0.5).astype(np.uint8 if bits <= 8 else np.uint16)


def whole(values, bits):
    """``values`` of ``bits`` bits as they have to come out."""
    full = 255 if bits <= 8 else 65535
    return values.astype(np.float64) * (full / ((1 << bits) - 1))


def written(tmp_path, data, name="a.bin"):
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


# -- JPEG 2000 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["jp2", "j2k"])
@pytest.mark.parametrize("bits", [4, 8, 10, 12, 16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_jpeg2000_at_every_depth(tmp_path, bits, channels, form):
    values = noise(bits, channels)
    data = imagecodecs.jpeg2k_encode(
        values.squeeze(), level=0, reversible=True, bitspersample=bits, codecformat=form, planar=False
    )
    photo = load_photo(written(tmp_path, data))
    colours = values[..., : channels - (channels in (2, 4))]
    assert photo.pixels.dtype == (np.uint8 if bits <= 8 else np.uint16)
    assert np.abs(photo.pixels - whole(colours, bits)).max() <= 0.5
    assert photo.has_alpha == (channels in (2, 4))
    assert photo.alpha is None or np.abs(photo.alpha - whole(values[..., -1], bits)).max() <= 0.5


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_jpeg2000_of_luma_and_chroma(tmp_path, bits):
    values = noise(bits, 3)
    data = imagecodecs.jpeg2k_encode(
        values, level=0, reversible=True, bitspersample=bits, codecformat="jp2", mct=False
    )
    at = data.index(b"colr") + 7
    assert data[at : at + 4] == struct.pack(">I", 16)  # sRGB
    photo = load_photo(written(tmp_path, data[:at] + struct.pack(">I", 18) + data[at + 4 :]))  # sYCC
    y, cb, cr = (values[..., i].astype(float) for i in range(3))
    half, top = 1 << (bits - 1), (1 << bits) - 1
    cb, cr = cb - half, cr - half
    rgb = np.stack([y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb], -1).clip(0, top)
    assert np.abs(photo.pixels - whole(rgb, bits)).max() <= (3 if bits <= 8 else 48)


# -- Netpbm ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("top", [1, 100, 255, 1000, 65535])
@pytest.mark.parametrize(("plain", "raw", "channels"), [(b"P2", b"P5", 1), (b"P3", b"P6", 3)])
def test_grey_and_colour_with_every_largest_value(tmp_path, plain, raw, channels, top):
    values = np.random.default_rng(top).integers(0, top, (H, W, channels), endpoint=True)
    head = b"\n# a comment\n%d %d\n%d\n" % (W, H, top)
    body = values.astype(np.uint8 if top < 256 else ">u2").tobytes()
    text = b"\n".join(b" ".join(b"%d" % v for v in row.ravel()) for row in values)
    full = 255 if top < 256 else 65535
    for data in (raw + head + body, plain + head + text):
        photo = load_photo(written(tmp_path, data))
        assert photo.pixels.dtype == (np.uint8 if top < 256 else np.uint16)
        assert np.abs(photo.pixels - values * (full / top)).max() <= 0.501


def test_black_and_white(tmp_path):
    values = noise(1, 1)[..., 0]  # 1 is black
    raw = b"P4\n%d %d\n" % (W, H) + np.packbits(values, axis=1).tobytes()
    text = b"P1\n%d %d\n" % (W, H) + b"\n".join(b"".join(b"%d" % v for v in row) for row in values)
    for data in (raw, text):
        assert np.array_equal(load_photo(written(tmp_path, data)).pixels[..., 0], (1 - values) * 255)


@pytest.mark.parametrize(("channels", "top"), [(1, 1), (2, 255), (4, 65535), (3, 1023)])
def test_pam(tmp_path, channels, top):
    values = np.random.default_rng(top).integers(0, top, (H, W, channels), endpoint=True)
    head = f"P7\n# one\nWIDTH {W}\nHEIGHT {H}\nDEPTH {channels}\nMAXVAL {top}\nTUPLTYPE X\nENDHDR\n".encode()
    photo = load_photo(written(tmp_path, head + values.astype(np.uint8 if top < 256 else ">u2").tobytes()))
    full = 255 if top < 256 else 65535
    assert np.abs(photo.pixels - values[..., : channels - (channels % 2 == 0)] * (full / top)).max() <= 0.501
    assert photo.alpha is None or np.array_equal(photo.alpha, values[..., -1])


@pytest.mark.parametrize(("scale", "dtype"), [("-1.0", "<f4"), ("1.0", ">f4")])
def test_pfm_is_floating_point_from_the_bottom_up(tmp_path, scale, dtype):
    values = np.random.default_rng(0).random((H, W, 3)).astype(dtype)
    path = written(tmp_path, f"PF\n{W} {H}\n{scale}\n".encode() + values.tobytes())
    assert np.array_equal(load_decoded(path).samples, values[::-1])
    assert load_photo(path).width == W


# -- BMP -------------------------------------------------------------------------------------------------------------


def bmp(words, masks, bits, downwards=False):
    """A file with four masks (a header of Windows 95's kind) of ``words`` (h, w)."""
    height, width = words.shape
    rows = words.astype(f"<u{bits // 8}")
    padding = -width * bits // 8 % 4
    body = b"".join(row.tobytes() + bytes(padding) for row in (rows if downwards else rows[::-1]))
    signed = -height if downwards else height
    header = struct.pack("<IiiHHIIiiII", 108, width, signed, 1, bits, 3, len(body), 0, 0, 0, 0)
    header += struct.pack("<4I", *masks) + bytes(108 - 56)
    return b"BM" + struct.pack("<IHHI", 122 + len(body), 0, 0, 122) + header + body


@pytest.mark.parametrize("downwards", [False, True])
@pytest.mark.parametrize(
    ("bits", "masks"),
    [
        (16, (0xF800, 0x07E0, 0x001F, 0)), (16, (0x0F00, 0x00F0, 0x000F, 0xF000)),
        (32, (0xFF000000, 0x00000FF0, 0x00FF0000, 0)), (32, (0x000000FF, 0x0000FF00, 0x00FF0000, 0xFF000000)),
        (32, (0x3FF00000, 0x000FFC00, 0x000003FF, 0)),
    ],
)  # fmt: skip
def test_bmp_with_masks_of_every_kind(tmp_path, bits, masks, downwards):
    words = np.random.default_rng(1).integers(0, 1 << bits, (H, W), dtype=np.uint64)
    photo = load_photo(written(tmp_path, bmp(words, masks, bits, downwards)))
    deep = masks[0] == 0x3FF00000
    for channel, mask in enumerate(masks):
        if mask:
            shift = (mask & -mask).bit_length() - 1
            share = ((words & np.uint64(mask)) >> np.uint64(shift)) / (mask >> shift)
            found = photo.pixels[..., channel] if channel < 3 else photo.alpha
            assert np.abs(found / (65535 if deep else 255) - share).max() < (1e-5 if deep else 0.002)
    assert (photo.alpha is None) == (not masks[3])


# -- JPEG, AVIF, WebP, GIF -------------------------------------------------------------------------------------------


def test_jpeg_in_inks(tmp_path):
    Image.fromarray(soft(8)).convert("CMYK").save(tmp_path / "a.jpg", quality=98)
    assert np.abs(load_photo(tmp_path / "a.jpg").pixels.astype(int) - soft(8)).mean() < 4


@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_of_12_bits(tmp_path, channels):
    values = soft(12, channels)
    data = imagecodecs.jpeg8_encode(values.squeeze(), level=100, bitspersample=12)
    photo = load_photo(written(tmp_path, data, "a.jpg"))
    assert photo.pixels.dtype == np.uint16
    assert np.abs(photo.pixels - whole(values, 12)).mean() < 300


@pytest.mark.parametrize("bits", [10, 12])
@pytest.mark.parametrize("channels", [3, 4])
def test_avif_of_more_than_8_bits_keeps_them(tmp_path, bits, channels):
    values = noise(bits, channels)
    data = imagecodecs.avif_encode(values, level=100, bitspersample=bits, speed=10)
    photo = load_photo(written(tmp_path, data, "a.avif"))
    assert photo.pixels.dtype == np.uint16
    assert np.abs(photo.pixels - whole(values[..., :3], bits)).max() <= 0.5
    assert photo.alpha is None or np.abs(photo.alpha - whole(values[..., 3], bits)).max() <= 0.5


@pytest.mark.parametrize(("form", "options"), [("AVIF", {"quality": 100}), ("WEBP", {"lossless": True, "exact": True})])
def test_transparency_of_8_bit_formats(tmp_path, form, options):
    values = soft(8, 4)
    Image.fromarray(values).save(tmp_path / "a.bin", form, **options)
    photo = load_photo(tmp_path / "a.bin")
    assert np.abs(photo.pixels.astype(int) - values[..., :3]).mean() < 3
    assert np.abs(photo.alpha.astype(int) - values[..., 3]).max() <= 2


def test_gif_and_its_transparent_colour(tmp_path):
    indices = noise(4, 1)[..., 0]
    image = Image.fromarray(indices, "L").convert("P")
    image.putpalette([v for i in range(16) for v in (i * 16, 255 - i * 16, i)])
    image.save(tmp_path / "a.gif", transparency=3)
    photo = load_photo(tmp_path / "a.gif")
    assert np.array_equal(photo.alpha == 0, indices == 3)
    shown = indices != 3
    assert np.array_equal(photo.pixels[..., 0][shown], indices[shown] * 16)
    assert (load_gray(tmp_path / "a.gif")[~shown] == 0).all()


# -- damage ----------------------------------------------------------------------------------------------------------


def encoded(form):
    values = soft(8)
    buffer = io.BytesIO()
    options = {"JPEG": {"quality": 98, "subsampling": 0}, "GIF": {"interlace": 0}}.get(form, {})
    image = Image.fromarray(values)
    if form == "GIF":
        image = image.quantize(255)
    image.save(buffer, form, **options)
    return buffer.getvalue(), np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("form", ["JPEG", "GIF", "BMP", "TGA", "PPM"])
def test_a_cut_file_opens_as_far_as_it_goes(tmp_path, form):
    data, values = encoded(form)
    path = written(tmp_path, data[: len(data) * 7 // 10])
    photo = load_photo(path)
    known, missing = photo.pixels, photo.pixels[-1]
    if form in ("BMP", "TGA"):  # from the bottom up
        known, values, missing = known[::-1], values[::-1], photo.pixels[0]
    assert np.abs(known[:16].astype(int) - values[:16]).mean() < 3
    assert (missing == missing[0]).all()
    assert form == "GIF" or (missing == 128).all()
    assert photo.notes == (DAMAGED,)
    assert load_gray(path).shape == (H, W)


def test_a_jpeg_of_which_nothing_is_left_is_an_error(tmp_path):
    data, _ = encoded("JPEG")
    start = data.index(b"\xff\xda")
    with pytest.raises(ImageError, match="damaged or cut off"):
        load_photo(written(tmp_path, data[: start + 14]))


@pytest.mark.parametrize("form", ["WEBP", "AVIF"])
def test_formats_that_cannot_be_mended_are_called_damaged(tmp_path, form):
    data, _ = encoded(form)
    with pytest.raises(ImageError, match=r"^a.bin is damaged or cut off and cannot be opened\.$"):
        load_photo(written(tmp_path, data[: len(data) // 2]))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\x0a" + bytes(90), "JPEG XL"), (b"8BPS" + bytes(90), "Photoshop"), (b"v/1\x01" + bytes(90), "OpenEXR"),
        (b"%PDF-1.7" + bytes(90), "PDF"), (b"\0\0\0\x18ftypcrx " + bytes(90), "camera raw"),
    ],
)  # fmt: skip
def test_a_picture_of_a_kind_that_is_not_read_is_called_by_its_name(tmp_path, data, kind):
    with pytest.raises(ImageError, match=f"a.bin is a {kind} file, which Regrain does not open"):
        load_photo(written(tmp_path, data))


@pytest.mark.parametrize(
    "data",
    [
        b"P5 100000 100000 65535\n", b"P7\nWIDTH 100000\nHEIGHT 100000\nDEPTH 4\nMAXVAL 255\nENDHDR\n",
        b"BM" + struct.pack("<IHHI", 0, 0, 0, 66) + struct.pack("<IiiHHI", 40, 100_000, 100_000, 1, 32, 3) + bytes(40),
        b"\xff\x4f\xff\x51\x00\x29\x00\x00" + struct.pack(">8I", 100_000, 100_000, 0, 0, 9, 9, 0, 0) + b"\0\1\7\1\1",
    ],
    ids=["pgm", "pam", "bmp", "j2k"],
)  # fmt: skip
def test_what_is_too_large_is_refused_before_it_is_load_decoded(tmp_path, data):
    with pytest.raises(ImageError, match="100000 x 100000 px; Regrain opens pictures of up to 200 megapixels"):
        load_photo(written(tmp_path, data))
