"""Carrying a small result to full size: sharp, right way round, bounded, exact where copies explain all."""

import cv2
import numpy as np
import pytest
import torch

from core.geometry import CanvasGeometry
from core.patterns import PatchPrior
from core.patterns.blend import mix, seam_weights, sharpened
from core.patterns.transfer import TILE, enlarge, residual
from tests.core.pictures import pebbles

LARGE = pebbles(480, 640, 2)
SMALL = cv2.resize(LARGE, (128, 96), interpolation=cv2.INTER_AREA)


def small_drawing(width: int, height: int):
    prior = PatchPrior(SMALL)
    maps = prior.candidates(CanvasGeometry(128, 96, width, height))
    image = torch.from_numpy(SMALL).permute(2, 0, 1)[None].float() / 127.5 - 1
    return maps, seam_weights(torch.from_numpy(maps.seam)), maps.gather(image)


def test_identity_gives_the_large_photo_back() -> None:
    maps, weights, candidates = small_drawing(128, 96)
    rest = residual(mix(weights, candidates), weights, candidates)[0].permute(1, 2, 0).numpy() / 2
    result = enlarge(LARGE, maps, weights[0].numpy(), rest, (480, 640))
    np.testing.assert_array_equal(result, LARGE)


def test_the_result_is_the_small_picture_in_the_photos_own_detail() -> None:
    maps, weights, candidates = small_drawing(192, 80)
    drawn = mix(weights, candidates)
    rest = residual(drawn, weights, candidates)[0].permute(1, 2, 0).numpy() / 2
    result = enlarge(LARGE, maps, weights[0].numpy(), rest, (400, 960))
    wanted = ((drawn[0].permute(1, 2, 0).numpy() + 1) * 127.5).clip(0, 255)
    again = cv2.resize(result, (192, 80), interpolation=cv2.INTER_AREA).astype(np.float32)
    assert np.abs(again - wanted).mean() < 6
    detail = [np.abs(np.diff(x.astype(np.float32), axis=1)).mean() for x in (result, LARGE)]
    assert detail[0] > 0.9 * detail[1]
    upsampled = cv2.resize(wanted.astype(np.uint8), (960, 400), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    assert np.abs(np.diff(upsampled, axis=1)).mean() < 0.75 * detail[1]


def test_tiles_join_and_report() -> None:
    maps, weights, _ = small_drawing(150, 120)
    rest = np.zeros((120, 150, 3), np.float32)
    seen: list[tuple[int, int]] = []
    whole = enlarge(LARGE, maps, weights[0].numpy(), rest, (600, 750), lambda done, total: seen.append((done, total)))
    assert seen == [(i, 4) for i in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.patterns.transfer.TILE", 2 * TILE)
        np.testing.assert_array_equal(enlarge(LARGE, maps, weights[0].numpy(), rest, (600, 750)), whole)


def test_16_bits_and_alpha_stay() -> None:
    maps, weights, _ = small_drawing(160, 96)
    deep = np.dstack([LARGE.astype(np.uint16) * 257, np.full(LARGE.shape[:2], 40_000, np.uint16)])
    deep[..., 0] += 3  # levels that 8 bits do not have
    result = enlarge(deep, maps, weights[0].numpy(), np.zeros((96, 160, 3), np.float32), (480, 800))
    assert result.dtype == np.uint16
    assert result.shape == (480, 800, 4)
    assert (result[..., 3] == 40_000).all()
    assert (result[..., 0] % 257 == 3).mean() > 0.5


def test_weights_keep_their_sum_when_narrowed() -> None:
    weights = torch.softmax(torch.randn(1, 4, 6, 6), 1) * 0.7
    assert torch.allclose(sharpened(weights).sum(1), torch.tensor(0.7))
    assert (sharpened(weights).amax(1) >= weights.amax(1)).all()
