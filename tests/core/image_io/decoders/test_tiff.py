"""TIFF in every layout, depth and colour model that can be shown, compared with the numbers that were written."""

import itertools
import struct

import cv2
import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from core.errors import ImageError
from core.image_io import load_photo
from core.image_io.decoders.opened import DAMAGED, FIRST_PAGE
from core.image_io.orientation import upright
from core.image_io.reading import load_decoded

H, W = 36, 50


def noise(channels=3, dtype=np.uint16, seed=1):
    top = np.iinfo(dtype).max
    return np.random.default_rng(seed).integers(0, top, (H, W, channels), dtype, endpoint=True)


def smooth(channels=3):
    y, x = np.mgrid[:H, :W]
    return np.stack([(x * (5 - i) + y * (i + 1)) % 256 for i in range(channels)], -1).astype(np.uint8)


def raw_tiff(path, body, fields, width=W, height=H):
    """A little-endian file of one strip; ``fields``: tag -> (type, values) beside those that every file has."""
    tags = {256: (4, [width]), 257: (4, [height]), 273: (4, [8]), 278: (4, [height]), 279: (4, [len(body)]), **fields}
    body += bytes(len(body) % 2)
    at = 8 + len(body) + 2 + 12 * len(tags) + 4
    entries, more = b"", b""
    for tag, (kind, values) in sorted(tags.items()):
        packed = struct.pack(f"<{len(values)}{'H' if kind == 3 else 'I'}", *values)
        place = packed.ljust(4, b"\0") if len(packed) <= 4 else struct.pack("<I", at + len(more))
        more += packed if len(packed) > 4 else b""
        entries += struct.pack("<HHI", tag, kind, len(values)) + place
    head = b"II*\0" + struct.pack("<I", 8 + len(body))
    path.write_bytes(head + body + struct.pack("<H", len(tags)) + entries + bytes(4) + more)
    return path


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "layout",
    [
        {}, {"compression": "lzw", "predictor": True}, {"compression": "zlib", "tile": (16, 32)},
        {"compression": "packbits", "rowsperstrip": 7}, {"compression": "lzma"}, {"compression": "zstd"},
        {"planarconfig": "separate", "compression": "lzw", "rowsperstrip": 5}, {"byteorder": ">"}, {"bigtiff": True},
        {"planarconfig": "separate", "tile": (16, 16)},
    ],
    ids=str,
)  # fmt: skip
def test_every_layout(tmp_path, dtype, channels, layout):
    values = noise(channels, dtype)
    how = dict(layout)
    options = {key: how.pop(key) for key in ("byteorder", "bigtiff") if key in how}
    alpha = ["unassalpha"] if channels in (2, 4) else None
    stored = np.moveaxis(values, -1, 0) if "planarconfig" in how else values
    if channels == 1:
        stored = values[..., 0]
        how.pop("planarconfig", None)
    photometric = "rgb" if channels > 2 else "minisblack"
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric=photometric, extrasamples=alpha, **how, **options)
    photo = load_photo(tmp_path / "a.tif")
    colours = values[..., : channels - (channels in (2, 4))]
    assert photo.pixels.dtype == dtype
    assert np.array_equal(photo.pixels, np.broadcast_to(colours, photo.pixels.shape))
    assert (photo.alpha is None) == (alpha is None)
    assert photo.alpha is None or np.array_equal(photo.alpha, values[..., -1])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("dtype", "compression"), [(np.uint8, "lzw"), (np.uint16, "lzw"), (np.uint16, None)])
def test_an_orientation_is_applied_once(tmp_path, dtype, compression, orientation):
    values = noise(4, dtype)
    extra = [(274, "H", 1, orientation, True)]
    tifffile.imwrite(
        tmp_path / "a.tif", values, photometric="rgb", extrasamples=["unassalpha"], compression=compression,
        extratags=extra,
    )  # fmt: skip
    photo = load_photo(tmp_path / "a.tif")
    turn = {
        1: lambda a: a, 2: np.fliplr, 3: lambda a: np.rot90(a, 2), 4: np.flipud, 5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, -1), 7: lambda a: np.rot90(a, 2).swapaxes(0, 1), 8: np.rot90,
    }[orientation]  # fmt: skip
    assert np.array_equal(photo.pixels, turn(values[..., :3]))
    assert np.array_equal(photo.alpha, turn(values[..., 3]))


