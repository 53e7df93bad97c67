"""What is asked for, held and given up when holes are filled. Without a window; the inpainter waits to be let on."""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.model.document import Document
from app.model.mask import Mask
from app.services.filling import MOST, EdgeParams, Filling
from core.edgeconnect.request import EdgeMaps
from core.image_io import Photo, list_samples, load_photo
from core.selection.region import Region
from tests.app.tools.hands import FlatInpainter

SIZE = 96
HOLE = Region(30, 30, 60, 60)


class Turnstile(threading.Event):
    """A gate that every fill asks until it is let through."""

    def __init__(self) -> None:
        super().__init__()
        self._permits = threading.Semaphore(0)
        self.open = False

    def let(self, fills: int) -> None:
        self._permits.release(fills)

    def is_set(self) -> bool:
        return self.open or self._permits.acquire(blocking=False)


class Looking(FlatInpainter):
    """Tells when it has been asked for edges."""

    def __init__(self, gate: Turnstile) -> None:
        super().__init__(gate)
        self.looked = threading.Event()

    def edges(self, request, cancelled=lambda: False) -> EdgeMaps:
        self.looked.set()
        return super().edges(request, cancelled)


class Desk:
    """An open photo with a painted hole, and what fills it."""

    def __init__(self, photo: Photo, wait: Callable[[Callable[[], bool]], None]) -> None:
        self.document, self.gate, self.wait = Document(), Turnstile(), wait
        self.inpainter = Looking(self.gate)
        self.filling = Filling(self.document, lambda: None)
        self.filling.make_inpainter = lambda: self.inpainter
        self.told: list[str] = []
        self.errors: list[tuple[str, ...]] = []
        self.seen: list[object] = []  # whenever other edges were predicted
        self.runs: list[str] = []
        self.document.set_photo(photo, "0123")
        self.document.statusMessage.connect(self.told.append)
        self.document.errorOccurred.connect(lambda *words: self.errors.append(words))
        self.filling.predictedChanged.connect(lambda: self.seen.append(self.filling.predicted))
        self.filling.jobStarted.connect(self._follow)
        self.paint(self.document.mask, HOLE)

    def _follow(self, run) -> None:
        self.runs.append("started")
        run.finished.connect(lambda: self.runs.append("finished"))

    def paint(self, plane: Mask, region: Region, value: int = 255) -> None:
        plane.pixels[region.slices] = value
        plane.touch(region)

    def fill(self, more: int = 0) -> None:
        """One full fill, and so many other variations."""
        self.gate.open = True
        self.filling.fill()
        for _ in range(more):
            self.filling.next_variation()
        self.wait(lambda: not self.filling.running)
        self.gate.open = False

    def until_done(self) -> None:
        self.gate.open = True
        self.wait(lambda: not self.filling.running)

    @property
    def variations(self) -> list[int]:
        return [proposal.job.request.variation for proposal in self.filling.proposals]


@pytest.fixture(scope="module")
def photo() -> Photo:
    pixels = load_photo(list_samples()[0].path).pixels
    return Photo(np.ascontiguousarray(pixels[:SIZE, :SIZE]))


@pytest.fixture
def desk(qapp, qtbot, photo) -> Iterator[Desk]:
    made = Desk(photo, lambda condition: qtbot.waitUntil(condition, timeout=20_000))
    yield made
    made.filling.close()


def test_a_fill_is_looked_at_first_and_is_a_proposal_at_its_end(desk):
    filling = desk.filling
    filling.fill()
    assert (filling.running, filling.pending, filling.proposal, desk.runs) == (True, 1, None, ["started"])
    desk.gate.let(1)
    desk.wait(lambda: filling.preview is not None)
    assert filling.proposal is filling.preview
    assert (filling.ready, filling.accept(), filling.proposals) == (False, False, ())
    assert filling.predicted.region == filling.preview.job.region
    desk.gate.let(1)
    desk.wait(lambda: filling.ready)
    assert (filling.running, filling.pending, filling.preview) == (False, 0, None)
    assert filling.proposals == (filling.proposal,)
    assert desk.runs == ["started", "finished"]


def test_without_anything_painted_the_user_is_told_so(desk):
    desk.paint(desk.document.mask, HOLE, 0)
    desk.filling.fill()
    assert not desk.filling.active
    assert desk.told == ["Paint over what should go, then fill."]


