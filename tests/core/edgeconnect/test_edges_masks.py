import cv2
import numpy as np
import pytest
from skimage.feature import canny as skimage_canny

from core.edgeconnect.holes import LARGEST_WINDOW, check_mask, feathered, grow, regions
from core.edgeconnect.training import masks
from core.edges import canny, resize_edges, thin, to_grey
from core.errors import ImageError
from core.image_io import list_samples, load_photo


@pytest.fixture(scope="module")
def greys():
    photos = [load_photo(sample.path).pixels for sample in list_samples()[:4]]
    return [to_grey(cv2.resize(photo, (320, 200), interpolation=cv2.INTER_AREA)) for photo in photos]


def agreement(a, b):
    """F1 with one pixel of tolerance."""
    near = lambda edges: cv2.dilate(edges.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0  # noqa: E731
    precision, recall = (a & near(b)).sum() / max(1, a.sum()), (b & near(a)).sum() / max(1, b.sum())
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.5])
def test_canny_agrees_with_scikit_image(greys, sigma):
    scores = [agreement(canny(grey, sigma), skimage_canny(grey, sigma)) for grey in greys]
    assert np.mean(scores) > 0.93
    assert min(scores) > 0.85


def test_the_hole_makes_no_edges_and_changes_none_far_away(greys):
    grey = greys[0].copy()
    hole = np.zeros(grey.shape, bool)
    hole[60:140, 100:200] = True
    whole = canny(grey)
    grey[hole] = np.random.default_rng(0).integers(0, 256, int(hole.sum()))
    holed = canny(grey, 2.0, hole)
    assert not (holed & hole).any()
    assert not (holed & grow(hole, 1)).any()
    far = ~grow(hole, 14)
    assert agreement(whole & far, holed & far) > 0.97


def test_thin_lines_stay_connected_and_one_pixel_wide():
    drawn = np.zeros((80, 80), np.uint8)
    cv2.ellipse(drawn, (40, 40), (30, 20), 20, 0, 360, 1, 5)
    lines = thin(drawn > 0)
    assert cv2.connectedComponents(lines.astype(np.uint8), connectivity=8)[0] == 2
    assert 100 < lines.sum() < 200
    half = resize_edges(lines, 40, 40)
    assert half.any()
    assert half.sum() < 110


@pytest.mark.parametrize("kind", ["rectangles", "strokes", "half"])
def test_masks_are_holes_of_the_asked_kind(kind):
    rng = np.random.default_rng(1)
    maker = masks.MaskMaker((kind,), (0.1, 0.4))
    for _ in range(20):
        mask = maker(rng, 96, 128)
        assert mask.shape == (96, 128)
        assert 0 < masks.hole_share(mask) < 0.75
    assert masks.half(rng, 96, 128).mean() == 0.5
    assert masks.strokes(rng, 128, 128, 0.3).mean() == pytest.approx(0.3, abs=0.06)


def test_masks_from_files(tmp_path):
    cv2.imwrite(str(tmp_path / "m.png"), np.pad(np.full((10, 10), 255, np.uint8), 10))
    (tmp_path / "notes.txt").write_text("not a mask")
    maker = masks.MaskMaker((), files=tmp_path)
    assert maker(np.random.default_rng(0), 60, 60).mean() == pytest.approx(1 / 9, abs=0.02)
    with pytest.raises(ImageError, match="no readable mask"):
        masks.MaskMaker((), files=tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (np.zeros((5, 5), bool), "same size"),
        (np.zeros((20, 30), bool), "marks nothing"),
        (np.ones((20, 30), bool), "whole picture"),
        (np.full((20, 30), 90, np.uint8), "marks nothing"),
    ],
)
def test_impossible_masks_are_refused(mask, words):
    with pytest.raises(ImageError, match=words):
        check_mask(mask, 20, 30)


def test_grey_and_jpeg_masks_are_thresholded():
    noisy = np.random.default_rng(0).integers(0, 60, (20, 30, 3)).astype(np.uint8)
    noisy[5:15, 5:15] += 190
    assert check_mask(noisy, 20, 30).sum() == 100


def test_regions_cover_each_hole_once_smallest_first():
    mask = np.zeros((400, 600), bool)
    mask[20:40, 30:60] = True
    mask[200:330, 380:520] = True
    mask[60:70, 560:590] = True
    found = regions(mask, 256)
    total = np.zeros(mask.shape, int)
    for region in found:
        total[region.window] += region.hole
        assert region.height >= 256
        assert region.width >= 256
    assert np.array_equal(total, mask.astype(int))
    assert [r.hole.sum() for r in found] == sorted(r.hole.sum() for r in found)
    assert found[-1].thickness == pytest.approx(130, abs=4)


def test_growing_and_feathering():
    dot = np.zeros((41, 41), bool)
    dot[20, 20] = True
    assert grow(dot, 5).sum() == pytest.approx(np.pi * 5.3**2, rel=0.1)
    box, inside = feathered(grow(dot, 5), 4)
    assert inside.size < dot.size
    weight = np.zeros(dot.shape, np.float32)
    weight[box] = inside
    assert weight[20, 20] == 1
    assert 0 < weight[20, 27] < 1
    assert weight[20, 31] == 0


def test_a_wire_across_a_large_photo_is_filled_in_parts():
    mask = np.zeros((5000, 7000), np.uint8)
    cv2.line(mask, (200, 300), (6800, 4700), 1, 9)
    cv2.circle(mask, (6000, 500), 700, 1, -1)  # as large, but thick: seen as a whole
    mask = mask > 0
    found = regions(mask, 256)
    total = np.zeros(mask.shape, np.uint8)
    for region in found:
        total[region.window] += region.hole
        assert region.height * region.width <= LARGEST_WINDOW
    assert np.array_equal(total, mask)
    assert len(found) == 1 + 8
    assert [r.left for r in found[1:]] == sorted(r.left for r in found[1:])
    small = cv2.resize(mask.astype(np.uint8), (2800, 2000), interpolation=cv2.INTER_AREA) > 0
    assert len(regions(small, 256)) == 2


def test_what_surrounds_a_hole_gives_what_the_whole_photo_gave():
    mask = np.zeros((301, 407), np.uint8)
    for centre, radius in (((211, 97), 30), ((230, 140), 7), ((405, 200), 9), ((190, 63), 1)):
        cv2.circle(mask, centre, radius, 1, -1)
    for hole in (mask > 0, mask.T.copy() > 0):
        grown = grow(hole, 6)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))
        assert np.array_equal(grown, cv2.dilate(hole.astype(np.uint8), disc, borderValue=0) > 0)
        box, weight = feathered(grown, 5)
        distance = cv2.distanceTransform((~grown).astype(np.uint8), cv2.DIST_L2, 5)
        whole = np.clip(1 - distance / 6, 0, 1).astype(np.float32)
        assert np.array_equal(whole[box], weight)
        whole[box] = 0
        assert not whole.any()