@pytest.mark.parametrize(("bits", "channels"), [(1, 1), *itertools.product([2, 4, 6, 10, 12, 14], [1, 3])])
def test_odd_depths_reach_white(tmp_path, bits, channels):
    top = (1 << bits) - 1
    values = np.random.default_rng(bits).integers(0, top, (H, W, channels), endpoint=True)
    bitplanes = (values.reshape(H, -1)[..., None] >> np.arange(bits - 1, -1, -1)) & 1
    body = np.packbits(bitplanes.reshape(H, -1).astype(np.uint8), axis=1).tobytes()
    fields = {258: (3, [bits] * channels), 259: (3, [1]), 262: (3, [2 if channels == 3 else 1]), 277: (3, [channels])}
    photo = load_photo(raw_tiff(tmp_path / "a.tif", body, fields))
    full = 255 if bits <= 8 else 65535
    assert photo.pixels.dtype == (np.uint8 if bits <= 8 else np.uint16)
    assert np.abs(photo.pixels - values * (full / top)).max() <= 0.5


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("predictor", [False, True])
def test_floating_point_is_handed_on(tmp_path, dtype, predictor):
    values = np.random.default_rng(4).random((H, W, 3)).astype(dtype)
    compression = "zlib" if predictor else None
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb", compression=compression, predictor=predictor)
    assert np.array_equal(load_decoded(tmp_path / "a.tif").samples, values.astype(np.float32))
    assert load_photo(tmp_path / "a.tif").pixels.shape == (H, W, 3)


def test_whole_numbers_of_32_bits_are_brought_to_16_and_it_says_so(tmp_path):
    values = noise(1, np.uint32)[..., 0]
    small = values % 60_000
    files = [(values, values >> 16), (small, small), (values % 256, values % 256), (small.astype(np.int32), small)]
    for stored, expected in files:
        tifffile.imwrite(tmp_path / "a.tif", stored, photometric="minisblack")
        photo = load_photo(tmp_path / "a.tif")
        assert np.array_equal(photo.pixels[..., 0], expected)
        assert "32 bits" in str(photo.notes[0])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_min_is_white(tmp_path, dtype):
    values = noise(1, dtype)[..., 0]
    for compression in (None, "lzw"):
        tifffile.imwrite(tmp_path / "a.tif", values, photometric="miniswhite", compression=compression)
        assert np.array_equal(load_photo(tmp_path / "a.tif").pixels[..., 1], np.iinfo(dtype).max - values)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [2, 4])
def test_premultiplied_alpha_is_divided_out(tmp_path, dtype, channels):
    top = np.iinfo(dtype).max
    alpha = noise(1, dtype)[..., 0] // 2 + top // 2
    plain = noise(channels - 1, dtype, 2)
    stored = (plain.astype(np.uint64) * alpha[..., None] // top).astype(dtype)
    both = np.dstack([stored, alpha])
    photometric = "rgb" if channels == 4 else "minisblack"
    tifffile.imwrite(tmp_path / "a.tif", both, photometric=photometric, extrasamples=["assocalpha"])
    photo = load_photo(tmp_path / "a.tif")
    assert np.array_equal(photo.alpha, alpha)
    assert np.abs(photo.pixels.astype(int) - plain).max() <= 3


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("extra", [False, True])
def test_cmyk_keeps_its_inks_and_depth(tmp_path, dtype, extra):
    values = noise(5 if extra else 4, dtype)
    alpha = ["unassalpha"] if extra else None
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="separated", compression="lzw", extrasamples=alpha)
    found = load_decoded(tmp_path / "a.tif")
    assert found.model == "cmyk"
    assert np.array_equal(found.samples, values[..., :4])
    assert found.alpha is None if not extra else np.array_equal(found.alpha, values[..., 4])
    paper = np.zeros((H, W, 4), dtype)
    tifffile.imwrite(tmp_path / "paper.tif", paper, photometric="separated")
    assert load_photo(tmp_path / "paper.tif").rgb8().min() >= 250


