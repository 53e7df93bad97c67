import numpy as np
import pytest

from core.image_io import list_samples, load_photo
from core.retouch.spot import SpotStroke
from core.retouch.stamp import QUICK_SIDE, StampStroke
from core.selection.brush import Brush
from core.selection.region import Region


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    sample = next(each for each in list_samples() if each.name == "boats")
    return np.ascontiguousarray(load_photo(sample.path).pixels[:300, :400])


def stroked(pixels, points, offset, brush=None, alpha=None, **how):
    stroke = StampStroke(pixels, alpha, brush or Brush(30, 1.0), offset, **how)
    for point in points:
        stroke.move_to(*point)
    return stroke, stroke.picture(Region.whole(pixels))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_pixels_are_copied_exactly_and_only_under_the_stroke(photo, depth):
    pixels = photo.astype(depth) * (257 if depth is np.uint16 else 1)
    stroke, after = stroked(pixels, [(100, 100), (140, 120)], (150, 60))
    full = stroke.painted == 255
    assert full.sum() > 1000
    moved = np.roll(pixels, (-60, -150), (0, 1))
    assert (after[full] == moved[full]).all()
    assert (after[stroke.painted == 0] == pixels[stroke.painted == 0]).all()


def test_a_soft_edge_and_opacity_blend(photo):
    stroke, after = stroked(photo, [(100, 100)], (150, 60), Brush(60, 0.2), opacity=0.5)
    moved = np.roll(photo, (-60, -150), (0, 1)).astype(float)
    weight = stroke.painted[..., None] / 255 * 0.5
    assert 0 < weight[weight > 0].min() < 0.02
    assert np.abs(after - (photo * (1 - weight) + moved * weight)).max() <= 0.51


def test_what_lies_beyond_the_photo_or_is_not_seen_is_not_painted(photo):
    _, after = stroked(photo, [(20, 100)], (-20, 0))
    assert (after[:, :20] == photo[:, :20]).all()
    assert (after[95:105, 22:30] == photo[95:105, 2:10]).all()
    alpha = np.full(photo.shape[:2], 255, np.uint8)
    alpha[:, 200:] = 0
    _, after = stroked(photo, [(100, 100)], (150, 0), alpha=alpha)
    assert (after == photo).all()


def test_a_stroke_does_not_copy_what_it_has_painted(photo):
    points = [(60 + x, 150) for x in range(0, 200, 10)]
    stroke, after = stroked(photo, points, (-40, 0))
    full = stroke.painted == 255
    assert (after[full] == np.roll(photo, 40, 1)[full]).all()


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("place", [(100, 90), (6, 8)])
def test_healing_meets_the_tone_around_and_keeps_the_grain(photo, depth, place):
    unit = 257 if depth is np.uint16 else 1
    light = np.linspace(0.45, 1.0, photo.shape[1])[None, :, None]
    dimmed = (photo * light).astype(depth) * unit
    patch = dimmed.copy()  # the same texture lies 150 px to the right, and lighter
    patch[:, 150:300] = (photo[:, :150] * light[:, 150:300]).astype(depth) * unit
    stroke, cloned = stroked(patch, [place], (150, 0), Brush(50, 0.5))
    healing, _ = stroked(patch, [place], (150, 0), Brush(50, 0.5), heals=True)
    healing.find_tone()
    healed = healing.picture(Region.whole(patch))
    core = stroke.painted > 128
    error = [np.abs(each[core].astype(float) - patch[core]).mean() / unit for each in (cloned, healed)]
    assert error[1] < 0.35 * error[0]
    assert (healed[stroke.painted == 0] == patch[stroke.painted == 0]).all()
    healing.find_tone(QUICK_SIDE)  # what is seen meanwhile is near it
    quick = healing.picture(Region.whole(patch))
    assert np.abs(quick.astype(float) - healed).max() / unit < 16


def test_a_tone_of_a_long_stroke_is_found_at_a_smaller_size(photo):
    large = np.tile(photo, (4, 5, 1))
    dark = (large * np.linspace(1, 0.5, large.shape[1])[None, :, None]).astype(np.uint8)
    stroke, _ = stroked(dark, [(60 + 80 * x, 300 + 40 * (x % 2)) for x in range(20)], (0, 300), heals=True)
    stroke.find_tone()
    assert max(stroke._tone.values.shape) < 800
    after = stroke.picture(stroke.dirty)
    full = stroke.painted[stroke.dirty.slices] == 255
    assert np.abs(after[full].astype(float) - dark[stroke.dirty.slices][full]).mean() < 2  # it repeats


class Black:
    """An inpainter that fills with black and notes what it was asked."""

    def fill(self, request, cancelled, on_progress):
        self.request = request
        image = np.where(request.mask[..., None], np.zeros_like(request.image), request.image)
        return type("Answer", (), {"image": image})


def test_a_spot_is_filled_from_its_surroundings_alone(photo):
    stroke = SpotStroke(photo, None, Brush(20, 0.5), opacity=0.5)
    stroke.move_to(200, 150)
    veiled = stroke.picture(Region.whole(photo))
    assert (veiled[150, 200] < photo[150, 200]).all()
    assert (veiled[stroke.painted == 0] == photo[stroke.painted == 0]).all()
    inpainter = Black()
    healed = stroke.healed(inpainter, lambda: False)
    assert healed.shape[:2] == (stroke.dirty.height, stroke.dirty.width)
    middle = healed[150 - stroke.dirty.top, 200 - stroke.dirty.left]
    assert np.abs(middle - photo[150, 200] / 2).max() <= 1
    assert max(inpainter.request.image.shape) < 250
    assert not inpainter.request.mask[0].any()
