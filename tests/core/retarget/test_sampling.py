"""Warped pictures: straight lines, clean whites and greys, depth, hidden colours, pixel art, sizes, perspective."""

import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.geometry import CanvasGeometry
from core.retarget.sampling import Pyramid, sample, sample_quickly, source_places
from core.retarget.warp import Warp, WarpSolver
from tests.core.pictures import pebbles
from tests.core.retarget.pictures import box_map, emblem

QUAD = ((30.0, 0.0), (330.0, 24.0), (360.0, 210.0), (0.0, 190.0))
SCALES = [(0.6, 1.0), (1.6, 1.0), (0.55, 1.45), (1.37, 0.71)]


def canvas(photo: np.ndarray, sx: float, sy: float) -> CanvasGeometry:
    height, width = photo.shape[:2]
    return CanvasGeometry(width, height, max(1, round(width * sx)), max(1, round(height * sy)))


def bent(photo: np.ndarray) -> CanvasGeometry:
    return CanvasGeometry.from_quad(photo.shape[1], photo.shape[0], QUAD)


def uneven(sx: float, sy: float) -> Warp:
    """A warp that stretches what is left and below, and squeezes it when it shrinks."""
    return WarpSolver(box_map((10, 40, 60, 100))).solve(sy, sx)


def both(photo: np.ndarray, geometry: CanvasGeometry, warp: Warp) -> list[np.ndarray]:
    """The quick frame and the filtered one."""
    pyramid = Pyramid.of(photo)
    return [sample_quickly(pyramid, warp, geometry), sample(pyramid, warp, geometry)]


def posts(height: int = 200, width: int = 320) -> np.ndarray:
    """Dark posts 4 px wide on a light, noisy ground (so that it is no drawing)."""
    ground = np.random.default_rng(1).integers(215, 226, (height, width, 3)).astype(np.uint8)
    for x in range(20, width - 10, 40):
        ground[:, x : x + 4] = 20
    return ground


def centroids(line: np.ndarray) -> np.ndarray:
    """Sub-pixel centres of the dark runs of a line of grey values."""
    dark = np.clip(200.0 - line, 0, None)
    starts = np.flatnonzero(np.diff((dark > 15).astype(int), prepend=0, append=0))
    runs = zip(starts[::2], starts[1::2], strict=True)
    return np.array([(np.arange(a, b) * dark[a:b]).sum() / dark[a:b].sum() for a, b in runs])


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("level", [False, True], ids=["posts", "horizons"])
def test_posts_and_horizons_stay_straight(scale: tuple[float, float], level: bool) -> None:
    photo = posts()
    photo = np.ascontiguousarray(photo.transpose(1, 0, 2)) if level else photo
    for picture in both(photo, canvas(photo, *scale), uneven(*scale)):
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(float)
        lines = [centroids(line) for line in (grey.T if level else grey)]
        assert len(lines[0]) >= 6  # one at the border may be cropped
        assert np.ptp(np.stack(lines), axis=0).max() < 0.5


def test_posts_stay_straight_in_a_perspective() -> None:
    photo = posts()
    for picture in both(photo, bent(photo), uneven(1.1, 1.0)):
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(float)
        rows = np.arange(50, 170)
        places = np.stack([centroids(grey[y]) for y in rows])
        assert places.shape[1] >= 6
        for post in places.T:
            fitted = np.polyval(np.polyfit(rows, post, 1), rows)
            assert np.abs(post - fitted).max() < 0.5


@pytest.mark.parametrize("scale", SCALES)
def test_a_checkerboard_stays_a_checkerboard(scale: tuple[float, float]) -> None:
    """Whatever the sizes of its squares: the picture is an outer product of its first row and its first column."""
    dice = np.random.default_rng(5)
    y, x = np.mgrid[:240, :320] // 20
    photo = np.where(((x + y) % 2 == 0)[..., None], dice.integers(26, 35, (240, 320, 3)), 220).astype(np.uint8)
    for picture in both(photo, canvas(photo, *scale), uneven(*scale)):
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(int)
        signs = np.where(grey > 125, 1, -1)
        wrong = (signs != signs[:, 4:5] * signs[4:5] * signs[4, 4]) & (np.abs(grey - 125) > 20)
        assert not wrong.any()
        assert (np.diff(signs[4]) != 0).sum() >= 12


