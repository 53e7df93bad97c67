"""Scripts of animations: what they say, and what is said of wrong ones."""

import json

import pytest

from core.errors import ScriptError
from core.export import Keyframe, read_script
from core.geometry import CanvasGeometry

QUAD = [[0, 0], [100, 10], [100, 80], [0, 90]]


def test_a_script_is_read(tmp_path):
    path = tmp_path / "way.json"
    entries = [
        {"scale": [1, 1], "hold": 0.5},
        {"size": [200, 60], "seconds": 2, "easing": "linear"},
        {"quad": QUAD},
    ]
    path.write_text(json.dumps(entries))
    assert read_script(path, 100, 80) == [
        Keyframe(CanvasGeometry.identity(100, 80), hold=0.5),
        Keyframe(CanvasGeometry(100, 80, 200, 60), 2.0, "linear"),
        Keyframe(CanvasGeometry.from_quad(100, 80, tuple(tuple(float(v) for v in corner) for corner in QUAD))),
    ]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ([2, 1], "not an object"),
        ({}, "one of “size”, “scale” and “quad”"),
        ({"size": [9, 9], "scale": [1, 1]}, "one of “size”"),
        ({"size": [100]}, "“size” must be two numbers above 0"),
        ({"size": [100, "wide"]}, "“size” must be"),
        ({"scale": [0, 1]}, "“scale” must be two numbers above 0"),
        ({"scale": [float("nan"), 1]}, "“scale” must be"),
        ({"scale": [90, 1]}, "too far from the photo's"),
        ({"quad": [[0, 0], [1, 1]]}, "four corners"),
        ({"quad": [[0, 0], [90, 90], [90, 0], [0, 90]]}, "convex"),
        ({"scale": [1, 1], "seconds": 0}, "“seconds” must be more than 0"),
        ({"scale": [1, 1], "seconds": True}, "“seconds” must lie between"),
        ({"scale": [1, 1], "hold": -1}, "“hold” must lie between"),
        ({"scale": [1, 1], "easing": "bouncy"}, "“smooth” or “linear”"),
        ({"scale": [1, 1], "second": 3}, "knows no “second”"),
    ],
)
def test_a_wrong_keyframe_is_named_with_the_reason(tmp_path, entry, words):
    path = tmp_path / "way.json"
    path.write_text(json.dumps([{"scale": [1, 1]}, entry]))
    with pytest.raises(ScriptError) as caught:
        read_script(path, 100, 80)
    said = str(caught.value)
    assert said.startswith("Keyframe 2 of way.json is wrong: ")
    assert words in said
    assert said.endswith(".")
    assert not said.endswith("..")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"size 100 90", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[" + b"{}," * 300 + b"{}]", "more than 200 keyframes"),
        (b"{}", "at least two keyframes"),
        (b'[{"scale": [1, 1]}]', "at least two keyframes"),
    ],
)
def test_what_is_no_script_is_said(tmp_path, content, words):
    path = tmp_path / "way.json"
    path.write_bytes(content)
    with pytest.raises(ScriptError, match=words):
        read_script(path, 100, 80)


def test_a_missing_script_is_said(tmp_path):
    with pytest.raises(ScriptError, match="cannot be read: no such file"):
        read_script(tmp_path / "none.json", 100, 80)
