"""What the small generator starts from: its places, what is left alone, native blocks, and the way back."""

import cv2
import numpy as np
import pytest
import torch

from core.device import choose_device
from core.geometry import CanvasGeometry
from core.ingan.quilt import BLOCK
from core.ingan.start import start_back, to_signed
from core.ingan.training.examples import SourceImage
from core.retarget.subject import Subject
from tests.core.pictures import pebbles

CPU = choose_device("cpu")
PHOTO = pebbles(96, 160, 4)
WIDE = CanvasGeometry(160, 96, 240, 96)
SALIENCY = np.zeros((96, 160), np.float32)
SALIENCY[30:70, 20:60] = 1
SUBJECT = Subject(SALIENCY, ())


def test_the_frame_comes_from_where_the_grid_says() -> None:
    start = SourceImage(PHOTO, CPU, "things", SUBJECT).start(WIDE)
    assert start.shape == (96, 240)
    shown = torch.nn.functional.grid_sample(to_signed(PHOTO), start.grid, align_corners=False, padding_mode="border")
    assert (shown - start.frame)[:, :, 2:-2, 2:-2].abs().mean() < 0.05  # the frame is filtered, the grid is not
    columns = (start.grid[0, 0, :, 0].numpy() + 1) * 80
    expected = np.log(np.gradient(columns))
    np.testing.assert_allclose(start.stretch[0, 0, 48, 5:-5], expected[5:-5], atol=0.05)


def test_the_subject_is_left_alone_and_its_background_is_not() -> None:
    start = SourceImage(PHOTO, CPU, "things", SUBJECT).start(WIDE)
    x, y = ((start.grid[0, ..., axis].numpy() + 1) / 2 * side for axis, side in ((0, 160), (1, 96)))
    inside = (x > 20) & (x < 60) & (y > 30) & (y < 70)
    free = start.free[0, 0].numpy()
    assert free[inside].max() == 0
    assert free[(x > 90) & (y > 10) & (y < 86) & (x < 150)].mean() > 0.9


def test_what_has_no_grain_is_left_alone() -> None:
    photo = PHOTO.copy()
    photo[:, 80:] = cv2.GaussianBlur(photo, (0, 0), 6)[:, 80:]  # out of focus
    start = SourceImage(photo, CPU, "things", Subject(np.zeros((96, 160), np.float32), ())).start(WIDE)
    x = (start.grid[0, ..., 0].numpy() + 1) * 80
    free = start.free[0, 0].numpy()
    assert free[x > 100].max() == 0
    assert free[(x > 10) & (x < 60)].mean() > 0.9


def test_what_is_stretched_too_far_is_left_alone() -> None:
    saliency = np.zeros((96, 160), np.float32)
    saliency[10:90, 10:110] = 1  # little is left to give way
    start = SourceImage(PHOTO, CPU, "things", Subject(saliency, ())).start(CanvasGeometry(160, 96, 360, 96))
    widest = -start.stretch[0].amin(0).numpy()
    free = start.free[0, 0].numpy()
    assert (widest > 1.4).any()
    assert free[widest > 1.4].max() == 0
    assert SourceImage(PHOTO, CPU, "things", SUBJECT).start(WIDE).free.max() == 1  # at 1.5 times


def test_copies_are_native_and_from_where_the_frame_shows_them() -> None:
    start = SourceImage(PHOTO, CPU, "things", Subject(np.zeros((96, 160), np.float32), ())).start(WIDE)
    photo = to_signed(PHOTO)[0]
    middle = start.copies[0, :, 8:28, 2 * BLOCK + 8 : 2 * BLOCK + 28]  # of a block, off its joints
    places = [
        (y, x)
        for y in range(96 - 20 + 1)
        for x in range(160 - 20 + 1)
        if torch.equal(photo[:, y : y + 20, x : x + 20], middle)
    ]
    assert len(places) == 1  # a piece of the photo, as it is
    shown = start.grid[0, 18, 2 * BLOCK + 18]
    assert abs(places[0][1] + 10 - float(shown[0] + 1) * 80) <= 20
    inner = start.inner[0, 0]
    assert inner[BLOCK // 2, BLOCK // 2] > 0.5
    assert inner.min() == 0


def test_copies_show_no_subject_a_second_time() -> None:
    """Also where a block could not be taken from elsewhere; and outlines that copies would break are left alone."""
    photo = PHOTO.copy()
    photo[30:70, 20:60] = (255, 0, 0)
    start = SourceImage(photo, CPU, "things", SUBJECT).start(WIDE)
    x, y = ((start.grid[0, ..., axis].numpy() + 1) / 2 * side for axis, side in ((0, 160), (1, 96)))
    outside = (x < 14) | (x > 66) | (y < 24) | (y > 76)
    red, green, _ = start.copies[0].numpy()
    subject = (red > 0.99) & (green < -0.99)
    assert not (subject & outside).any()
    assert (subject & ~outside).any()


def test_copies_fit_only_with_the_frames_tone() -> None:
    photo = PHOTO // 3
    photo[48:] = 255 - photo[48:]  # a horizon
    nothing = Subject(np.zeros((96, 160), np.float32), ())
    start = SourceImage(photo, CPU, "things", nothing).start(CanvasGeometry(160, 96, 160, 160))
    apart = (start.copies - start.frame).abs().amax(1)[0]
    blurred = torch.nn.functional.avg_pool2d(apart[None], 15, 1, 7)[0]
    fit = start.fit[0, 0]
    assert (blurred > 0.8).any()
    assert fit[blurred > 0.8].max() < 0.1
    assert fit.max() > 0.9


@pytest.mark.parametrize("style", ["things", "pattern"])
def test_windows_and_quads(style: str) -> None:
    quad = CanvasGeometry(160, 96, 150, 100, ((10.0, 4.0), (140.0, 0.0), (150.0, 100.0), (0.0, 94.0)))
    start = SourceImage(PHOTO, CPU, style).start(quad)  # type: ignore[arg-type]
    part = start.window((10, 20, 50, 60))
    assert part.shape == (50, 60)
    assert torch.equal(part.copies, start.copies[:, :, 10:60, 20:80])
    assert torch.equal(part.grid, start.grid[:, 10:60, 20:80])
    assert all(torch.isfinite(each).all() for each in (start.frame, start.grid, start.stretch, start.copies))


def test_the_way_back_ends_at_the_photo() -> None:
    example = SourceImage(PHOTO, CPU, "things", SUBJECT)
    part = example.start(WIDE).window((8, 30, 80, 150))
    start, (top, bottom, left, right) = start_back(part.frame, part, (96, 160))
    assert start.shape == (bottom - top, right - left)
    assert (bottom - top) > 60
    wanted = example.image[:, :, top:bottom, left:right]
    error = (start.frame - wanted)[:, :, 2:-2, 2:-2].abs().mean()
    assert error < 0.35 * (torch.roll(wanted, 3, 3) - wanted).abs().mean()


def test_gradients_pass_on_the_way_back() -> None:
    part = SourceImage(PHOTO, CPU, "things", SUBJECT).start(WIDE).window((8, 30, 80, 150))
    picture = part.frame.clone().requires_grad_()
    start, _ = start_back(picture, part, (96, 160))
    start.copies.sum().backward()
    assert picture.grad is not None
    assert picture.grad.abs().sum() > 0
