"""What a file carries beside its pixels goes on, and nothing of it speaks of the old picture's pixels."""

import io
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import ExifTags, Image, ImageCms, IptcImagePlugin

from core.image_io import WRITABLE_SUFFIXES, Photo, encode_photo, load_photo, save_photo
from core.image_io.exif import MAKER_NOTE, read_exif
from core.image_io.metadata import MOST_TEXT, Metadata, read_metadata
from core.image_io.xmp import clean_xmp
from core.sentence import Sentence

ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4">'
    b"<dc:subject><rdf:Bag><rdf:li>lake &amp; \xc3\xbcber</rdf:li></rdf:Bag></dc:subject>%s"
    b'</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
IPTC = b"\x1c\x02\x78" + struct.pack(">H", 9) + b"a caption" + b"\x1c\x02\x50" + struct.pack(">H", 3) + b"Ann"
PREVIEW = b"\xff\xd8\xff\xe0 the old picture, small"


def scene(height=40, width=60, dtype=np.uint8):
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 4, y * 6, x + y], -1).astype(dtype) * (257 if dtype == np.uint16 else 1)


def camera_exif(orientation=6, resolution=300):
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Orientation] = "Camera", orientation
    exif[ExifTags.Base.XResolution] = exif[ExifTags.Base.YResolution] = resolution
    exif[ExifTags.Base.ResolutionUnit], exif[ExifTags.Base.Copyright] = 2, "(c) Ann"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.ExposureTime], details[ExifTags.Base.LensModel] = 0.004, "50 mm"
    details[ExifTags.Base.ExifImageWidth], details[ExifTags.Base.ExifImageHeight] = 60, 40
    details[ExifTags.Base.MakerNote] = b"Maker\0 and its note"
    details[ExifTags.Base.SubjectLocation] = 30, 20
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (48.0, 8.0, 1.5)})
    return exif


def blocks(**resources):
    """Photoshop's image resources; a name gives each its number, such as ``_1036``."""
    found = b""
    for key, value in resources.items():
        found += b"8BIM" + struct.pack(">HHI", int(key[1:]), 0, len(value)) + value + bytes(len(value) % 2)
    return found


def original(path):
    """A JPEG with all that a camera and two programs put in."""
    body = b"Photoshop 3.0\0" + blocks(_1036=PREVIEW, _1028=IPTC, _1005=bytes(16))
    extra = b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
    Image.fromarray(scene()).save(
        path, quality=95, exif=camera_exif(), xmp=XMP % b"", dpi=(300, 300), icc_profile=ICC, comment="Grüße",
        extra=extra,
    )  # fmt: skip
    return path


def segments(data):
    at = 2
    while data[at + 1] != 0xDA:
        size = struct.unpack_from(">H", data, at + 2)[0]
        yield data[at + 1], data[at + 4 : at + 2 + size]
        at += 2 + size


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(*chunks):
    buffer = io.BytesIO()
    Image.fromarray(scene()).save(buffer, "PNG")
    data = buffer.getvalue()
    return data[:33] + b"".join(chunks) + data[33:]


