"""Where grain is missing, how it is found, where it is cut in, and what stands in the place of what is removed."""

import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.geometry import CanvasGeometry
from core.retarget.compose import seam_mask, tone_correction
from core.retarget.regrain import Grain, regrain
from core.retarget.removal import without_removed
from core.retarget.sampling import Pyramid, sample, source_places
from core.retarget.stretched import find_stretched, texture
from core.retarget.warp import Warp, WarpSolver
from tests.core.retarget.pictures import EMBLEM_IN_MEADOW, disc_map, emblem, grass, meadow

MEADOW = meadow()
HEIGHT, WIDTH = MEADOW.shape[:2]
DISC = disc_map(HEIGHT, WIDTH, *EMBLEM_IN_MEADOW)


def wider(scale: float) -> CanvasGeometry:
    return CanvasGeometry(WIDTH, HEIGHT, round(WIDTH * scale), HEIGHT)


# -- where -------------------------------------------------------------------------------------------------------------


def test_grass_is_a_texture_and_smooth_ground_and_things_are_none() -> None:
    lively = texture(MEADOW)
    assert (lively.dtype, lively.shape) == (np.float32, (HEIGHT, WIDTH))
    assert lively[20:-20, 20:220].mean() > 0.7
    assert lively[:, 270:].max() < 0.05
    assert texture(emblem(256, 384)).max() < 0.2


def test_long_straight_lines_in_a_texture_keep_to_the_warp() -> None:
    photo = grass(HEIGHT, WIDTH)
    before = texture(photo)
    cv2.line(photo, (60, 10), (300, 240), (250, 250, 250), 3, cv2.LINE_AA)
    after = texture(photo)
    on_line = cv2.line(np.zeros((HEIGHT, WIDTH), np.uint8), (80, 29), (280, 221), 1, 3) > 0
    assert before[on_line].mean() > 0.7
    assert after[on_line].mean() < 0.2


def test_only_what_is_stretched_away_from_the_subject_wants_grain() -> None:
    lively = np.ones((HEIGHT, WIDTH), np.float32)
    geometry = wider(1.6)
    warp = WarpSolver(DISC).solve(1.0, 1.6)
    x, _ = source_places(warp, geometry)
    found = find_stretched(lively, DISC, DISC, warp, geometry)
    assert found.mask.shape == found.stretch.shape == (HEIGHT, geometry.width)
    assert found.mask[:, 10:-10][x[:, 10:-10] < 200].min() > 0.9
    shown = cv2.remap(DISC, x, source_places(warp, geometry)[1], cv2.INTER_NEAREST) > 0
    assert found.mask[shown].max() == 0
    assert found.stretch[shown].max() < 0.12
    assert found.scale == pytest.approx(1, abs=0.03)
    hardly = find_stretched(lively, DISC, DISC, Warp.even(), wider(1.08))
    assert hardly.mask.max() == 0
    half = CanvasGeometry(WIDTH, HEIGHT, WIDTH // 2, HEIGHT // 2)
    assert find_stretched(lively, DISC, DISC, Warp.even(), half).scale == pytest.approx(0.5, abs=0.01)


def test_a_perspective_wants_grain_where_it_widens() -> None:
    lively, nothing = np.ones((HEIGHT, WIDTH), np.float32), np.zeros((HEIGHT, WIDTH), np.float32)
    quad = ((0.0, 60.0), (420.0, 0.0), (420.0, 400.0), (0.0, 300.0))
    geometry = CanvasGeometry.from_quad(WIDTH, HEIGHT, quad)
    found = find_stretched(lively, nothing, nothing, Warp.even(), geometry)
    assert found.mask[200, 380] > 0.9
    assert found.mask[180, 110] < 0.2


# -- what --------------------------------------------------------------------------------------------------------------


def warped_grass(scale: float = 1.6) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """(photo, its plain stretch, where that comes from)"""
    photo = grass(128, 192)
    geometry = CanvasGeometry(192, 128, round(192 * scale), 128)
    return photo, sample(Pyramid.of(photo), Warp.even(), geometry), source_places(Warp.even(), geometry)


def test_grain_comes_from_near_and_from_what_may_be_copied() -> None:
    photo, frame, places = warped_grass()
    usable = np.ones(photo.shape[:2], bool)
    usable[30:90, 60:120] = False
    found = regrain(photo, frame, places, np.ones(frame.shape[:2], np.float32), usable)
    assert isinstance(found, Grain)
    assert found.picture.shape == frame.shape
    assert usable[found.rows, found.columns].all()
    free = regrain(photo, frame, places, np.ones(frame.shape[:2], np.float32), np.ones_like(usable))
    assert free is not None
    assert not usable[free.rows, free.columns].all()
    away = np.hypot(free.rows - places[1], free.columns - places[0])
    assert np.percentile(away, 99) < 0.25 * 192  # at random: most


def test_grain_has_the_photos_detail_and_the_same_each_time() -> None:
    photo, frame, places = warped_grass()
    mask = np.ones(frame.shape[:2], np.float32)
    first, second = (regrain(photo, frame, places, mask, np.ones((128, 192), bool), threads=1) for _ in range(2))
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.match, second.match)
    edges = [np.abs(np.diff(each.astype(float), axis=1)).mean() for each in (photo, frame, first.picture)]
    assert edges[1] < 0.8 * edges[0]
    assert edges[2] > 0.88 * edges[0]


