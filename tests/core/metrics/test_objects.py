"""Lost and doubled importance, counted by hand on small source maps."""

import numpy as np
import pytest

from core.metrics.objects import ObjectScores, object_scores


def grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.indices((height, width))
    return rows, columns


def test_the_photo_itself_loses_and_doubles_nothing() -> None:
    weights = np.random.default_rng(0).random((20, 30))
    assert object_scores(*grid(20, 30), weights) == ObjectScores(0.0, 0.0)


def test_what_is_cropped_away_is_lost() -> None:
    weights = np.zeros((20, 30))
    weights[5:10, 0:10] = 1
    rows, columns = grid(20, 25)
    scores = object_scores(rows, columns + 5, weights)  # columns 0..4 are gone; 4 lies next to one that is shown
    assert scores == ObjectScores(pytest.approx(4 / 10), 0.0)


def test_importance_weighs_what_is_lost() -> None:
    weights = np.ones((4, 20))
    weights[:, :10] = 3
    rows, columns = grid(4, 9)
    assert object_scores(rows, columns, weights).lost == pytest.approx((10 * 1) / 40)  # column 9 is at the joint


def test_two_copies_far_apart_are_doubled_but_a_joint_is_not() -> None:
    weights = np.zeros((10, 40), bool)
    weights[:, 10:20] = True
    rows, columns = grid(10, 40)
    twice = np.concatenate([columns[:, :20], columns[:, 10:]], 1)  # columns 10..19 come twice, 10 px apart
    assert object_scores(np.repeat(rows[:, :1], 50, 1), twice, weights) == ObjectScores(0.0, 1.0)
    joint = np.concatenate([columns[:, :20], columns[:, 16:]], 1)  # columns 16..19 twice, 4 px apart
    assert object_scores(np.repeat(rows[:, :1], 44, 1), joint, weights) == ObjectScores(0.0, 0.0)


def test_doubling_is_seen_along_both_axes() -> None:
    weights = np.ones((40, 10))
    rows, columns = grid(40, 10)
    assert object_scores(np.vstack([rows, rows]), np.vstack([columns, columns]), weights).doubled == 1.0


def test_nothing_important_scores_zero_and_foreign_maps_are_refused() -> None:
    rows, columns = grid(8, 8)
    assert object_scores(rows, columns, np.zeros((8, 8))) == ObjectScores(0.0, 0.0)
    with pytest.raises(ValueError, match="outside"):
        object_scores(rows, columns + 1, np.ones((8, 8)))
    with pytest.raises(ValueError, match="belong together"):
        object_scores(rows, columns[:4], np.ones((8, 8)))


def test_the_mean_of_scores() -> None:
    mean = ObjectScores.mean([ObjectScores(0.1, 0.0), ObjectScores(0.3, 0.5)])
    assert mean == ObjectScores(pytest.approx(0.2), pytest.approx(0.25))
    assert mean.row() == ["20.0 %", "25.0 %"]
    with pytest.raises(ValueError, match="no scores"):
        ObjectScores.mean([])
