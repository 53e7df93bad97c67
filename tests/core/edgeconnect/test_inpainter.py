from dataclasses import replace

import numpy as np
import pytest
import torch

from core.control import Cancelled
from core.edgeconnect import finishing
from core.edgeconnect import inpainter as inpainter_module
from core.edgeconnect.flow import Flow
from core.edgeconnect.inpainter import Inpainter
from core.edgeconnect.request import EXACT, SOFT, Blend, EdgeDetection, GivenLines, InpaintRequest
from core.edgeconnect.weights import Weights, load_weights
from core.edges import canny, to_grey
from core.errors import CheckpointError, ImageError, RegrainError
from core.image_io import list_samples, load_photo
from tests.core.edgeconnect.conftest import CPU


@pytest.fixture
def tool(tiny_weights):
    return Inpainter(tiny_weights, CPU)


@pytest.fixture
def hole(photo):
    mask = np.zeros(photo.shape[:2], bool)
    mask[60:90, 100:140] = True
    return mask


def test_only_the_hole_changes_to_the_bit(tool, photo, hole):
    result = tool.fill(InpaintRequest(photo, hole))
    assert np.array_equal(result.image[~result.mask], photo[~result.mask])
    assert result.mask[hole].all()
    assert result.mask.sum() < 2.2 * hole.sum()
    assert not np.array_equal(result.image[hole], photo[hole])
    assert result.alpha is None
    assert result.label == "tiny"


def test_what_was_in_the_hole_does_not_matter(tool, photo, hole):
    other = photo.copy()
    other[hole] = np.random.default_rng(0).integers(0, 256, (int(hole.sum()), 3))
    # The blend around the mask uses the photo's own pixels, which are the same in both.
    one, two = (tool.fill(InpaintRequest(image, hole, blend=Blend(feather=0))) for image in (photo, other))
    assert np.array_equal(one.image[hole], two.image[hole])


def test_variations_differ_and_repeat(tool, photo, hole):
    fills = [tool.fill(InpaintRequest(photo, hole, variation=v)).image for v in (0, 0, 1, 2)]
    assert np.array_equal(fills[0], fills[1])
    assert not np.array_equal(fills[0], fills[2])
    assert not np.array_equal(fills[2], fills[3])


def test_holes_are_filled_one_by_one(tool, photo):
    mask = np.zeros(photo.shape[:2], bool)
    mask[10:22, 10:30] = mask[110:140, 180:220] = True
    seen = []
    result = tool.fill(InpaintRequest(photo, mask), on_progress=seen.append)
    assert [str(progress.doing) for progress in seen] == ["hole 1 of 2", "hole 2 of 2", "None"]
    assert np.array_equal(result.image[~result.mask], photo[~result.mask])


def test_alpha_and_sixteen_bits_are_kept(tool, photo, hole):
    deep = photo.astype(np.uint16) * 257 + 3
    alpha = np.full(photo.shape[:2], 20_000, np.uint16)
    result = tool.fill(InpaintRequest(deep, hole, alpha))
    assert result.image.dtype == np.uint16
    assert np.array_equal(result.image[~result.mask], deep[~result.mask])
    assert (result.alpha == 20_000).all()  # as see-through as around it


@pytest.mark.parametrize("deep", [False, True])
def test_a_soft_mask_blends_the_fill_of_all_that_it_covers(tool, photo, hole, deep):
    image = photo.astype(np.uint16) * 257 + 3 if deep else photo
    top = float(np.iinfo(image.dtype).max)
    alpha = np.full(image.shape[:2], round(0.2 * top), image.dtype)
    alpha[:, 120:] = round(0.9 * top)  # a rim of two kinds: what is seen through is filled as well
    mask = np.zeros(hole.shape, np.uint8)
    mask[hole], mask[60:90, 140:146], mask[90:94, 100:140] = 255, 128, 1
    soft = tool.fill(InpaintRequest(image, mask, alpha, blend=SOFT))
    whole = tool.fill(InpaintRequest(image, mask > 0, alpha, blend=EXACT))
    weight = mask / 255
    for mixed, fill, before in (
        (soft.image, whole.image, image), (soft.alpha, whole.alpha, alpha),
    ):  # fmt: skip
        own = weight[..., None] if mixed.ndim == 3 else weight
        expected = own * fill + (1 - own) * before.astype(float)
        assert np.abs(mixed - expected).max() <= 1
        assert np.array_equal(mixed[mask == 0], before[mask == 0])
    assert np.array_equal(soft.mask, mask > 0)