# -- every format ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
def test_other_programs_find_it_in_every_format(tmp_path, suffix, dtype):
    photo = load_photo(original(tmp_path / "a.jpg"))
    pixels = scene(90, 70, dtype)
    save_photo(photo.with_pixels(pixels), tmp_path / f"b{suffix}")
    data = (tmp_path / f"b{suffix}").read_bytes()
    assert PREVIEW[4:] not in data
    image = Image.open(io.BytesIO(data))
    assert image.size == (70, 90)
    if suffix in (".bmp", ".dib"):
        assert [round(value) for value in image.info["dpi"]] == [300, 300]
        return
    exif = image.getexif()
    details, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert (exif[ExifTags.Base.Make], exif[ExifTags.Base.Copyright]) == ("Camera", "(c) Ann")
    assert exif.get(ExifTags.Base.Orientation, 1) == 1
    assert (exif[ExifTags.Base.XResolution], exif[ExifTags.Base.ResolutionUnit]) == (300, 2)
    assert (details[ExifTags.Base.ExposureTime], details[ExifTags.Base.LensModel]) == (0.004, "50 mm")
    assert (details[ExifTags.Base.ExifImageWidth], details[ExifTags.Base.ExifImageHeight]) == (70, 90)
    assert details[ExifTags.Base.MakerNote] == b"Maker\0 and its note"
    assert ExifTags.Base.SubjectLocation not in details
    assert gps == {1: "N", 2: (48.0, 8.0, 1.5)}
    assert image.info["icc_profile"] == ICC
    packet = image.info.get("xmp") or exif.get(700) or image.info["XML:com.adobe.xmp"].encode()
    assert packet == XMP % b""
    if suffix not in (".webp",):
        assert [round(value) for value in image.info["dpi"]] == [300, 300]
    if suffix in (".jpg", ".tif"):
        assert IptcImagePlugin.getiptcinfo(image) == {(2, 120): b"a caption", (2, 80): b"Ann"}
    if suffix in (".jpg", ".png"):
        assert image.info["comment" if suffix == ".jpg" else "Comment"] in ("Grüße", "Grüße".encode())
    if suffix in (".tif", ".tiff"):
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            assert np.array_equal(file.asarray(), pixels)
            assert file.pages[0].tags[34665].value["LensModel"] == "50 mm"


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
def test_a_second_generation_carries_the_same(tmp_path, suffix):
    first = load_photo(original(tmp_path / "a.jpg"))
    save_photo(first, tmp_path / f"b{suffix}")
    second = load_photo(tmp_path / f"b{suffix}")
    save_photo(second, tmp_path / f"c{suffix}")
    third = load_photo(tmp_path / f"c{suffix}")
    assert third.metadata == second.metadata
    assert (second.metadata.xmp, second.metadata.dpi, second.icc) == (first.metadata.xmp, (300, 300), ICC)
    if suffix in (".jpg", ".png"):
        assert second.metadata.text == (("Comment", "Grüße"),)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_tiff_files_of_both_orders_and_sizes_are_read(tmp_path, order, big):
    tags = [(315, "s", 0, "Ann", True), (700, "B", len(XMP), XMP, True), (37724, "B", 9, b"the layer", True)]
    tifffile.imwrite(
        tmp_path / "a.tif", scene(), photometric="rgb", byteorder=order, bigtiff=big, resolution=(118.11, 118.11),
        resolutionunit="CENTIMETER", extratags=tags, software="Paint",
    )  # fmt: skip
    found = read_metadata(None, (tmp_path / "a.tif").read_bytes())
    assert [round(value) for value in found.dpi] == [300, 300]
    assert found.xmp == clean_xmp(XMP)
    exif = Image.Exif()
    exif.load(found.exif)
    assert (exif[315], exif[305]) == ("Ann", "Paint")
    assert b"the layer" not in found.exif
    assert 273 not in exif


@pytest.mark.parametrize("dpi", [(72.0, 72.0), (300.0, 300.0), (96.0, 48.0), (1200.0, 1200.0)])
@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
def test_the_resolution_comes_back(suffix, dpi):
    photo = Photo(scene(), metadata=Metadata(dpi=dpi))
    assert read_metadata(None, encode_photo(photo, suffix)).dpi == dpi
    assert read_metadata(None, encode_photo(Photo(scene()), suffix)).dpi in (None, (96, 96))  # BMP has no "unknown"


def test_a_turned_photo_changes_its_two_resolutions(tmp_path):
    exif = camera_exif(resolution=300)
    exif[ExifTags.Base.YResolution] = 150
    Image.fromarray(scene()).save(tmp_path / "a.jpg", exif=exif)
    photo = load_photo(tmp_path / "a.jpg")
    assert photo.height == 60
    assert photo.metadata.dpi == (150, 300)
    assert Image.open(io.BytesIO(encode_photo(photo, ".webp"))).getexif()[ExifTags.Base.XResolution] == 150


