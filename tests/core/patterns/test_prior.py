"""The maps of the patch prior: inside the source, native scale, aligned, steady, for any size and shape."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.geometry import CanvasGeometry
from core.patterns import CandidateMaps, PatchPrior
from tests.core.pictures import pebbles

PHOTO = pebbles()
PRIOR = PatchPrior(PHOTO)


def canvas(photo: np.ndarray, sx: float, sy: float) -> CanvasGeometry:
    h, w = photo.shape[:2]
    return CanvasGeometry(w, h, max(1, round(w * sx)), max(1, round(h * sy)))


def quad_canvas(photo: np.ndarray, *corners: tuple[float, float]) -> CanvasGeometry:
    h, w = photo.shape[:2]
    return CanvasGeometry.from_quad(w, h, tuple((x * w, y * h) for x, y in corners))  # type: ignore[arg-type]


def check_maps(maps: CandidateMaps, geometry: CanvasGeometry, photo: np.ndarray) -> None:
    shape = (PatchPrior.K, geometry.height, geometry.width)
    assert maps.rows.shape == maps.columns.shape == maps.seam.shape == shape
    assert maps.rows.dtype == maps.columns.dtype == np.int32
    assert maps.seam.dtype == np.float32
    assert 0 <= maps.rows.min() <= maps.rows.max() < photo.shape[0]
    assert 0 <= maps.columns.min() <= maps.columns.max() < photo.shape[1]
    assert 0 <= maps.seam.min() <= maps.seam.max() <= 1
    assert maps.seam.max(0).min() > 0  # every pixel lies inside some block


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 130), st.integers(1, 130), st.floats(0.15, 2.25), st.floats(0.15, 2.25))
def test_maps_are_sound_for_any_photo_and_size(height: int, width: int, sx: float, sy: float) -> None:
    photo = PHOTO[: min(height, 96), : min(width, 128)]
    geometry = canvas(photo, sx, sy)
    check_maps(PatchPrior(photo).candidates(geometry), geometry, photo)


@pytest.mark.parametrize(("sx", "sy"), [(0.15, 2.25), (2.25, 0.15), (0.15, 0.15), (2.25, 2.25)])
@pytest.mark.parametrize("photo", [PHOTO, np.full((40, 60, 3), 90, np.uint8), PHOTO[:1, :1], PHOTO[:3, :70]])
def test_extreme_scales_of_textured_flat_and_tiny_photos(photo: np.ndarray, sx: float, sy: float) -> None:
    geometry = canvas(photo, sx, sy)
    prior = PatchPrior(photo)
    maps = prior.candidates(geometry)
    check_maps(maps, geometry, photo)
    image = torch.from_numpy(photo).permute(2, 0, 1)[None].float()
    blended = prior.blend(maps, image)
    assert blended.shape == (1, 3, geometry.height, geometry.width)
    assert image.min() - 1e-3 <= blended.min() <= blended.max() <= image.max() + 1e-3


def test_blocks_are_copied_at_native_scale() -> None:
    """Along any line nearly all steps of a map are one source pixel; the others lie on seams."""
    maps = PRIOR.blocks(canvas(PHOTO, 1.7, 0.6))
    for source, axis in ((maps.columns, 2), (maps.rows, 1)):
        jumps = np.diff(source, axis=axis) != 1
        assert jumps.mean() < 1.5 / PRIOR.block
        sides = np.moveaxis(maps.seam, axis, 0)
        at_jump = np.minimum(sides[1:], sides[:-1])[np.moveaxis(jumps, axis, 0)]
        assert at_jump.max() < 0.2


def test_the_photos_own_size_is_the_photo() -> None:
    maps = PRIOR.candidates(CanvasGeometry.identity(128, 96))
    image = torch.from_numpy(PHOTO).permute(2, 0, 1)[None].float()
    assert torch.equal(maps.gather(image), image.expand(PatchPrior.K, -1, -1, -1))
    assert torch.equal(PRIOR.blend(maps, image), image)


def test_gather_copies_what_the_maps_say() -> None:
    maps = PRIOR.candidates(canvas(PHOTO, 1.3, 0.8))
    copied = maps.gather(torch.from_numpy(PHOTO).permute(2, 0, 1)[None])
    assert copied.dtype == torch.uint8
    np.testing.assert_array_equal(copied.permute(0, 2, 3, 1).numpy(), PHOTO[maps.rows, maps.columns])
    with pytest.raises(ValueError, match="source"):
        maps.gather(torch.zeros(1, 3, 5, 5))


def test_gather_passes_gradients_to_the_source() -> None:
    maps = PRIOR.candidates(canvas(PHOTO, 0.5, 0.5))
    image = torch.rand(1, 3, 96, 128, requires_grad=True)
    maps.gather(image).sum().backward()
    assert image.grad is not None
    assert image.grad.sum() == maps.seam.size * 3


def test_a_window_is_a_cut_of_the_whole() -> None:
    maps = PRIOR.candidates(canvas(PHOTO, 1.5, 1.5))
    part = maps.window(10, 20, 30, 40)
    assert part.shape == (30, 40)
    image = torch.rand(1, 2, 96, 128)
    assert torch.equal(part.gather(image), maps.gather(image)[:, :, 10:40, 20:60])
    np.testing.assert_array_equal(part.seam, maps.seam[:, 10:40, 20:60])


def test_alignment_hides_the_joins() -> None:
    """A periodic pattern can be continued without a visible join, and is."""
    y, x = np.mgrid[:96, :128]
    stripes = np.repeat((127 + 120 * np.sin(2 * np.pi * (x + 0 * y) / 10)).astype(np.uint8)[..., None], 3, 2)
    prior = PatchPrior(stripes)
    maps = prior.blocks(canvas(stripes, 1.6, 1.0))
    image = torch.from_numpy(stripes).permute(2, 0, 1)[None].float()
    period = prior.blend(maps, image)[0, 0, 48]
    assert (period[10:] - period[:-10]).abs().mean() < 12  # unaligned blocks give about 75


def test_frames_of_a_drag_keep_their_sources() -> None:
    """With the previous frame's state far fewer pixels change their source (seen where the drag moved 4 px)."""

    def jump_share(steady: bool) -> float:
        shares, state, before = [], None, None
        for width in range(140, 240, 4):
            maps = prior.blocks(CanvasGeometry(128, 96, width, 96), state if steady else None)
            state, best = maps.state, maps.seam.argmax(0)
            source = np.take_along_axis(maps.columns, best[None], 0)[0].astype(int)
            if before is not None:
                shares.append((np.abs(source[:, : before.shape[1]] - before) > 4).mean())
            before = source
        return float(np.mean(shares))

    prior = PatchPrior(pebbles(seed=3))
    assert jump_share(True) < 0.6 * jump_share(False)


