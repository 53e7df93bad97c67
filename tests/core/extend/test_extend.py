"""Extending: the photo stays as it is, and what is new goes on as it would."""

import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.errors import GeometryError
from core.extend.extend import Margins, extend, margins_for
from core.extend.growing import SourceMaps, grow
from core.image_io import list_samples, load_photo
from core.retarget.subject import Subject


def sample(name, width):
    pixels = load_photo(next(s.path for s in list_samples() if name in s.path.name)).pixels
    return cv2.resize(pixels, (width, round(pixels.shape[0] * width / pixels.shape[1])), interpolation=cv2.INTER_AREA)


def gradient(height=80, width=120):
    """A studio ground that gets darker to the right, with grain."""
    dice = np.random.default_rng(3)
    plain = np.linspace(200, 120, width)[None, :, None] + np.zeros((height, 1, 3))
    return (plain + dice.normal(0, 2, plain.shape)).clip(0, 255).astype(np.uint8)


PHOTO = sample(list_samples()[0].path.name, 120)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_photo_stays_bit_for_bit_on_every_side(dtype):
    photo = PHOTO if dtype == np.uint8 else PHOTO.astype(np.uint16) * 257 + 31
    made = extend(photo, Margins(31, 0, 7, 23))
    assert made.image.dtype == dtype
    assert made.image.shape == (photo.shape[0] + 30, photo.shape[1] + 31, 3)
    np.testing.assert_array_equal(made.image[made.inside], photo)
    new = np.ones(made.image.shape[:2], bool)
    new[made.inside] = False
    assert made.image[new].std() > 5


def test_a_gradient_goes_on_in_its_direction_with_its_grain():
    photo = gradient()
    made = extend(photo, Margins(right=60)).image.astype(float)
    new = made[:, 120:]
    columns = cv2.blur(new.mean((0, 2))[None], (9, 1))[0]
    assert columns[-5] < columns[5] < 124  # a mirror image would turn back to 150
    assert 1.2 < (new - cv2.GaussianBlur(new, (0, 0), 3)).std() < 3
    assert abs(new[:, 0].mean() - made[:, 119].mean()) < 3


def test_a_slanted_line_goes_on_along_itself():
    photo = np.full((96, 128, 3), 170, np.uint8)
    dice = np.random.default_rng(0)
    cv2.line(photo, (0, 20), (160, 60), (40, 40, 40), 5, cv2.LINE_AA)
    photo = (photo + dice.normal(0, 2, photo.shape)).clip(0, 255).astype(np.uint8)
    new = extend(photo, Margins(right=32)).image[:, 128:].mean(2)
    for column in (4, 14, 26):
        wanted = 20 + (128 + column) / 4
        assert abs(np.average(np.arange(96), weights=np.clip(120 - new[:, column], 0, None)) - wanted) < 4


def test_the_subject_is_not_shown_twice():
    dice = np.random.default_rng(5)
    photo = cv2.GaussianBlur(dice.integers(0, 255, (100, 150, 3)).astype(np.uint8), (0, 0), 2)
    cv2.circle(photo, (120, 50), 20, (255, 30, 30), -1)
    saliency = np.zeros((100, 150), np.float32)
    cv2.circle(saliency, (120, 50), 22, 1, -1)
    new = extend(photo, Margins(right=70), subject=Subject(saliency)).image[:, 150:].astype(int)
    red = (new[..., 0] > 230) & (new[..., 1] < 60)
    assert red.mean() < 0.002


def test_a_cut_out_stays_cut_out():
    alpha = np.zeros(PHOTO.shape[:2], np.uint8)
    alpha[20:, 30:-30] = 255
    made = extend(PHOTO, Margins(10, 10, 10, 10), alpha)
    np.testing.assert_array_equal(made.alpha[made.inside], alpha)
    assert not made.alpha[:, :30].any()
    assert made.alpha[-1, 60] == 255


def test_seed_decides():
    one, again, other = (extend(gradient(), Margins(left=30), seed=seed).image for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_what_cannot_be_done_is_refused_in_one_sentence():
    for margins in (Margins(), Margins(left=-1, right=5), Margins(right=2 * 120 + 1)):
        with pytest.raises(GeometryError):
            extend(PHOTO, margins)
    with pytest.raises(GeometryError):
        margins_for(100, 100, 99, 200)
    assert margins_for(100, 50, 161, 70, "left") == Margins(0, 61, 10, 10)


def test_it_can_be_cancelled():
    calls = []

    def cancelled():
        calls.append(1)
        return len(calls) > 5

    with pytest.raises(Cancelled):
        extend(PHOTO, Margins(right=60), cancelled=cancelled)


@pytest.mark.parametrize("side", ["top", "bottom"])
def test_what_lies_above_does_not_come_back_below(side):
    """Boats lie on water: no water in the sky."""
    photo = sample("boats", 256)
    nothing, more = np.zeros(photo.shape[:2], np.float32), photo.shape[0] // 5
    sources = SourceMaps(photo, nothing, nothing, nothing > 0, nothing == 0)
    grown = grow(sources, (0, 0, more, 0) if side == "top" else (0, 0, 0, more))
    y, x = np.nonzero(grown.regions)
    pieces = np.array([(p.down, p.rows) for p in grown.pieces])[grown.regions[y, x]]
    from_row = (pieces[:, 0] * (y - grown.origin[0]) + pieces[:, 1]) / len(photo)
    assert np.mean(from_row < 0.5 if side == "top" else from_row > 0.5) > 0.95


def test_a_body_that_the_lower_border_cuts_goes_on_down_to_the_new_one():
    dice = np.random.default_rng(7)
    photo = np.full((160, 120, 3), (150, 150, 230), np.uint8)
    body: np.ndarray = np.zeros((160, 120), np.uint8)
    cv2.circle(body, (60, 45), 22, 1, -1)
    cv2.rectangle(body, (22, 85), (98, 159), 1, -1)
    photo[body > 0] = (30, 30, 60)
    photo = (photo + dice.normal(0, 3, photo.shape)).clip(0, 255).astype(np.uint8)
    made = extend(photo, Margins(bottom=70), subject=Subject(body.astype(np.float32))).image[160:].astype(int)
    dark = made.sum(2) < 300
    assert dark[:, 30:90].mean() > 0.95
    assert dark[:, :15].mean() < 0.05
