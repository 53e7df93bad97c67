"""A trained frame is used only where it is better, and what was found for a canvas is kept."""

import cv2
import numpy as np
import pytest
import torch

from core.control import Cancelled
from core.device import choose_device
from core.geometry import CanvasGeometry
from core.ingan.messages import RenderRequest
from core.ingan.model import Snapshot, build_generator
from core.ingan.presets import TrainSettings
from core.rendering import adoption
from core.rendering.adoption import Adopted, Judge, subject_box
from core.rendering.renderer import Renderer
from core.retarget.subject import Subject
from tests.core.pictures import pebbles

PHOTO = pebbles(120, 180, 5)
PHOTO[30:90, 40:80] = np.random.default_rng(3).integers(0, 255, (60, 40, 3))  # a subject like nothing else
SALIENCY = np.zeros((120, 180), np.float32)
SALIENCY[30:90, 40:80] = 1
SUBJECT = Subject(SALIENCY, ())
WIDE = CanvasGeometry(180, 120, 270, 120)


def settings() -> TrainSettings:
    return TrainSettings.preset("quick", base=8, residual_blocks=1, working_side=180)


def snapshot(step: int, change: float = 0.0) -> Snapshot:
    state = {name: tensor.clone() for name, tensor in build_generator(settings()).state_dict().items()}
    for name, tensor in state.items():
        if name.startswith("last.bias"):
            tensor.add_(change)
    return Snapshot(settings(), step, state, (180, 120))


def stretched(photo: np.ndarray) -> np.ndarray:
    return cv2.resize(photo, (270, 120), interpolation=cv2.INTER_CUBIC)


def test_native_patches_are_better_than_stretched_ones_and_blur_is_not() -> None:
    judge = Judge(PHOTO, None)
    native = np.hstack([PHOTO, PHOTO[:, :90]])
    assert judge.gain(native, stretched(PHOTO)) > 0
    assert judge.gain(stretched(PHOTO), native) <= 0
    assert judge.gain(cv2.GaussianBlur(stretched(PHOTO), (0, 0), 3), stretched(PHOTO)) <= 0


def test_a_second_or_a_lost_subject_is_refused() -> None:
    native = np.hstack([PHOTO[:, 90:], PHOTO])  # better patches, one subject
    twice = np.hstack([PHOTO[:, :90], PHOTO])
    lost = np.hstack([PHOTO[:, 80:], PHOTO[:, 80:], PHOTO[:, 80:150]])
    left, right = cv2.resize(PHOTO[:, :40], (70, 120)), cv2.resize(PHOTO[:, 80:], (160, 120))
    untrained = np.hstack([left, PHOTO[:, 40:80], right])
    without, judge = Judge(PHOTO, None), Judge(PHOTO, SUBJECT)
    assert judge.gain(native, untrained) > 0
    assert without.gain(twice, untrained) > 0
    assert judge.gain(twice, untrained) <= 0
    assert judge.gain(lost, untrained) <= 0


def test_a_subject_that_fills_the_photo_or_is_nowhere_has_no_box() -> None:
    assert subject_box(None) is None
    assert subject_box(Subject(np.zeros((10, 10), np.float32), ())) is None
    assert subject_box(Subject(np.ones((10, 10), np.float32), ())) is None
    assert subject_box(SUBJECT) == pytest.approx((40 / 180, 30 / 120, 80 / 180, 90 / 120))


def test_a_canvas_keeps_the_best_that_was_found_for_it() -> None:
    adopted, asked = Adopted(), []
    first, second, third = (snapshot(step) for step in (1, 2, 3))

    def choose(canvas: str, newest: Snapshot, gain: float) -> Snapshot | None:
        return adopted.choose(canvas, newest, lambda: asked.append(canvas) or gain)

    assert choose("wide", first, 0.0) is None
    assert choose("wide", second, 2.0) is second
    assert choose("high", second, -1.0) is None
    assert choose("wide", second, 9.0) is second
    assert asked == ["wide", "wide", "high"]  # each canvas and weights are judged once
    assert choose("wide", third, 1.0) is second  # another size and back: what was better is still there
    assert choose("wide", third, 9.0) is second
    assert choose("high", third, 0.5) is third


