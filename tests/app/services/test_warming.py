"""The drawing thread warms up before the first photo; a photo that comes earlier only puts off the rest."""

import numpy as np
import pytest

import core.rendering.renderer
from app.model.placement import Placement
from app.services.render_thread import FrameRequest, RenderThread
from core.control import Cancelled
from core.geometry import CanvasGeometry
from core.ingan.messages import RenderRequest

CANVAS = CanvasGeometry(48, 40, 48, 40)


@pytest.fixture
def thread():
    thread = RenderThread()
    yield thread
    thread.close()


def draw(thread, qtbot):
    with qtbot.waitSignal(thread.rendered, timeout=60_000):
        thread.request(FrameRequest(RenderRequest(CANVAS, None), Placement.identity(48, 40)))


@pytest.mark.parametrize(("interrupted", "expected"), [(0, 1), (1, 2), (2, 3)])
def test_what_was_cut_short_is_done_after_a_frame_and_then_no_more(thread, qtbot, monkeypatch, interrupted, expected):
    calls = []

    def warm_up(_cancelled):
        calls.append(1)
        if len(calls) <= interrupted:
            raise Cancelled

    monkeypatch.setattr(core.rendering.renderer, "warm_up", warm_up)
    thread.set_photo(np.zeros((40, 48, 3), np.uint8), None)
    thread.start()
    for _ in range(4):
        draw(thread, qtbot)
    thread.close()  # what follows the last frame has run
    assert len(calls) == expected


def test_a_warm_up_that_fails_is_not_tried_again_and_drawing_works(thread, qtbot, monkeypatch):
    calls = []

    def warm_up(_cancelled):
        calls.append(1)
        raise OSError("no room for compiled code")

    monkeypatch.setattr(core.rendering.renderer, "warm_up", warm_up)
    thread.set_photo(np.zeros((40, 48, 3), np.uint8), None)
    thread.start()
    draw(thread, qtbot)
    draw(thread, qtbot)
    thread.close()
    assert len(calls) == 1