@pytest.mark.parametrize("plane", ["mask", "source", "edges"])
def test_nothing_is_filled_in_the_middle_of_a_stroke(desk, plane):
    getattr(desk.document, plane).painting = True
    desk.filling.fill()
    assert not desk.filling.active


def test_a_fill_has_its_own_copy_of_the_mask(desk):
    desk.fill()
    desk.document.mask.pixels[:] = 0
    assert desk.filling.proposal.job.request.mask[40, 40] == 255


def test_a_fill_in_place_of_others_gives_up_what_is_under_way(desk):
    desk.filling.fill()
    desk.wait(lambda: len(desk.inpainter.requests) == 1)
    desk.filling.fill()
    desk.wait(desk.inpainter.cancelled.is_set)
    desk.until_done()
    assert desk.variations == [0]
    assert desk.runs == ["started", "finished", "started", "finished"]
    before = desk.filling.proposal
    desk.gate.open = False
    desk.filling.fill()
    assert desk.filling.proposal is before  # is looked at until there is something of the new one
    assert (desk.filling.ready, desk.filling.proposals, desk.filling.preview) == (False, (), None)
    desk.until_done()
    assert desk.filling.proposal.job.generation > before.job.generation


def test_variations_wait_for_the_one_under_way_and_lie_beside_it(desk):
    desk.filling.next_variation()
    assert not desk.filling.active  # of what?
    desk.filling.fill()
    desk.filling.next_variation()
    desk.filling.next_variation()
    assert desk.filling.pending == 3
    desk.until_done()
    assert (desk.variations, desk.filling.shown, desk.filling.pending) == ([0, 1, 2], 2, 0)
    first, *others = desk.filling.proposals
    assert all(other.job.request.image is first.job.request.image for other in others)  # no copy for each


def test_there_is_an_end_to_variations(desk):
    desk.fill(MOST + 1)
    assert desk.variations == list(range(MOST))
    assert desk.told == [f"There are no more than {MOST} fills to choose from."] * 2


def test_one_that_is_looked_at_stays_when_another_is_done(desk):
    desk.fill(1)
    desk.filling.next_variation()
    desk.filling.show(0)
    desk.until_done()
    assert (desk.variations, desk.filling.shown) == ([0, 1, 2], 0)
    desk.filling.step(5)
    assert desk.filling.shown == 2
    desk.filling.step(-5)
    assert desk.filling.shown == 0
    desk.filling.show(3)  # there is none
    assert desk.filling.shown == 0


def test_cancelling_gives_up_what_is_under_way_and_waits_and_then_the_rest(desk):
    desk.fill(1)
    desk.filling.next_variation()
    desk.filling.next_variation()
    desk.gate.let(1)
    desk.wait(lambda: desk.filling.shown == 2)  # its preview
    assert desk.filling.cancel()
    assert (desk.variations, desk.filling.shown, desk.filling.running, desk.filling.ready) == ([0, 1], 1, False, True)
    desk.filling.next_variation()
    desk.until_done()
    assert desk.variations == [0, 1, 2]  # none is left of those that waited
    assert desk.filling.cancel()
    assert not desk.filling.active
    assert not desk.filling.cancel()


def test_an_answer_to_what_was_discarded_is_not_heard(desk, qtbot):
    desk.filling.fill()
    desk.gate.let(1)
    end = time.monotonic() + 20
    while len(desk.inpainter.requests) < 2 and time.monotonic() < end:
        time.sleep(0.005)  # the first look is on its way, and nothing is heard before Qt gets a turn
    assert len(desk.inpainter.requests) == 2
    assert desk.filling.discard()
    assert not desk.filling.discard()
    qtbot.wait(20)
    assert (desk.filling.active, desk.filling.proposal, desk.filling.predicted) == (False, None, None)
    assert not desk.document.mask.empty


def test_what_is_accepted_is_one_step_of_the_history(desk):
    desk.fill(1)
    desk.filling.show(0)
    before, shown = desk.document.photo.pixels.copy(), desk.filling.proposal
    assert desk.filling.accept()
    assert not desk.filling.active
    assert np.array_equal(desk.document.photo.pixels[shown.job.region.slices], shown.pixels)
    assert (desk.document.photo.pixels[40, 40] == (255, 0, 255)).all()  # variation 0
    assert (desk.document.undo_stack.count(), desk.document.undo_stack.text(0)) == (1, "Fill")
    desk.document.undo_stack.undo()
    assert np.array_equal(desk.document.photo.pixels, before)
    assert not desk.filling.accept()


