"""Which fill of a hole is shown while more are made, chosen from and given up."""

from types import SimpleNamespace

import numpy as np
import pytest

from app.services.fill_thread import Proposal
from app.services.proposals import MOST, Proposals

NO_PIXELS, NOWHERE = np.zeros((1, 1, 3), np.uint8), np.zeros((1, 1), np.uint8)


def fill(variation: int, quick: bool = False) -> Proposal:
    job = SimpleNamespace(request=SimpleNamespace(variation=variation))
    return Proposal(job, NO_PIXELS, None, quick, NOWHERE, NOWHERE > 0)


def made(count: int) -> Proposals:
    """So many full fills, the last of them shown."""
    proposals = Proposals()
    for number in range(count):
        proposals.begin(anew=number == 0)
        proposals.add(fill(number))
    return proposals


def test_there_is_nothing_at_first():
    proposals = Proposals()
    assert not proposals.active
    assert not proposals.ready
    assert proposals.current is proposals.preview is None
    assert proposals.pending == proposals.unused_variation == 0


def test_a_first_look_is_shown_until_the_full_fill_is_there():
    proposals = Proposals()
    proposals.begin(anew=True)
    assert proposals.active
    assert proposals.current is None
    look, full = fill(0, quick=True), fill(0)
    assert proposals.add(look)
    assert proposals.current is proposals.preview is look
    assert not proposals.ready
    assert proposals.add(full)
    assert proposals.current is full
    assert proposals.preview is None
    assert proposals.ready
    assert not proposals.under_way


def test_one_made_anew_takes_the_place_of_all_and_what_was_shown_is_seen_until_then():
    proposals = made(3)
    proposals.show(1)
    proposals.queued = 2
    shown = proposals.current
    proposals.begin(anew=True)
    assert proposals.fills == ()
    assert proposals.current is shown
    assert proposals.preview is None  # it is none of the one under way
    assert proposals.pending == 1
    proposals.add(fill(0))
    assert len(proposals.fills) == 1
    assert proposals.current is proposals.fills[0]


def test_another_is_shown_once_something_of_it_is_there_unless_one_before_was_chosen_meanwhile():
    proposals = made(2)
    proposals.begin(anew=False)
    assert proposals.shown == 1
    assert not proposals.show(2)  # nothing of it is there
    assert proposals.add(fill(2, quick=True))
    assert proposals.shown == 2
    assert proposals.show(0)
    assert not proposals.add(fill(2))
    assert proposals.shown == 0
    assert len(proposals.fills) == 3


@pytest.mark.parametrize("index", [-1, 2])
def test_a_place_where_there_is_nothing_cannot_be_shown(index):
    proposals = made(2)
    assert not proposals.show(index)
    assert proposals.shown == 1


def test_steps_end_at_the_first_and_at_the_last_of_which_there_is_something():
    proposals = made(2)
    assert proposals.after(-5) == 0
    assert proposals.after(1) == 1
    proposals.begin(anew=False)
    assert proposals.after(1) == 1
    proposals.add(fill(2, quick=True))
    proposals.show(1)
    assert proposals.after(5) == 2


def test_calling_off_goes_back_to_a_full_fill_and_forgets_what_waits():
    proposals = made(2)
    proposals.begin(anew=False)
    proposals.queued = 3
    proposals.add(fill(2, quick=True))
    proposals.call_off()
    assert proposals.current is proposals.fills[1]
    assert proposals.pending == 0
    assert proposals.preview is None


def test_those_that_wait_count_to_the_most_there_can_be():
    proposals = made(MOST - 2)
    assert not proposals.full
    proposals.begin(anew=False)
    assert not proposals.full
    proposals.queued = 1
    assert proposals.full


def test_variations_are_numbered_on():
    assert made(3).unused_variation == 3