def test_a_soft_mask_that_marks_nothing_or_everything_is_refused(tool, photo):
    for value in (0, 7):
        with pytest.raises(ImageError):
            tool.fill(InpaintRequest(photo, np.full(photo.shape[:2], value, np.uint8), blend=SOFT))


def test_thick_holes_get_copies_first_and_thinner_ones_patches(tool, photo, monkeypatch):
    asked = []
    real = finishing.copied_fill
    monkeypatch.setattr(finishing, "copied_fill", lambda *a, **k: asked.append(True) or real(*a, **k))
    for high, first in ((44, True), (20, False)):
        mask = np.zeros(photo.shape[:2], bool)
        mask[50 : 50 + high, 60:160] = True
        for variation in (0, 1):
            asked.clear()
            request = InpaintRequest(photo, mask, blend=EXACT, variation=variation)
            tool.fill(request)
            assert bool(asked) == (first == (variation == 0))
    asked.clear()
    tool.fill(InpaintRequest(photo, mask, given=GivenLines(np.zeros_like(mask)), finish="patches", variation=1))
    assert not asked  # who draws lines wants them followed


@pytest.mark.parametrize("finish", ["network", "patches"])
def test_grey_stays_grey(tool, photo, hole, finish):
    grey = np.repeat(to_grey(photo)[..., None], 3, 2)
    for picture in (grey, grey.astype(np.uint16) * 257 + 5):
        filled = tool.fill(InpaintRequest(picture, hole, finish=finish)).image
        assert (filled == filled[..., :1]).all()


