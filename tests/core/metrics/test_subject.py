"""Whether a subject is whole: exact and evenly smaller ones are, squeezed, widened and halved ones are not."""

import cv2
import numpy as np
import pytest

from core.metrics.subject import subject_whole
from tests.core.retarget.pictures import emblem

BOX = (70 / 300, 60 / 200, 150 / 300, 140 / 200)
PHOTO = emblem()


def resized(picture: np.ndarray, sx: float, sy: float) -> np.ndarray:
    return cv2.resize(picture, None, fx=sx, fy=sy, interpolation=cv2.INTER_AREA)


def test_the_photo_itself_holds_its_subject() -> None:
    score = subject_whole(PHOTO, BOX, PHOTO)
    assert score.correlation > 0.98
    assert score.scale == pytest.approx(1, abs=0.03)
    assert score.whole


def test_where_it_stands_does_not_matter() -> None:
    moved = np.hstack([PHOTO[:, ::-1][:, :100], PHOTO])
    assert subject_whole(PHOTO, BOX, moved).correlation > 0.98


@pytest.mark.parametrize("scale", [0.5, 0.75])
def test_evenly_smaller_is_whole(scale: float) -> None:
    score = subject_whole(PHOTO, BOX, resized(PHOTO, scale, scale))
    assert score.whole
    assert score.scale == pytest.approx(scale, abs=0.05)


@pytest.mark.parametrize(("sx", "sy"), [(0.6, 1.0), (1.6, 1.0), (1.0, 0.6), (1.0, 1.6)])
def test_squeezed_or_widened_is_not_whole(sx: float, sy: float) -> None:
    assert not subject_whole(PHOTO, BOX, resized(PHOTO, sx, sy)).whole


def test_halved_is_not_whole() -> None:
    assert not subject_whole(PHOTO, BOX, PHOTO[:, 110:]).whole  # its right half is left
    doubled = np.hstack([PHOTO[:, :110], PHOTO[:, 60:]])  # two left halves, the second of them whole
    assert subject_whole(PHOTO, BOX, doubled).whole
    assert not subject_whole(PHOTO, BOX, np.hstack([PHOTO[:, :110], PHOTO[:, 170:]])).whole


def test_what_does_not_fit_is_found_nowhere() -> None:
    score = subject_whole(PHOTO, BOX, PHOTO[:6, :300])
    assert (score.correlation, score.whole) == (-1.0, False)