@pytest.mark.parametrize("scale", [*SCALES, (2.2, 2.2), (0.3, 0.3)])
def test_a_white_ground_stays_white(scale: tuple[float, float]) -> None:
    """A product on paper white: no grey fringe, no tint, anywhere outside of it."""
    y, x = np.mgrid[:240, :320]
    level = 253.7 + 0.7 * np.sin(x / 40) * np.cos(y / 30)  # shades of white, dithered as a JPEG is
    photo = np.floor(level[..., None] + np.random.default_rng(0).random((240, 320, 3))).astype(np.uint8)
    photo[90:170, 130:220] = pebbles(80, 90, 2) // 2
    geometry, warp = canvas(photo, *scale), uneven(*scale)
    x, y = source_places(warp, geometry)
    reach = 2 + 2 * max(1, round(1 / min(scale))) * 3
    outside = (x < 130 - reach) | (x > 220 + reach) | (y < 90 - reach) | (y > 170 + reach)
    assert outside.mean() > 0.2
    for picture in both(photo, geometry, warp):
        assert picture[outside].min() >= 253


@pytest.mark.parametrize("scale", [(1.6, 1.0), (0.6, 1.0), (1.6, 1.6), (2.2, 1.0), (1.0, 0.6)])
def test_a_smooth_grey_stays_smooth_and_grey(scale: tuple[float, float]) -> None:
    level = np.rint(np.linspace(8, 247, 400)).astype(np.uint8)
    photo = np.repeat(np.repeat(level[None, :, None], 120, 0), 3, 2)
    for picture in both(photo, canvas(photo, *scale), uneven(*scale)):
        assert (picture == picture[..., :1]).all()
        line = picture[:, :, 0].astype(int)
        steps = np.diff(line, axis=1)
        assert steps.min() >= 0
        assert steps.max() <= int(np.diff(level.astype(int)).max()) + 2
        assert line.min() >= 7
        assert line.max() <= 248
        assert np.ptp(line, axis=0).max() == 0


def test_16_bits_keep_their_levels() -> None:
    level = np.linspace(1000, 64_000, 500)
    photo = np.repeat(np.repeat(level[None, :, None], 90, 0), 3, 2).astype(np.uint16)
    for geometry in (canvas(photo, 1.5, 1.2), canvas(photo, 0.7, 1.0), bent(photo)):
        for picture in both(photo, geometry, uneven(1.5, 1.2)):
            assert picture.dtype == np.uint16
            assert len(np.unique(picture)) > 300
            inner = picture[20:-20, 40:-40, 0].astype(int)
            assert np.abs(np.diff(inner, axis=1)).max() < 1500


def garbage_and_disc() -> np.ndarray:
    """An opaque green disc; what is see-through around it holds loud garbage."""
    photo = np.random.default_rng(0).integers(0, 256, (200, 300, 4)).astype(np.uint8)
    photo[..., 1] = 0
    photo[..., 3] = 0
    y, x = np.mgrid[:200, :300]
    disc = (y - 90) ** 2 + (x - 150) ** 2 <= 50**2
    photo[disc] = (40, 180, 60, 255)
    photo[disc, 0] += np.random.default_rng(1).integers(0, 4, int(disc.sum())).astype(np.uint8)
    return photo


@pytest.mark.parametrize("scale", [(1.6, 1.6), (0.5, 0.5), (1.3, 0.8)])
def test_hidden_colours_stay_hidden(scale: tuple[float, float]) -> None:
    photo = garbage_and_disc()
    for geometry in (canvas(photo, *scale), bent(photo)):
        for picture in both(photo, geometry, Warp.even()):
            seen = picture[picture[..., 3] > 0].astype(int)
            assert np.abs(seen[:, :3] - (41, 180, 60)).max() <= 5
            assert (picture[..., 3] > 250).any()


def test_a_disc_of_opacity_stays_a_disc() -> None:
    photo = garbage_and_disc()
    disc = (photo[..., 3] > 0).astype(np.float32)
    for scale in (1.6, 0.6):
        warp = WarpSolver(disc).solve(1.0, scale)
        for picture in both(photo, canvas(photo, scale, 1.0), warp):
            mask = (picture[..., 3] > 127).astype(np.uint8)
            count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
            assert count == 2
            _, _, width, height, area = stats[1]
            assert width / height == pytest.approx(1, abs=0.06)
            assert area / (width * height) == pytest.approx(np.pi / 4, abs=0.03)


@pytest.mark.parametrize("scale", [(0.5, 0.5), (0.37, 1.0), (1.0, 1.6), (3.3, 2.7), (12.0, 12.0)])
@pytest.mark.parametrize("colours", [2, 200])
def test_pixel_art_gets_no_new_colours(scale: tuple[float, float], colours: int) -> None:
    dice = np.random.default_rng(colours)
    palette = dice.integers(0, 256, (colours, 3)).astype(np.uint8)
    photo = palette[dice.integers(0, colours, (32, 48))]
    if colours > 64:  # then areas tell a drawing from a photo in a palette
        photo = np.repeat(photo[:, :12], 4, 1)
    quad = tuple((x * scale[0] / 6, y * scale[1] / 6) for x, y in QUAD)
    for geometry in (canvas(photo, *scale), CanvasGeometry.from_quad(48, 32, quad)):
        for picture in both(photo, geometry, uneven(*scale)):
            drawn = {tuple(each) for each in picture.reshape(-1, 3).tolist()}
            assert drawn <= {tuple(each) for each in palette.tolist()}
            assert len(drawn) > 1


