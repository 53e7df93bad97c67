"""The renderer, with and without a model: sizes, depth, alpha, honesty of labels, cancelling, steadiness."""

import cv2
import numpy as np
import pytest

from core.control import Cancelled, Progress
from core.device import choose_device
from core.geometry import CanvasGeometry
from core.ingan.messages import Drawing, RenderRequest, Style
from core.ingan.model import Snapshot, build_generator
from core.ingan.presets import TrainSettings
from core.rendering.adoption import Judge
from core.rendering.renderer import Renderer
from tests.core.pictures import pebbles

PHOTO = pebbles(300, 420, 7)
CPU = choose_device("cpu")
BOTH: tuple[Style, ...] = ("things", "pattern")
both_styles = pytest.mark.parametrize("style", BOTH)


def geometry(photo: np.ndarray, sx: float = 1.0, sy: float = 1.0) -> CanvasGeometry:
    h, w = photo.shape[:2]
    return CanvasGeometry(w, h, max(1, round(w * sx)), max(1, round(h * sy)))


@pytest.mark.parametrize("max_side", [None, 200, 10_000])
def test_the_photos_own_size_is_the_photo(max_side: int | None) -> None:
    result = Renderer(PHOTO, device=CPU).render(RenderRequest(geometry(PHOTO), max_side=max_side, generation=5))
    small = max_side == 200
    expected = cv2.resize(PHOTO, (200, 143), interpolation=cv2.INTER_AREA) if small else PHOTO
    np.testing.assert_array_equal(result.image, expected)
    assert (result.drawing, result.generation) == (Drawing("photo"), 5)
    assert not np.shares_memory(result.image, PHOTO)


def test_full_size_is_exact_and_sharp() -> None:
    request = RenderRequest(geometry(PHOTO, 1.437, 0.713), max_side=None, style="pattern")
    result = Renderer(PHOTO, device=CPU).render(request)
    assert result.image.shape == (214, 604, 3)
    assert result.image.dtype == np.uint8
    detail = [np.abs(np.diff(x.astype(float), axis=1)).mean() for x in (result.image, PHOTO)]
    assert detail[0] > 0.9 * detail[1]


@both_styles
def test_a_preview_shows_what_the_export_will_be(style: Style) -> None:
    renderer = Renderer(PHOTO, device=CPU, style=style)
    canvas = geometry(PHOTO, 1.5, 0.8)
    for max_side in (150, 384):
        preview = renderer.render(RenderRequest(canvas, max_side=max_side)).image
        full = renderer.render(RenderRequest(canvas, max_side=None)).image
        assert max(preview.shape) == max_side
        small = cv2.resize(full, preview.shape[1::-1], interpolation=cv2.INTER_AREA)
        assert np.abs(small.astype(float) - preview).mean() < 12  # another picture: about 70


@both_styles
def test_16_bit_pictures_stay_16_bit(style: Style) -> None:
    deep = pebbles(300, 420, 7, np.uint16)
    result = Renderer(deep, device=CPU, style=style).render(RenderRequest(geometry(deep, 1.3), max_side=None)).image
    assert result.dtype == np.uint16
    assert len(np.unique(result)) > 10_000
    shallow = Renderer(PHOTO, device=CPU, style=style).render(RenderRequest(geometry(PHOTO, 1.3), max_side=None)).image
    assert np.abs(result / 257 - shallow).mean() < 2


