"""Objects that no longer fit a canvas get evenly smaller; they are not cut."""

import cv2
import numpy as np
import pytest

from core.geometry import CanvasGeometry
from core.image_io import load_photo
from core.ingan.messages import Marks, RenderRequest, RenderResult
from core.ingan.renderer import Renderer
from core.patches.fitting import MARGIN, SPACE, TINIEST, Room
from core.patches.prior import PatchPrior
from tests.core.patches.test_objects import parts, red

HEIGHT, WIDTH, RADIUS = 90, 140, 22


def discs(*centres: tuple[int, int]) -> np.ndarray:
    """bool (HEIGHT, WIDTH)."""
    y, x = np.indices((HEIGHT, WIDTH))
    return np.any([(y - cy) ** 2 + (x - cx) ** 2 <= RADIUS**2 for cy, cx in centres], 0)


def scene(mask: np.ndarray) -> np.ndarray:
    """Red on a green texture."""
    noise = np.random.default_rng(5).normal(0, 1, mask.shape).astype(np.float32)
    grain = cv2.GaussianBlur(noise, (0, 0), 1.5) * 60
    picture = np.stack([40 + grain, 140 + grain, 50 + grain], -1)
    picture[mask] = (220, 20, 30)
    return np.clip(picture, 0, 255).astype(np.uint8)


def draw(photo: np.ndarray, width: int, height: int, **more: object) -> RenderResult:
    canvas = CanvasGeometry(photo.shape[1], photo.shape[0], width, height)
    return Renderer(photo).render(RenderRequest(canvas, max_side=None, **more))  # type: ignore[arg-type]


SIDE = 2 * RADIUS + 1 + 2 * MARGIN  # px that one disc needs


@pytest.mark.parametrize(
    ("centres", "room"),
    [
        ([(45, 60)], (SIDE, SIDE)),
        ([(45, 35), (45, 100)], (SIDE, 2 * SIDE)),  # side by side
        ([(45, 35), (45, 82)], (SIDE, 47 + SIDE)),  # close together: one margin between them
        ([(45, 0)], (SIDE, 0)),  # goes on beyond the left: no width would show it whole
        ([], (0, 0)),
    ],
)
def test_room_is_what_objects_take_side_by_side(centres: list[tuple[int, int]], room: tuple[int, int]) -> None:
    mask = discs(*centres) if centres else np.zeros((HEIGHT, WIDTH), bool)
    assert Room.needed(mask.astype(np.float32)) == Room(*map(float, room))


def test_objects_above_each_other_need_no_width_twice() -> None:
    importance = np.zeros((200, 100), np.float32)
    importance[20:60, 30:70] = importance[120:180, 40:80] = 1
    assert Room.needed(importance) == Room(100 + 4 * MARGIN, 40 + 2 * MARGIN)


def test_a_thing_in_much_scenery_does_not_shrink_the_picture_but_a_protected_one_does() -> None:
    importance = np.zeros((HEIGHT, WIDTH), np.float32)
    importance[60:, :] = 1  # runs on over three borders
    importance[20:40, 50:80] = 1
    assert Room.needed(importance) == Room(0, 0)
    everything = np.ones((HEIGHT, WIDTH), bool)
    assert Room.needed(importance, everything) == Room(HEIGHT, WIDTH)


def test_the_scale_is_what_fits_and_changes_without_a_jump() -> None:
    room = Room(40, 80)
    assert room.scale((90, 140), (90, 140)) == room.scale((90, 140), (40, 80)) == 1
    assert room.scale((90, 140), (90, 60)) == pytest.approx(60 / 80)
    assert room.scale((90, 140), (20, 60)) == pytest.approx(20 / 40)
    assert room.scale((90, 140), (90, 5)) == pytest.approx(1 / SPACE)
    assert room.scale((90, 140), (10, 5)) == TINIEST
    scales = [room.scale((90, 140), (90, width)) for width in range(140, 20, -1)]
    assert max(np.abs(np.diff(scales))) < 0.02


@pytest.mark.parametrize("size", [(38, HEIGHT), (WIDTH, 30), (60, 36)])
@pytest.mark.parametrize("refine", [False, True])
def test_a_disc_that_does_not_fit_is_shown_whole_and_smaller(size: tuple[int, int], refine: bool) -> None:
    mask = discs((45, 60))
    result = draw(scene(mask), *size, refine=refine)
    shown = red(result.image)
    y, x = np.nonzero(shown)
    assert parts(shown) == 1
    assert min(y.min(), x.min()) > 0  # not cut by the border
    assert y.max() < size[1] - 1
    assert x.max() < size[0] - 1
    assert np.ptp(y) == pytest.approx(np.ptp(x), abs=3)  # still a disc
    scale = float(result.label.split("objects at ")[1].split()[0]) / 100
    assert shown.sum() == pytest.approx(mask.sum() * scale**2, rel=0.15)


def test_a_disc_that_fits_keeps_its_size() -> None:
    mask = discs((45, 60))
    result = draw(scene(mask), SIDE + 18, HEIGHT)
    assert "objects" not in result.label
    assert red(result.image).sum() == pytest.approx(mask.sum(), rel=0.06)


def test_a_large_photo_with_alpha_and_16_bits_gets_the_exact_size() -> None:
    small = scene(discs((45, 60)))
    photo = cv2.resize(small, (1400, 900), interpolation=cv2.INTER_CUBIC).astype(np.uint16) * 257
    canvas = CanvasGeometry(1400, 900, 377, 900)
    request = RenderRequest(canvas, max_side=None, refine=True)
    result = Renderer(photo, np.full((900, 1400), 65535, np.uint16)).render(request)
    assert result.image.shape == (900, 377, 4)
    assert result.image.dtype == np.uint16
    assert "objects at" in result.label
    assert (result.image[..., 3] == 65535).all()


def test_a_quad_is_left_alone() -> None:
    quad = (5.0, 0.0), (40.0, 4.0), (42.0, 88.0), (0.0, 85.0)
    geometry = CanvasGeometry.from_quad(WIDTH, HEIGHT, quad)
    assert PatchPrior(scene(discs((45, 60)))).fitted(geometry) == (geometry, 1.0)


def test_what_is_protected_fits_though_it_is_nothing_special() -> None:
    photo = load_photo("resources/samples/boats.jpg").rgb8()
    photo = cv2.resize(photo, (256, 160), interpolation=cv2.INTER_AREA)
    protect = np.zeros(photo.shape[:2], bool)
    protect[90:150, 40:200] = True
    canvas = CanvasGeometry(256, 160, 100, 160)
    marked = Renderer(photo).render(RenderRequest(canvas, None, marks=Marks(protect=protect)))
    assert "objects at 59 %" in marked.label
    assert "objects" not in Renderer(photo).render(RenderRequest(canvas, None)).label
