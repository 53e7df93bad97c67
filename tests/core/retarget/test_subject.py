"""The subject: found by the network, or in a picture's own shape; missing weights are one sentence."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import RegrainError
from core.image_io import list_samples, load_photo
from core.retarget import faces, networks
from core.retarget import subject as subjects
from core.retarget.faces import find_faces
from core.retarget.importance import importance_map
from core.retarget.subject import INPUT_SIDE, Subject, find_subject
from tests.core.pictures import pebbles
from tests.core.retarget.pictures import disc_map, emblem


def sample(name: str) -> np.ndarray:
    path = next(each.path for each in list_samples() if each.path.stem == name)
    return cv2.resize(load_photo(path).pixels, (384, 384 * 720 // 1280), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_an_obvious_object_is_found(dtype: type) -> None:
    photo = emblem().astype(dtype) * (257 if dtype is np.uint16 else 1)
    found = find_subject(photo).saliency
    assert (found.dtype, found.shape) == (np.float32, (200, 300))
    inside = disc_map(200, 300, (110, 100), 34) > 0
    assert found[inside].mean() > 0.8
    assert found[~inside].mean() < 0.05


def test_the_bird_is_the_subject_of_its_photo() -> None:
    photo = sample("nuthatch")
    found = find_subject(photo).saliency
    assert max(found.shape) == INPUT_SIDE
    height, width = found.shape
    bird = np.zeros(found.shape, bool)
    bird[int(0.45 * height) : int(0.64 * height), int(0.4 * width) : int(0.54 * width)] = True
    assert found.max() > 0.5
    assert found[bird].mean() > 50 * found[~bird].mean()


def test_what_is_opaque_is_the_subject_of_a_cut_out_picture() -> None:
    photo, alpha = pebbles(120, 200), np.zeros((120, 200), np.uint8)
    alpha[30:80, 20:60] = 255
    np.testing.assert_allclose(find_subject(photo, alpha).saliency, alpha / 255, atol=1e-6)
    deep = find_subject(photo.astype(np.uint16) * 257, alpha.astype(np.uint16) * 257)
    np.testing.assert_allclose(deep.saliency, alpha / 255, atol=1e-6)
    opaque = np.full_like(alpha, 255)
    opaque[0, 0] = 0  # a lone see-through pixel is no shape
    np.testing.assert_array_equal(find_subject(photo, opaque).saliency, find_subject(photo).saliency)


@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (700, 2)])
def test_tiny_and_narrow_pictures(shape: tuple[int, int]) -> None:
    found = find_subject(pebbles(*shape)).saliency
    assert max(found.shape) <= INPUT_SIDE
    assert np.isfinite(found).all()


@pytest.mark.parametrize("find", [find_subject, find_faces])
@pytest.mark.parametrize("content", [None, b"no network"])
def test_missing_or_damaged_weights_are_one_sentence(
    content: bytes | None,
    find: Callable[[np.ndarray], object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in (subjects.WEIGHTS, faces.WEIGHTS):
        if content is not None:
            (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(networks, "FOLDER", tmp_path)
    networks._content.cache_clear()
    try:
        with pytest.raises(RegrainError, match=r"(u2netp|centerface)\.onnx is missing or damaged\.$") as caught:
            find(emblem())
        assert str(caught.value).count(". ") == 0
    finally:
        networks._content.cache_clear()


def test_where_nobody_is_no_face_is_found() -> None:
    for photo in (sample("nuthatch"), emblem(), pebbles(90, 130), np.zeros((1, 1, 3), np.uint8)):
        assert find_faces(photo) == ()


def test_heads_count_most() -> None:
    photo = emblem()
    with_head = Subject(disc_map(200, 300, (110, 100), 34), ((0.3, 0.3, 0.4, 0.45),))
    mask = with_head.head_mask(200, 300)
    assert mask[60:90, 90:120].mean() > 0.7
    assert not mask[:58].any()
    assert not mask[:, 123:].any()
    values = importance_map(photo, with_head)
    assert (values[mask] == 1).all()
    assert values[~mask].max() < 0.8


class Marked:
    def __init__(self, **masks: np.ndarray) -> None:
        self.protect, self.remove, self.release = (masks.get(name) for name in ("protect", "remove", "release"))


def test_what_the_user_says_counts_before_what_the_network_says() -> None:
    photo = emblem()
    subject = Subject(disc_map(200, 300, (110, 100), 34))
    plain = importance_map(photo, subject)
    assert plain.min() >= 0
    assert plain.max() <= 1
    assert plain[100, 110] > 3 * plain[20, 280]
    corner, middle = np.zeros((200, 300), bool), np.zeros((200, 300), bool)
    corner[:40, 260:] = True
    middle[80:120, 90:130] = True
    marked = importance_map(photo, subject, Marked(protect=corner, release=middle))
    assert (marked[corner] == 1).all()
    assert (marked[middle] == 0).all()
    rim = np.zeros_like(middle)  # what is let go takes the rim along into which its detail was smoothed
    rim[60:140, 70:150] = True
    np.testing.assert_array_equal(marked[~(corner | rim)], plain[~(corner | rim)])
    assert (marked[rim & ~middle] <= plain[rim & ~middle]).all()
    assert (importance_map(photo, subject, Marked(protect=middle, release=middle))[middle] == 1).all()
    assert (importance_map(photo, subject, Marked(protect=middle, remove=middle))[middle] == 0).all()


def test_masks_of_the_full_size_photo_reach_the_small_copy() -> None:
    tiny = np.zeros((2000, 3000), bool)
    tiny[1000:1003, 1500:1503] = True
    assert (importance_map(emblem(), Subject(np.zeros((20, 30), np.float32)), Marked(protect=tiny)) == 1).any()


def test_a_photo_that_was_looked_at_before_is_known(monkeypatch):
    photo = np.random.default_rng(8).integers(0, 255, (60, 90, 3), np.uint8)
    found = find_subject(photo)
    monkeypatch.setattr("core.retarget.subject.open_network", lambda _name: pytest.fail("the network was asked again"))
    assert find_subject(photo.copy()) is found
    with pytest.raises(pytest.fail.Exception):
        find_subject(255 - photo)