def test_a_cancelled_judgement_is_made_another_time() -> None:
    adopted, newest = Adopted(), snapshot(1)

    def cancelled() -> float:
        raise Cancelled

    with pytest.raises(Cancelled):
        adopted.choose("wide", newest, cancelled)
    assert adopted.choose("wide", newest, lambda: 1.0) is newest


def test_only_so_many_canvases_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adoption, "REMEMBERED", 2)
    adopted, first, asked = Adopted(), snapshot(1), []
    for canvas in ("a", "b", "a", "c", "a", "b"):
        adopted.choose(canvas, first, lambda canvas=canvas: asked.append(canvas) or 1.0)
    assert asked == ["a", "b", "c", "b"]


@pytest.mark.parametrize("style", ["things", "pattern"])
def test_the_renderer_draws_what_was_adopted_and_says_so(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = Renderer(PHOTO, device=choose_device("cpu"), style=style, subject=SUBJECT)  # type: ignore[arg-type]
    rest, other = RenderRequest(WIDE, None, refine=True), RenderRequest(CanvasGeometry(180, 120, 200, 150), None)
    plain = renderer.render(rest)
    gains = {5: -1.0, 6: 1.0, 7: 0.5}
    trying = [0]
    monkeypatch.setattr(Judge, "gain", lambda self, *rest: gains[trying[0]])

    def drawn_with(step: int) -> object:
        trying[0] = step
        renderer.load(snapshot(step, 0.02 * step))
        renderer.render(other)
        return renderer.render(rest)

    refused = drawn_with(5)
    assert (refused.drawing, refused.tried) == (plain.drawing, 5)
    np.testing.assert_array_equal(refused.image, plain.image)
    better = drawn_with(6)
    assert better.drawing.step == 6
    assert better.tried == 0
    assert np.abs(better.image.astype(int) - plain.image).max() > 3
    kept = drawn_with(7)
    assert kept.drawing.step == 6
    np.testing.assert_array_equal(kept.image, better.image)
    again = Renderer(PHOTO, device=choose_device("cpu"), style=style, subject=SUBJECT, adopted=renderer.adopted)  # type: ignore[arg-type]
    again.load(snapshot(7, 0.14))
    trying[0] = 7
    shared = again.render(rest)
    assert shared.drawing.step == 6
    np.testing.assert_array_equal(shared.image, better.image)
    dragged = renderer.render(RenderRequest(WIDE, None, dragging=True))
    assert (dragged.drawing.step, dragged.tried) == (0, 0)


def test_a_model_that_was_given_up_does_not_draw_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Judge, "gain", lambda *_: 1.0)
    renderer = Renderer(PHOTO, device=choose_device("cpu"), style="things", subject=SUBJECT)
    renderer.load(snapshot(9, 0.1))
    assert renderer.render(RenderRequest(WIDE, None, refine=True)).drawing.step == 9
    renderer.load(None)
    monkeypatch.setattr(Judge, "gain", lambda *_: 0.5)  # of another training: less than that of the one before
    renderer.load(snapshot(3, 0.05))
    assert renderer.render(RenderRequest(WIDE, None, refine=True)).drawing.step == 3


def test_weights_that_change_nothing_are_not_tried() -> None:
    renderer = Renderer(PHOTO, device=choose_device("cpu"), style="things", subject=SUBJECT)
    plain = renderer.render(RenderRequest(WIDE, None, refine=True))
    renderer.load(snapshot(0))
    result = renderer.render(RenderRequest(WIDE, None, refine=True))
    assert (result.drawing, result.tried) == (plain.drawing, 0)
    torch.testing.assert_close(torch.from_numpy(result.image), torch.from_numpy(plain.image))
