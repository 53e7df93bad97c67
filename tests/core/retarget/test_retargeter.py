"""Frames of things: one layout, whole subjects, marks, clean flat parts, native grain, cancelling, styles."""

import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.device import choose_device
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.ingan.messages import Drawing, Marks, RenderRequest, RenderResult
from core.metrics.subject import subject_whole
from core.rendering.renderer import Renderer
from core.retarget.retargeter import Retargeter
from core.retarget.sampling import Pyramid, source_places
from core.retarget.subject import Subject, find_subject
from tests.core.retarget.pictures import EMBLEM_IN_MEADOW, disc_map, emblem, meadow

CPU = choose_device("cpu")
PHOTO = emblem()  # 300 x 200
SUBJECT = Subject(disc_map(200, 300, (110, 100), 36))
BOX = (70 / 300, 60 / 200, 150 / 300, 140 / 200)
NOTHING = Subject(np.zeros((200, 300), np.float32))
SCALES = [(1.6, 1.0), (0.6, 1.0), (1.0, 1.6), (1.0, 0.6)]
MEADOW = meadow()
MEADOW_SUBJECT = Subject(disc_map(256, 384, *EMBLEM_IN_MEADOW))


def canvas(photo: np.ndarray, sx: float, sy: float) -> CanvasGeometry:
    height, width = photo.shape[:2]
    return CanvasGeometry(width, height, round(width * sx), round(height * sy))


def things(photo: np.ndarray, subject: Subject | None = None, alpha: np.ndarray | None = None) -> Renderer:
    return Renderer(photo, alpha, CPU, style="things", subject=subject)


def red(picture: np.ndarray) -> np.ndarray:
    return picture[..., 0].astype(int) - picture[..., 1] > 60


def box_of(mask: np.ndarray) -> np.ndarray:
    """(left, top, right, bottom) of what is marked, in fractions of the sides."""
    y, x = np.nonzero(mask)
    height, width = mask.shape
    return np.array([x.min() / width, y.min() / height, (x.max() + 1) / width, (y.max() + 1) / height])


def aspect(picture: np.ndarray) -> float:
    left, top, right, bottom = box_of(red(picture))
    return (right - left) * picture.shape[1] / ((bottom - top) * picture.shape[0])


@pytest.mark.parametrize("scale", [(1.6, 1.0), (0.6, 1.0), (1.3, 0.7)])
def test_dragging_resting_zooming_and_exporting_have_one_layout(scale: tuple[float, float]) -> None:
    photo = cv2.resize(PHOTO, (900, 600), interpolation=cv2.INTER_CUBIC)
    renderer, geometry = things(photo, SUBJECT), canvas(photo, *scale)
    asked = [
        RenderRequest(geometry, 360, dragging=True),
        RenderRequest(geometry, 360),
        RenderRequest(geometry, 360, refine=True),
        RenderRequest(geometry, None),
        RenderRequest(geometry, None, refine=True),
    ]
    frames = [renderer.render(each).image for each in asked]
    assert frames[-1].shape == (geometry.height, geometry.width, 3)
    size = frames[0].shape[1::-1]
    places = [box_of(red(each)) for each in frames]
    for frame, place in zip(frames[1:], places[1:], strict=True):
        assert np.abs((place - places[0]) * (*size, *size)).max() < 2.1
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        assert np.abs(small.astype(float) - frames[0]).mean() < 0.7
    stretched = renderer.render(RenderRequest(geometry, 360, engine="stretch")).image
    assert np.abs(stretched.astype(float) - frames[0]).mean() > 3


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("refine", [False, True])
def test_the_subject_stays_whole(scale: tuple[float, float], refine: bool) -> None:
    renderer, geometry = things(PHOTO, SUBJECT), canvas(PHOTO, *scale)
    made = renderer.render(RenderRequest(geometry, None, refine=refine)).image
    plain = renderer.render(RenderRequest(geometry, None, engine="stretch")).image
    assert subject_whole(PHOTO, BOX, made).whole
    assert not subject_whole(PHOTO, BOX, plain).whole


def test_the_subject_stays_whole_in_both_directions_at_once() -> None:
    for scale, least in ((1.6, 0.9), (0.6, 0.5)):
        made = things(PHOTO, SUBJECT).render(RenderRequest(canvas(PHOTO, scale, scale), None)).image
        score = subject_whole(PHOTO, BOX, made)
        assert score.whole
        assert score.scale > least


