"""Sentences as data: words are made of them at the end, in any language."""

import pickle

from core.errors import CheckpointError
from core.sentence import Sentence


def test_parts_are_said_in_the_same_language():
    words = {"{0} is {1}.": "{1} ist {0}.", "the mask": "die Maske"}
    sentence = Sentence("{0} is {1}.", Sentence("the mask"), 3)
    assert str(sentence) == "the mask is 3."
    assert sentence.said(lambda code: words.get(code, code)) == "3 ist die Maske."


def test_braces_of_what_fills_a_hole_are_left_alone():
    assert str(Sentence("There is no file {0}.", "{1} {name}.png")) == "There is no file {1} {name}.png."
    assert str(Sentence("{not a hole}")) == "{not a hole}"


def test_what_no_line_can_show_is_escaped():
    assert str(Sentence("There is no file {0}.", "a\nb")) == "There is no file a\\nb."


def test_equal_sentences_count_once():
    assert len({Sentence("a {0}", 1), Sentence("a {0}", 1), Sentence("a {0}", 2)}) == 2


def test_an_error_survives_the_way_from_another_process():
    error = CheckpointError("{0} is damaged or is not a model file.", "{x}", details="why")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is CheckpointError
    assert (str(again), again.details) == ("{x} is damaged or is not a model file.", "why")
    assert again.sentence == error.sentence