@pytest.mark.parametrize("what", ["mask", "source", "photo"])
@pytest.mark.parametrize("done", [True, False])
def test_another_mask_source_or_photo_takes_the_fills_away(desk, what, done):
    if done:
        desk.fill()
    else:
        desk.filling.fill()
    if what == "photo":
        desk.document.edit_photo(255 - desk.document.photo.pixels, None)
    else:
        desk.paint(getattr(desk.document, what), Region(5, 5, 10, 10))
    assert (desk.filling.active, desk.filling.proposals) == (False, ())
    assert desk.runs == ["started", "finished"]
    assert (desk.filling.predicted is None) == (what != "source" or not done)  # another source hides no edges


def test_other_edges_have_one_made_anew_along_them_in_place_of_all(desk):
    edges = desk.document.edges
    desk.fill(1)
    edges.painting = True
    desk.paint(edges, Region(32, 40, 58, 42))
    assert desk.variations == [0, 1]  # the stroke goes on
    edges.painting = False
    edges.touch(Region(32, 40, 58, 42))
    assert (desk.filling.running, desk.filling.proposals) == (True, ())
    desk.until_done()
    (proposal,) = desk.filling.proposals
    assert proposal.job.edits.plane[41, 40] == 255
    desk.paint(desk.document.mask, HOLE, 0)
    desk.filling.fill()
    desk.paint(edges, Region(32, 40, 58, 42), 0)
    assert not desk.filling.active  # nothing is left to fill


def test_another_way_to_find_edges_makes_the_shown_variation_anew(desk):
    desk.filling.set_edge_params(EdgeParams(sigma=1.5))
    assert not desk.filling.active
    desk.fill(1)
    desk.filling.set_edge_params(EdgeParams(sigma=1.5))
    assert desk.variations == [0, 1]
    desk.filling.set_edge_params(EdgeParams(sigma=3.0))
    desk.until_done()
    assert desk.variations == [1]
    assert desk.filling.proposal.job.request.detection.sigma == 3.0


def test_another_finish_lies_beside_what_is_shown_and_is_not_made_twice(desk):
    desk.fill()
    desk.filling.set_finish("patches")
    desk.until_done()
    finishes = [proposal.job.request.finish for proposal in desk.filling.proposals]
    assert (finishes, desk.variations, desk.filling.shown) == (["auto", "patches"], [0, 0], 1)
    asked = len(desk.inpainter.requests)
    desk.filling.set_finish("auto")
    assert (desk.filling.shown, desk.filling.running, len(desk.inpainter.requests)) == (0, False, asked)


def test_another_finish_replaces_the_only_one_under_way(desk):
    desk.filling.fill()
    desk.filling.set_finish("patches")
    desk.until_done()
    assert [proposal.job.request.finish for proposal in desk.filling.proposals] == ["patches"]


def test_where_to_take_from_goes_with_the_request_and_only_patches_can_do_it(desk):
    desk.paint(desk.document.source, Region(2, 4, 12, 20))
    desk.fill()
    request = desk.filling.proposal.job.request
    assert request.finish == "patches"
    assert request.source.sum() == 10 * 16
    desk.filling.next_variation()
    desk.until_done()
    assert desk.filling.proposal.job.request.finish == "patches"


def test_edges_are_predicted_without_a_fill_and_not_for_a_mask_that_is_gone(desk, qtbot):
    desk.filling.predict_edges()
    desk.wait(lambda: desk.filling.predicted is not None)
    assert desk.inpainter.requests == []
    desk.paint(desk.document.mask, Region(10, 10, 20, 20))
    assert desk.filling.predicted is None
    desk.inpainter.looked.clear()
    desk.seen.clear()
    desk.filling.predict_edges()
    assert desk.inpainter.looked.wait(20)  # the answer is on its way
    desk.paint(desk.document.mask, Region(10, 10, 20, 20), 0)
    qtbot.wait(100)
    assert desk.seen == []


def test_a_failure_is_told_and_leaves_the_others(desk):
    desk.fill()
    desk.inpainter.error = MemoryError("cannot allocate")
    desk.filling.next_variation()
    desk.wait(lambda: bool(desk.errors))
    assert desk.errors[0][0] == "Filling needs more memory than there is; try a smaller size."
    assert (desk.variations, desk.filling.ready, desk.filling.running) == ([0], True, False)