# -- what the user says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", SCALES)
def test_what_is_protected_stays_and_what_is_let_go_gives_way(scale: tuple[float, float]) -> None:
    disc = disc_map(200, 300, (110, 100), 36) > 0
    everything = Subject(np.ones((200, 300), np.float32))
    kept = things(PHOTO, NOTHING).render(RenderRequest(canvas(PHOTO, *scale), None, marks=Marks(protect=disc))).image
    assert subject_whole(PHOTO, BOX, kept).whole
    assert aspect(kept) == pytest.approx(1, abs=0.05)
    grows = max(scale) > 1
    for subject in (SUBJECT, everything) if grows else (everything,):
        request = RenderRequest(canvas(PHOTO, *scale), None, marks=Marks(release=disc))
        let_go = aspect(things(PHOTO, subject).render(request).image)
        assert (let_go if scale[0] > scale[1] else 1 / let_go) > 1.3


@pytest.mark.parametrize("scale", [*SCALES, (1.3, 1.3)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_what_is_removed_is_gone(scale: tuple[float, float], dtype: type) -> None:
    photo = PHOTO.astype(dtype) * (257 if dtype is np.uint16 else 1)
    marks = Marks(remove=disc_map(200, 300, (110, 100), 38) > 0)
    renderer, geometry = things(photo, SUBJECT), canvas(photo, *scale)
    for request in (
        RenderRequest(geometry, 150, dragging=True, marks=marks),
        RenderRequest(geometry, None, marks=marks),
        RenderRequest(geometry, None, refine=True, marks=marks),
    ):
        made = renderer.render(request).image
        assert made.dtype == dtype
        assert not red(made if dtype is np.uint8 else made // 257).any()
    back = renderer.render(RenderRequest(geometry, None)).image
    assert red(back if dtype is np.uint8 else back // 257).any()


def test_at_its_own_size_the_photo_keeps_what_is_to_be_removed() -> None:
    marks = Marks(remove=np.ones((200, 300), bool))
    same = RenderRequest(CanvasGeometry.identity(300, 200), None, refine=True, marks=marks)
    np.testing.assert_array_equal(things(PHOTO, SUBJECT).render(same).image, PHOTO)
    assert things(PHOTO).render(RenderRequest(canvas(PHOTO, 1.4, 1), None, marks=marks)).image.shape == (200, 420, 3)


# -- what is left clean ------------------------------------------------------------------------------------------------


def page(height: int = 300, width: int = 400) -> np.ndarray:
    """A screenshot: white paper, lines of strokes like text, smoothed as fonts are, and a small colourful picture."""
    dice = np.random.default_rng(4)
    large = np.full((height * 2, width * 2), 255, np.uint8)
    for y in range(40, height * 2 - 40, 28):
        for x in range(40, width - 40, 10):
            cv2.line(large, (x, y), (x + int(dice.integers(-4, 5)), y + int(dice.integers(6, 15))), 0, 2)
    picture = np.repeat(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)[..., None], 3, 2)
    picture[100:160, 260:340] = dice.integers(0, 256, (60, 80, 3))
    return picture


@pytest.mark.parametrize("scale", [(1.6, 1.0), (0.6, 1.0), (1.0, 1.5)])
def test_a_screenshot_keeps_its_paper_and_gets_no_grain(scale: tuple[float, float]) -> None:
    photo = page()
    geometry = canvas(photo, *scale)
    retargeter = Retargeter(Pyramid.of(photo))
    assert not retargeter.pyramid.drawn  # more colours than that
    result = things(photo).render(RenderRequest(geometry, None, refine=True))
    assert result.drawing == Drawing("warp")
    x, y = source_places(retargeter.warp(geometry), geometry)
    near_ink = cv2.dilate((photo.min(2) < 255).astype(np.uint8), np.ones((15, 15), np.uint8))
    paper = near_ink[y.astype(int).clip(0, 299), x.astype(int).clip(0, 399)] == 0
    assert paper.mean() > 0.2
    assert (result.image[paper] == 255).all()


# -- grain -------------------------------------------------------------------------------------------------------------


def fine_detail(picture: np.ndarray, where: np.ndarray) -> float:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1))[where].mean())


@pytest.mark.parametrize("scale", [(1.6, 1.0), (1.0, 1.9)])
def test_grain_is_as_fine_as_the_photos_and_the_rest_is_untouched(scale: tuple[float, float]) -> None:
    geometry = canvas(MEADOW, *scale)
    renderer = things(MEADOW, MEADOW_SUBJECT)
    warped = renderer.render(RenderRequest(geometry, None))
    grained = renderer.render(RenderRequest(geometry, None, refine=True))
    assert (warped.drawing, grained.drawing) == (Drawing("warp"), Drawing("warp", refined=True))
    retargeter = Retargeter(Pyramid.of(MEADOW), MEADOW_SUBJECT)
    composition = retargeter.composition(geometry)
    assert composition is not None
    shown = composition.shown > 0.95
    x, _ = source_places(retargeter.warp(geometry), geometry)
    assert shown[x < 230].mean() > 0.7
    photo_has = fine_detail(MEADOW, np.indices(MEADOW.shape[:2])[1] < 240)
    warp_has, grain_has = fine_detail(warped.image, shown), fine_detail(grained.image, shown)
    assert warp_has < 0.87 * photo_has
    assert abs(grain_has - photo_has) < 0.4 * abs(warp_has - photo_has)
    smooth = x > 258  # with the subject
    assert smooth.mean() > 0.2
    np.testing.assert_array_equal(grained.image[smooth], warped.image[smooth])
    coarse = [cv2.GaussianBlur(each.astype(np.float32), (0, 0), 10) for each in (warped.image, grained.image)]
    assert np.abs(coarse[0] - coarse[1]).max() < 12  # and its tones are the warp's


