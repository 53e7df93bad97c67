import cv2
import numpy as np
import pytest

from core.control import Cancelled
from core.metrics.patches import patch_scores
from core.patches.resynthesis import ResynthesisSettings, resynthesise


@pytest.fixture(scope="module")
def photo():
    """Dots on a gradient: repeated elements with a recognisable shape."""
    image = np.tile(np.linspace(60, 160, 144)[None, :, None], (96, 1, 3)).astype(np.uint8)
    for y in range(12, 96, 24):
        for x in range(12, 144, 24):
            cv2.circle(image, (x, y), 8, (200, 60 + x, 40), -1, cv2.LINE_AA)
    return np.clip(image + np.random.default_rng(0).normal(0, 3, image.shape), 0, 255).astype(np.uint8)


def test_a_stretch_is_mended_towards_the_photos_patches(photo):
    stretched = cv2.resize(photo, (216, 96), interpolation=cv2.INTER_CUBIC)
    result = resynthesise(photo, stretched, threads=1)
    before, after = patch_scores(stretched, photo), patch_scores(result.image, photo)
    assert result.image.shape == stretched.shape
    assert after.coherence < 0.95 * before.coherence
    assert after.completeness < 0.5 * before.completeness
    assert result.match.shape == (90, 210, 2)
    again = resynthesise(photo, stretched, threads=2)
    assert np.array_equal(again.image, result.image)


def test_the_photo_itself_stays(photo):
    rows, columns = np.mgrid[: photo.shape[0], : photo.shape[1]]
    result = resynthesise(photo, photo, match=np.stack([rows, columns], -1).astype(np.int32), threads=1)
    assert np.abs(result.image.astype(int) - photo).mean() < 1.5


def test_progress_cancel_and_small_pictures(photo):
    seen = []
    frame = cv2.resize(photo, (100, 96))
    resynthesise(photo, frame, ResynthesisSettings(levels=2, rounds=2), on_frame=lambda *x: seen.append(x), threads=1)
    assert [done for _, done, _ in seen] == list(range(1, len(seen) + 1))
    assert seen[-1][1] == seen[-1][2]
    assert all(image.shape == frame.shape for image, _, _ in seen)

    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        resynthesise(photo, frame, checkpoint=stop)
    tiny = np.zeros((3, 50, 3), np.uint8)
    assert np.array_equal(resynthesise(photo, tiny).image, tiny)
