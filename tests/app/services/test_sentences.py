"""The core's sentences in Korean: the list is what the core says, and what varies comes through."""

import ast
import errno
import os
import re
from pathlib import Path

import pytest

from app.model.drawing_words import drawing_words
from app.platform.translations import install_language, remove_language
from app.services.failures import explain
from app.services.sentences import PARTS, SENTENCES, device_words, drawn_by, translated, translated_notes
from core.errors import ImageError, RegrainError
from core.image_io import fit_mask, load_photo
from core.ingan.messages import Drawing

CORE = Path(__file__).resolve().parents[3] / "core"
APART = ("trainer", "weights", "perceptual", "extend", "vgg", "fidelity")  # for commands, as all in training/


@pytest.fixture
def korean(qapp):
    installed = install_language(qapp, "ko")
    yield
    remove_language(qapp, installed)


def template(node: ast.AST) -> str:
    """A text of the source with numbered holes; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    holes = iter(range(99))
    return "".join(v.value if isinstance(v, ast.Constant) else f"{{{next(holes)}}}" for v in node.values)


def nodes():
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def test_every_entry_is_said_by_the_core():
    said = {template(node) for _, node in nodes()}
    said |= {os.strerror(number).lower() for number in (errno.ENOSPC, errno.EACCES, errno.EROFS)}
    assert set(SENTENCES + PARTS) <= said


def test_nearly_every_error_that_the_editor_meets_is_listed():
    names = {cls.__name__ for cls in RegrainError.__subclasses__()} | {"RegrainError"}
    raised = {
        template(node.args[0])
        for path, node in nodes()
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args
        and path.stem not in APART and path.parent.name != "training"
    } - {""}  # fmt: skip
    missing = raised - set(SENTENCES)
    assert len(raised) > 50
    assert len(missing) <= 0.3 * len(raised), sorted(missing)


def test_a_missing_file_is_told_in_korean_with_its_name(korean, tmp_path):
    path = tmp_path / "사진 1.png"
    with pytest.raises(ImageError) as caught:
        load_photo(path)
    sentence, details = explain(caught.value, "")
    assert str(path) in sentence
    assert re.search("[가-힣]", sentence.replace(str(path), ""))
    assert "There is no file" in details  # for whoever is sent them


def test_what_fills_a_hole_is_translated_too(korean):
    said = translated("a.png could not be saved: permission denied. What was there before is unchanged.")
    assert "a.png" in said
    assert not re.search("[a-z]{3,}", said.replace("a.png", ""))
    with pytest.raises(ImageError) as caught:
        fit_mask(discs_grey(), (90, 10), "The mask hole.png")
    assert {"hole.png", "20", "30", "90", "10"} <= set(re.findall(r"[\w.]+", translated(str(caught.value))))
    assert "mask" not in translated(str(caught.value))


def discs_grey():
    import numpy as np

    return np.zeros((30, 20), np.uint8)


def test_several_notes_are_translated_one_by_one(korean):
    notes = "Only the first page of this file was opened.", "The file xyz.png is odd.", "There is no file a."
    assert translated_notes(" ".join(notes)) == " ".join(map(translated, notes))
    assert translated(notes[0]) != notes[0]


def test_unknown_sentences_and_english_stay_as_they_are(korean, qapp):
    assert translated("Something nobody has listed {0}.") == "Something nobody has listed {0}."


def test_english_is_said_word_for_word(qapp):
    for sentence in ("x {0} is empty.", "There is no mask named a in b."):
        assert translated(sentence) == sentence


def test_labels_are_said_in_the_language_of_the_window(korean):
    assert drawn_by(Drawing("small", 1200, refined=True)) == "학습한 패치, 1,200단계, 다듬음"
    assert drawn_by(Drawing("paper", 7)) == "InGAN, 7단계"
    assert drawn_by(Drawing("patches", refined=True)) == "조각, 다듬음"
    assert drawn_by(Drawing("warp", refined=True)) == "변형과 결"
    assert device_words("CPU, 2 cores") == "CPU, 코어 2개"
    assert device_words("NVIDIA H100, 80 GB") == "NVIDIA H100, 80 GB"


def test_labels_stay_as_they_are_in_english(qapp):
    assert device_words("CPU, 1 core") == "CPU, 1 core"
    for drawing, words in {
        Drawing("photo"): "photo", Drawing("stretch"): "stretch", Drawing("warp"): "warp",
        Drawing("warp", refined=True): "warp and grain", Drawing("extension", refined=True): "extended",
        Drawing("extension"): "extended, quick look", Drawing("patches"): "patches",
        Drawing("patches", refined=True): "patches, refined", Drawing("paper", 4000): "InGAN, step 4,000",
        Drawing("small", 1200, refined=True): "learned patches, step 1,200, refined",
        Drawing("foreign", 75_000): "InGAN (published), step 75,000",
    }.items():  # fmt: skip
        assert drawn_by(drawing) == drawing_words(drawing) == words
