"""The grid of sizes."""

import numpy as np
import pytest

from core.control import Cancelled, Progress
from core.export import CollageSettings, collage, collage_size
from core.export.sweep import quads
from core.geometry import CanvasGeometry
from core.image_io import Photo
from core.ingan.messages import Drawing, RenderRequest, RenderResult
from core.rendering.renderer import Renderer
from tests.app.pictures import discs

SMALL = CollageSettings((0.5, 1.0, 1.5), (0.5, 1.0), max_side=2000, gap=8)


@pytest.fixture(scope="module")
def photo() -> Photo:
    return Photo(discs(120, 80), None, None, None, None)


@pytest.fixture(scope="module")
def renderer(photo) -> Renderer:
    return Renderer(photo.pixels)


def test_every_cell_has_its_size_and_place(photo, renderer):
    sheet = collage(renderer, photo, SMALL)
    assert sheet.shape == (80 // 2 + 80 + 3 * 8, 60 + 120 + 180 + 4 * 8, 3)
    assert collage_size(120, 80, SMALL) == (sheet.shape[1], sheet.shape[0])
    assert np.array_equal(sheet[56:136, 76:196], photo.pixels)
    white = (sheet == 255).all(2)
    assert white[:8].all()
    assert white[:, :8].all()
    assert white[8:48, 8:68].mean() < 0.2


def test_cells_are_what_the_renderer_draws(photo, renderer):
    sheet = collage(renderer, photo, SMALL)
    alone = renderer.render(RenderRequest(CanvasGeometry(120, 80, 180, 80), 180, refine=True)).image
    assert np.array_equal(sheet[56:136, 204:384], alone)


def test_the_photo_is_framed_and_no_other_cell(photo, renderer):
    sheet = collage(renderer, photo, SMALL).astype(int)
    grey = (np.abs(sheet - 96) < 2).all(2)
    assert grey[52, 76:196].all()
    assert not grey[52, 210:380].any()


def test_a_large_photo_is_shrunk_to_the_asked_side(renderer, photo):
    settings = CollageSettings((0.5, 1.0), (1.0,), max_side=100, gap=4)
    sheet = collage(renderer, photo, settings)
    assert 96 <= sheet.shape[1] <= 102
    assert collage_size(6000, 4000, settings)[0] <= 102


def test_progress_counts_the_cells(photo, renderer):
    seen: list[Progress] = []
    collage(renderer, photo, SMALL, on_progress=seen.append)
    assert [(p.done, p.total) for p in seen] == [(i, 6) for i in range(1, 7)]
    assert seen[-1].seconds_left == 0


def test_cancel_ends_it(photo, renderer):
    seen = []
    with pytest.raises(Cancelled):
        collage(renderer, photo, SMALL, cancelled=lambda: len(seen) >= 2, on_progress=seen.append)
    assert len(seen) == 2


class DeepRenderer:
    """Draws 16-bit pictures whose right half is clear."""

    def render(self, request: RenderRequest, cancelled=None, on_progress=None) -> RenderResult:
        image = np.zeros((request.geometry.height, request.geometry.width, 4), np.uint16)
        image[:, : request.geometry.width // 2] = (65535, 0, 0, 65535)
        return RenderResult(image, Drawing("patches"), 0.0)


def test_deep_and_clear_pictures_lie_on_the_background():
    photo = Photo(np.zeros((40, 40, 3), np.uint16), None, None, None, None)
    settings = CollageSettings((1.0,), (1.0,), gap=4, background=(10, 20, 30))
    sheet = collage(DeepRenderer(), photo, settings)
    assert sheet.dtype == np.uint8
    assert tuple(sheet[20, 10]) == (255, 0, 0)
    assert tuple(sheet[20, 40]) == (10, 20, 30)


def test_quads_bend_both_ways_and_more_and_more():
    rows = quads(120, 80)
    assert [len(row) for row in rows] == [5] * 4
    for row in rows:
        assert row[2].is_identity
        for cell in (*row[:2], *row[3:]):
            assert cell.quad is not None
        shares = [cell.coverage().mean() for cell in row]
        assert shares[0] < shares[1] < 1
        assert shares[4] < shares[3] < 1
    left, right = rows[0][0].corners, rows[0][4].corners
    assert left[0][1] > 0 == left[1][1]  # the left side is the short one, then the right side
    assert right[1][1] > 0 == right[0][1]
    sheared = np.asarray(rows[2][0].corners)
    assert np.allclose(sheared[1] - sheared[0], sheared[2] - sheared[3])  # a parallelogram


def test_around_quads_the_background_is_seen(photo, renderer):
    settings = CollageSettings(quads=True, max_side=2000, gap=8, background=(10, 20, 30))
    sheet = collage(renderer, photo, settings)
    assert (sheet.shape[1], sheet.shape[0]) == collage_size(120, 80, settings)
    ground = (sheet == (10, 20, 30)).all(2)
    first = quads(120, 80)[0][0]  # its left side is short; it stands in the middle of a column of wider ones
    left = 8 + (quads(120, 80)[2][0].width - 120) // 2
    cell = ground[8:88, left : left + 120]
    assert cell[:3, 0].all()
    assert cell[-3:, 0].all()
    assert not cell[40].any()
    assert cell.mean() == pytest.approx(1 - first.coverage().mean(), abs=0.03)