def test_grain_is_copied_from_the_photo_and_never_from_the_subject() -> None:
    """A red subject on grass that is stretched beside it: no red anywhere but where the warp shows it."""
    photo = meadow()
    photo[:, 250:] = photo[:, :134]
    disc = disc_map(256, 384, (200, 120), 40) > 0
    photo[disc] = np.clip(photo[disc] + np.array([130, -70, 0]), 0, 255)
    geometry = canvas(photo, 1.7, 1.0)
    renderer = things(photo, Subject(disc.astype(np.float32)))
    warped = renderer.render(RenderRequest(geometry, None)).image
    grained = renderer.render(RenderRequest(geometry, None, refine=True))
    assert grained.drawing == Drawing("warp", refined=True)
    spread = cv2.dilate(red(warped).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    assert red(warped).sum() > 3000
    assert not (red(grained.image) & ~spread).any()


def test_a_large_export_gets_the_grain_of_the_large_photo() -> None:
    """What is found at 384 px is drawn with the photo's own pixels: detail that only they have."""
    photo = cv2.resize(MEADOW, (768, 512), interpolation=cv2.INTER_CUBIC)
    speckle = np.random.default_rng(2).normal(0, 14, (512, 500, 1))
    photo[:, :500] = np.clip(photo[:, :500] + speckle, 0, 255)
    geometry = canvas(photo, 1.6, 1.0)
    renderer = things(photo, MEADOW_SUBJECT)
    warped = renderer.render(RenderRequest(geometry, None)).image
    grained = renderer.render(RenderRequest(geometry, None, refine=True))
    assert grained.drawing == Drawing("warp", refined=True)
    where = np.zeros(warped.shape[:2], bool)
    where[50:-50, 50:500] = True
    here = np.zeros(photo.shape[:2], bool)
    here[50:-50, 50:450] = True
    wanted = fine_detail(photo, here)
    assert fine_detail(warped, where) < 0.85 * wanted
    assert fine_detail(grained.image, where) > 0.92 * wanted


def test_searching_grain_can_be_stopped_and_shows_how_far_it_is() -> None:
    renderer, geometry = things(MEADOW, MEADOW_SUBJECT), canvas(MEADOW, 1.6, 1.0)
    request = RenderRequest(geometry, None, refine=True, generation=3)
    partial: list[RenderResult] = []
    with pytest.raises(Cancelled):
        renderer.render(request, lambda: bool(partial), on_partial=partial.append)
    assert len(partial) == 1
    finished = renderer.render(request, on_partial=partial.append)  # nothing half done was kept
    assert finished.drawing == Drawing("warp", refined=True)
    warped = renderer.render(RenderRequest(geometry, None)).image.astype(int)
    assert len(partial) >= 3
    for each in partial:
        assert (each.drawing, each.generation) == (Drawing("warp"), 3)
        assert each.image.shape == finished.image.shape
        assert np.abs(each.image - warped).max() > 10
        assert (each.image[:, 500:] == warped[:, 500:]).all()  # smooth ground
    later = len(partial)
    again = renderer.render(request, on_partial=partial.append)
    assert len(partial) == later  # what was found is known
    np.testing.assert_array_equal(again.image, finished.image)


def test_the_small_frame_at_rest_is_the_warp_with_its_grain() -> None:
    retargeter = Retargeter(Pyramid.of(MEADOW), MEADOW_SUBJECT)
    geometry = canvas(MEADOW, 1.6, 1.0)
    warped = retargeter.draw(geometry, retargeter.warp(geometry)).astype(int)
    composition = retargeter.composition(geometry)
    assert composition is not None
    changed = np.abs(retargeter.drawn_small(geometry).astype(int) - warped).max(2)
    assert changed[composition.shown == 0].max() == 0
    assert changed[composition.shown > 0.9].mean() > 2
    too_little = canvas(MEADOW, 0.98, 1.0)
    np.testing.assert_array_equal(
        retargeter.drawn_small(too_little), retargeter.draw(too_little, retargeter.warp(too_little))
    )


def test_copies_whose_place_is_known_are_laid_over_a_canvas_at_any_size() -> None:
    height, width = MEADOW.shape[:2]
    large = cv2.resize(MEADOW, (2 * width, 2 * height), interpolation=cv2.INTER_NEAREST)
    retargeter = Retargeter(Pyramid.of(large), MEADOW_SUBJECT, grain_side=width)
    assert retargeter.grain_size == (height, width)
    geometry = CanvasGeometry(2 * width, 2 * height, 4 * width, 2 * height)
    small = geometry.at_source_size(width, height)
    warped, _ = retargeter.frame(small, retargeter.warp(geometry))
    origin = np.stack(np.meshgrid(np.arange(height), np.arange(2 * width) % width, indexing="ij"))
    mask = np.zeros(warped.shape[:2], np.float32)
    mask[20:-20, width + 20 : -20] = 1
    found = retargeter.composed_copies(warped, origin, mask)
    assert found is not None
    assert found.shown[:, :width].max() == 0  # nothing was wanted there
    made = retargeter.draw(geometry, retargeter.warp(geometry))
    before = made.copy()
    retargeter.draw_grain(made, found, geometry)
    well = cv2.erode(cv2.resize(found.shown, made.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.ones((9, 9))) > 0.99
    assert well.mean() > 0.02
    wanted = np.tile(large, (1, 2, 1)).astype(int)
    assert np.abs(made.astype(int) - wanted)[well].mean() < 0.4 * np.abs(before.astype(int) - wanted)[well].mean()
    assert retargeter.composed_copies(warped, origin, np.zeros_like(mask)) is None


def test_nothing_is_laid_over_a_sliver() -> None:
    retargeter = Retargeter(Pyramid.of(MEADOW), MEADOW_SUBJECT)
    sliver, mask = np.zeros((3, 90, 3), np.uint8), np.ones((3, 90), np.float32)
    assert retargeter.composed_copies(sliver, np.zeros((2, 3, 90), int), mask) is None


# -- styles ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "chosen"), [("moss", "patches"), ("nuthatch", "warp"), ("kite", "warp")])
def test_photos_are_told_apart_and_the_user_is_obeyed(name: str, chosen: str) -> None:
    path = next(each.path for each in list_samples() if each.path.stem == name)
    photo = cv2.resize(load_photo(path).pixels, (320, 200), interpolation=cv2.INTER_AREA)
    subject, geometry = find_subject(photo), CanvasGeometry(320, 200, 420, 200)
    renderer = Renderer(photo, device=CPU, subject=subject)
    engines = {
        style: renderer.render(RenderRequest(geometry, 256, style=style)).drawing.engine
        for style in ("auto", "things", "pattern")
    }
    assert engines == {"auto": chosen, "things": "warp", "pattern": "patches"}
    assert Renderer(photo, device=CPU, style="pattern").render(RenderRequest(geometry, 256)).drawing.engine == "patches"
    assert Renderer(photo, device=CPU, style="things").render(RenderRequest(geometry, 256)).drawing.engine == "warp"


def test_what_the_request_says_counts_before_what_the_renderer_was_given() -> None:
    renderer = Renderer(PHOTO, device=CPU, style="things", subject=NOTHING, marks=Marks())
    geometry = canvas(PHOTO, 1.6, 1.0)
    before = renderer.render(RenderRequest(geometry, None)).image
    pattern = renderer.render(RenderRequest(geometry, None, style="pattern"))
    assert pattern.drawing == Drawing("patches")
    with_subject = renderer.render(RenderRequest(geometry, None, subject=SUBJECT)).image
    assert aspect(with_subject) == pytest.approx(1, abs=0.05)
    assert np.abs(with_subject.astype(int) - before).max() > 20
    np.testing.assert_array_equal(renderer.render(RenderRequest(geometry, None)).image, before)


def test_transparent_parts_stay_transparent_under_grain() -> None:
    alpha = np.full(MEADOW.shape[:2], 255, np.uint8)
    alpha[:60] = 0
    photo = MEADOW.copy()
    photo[:60] = (255, 0, 255)
    result = things(photo, MEADOW_SUBJECT, alpha).render(RenderRequest(canvas(photo, 1.6, 1.0), None, refine=True))
    assert result.image.shape == (256, 614, 4)
    assert result.drawing == Drawing("warp", refined=True)
    seen = result.image[result.image[..., 3] > 0][:, :3].astype(int)
    magenta = (seen[:, 0] - seen[:, 1] > 60) & (seen[:, 2] - seen[:, 1] > 60)
    assert not magenta.any()
