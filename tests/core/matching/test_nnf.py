import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.matching import nnf


@pytest.fixture(scope="module")
def texture():
    """A photo-like picture: blurred noise at two scales with a few strong shapes."""
    rng = np.random.default_rng(3)
    image = sum(
        cv2.resize(rng.normal(0, 40, (size, size, 3)).astype(np.float32), (96, 72), interpolation=cv2.INTER_CUBIC)
        for size in (9, 40)
    )
    image = np.clip(image + 128, 0, 255).astype(np.uint8)
    cv2.circle(image, (60, 30), 14, (220, 40, 30), -1)
    cv2.line(image, (0, 60), (95, 40), (20, 20, 60), 3)
    return image


def exhaustive(target, source):
    def patches(image):
        rows, columns = nnf.patch_count(*image.shape[:2])
        windows = np.lib.stride_tricks.sliding_window_view(image.astype(np.float64), (7, 7), (0, 1))
        return windows.reshape(rows * columns, -1)

    p, q = patches(target), patches(source)
    return ((p**2).sum(1)[:, None] + (q**2).sum(1) - 2 * p @ q.T).min(1)


def start(target, source, seed=0):
    ok = np.ones(nnf.patch_count(*source.shape[:2]), bool)
    return nnf.random_match(*nnf.patch_count(*target.shape[:2]), ok, seed)


def test_search_comes_close_to_the_exact_neighbours(texture):
    target = np.ascontiguousarray(cv2.resize(texture, (64, 60)))
    exact = exhaustive(target, texture).mean()
    field = nnf.search(target, texture, start(target, texture), iterations=8, threads=1)
    assert exact <= field.distance.mean() <= 1.15 * exact
    y, x = 20, 30
    sy, sx = field.match[y, x]
    difference = target[y : y + 7, x : x + 7].astype(int) - texture[sy : sy + 7, sx : sx + 7]
    assert (difference**2).sum() == field.distance[y, x]


def test_result_does_not_depend_on_threads(texture):
    target = np.ascontiguousarray(texture[::-1])
    one = nnf.search(target, texture, start(target, texture), threads=1)
    two = nnf.search(target, texture, start(target, texture), threads=3)
    assert np.array_equal(one.match, two.match)


def test_only_allowed_sources_and_wanted_targets(texture):
    ok = np.zeros(nnf.patch_count(*texture.shape[:2]), bool)
    ok[:, :30] = True
    wanted = np.zeros_like(ok)
    wanted[10:50, 20:80] = True
    field = nnf.search(texture, texture, start(texture, texture), source_ok=ok, wanted=wanted, iterations=3)
    assert (field.match[wanted][:, 1] < 30).all()
    assert (field.distance[~wanted] == 0).all()
    with pytest.raises(ValueError, match="no source patch"):
        nnf.search(texture, texture, start(texture, texture), source_ok=np.zeros_like(ok))
    with pytest.raises(ValueError, match="one patch"):
        nnf.search(texture[:5], texture, start(texture, texture))


def test_search_can_be_cancelled(texture):
    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        nnf.search(texture, texture, start(texture, texture), checkpoint=stop)


def test_votes_of_the_identity_rebuild_the_picture_in_any_depth(texture):
    rows, columns = nnf.patch_count(*texture.shape[:2])
    identity = np.stack(np.mgrid[:rows, :columns], -1).astype(np.int32)
    field = nnf.search(texture, texture, identity, iterations=0)
    assert field.distance.max() == 0
    deep = texture.astype(np.uint16) * 257
    total, weights = nnf.vote(deep, field, *texture.shape[:2])
    np.testing.assert_allclose(total / weights[..., None], deep, rtol=1e-4, atol=0.5)
    nnf.vote_back(deep, field, total, weights, 0.5)
    np.testing.assert_allclose(total / weights[..., None], deep, rtol=1e-4, atol=0.5)


def test_a_field_moves_to_a_finer_level_at_native_scale():
    match = np.zeros((10, 12, 2), np.int32)
    match[..., 0] = np.arange(10)[:, None] + 3
    match[..., 1] = np.arange(12)[None] + 5
    fine = nnf.upsample_match(match, 20, 24, 2.0, 2.0)
    assert np.array_equal(fine[..., 0], np.arange(20)[:, None] + np.full((20, 24), 6))
    assert np.array_equal(fine[..., 1], np.arange(24)[None] + np.full((20, 24), 10))


def test_valid_patches_touch_no_unusable_pixel():
    usable = np.ones((20, 30), bool)
    usable[8, 12] = False
    valid = nnf.valid_patches(usable)
    assert valid.shape == (14, 24)
    assert (~valid).sum() == 49
    assert not valid[2:9, 6:13].any()
