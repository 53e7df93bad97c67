"""Objects in a pattern stay whole and single; what is removed is gone at every size."""

import cv2
import numpy as np
import pytest

from core.geometry import CanvasGeometry
from core.ingan.messages import Marks, RenderRequest
from core.metrics.objects import object_scores
from core.patterns.objects import REMOVED, ObjectPreserver, Regions, background, find_regions
from core.patterns.prior import PatchPrior
from core.rendering.renderer import Renderer
from tests.core.pictures import best_source

SIZES = [(192, 80), (96, 120), (64, 80), (96, 40)]


def meadow(height: int = 80, width: int = 96) -> tuple[np.ndarray, np.ndarray]:
    """A green texture with a red disc, and the disc's mask."""
    noise = np.random.default_rng(3).normal(0, 1, (height, width)).astype(np.float32)
    grain = cv2.GaussianBlur(noise, (0, 0), 1.5) * 60
    picture = np.stack([40 + grain, 140 + grain, 50 + grain], -1)
    y, x = np.indices((height, width))
    disc = (y - 34) ** 2 + (x - 60) ** 2 <= 9**2
    picture[disc] = (220, 20, 30)
    return np.clip(picture, 0, 255).astype(np.uint8), disc


def red(picture: np.ndarray) -> np.ndarray:
    return (picture[..., 0].astype(int) - picture[..., 1]) > 60


def parts(mask: np.ndarray) -> int:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return int((stats[1:, cv2.CC_STAT_AREA] > 8).sum())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("refine", [False, True])
def test_a_protected_disc_is_shown_once_and_whole(size: tuple[int, int], refine: bool) -> None:
    photo, disc = meadow()
    canvas, marks = CanvasGeometry(96, 80, *size), Marks(protect=disc)
    request = RenderRequest(canvas, None, style="pattern", refine=refine, marks=marks)
    picture = Renderer(photo).render(request).image
    assert parts(red(picture)) == 1
    assert red(picture).sum() == pytest.approx(disc.sum(), rel=0.06)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("refine", [False, True])
def test_a_removed_disc_is_shown_nowhere(size: tuple[int, int], refine: bool) -> None:
    photo, disc = meadow()
    canvas, marks = CanvasGeometry(96, 80, *size), Marks(remove=disc)
    request = RenderRequest(canvas, None, style="pattern", refine=refine, marks=marks)
    assert not red(Renderer(photo).render(request).image).any()


def test_the_measure_agrees() -> None:
    photo, disc = meadow()
    prior = PatchPrior(photo, protect=disc)
    for size in SIZES:
        rows, columns = best_source(prior.candidates(CanvasGeometry(96, 80, *size)))
        scores = object_scores(rows, columns, disc)
        assert (scores.lost, scores.doubled) == (0.0, 0.0), size


def test_marks_hold_in_a_homography_and_at_full_size() -> None:
    photo, disc = meadow()
    large = cv2.resize(photo, (384, 320), interpolation=cv2.INTER_CUBIC)
    mask = cv2.resize(disc.astype(np.uint8), (384, 320)) > 0
    quad = ((0.0, 30.0), (500.0, 0.0), (480.0, 330.0), (20.0, 300.0))
    geometry = CanvasGeometry.from_quad(384, 320, quad)
    renderer = Renderer(large)
    gone = renderer.render(RenderRequest(geometry, None, style="pattern", marks=Marks(remove=mask))).image
    assert not red(gone[..., :3])[gone[..., 3] > 0].any()
    kept = renderer.render(RenderRequest(geometry, None, style="pattern", marks=Marks(protect=mask))).image
    assert parts(red(kept[..., :3]) & (kept[..., 3] > 0)) == 1


def test_without_marks_again_the_frame_is_the_first_one() -> None:
    photo, disc = meadow()
    renderer, geometry = Renderer(photo), CanvasGeometry(96, 80, 150, 80)
    first = renderer.render(RenderRequest(geometry, None, style="pattern")).image
    renderer.render(RenderRequest(geometry, None, style="pattern", marks=Marks(remove=disc)))
    assert np.array_equal(renderer.render(RenderRequest(geometry, None, style="pattern")).image, first)


def test_marks_never_touch_the_photo_at_its_own_size() -> None:
    photo, disc = meadow()
    same = RenderRequest(CanvasGeometry(96, 80, 96, 80), None, style="pattern", marks=Marks(remove=disc))
    assert np.array_equal(Renderer(photo).render(same).image, photo)


@pytest.mark.parametrize("marks", ["protect", "remove"])
def test_the_whole_picture_marked_still_draws(marks: str) -> None:
    photo, _ = meadow()
    whole = Marks(**{marks: np.ones(photo.shape[:2], bool)})
    request = RenderRequest(CanvasGeometry(96, 80, 140, 60), None, style="pattern", marks=whole)
    assert Renderer(photo).render(request).image.shape == (60, 140, 3)


def test_islands_of_importance_are_objects_and_scenery_is_not() -> None:
    importance = np.zeros((100, 100), np.float32)
    importance[20:30, 40:52] = 0.9  # an island
    importance[60:, :] = 0.9  # scenery
    importance[40:44, 0:10] = 0.9  # cut by the border
    importance[5:7, 5:7] = 0.9  # a speck
    found = find_regions(importance, 1.0)
    assert found.count == 1
    assert (found.labels[20:30, 40:52] == 1).all()
    assert find_regions(importance, 0.2).count == 0  # a texture


def test_what_the_user_protects_counts_wherever_it_lies_unless_it_is_removed() -> None:
    protect = np.zeros((60, 60), bool)
    protect[40:, :20] = True
    remove = np.zeros_like(protect)
    remove[50:, :] = True
    found = find_regions(np.zeros((60, 60)), 0.0, protect, remove)
    assert found.count == 1
    assert (found.labels[40:50, :20] == 1).all()
    assert not found.labels[50:].any()


def test_the_background_lies_outside_the_hole() -> None:
    photo, disc = meadow()
    for picture, hole in ((photo, disc), (photo[31:36, 48:66], disc[31:36, 48:66])):  # the second has no whole patch
        rows, columns = background(picture, hole)
        assert not hole[rows, columns].any()
        assert np.array_equal(rows[~hole], np.nonzero(~hole)[0])
    assert background(photo, np.ones_like(disc)) is None


def test_a_frame_without_objects_is_left_alone() -> None:
    photo, disc = meadow()
    prior = PatchPrior(photo)
    maps = prior.blocks(CanvasGeometry(96, 80, 150, 80))
    nothing = Regions(np.zeros(disc.shape, np.uint8), np.zeros(disc.shape, bool))
    assert ObjectPreserver(photo, nothing).preserve(maps) is maps


def test_a_removed_rim_wins_over_the_rim_of_an_object() -> None:
    photo, disc = meadow()
    labels = disc.astype(np.uint8)
    removed = np.zeros_like(disc)
    removed[:, 70:76] = True
    maps = PatchPrior(photo).candidates(CanvasGeometry(96, 80, 150, 80))
    kept = ObjectPreserver(photo, Regions(labels, removed)).preserve(maps)
    assert not removed[kept.rows, kept.columns].any()
    assert REMOVED not in labels
