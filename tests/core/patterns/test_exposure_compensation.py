"""Steps in brightness on even ground go, edges and texture stay."""

import numpy as np

from core.patterns.exposure_compensation import downsampled, exposure_compensation
from core.patterns.maps import CandidateMaps


def joined(photo, cut):
    """Maps that show the left part of a photo up to column ``cut``, then the part 30 px to the right of there."""
    height, width = photo.shape[0], photo.shape[1] - 30
    rows, columns = np.indices((height, width), np.int32)
    columns = np.where(columns < cut, columns, columns + 30)
    seam = np.ones((1, height, width), np.float32)
    return CandidateMaps(rows[None].copy(), columns[None].copy(), seam, photo.shape[:2])


def shown(photo, maps):
    return photo[maps.rows[0], maps.columns[0]].astype(np.float32)


def steps(picture, cut):
    """(at the cut, elsewhere) mean differences across columns 8 px apart."""
    differences = np.abs(picture[:, 8:] - picture[:, :-8]).mean((0, 2))
    return differences[cut - 4], np.median(differences)


def test_a_step_in_a_sky_goes():
    slope = np.linspace(90, 190, 238)
    photo = np.repeat(np.repeat(slope[None, :, None], 96, 0), 3, 2).astype(np.uint8)
    maps = joined(photo, 92)
    correction = exposure_compensation(maps, downsampled(photo))
    picture = shown(photo, maps)
    wide = np.kron(correction, np.ones((4, 4, 1), np.float32))
    before, _ = steps(picture, 92)
    after, elsewhere = steps(picture + wide, 92)
    assert before > 12
    assert after < 0.5 * before
    assert abs(correction.mean()) < 3  # colours stay
    assert elsewhere < 8


def test_an_edge_stays():
    photo = np.full((96, 238, 3), 40, np.uint8)
    photo[:, 120:] = 230
    correction = exposure_compensation(joined(photo, 92), downsampled(photo))
    assert correction is None or np.abs(correction).max() < 1


def test_texture_is_left_alone():
    photo = np.random.default_rng(0).integers(0, 255, (24, 60, 3)).astype(np.uint8)
    photo = np.kron(photo, np.ones((4, 4, 1), np.uint8))
    correction = exposure_compensation(joined(photo, 92), downsampled(photo))
    assert correction is None or np.abs(correction).max() < 3


def test_a_whole_photo_needs_nothing():
    photo = np.random.default_rng(0).integers(0, 255, (40, 61, 3)).astype(np.uint8)
    rows, columns = np.indices((40, 61), np.int32)
    maps = CandidateMaps(rows[None], columns[None], np.ones((1, 40, 61), np.float32), (40, 61))
    assert exposure_compensation(maps, downsampled(photo)) is None