# -- EXIF --------------------------------------------------------------------------------------------------------------


def exif_block(order, note, thumbnail):
    """An EXIF block as cameras lay them out: the note at a place of its own, and a thumbnail in IFD1."""
    def row(tag, kind, count, value):
        return struct.pack(order + "HHI", tag, kind, count) + (
            value if isinstance(value, bytes) else struct.pack(order + "I", value)
        )

    def short(value):
        return struct.pack(order + "HH", value, 0)

    note_at, thumb_at = 300, 300 + len(note) + 200
    block = bytearray(thumb_at + len(thumbnail))
    block[:8] = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)

    def directory(at, rows, following=0):
        table = struct.pack(order + "H", len(rows)) + b"".join(rows) + struct.pack(order + "I", following)
        block[at : at + len(table)] = table

    directory(8, [row(0x10F, 2, 6, 60), row(0x112, 3, 1, short(8)), row(34665, 4, 1, 80)], following=200)
    block[60:66] = b"Maker\0"
    directory(80, [row(MAKER_NOTE, 7, len(note), note_at), row(40965, 4, 1, 150)])
    directory(150, [row(1, 2, 4, b"R98\0")])
    directory(200, [row(513, 4, 1, thumb_at), row(514, 4, 1, len(thumbnail))])
    block[note_at : note_at + len(note)] = note
    block[thumb_at:] = thumbnail
    return b"Exif\0\0" + bytes(block)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_makers_note_stays_where_its_own_offsets_count_from(order):
    note = b"its offsets count from the block's beginning" * 3
    block = exif_block(order, note, PREVIEW)
    buffer = io.BytesIO()
    Image.fromarray(scene()).save(buffer, "JPEG", exif=block)
    found = read_metadata(None, buffer.getvalue()).exif
    assert found.find(note) == block.find(note)
    assert PREVIEW not in found
    exif = Image.Exif()
    exif.load(found)
    assert (exif[0x10F], exif[0x112]) == ("Maker", 1)
    assert exif.get_ifd(ExifTags.IFD.Interop) == {1: "R98"}
    assert not exif.get_ifd(ExifTags.IFD.IFD1)
    assert read_exif(found).cleaned().to_bytes() == found[6:]


@pytest.mark.parametrize("preview", [PREVIEW, b"\x02" + PREVIEW[1:]])
def test_a_makers_note_with_a_picture_in_it_stays_behind(preview):
    buffer = io.BytesIO()
    Image.fromarray(scene()).save(buffer, "JPEG", exif=exif_block("<", b"note" + preview, b""))
    found = read_metadata(None, buffer.getvalue()).exif
    assert MAKER_NOTE not in read_exif(found).details
    assert preview not in found


def test_a_note_too_large_for_a_jpeg_gives_way_there(tmp_path):
    exif = camera_exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = b"n" * 70_000
    Image.fromarray(scene()).save(tmp_path / "a.png", exif=exif)
    photo = load_photo(tmp_path / "a.png")
    for suffix, length in ((".jpg", 0), (".png", 70_000), (".tif", 70_000), (".webp", 70_000)):
        exif = Image.open(io.BytesIO(encode_photo(photo, suffix))).getexif()
        assert len(exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.MakerNote, b"")) == length
        assert exif[ExifTags.Base.Make] == "Camera"


def test_damaged_blocks_cost_themselves_and_never_the_picture():
    rng = np.random.default_rng(0)
    whole = exif_block("<", b"a note" * 9, PREVIEW)
    for _ in range(300):
        block = bytearray(whole[: rng.integers(6, len(whole))])
        for at in rng.integers(6, len(block) + 1, 6):
            block[at - 1] = rng.integers(256)
        cleaned = read_exif(bytes(block)).cleaned()
        assert read_exif(cleaned.to_bytes()).cleaned().to_bytes() == cleaned.to_bytes()
    loop = bytearray(whole)
    loop[6 + 8 + 2 + 24 + 8 : 6 + 8 + 2 + 24 + 12] = struct.pack("<I", 8)  # the Exif IFD is IFD0 itself
    assert read_exif(bytes(loop)).cleaned().to_bytes()


