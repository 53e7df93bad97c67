"""The thread that fills: quick first, the latest job wins, nothing is lost in a failure. Without a window."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Slot

from app.services.fill_thread import QUICK_SIDE, FillJob, FillThread, Proposal, visible
from core.edgeconnect.request import SOFT, InpaintRequest
from core.errors import RegrainError
from core.image_io import list_samples, load_photo
from core.selection.region import Region
from tests.app.tools.hands import FlatInpainter

SIZE = 96


class Answers(QObject):
    """What the thread says, heard in the main thread."""

    def __init__(self, thread: FillThread) -> None:
        super().__init__()
        self.proposals: list[Proposal] = []
        self.edges: list[FillJob] = []
        self.failures: list[tuple[BaseException, int]] = []
        thread.filled.connect(self._on_filled)
        thread.edges_predicted.connect(self._on_edges)
        thread.failed.connect(self._on_failed)

    @Slot(object)
    def _on_filled(self, proposal: Proposal) -> None:
        self.proposals.append(proposal)

    @Slot(object, object)
    def _on_edges(self, job: FillJob, _lines: np.ndarray) -> None:
        self.edges.append(job)

    @Slot(object, int)
    def _on_failed(self, error: BaseException, generation: int) -> None:
        self.failures.append((error, generation))


class Bench:
    """A running thread, whose inpainter is made where it should be."""

    def __init__(self) -> None:
        self.inpainter, self.made, self.yielded = FlatInpainter(), [], 0
        self.thread = FillThread(self._make, self._yield)
        self.answers = Answers(self.thread)

    def _make(self) -> FlatInpainter:
        self.made.append(threading.current_thread())
        return self.inpainter

    def _yield(self) -> None:
        self.yielded += 1


@pytest.fixture
def bench(qapp) -> Iterator[Bench]:
    made = Bench()
    made.thread.start()
    yield made
    made.thread.close()


@pytest.fixture
def until(qtbot) -> Callable[[Callable[[], bool]], None]:
    return lambda condition: qtbot.waitUntil(condition, timeout=20_000)


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return np.ascontiguousarray(load_photo(list_samples()[0].path).pixels[:SIZE, :SIZE])


def job(pixels: np.ndarray, generation: int = 1, **more: object) -> FillJob:
    mask = np.zeros(pixels.shape[:2], np.uint8)
    mask[30:60, 30:60], mask[30:60, 60:66] = 255, 128
    request = InpaintRequest(pixels, mask, blend=SOFT)
    return FillJob(replace(request, **more), Region.whole(mask), generation=generation)


def test_a_quick_fill_comes_first_and_nothing_outside_of_the_mask_changes(bench, pixels, until):
    bench.thread.request(job(pixels))
    until(lambda: len(bench.answers.proposals) == 2)
    quick, full = bench.answers.proposals
    assert (quick.quick, full.quick) == (True, False)
    assert [request.working_side == QUICK_SIDE for request in bench.inpainter.requests] == [True, False]
    outside, inside, soft = (full.job.request.mask == value for value in (0, 255, 128))
    assert np.array_equal(full.pixels[outside], pixels[outside])
    assert (full.pixels[inside] == (255, 0, 255)).all()
    between = np.abs(full.pixels[soft] - (pixels[soft] + (128 / 255) * ((255, 0, 255) - pixels[soft].astype(float))))
    assert between.max() <= 0.51
    assert full.alpha is None
    assert bench.yielded > 2  # training leaves the cores to it


def test_the_inpainter_is_made_once_and_not_on_the_main_thread(bench, pixels, until):
    bench.thread.request(job(pixels, 1))
    until(lambda: len(bench.answers.proposals) == 2)
    bench.thread.request(job(pixels, 2, variation=1))
    until(lambda: len(bench.answers.proposals) == 4)
    assert len(bench.made) == 1
    assert bench.made[0] is not threading.main_thread()
    assert (bench.answers.proposals[-1].pixels[40, 40] == (255, 0, 127)).all()


def test_a_later_job_ends_the_one_at_hand(bench, pixels, until):
    bench.inpainter.gate = threading.Event()
    bench.thread.request(job(pixels, 1))
    until(lambda: len(bench.inpainter.requests) == 1)
    bench.thread.request(job(pixels, 2))
    until(bench.inpainter.cancelled.is_set)
    bench.inpainter.gate.set()
    until(lambda: len(bench.answers.proposals) == 2)
    assert {proposal.job.generation for proposal in bench.answers.proposals} == {2}
    assert bench.answers.failures == []  # being given up is none


def test_a_job_that_is_cancelled_says_nothing_and_the_next_is_done(bench, pixels, until):
    bench.inpainter.gate = threading.Event()
    bench.thread.request(job(pixels, 1))
    until(lambda: len(bench.inpainter.requests) == 1)
    bench.thread.cancel()
    until(bench.inpainter.cancelled.is_set)
    bench.inpainter.gate = None
    bench.thread.request(job(pixels, 2))
    until(lambda: len(bench.answers.proposals) == 2)
    assert bench.answers.proposals[0].job.generation == 2


def test_a_failure_carries_its_job_s_number_and_the_next_is_done(bench, pixels, until):
    bench.inpainter.error = MemoryError("cannot allocate")
    bench.thread.request(job(pixels, 7))
    until(lambda: bool(bench.answers.failures))
    error, generation = bench.answers.failures[0]
    assert (str(error), generation) == ("cannot allocate", 7)
    bench.inpainter.error = None
    bench.thread.request(job(pixels, 8))
    until(lambda: len(bench.answers.proposals) == 2)


def test_without_a_mask_and_without_edges_there_is_nothing_to_fill(bench, pixels, until):
    bench.thread.request(job(pixels, mask=np.zeros((SIZE, SIZE), np.uint8)))
    until(lambda: bool(bench.answers.failures))
    error, _ = bench.answers.failures[0]
    assert isinstance(error, RegrainError)
    assert str(error) == "There is nothing to fill: these edges change nothing."


def test_edges_alone_are_predicted_without_a_fill(bench, pixels, until):
    bench.thread.request(replace(job(pixels, 3), edges_only=True))
    until(lambda: bool(bench.answers.edges))
    assert bench.answers.edges[0].generation == 3
    assert bench.inpainter.requests == []
    assert bench.answers.proposals == []


def test_deep_pixels_and_transparency_stay_of_their_type(bench, pixels, until):
    deep, alpha = pixels.astype(np.uint16) * 257, np.full((SIZE, SIZE), 30_000, np.uint16)
    bench.thread.request(job(deep, alpha=alpha))
    until(lambda: len(bench.answers.proposals) == 2)
    full = bench.answers.proposals[1]
    assert full.pixels.dtype == full.alpha.dtype == np.uint16
    assert (full.pixels[40, 40] == (65_535, 0, 65_535)).all()
    assert full.alpha[40, 40] == 65_535
    assert full.alpha[0, 0] == 30_000


def test_a_change_is_seen_other_grain_is_not(pixels):
    mask = np.full((SIZE, SIZE), 255, np.uint8)
    noise = np.random.default_rng(0).normal(0, 8, pixels.shape)
    grain = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    changed = pixels.copy()
    changed[40:60, 40:60] = 255 - changed[40:60, 40:60]
    assert not visible(pixels, grain, mask)
    assert visible(pixels, changed, mask)