def test_what_counts_as_drawn() -> None:
    ramp = np.repeat(np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 40, 0), 3, 2)
    assert not Pyramid.of(ramp).drawn  # few colours, but a smooth grey
    assert Pyramid.of(ramp // 16 * 16).drawn
    assert not Pyramid.of(pebbles(100, 100)).drawn
    art = np.random.default_rng(0).integers(0, 6, (50, 50, 3)).astype(np.uint8) * 50
    assert not Pyramid.of(art).drawn  # a photo in a palette has as few colours, but no areas
    art = np.repeat(np.repeat(art, 4, 1), 4, 0)[:200, :200]
    assert Pyramid.of(art).drawn
    assert Pyramid.of(art[::4, ::4] // 100 * 100).drawn  # so few that even single pixels are drawn
    art[0, :, 0] = np.arange(200)
    art[1, :, 1] = 255 - np.arange(200)
    assert len(np.unique(art.reshape(-1, 3), axis=0)) > 256
    assert not Pyramid.of(art).drawn


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (5, 7), (300, 280)])
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (61, 47)])
def test_any_size_from_any_size(shape: tuple[int, int], size: tuple[int, int]) -> None:
    photo = pebbles(*shape)
    geometry = CanvasGeometry(shape[1], shape[0], size[1], size[0])
    warp = WarpSolver(np.ones(shape, np.float32)).solve(size[0] / shape[0], size[1] / shape[1])
    for picture in both(photo, geometry, warp):
        assert picture.shape == (*size, 3)


def test_a_tiny_picture_is_the_mean_of_what_it_shows() -> None:
    """Filtering: fine stripes become grey, and do not flicker between black and white."""
    photo = np.random.default_rng(0).integers(118, 139, (256, 512, 3)).astype(np.uint8)
    photo[:, ::2] //= 2
    photo[:, 1::2] = 255 - photo[:, 1::2] // 2
    picture = sample(Pyramid.of(photo), Warp.even(), CanvasGeometry(512, 256, 36, 18))
    assert np.abs(picture.astype(float) - photo.mean()).max() < 8


def test_the_corners_of_a_quad_show_the_corners_of_the_photo() -> None:
    """Whatever the warp does inside, unless it crops."""
    photo = emblem(200, 330)
    geometry, warp = bent(photo), uneven(1.6, 1.2)
    x, y = source_places(warp, geometry)
    assert (warp.columns.source[0], warp.columns.source[-1], warp.rows.source[0]) == (0, 1, 0)
    for corner, expected in zip(geometry.corners, ((0, 0), (330, 0), (330, 200), (0, 200))):
        column, row = (min(max(int(v), 0), side - 1) for v, side in zip(corner, (geometry.width, geometry.height)))
        assert abs(x[row, column] - expected[0]) < 4
        assert abs(y[row, column] - expected[1]) < 4
    plain, _ = source_places(Warp.even(), geometry)
    assert np.abs(x - plain).max() > 15  # it does something inside


@pytest.mark.parametrize("scale", [*SCALES, (0.3, 0.4)])
def test_quick_frames_and_filtered_ones_have_one_layout(scale: tuple[float, float]) -> None:
    photo = emblem(400, 640, (300, 200), 80)
    geometries = canvas(photo, *scale), bent(photo)
    for geometry in geometries:
        quick, filtered = (cv2.GaussianBlur(each, (0, 0), 2) for each in both(photo, geometry, uneven(*scale)))
        assert np.abs(quick.astype(float) - filtered).max() < 20
        assert np.abs(quick.astype(float) - filtered).mean() < 0.5
        moved = np.abs(np.roll(quick, 2, 1).astype(float) - filtered)
        assert moved.max() > 20  # what two pixels would make


@pytest.mark.parametrize("quad", [False, True])
def test_sampling_can_be_stopped(quad: bool) -> None:
    photo = pebbles(400, 330)
    seen = []

    def between(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 1:
            raise Cancelled

    geometry = bent(photo) if quad else canvas(photo, 1.0, 1.5)
    with pytest.raises(Cancelled):
        sample(Pyramid.of(photo), Warp.even(), geometry, between_bands=between)
    assert seen[-1][0] == 1
    assert seen[-1][1] > 1