def test_lab_in_all_its_encodings(tmp_path):
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    image = ImageCms.profileToProfile(Image.fromarray(smooth()), srgb, lab, outputMode="LAB")
    shifted = (np.asarray(image) ^ np.array([0, 128, 128], np.uint8)).astype(int)  # Pillow hands a and b out signed
    light, chroma = shifted[..., :1], shifted[..., 1:]
    signed8 = np.concatenate([light, chroma - 128], 2).astype(np.int8).view(np.uint8)
    signed16 = np.concatenate([light * 257, (chroma - 128) * 256], 2).astype(np.uint16)
    icc16 = np.concatenate([light * 256, chroma * 256], 2).astype(np.uint16)
    files = [(8, signed8), (9, shifted.astype(np.uint8)), (8, signed16), (9, icc16)]
    for number, (photometric, stored) in enumerate(files):
        path = tmp_path / f"{number}.tif"
        tifffile.imwrite(path, stored, photometric=photometric)
        found = load_decoded(path)
        assert found.model == "lab"
        full = 257 if stored.dtype == np.uint16 else 1
        assert np.abs(found.samples.astype(int) - shifted * full).max() <= full - 1
        assert np.abs(load_photo(path).rgb8().astype(int) - smooth()).mean() < 3


@pytest.mark.parametrize("short", [False, True])
def test_a_palette_of_16_bits_and_one_with_8_bit_values_in_it(tmp_path, short):
    table = np.random.default_rng(0).integers(0, 256, (3, 256)).astype(np.uint16)
    indices = noise(1, np.uint8)[..., 0]
    tifffile.imwrite(tmp_path / "a.tif", indices, photometric="palette", colormap=table if short else table * 257)
    assert np.array_equal(load_photo(tmp_path / "a.tif").pixels, table.T[indices])