@pytest.mark.parametrize("size", [(7, 9), (17, 33), (63, 64), (101, 203)])
def test_small_and_odd_sizes(tool, photo, size):
    image = np.ascontiguousarray(photo[: size[0], : size[1]])
    mask = np.zeros(size, bool)
    mask[size[0] // 3 : size[0] // 2, size[1] // 3 : size[1] // 2] = True
    result = tool.fill(InpaintRequest(image, mask))
    assert result.image.shape == image.shape
    assert np.array_equal(result.image[~result.mask], image[~result.mask])
    assert bool(result.notes) == (min(size) < 64)


def test_the_users_edges_go_straight_to_the_completion(photo, hole, tiny_weights, monkeypatch):
    seen = {}

    class Spy(torch.nn.Module):
        def forward(self, image, edges, mask):
            seen["edges"], seen["mask"] = edges[0, 0].numpy() > 0.5, mask[0, 0].numpy() > 0.5
            return image

    class Ruled(torch.nn.Module):
        def forward(self, grey, edges, mask):
            logits = torch.full_like(grey, -9.0)
            logits[:, :, ::8] = 9.0  # stage 1 draws ruled paper
            return logits

    tool = Inpainter(Weights(Ruled(), Spy(), 0.5, "spy"), CPU)
    drawn, edited = np.zeros(hole.shape, np.uint8), np.zeros(hole.shape, bool)
    drawn[75, 100:140] = 255
    edited[60:90, 100:120] = True
    given = GivenLines(drawn, edited)
    result = tool.fill(InpaintRequest(photo, hole, given=given, blend=EXACT, finish="network"))
    merged = result.edges.merged
    assert merged[75, 101:119].all()
    assert not merged[62:73, 101:119].any()  # what the user rubbed out stays out
    assert merged[62:88, 122:138].all(1).sum() == 3  # elsewhere in the hole stage 1 counts
    outside = ~hole
    assert np.array_equal(merged[outside], canny(to_grey(photo), 2.0, hole)[outside])
    assert seen["edges"][seen["mask"]].any()
    assert not (seen["edges"][seen["mask"]]).all()


def test_a_predicted_line_counts_as_much_as_it_is_probable_and_a_drawn_one_fully(photo, hole):
    seen = {}

    class Spy(torch.nn.Module):
        def forward(self, image, edges, mask):
            seen["guide"] = edges[0, 0].numpy()
            return image

    class Unsure(torch.nn.Module):
        def forward(self, grey, edges, mask):
            logits = torch.full_like(grey, -9.0)
            logits[:, :, ::8] = 1.0  # a probability of .73
            return logits

    drawn, edited = np.zeros(hole.shape, np.uint8), np.zeros(hole.shape, bool)
    drawn[75, 100:120] = 255
    edited[60:90, 100:120] = True
    tool = Inpainter(Weights(Unsure(), Spy(), 0.5, "spy"), CPU)
    given = GivenLines(drawn, edited)
    result = tool.fill(InpaintRequest(photo, hole, given=given, blend=EXACT, finish="network"))
    strengths = {round(float(value), 2) for value in np.unique(seen["guide"])}
    assert strengths == {0.0, 0.73, 1.0}
    assert (seen["guide"] == 1).any(1).sum() > 1  # drawn, and known around the hole
    assert result.edges.merged.dtype == bool


def test_lines_drawn_into_a_thick_hole_part_its_colours_and_a_whole_map_is_left_to_the_network(photo):
    class Red(torch.nn.Module):
        def forward(self, image, edges, mask):
            return torch.tensor([1.0, 0.0, 0.0])[None, :, None, None].expand_as(image).clone()

    hole = np.zeros(photo.shape[:2], bool)
    hole[50:90, 90:140] = True
    lines = np.zeros(hole.shape, np.uint8)
    lines[70, 85:145] = 255
    tool = Inpainter(Weights(None, Red(), 0.5, "red"), CPU)
    plain = InpaintRequest(photo, hole, given=GivenLines(lines), blend=EXACT, finish="network", sketch=False)
    assert (tool.fill(plain).image[55:65, 95:135] == (255, 0, 0)).all()
    drawn = tool.fill(replace(plain, given=GivenLines(lines, hole))).image[55:65, 95:135]
    assert (drawn == (255, 0, 0)).all(-1).mean() < 0.1  # colours of the rim have come in


def test_given_edges_need_no_edge_network(photo, hole, tiny_weights):
    tool = Inpainter(Weights(None, tiny_weights.completion, 0.5, "half"), CPU)
    given = GivenLines(np.zeros(hole.shape, np.uint8))
    assert tool.fill(InpaintRequest(photo, hole, given=given)).image.shape == photo.shape
    with pytest.raises(ImageError, match="edge map must be given"):
        tool.fill(InpaintRequest(photo, hole))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mask": np.zeros((160, 240), bool)}, "marks nothing"),
        ({"mask": np.ones((160, 240), bool)}, "whole picture"),
        ({"mask": np.ones((16, 24), bool)}, "same size"),
        ({"given": GivenLines(np.zeros((16, 24), bool))}, "edge map is 24 x 16"),
    ],
)
def test_bad_requests_are_named(tool, photo, hole, change, words):
    with pytest.raises(ImageError, match=words):
        tool.fill(InpaintRequest(**({"image": photo, "mask": hole} | change)))


def test_an_inverted_mask_is_suspected(tool, photo, hole):
    notes = tool.fill(InpaintRequest(photo, ~hole)).notes
    assert any("inverted" in str(note) for note in notes)


def test_cancelling_between_steps(tool, photo, hole):
    with pytest.raises(Cancelled):
        tool.fill(InpaintRequest(photo, hole), cancelled=lambda: True)


def test_out_of_memory_falls_back_and_says_so(photo, hole, tiny_weights, monkeypatch):
    sizes = []

    class Hungry(torch.nn.Module):
        def forward(self, image, edges, mask):
            sizes.append(max(image.shape[2:]))
            if max(image.shape[2:]) > 128:
                raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
            return image

    large = np.tile(photo, (3, 3, 1))
    mask = np.zeros(large.shape[:2], bool)
    mask[200:240, 300:350] = True
    result = Inpainter(Weights(tiny_weights.edge, Hungry(), 0.5, "x"), CPU).fill(InpaintRequest(large, mask))
    assert sizes[0] > 128 >= sizes[-1]
    assert any("Memory ran out" in str(note) for note in result.notes)

    class Starving(Hungry):
        def forward(self, image, edges, mask):
            raise MemoryError

    with pytest.raises(RegrainError, match="not enough memory"):
        Inpainter(Weights(tiny_weights.edge, Starving(), 0.5, "x"), CPU).fill(InpaintRequest(large, mask))