def test_blocks_follow_a_homography() -> None:
    photo = pebbles(128, 192, 5)
    prior = PatchPrior(photo)
    geometry = quad_canvas(photo, (0.2, 0), (1, 0.1), (1.2, 1), (0, 0.9))
    check_maps(prior.candidates(geometry), geometry, photo)
    maps = prior.blocks(geometry)
    check_maps(maps, geometry, photo)
    best = maps.seam.argmax(0)[None]
    rows, columns = (np.take_along_axis(m, best, 0)[0] for m in (maps.rows, maps.columns))
    y, x = np.mgrid[: geometry.height, : geometry.width].astype(np.float64) + 0.5
    target = np.stack([x, y, np.ones_like(x)], -1) @ geometry.inverse_homography.T
    target = target[..., :2] / target[..., 2:]
    inside = geometry.coverage() > 0.99
    error = np.hypot(columns + 0.5 - target[..., 0], rows + 0.5 - target[..., 1])[inside]
    assert np.median(error) < prior.block / 4
    for (px, py), (sx, sy) in zip(geometry.corners, ((0, 0), (192, 0), (192, 128), (0, 128))):
        to_middle = np.array([geometry.width / 2 - px, geometry.height / 2 - py])
        ix, iy = (np.array([px, py]) + to_middle / np.linalg.norm(to_middle) * 3).astype(int)
        assert np.hypot(columns[iy, ix] - sx, rows[iy, ix] - sy) < prior.block / 2


def test_a_geometry_of_another_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="128 x 96"):
        PRIOR.candidates(CanvasGeometry.identity(96, 128))