@both_styles
def test_alpha_is_retargeted_with_the_colours(style: Style) -> None:
    alpha = np.zeros(PHOTO.shape[:2], np.uint8)
    alpha[:, 210:] = 255
    for max_side in (None, 256):
        request = RenderRequest(geometry(PHOTO, 1.4), max_side=max_side)
        image = Renderer(PHOTO, alpha, CPU, style=style).render(request).image
        assert image.shape[2] == 4
        assert image[:, : image.shape[1] // 5, 3].max() == 0
        assert image[:, -image.shape[1] // 5 :, 3].min() == 255


@both_styles
@pytest.mark.parametrize("engine", ["auto", "stretch"])
def test_a_quad_leaves_the_rest_transparent(engine: str, style: Style) -> None:
    canvas = CanvasGeometry.from_quad(420, 300, ((60, 0), (420, 30), (500, 300), (0, 260)))
    renderer = Renderer(PHOTO, device=CPU, style=style)
    image = renderer.render(RenderRequest(canvas, max_side=None, engine=engine)).image
    assert image.shape == (canvas.height, canvas.width, 4)
    assert image[2, 2, 3] == image[-2, 2, 3] == image[2, -2, 3] == 0
    assert image[150, 250, 3] == 255


def test_engines_are_named() -> None:
    renderer = Renderer(PHOTO, device=CPU)
    canvas = geometry(PHOTO, 0.5)
    stretch = renderer.render(RenderRequest(canvas, max_side=None, engine="stretch"))
    assert stretch.drawing == Drawing("stretch")
    np.testing.assert_array_equal(stretch.image, cv2.resize(PHOTO, (210, 300), interpolation=cv2.INTER_AREA))
    patches = renderer.render(RenderRequest(canvas, max_side=None, style="pattern"))
    assert patches.drawing == Drawing("patches")
    assert np.abs(patches.image.astype(int) - stretch.image).mean() > 5
    assert renderer.render(RenderRequest(canvas, max_side=None, style="things")).drawing == Drawing("warp")
    assert renderer.snapshot_step == 0


def test_letting_go_of_the_handle_moves_nothing_of_a_pattern() -> None:
    renderer = Renderer(PHOTO, device=CPU, style="pattern")
    for width in range(430, 640, 30):
        dragged = renderer.render(RenderRequest(geometry(PHOTO, width / 420), dragging=True)).image
    released = renderer.render(RenderRequest(geometry(PHOTO, width / 420), dragging=False)).image
    np.testing.assert_array_equal(released, dragged)


@both_styles
def test_cancelling_and_progress(style: Style) -> None:
    renderer = Renderer(PHOTO, device=CPU, style=style)
    request = RenderRequest(geometry(PHOTO, 2, 2), max_side=None)
    seen: list[Progress] = []
    renderer.render(request, on_progress=seen.append)
    assert [p.done for p in seen] == list(range(seen[0].total))
    assert seen[0].total > 1
    polls = iter([False, False, False, True])
    with pytest.raises(Cancelled):
        renderer.render(request, cancelled=lambda: next(polls))


@both_styles
@pytest.mark.parametrize("shape", [(1, 1), (1, 90), (7, 5), (47, 300)])
@pytest.mark.parametrize("scale", [0.15, 1.0, 2.25])
def test_tiny_and_narrow_photos(shape: tuple[int, int], scale: float, style: Style) -> None:
    photo = pebbles(*shape)
    canvas = geometry(photo, scale, 2.25)
    request = RenderRequest(canvas, max_side=None, refine=True, style=style)
    assert Renderer(photo, device=CPU).render(request).image.shape == (
        canvas.height,
        canvas.width,
        3,
    )


@both_styles
def test_a_flat_photo_stays_flat(style: Style) -> None:
    flat = np.full((200, 320, 3), (10, 120, 250), np.uint8)
    for refine in (False, True):
        request = RenderRequest(geometry(flat, 1.8, 0.4), max_side=None, style=style, refine=refine)
        assert (Renderer(flat, device=CPU).render(request).image == flat[0, 0]).all()


def test_a_geometry_of_another_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="420 x 300"):
        Renderer(PHOTO, device=CPU).render(RenderRequest(CanvasGeometry.identity(300, 420)))


def untrained(preset: str, step: int = 0, **figures: int) -> Snapshot:
    settings = TrainSettings.preset(preset, base=8, residual_blocks=1, **figures)
    state = {name: tensor.clone() for name, tensor in build_generator(settings).state_dict().items()}
    return Snapshot(settings, step, state, (256, 183))


@both_styles
def test_newer_weights_are_drawn_and_older_engines_can_be_asked_for(
    style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Judge, "gain", lambda *_: 1.0)
    renderer = Renderer(PHOTO, device=CPU, style=style)
    request = RenderRequest(geometry(PHOTO, 1.4, 0.9), max_side=256, refine=True)
    plain = renderer.render(request)
    snapshot = untrained("quick", 7)
    snapshot.state["last.bias"].add_(0.1)
    renderer.load(snapshot)
    assert renderer.snapshot_step == 7
    drawn = renderer.render(request)
    assert (drawn.drawing.engine, drawn.drawing.step) == ("small", 7)
    assert np.abs(drawn.image.astype(int) - plain.image).mean() > 2
    forced = renderer.render(RenderRequest(request.geometry, max_side=256, refine=True, engine="patches"))
    assert forced.drawing == plain.drawing
    np.testing.assert_array_equal(forced.image, plain.image)


def test_what_a_generator_drew_is_the_same_at_every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Judge, "gain", lambda *_: 1.0)
    renderer = Renderer(PHOTO, device=CPU, style="things")
    snapshot = untrained("quick", 7)
    snapshot.state["last.bias"].add_(0.05)
    renderer.load(snapshot)
    small, large = (
        renderer.render(RenderRequest(geometry(PHOTO, 1.4), max_side=side, refine=True)).image for side in (358, None)
    )
    shrunk = cv2.resize(large, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk.astype(int) - small).mean() < 14  # another picture: about 70


def test_the_papers_generator_draws_any_canvas() -> None:
    renderer = Renderer(PHOTO, device=CPU)
    renderer.load(untrained("paper", 3, levels=2))
    quad = CanvasGeometry.from_quad(420, 300, ((60, 0), (420, 30), (500, 300), (0, 260)))
    for canvas, channels in ((geometry(PHOTO, 0.37, 1.21), 3), (quad, 4)):
        result = renderer.render(RenderRequest(canvas, max_side=None))
        assert result.drawing == Drawing("paper", 3)
        assert result.image.shape == (canvas.height, canvas.width, channels)
