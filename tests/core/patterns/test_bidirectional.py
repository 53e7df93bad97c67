import cv2
import numpy as np
import pytest
import torch

from core.control import Cancelled
from core.geometry import CanvasGeometry
from core.image_io import list_samples, load_photo
from core.ingan.messages import Drawing, RenderRequest
from core.metrics.objects import object_scores
from core.metrics.patches import PatchScores, patch_scores
from core.patterns.bidirectional import BidirectionalRefiner
from core.patterns.prior import PatchPrior
from core.rendering.renderer import Renderer


@pytest.fixture(scope="module")
def cups():
    path = next(sample.path for sample in list_samples() if sample.name == "cups")
    return cv2.resize(load_photo(path).pixels, (160, 100), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def moss():
    path = next(sample.path for sample in list_samples() if sample.name == "moss")
    return cv2.resize(load_photo(path).pixels, (192, 120), interpolation=cv2.INTER_AREA)


def frame_of(photo, maps):
    pixels = torch.from_numpy(photo).permute(2, 0, 1)[None].float()
    frame = PatchPrior(photo).blend(maps, pixels)[0].permute(1, 2, 0).numpy()
    return np.clip(np.rint(frame), 0, 255).astype(np.uint8)


def test_joints_are_refined(moss):
    prior = PatchPrior(moss)
    scores = []
    for width, height in ((115, 120), (345, 120), (192, 180)):
        blocks = prior.blocks(CanvasGeometry(192, 120, width, height))
        maps = BidirectionalRefiner(moss).refine(blocks)
        assert maps.seam.shape == blocks.seam.shape == (PatchPrior.K, height, width)
        scores.append([patch_scores(frame_of(moss, m), moss) for m in (blocks, maps, prior.refined(maps))])
    before, after, finer = (PatchScores.mean(each) for each in zip(*scores))
    assert after.coherence < 0.9 * before.coherence
    assert after.completeness < before.completeness
    assert finer.coherence < 1.1 * after.coherence


def test_a_lone_object_is_laid_out_once_and_a_crowd_is_not_laid_out(moss):
    scene = np.full((120, 180, 3), (150, 190, 230), np.uint8)
    scene = np.clip(scene + np.random.default_rng(0).normal(0, 2, scene.shape), 0, 255).astype(np.uint8)
    scene[30:100, 80:102] = np.random.default_rng(1).integers(0, 120, (70, 22, 3))
    maps = PatchPrior(scene).candidates(CanvasGeometry(180, 120, 360, 120))
    object_pixels = np.zeros((120, 180))
    object_pixels[32:98, 82:100] = 1
    best = maps.seam.argmax(0)[None]
    rows, columns = (np.take_along_axis(each, best, 0)[0] for each in (maps.rows, maps.columns))
    scores = object_scores(rows, columns, object_pixels)
    assert scores.lost < 0.05
    assert scores.doubled < 0.15


def test_candidates_agree_inside_pieces_and_never_leave_the_photo(cups):
    maps = PatchPrior(cups).candidates(CanvasGeometry(160, 100, 230, 100))
    inside = maps.seam.min(0) == 1
    assert inside.mean() > 0.2
    assert (maps.rows.max(0) == maps.rows.min(0))[inside].mean() > 0.95
    assert maps.rows.min() >= 0
    assert maps.rows.max() < 100
    assert maps.columns.min() >= 0
    assert maps.columns.max() < 160


def test_small_pictures_are_left_alone_and_jobs_can_be_cancelled(cups):
    small = np.ascontiguousarray(cups[:16, :60])
    prior = PatchPrior(small)
    maps = prior.candidates(CanvasGeometry(60, 16, 80, 16))
    assert prior.refined(maps) is maps

    def stop():
        raise Cancelled

    prior = PatchPrior(cups)
    bent = CanvasGeometry.from_quad(160, 100, ((0, 10), (230, 0), (220, 100), (8, 96)))
    with pytest.raises(Cancelled):
        prior.refined(prior.candidates(bent), stop)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_refined_render_has_the_exact_size_depth_and_sharpness(cups, dtype):
    unit = 257 if dtype == np.uint16 else 1
    photo = cv2.resize(cups, (640, 400), interpolation=cv2.INTER_CUBIC).astype(dtype) * dtype(unit)
    alpha = np.full(photo.shape[:2], np.iinfo(dtype).max, dtype)
    renderer = Renderer(photo, alpha, style="pattern")
    canvas = CanvasGeometry.from_quad(640, 400, ((0, 0), (900, 0), (900, 380), (30, 380)))
    made = renderer.render(RenderRequest(canvas, max_side=None, refine=True))
    plain = renderer.render(RenderRequest(canvas, max_side=None))
    assert made.drawing == Drawing("patches", refined=True)
    assert made.image.shape == (380, 900, 4)
    assert made.image.dtype == dtype
    assert (made.image[:, 32:, 3] > 0.99 * np.iinfo(dtype).max).all()
    assert not np.array_equal(made.image, plain.image)

    def sharpness(image):
        return np.abs(np.diff(image[..., :3].astype(float), axis=1)).mean()

    assert sharpness(made.image) > 0.85 * sharpness(plain.image)
    same = renderer.render(RenderRequest(CanvasGeometry.identity(640, 400), max_side=None, refine=True))
    assert np.array_equal(same.image[..., :3], photo)
    bent = CanvasGeometry.from_quad(640, 400, ((40, 0), (600, 60), (640, 400), (0, 360)))
    assert renderer.render(RenderRequest(bent, max_side=300, refine=True)).image.shape[2] == 4


def test_a_picture_too_small_to_refine_does_not_claim_it():
    small = np.random.default_rng(0).integers(0, 255, (18, 60, 3)).astype(np.uint8)
    request = RenderRequest(CanvasGeometry(60, 18, 80, 18), max_side=None, refine=True)
    made = Renderer(small, style="pattern").render(request)
    assert made.drawing == Drawing("patches")
