"""The core's sentences in Korean: each is found by its code, and what varies comes through."""

import ast
import re
import string
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from app.model.drawing_words import drawing_words
from app.platform.translations import install_language, remove_language
from app.services.failures import explain
from app.services.sentences import drawn_by, said
from core.device import choose_device, set_preferences
from core.errors import GeometryError, ImageError, RegrainError, ScriptError
from core.export import CollageSettings, collage
from core.export.script import read_script
from core.image_io import Photo, fit_mask, load_photo, save_photo
from core.ingan.messages import Drawing
from core.rendering.renderer import Renderer
from core.sentence import Sentence

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def korean(qapp):
    installed = install_language(qapp, "ko")
    yield
    remove_language(qapp, installed)


def holes(code: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(code) if name is not None}


def sentences_of_the_source():
    """(where, code node, number of arguments) of every Sentence and every error of Regrain's own."""
    names = {"Sentence", "KeyframeError", "RegrainError"} | {cls.__name__ for cls in RegrainError.__subclasses__()}
    for path in sorted([*(ROOT / "core").rglob("*.py"), *(ROOT / "app").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in names or not node.args:
                continue
            if not any(isinstance(each, ast.Starred) for each in node.args):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0], len(node.args) - 1


def test_codes_are_plain_and_have_a_hole_for_each_argument():
    found = list(sentences_of_the_source())
    assert len(found) > 200
    for where, code, arguments in found:
        assert not isinstance(code, ast.JoinedStr), where
        if isinstance(code, ast.Constant) and arguments:
            assert holes(code.value) == {str(n) for n in range(arguments)}, where
        elif isinstance(code, ast.Constant):
            assert not re.search(r"\{\d", code.value), where


def test_every_translation_has_the_holes_of_its_code():
    root = ET.parse(ROOT / "resources" / "translations" / "regrain_ko.ts").getroot()
    core = next(context for context in root.iter("context") if context.findtext("name") == "core")
    pairs = [(m.findtext("source", ""), m.findtext("translation", "")) for m in core.iter("message")]
    assert len(pairs) > 150
    for code, words in pairs:
        assert holes(code) == holes(words), code
        assert words


def test_a_missing_file_is_told_in_korean_with_its_name(korean, tmp_path):
    path = tmp_path / "사진 {1}.png"
    with pytest.raises(ImageError) as caught:
        load_photo(path)
    sentence, details = explain(caught.value, "")
    assert str(path) in sentence
    assert re.search("[가-힣]", sentence.replace(str(path), ""))
    assert f"There is no file {path}." in details  # for whoever is sent them


def test_what_fills_a_hole_is_translated_too(korean, tmp_path, monkeypatch):
    mask = Sentence("The mask {0}", "hole.png")
    with pytest.raises(ImageError) as caught:
        fit_mask(np.zeros((30, 20), np.uint8), (90, 10), mask)
    words = said(caught.value.sentence)
    assert {"hole.png", "20", "30", "90", "10"} <= set(re.findall(r"[\w.]+", words))
    assert "mask" not in words
    assert str(caught.value).startswith("The mask hole.png is 20 x 30 px")


def test_the_system_s_reason_is_translated(korean, tmp_path):
    (tmp_path / "a").write_text("no folder")
    with pytest.raises(ImageError) as caught:
        save_photo(Photo(np.zeros((9, 9, 3), np.uint8)), tmp_path / "a" / "b.png")
    reason = caught.value.sentence.arguments[1]
    assert isinstance(reason, Sentence)
    refused = Sentence("permission denied")
    full = Sentence("{0} could not be saved: {1}. What was there before is unchanged.", "a.png", refused)
    assert not re.search("[a-z]{3,}", said(full).replace("a.png", ""))


def test_why_a_keyframe_is_wrong_is_a_sentence_of_its_own(korean, tmp_path):
    script = tmp_path / "moves.json"
    script.write_text('[{"size": [10, 10]}, {"size": [10, 10], "speed": 3}]')
    with pytest.raises(ScriptError) as caught:
        read_script(script, 100, 80)
    assert str(caught.value) == "Keyframe 2 of moves.json is wrong: it knows no “speed”."
    assert caught.value.sentence.arguments[:2] == (2, "moves.json")
    words = said(caught.value.sentence)
    assert words.endswith("“speed”은(는) 알 수 없는 항목입니다.")


def test_what_a_job_is_doing_is_told_in_korean(korean):
    photo, told = Photo(np.zeros((40, 60, 3), np.uint8)), []
    settings = CollageSettings((1.0, 1.5), (1.0,), engine="stretch")
    collage(Renderer(photo.pixels), photo, settings, on_progress=told.append)
    assert [str(progress.doing) for progress in told] == ["Drawing size 1 of 2", "Drawing size 2 of 2"]
    assert said(told[-1].doing) == "크기 2가지 가운데 2번째 그리는 중"


def test_an_error_hands_on_the_sentence_of_another(korean):
    first = GeometryError("A picture needs at least one pixel in each direction.")
    assert RegrainError(first.sentence).sentence == first.sentence
    assert said(first.sentence) != str(first)


def test_unknown_codes_stay_as_they_are(korean):
    assert said(Sentence("Something nobody has translated: {0}.", "{x}")) == "Something nobody has translated: {x}."


def test_labels_are_said_in_the_language_of_the_window(korean):
    assert drawn_by(Drawing("small", 1200, refined=True)) == "학습한 패치, 1,200단계, 다듬음"
    assert drawn_by(Drawing("paper", 7)) == "InGAN, 7단계"
    assert drawn_by(Drawing("patches", refined=True)) == "조각, 다듬음"
    assert drawn_by(Drawing("warp", refined=True)) == "변형과 결"
    assert said(Sentence("CPU, {0} cores", 2)) == "CPU, 코어 2개"
    assert said(Sentence("NVIDIA H100, 80 GB")) == "NVIDIA H100, 80 GB"


def test_the_processor_says_how_many_cores_are_used(korean):
    set_preferences(threads=1)
    try:
        label = choose_device("cpu").label
    finally:
        set_preferences()
    assert str(label) == "CPU, 1 core"
    assert said(label) == "CPU, 코어 1개"


def test_labels_stay_as_they_are_in_english(qapp):
    for drawing, words in {
        Drawing("photo"): "photo", Drawing("stretch"): "stretch", Drawing("warp"): "warp",
        Drawing("warp", refined=True): "warp and grain", Drawing("extension", refined=True): "extended",
        Drawing("extension"): "extended, quick look", Drawing("patches"): "patches",
        Drawing("patches", refined=True): "patches, refined", Drawing("paper", 4000): "InGAN, step 4,000",
        Drawing("small", 1200, refined=True): "learned patches, step 1,200, refined",
        Drawing("foreign", 75_000): "InGAN (published), step 75,000",
    }.items():  # fmt: skip
        assert drawn_by(drawing) == drawing_words(drawing) == words
