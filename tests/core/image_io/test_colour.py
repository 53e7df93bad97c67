"""What a file says of its colours, against formulas of the standards and Qt's colour management."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtGui import QColorSpace

from core.image_io import load_photo
from core.image_io.colour import BROKEN, CLIPPED, to_rgb, to_srgb
from core.image_io.colour_tags import nclx_tags, png_tags
from core.image_io.decoded import ColourTags, Decoded
from core.image_io.decoders.opened import FIRST_PAGE
from core.image_io.profiles import CURVES, PRIMARIES, SRGB_CURVE, make_profile
from core.image_io.screen import for_screen
from core.image_io.tone import REFERENCE_WHITE, pq_codes, pq_light, rolled_off
from tests.core.image_io.profiles import (
    ADOBE,
    P3,
    PROPHOTO,
    SRGB,
    by_qt,
    chrm,
    chunk,
    cicp,
    cmyk_profile,
    encoded,
    gama,
    grey_profile,
    iccp,
    of_lightness,
    table_profile,
    with_chunks,
)


def colours(height=16, width=20):
    """uint8 (h, w, 3): greys in the first row, below them colours all over the cube."""
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    picture[0] = np.linspace(0, 255, width).round()[:, None]
    return picture


def rgb(samples, model="rgb", **told):
    return to_rgb(Decoded(samples, model, **told), "a.png")


def png(*chunks, pixels=None):
    buffer = io.BytesIO()
    Image.fromarray(colours() if pixels is None else pixels).save(buffer, "PNG")
    return with_chunks(buffer.getvalue(), *chunks)


# -- through a profile ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dtype", "top", "close"), [(np.uint8, 255, 1), (np.uint16, 65535, 20)])
def test_grey_goes_through_its_profile_at_every_depth(dtype, top, close):
    ramp = np.linspace(0, top, 320).round().astype(dtype).reshape(16, 20, 1)
    alpha = ramp[::-1, :, 0].copy()
    for gamma in (1.0, 1.8):
        pixels, same, icc, notes = rgb(ramp, "grey", alpha=alpha, icc=grey_profile(gamma))
        assert pixels.dtype == dtype
        assert (icc, notes) == (None, ())
        assert same is alpha
        assert np.ptp(pixels, axis=2).max() == 0
        assert np.abs(pixels / 1.0 - encoded((ramp / top) ** gamma) * top).max() <= close


def test_grey_with_a_profile_for_rgb_keeps_it_and_colours_leave_that_of_grey():
    grey = colours()[..., :1]
    pixels, _, icc, notes = rgb(grey, "grey", icc=P3)
    assert (pixels == grey).all()
    assert (icc, notes) == (P3, ())
    pixels, _, icc, notes = rgb(colours(), icc=grey_profile(1.0))
    assert (pixels == colours()).all()
    assert icc is None
    assert "not meant for its pixels" in str(notes[0])
    same = np.repeat(grey, 3, axis=2)
    assert (rgb(same, icc=grey_profile(1.0))[0] == rgb(grey, "grey", icc=grey_profile(1.0))[0]).all()


@pytest.mark.parametrize(("dtype", "top", "close"), [(np.uint8, 255, 2), (np.uint16, 65535, 400)])
def test_cmyk_and_lab(dtype, top, close):
    black = np.linspace(0, top, 320).round().astype(dtype).reshape(16, 20)
    inks = np.dstack([black * 0, black * 0, black * 0, black])
    pixels = rgb(inks, "cmyk", icc=cmyk_profile())[0]
    assert pixels.dtype == dtype
    assert np.abs(pixels - of_lightness(100 - 40 * (black / top))[..., None] * top).max() <= close
    pixels = rgb(np.dstack([inks[..., :2], black, black // 2]), "cmyk")[0]  # yellow and half as much black
    assert np.abs(pixels[..., 0] - (top - black // 2.0)).max() <= 1
    assert np.abs(pixels[..., 2] - (top - black / 1.0) * (top - black // 2) / top).max() <= 1
    middle = top // 255 * 128
    lab = np.dstack([top - black, np.full_like(black, middle), np.full_like(black, middle)])
    assert np.abs(rgb(lab, "lab")[0] - of_lightness(100 - 100 * (black / top))[..., None] * top).max() <= close


def test_a_broken_profile_costs_neither_the_picture_nor_goes_unsaid():
    inks = np.dstack([colours(), colours()[..., :1]])
    for icc in (b"nonsense" * 40, cmyk_profile()[:200]):
        pixels, _, kept, notes = rgb(inks, "cmyk", icc=icc, notes=(FIRST_PAGE,))
        assert (pixels == rgb(inks, "cmyk")[0]).all()
        assert kept is None
        assert notes == (FIRST_PAGE, BROKEN)
    pixels, _, kept, notes = rgb(colours(), icc=P3[:300])
    assert (pixels == colours()).all()
    assert kept is None
    assert "damaged" in str(notes[0])


# -- marks beside a profile ----------------------------------------------------------------------------------------

P3_CORNERS = (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)


@pytest.mark.parametrize(
    ("chunks", "kept", "seen"),
    [
        ([], True, lambda p: p),
        ([gama(0.45455)], True, lambda p: p),
        ([gama(0.45455), chrm(*PRIMARIES[1])], True, lambda p: p),
        ([gama(1.0)], False, lambda p: encoded(p / 255) * 255),
        ([gama(0.55556)], True, lambda p: encoded((p / 255) ** 1.8) * 255),
        ([gama(1.0), chunk(b"sRGB", b"\0")], True, lambda p: p),
        ([gama(1.0), iccp(P3)], True, lambda p: by_qt(p, P3)),
        ([iccp(P3), cicp(1, 13)], True, lambda p: p),
        ([cicp(12, 13), gama(1.0)], True, lambda p: by_qt(p, P3)),
        ([cicp(2, 2), iccp(ADOBE)], True, lambda p: by_qt(p, ADOBE)),
        ([chrm(*P3_CORNERS), gama(0.45455)], True, lambda p: by_qt(p, make_profile(P3_CORNERS, (2.2,), "x"))),
        ([chrm(*P3_CORNERS)], True, lambda p: by_qt(p, P3)),
        ([chrm(*PRIMARIES[9]), gama(1.0)], False, None),
        ([chrm(0, 0, 0, 0, 0, 0, 0, 0), gama(0)], True, lambda p: p),
        ([cicp(1, 13, full=0)], False, lambda p: ((p - 16.0) * 255 / 219).clip(0, 255)),
    ],
)
def test_marks_of_png_are_followed_in_their_order(tmp_path, chunks, kept, seen):
    (tmp_path / "a.png").write_bytes(png(*chunks))
    photo = load_photo(tmp_path / "a.png")
    assert (photo.pixels == colours()).all() == kept
    assert photo.notes == ()
    shown = by_qt(photo.pixels, photo.icc)
    if seen is not None:
        assert np.abs(shown - seen(colours())).max() <= 1.01
    else:  # linear light of BT.2020: the curve changed, the primaries did not
        assert np.abs(photo.pixels - encoded(colours() / 255) * 255).max() <= 1
        assert photo.icc == make_profile(PRIMARIES[9], SRGB_CURVE, "Gamma 1, sRGB curve")


def test_a_mark_whose_check_sum_is_wrong_is_none():
    assert png_tags(png(gama(1.0))) == ColourTags(gamma=1.0)
    assert png_tags(png(gama(1.0)[:-4] + b"oops")) == ColourTags()


def test_profiles_that_are_made_mean_what_they_say():
    assert QColorSpace.fromIccProfile(make_profile(PRIMARIES[12], SRGB_CURVE, "a")) == QColorSpace(
        QColorSpace.NamedColorSpace.DisplayP3
    )
    grey = np.repeat(np.arange(0, 256, dtype=np.uint8)[:, None], 3, axis=1)[None]
    for primaries in PRIMARIES:
        icc = make_profile(PRIMARIES[primaries], SRGB_CURVE, "a")
        assert np.abs(to_srgb(grey, icc).astype(int) - grey).max() <= 1, primaries
    camera = make_profile(PRIMARIES[1], CURVES[1], "a")
    v = grey / 255
    light = np.where(v < 0.081, v / 4.5, ((v + 0.099) / 1.099) ** (1 / 0.45))  # ITU-R BT.709-6, turned round
    assert np.abs(to_srgb(grey, camera) - encoded(light) * 255).max() <= 1


def avif(primaries, transfer, pixels=None):
    buffer = io.BytesIO()
    Image.fromarray(colours() if pixels is None else pixels).save(buffer, "AVIF", quality=100, subsampling="4:4:4")
    data = buffer.getvalue()
    assert data.count(b"nclx\0\1\0\r") == 1
    return data.replace(b"nclx\0\1\0\r", b"nclx" + bytes([0, primaries, 0, transfer]))


def test_nclx_of_avif(tmp_path):
    assert nclx_tags(avif(1, 13)).cicp[:2] == (1, 13)
    (tmp_path / "a.avif").write_bytes(avif(12, 13))
    photo = load_photo(tmp_path / "a.avif")
    assert QColorSpace.fromIccProfile(photo.icc) == QColorSpace(QColorSpace.NamedColorSpace.DisplayP3)
    (tmp_path / "a.avif").write_bytes(avif(9, 16))
    assert "HDR" in str(load_photo(tmp_path / "a.avif").notes[0])
    buffer = io.BytesIO()
    Image.fromarray(colours()).save(buffer, "AVIF", icc_profile=ADOBE)  # goes before nclx there
    assert nclx_tags(buffer.getvalue()) == ColourTags()


def camera_file(space, index):
    exif = Image.Exif()
    exif[0x8769] = {0xA001: space, 0xA005: {1: index, 2: b"0100"}}
    buffer = io.BytesIO()
    Image.fromarray(colours()).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize(("space", "index", "adobe"), [(0xFFFF, "R03", True), (1, "R98", False), (0xFFFF, "", False)])
def test_cameras_mark_adobe_rgb_in_exif_alone(tmp_path, space, index, adobe):
    (tmp_path / "a.jpg").write_bytes(camera_file(space, index))
    photo = load_photo(tmp_path / "a.jpg")
    assert (photo.icc is not None) == adobe
    if adobe:
        assert np.abs(by_qt(photo.pixels, photo.icc).astype(int) - by_qt(photo.pixels, ADOBE)).max() <= 1


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_files_have_no_marks_or_some_but_never_fail(data):
    whole = data.draw(st.sampled_from([png(gama(1.0), cicp(9, 16), chrm(*P3_CORNERS)), avif(9, 16)]))[:900]
    spoilt = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 6))):
        if spoilt:
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.sampled_from([0, 1, 127, 255]))
    for tags in (png_tags(bytes(spoilt)), nclx_tags(bytes(spoilt))):
        pixels, _, _, _ = rgb(np.zeros((2, 2, 3), np.uint8), tags=tags)
        assert pixels.shape == (2, 2, 3)


# -- HDR and floats ------------------------------------------------------------------------------------------------


def test_pq_and_the_roll_off_are_those_of_the_standards():
    # ITU-R BT.2408-7, table 1: 26 cd/m2 is 38 % PQ, 203 cd/m2 58 %, 1000 cd/m2 75 %
    assert np.abs(pq_codes(np.array([0, 26, 203, 1000, 10000])) - [0, 0.38, 0.58, 0.75, 1]).max() < 0.006
    levels = np.linspace(0, 10000, 999)
    assert np.allclose(pq_light(pq_codes(levels)), levels)
    for peak in (300.0, 1000.0, 4000.0):
        out = rolled_off(levels, peak)
        assert (np.diff(out) >= -1e-9).all()
        assert out.max() == pytest.approx(REFERENCE_WHITE)
        assert rolled_off(np.array([10.0]), peak)[0] == pytest.approx(10)


@pytest.mark.parametrize(("transfer", "close"), [(16, 60), (18, 400)])
def test_hdr_within_white_keeps_its_light(transfer, close):
    nits = np.linspace(0, 203, 320).reshape(16, 20)
    if transfer == 18:  # BT.2100-2, table 5, on 1000 cd/m2: OOTF of 1.2, then the OETF
        scene = (nits / 1000) ** (1 / 1.2)
        bright = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
        signal = np.where(scene <= 1 / 12, np.sqrt(3 * scene), bright)
    else:
        signal = pq_codes(nits)
    samples = np.repeat(np.round(signal * 65535).astype(np.uint16)[..., None], 3, axis=2)
    pixels, _, icc, notes = rgb(samples, tags=ColourTags(cicp=(9, transfer, 0, 1)), icc=ADOBE)
    assert icc is None
    assert "HDR" in str(notes[0])
    assert np.abs(pixels / 1.0 - encoded(nits / 203)[..., None] * 65535).max() <= close


def test_hdr_highlights_are_compressed_and_hues_stay():
    nits = np.linspace(1, 1000, 320).reshape(16, 20)
    light = nits[..., None] * np.array([1.0, 0.5, 0.25])
    samples = np.round(pq_codes(light) * 65535).astype(np.uint16)
    pixels = rgb(samples, tags=ColourTags(cicp=(1, 16, 0, 1)))[0] / 65535
    assert (np.diff(pixels.reshape(-1, 3), axis=0) >= -1e-4).all()
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4).reshape(-1, 3)[20:]
    assert np.abs(linear[:, 1:] / linear[:, :1] - [0.5, 0.25]).max() < 0.01
    assert linear[-1, 0] == pytest.approx(1, abs=0.01)
    assert 0.6 < np.interp(203, nits.ravel()[20:], linear[:, 0]) < 0.9  # white has made room for what is brighter


def test_floats_mean_what_their_range_says():
    unit = (colours() / 255).astype(np.float32)
    pixels, alpha, icc, notes = rgb(unit, alpha=unit[..., 0])
    assert pixels.dtype == alpha.dtype == np.uint16
    assert (icc, notes) == (None, ())
    assert (pixels == colours().astype(int) * 257).all()
    assert (rgb(colours().astype(np.float32))[0] == pixels).all()  # whole numbers up to 255
    swung = unit.copy()
    swung[3, 3] = 1.1, -0.1, np.nan
    pixels, _, _, notes = rgb(swung)
    assert pixels[3, 3].tolist() == [65535, 0, 0]
    assert "cut off" in str(notes[0])
    scene = unit.copy()
    scene[:4] *= 6
    pixels, _, _, notes = rgb(scene)
    assert "linear" in str(notes[0])
    dark = scene.max(-1) < 0.2
    assert np.abs(pixels[dark] / 65535 - encoded(scene[dark])).max() < 0.001
    assert rgb(scene, icc=P3)[2:] == (P3, (CLIPPED,))
    assert (rgb(np.full((4, 4, 1), 0.5, np.float32), "grey")[0] == 32768).all()


# -- on the screen -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("icc", [P3, ADOBE, PROPHOTO])
def test_what_a_screen_shows_is_what_colour_management_says(icc):
    look = for_screen(icc)
    picture = colours(64, 64)
    shown = look(picture)
    assert np.abs(shown.astype(int) - by_qt(picture, icc)).max() <= 1
    assert np.abs(shown.astype(int) - picture).max() > 10
    deep = np.dstack([picture, picture[..., 0]]).astype(np.uint16) * 257
    assert (look(deep) == np.dstack([shown, picture[..., 0]])).all()
    assert (look(np.dstack([picture, picture[..., 0]]))[..., 3] == picture[..., 0]).all()


def test_a_screen_needs_nothing_for_srgb_and_follows_a_profile_made_of_a_table():
    assert for_screen(None) is None
    assert for_screen(SRGB) is None
    assert for_screen(b"nonsense" * 40) is None
    corners = [(r, g, b) for r in (0, 1) for g in (0, 1) for b in (0, 1)]
    grid = [(r * 25 + g * 60 + b * 15, 60 * r - 60 * g, 50 * g - 60 * b) for r, g, b in corners]
    table = table_profile(b"RGB ", grid)
    assert (for_screen(table)(colours()) == to_srgb(colours(), table)).all()