def test_what_is_not_masked_is_left_as_it_is() -> None:
    photo, frame, places = warped_grass()
    mask = np.zeros(frame.shape[:2], np.float32)
    usable = np.ones(photo.shape[:2], bool)
    assert regrain(photo, frame, places, mask, usable) is None
    mask[:, :150] = 1
    found = regrain(photo, frame, places, mask, usable)
    assert found is not None
    np.testing.assert_array_equal(found.picture[:, 150:], frame[:, 150:])
    assert regrain(photo[:9], frame[:9], places, mask[:9], usable[:9]) is None  # too small for patches
    assert regrain(photo, frame, places, mask, ~usable) is None  # nothing may be copied


@pytest.mark.parametrize("at", [0, 3, 6, 9])
def test_the_search_can_be_stopped_at_any_time(at: int) -> None:
    photo, frame, places = warped_grass()
    calls = []

    def checkpoint() -> None:
        calls.append(None)
        if len(calls) > at:
            raise Cancelled

    with pytest.raises(Cancelled):
        regrain(
            photo, frame, places, np.ones(frame.shape[:2], np.float32), np.ones((128, 192), bool), checkpoint=checkpoint
        )
    assert len(calls) == at + 1


# -- cut in ------------------------------------------------------------------------------------------------------------


def test_grain_is_shown_where_it_is_missing_and_fits() -> None:
    _, frame, _ = warped_grass()
    copied = np.roll(frame, 5, 1)
    mask = np.zeros(frame.shape[:2], np.float32)
    mask[20:100, 40:200] = 1
    fits = np.zeros_like(mask)
    shown = seam_mask(frame, copied, mask, fits)
    assert shown[30:90, 50:190].min() > 0.99
    assert shown[:, :25].max() == shown[:, 215:].max() == 0
    assert not seam_mask(frame, copied, mask, fits + 60).any()  # patches that do not fit
    foreign = np.clip(copied.astype(int) + 60, 0, 255).astype(np.uint8)
    assert not seam_mask(frame, foreign, mask, fits).any()  # another tone
    assert not seam_mask(frame, copied, np.zeros_like(mask), fits).any()
    speck = np.zeros_like(mask)
    speck[50:53, 50:53] = 1
    assert not seam_mask(frame, copied, speck, fits).any()
    dull = cv2.GaussianBlur(copied, (0, 0), 2)
    assert not seam_mask(frame, dull, mask, fits).any()  # less detail than even the warp has
    assert (seam_mask(frame, frame, np.ones_like(mask), fits) == 1).all()


def test_grain_takes_the_shade_of_the_warp() -> None:
    """Copies that are 4 levels darker are lit, but only as far as a shade goes, and nothing beside them bleeds in."""
    frame = np.full((80, 120, 3), 100, np.uint8)
    frame[:, 60:] = 240
    copied = np.full_like(frame, 96)
    shown = np.zeros((80, 120), np.float32)
    shown[:, :60] = 1
    lit = tone_correction(frame, copied, shown)
    np.testing.assert_allclose(lit[:, :60], 4, atol=0.01)
    shown[:, :60], shown[:, 60:] = 0, 1
    assert tone_correction(frame, copied, shown).max() < 20  # not the 144 by which a bright wall differs


# -- instead of what is removed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [3, 4])
def test_what_is_removed_is_replaced_by_ground_and_the_rest_is_untouched(dtype: type, channels: int) -> None:
    top = np.iinfo(dtype).max
    photo = grass(400, 600).astype(dtype) * (top // 255)
    if channels == 4:
        photo = np.dstack([photo, np.full((400, 600), top, dtype)])
    mask = disc_map(400, 600, (250, 200), 60) > 0
    photo[mask, 0] = top
    made = without_removed(photo, mask)
    assert (made.dtype, made.shape) == (photo.dtype, photo.shape)
    assert made[mask, 0].max() < 0.75 * top  # grass alone: 40 %
    far = disc_map(400, 600, (250, 200), 90) == 0
    np.testing.assert_array_equal(made[far], photo[far])
    original = grass(400, 600).astype(float)
    assert made[mask][:, 1].std() > 0.6 * original[mask][:, 1].std() * (top // 255)  # no blur


def test_a_photo_that_is_removed_altogether_stays() -> None:
    photo = grass(40, 60)
    assert without_removed(photo, np.ones((40, 60), bool)) is photo
    np.testing.assert_array_equal(without_removed(photo, np.zeros((40, 60), bool)), photo)