# -- XMP ---------------------------------------------------------------------------------------------------------------

DROPPED = b"""<a:b xmlns:a="urn:a" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6" a:kept="yes">
<tiff:ImageWidth>60</tiff:ImageWidth><e:PixelXDimension xmlns:e="http://ns.adobe.com/exif/1.0/">60</e:PixelXDimension>
<xmp:Thumbnails><rdf:Alt><rdf:li><g:image xmlns:g="http://ns.adobe.com/xap/1.0/g/img/">c2VjcmV0</g:image></rdf:li>
</rdf:Alt></xmp:Thumbnails><p:TextLayers xmlns:p="http://ns.adobe.com/photoshop/1.0/">secret</p:TextLayers>
<d:Data xmlns:d="http://ns.google.com/photos/1.0/depthmap/">secret</d:Data><tiff:Make>Camera</tiff:Make></a:b>"""


def test_properties_of_the_old_pixels_are_dropped_from_xmp_and_the_rest_is_untouched():
    cleaned = clean_xmp(XMP % DROPPED)
    for gone in (b"Orientation", b"ImageWidth", b"PixelXDimension", b"Thumbnails", b"c2VjcmV0", b"secret"):
        assert gone not in cleaned
    for kept in (b'a:kept="yes"', b"<tiff:Make>Camera</tiff:Make>", b'xmp:Rating="4"', "lake &amp; über".encode()):
        assert kept in cleaned
    assert clean_xmp(cleaned) == cleaned
    assert clean_xmp(XMP % b"") == XMP % b""


@pytest.mark.parametrize(
    "packet",
    [
        b"", b"\0\0", b"no xml", b"<a><b></a>", b'<!DOCTYPE a [<!ENTITY b "bbb">]><a>&b;</a>', b"<a>" * 20_000,
        b"<x:y/>\xff",
    ],
)
def test_what_cannot_be_cleaned_does_not_go_on(packet):
    assert clean_xmp(packet) is None


def test_xmp_in_utf_16_is_read():
    text = (XMP % b"").decode().replace("\ufeff", "")
    assert "lake &amp; über".encode() in clean_xmp(text.encode("utf-16"))


def test_a_large_packet_fills_several_segments_of_a_jpeg_and_comes_back():
    words = " ".join(str(number) for number in range(30_000)).encode()
    packet = clean_xmp(XMP % (b"<xmp:Label>" + words + b"</xmp:Label>"))
    photo = Photo(scene(), metadata=Metadata(xmp=packet))
    data = encode_photo(photo, ".jpg")
    assert sum(body.startswith(b"http://ns.adobe.com/xmp/extension/\0") for _, body in segments(data)) > 1
    again = read_metadata(None, data).xmp
    assert words in again
    assert b"HasExtendedXMP" not in again
    assert again.count(b"<rdf:RDF") == 1
    for suffix in (".png", ".webp", ".tif"):
        assert read_metadata(None, encode_photo(photo, suffix)).xmp == packet


# -- texts and IPTC ----------------------------------------------------------------------------------------------------


def test_the_texts_of_a_png_are_kept_in_png_and_say_who_made_it_elsewhere(tmp_path):
    (tmp_path / "a.png").write_bytes(png_with(
        chunk(b"tEXt", b"Author\0Ann"), chunk(b"iTXt", b"Description\0\0\0de\0Titel\0" + "über 한국".encode()),
        chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"steps " * 500)), chunk(b"tEXt", b"Thumb::Image::Size\x00"),
        chunk(b"zTXt", b"Raw profile type 8bim\0\0" + zlib.compress(b"8bim")), chunk(b"tEXt", b"exif:Orientation\x006"),
    ))  # fmt: skip
    photo = load_photo(tmp_path / "a.png")
    wanted = (("Author", "Ann"), ("Description", "über 한국"), ("parameters", "steps " * 500))
    assert photo.metadata.text == wanted
    for pixels in (scene(), scene(dtype=np.uint16)):
        made = Image.open(io.BytesIO(encode_photo(photo.with_pixels(pixels), ".png")))
        made.load()
        assert made.text == dict(wanted)
    for suffix in (".jpg", ".webp", ".tif"):
        exif = read_exif(read_metadata(None, encode_photo(photo, suffix)).exif)
        assert exif.main[270].value == "über 한국\0".encode()
        assert exif.main[315].value == b"Ann\0"


