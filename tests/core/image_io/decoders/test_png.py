"""PNG at every depth and colour type: files packed here byte by byte, so that every value is known."""

import struct
import zlib

import numpy as np
import pytest
from PIL import ImageCms

from core.image_io import load_gray, load_photo
from core.image_io.decoders.opened import DAMAGED

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed_rows(values, depth):
    """(h, w, c) integers as PNG rows without their filter byte."""
    flat = values.reshape(len(values), -1)
    if depth == 16:
        return flat.astype(">u2").view(np.uint8)
    if depth == 8:
        return flat.astype(np.uint8)
    bits = (flat[..., None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(len(values), -1).astype(np.uint8), axis=1)


def png(values, depth, colour_type, *extra, interlaced=False):
    """A file of ``values`` (h, w, c); ``extra`` are chunks that stand before the pixels."""
    height, width = values.shape[:2]
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b"".join(
        b"\0" + row.tobytes() for x, y, dx, dy in passes for row in packed_rows(values[y::dy, x::dx], depth)
    )
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, interlaced))
    return SIGNATURE + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def ramp(depth, channels, height=24, width=32):
    random = np.random.default_rng(depth + channels)
    return random.integers(0, 1 << depth, (height, width, channels))


def written(tmp_path, data, name="a.png"):
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(
    ("depth", "kind", "channels"),
    [(1, 0, 1), (2, 0, 1), (4, 0, 1), (8, 0, 1), (16, 0, 1), (8, 2, 3), (16, 2, 3), (8, 4, 2), (16, 4, 2), (8, 6, 4),
     (16, 6, 4)],
)  # fmt: skip
def test_every_depth_and_colour_type(tmp_path, capfd, depth, kind, channels, interlaced):
    values = ramp(depth, channels)
    photo = load_photo(written(tmp_path, png(values, depth, kind, interlaced=interlaced)))
    whole = values if depth in (8, 16) else values * 255 // ((1 << depth) - 1)
    assert photo.pixels.dtype == (np.uint16 if depth == 16 else np.uint8)
    colours = channels - (channels % 2 == 0)
    assert np.array_equal(photo.pixels, np.broadcast_to(whole[..., :colours], photo.pixels.shape))
    assert photo.has_alpha == (channels % 2 == 0)
    assert photo.alpha is None or np.array_equal(photo.alpha, whole[..., -1])
    assert photo.notes == ()
    assert capfd.readouterr().err == ""  # libpng does not talk to the console


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("depth", "kind"), [(1, 0), (2, 0), (8, 0), (16, 0), (8, 2), (16, 2)])
def test_one_transparent_colour(tmp_path, depth, kind, interlaced):
    values = ramp(depth, 3 if kind else 1)
    clear = values[3, 5]
    extra = chunk(b"tRNS", clear.astype(">u2").tobytes())
    photo = load_photo(written(tmp_path, png(values, depth, kind, extra, interlaced=interlaced)))
    assert photo.alpha is not None
    assert np.array_equal(photo.alpha == 0, (values == clear).all(-1))
    assert set(np.unique(photo.alpha)) == {0, np.iinfo(photo.alpha.dtype).max}


@pytest.mark.parametrize("depth", [1, 4, 8])
def test_a_palette_with_shades_of_transparency(tmp_path, depth):
    colours, shades = ramp(8, 3, 1, 1 << depth)[0], np.full(1 << depth, 255)
    shades[0] = 90
    indices = ramp(depth, 1)
    extra = chunk(b"PLTE", colours.astype(np.uint8).tobytes()), chunk(b"tRNS", shades.astype(np.uint8).tobytes())
    photo = load_photo(written(tmp_path, png(indices, depth, 3, *extra)))
    assert np.array_equal(photo.pixels, colours[indices[..., 0]])
    assert np.array_equal(photo.alpha, shades[indices[..., 0]])


def test_an_animation_s_still_picture_and_not_a_later_frame(tmp_path):
    values = ramp(16, 4)
    other = zlib.compress(b"".join(b"\0" + row.tobytes() for row in packed_rows(65535 - values, 16)))
    control = struct.pack(">IIIIIHHBB", 0, 32, 24, 0, 0, 1, 10, 0, 0)
    whole = png(values, 16, 6, chunk(b"acTL", struct.pack(">II", 2, 0)))
    end = chunk(b"IEND", b"")
    frames = chunk(b"fcTL", control) + chunk(b"fdAT", struct.pack(">I", 1) + other)
    photo = load_photo(written(tmp_path, whole.removesuffix(end) + frames + end))
    assert np.array_equal(photo.pixels, values[..., :3])
    assert [str(note) for note in photo.notes] == ["Only the first frame of this animation was opened."]


def test_what_stands_beside_the_pixels_is_no_reason_to_refuse(tmp_path, capfd):
    values = ramp(8, 3)
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"  # orientation 6
    texts = [
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 3_000_000)),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"y" * 2_000_000),
        chunk(b"tEXt", b"broken"),
        chunk(b"iCCP", b"name\0\0" + zlib.compress(icc)),
    ]
    whole = png(values, 8, 2, *texts)
    whole = whole.replace(chunk(b"IEND", b""), chunk(b"eXIf", exif) + chunk(b"IEND", b""))  # behind the pixels
    damaged = bytearray(whole)
    damaged[whole.index(b"broken")] ^= 1  # its check sum is wrong now
    photo = load_photo(written(tmp_path, damaged))
    assert np.array_equal(photo.pixels, np.rot90(values, -1))
    assert photo.icc == icc
    assert photo.notes == ()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("depth", "kind", "channels"), [(8, 2, 3), (16, 6, 4), (2, 0, 1)])
def test_a_cut_file_opens_as_far_as_it_goes(tmp_path, depth, kind, channels):
    values = ramp(depth, channels)
    whole = png(values, depth, kind)
    photo = load_photo(written(tmp_path, whole[: len(whole) * 6 // 10]))
    shown = (values if depth > 2 else values * 85)[..., : channels - (channels % 2 == 0)]
    same = (photo.pixels == np.broadcast_to(shown, photo.pixels.shape)).all((1, 2))
    assert same[:10].all()
    assert (photo.pixels[-1] == (32768 if depth == 16 else 128)).all()
    assert photo.alpha is None or photo.alpha[-1].min() == 65535
    assert photo.notes == (DAMAGED,)


def test_a_cut_interlaced_file_is_coarse(tmp_path):
    values = np.add.outer(np.arange(64), np.arange(64))[..., None] * 2
    whole = png(values, 8, 0, interlaced=True)
    photo = load_photo(written(tmp_path, whole[: len(whole) * 6 // 10]))
    assert np.abs(photo.pixels[..., 0].astype(int) - values[..., 0]).max() <= 16
    assert photo.notes == (DAMAGED,)


def test_damage_within_the_pixels_costs_what_comes_after_it(tmp_path):
    values = ramp(8, 3, 200, 50)
    damaged = bytearray(png(values, 8, 2))
    damaged[len(damaged) // 2 : len(damaged) // 2 + 400] = bytes(400)
    photo = load_photo(written(tmp_path, damaged))
    assert np.array_equal(photo.pixels[:80], values[:80])
    assert photo.notes == (DAMAGED,)


def test_an_edge_map_of_sixteen_bits_with_a_transparent_grey(tmp_path):
    values = np.full((20, 20, 1), 65535)
    values[:10] = 1000
    path = written(tmp_path, png(values, 16, 0, chunk(b"tRNS", b"\xff\xff")))
    gray = load_gray(path)
    assert (gray[:10] == 4).all()
    assert (gray[10:] == 0).all()