def test_jpeg_and_ycbcr_inside(tmp_path):
    path = tmp_path / "a.tif"
    soft = cv2.GaussianBlur(noise(dtype=np.uint8), (0, 0), 6)
    soft = cv2.normalize(soft, None, 0, 255, cv2.NORM_MINMAX)
    for tile in (None, (32, 32)):
        tifffile.imwrite(path, soft, photometric="rgb", compression="jpeg", compressionargs={"level": 98}, tile=tile)
        assert np.abs(load_photo(path).pixels.astype(int) - soft).mean() < 5
    as_ycbcr = cv2.cvtColor(soft, cv2.COLOR_RGB2YCrCb)[..., [0, 2, 1]]
    tifffile.imwrite(path, as_ycbcr, photometric="ycbcr", compression="jpeg", compressionargs={"level": 98})
    assert np.abs(load_photo(path).pixels.astype(int) - soft).mean() < 5
    tifffile.imwrite(path, as_ycbcr, photometric="ycbcr")
    assert np.abs(load_photo(path).pixels.astype(int) - soft).max() <= 3


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 6])
def test_subsampled_ycbcr_without_jpeg(tmp_path, orientation):
    grey = smooth(1)[..., 0]
    blocks = grey.reshape(H // 2, 2, W // 2, 2).transpose(0, 2, 1, 3).reshape(H // 2, W // 2, 4)
    body = np.dstack([blocks, np.full((H // 2, W // 2, 2), 128, np.uint8)]).tobytes()
    fields = {258: (3, [8, 8, 8]), 262: (3, [6]), 277: (3, [3]), 530: (3, [2, 2]), 274: (3, [orientation])}
    photo = load_photo(raw_tiff(tmp_path / "a.tif", body, {259: (3, [1]), **fields}))
    expected = upright(grey, orientation)
    assert np.abs(photo.pixels.astype(int) - expected[..., None]).max() <= 1


def test_a_channel_that_is_no_transparency_is_left_out_and_named(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", noise(4), photometric="rgb", extrasamples=["unspecified"])
    photo = load_photo(tmp_path / "a.tif")
    assert photo.alpha is None
    assert "channel" in str(photo.notes[0])
    tifffile.imwrite(tmp_path / "b.tif", noise(5), photometric="rgb", extrasamples=["unspecified", "unassalpha"])
    assert np.array_equal(load_photo(tmp_path / "b.tif").alpha, noise(5)[..., 4])


def test_the_picture_and_not_its_thumbnail(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(noise()[:20, :20], photometric="rgb", subfiletype=1)
        file.write(noise(), photometric="rgb")
    photo = load_photo(tmp_path / "a.tif")
    assert np.array_equal(photo.pixels, noise())
    assert photo.notes == ()
    with tifffile.TiffWriter(tmp_path / "b.tif") as file:
        file.write(noise(), photometric="rgb")
        file.write(noise()[:20, :20], photometric="rgb")
    assert load_photo(tmp_path / "b.tif").notes == (FIRST_PAGE,)


@pytest.mark.parametrize(
    ("compression", "layout"),
    [
        *itertools.product([None, "lzw", "zlib"], [{"rowsperstrip": 6}, {"rowsperstrip": H}, {"tile": (16, 64)}]),
        ("packbits", {"rowsperstrip": 6}),  # its strips are whole or not there
    ],
    ids=str,
)
def test_a_cut_file_opens_as_far_as_it_goes(tmp_path, compression, layout):
    predictor = compression in ("lzw", "zlib")
    values = noise()
    tifffile.imwrite(
        tmp_path / "a.tif", values, photometric="rgb", compression=compression, predictor=predictor, **layout
    )
    whole = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(whole[: len(whole) // 2])
    photo = load_photo(tmp_path / "a.tif")
    assert np.array_equal(photo.pixels[:12], values[:12])
    assert (photo.pixels[24:] == 32768).all()
    assert photo.notes == (DAMAGED,)
    both = (photo.pixels == values).all((1, 2)) | (photo.pixels == 32768).all((1, 2))
    assert both.all()  # nothing in between


def test_a_strip_that_is_not_there_is_never_left_over_memory(tmp_path):
    fields = {258: (3, [8]), 259: (3, [1]), 262: (3, [1]), 277: (3, [1]), 278: (4, [6])}
    path = raw_tiff(tmp_path / "a.tif", bytes([200]) * 6 * W, fields)  # one strip of six
    photo = load_photo(path)
    assert (photo.pixels[:6] == 200).all()
    assert (photo.pixels[6:] == 128).all()
    assert photo.notes == (DAMAGED,)


@pytest.mark.parametrize(
    ("channels", "options", "words"),
    [
        (1, {"photometric": "cfa"}, "camera raw"),
        (3, {"photometric": 32845}, "LogLuv"),
        (4, {"photometric": "separated", "extratags": [(332, "H", 1, 2, True)]}, "inks"),
        (20, {"photometric": "rgb", "extrasamples": ["unspecified"] * 17}, "20 channels"),
    ],
)
def test_what_is_not_read_is_told_with_its_reason(tmp_path, channels, options, words):
    values = noise(channels)
    tifffile.imwrite(tmp_path / "a.tif", values if channels > 1 else values[..., 0], **options)
    with pytest.raises(ImageError, match=words):
        load_photo(tmp_path / "a.tif")
    tifffile.imwrite(tmp_path / "b.tif", np.ones((H, W), np.complex64), photometric="minisblack")
    with pytest.raises(ImageError, match="numbers of a kind"):
        load_photo(tmp_path / "b.tif")


def test_a_strip_may_not_unpack_to_more_than_a_picture_may_have(tmp_path):
    body = bytearray(imagecodecs.jpeg8_encode(smooth()))
    at = body.index(b"\xff\xc0") + 5
    body[at : at + 4] = struct.pack(">HH", 60_000, 60_000)
    fields = {258: (3, [8, 8, 8]), 259: (3, [7]), 262: (3, [6]), 277: (3, [3])}
    with pytest.raises(ImageError, match="unpack to more"):
        load_photo(raw_tiff(tmp_path / "a.tif", bytes(body), fields))
    fields = {258: (3, [32] * 16), 259: (3, [1]), 262: (3, [2]), 277: (3, [16]), 338: (3, [0] * 13)}
    with pytest.raises(ImageError, match="more than 4 GB"):
        load_photo(raw_tiff(tmp_path / "b.tif", bytes(90), fields, 14_000, 14_000))
    with pytest.raises(ImageError, match="megapixels"):
        load_photo(raw_tiff(tmp_path / "c.tif", bytes(90), fields, 100_000, 100_000))


def test_libtiff_reads_the_same(tmp_path):
    for compression in ("lzw", "zlib", "packbits"):
        how = {"compression": compression, "predictor": compression != "packbits"}
        tifffile.imwrite(tmp_path / "a.tif", noise(), photometric="rgb", **how)
        theirs = imagecodecs.tiff_decode((tmp_path / "a.tif").read_bytes())
        assert np.array_equal(load_photo(tmp_path / "a.tif").pixels, theirs)