def test_blocks_that_imagemagick_writes_as_texts_are_read():
    block = b"Exif\0\0" + camera_exif().tobytes().removeprefix(b"Exif\0\0")
    text = f"\nexif\n{len(block):8}\n{block.hex()}\n".encode()
    found = read_metadata(None, png_with(chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text))))
    exif = Image.Exif()
    exif.load(found.exif)
    assert (exif[ExifTags.Base.Make], exif[ExifTags.Base.Orientation]) == ("Camera", 1)
    assert found.text == ()


def test_texts_that_would_unpack_without_end_are_left_out():
    bomb = zlib.compress(b"x" * (MOST_TEXT + 1))
    xmp = zlib.compress(XMP % (b"<xmp:Label>" + b"x" * 3_000_000 + b"</xmp:Label>"))
    found = read_metadata(None, png_with(
        chunk(b"zTXt", b"bomb\0\0" + bomb), chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + xmp),
        chunk(b"tEXt", b"Title\0short"), chunk(b"zTXt", b"damaged\0\0nonsense"), chunk(b"iTXt", b"x"),
    ))  # fmt: skip
    assert found.text == (("Title", "short"),)
    assert len(found.xmp) > 3_000_000


def test_iptc_goes_without_previews():
    preview = b"\x1c\x02\xca" + struct.pack(">H", len(PREVIEW)) + PREVIEW
    body = b"Photoshop 3.0\0" + blocks(_1028=IPTC + preview)
    buffer = io.BytesIO()
    extra = b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
    Image.fromarray(scene()).save(buffer, "JPEG", extra=extra)
    assert read_metadata(None, buffer.getvalue()).iptc == IPTC


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".gif", ".bmp", ".jp2", ".avif"])
def test_files_cut_anywhere_raise_nothing(suffix, tmp_path):
    original(tmp_path / "a.jpg")
    photo = load_photo(tmp_path / "a.jpg")
    if suffix in WRITABLE_SUFFIXES:
        data = encode_photo(photo, suffix)
    else:
        buffer = io.BytesIO()
        Image.fromarray(scene()).save(buffer, {".jp2": "JPEG2000"}.get(suffix, suffix[1:].upper()))
        data = buffer.getvalue()
    for length in range(0, len(data), max(1, len(data) // 150)):
        assert isinstance(read_metadata(None, data[:length]), Metadata)


def test_a_photo_of_avif_keeps_its_exif_and_xmp(tmp_path):
    Image.fromarray(scene()).save(tmp_path / "a.avif", exif=camera_exif(orientation=1), xmp=XMP % b"")
    found = load_photo(tmp_path / "a.avif").metadata
    assert found.xmp == XMP % b""
    assert b"Camera" in found.exif
    assert found.dpi == (300, 300)


def test_a_jpeg_2000_keeps_the_xmp_of_its_box():
    buffer = io.BytesIO()
    Image.fromarray(scene()).save(buffer, "JPEG2000")
    body = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + XMP % b""
    data = buffer.getvalue() + struct.pack(">I4s", len(body) + 8, b"uuid") + body
    assert read_metadata(None, data).xmp == XMP % b""


def test_with_pixels_keeps_everything():
    photo = Photo(scene(), None, ICC, Metadata(xmp=XMP, dpi=(300, 300)), notes=(Sentence("a word"),))
    other = photo.with_pixels(scene(90, 70))
    assert (other.icc, other.metadata, other.notes) == (photo.icc, photo.metadata, ())
    assert replace(photo, metadata=Metadata()).metadata == Metadata()
