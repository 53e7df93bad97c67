"""Native blocks over a canvas: whole pieces of the photo that meet where they differ least."""

import numpy as np
import pytest

from core.ingan.quilt import BLOCK, quilt
from tests.core.pictures import pebbles

PHOTO = pebbles(96, 160, 4).astype(np.float32)
NOTHING = np.zeros((96, 160), np.float32)


def places(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Of the photo drawn at another size."""
    x = (np.arange(width) + 0.5) * 160 / width
    y = (np.arange(height) + 0.5) * 96 / height
    return np.broadcast_to(x, (height, width)), np.broadcast_to(y[:, None], (height, width))


def jumps(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """bool (H, W - 1): where two neighbours in a row are none in the photo."""
    return (np.diff(columns, axis=1) != 1) | (np.diff(rows, axis=1) != 0)


def test_what_is_not_at_a_joint_is_native() -> None:
    cover = quilt(PHOTO, *places(96, 320), NOTHING)
    assert cover.rows.shape == cover.columns.shape == cover.inner.shape == (96, 320)
    joints = jumps(cover.rows, cover.columns)
    assert 0 < joints.mean() < 3 / BLOCK
    assert cover.inner[:, 1:][joints].max() == 0
    assert cover.inner.max() > 0.5


def test_joints_show_less_than_those_of_blocks_in_their_places() -> None:
    x, y = places(96, 320)
    cover = quilt(PHOTO, x, y, NOTHING)

    def step(rows: np.ndarray, columns: np.ndarray) -> float:
        made = PHOTO[rows, columns]
        return float(np.abs(np.diff(made, axis=1))[jumps(rows, columns)].mean())

    within = np.arange(320) % BLOCK - BLOCK // 2
    plain = np.clip(x[:, np.arange(320) - within].astype(int), BLOCK // 2, 160 - BLOCK // 2) + within
    assert step(cover.rows, cover.columns) < 0.7 * step(np.clip(y.astype(int), 0, 95), plain)


def test_what_is_forbidden_is_taken_where_nothing_else_is_near() -> None:
    forbidden = NOTHING.copy()
    forbidden[:, 70:80] = 1
    x, y = places(96, 320)
    with_it, without = quilt(PHOTO, x, y, NOTHING), quilt(PHOTO, x, y, forbidden)
    shown = [(cover.columns >= 70) & (cover.columns < 80) for cover in (with_it, without)]
    assert shown[1].mean() < 0.8 * shown[0].mean()


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (45, 2), (41, 51)])
def test_any_size(size: tuple[int, int]) -> None:
    cover = quilt(PHOTO, *places(*size), NOTHING)
    assert cover.rows.shape == size
    assert 0 <= cover.rows.min() <= cover.rows.max() < 96
    assert 0 <= cover.columns.min() <= cover.columns.max() < 160


def test_a_photo_smaller_than_a_block() -> None:
    photo = np.ascontiguousarray(PHOTO[:17, :23])
    y, x = np.mgrid[:60, :120] * np.array([17 / 60, 23 / 120])[:, None, None]
    cover = quilt(photo, x, y, np.zeros((17, 23), np.float32))
    assert cover.rows.max() < 17
    assert cover.columns.max() < 23