def test_a_retry_forgets_the_lines_of_the_attempt_before(photo, hole):
    attempts = []

    class Changing(torch.nn.Module):
        """Draws lines when it is first asked, and none in the smaller view after that."""

        def forward(self, grey, edges, mask):
            attempts.append(max(grey.shape[2:]))
            lines = torch.full_like(grey, -9.0)
            if len(attempts) == 1:
                lines[..., ::8, :] = 9.0
            return lines

    class Hungry(torch.nn.Module):
        def forward(self, image, edges, mask):
            if len(attempts) == 1:
                raise MemoryError
            return image

    large = np.tile(photo, (3, 3, 1))
    mask = np.zeros(large.shape[:2], bool)
    mask[200:240, 300:350] = True
    request = InpaintRequest(large, mask, flow=replace(Flow.regrain(), carry=False))
    retried = Inpainter(Weights(Changing(), Hungry(), 0.5, "x"), CPU).fill(request)
    assert attempts[0] > attempts[1]
    assert not retried.edges.predicted.any()


def test_edges_alone(tool, photo, hole):
    maps = tool.edges(InpaintRequest(photo, hole))
    assert not (maps.known & hole).any()
    assert not (maps.predicted & ~maps.merged).any()


def test_the_bundled_weights_continue_a_texture():
    """On a real photo the fill is as lively as its surroundings, near them in colour, and no plain copy of the hole."""
    grass = next(sample for sample in list_samples() if sample.name == "mountains")
    photo = np.ascontiguousarray(load_photo(grass.path).pixels[600:920, 700:1100])
    mask = np.zeros(photo.shape[:2], bool)
    mask[120:190, 150:240] = True
    result = Inpainter(None, CPU).fill(InpaintRequest(photo, mask))

    def liveliness(image):
        return np.abs(np.diff(image[120:190, 150:240].astype(int), axis=1)).mean()

    assert liveliness(result.image) > 0.5 * liveliness(photo)
    assert np.abs(result.image[mask].mean(0) - photo[mask].mean(0)).max() < 30
    smooth = Inpainter(None, CPU).fill(InpaintRequest(photo, mask, finish="network"))
    assert liveliness(smooth.image) < liveliness(result.image)


def test_the_finish_decides_whether_patches_have_the_last_word(tool, photo, monkeypatch):
    finished = []

    def finish(job, region, colours, cancelled):
        finished.append(region.thickness)
        return colours

    monkeypatch.setattr(inpainter_module, "with_own_patches", finish)
    hole = np.zeros(photo.shape[:2], bool)
    hole[20:26, 20:60] = hole[100:130, 180:220] = True  # a thin one and a thick one
    for choice, count in (("network", 0), ("auto", 1), ("patches", 2)):
        finished.clear()
        tool.fill(InpaintRequest(photo, hole, blend=EXACT, finish=choice))
        assert len(finished) == count, choice


def test_missing_weights_are_named(tmp_path):
    with pytest.raises(CheckpointError, match="There are no weights at"):
        load_weights(tmp_path / "nowhere")
    with pytest.raises(CheckpointError, match="holds neither"):
        load_weights(tmp_path)


def test_stage_one_is_asked_once_for_any_edges_and_thresholds(tiny_weights, photo, monkeypatch):
    tool, calls = Inpainter(tiny_weights, CPU), []
    forward = tiny_weights.edge.forward
    monkeypatch.setattr(tiny_weights.edge, "forward", lambda *planes: calls.append(1) or forward(*planes))
    hole = np.zeros(photo.shape[:2], bool)
    hole[60:90, 100:140] = True
    edges, edited = np.zeros_like(hole), np.zeros_like(hole)
    edges[75, 100:140] = edited[73:78, 100:140] = True
    plain = tool.fill(InpaintRequest(photo, hole))
    steered = tool.fill(InpaintRequest(photo, hole, given=GivenLines(edges, edited)))
    again = tool.edges(InpaintRequest(photo, hole, detection=EdgeDetection(threshold=0.05)))
    assert len(calls) == 1
    assert np.array_equal(plain.edges.predicted, steered.edges.predicted)
    assert not np.array_equal(plain.edges.predicted, again.predicted)
    tool.fill(InpaintRequest(photo[::-1].copy(), hole))
    assert len(calls) == 2
